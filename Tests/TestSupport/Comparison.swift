// SPDX-License-Identifier: Apache-2.0
import Testing

/// Records an issue unless `actual` is within `absolute` or `relative` times the larger magnitude
/// of `expected`; prints both numbers.
package func expectClose(
  _ actual: Double, _ expected: Double, absolute: Double = 0, relative: Double = 0,
  _ what: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  let allowed = max(absolute, relative * max(actual.magnitude, expected.magnitude))
  let isClose = (actual - expected).magnitude <= allowed
  #expect(
    isClose,
    "\(what()) is \(actual), expected \(expected) within \(allowed)",
    sourceLocation: sourceLocation)
}

/// The same for every pair of two lists of one length.
package func expectClose(
  _ actual: [Double], _ expected: [Double], absolute: Double = 0, relative: Double = 0,
  _ what: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual.count == expected.count, "\(what()) count", sourceLocation: sourceLocation)
  for (index, pair) in zip(actual, expected).enumerated() {
    expectClose(
      pair.0, pair.1, absolute: absolute, relative: relative, "\(what()) [\(index)]",
      sourceLocation: sourceLocation)
  }
}
