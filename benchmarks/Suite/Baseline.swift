// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What can be counted, as committed in `benchmarks/baselines`, and the calibrated time beside it.
package struct Baseline: Codable, Equatable, Sendable {
  package static let currentSchema = 1
  package static let defaultPath = "benchmarks/baselines/counts.json"

  package struct Entry: Codable, Equatable, Sendable {
    package var item: BenchmarkItem
    package var kernels: String
    package var iterations: Int
    package var factorizations: Int
    /// Nil where instructions and allocations are not counted.
    package var counts: Counts?
    package var processor: String
    /// Median CPU time of a solve in runs of the calibration kernel.
    package var calibratedTime: Double

    package init(
      item: BenchmarkItem, kernels: String, iterations: Int, factorizations: Int, counts: Counts?,
      processor: String, calibratedTime: Double
    ) {
      self.item = item
      self.kernels = kernels
      self.iterations = iterations
      self.factorizations = factorizations
      self.counts = counts
      self.processor = processor
      self.calibratedTime = calibratedTime
    }

    enum CodingKeys: String, CodingKey {
      case item, kernels, iterations, factorizations, counts, processor
      case calibratedTime = "calibrated_time"
    }
  }

  package var schemaVersion = currentSchema
  package var entries: [Entry] = []

  enum CodingKeys: String, CodingKey {
    case entries
    case schemaVersion = "schema_version"
  }

  package init(entries: [Entry] = []) { self.entries = entries }

  package init(contentsOf path: String) throws {
    let recording = "run `make bench-baseline` on a commit that you trust and commit the file"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BenchmarkError("there is no baseline \(path)", fix: recording)
    }
    guard let read = try? JSONDecoder().decode(Baseline.self, from: data),
      read.schemaVersion == Self.currentSchema
    else {
      throw BenchmarkError(
        "\(path) is no baseline of schema version \(Self.currentSchema)", fix: recording)
    }
    self = read
  }

  package var json: String {
    get throws { try jsonText(self) }
  }

  /// Takes the samples of a report in place of entries of the same item.
  package mutating func record(_ report: BenchmarkReport) {
    for sample in report.samples {
      entries.removeAll { $0.item == sample.item }
      entries.append(
        Entry(
          item: sample.item, kernels: sample.kernels, iterations: sample.iterations,
          factorizations: sample.factorizations, counts: sample.counts,
          processor: report.machine.processor,
          calibratedTime: sample.calibratedTimes.median ?? .nan))
    }
    entries.sort {
      ($0.item.name.rawValue, $0.item.size.hours) < ($1.item.name.rawValue, $1.item.size.hours)
    }
  }

  package func entry(_ item: BenchmarkItem) -> Entry? { entries.first { $0.item == item } }
}
