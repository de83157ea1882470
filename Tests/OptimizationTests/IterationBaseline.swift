// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import TestSupport
import Testing

/// Iterations by program in `benchmarks/baselines/iterations.json`. All kernels give the same bytes,
/// so the counts do not depend on the processor; `RECORD_SNAPSHOTS=1` writes them anew and fails
/// that run.
final class IterationBaseline: Sendable {
  static let shared = IterationBaseline()
  private static let path = ProjectFolder.path("benchmarks/baselines/iterations.json")

  private let recorded: [String: Int]
  private let fresh = Mutex<[String: Int]>([:])

  private init() {
    let data = FileManager.default.contents(atPath: Self.path)
    recorded = data.flatMap { try? JSONDecoder().decode([String: Int].self, from: $0) } ?? [:]
  }

  func expect(_ program: String, _ iterations: Int) throws {
    guard ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" else {
      #expect(recorded[program] == iterations, "\(program): iterations \(iterations)")
      return
    }
    try fresh.withLock { fresh in
      fresh[program] = iterations
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      let all = recorded.merging(fresh) { _, new in new }
      try encoder.encode(all).write(to: URL(fileURLWithPath: Self.path))
    }
    Issue.record("\(program): \(iterations) iterations recorded")
  }
}
