// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import InputFiles
import Reports

enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
  case csv, netcdf, sqlite, iamc, pypsa, notebook

  /// Where it goes in a result folder without --out.
  var usualName: String {
    switch self {
    case .csv, .netcdf, .pypsa: "export/" + rawValue
    case .sqlite: "export/results.sqlite"
    case .iamc: "export/iamc.csv"
    case .notebook: "notebook.ipynb"
    }
  }
}

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a finished result for other programs: tables, databases, a notebook.",
    discussion: """
      The result is that of a run, a couple, an adequacy or a flexibility command; its tables are the
      only source, and their figures are not changed.

        pentaflow couple grids/four-node --year 2030 \\
          --from 2030-01-15 --to 2030-01-16 --out out/day
        pentaflow export out/day --to sqlite

      writes out/day/export/results.sqlite. The formats:

        csv       a folder of tidy tables over all runs, with tables.csv, schema.json (columns, units,
                  signs) and certificates.jsonl
        netcdf    a folder with one CF file of hourly figures per run, for xarray
        sqlite    one database with the same tables, the result's digest, runs and columns
        iamc      one table of annual figures, for pyam
        pypsa     a folder per run that pypsa.Network().import_from_csv_folder reads
        notebook  a Jupyter notebook for the result folder, to be run there

      Names that a spreadsheet would compute (they begin with = + - @, a tab or a carriage return) have
      an apostrophe before them in csv, iamc and pypsa, as in the tables of the result.
      notebooks-export/README.md has the contract.
      """)

  @Argument(help: "A result folder.", completion: .directory)
  var result: String

  @Option(help: ArgumentHelp("What to write.", valueName: "format"))
  var to: ExportFormat

  @Option(
    help: ArgumentHelp(
      "Where to write; in the result folder without it.", valueName: "path"),
    completion: .file())
  var out: String?

  @Flag(help: "Replace an export at --out.")
  var force = false

  @OptionGroup var talk: TalkOptions

  private var path: String { out ?? result + "/" + to.usualName }

  func run() throws {
    do {
      try finish(try write(ExportSource(ReportInputs.read(result))))
    } catch let error as ReportError {
      exitNow(.wrongInput, saying: "\(result): error: \(error)")
    } catch let error as ExportError {
      exitNow(.wrongInput, saying: "\(result): error: \(error)")
    } catch let error as NetCDFError {
      exitNow(.wrongInput, saying: "\(result): error: \(error)")
    } catch let error as SQLiteError {
      exitNow(error.isOutOfSpace ? .limit : .wrongInput, saying: "error: \(error)")
    }
  }

  /// - Returns: what was written, in words.
  private func write(_ source: ExportSource) throws -> String {
    switch to {
    case .csv:
      return try writeFolder(source) {
        counted(try source.writeCSV(into: $0, step: step).count, "table")
      }
    case .netcdf:
      return try writeFolder(source) {
        counted(try source.writeNetCDF(into: $0, step: step).count, "file")
      }
    case .pypsa:
      return try writeFolder(source) {
        counted(try source.writePyPSA(into: $0, step: step), "network")
      }
    case .sqlite: return try writeDatabase(source)
    case .iamc:
      let table = try source.iamcTable(version: pentaflowVersion)
      try writeFile(table.csv.bytes)
      return counted(table.rows, "row")
    case .notebook:
      try writeFile(Array(try source.notebook().utf8))
      return "run it in \(result)"
    }
  }

  private func step(_ body: () throws -> Void) throws { try Interruption.step(body) }

  private func writeFolder(
    _ source: ExportSource, _ body: (OutputFolder) throws -> String
  ) throws -> String {
    if force { try checkReplaced() }
    var words = ""
    try pentaflow.writeFolder(at: path, replacing: force) { folder in
      words = try body(folder)
      return .object([
        .init("tool", .string("pentaflow")), .init("version", .string(pentaflowVersion)),
        .init("command", .string("export")), .init("format", .string(to.rawValue)),
        .init(
          "of", .object(source.origin.map { .init($0.key, .optional($0.value)) })),
      ])
    }
    return words
  }

  /// Throws where a result of another command is at the path, perhaps the one that is exported.
  private func checkReplaced() throws {
    let manifest = path + "/" + OutputFolder.manifestName
    guard let bytes = try? LocalDisk().read(manifest) else { return }
    if (try? ResultManifest(json: bytes))?.command != "export" {
      throw UsageError.resultOfAnotherCommand(path)
    }
  }

  private func writeDatabase(_ source: ExportSource) throws -> String {
    try checkFile()
    let file = try Interruption.protecting { try SQLiteFile(path) }
    defer { Interruption.release() }
    let tables = try source.writeSQLite(into: file, step: step)
    try Interruption.step {
      try file.finish()
      Interruption.release()
    }
    return counted(tables.count, "table")
  }

  private func writeFile(_ bytes: [UInt8]) throws {
    try checkFile()
    try Interruption.step {
      try makeFolder(of: path)
      try replaceFiles([(path, bytes)])
    }
  }

  /// Throws where a file may not be put at the path.
  private func checkFile() throws(OutputError) {
    let disk = LocalDisk()
    guard disk.exists(path) else { return }
    let isFile = !disk.isFolder(path)
    if !(isFile && force) { throw .occupied(path: path, isResult: isFile) }
  }

  private func finish(_ words: String) throws {
    if talk.json {
      try Talk.printData(
        JSONText.object([
          .init("format", .string(to.rawValue)), .init("out", .string(path)),
          .init("written", .string(words)),
        ]).text)
    } else {
      talk.say(words)
      try Talk.printData("\(to.rawValue): \(path)\n")
    }
  }
}
