// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A number with what is known about its error.
public struct Estimate: Hashable, Sendable {
  public var mean: Double
  /// Standard deviation of `mean`, in its unit; 0 where the number is exact.
  public var standardError: Double
  /// Independent draws behind the number; 0 where it is exact.
  public var sampleCount: Int

  public init(mean: Double, standardError: Double, sampleCount: Int) {
    self.mean = mean
    self.standardError = standardError
    self.sampleCount = sampleCount
  }

  public static func exact(_ value: Double) -> Estimate {
    Estimate(mean: value, standardError: 0, sampleCount: 0)
  }

  public var isExact: Bool { sampleCount == 0 }

  /// Standard error over mean; nil where the mean is 0.
  public var relativeError: Double? { mean == 0 ? nil : standardError / mean.magnitude }
}

extension Estimate: CustomStringConvertible {
  /// To the digits it knows: two of the error and as many places of the mean. An error that is not
  /// known, as of a single draw, is infinite and stands as a question mark.
  public var description: String {
    guard standardError.isFinite else { return String(format: "%.6g±?", mean) }
    guard standardError > 0 else { return String(format: "%.6g", mean) }
    let places = max(0, 1 - Int(log10(standardError).rounded(.down)))
    return String(format: "%.*f±%.*f", places, mean, places, standardError)
  }
}
