// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BenchmarkSuite
import Reports

extension SuiteKind: ExpressibleByArgument {}
extension BenchmarkCase: ExpressibleByArgument {}
extension BenchmarkSize: ExpressibleByArgument {}

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Times and counts the benchmark cases, alone or beside other solvers.",
    discussion: """
      Run it in the project's folder. The quick suite with the gate on counts, as `make test` does:

        pentaflow bench --suite quick --check --no-time

      Everything, beside HiGHS and CLP; every result is kept as it comes, and the same command goes
      on where it was interrupted:

        pentaflow bench --suite full --peers --out full.json

      The exit status is 2 where an objective or a certificate is wrong or a count has grown, 65
      where there is no baseline to compare with.
      """)

  @Option(help: "quick or full.")
  var suite = SuiteKind.quick

  @Option(
    name: .customLong("case"),
    help: ArgumentHelp("Only this case: class_p, class_p_hours or penta.", valueName: "name"))
  var name: BenchmarkCase?

  @Option(help: "Only this size: day, week, month, quarter or year.")
  var size: BenchmarkSize?

  @Option(help: "Worker threads.")
  var threads = 1

  @Flag(help: "Give the same problems to HiGHS and CLP, one thread each.")
  var peers = false

  @Flag(
    inversion: .prefixedNo,
    help: "Count instructions and allocations of small sizes with valgrind.")
  var counts = true

  @Flag(help: "Hold objectives, certificates and counts against what is known.")
  var check = false

  @Flag(
    inversion: .prefixedNo,
    help: "Repeat solves for their time and, with --check, compare it with the baseline.")
  var time = true

  @Option(
    help: ArgumentHelp("Counts to compare with, or to record.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var baseline = Baseline.defaultPath

  @Flag(help: "Put the counts of this run into the baseline.")
  var recordBaseline = false

  @Option(
    help: ArgumentHelp("Take the results from a file instead of running.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Write .json (results), .md (tables), .xml (JUnit) or .html (trend of benchmarks/results); "
        + "may be given several times.",
      valueName: "file"), completion: .file())
  var out: [String] = []

  @Option(
    help: ArgumentHelp(
      "Put the tables into this Markdown file, between its marks.",
      valueName: "file"), completion: .file(extensions: ["md"]))
  var tablesInto: String?

  @Flag(name: .customLong("one-sample"), help: .hidden)
  var oneSample = false

  @Option(help: .hidden)
  var solveProgram: String?

  @OptionGroup var talk: TalkOptions

  func validate() throws {
    try checkThreads(threads)
    for file in out where outputKind(of: file) == nil {
      throw ValidationError("--out \(file) must end in .json, .md, .xml or .html")
    }
    if recordBaseline && threads != 1 {
      throw ValidationError("--record-baseline goes with one thread")
    }
  }

  func run() throws {
    if let solveProgram { return try Talk.printData(solveProgramFile(solveProgram) + "\n") }
    if oneSample, let name, let size {
      return try Talk.printData(
        oneSampleText(
          of: BenchmarkItem(name, size), threads: threads, countsInstructions: counts,
          repeats: time))
    }
    if check { _ = try Baseline(contentsOf: baseline) }
    let report = try from.map { try BenchmarkReport(contentsOf: $0) } ?? measured()
    let findings =
      check
      ? try Gate(
        baseline: Baseline(contentsOf: baseline), comparesTime: time
      ).findings(of: report) : []
    if recordBaseline { try record(report) }
    for file in out { try write(report, findings: findings, to: file) }
    if let tablesInto {
      let text = String(decoding: try LocalDisk().read(tablesInto), as: UTF8.self)
      try put(
        TablesInText.replacing(in: text, with: MarkdownTables(of: report).text), at: tablesInto)
    }
    try Talk.printData(talk.json ? report.json : MarkdownTables(of: report).text)
    for finding in findings {
      Talk.say("\(finding.item.title): \(finding.verdict.rawValue): \(finding.text)")
    }
    if check, findings.isEmpty { talk.say("the gate found nothing") }
    if findings.contains(where: { $0.verdict == .regression }) { throw ExitStatus.regression }
  }

  private var items: [BenchmarkItem] {
    // A single case at a single size need not be in the suite.
    if let name, let size { return [BenchmarkItem(name, size)] }
    return suite.items.filter {
      (name == nil || $0.name == name) && (size == nil || $0.size == size)
    }
  }

  private func measured() throws -> BenchmarkReport {
    let file = out.first { outputKind(of: $0) == .results }
    var report = BenchmarkReport(suite: suite.rawValue)
    if let file, LocalDisk().exists(file) {
      let kept = try BenchmarkReport(contentsOf: file)
      guard kept.isContinued(by: report) else {
        throw UsageError(
          message: "\(file) holds results of \(kept.commit) on \(kept.machine.processor)",
          fix: "name another file: results of different code do not stand in one")
      }
      report = kept
    }
    let run = try SuiteRun(
      items: items, threads: threads, countsInstructions: counts, repeats: time,
      runsPeers: peers
    ) { talk.say($0) }
    try run.run(into: &report) { report in
      if let file { try put(report.json, at: file) }
    }
    return report
  }

  private func record(_ report: BenchmarkReport) throws {
    var recorded = (try? Baseline(contentsOf: baseline)) ?? Baseline()
    recorded.record(report)
    try put(recorded.json, at: baseline)
    talk.say("baseline: \(baseline)")
  }

  private enum OutputKind { case results, tables, junit, trend }

  private func outputKind(of file: String) -> OutputKind? {
    if file.hasSuffix(".json") { return .results }
    if file.hasSuffix(".md") { return .tables }
    if file.hasSuffix(".xml") { return .junit }
    return file.hasSuffix(".html") ? .trend : nil
  }

  private func write(_ report: BenchmarkReport, findings: [Finding], to file: String) throws {
    switch outputKind(of: file) {
    case .results: try put(report.json, at: file)
    case .tables: try put(MarkdownTables(of: report).text, at: file)
    case .junit: try put(junitText(of: report, findings: findings), at: file)
    case .trend: try put(TrendPage(folder: "benchmarks/results").html, at: file)
    case nil: break
    }
  }

  /// Whole or not at all.
  private func put(_ text: String, at path: String) throws {
    do {
      let file = try StreamedFile(path)
      let bytes = Array(text.utf8)
      try bytes.withUnsafeBufferPointer { try file.write($0) }
      try file.finish()
    } catch let error as FileSystemError {
      throw OutputError.failed(error)
    }
  }
}
