// SPDX-License-Identifier: Apache-2.0

/// A table of a finished result as it was read: text cells that know their numbers.
package protocol ReadTable: Sendable {
  var header: [String] { get }
  var rowCount: Int { get }
  func text(row: Int, column: Int) -> String
  /// Nil where the cell holds no number.
  func number(row: Int, column: Int) -> Double?
}

/// Why a report cannot be made of a result.
package enum ReportError: Error, Equatable, Sendable, CustomStringConvertible {
  case missingColumns(table: String, columns: [String])
  case notANumber(table: String, row: Int, column: String, text: String)
  case notAReportable(command: String)
  case differentKinds(String, String)

  package var description: String {
    switch self {
    case .missingColumns(let table, let columns):
      "results/\(table).csv lacks \(columns.count == 1 ? "the column" : "the columns") "
        + columns.joined(separator: ", ")
        + "\n  fix: make the result again with this version of pentaflow"
    case .notANumber(let table, let row, let column, let text):
      "results/\(table).csv, row \(row + 1) of the data: \(column) is '\(text)', not a number"
        + "\n  fix: the table was changed after it was written; make the result again"
    case .notAReportable(let command):
      "there is no report of a result of pentaflow \(command)"
        + "\n  fix: give the folder of a run, a couple, an adequacy, a flexibility or a tariff result"
    case .differentKinds(let one, let other):
      "a result of pentaflow \(one) cannot be compared with one of pentaflow \(other)"
        + "\n  fix: compare two results of the same command"
    }
  }
}

/// Columns of a table by name.
struct ResultFrame {
  let name: String
  private let table: any ReadTable
  private let places: [String: Int]

  /// - Throws: where the table lacks any of the columns `needed`.
  init(_ table: any ReadTable, name: String, needed: [String]) throws(ReportError) {
    self.name = name
    self.table = table
    var places: [String: Int] = [:]
    for (place, column) in table.header.enumerated() where places[column] == nil {
      places[column] = place
    }
    self.places = places
    let missing = needed.filter { places[$0] == nil }
    if !missing.isEmpty { throw .missingColumns(table: name, columns: missing) }
  }

  var header: [String] { table.header }
  var rowCount: Int { table.rowCount }

  func texts(_ column: String) -> [String] {
    guard let place = places[column] else { return [] }
    return (0..<table.rowCount).map { table.text(row: $0, column: place) }
  }

  /// Numbers of a column, NaN where a cell is empty.
  func numbers(_ column: String) throws(ReportError) -> [Double] {
    guard let place = places[column] else { return [] }
    var values: [Double] = []
    values.reserveCapacity(table.rowCount)
    for row in 0..<table.rowCount {
      if let value = table.number(row: row, column: place) {
        values.append(value)
      } else {
        let text = table.text(row: row, column: place)
        guard text.isEmpty else {
          throw .notANumber(table: name, row: row, column: column, text: text)
        }
        values.append(.nan)
      }
    }
    return values
  }

  /// The names that occur in a column, in the order of their first row, and the place of each row
  /// among them.
  func names(_ column: String) -> NamedRows {
    var names: [String] = []
    var places: [String: Int] = [:]
    let rows = texts(column).map { text in
      if let place = places[text] { return place }
      places[text] = names.count
      names.append(text)
      return names.count - 1
    }
    return NamedRows(names: names, rows: rows)
  }
}

struct NamedRows {
  var names: [String]
  /// Place in `names`, row by row.
  var rows: [Int]
}

/// A figure by time unit and name: a column of an hourly table.
struct TimeTable {
  var times: [String]
  var names: [String]
  private var values: [Double]

  /// Cells that the table does not list are `filler`.
  init(
    times: NamedRows, names: NamedRows, values column: [Double], filler: Double = .nan
  ) {
    self.times = times.names
    self.names = names.names
    values = Array(repeating: filler, count: times.names.count * names.names.count)
    for row in column.indices {
      values[names.rows[row] * times.names.count + times.rows[row]] = column[row]
    }
  }

  /// All times of one name.
  func series(_ name: Int) -> ArraySlice<Double> {
    values[name * times.count..<(name + 1) * times.count]
  }

  subscript(time: Int, name: Int) -> Double { values[name * times.count + time] }
}

/// Day and hour of the start of a unit, `2030-01-31T05:15:00Z`.
struct UnitTime {
  /// `2030-01-31`
  var day: String
  /// 5.25
  var hour: Double

  init(_ stamp: String) {
    day = String(stamp.prefix(10))
    let digits = Array(stamp.utf8)
    func number(_ place: Int) -> Double {
      guard place + 1 < digits.count else { return 0 }
      return Double(Int(digits[place]) - 48) * 10 + Double(Int(digits[place + 1]) - 48)
    }
    hour = number(11) + number(14) / 60
  }

  var month: String { String(day.prefix(7)) }
}
