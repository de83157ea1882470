// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel
import Quantities

/// Reads the hourly series of a folder, `<variable>.csv` or `<variable>.csv.gz`, for a target year.
///
/// Years of 8,736, 8,760 and 8,784 hours are legal; all files must have the same hours. A series of
/// another year than `year` needs a `policy`.
///
/// - Parameter needed: columns that must be there without gaps. Columns beyond them are left out
///   where cells are empty.
/// - Throws: everything wrong in all files.
package func loadSeries(
  folder: String, year: Int, policy: CalendarPolicy? = nil, needed: [HourlySeries.Key] = []
) throws(InputErrors) -> HourlySeries {
  try readSeries(folder: folder, year: year, policy: policy, needed: needed).series
}

/// The same, with a warning for each column left out.
///
/// - Parameters:
///   - year: the target year; nil for that of the series.
///   - sourceYear: the year the series must be of, where it is known.
package func readSeries(
  folder: String, year: Int?, policy: CalendarPolicy? = nil, needed: [HourlySeries.Key] = [],
  sourceYear: Int? = nil
) throws(InputErrors) -> (series: HourlySeries, warnings: [InputWarning]) {
  var reader = SeriesReader(folder: folder, needed: needed)
  reader.readFiles()
  reader.checkNeeded()
  let axis = reader.commonAxis()
  if let axis, let sourceYear { reader.checkYear(of: axis, is: sourceYear) }
  let year = year ?? axis?.date(at: 0).year ?? 0
  let source = axis.flatMap { reader.sourceHours(of: $0, year: year, policy: policy) }
  guard reader.errors.isEmpty, let source else { throw InputErrors(reader.errors) }
  return (reader.series(source, year: year, policy: policy), reader.warnings.sorted())
}

/// Collects the files of a folder and what is wrong with them.
private struct SeriesReader {
  let folder: String
  let needed: [HourlySeries.Key]
  var files: [SeriesFile] = []
  var errors: [InputError] = []
  var warnings: [InputWarning] = []
  /// File name by variable, for messages.
  private var fileNames: [String: String] = [:]

  init(folder: String, needed: [HourlySeries.Key]) {
    self.folder = folder
    self.needed = needed
  }

  mutating func readFiles() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []
    let suffixes = [".csv.gz", ".csv"]
    for name in names {
      guard let suffix = suffixes.first(where: { name.hasSuffix($0) }) else { continue }
      let path = folder + "/" + name
      let variable = String(name.dropLast(suffix.count))
      if let other = fileNames[variable] {
        report(path, "\(variable) is also given in \(other)", fix: "keep one of the two files")
        continue
      }
      fileNames[variable] = name
      do {
        let bytes = try readBytes(of: path)
        guard let csv = CSVTable(bytes: bytes, file: path, errors: &errors) else { continue }
        let wanted = Set(needed.filter { $0.variable == variable }.map(\.column))
        files.append(
          SeriesFile(
            csv, variable: variable, isNeeded: { wanted.contains($0) }, errors: &errors,
            warnings: &warnings))
      } catch {
        errors += error.errors
      }
    }
    if fileNames.isEmpty {
      report(
        folder, "there are no series in this folder", fix: "give a folder with <variable>.csv files"
      )
    }
  }

  mutating func checkNeeded() {
    if fileNames.isEmpty { return }
    var seen: Set<HourlySeries.Key> = []
    for key in needed where seen.insert(key).inserted {
      guard fileNames[key.variable] != nil else {
        if seen.insert(HourlySeries.Key(variable: key.variable, column: "")).inserted {
          report(
            folder + "/" + key.variable + ".csv", "the series is missing",
            fix: nearestName(to: key.variable, in: fileNames.keys.sorted())
              .map { "did you mean \($0)?" } ?? "add the file, with a column \(key.column)")
        }
        continue
      }
      guard let file = files.first(where: { $0.variable == key.variable }) else { continue }
      if !file.csv.header.dropFirst().contains(key.column) {
        report(
          file.csv.file, "column \(key.column) is missing",
          fix: suggestion(
            for: key.column, among: Array(file.csv.header.dropFirst()), called: "columns"))
      }
    }
  }

  /// The axis of all files; nil where they differ or one has none, which is reported.
  mutating func commonAxis() -> TimeAxis? {
    guard let first = files.first(where: { $0.axis != nil }), let axis = first.axis else {
      return nil
    }
    for file in files {
      guard let other = file.axis, other != axis else { continue }
      report(
        file.csv.file,
        "the hours are \(words(other)), but those of \(first.csv.file) are "
          + words(axis), fix: "give all series the same hours")
    }
    return axis
  }

  mutating func checkYear(of axis: TimeAxis, is year: Int) {
    let found = axis.date(at: 0).year
    if found == year { return }
    report(
      files.first { $0.axis != nil }.map(\.csv.file) ?? folder,
      "the hours are of \(found), but the folder is that of \(year)",
      fix: "give the hours of \(year), or rename the folder")
  }

  /// For each hour of the target year the hour of the files; nil where there is none.
  mutating func sourceHours(
    of axis: TimeAxis, year: Int, policy: CalendarPolicy?
  ) -> [Int]? {
    let file = files.first { $0.axis != nil }.map(\.csv.file) ?? folder
    let sourceYear = axis.date(at: 0).year
    let legal = [8736, 8760, 8784].filter { $0 <= TimeAxis(hoursOfYear: sourceYear).count }
    let start = TimeAxis(hoursOfYear: sourceYear).startSeconds
    guard axis.startSeconds == start, legal.contains(axis.count) else {
      report(
        file, "the hours are \(words(axis)), which is not a year",
        fix: "start at the first of January, 00:00 UTC, and give "
          + legal.map(String.init).joined(separator: " or ") + " hours")
      return nil
    }
    if sourceYear == year { return Array(0..<axis.count) }
    guard let policy else {
      let choices = CalendarPolicy.allCases.map(\.rawValue).joined(separator: ", ")
      report(
        file, "the series is of \(sourceYear), the target year is \(year)",
        fix: "choose how the calendar is mapped: \(choices)")
      return nil
    }
    let hours = policy.sourceHours(
      sourceYear: sourceYear, sourceDays: axis.count / 24, targetYear: year)
    guard [8736, 8760, 8784].contains(hours.count) else {
      report(
        file, "\(policy.rawValue) leaves \(hours.count) hours of \(sourceYear) for \(year)",
        fix: "choose \(CalendarPolicy.keepHours.rawValue), or give the whole year")
      return nil
    }
    return hours
  }

  func series(_ source: [Int], year: Int, policy: CalendarPolicy?) -> HourlySeries {
    let axis = TimeAxis(
      startSeconds: TimeAxis(hoursOfYear: year).startSeconds, count: source.count)
    let sourceYear = files.first?.axis?.date(at: 0).year ?? year
    let mapped =
      sourceYear == year
      ? "" : ", year \(sourceYear) mapped to \(year) by \(policy?.rawValue ?? "")"
    var series = HourlySeries(axis: axis, origin: folder + mapped)
    for file in files {
      for (name, values) in zip(file.csv.header, file.columns) {
        guard let values else { continue }
        series[file.variable, name] = source.map { values[$0] }
      }
    }
    return series
  }

  private mutating func report(_ file: String, _ message: String, fix: String) {
    errors.append(InputError(file: file, line: 1, column: 1, message: message, fix: fix))
  }

  private func words(_ axis: TimeAxis) -> String {
    "\(axis.timestamp(at: 0)) to \(axis.timestamp(at: axis.count - 1)) (\(axis.count))"
  }
}
