// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Runs items one after the other, each in a process of its own, and keeps every result as it
/// comes.
package struct SuiteRun {
  package var items: [BenchmarkItem]
  package var threads: Int
  package var countsInstructions: Bool
  /// Whether solves are repeated for their time.
  package var repeats: Bool
  package var runsPeers: Bool
  /// Talk for the person who waits.
  package var say: (String) -> Void
  private let scratch: ScratchFolder

  package init(
    items: [BenchmarkItem], threads: Int, countsInstructions: Bool, repeats: Bool,
    runsPeers: Bool,
    say: @escaping (String) -> Void
  ) throws {
    self.items = items
    self.threads = threads
    self.countsInstructions = countsInstructions
    self.repeats = repeats
    self.runsPeers = runsPeers
    self.say = say
    scratch = try ScratchFolder()
  }

  /// Adds what the report does not have yet.
  ///
  /// - Parameter keep: called after every result.
  package func run(
    into report: inout BenchmarkReport, keep: (BenchmarkReport) throws -> Void
  ) throws {
    for item in items {
      let missing =
        runsPeers ? item.peers.filter { report.peer($0, item) == nil } : []
      let isNew = report.sample(item) == nil
      if isNew {
        say("\(item.title): pentaflow")
        report.samples.append(try sample(of: item))
        try keep(report)
      } else if !missing.isEmpty {
        try export(item)
      }
      for solver in missing {
        say("\(item.title): \(solver.title)")
        report.peers.append(try PeerRun(scratch: scratch).sample(of: item, by: solver))
        try keep(report)
      }
    }
  }

  /// In a process of its own, so that memory and heap are those of this item alone.
  private func sample(of item: BenchmarkItem) throws -> Sample {
    let outcome = try runProcess(
      currentExecutable,
      [
        "bench", "--one-sample", "--case", item.name.rawValue, "--size", item.size.rawValue,
        "--threads", "\(threads)",
      ] + (countsInstructions ? [] : ["--no-counts"]) + (repeats ? [] : ["--no-time"]),
      environment: ProcessInfo.processInfo.environment)
    guard outcome.status == 0 else {
      throw BenchmarkError(
        "\(item.title) ended with \(outcome.status):\n\(outcome.errors)",
        fix: "see the message above")
    }
    return try JSONDecoder().decode(Sample.self, from: Data(outcome.output.utf8))
  }

  /// Makes the problem for peers of an item whose own sample is kept from an earlier run.
  private func export(_ item: BenchmarkItem) throws {
    let path = MeasuredRun.problemPath(of: item, in: scratch)
    guard !FileManager.default.fileExists(atPath: path) else { return }
    var phases = PhaseList()
    let run = MeasuredRun(threads: threads, repeats: repeats, scratch: scratch)
    _ = try run.exportLinearProgram(try run.program(of: item, &phases), of: item)
  }
}

/// What a process of its own prints for one item.
package func oneSampleText(
  of item: BenchmarkItem, threads: Int, countsInstructions: Bool, repeats: Bool
) throws -> String {
  let run = MeasuredRun(threads: threads, repeats: repeats, scratch: try ScratchFolder())
  return try jsonText(try run.sample(of: item, counting: countsInstructions))
}
