// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// One file of hourly series: its hours and its columns.
struct SeriesFile {
  let variable: String
  let csv: CSVTable
  /// Nil where the hours are not an unbroken sequence, which is reported.
  private(set) var axis: TimeAxis?
  /// By CSV column; nil for the time column and for columns with gaps.
  private(set) var columns: [[Double]?]

  static let secondsPerHour = 3600

  /// - Parameter isNeeded: columns that must be complete; others are left out, with a warning,
  ///   where cells are empty.
  init(
    _ csv: CSVTable, variable: String, isNeeded: (String) -> Bool, errors: inout [InputError],
    warnings: inout [InputWarning]
  ) {
    self.csv = csv
    self.variable = variable
    columns = [[Double]?](repeating: nil, count: csv.header.count)
    guard csv.header[0] == "time" else {
      errors.append(
        InputError(
          file: csv.file, line: 1, column: 1,
          message: "the first column is \"\(csv.header[0])\", not time",
          fix: "give the start of each hour (UTC) in a first column called time"))
      return
    }
    axis = readTimes(errors: &errors)
    for column in csv.header.indices.dropFirst() {
      let name = csv.header[column]
      if csv.header[..<column].contains(name) {
        let place = csv.headerPosition(column: column)
        errors.append(
          InputError(
            file: csv.file, line: place.line, column: place.column,
            message: "column \(name) is given twice", fix: "keep one of the two"))
      } else {
        columns[column] = readValues(
          column, isNeeded: isNeeded(name), errors: &errors, warnings: &warnings)
      }
    }
  }

  private func timeError(_ row: Int, _ message: String, fix: String) -> InputError {
    let place = csv.position(row: row, column: 0)
    return InputError(
      file: csv.file, line: place.line, column: place.column, message: message, fix: fix)
  }

  private func readTimes(errors: inout [InputError]) -> TimeAxis? {
    let everyHour = "give every hour of the year once, in order"
    var seconds: [Int] = []
    seconds.reserveCapacity(csv.rowCount)
    for row in 0..<csv.rowCount {
      guard let time = parseHour(csv.bytes, csv.range(row: row, column: 0)) else {
        errors.append(
          timeError(
            row, "time is \"\(csv.text(row: row, column: 0))\", which is not a time in UTC",
            fix: "write the start of the hour as 2030-01-31T05:00Z"))
        return nil
      }
      seconds.append(time)
    }
    guard let start = seconds.first else {
      errors.append(
        InputError(
          file: csv.file, line: 1, column: 1, message: "the series has no hours", fix: everyHour))
      return nil
    }
    var isUnbroken = true
    for row in seconds.indices.dropFirst() {
      let step = seconds[row] - seconds[row - 1]
      if step == Self.secondsPerHour { continue }
      isUnbroken = false
      let here = timestamp(seconds[row])
      let before = timestamp(seconds[row - 1])
      if step == 0 {
        errors.append(timeError(row, "hour \(here) is given twice", fix: everyHour))
      } else if step < 0 {
        errors.append(timeError(row, "time goes back from \(before) to \(here)", fix: everyHour))
      } else if step % Self.secondsPerHour == 0 {
        let missing = step / Self.secondsPerHour - 1
        errors.append(
          timeError(
            row, "\(missing) \(missing == 1 ? "hour is" : "hours are") missing after \(before)",
            fix: everyHour))
      } else {
        errors.append(
          timeError(
            row, "the step after \(before) is \(step / 60) minutes, not an hour",
            fix: "give hourly means"))
        return nil  // a file with another step would repeat this in every row
      }
    }
    return isUnbroken ? TimeAxis(startSeconds: start, count: seconds.count) : nil
  }

  private func readValues(
    _ column: Int, isNeeded: Bool, errors: inout [InputError], warnings: inout [InputWarning]
  ) -> [Double]? {
    var values: [Double] = []
    values.reserveCapacity(csv.rowCount)
    var emptyRows: [Int] = []
    var isReadable = true
    for row in 0..<csv.rowCount where !csv.isRagged(row: row) {
      if let value = csv.number(row: row, column: column) {
        values.append(value)
      } else if isGap(row, column) {
        emptyRows.append(row)
      } else {
        isReadable = false
        let place = csv.position(row: row, column: column)
        errors.append(
          InputError(
            file: csv.file, line: place.line, column: place.column,
            message: "\"\(csv.writtenText(row: row, column: column))\" in column "
              + "\(csv.header[column]) is not a number",
            fix: "write a number such as 1234.5, with a point"))
      }
    }
    guard !emptyRows.isEmpty else { return isReadable ? values : nil }
    if isNeeded {
      reportGaps(emptyRows, column: column, errors: &errors)
    } else {
      let place = csv.headerPosition(column: column)
      warnings.append(
        InputWarning(
          file: csv.file, line: place.line, column: place.column,
          message: "column \(csv.header[column]) has \(emptyRows.count) empty cells and is left out"
        ))
    }
    return nil
  }

  /// Empty, or a word that other tools write for a missing number.
  private func isGap(_ row: Int, _ column: Int) -> Bool {
    csv.isEmpty(row: row, column: column)
      || ["nan", "na", "null"].contains(csv.text(row: row, column: column).lowercased())
  }

  /// One error for each run of empty cells.
  private func reportGaps(_ rows: [Int], column: Int, errors: inout [InputError]) {
    var position = 0
    while position < rows.count {
      var end = position
      while end + 1 < rows.count && rows[end + 1] == rows[end] + 1 { end += 1 }
      let place = csv.position(row: rows[position], column: column)
      let count = end - position + 1
      errors.append(
        InputError(
          file: csv.file, line: place.line, column: place.column,
          message: "column \(csv.header[column]) has no value in "
            + (count == 1 ? "this hour" : "\(count) hours from here"),
          fix: "give a number for every hour"))
      position = end + 1
    }
  }

  private func timestamp(_ seconds: Int) -> String {
    TimeAxis(startSeconds: seconds, count: 1).timestamp(at: 0)
  }
}

/// Seconds since 1970 of `2030-01-31T05:00`, with a blank for the T, seconds, and `Z` or `+00:00`
/// allowed; nil for anything else, other offsets included.
func parseHour(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
  let text = bytes[range]
  let start = range.lowerBound
  func digits(_ offset: Int, _ count: Int) -> Int? {
    let from = start + offset
    guard from + count <= range.upperBound, bytes[from] >= UInt8(ascii: "0") else { return nil }
    return parseInteger(bytes, from..<from + count)
  }
  func has(_ offset: Int, _ allowed: String) -> Bool {
    offset < text.count && allowed.utf8.contains(bytes[start + offset])
  }
  guard let year = digits(0, 4), has(4, "-"), let month = digits(5, 2), has(7, "-"),
    let day = digits(8, 2), has(10, "T "), let hour = digits(11, 2), has(13, ":"),
    let minute = digits(14, 2), hour < 24, minute < 60, (1...12).contains(month)
  else { return nil }
  let date = CivilDate(year: year, month: month, day: day)
  guard CivilDate(daysSince1970: date.daysSince1970) == date else { return nil }
  var length = 16
  var second = 0
  if has(16, ":") {
    guard let written = digits(17, 2), written < 60 else { return nil }
    second = written
    length = 19
  }
  let zone = String(decoding: text.dropFirst(length), as: UTF8.self)
  guard ["", "Z", "+00:00"].contains(zone) else { return nil }
  return date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second
}
