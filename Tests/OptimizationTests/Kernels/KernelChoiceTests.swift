// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

/// Which instructions the innermost loops use is no part of the answer.
@Suite("choice of kernels")
struct KernelChoiceTests {
  @Test("the portable kernels are always there, and the best come first")
  func available() {
    let names = Kernels.available.map(\.name)
    #expect(names.last == "portable")
    #expect(names.first == Kernels.best.name)
    #expect(Set(names).count == names.count)
  }

  @Test("a program is solved to the same bytes with any kernels", arguments: 0..<12)
  func sameBytes(seed: UInt64) throws {
    let program = RandomProgram.make(seed: seed, stages: 5 + 4 * Int(seed))
    var results: [SolveResult] = []
    for kernels in Kernels.available {
      var settings = SolverSettings()
      settings.kernels = kernels
      settings.threads = 1
      results.append(solve(program, settings: settings))
    }
    let first = try #require(results.first)
    let point = try Self.point(first)
    for (result, kernels) in zip(results, Kernels.available).dropFirst() {
      #expect(result.log == first.log, "\(kernels.name)")
      let other = try Self.point(result)
      for path in Self.tables {
        expectSame(
          other[keyPath: path].values, point[keyPath: path].values, "\(kernels.name), \(path)")
      }
    }
  }

  private static var tables: [KeyPath<StagedPoint, StageTable>] {
    [\.columns, \.network, \.levels, \.balanceDuals, \.networkDuals, \.stateDuals]
  }

  private static func point(_ result: SolveResult) throws -> StagedPoint {
    guard case .optimal(let point) = result.outcome else {
      throw Unsolved(last: result.log.last)
    }
    return point
  }

  private struct Unsolved: Error {
    let last: SolverProgress?
  }
}
