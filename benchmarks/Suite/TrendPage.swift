// SPDX-License-Identifier: Apache-2.0
import Foundation

/// One page of charts over all recorded runs: it stands alone, without script or remote parts.
package struct TrendPage {
  private static let width = 640.0
  private static let height = 120.0
  private static let margin = 10.0

  private let reports: [BenchmarkReport]

  /// - Parameter reports: in any order; they are drawn by the time they were started.
  package init(of reports: [BenchmarkReport]) {
    self.reports = reports.sorted { ($0.startedUTC, $0.commit) < ($1.startedUTC, $1.commit) }
  }

  /// Reads every result of the suite in a folder.
  package init(folder: String) throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let files = names.filter { $0.hasPrefix("bench-") && $0.hasSuffix(".json") }.sorted()
    guard !files.isEmpty else {
      throw BenchmarkError(
        "there is no result of the suite in \(folder)", fix: "run `make bench` first")
    }
    self.init(of: try files.map { try BenchmarkReport(contentsOf: folder + "/" + $0) })
  }

  private struct Series: Sendable {
    var title: String
    var unit: String
    var value: @Sendable (Sample) -> Double?
  }

  private static let series: [Series] = [
    Series(title: "time", unit: "runs of the calibration kernel") { $0.calibratedTimes.median },
    Series(title: "iterations", unit: "") { Double($0.iterations) },
    Series(title: "instructions", unit: "") { $0.counts.map { Double($0.instructions) } },
    Series(title: "memory", unit: "kB per hour") {
      1000 * $0.solveMemoryMB / Double($0.item.size.hours)
    },
  ]

  package var html: String {
    let items = SuiteKind.full.items.filter { item in
      reports.contains { $0.sample(item) != nil }
    }
    let sections = items.map { item in
      "<h2>\(escaped(item.title))</h2>\n" + Self.series.map { chart($0, of: item) }.joined()
    }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>Benchmarks over time</title>
      <style>
      body { font: 15px sans-serif; max-width: 44em; margin: 2em auto; padding: 0 1em; }
      figure { margin: 0 0 1em; } figcaption { color: #444; }
      svg { width: 100%; border: 1px solid #ccc; } polyline { fill: none; stroke: #1f5fa8; }
      circle { fill: #1f5fa8; }
      </style></head><body>
      <h1>Benchmarks over time</h1>
      <p>\(reports.count) recorded runs. The lower edge of every chart is 0. Runs on different
      processors stand side by side; the figures of a point are in its tooltip.</p>
      \(sections.joined(separator: "\n"))
      </body></html>

      """
  }

  private func chart(_ series: Series, of item: BenchmarkItem) -> String {
    let points = reports.compactMap { report -> (label: String, value: Double)? in
      guard let value = report.sample(item).flatMap(series.value), value.isFinite else {
        return nil
      }
      return (
        "\(report.commit), \(report.startedUTC), \(report.machine.processor): \(rounded(value))",
        value
      )
    }
    guard let last = points.last else { return "" }
    let top = max(points.map(\.value).max() ?? 0, .leastNormalMagnitude)
    let places = points.enumerated().map { index, point in
      (
        x: place(index, of: points.count),
        y: Self.height - (Self.height - Self.margin) * point.value / top
      )
    }
    let line = places.map { "\(fixedPoint($0.x, 1)),\(fixedPoint($0.y, 1))" }
    let dots = zip(places, points).map { place, point in
      "<circle cx=\"\(fixedPoint(place.x, 1))\" cy=\"\(fixedPoint(place.y, 1))\" r=\"4\">"
        + "<title>\(escaped(point.label))</title></circle>"
    }
    let unit = series.unit.isEmpty ? "" : " \(series.unit)"
    return "<figure><figcaption>\(series.title): \(rounded(last.value))\(unit)</figcaption>"
      + "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" role=\"img\">"
      + "<polyline points=\"\(line.joined(separator: " "))\"/>\(dots.joined())</svg></figure>\n"
  }

  private func place(_ index: Int, of count: Int) -> Double {
    guard count > 1 else { return Self.width / 2 }
    return Self.margin + (Self.width - 2 * Self.margin) * Double(index) / Double(count - 1)
  }
}
