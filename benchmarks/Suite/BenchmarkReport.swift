// SPDX-License-Identifier: Apache-2.0
import Foundation
import LinearAlgebra
import Optimization
import Reports

/// A run of the suite: the file in `benchmarks/results`.
package struct BenchmarkReport: Codable, Equatable, Sendable {
  package static let currentSchema = 1

  package var schemaVersion = currentSchema
  package var suite: String
  package var commit: String
  package var hasUncommittedChanges: Bool
  package var startedUTC: String
  package var machine: Machine
  package var samples: [Sample] = []
  package var peers: [PeerSample] = []

  package struct Machine: Codable, Equatable, Sendable {
    package var processor: String
    package var processors: Int
    package var memoryGB: Double
    package var kernels: String

    package init(processor: String, processors: Int, memoryGB: Double, kernels: String) {
      self.processor = processor
      self.processors = processors
      self.memoryGB = memoryGB
      self.kernels = kernels
    }

    enum CodingKeys: String, CodingKey {
      case processor, processors, kernels
      case memoryGB = "memory_gb"
    }
  }

  enum CodingKeys: String, CodingKey {
    case suite, commit, machine, samples, peers
    case schemaVersion = "schema_version"
    case hasUncommittedChanges = "uncommitted_changes"
    case startedUTC = "started_utc"
  }

  package init(
    suite: String, commit: String, hasUncommittedChanges: Bool, startedUTC: String,
    machine: Machine
  ) {
    self.suite = suite
    self.commit = commit
    self.hasUncommittedChanges = hasUncommittedChanges
    self.startedUTC = startedUTC
    self.machine = machine
  }

  /// An empty report of this machine and this commit.
  package init(suite: String) {
    let changes = Self.git(["status", "--porcelain", "--untracked-files=no"])
    self.init(
      suite: suite, commit: Self.git(["rev-parse", "--short", "HEAD"]) ?? "unknown",
      hasUncommittedChanges: changes != "", startedUTC: Date().formatted(.iso8601),
      machine: Machine(
        processor: Host.processor, processors: Host.processorCount,
        memoryGB: (Host.memoryGB * 10).rounded() / 10, kernels: currentKernels()))
  }

  private static func git(_ arguments: [String]) -> String? {
    guard
      let outcome = try? runProcess(
        "/usr/bin/env", ["git"] + arguments, environment: ProcessInfo.processInfo.environment),
      outcome.status == 0
    else { return nil }
    return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  package init(contentsOf path: String) throws {
    let data: Data
    do { data = try Data(contentsOf: URL(filePath: path)) } catch {
      throw BenchmarkError("cannot read \(path)", fix: "name a file that pentaflow bench wrote")
    }
    do {
      self = try JSONDecoder().decode(BenchmarkReport.self, from: data)
    } catch {
      throw BenchmarkError(
        "\(path) is no result of pentaflow bench: \(error)",
        fix: "name a file that pentaflow bench --out FILE.json wrote")
    }
    guard schemaVersion == Self.currentSchema else {
      throw BenchmarkError(
        "\(path) has schema version \(schemaVersion), and this is \(Self.currentSchema)",
        fix: "use the edition of pentaflow that wrote it, or run the suite again")
    }
  }

  package var json: String {
    get throws { try jsonText(self) }
  }

  package func sample(_ item: BenchmarkItem) -> Sample? { samples.first { $0.item == item } }

  package func peer(_ solver: PeerSolver, _ item: BenchmarkItem) -> PeerSample? {
    peers.first { $0.item == item && $0.solver == solver }
  }
}

/// Sorted and indented, so that equal values are equal bytes; ends in a line feed.
func jsonText(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}

/// Names of the kernels chosen at run time; what is counted depends on them.
func currentKernels() -> String {
  "\(Kernels.best.name), blas \(BLASRuntime.kernelName)"
}

extension BenchmarkReport {
  /// Whether another run may add to this one: same code, same machine.
  package func isContinued(by other: BenchmarkReport) -> Bool {
    commit == other.commit && hasUncommittedChanges == other.hasUncommittedChanges
      && machine == other.machine
  }
}
