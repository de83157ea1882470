// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import InputFiles
import Reports

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Makes one page of a finished result: words, figures and charts.",
    discussion: """
      The page is one HTML file that needs nothing else: it opens without a network
      and prints. It is made of the tables of the result alone, of a run, a couple,
      an adequacy, a flexibility or a tariff result. Charts that the result has no
      data for are listed with how to get them.

        pentaflow couple grids/four-node --from 2030-01-15 --to 2030-01-16 \\
          --year 2030 --out out/flow-based
        pentaflow report out/flow-based

      writes out/flow-based/report.html. With --compare the page shows what differs
      from another result of the same command:

        pentaflow couple grids/four-node --from 2030-01-15 --to 2030-01-16 \\
          --year 2030 --network copperplate --out out/no-limits
        pentaflow report out/flow-based --compare out/no-limits \\
          --out comparison.html

      The page of a study compares its scenarios; --run makes that of one of its
      runs, which has hours where the study file says outputs: hourly:

        pentaflow init crisis --template crisis-pentex
        pentaflow run crisis/study.yaml --quick --out crisis/out
        pentaflow report crisis/out --run 2

      writes crisis/out/report-run-2.html.

      The library that draws the charts comes at set-up (.ci/setup charts).
      """)

  @Argument(help: "A result folder.", completion: .directory)
  var result: String

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("One run of a study, by its number.", valueName: "number"))
  var runNumber: Int?

  @Option(
    help: "A result folder to compare with; with --run a study that has the same run, or any run.",
    completion: .directory)
  var compare: String?

  @Option(
    help: ArgumentHelp(
      "Where to write the page; report.html in the result folder without it, report-run-N.html with "
        + "--run.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var out: String?

  @OptionGroup var talk: TalkOptions

  func run() throws {
    let bundle = try VegaBundle.read()
    let path = out ?? result + (runNumber.map { "/report-run-\($0).html" } ?? "/report.html")
    do {
      let page = try reportPage(
        of: ReportInputs.read(result, run: runNumber),
        comparedWith: compare.map {
          try ReportInputs.read($0, besides: result, run: runNumber)
        })
      let bytes = Array(try page.html(vegaBundle: bundle).utf8)
      try Interruption.step { try replaceFiles([(path, bytes)]) }
      if talk.json {
        try Talk.printData(page.json(path: path, byteCount: bytes.count).text)
      } else {
        talk.say(
          "\(page.plots.count) charts, \(page.omitted.count) left out for want of data, "
            + "\(fixed(Double(bytes.count) / 1e6, 1)) MB")
        try Talk.printData("report: \(path)\n")
      }
    } catch let error as ReportError {
      exitNow(.wrongInput, saying: "\(result): error: \(error)")
    }
  }
}

/// The JavaScript that draws charts, which comes at set-up and is no part of the project.
enum VegaBundle {
  /// Names the file.
  static let environmentName = "PENTAFLOW_VEGA"

  /// The file named by the environment, else the one that set-up puts beside the cases.
  static let path =
    ShippedFiles.environment(environmentName)
    ?? ShippedFiles.home.map { $0 + "/.charts/vega-bundle.js" }

  static var isFound: Bool { path.map { LocalDisk().exists($0) } ?? false }

  static func read() throws -> String {
    if let path, let bytes = try? readBytes(of: path), !bytes.isEmpty {
      return String(decoding: bytes, as: UTF8.self)
    }
    throw UsageError(
      message: "the library that draws the charts is not found"
        + (path.map { " at \($0)" } ?? ""),
      fix: "run .ci/setup charts in the folder of pentaflow, or set \(environmentName) to the file")
  }
}
