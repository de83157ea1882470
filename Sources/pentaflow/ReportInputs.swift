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
    guard let runs = result.manifest.runs else {
      throw UsageError(
        message: "\(path) has no runs to choose from", fix: "leave --run out: it is for studies")
    }
    guard let run = runs.first(where: { $0.run == number }) else {
      throw UsageError(
        message: "\(path) has no run \(number), but \(runs.count) others",
        fix: "give a number out of the column run of \(path)/results/study_runs.csv")
    }
    guard let finished = try result.run(run.folder) else {
      throw UsageError(
        message: "\(path) keeps no tables of run \(number)",
        fix: "give one that has a folder below \(path)/runs")
    }
    return finished
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
    do { manifest = try ResultManifest(json: try readBytes(of: file)) } catch {
      throw InputErrors([
        InputError(
          file: file, line: 1, column: 1, message: "not a manifest of pentaflow: \(error)",
          fix: "make the result again")
      ])
    }
    return FinishedResult(
      name: path, manifest: manifest,
      table: { try table(at: "\(path)/results/\($0).csv") },
      domain: { name in
        let name = try ownName(name, in: file)
        return try table(at: "\(path)/domains/\(name).csv", separator: .commaOrSemicolon)
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

  private static func table(
    at file: String, separator: CSVTable.Separator = .comma
  ) throws -> (any ReadTable)? {
    guard LocalDisk().exists(file) else { return nil }
    var errors: [InputError] = []
    let bytes = try readBytes(of: file)
    let table = CSVTable(bytes: bytes, file: file, separator: separator, errors: &errors)
    guard let table, errors.isEmpty else { throw InputErrors(errors) }
    return table
  }

  /// Where the bidding zones of a case lie: the middle of their zones. Empty where the case cannot
  /// be read any more, which only moves them on the map.
  private static func positions(inCase path: String?) -> [String: MapPosition] {
    guard let path,
      let zones = try? table(at: ShippedFiles.casePath(path, namedIn: ".") + "/zones.csv")
    else { return [:] }
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
