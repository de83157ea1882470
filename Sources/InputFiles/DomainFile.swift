// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel

/// Reads flow-based domains from a file (`.gz` allowed) with the column names of the published
/// domains, separated by semicolons or commas.
///
/// Needed are `Ram` and one `Ptdf_<HUB>` column per hub, capitals aside. With a column
/// `DateTimeUtc` (or `time`) the file holds one domain per time unit; rows of a time unit may stand
/// anywhere. Columns that say nothing about the domain are skipped; a name that nobody publishes
/// gets a warning.
///
/// - Throws: everything wrong in the file.
package func readDomains(
  _ file: String
) throws(InputErrors) -> (series: DomainSeries, warnings: [InputWarning]) {
  try readDomains(bytes: readBytes(of: file), file: file)
}

/// The same from the bytes of a file, named in messages.
package func readDomains(
  bytes: [UInt8], file: String
) throws(InputErrors) -> (series: DomainSeries, warnings: [InputWarning]) {
  var errors: [InputError] = []
  let table = CSVTable(bytes: bytes, file: file, separator: .commaOrSemicolon, errors: &errors)
  guard let table else { throw InputErrors(errors) }
  var reader = DomainReader(table: table, errors: errors)
  reader.readHeader()
  let series = reader.readRows()
  if !reader.errors.isEmpty { throw InputErrors(reader.errors) }
  return (series, reader.warnings)
}

private struct DomainReader {
  let table: CSVTable
  var errors: [InputError]
  var warnings: [InputWarning] = []
  /// Column of the file by what it holds.
  private var columns: [DomainColumn: Int] = [:]
  /// In file order.
  private var hubs: [(name: String, column: Int)] = []
  private var numbers: [(place: WritableKeyPath<DomainRow, Double>, column: Int)] = []

  init(table: CSVTable, errors: [InputError]) {
    self.table = table
    self.errors = errors
  }

  // MARK: Header

  mutating func readHeader() {
    for (column, name) in table.header.enumerated() {
      if name.lowercased().hasPrefix(DomainColumn.factorPrefix.lowercased()) {
        addHub(String(name.dropFirst(DomainColumn.factorPrefix.count)), column)
      } else if let known = DomainColumn.named(name) {
        if let other = columns[known] {
          reportHeader(
            column, "column \(name) says the same as \(table.header[other])",
            fix: "keep one of the two")
        } else {
          columns[known] = column
        }
      } else {
        warnAboutUnread(name, column)
      }
    }
    if columns[.ram] == nil {
      let nearest = nearestName(to: DomainColumn.ram.rawValue, in: table.header)
      reportHeader(
        nil, "there is no column Ram",
        fix: nearest.map { "rename column \($0) to Ram" }
          ?? "give the remaining available margin of each row in MW in a column Ram")
    }
    if hubs.isEmpty {
      reportHeader(
        nil, "there is no column Ptdf_<HUB>", fix: "give one column per hub, such as Ptdf_FR")
    }
    for known in DomainColumn.allCases {
      if let place = known.number, let column = columns[known] { numbers.append((place, column)) }
    }
  }

  private mutating func addHub(_ name: String, _ column: Int) {
    if name.isEmpty {
      reportHeader(
        column, "column \(table.header[column]) names no hub",
        fix: "write the hub after the line, such as Ptdf_FR")
    } else if hubs.contains(where: { $0.name == name }) {
      reportHeader(column, "hub \(name) is given twice", fix: "keep one of the two columns")
    } else {
      hubs.append((name, column))
    }
  }

  private mutating func warnAboutUnread(_ name: String, _ column: Int) {
    // Spreadsheets like to end lines with a separator.
    if name.isEmpty || Self.skippedColumns.contains(name.lowercased()) { return }
    let place = table.headerPosition(column: column)
    let known = DomainColumn.allCases.map(\.rawValue) + [DomainColumn.factorPrefix + "<HUB>"]
    let question = nearestName(to: name, in: known).map { "; did you mean \($0)?" } ?? ""
    warnings.append(
      InputWarning(
        file: table.file, line: place.line, column: place.column,
        message: "column \(name) is not read" + question))
  }

  /// Published columns that the domain does not need, in lower case.
  private static let skippedColumns: Set<String> = [
    "tso", "cnetype", "cnestatus", "conttso", "contstatus", "conteic", "hubfrom", "hubto",
    "substationfrom", "substationto", "elementtype", "fmaxtype", "contingencies", "imax",
    "imaxmethod", "u", "frefinit", "fnrao", "ltamargin", "cva", "iva", "fltn", "ftotalltn",
    "minramfactor", "nonredundant", "significant", "minflow", "maxflow", "aac",
    "cvajustification", "ivajustification", "minramfactorjustification",
    "minramtargetjustification", "lastmodifiedon",
  ]

  // MARK: Rows

