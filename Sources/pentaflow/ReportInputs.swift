// SPDX-License-Identifier: Apache-2.0
import InputFiles
import Reports

extension CSVTable: ReadTable {}

/// Reads finished results for a report.
enum ReportInputs {
  /// - Parameter number: that of a run inside a study; the whole result without it.
  /// - Throws: where `path` is no finished result, or has no tables of that run.
  static func read(_ path: String, run number: Int?) throws -> FinishedResult {
    let result = try read(path)
    guard let number else { return result }
    let run = try entry(number, of: result, at: path)
    guard let finished = try result.run(run.folder) else {
      throw UsageError(
        message: "\(path) keeps no tables of run \(number)",
        fix: "give one that has a folder below \(path)/runs")
    }
    return finished
  }

  /// What a result is compared with: a study with a study, and one of its runs with a run, which in
  /// another study is that of the same scenario, year, climate year and sample.
  ///
  /// - Throws: where there is none.
  static func read(_ path: String, besides result: String, run number: Int?) throws
    -> FinishedResult
  {
    let (mine, other) = (try read(result), try read(path))
    guard let number else {
      // Results of different commands are refused with words of their own.
      guard
        mine.manifest.command != other.manifest.command
          || (mine.manifest.runs == nil) == (other.manifest.runs == nil)
      else {
        throw UsageError(
          message: "of \(result) and \(path) one is a study, the other no study",
          fix: "compare two studies, or choose a run with --run")
      }
      return other
    }
    guard let runs = other.manifest.runs else { return other }
    let run = try entry(number, of: mine, at: result)
    guard
      let same = runs.first(where: {
        ($0.scenario, $0.year, $0.climateYear, $0.sample)
          == (run.scenario, run.year, run.climateYear, run.sample)
      })
    else {
      throw UsageError(
        message: "\(path) has no run of the same scenario, year, climate year and sample as run "
          + "\(number) of \(result)",
        fix: "give the folder of the run to compare with, below \(path)/runs")
    }
    return try read(path, run: same.run)
  }

  private static func entry(
    _ number: Int, of result: FinishedResult, at path: String
  ) throws -> RunEntry {
    guard let runs = result.manifest.runs else {
      throw UsageError(
        message: "\(path) has no runs to choose from", fix: "leave --run out: it is for studies")
    }
    guard let run = runs.first(where: { $0.run == number }) else {
      throw UsageError(
        message: "\(path) has no run \(number), but \(runs.count) others",
        fix: "give a number out of the column run of \(path)/results/study_runs.csv")
    }
    return run
  }

  /// - Throws: where `path` is no finished result.
  static func read(_ path: String) throws -> FinishedResult {
    let file = path + "/" + OutputFolder.manifestName
    guard LocalDisk().exists(file) else {
      throw UsageError(
        message: "\(path) is not a finished result: it has no \(OutputFolder.manifestName)",
        fix: "give the folder that --out named")
    }
    let manifest: ResultManifest
    let bytes = try readBytes(of: file)
    do { manifest = try ResultManifest(json: bytes) } catch {
      throw InputErrors([
        InputError(
          file: file, line: 1, column: 1, message: "not a manifest of pentaflow: \(error)",
          fix: "make the result again")
      ])
    }
    let seal = try FileSeal(of: path, manifest)
    try seal.check(bytes, of: OutputFolder.manifestName)
    return FinishedResult(
      name: path, manifest: manifest,
      table: { try table("results/\($0).csv", seal) },
      domain: { name in
        let name = try ownName(name, in: file)
        return try table("domains/\(name).csv", seal, separator: .commaOrSemicolon)
      },
      run: { folder in
        let run = try "\(path)/runs/\(ownName(folder, in: file))"
        return LocalDisk().exists(run + "/" + OutputFolder.manifestName) ? try read(run) : nil
      },
      positions: positions(inCase: manifest.casePath))
  }

  /// A name that a manifest gives to a part of its own folder.
  ///
  /// - Throws: where it would lead elsewhere.
  private static func ownName(_ name: String, in manifest: String) throws -> String {
    guard !name.contains("/"), !name.hasPrefix("."), !name.isEmpty else {
      throw InputErrors([
        InputError(
          file: manifest, line: 1, column: 1,
          message: "\"\(name)\" is no name of a run or a domain of this result",
          fix: "make the result again")
      ])
    }
    return name
  }

  /// A table of a result, or nil where the result has none.
  private static func table(
    _ name: String, _ seal: FileSeal, separator: CSVTable.Separator = .comma
  ) throws -> (any ReadTable)? {
    let file = "\(seal.folder)/\(name)"
    guard LocalDisk().exists(file) else {
      try seal.checkAbsence(of: name)
      return nil
    }
    let bytes = try readBytes(of: file)
    try seal.check(bytes, of: name)
    return try table(bytes, file: file, separator: separator)
  }

  private static func table(
    _ bytes: [UInt8], file: String, separator: CSVTable.Separator = .comma
  ) throws -> CSVTable {
    var errors: [InputError] = []
    let table = CSVTable(bytes: bytes, file: file, separator: separator, errors: &errors)
    guard let table, errors.isEmpty else { throw InputErrors(errors) }
    return table
  }

  /// Where the bidding zones of a case lie: the middle of their zones. Empty where the case cannot
  /// be read any more, which only moves them on the map.
  private static func positions(inCase path: String?) -> [String: MapPosition] {
    guard let path else { return [:] }
    let file = ShippedFiles.casePath(path, namedIn: ".") + "/zones.csv"
    guard let bytes = try? readBytes(of: file), let zones = try? table(bytes, file: file) else {
      return [:]
    }
    let places = ["bidding_zone", "lat", "lon"].map { zones.header.firstIndex(of: $0) }
    guard let zone = places[0], let latitude = places[1], let longitude = places[2] else {
      return [:]
    }
    return MapPosition.means(
      of: (0..<zones.rowCount).compactMap { row in
        guard let north = zones.number(row: row, column: latitude),
          let east = zones.number(row: row, column: longitude)
        else { return nil }
        return (
          zones.text(row: row, column: zone), MapPosition(latitude: north, longitude: east)
        )
      })
  }
}

/// What the files of a finished result are held against: the digests of its `SHA256SUMS`, or of its
/// manifest where it has none. Files that neither names are not judged.
private struct FileSeal {
  let folder: String
  private var digests: [String: String] = [:]

  /// - Throws: ``ExitStatus/integrity`` where the digests themselves are damaged.
  init(of folder: String, _ manifest: ResultManifest) throws {
    self.folder = folder
    for entry in manifest.results ?? [] { digests["results/" + entry.name] = entry.sha256 }
    let file = folder + "/" + Seal.fileName
    guard LocalDisk().exists(file) else { return }
    guard let seal = Seal(try readBytes(of: file)) else {
      try refuse("\(file) is damaged")
    }
    for (name, sha256) in seal.files { digests[name] = sha256 }
  }

  /// - Throws: ``ExitStatus/integrity`` where a file is not what the result says.
  func check(_ bytes: [UInt8], of name: String) throws {
    guard let digest = digests[name], digest != SHA256.hexDigest(of: bytes) else { return }
    try refuse("\(folder)/\(name) does not match its hash")
  }

  /// - Throws: ``ExitStatus/integrity`` where the result says that it has the file.
  func checkAbsence(of name: String) throws {
    if digests[name] != nil { try refuse("\(folder)/\(name) is missing") }
  }

  private func refuse(_ words: String) throws -> Never {
    Talk.say(
      "error: \(words)\n  fix: make the result again; pentaflow resume does it for a study")
    throw ExitStatus.integrity
  }
}
