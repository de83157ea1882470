// SPDX-License-Identifier: Apache-2.0
import BenchmarkSuite
import Foundation
import TestSupport
import Testing

@Suite("files of the benchmarks")
struct ReportFileTests {
  private func withFile<Value>(
    _ text: String, _ body: (String) throws -> Value
  ) throws -> Value {
    let path = NSTemporaryDirectory() + "pentaflow-bench-\(UUID().uuidString).json"
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  @Test("results read back as they were written")
  func roundTrip() throws {
    let report = GoodRun.report
    #expect(try withFile(report.json) { try BenchmarkReport(contentsOf: $0) } == report)
    let baseline = GoodRun.baseline
    #expect(try withFile(baseline.json) { try Baseline(contentsOf: $0) } == baseline)
  }

  @Test("results of another schema are refused by number")
  func otherSchema() throws {
    var report = GoodRun.report
    report.schemaVersion = 99
    let text = try report.json
    #expect {
      try withFile(text) { try BenchmarkReport(contentsOf: $0) }
    } throws: {
      "\($0)".contains("has schema version 99, and this is 1")
    }
  }

  @Test("a result goes on in its file only for the same code on the same machine")
  func continuing() {
    var other = GoodRun.report
    other.startedUTC = "2027-01-01T00:00:00Z"
    #expect(GoodRun.report.isContinued(by: other))
    other.commit = "1111111"
    #expect(!GoodRun.report.isContinued(by: other))
  }

  @Test("JUnit marks the failed item and escapes what it says")
  func junit() throws {
    let finding = Finding(
      item: GoodRun.item, measure: .iterations, verdict: .regression, text: "5 > 4 & \"more\"")
    let text = junitText(of: GoodRun.report, findings: [finding])
    #expect(text.contains("tests=\"1\" failures=\"1\""))
    #expect(text.contains("message=\"5 &gt; 4 &amp; &quot;more&quot;\""))
    #expect(elements(of: text) == ["testsuite", "testcase", "failure"])
    #expect(
      elements(of: junitText(of: GoodRun.report, findings: [])) == ["testsuite", "testcase"])
  }

  @Test("the tables hold ratios to what other solvers took")
  func tables() throws {
    var report = GoodRun.report
    func peer(_ solver: PeerSolver, _ cpu: Double, _ status: String) -> PeerSample {
      PeerSample(
        item: GoodRun.item, solver: solver, version: "1", status: status,
        seconds: Seconds(wall: cpu, cpu: cpu), iterations: 7, objectiveEUR: 3e8,
        primalInfeasibility: 0, dualInfeasibility: 0, options: "")
    }
    report.peers = [
      peer(.highsSimplex, 0.204, "optimal"), peer(.highsInteriorPoint, 3600, "stopped_at_limit"),
    ]
    let text = MarkdownTables(of: report).text
    let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("| day |") })
    // The median of the nine solves is 0.0204 s.
    #expect(row.contains("| 0.0204 s, 37 it | 0.204 s, 7 it | 10.0 ("), "\(row)")
    #expect(row.contains("| stopped at 3600 s | above | not run |"), "\(row)")
    #expect(text.contains("| week to the best other solver | at least 25 | not measured |"))
  }

  @Test("benchmarks/README.md shows the newest full run")
  func newestTables() throws {
    let folder = ProjectFolder.path("benchmarks/results")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasPrefix("bench-full-") }
    let reports = try files.map { try BenchmarkReport(contentsOf: folder + "/" + $0) }
    let newest = try #require(reports.max { $0.startedUTC < $1.startedUTC })
    let text = try String(
      contentsOfFile: ProjectFolder.path("benchmarks/README.md"), encoding: .utf8)
    let tables = MarkdownTables(of: newest).text
    #expect(text.contains(tables), "run `make bench-table FILE=...` for the newest full run")
    #expect(try TablesInText.replacing(in: text, with: tables) == text)
  }

  @Test("a text without a place for tables is an error")
  func noPlace() {
    #expect(throws: BenchmarkError.self) { try TablesInText.replacing(in: "", with: "tables") }
  }

  @Test("the trend page stands alone and draws every run")
  func trend() {
    var later = GoodRun.report
    later.startedUTC = "2026-02-01T00:00:00Z"
    later.commit = "1111111"
    later.samples[0].iterations = 74
    let html = TrendPage(of: [later, GoodRun.report]).html
    #expect(!html.contains("http") && !html.contains("<script"))
    // In order of time: half of the height, then the top.
    #expect(html.contains("<polyline points=\"10.0,65.0 630.0,10.0\"/>"), "\(html)")
    #expect(html.components(separatedBy: "<circle").count - 1 == 2 * 4)
  }

  @Test("an interval holds the median, is the same each time and narrows with agreement")
  func bootstrap() {
    let values = [1.0, 1.1, 0.9, 1.05, 0.95, 1.2, 0.8]
    let interval = BootstrapInterval(ofMedian: values)
    #expect(interval == BootstrapInterval(ofMedian: values))
    #expect(interval.lower < 1 && interval.upper > 1)
    #expect(interval.lower >= 0.8 && interval.upper <= 1.2)
    let certain = BootstrapInterval(ofMedian: [2, 2, 2])
    #expect(certain.lower == 2 && certain.upper == 2)
  }
}

/// Names of the opening tags of an XML text without comments, in order.
private func elements(of text: String) -> [String] {
  text.components(separatedBy: "<").compactMap { part in
    guard let first = part.first, first.isLetter else { return nil }
    return String(part.prefix { $0.isLetter })
  }
}