  mutating func readRows() -> DomainSeries {
    var rowsByTime: [Int?: [DomainRow]] = [:]
    var idsByTime: [Int?: Set<String>] = [:]
    for row in 0..<table.rowCount where !table.isRagged(row: row) {
      let time = readTime(row)
      let read = readRow(row, position: rowsByTime[time, default: []].count + 1)
      // A row of no time unit belongs nowhere; its other faults are told all the same.
      if time == nil && columns[.time] != nil { continue }
      if !idsByTime[time, default: []].insert(read.id).inserted {
        report(
          row, columns[.id],
          "id \(read.id) is given twice" + (time == nil ? "" : " in this time unit"),
          fix: "give each row its own id")
      }
      rowsByTime[time, default: []].append(read)
    }
    if table.rowCount == 0 {
      reportHeader(nil, "the domain has no rows", fix: "give one row per constraint")
    }
    let times = rowsByTime.keys.sorted { ($0 ?? Int.min) < ($1 ?? Int.min) }
    return DomainSeries(
      entries: times.map { time in
        DomainSeries.Entry(
          startSeconds: time,
          domain: FlowBasedDomain(hubs: hubs.map(\.name), rows: rowsByTime[time] ?? []))
      })
  }

  private mutating func readTime(_ row: Int) -> Int? {
    guard let column = columns[.time] else { return nil }
    if let time = parseHour(table.bytes, table.range(row: row, column: column)) { return time }
    report(
      row, column,
      "time is \"\(table.text(row: row, column: column))\", which is not a time in UTC",
      fix: "write the start of the time unit as 2030-01-31T05:00Z")
    return nil
  }

  /// - Parameter position: counted from 1 within the time unit; the id of rows without one.
  private mutating func readRow(_ row: Int, position: Int) -> DomainRow {
    func text(_ column: DomainColumn) -> String {
      columns[column].map { table.text(row: row, column: $0) } ?? ""
    }
    let id = text(.id)
    let name = text(.element)
    var result = DomainRow(
      id: id.isEmpty ? "\(position)" : id, element: name.isEmpty ? text(.elementCode) : name,
      direction: readDirection(row), contingency: text(.contingency), ptdf: [], ram: .nan,
      isPresolved: readPresolved(row))
    for (place, column) in numbers { readNumber(row, column, into: &result[keyPath: place]) }
    if let column = columns[.ram], isAbsent(row, column) {
      report(
        row, column, "the row has no Ram",
        fix: "give its margin in MW, or \(DomainColumn.unlimited) where nothing limits it")
    }
    for (name, column) in hubs {
      var factor = Double.nan
      readNumber(row, column, into: &factor)
      if isAbsent(row, column) {
        report(row, column, "the row has no factor for hub \(name)", fix: "give a number, or 0")
      }
      result.ptdf.append(factor)
    }
    return result
  }

  /// Empty, or the word that is published for a number that does not exist.
  private func isAbsent(_ row: Int, _ column: Int) -> Bool {
    table.isEmpty(row: row, column: column)
      || ["na", "n/a", "nan", "null"].contains(table.text(row: row, column: column).lowercased())
  }

  private mutating func readNumber(_ row: Int, _ column: Int, into value: inout Double) {
    if let number = table.number(row: row, column: column) {
      value = number
    } else if column == columns[.ram],
      table.text(row: row, column: column).lowercased() == DomainColumn.unlimited
    {
      value = .infinity
    } else if !isAbsent(row, column) {
      report(
        row, column,
        "\"\(table.writtenText(row: row, column: column))\" in column \(table.header[column]) is not a "
          + "number",
        fix: "write a number such as 1234.5, with a point")
    }
  }

  private mutating func readDirection(_ row: Int) -> String {
    guard let column = columns[.direction] else { return "direct" }
    let text = table.text(row: row, column: column)
    let direction = text.lowercased()
    if ["direct", "opposite", ""].contains(direction) { return direction }
    if isAbsent(row, column) { return "" }
    report(row, column, "direction \(text) is not known", fix: "write direct or opposite")
    return ""
  }

  private mutating func readPresolved(_ row: Int) -> Bool {
    guard let column = columns[.isPresolved] else { return true }
    let text = table.text(row: row, column: column)
    switch text.lowercased() {
    case "true", "yes", "1": return true
    case "false", "no", "0": return false
    default:
      report(row, column, "Presolved is \"\(text)\"", fix: "write true or false")
      return false
    }
  }

  // MARK: Faults

  private mutating func report(_ row: Int, _ column: Int?, _ message: String, fix: String) {
    let place = table.position(row: row, column: column ?? 0)
    errors.append(
      InputError(
        file: table.file, line: place.line, column: place.column, message: message, fix: fix))
  }

  private mutating func reportHeader(_ column: Int?, _ message: String, fix: String) {
    let place = column.map { table.headerPosition(column: $0) } ?? (line: 1, column: 1)
    errors.append(
      InputError(
        file: table.file, line: place.line, column: place.column, message: message, fix: fix))
  }
}
