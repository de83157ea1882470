// SPDX-License-Identifier: Apache-2.0
import GridModel
import Optimization
import Quantities

/// A table with one row per unit of time and item, in any order.
struct HourlyTable {
  /// Which cells of an item are refused.
  enum Refusal {
    case empty
    case nonzero
  }

  private let cells: CSVTable
  private let rules: SolutionTableRules
  private let items: [String]
  private let axis: TimeAxis
  /// Row of each unit of time and item, unit after unit; nil where there is none.
  private var rows: [Int?]
  /// Items of the table that are not known, where these are passed over.
  private(set) var passedOver: [String] = []

  /// Nil where the rows cannot be told apart; adds what is wrong to `errors`.
  ///
  /// - Parameters:
  ///   - isWhole: whether every item needs a row in every unit of time; else what has none is 0.
  ///   - passesOver: whether items that are not known are passed over; else they are wrong.
  init?(
    _ cells: CSVTable, rules: SolutionTableRules, items: [String], axis: TimeAxis, isWhole: Bool,
    passesOver: Bool, errors: inout [InputError]
  ) {
    self.cells = cells
    self.rules = rules
    self.items = items
    self.axis = axis
    rows = [Int?](repeating: nil, count: axis.count * items.count)
    reportMisspelled(&errors)
    let keys = ["time", rules.item].map { column($0, &errors) }
    guard let time = keys[0], let item = keys[1] else { return nil }
    place(time: time, item: item, passesOver: passesOver, &errors)
    if isWhole { reportMissing(&errors) }
  }

  private var isHourly: Bool { axis.stepHours == 1 }
  private var unit: String { isHourly ? "hour" : "unit of time" }
  private var units: String { isHourly ? "hours" : "units of time" }

  func has(_ column: String) -> Bool { cells.header.contains(column) }

  /// The numbers of a column; nil where it is missing or a cell is wrong.
  ///
  /// - Parameters:
  ///   - absent: what a table without the column says; nil where it must have it.
  ///   - empty: what an empty cell says; nil where it is wrong.
  ///   - limit: a number of greater magnitude is a slip, and would drown all others in rounding.
  ///   - refusing: cells of an item that are wrong besides.
  mutating func values(
    _ name: String, absent: Double? = nil, empty: Double? = nil,
    in range: ClosedRange<Double> = -Double.infinity...Double.infinity, limit: Double = 1e12,
    refusing: ((Int) -> Refusal)? = nil, _ errors: inout [InputError]
  ) -> StageTable? {
    if !has(name), let absent {
      return StageTable(stageCount: axis.count, itemCount: items.count, repeating: absent)
    }
    guard let column = column(name, &errors) else { return nil }
    var result = StageTable(stageCount: axis.count, itemCount: items.count)
    var isRight = true
    for t in 0..<axis.count {
      for item in items.indices {
        guard let row = rows[t * items.count + item] else { continue }
        let refusal = refusing?(item)
        if cells.isEmpty(row: row, column: column), let empty, refusal != .empty {
          result[t, item] = empty
          continue
        }
        guard let value = cells.number(row: row, column: column), value.isFinite,
          range.contains(value)
        else {
          reportNumber(row, column, name, range, &errors)
          isRight = false
          continue
        }
        guard value.magnitude <= limit else {
          reportMagnitude(row, column, name, limit, range, &errors)
          isRight = false
          continue
        }
        if refusal == .nonzero, value != 0 {
          report(
            row: row, column: column,
            "\(items[item]) has no \(name.dropLast("_mw".count)) in the case, but \(value) in "
              + "column \(name)",
            fix: "leave the cell empty, or check the zone and the target year", &errors)
          isRight = false
        }
        result[t, item] = value
      }
    }
    return isRight ? result : nil
  }

  /// Reports items whose figures are there in some units of time and not in others.
  func refuseGaps(in values: StageTable, column name: String, _ errors: inout [InputError]) {
    guard let column = cells.header.firstIndex(of: name) else { return }
    for item in items.indices {
      let gaps = (0..<axis.count).filter { values[$0, item].isNaN }
      guard let first = gaps.first, gaps.count < axis.count,
        let row = rows[first * items.count + item]
      else { continue }
      report(
        row: row, column: column,
        "\(items[item]) has no \(name) in \(gaps.count) of \(axis.count) \(units), first "
          + axis.timestamp(at: first),
        fix: "give it in every \(unit), or in none: it is then computed from the flows", &errors)
    }
  }

  /// Reports columns with an ending that are not known.
  func refuseUnknown(
    endingIn ending: String, among known: [String], called plural: String,
    _ errors: inout [InputError]
  ) {
    let reported = misspelled.map(\.column)
    for (column, name) in cells.header.enumerated()
    where name.hasSuffix(ending) && !known.contains(name) && !reported.contains(column) {
      let place = cells.headerPosition(column: column)
      errors.append(
        InputError(
          file: cells.file, line: place.line, column: place.column,
          message: "the case has nothing for column \(name)",
          fix: suggestion(
            for: name, among: known.filter { $0.hasSuffix(ending) }, called: plural)))
    }
  }

  // MARK: - Rows

  private mutating func place(
    time: Int, item: Int, passesOver: Bool, _ errors: inout [InputError]
  ) {
    let itemOfName = Dictionary(items.enumerated().map { ($1, $0) }) { first, _ in first }
    var unknownNames = Set<String>()
    var rowsElsewhere: [Int] = []
    for row in 0..<cells.rowCount where !cells.isRagged(row: row) {
      guard let seconds = parseHour(cells.bytes, cells.range(row: row, column: time)) else {
        report(
          row: row, column: time, "\"\(cells.text(row: row, column: time))\" is not a time",
          fix: "write the start of the \(unit) in UTC, as in \(axis.timestamp(at: 0))", &errors)
        continue
      }
      let offset = seconds - axis.startSeconds
      let t = offset / axis.stepSeconds
      guard offset >= 0, offset % axis.stepSeconds == 0, t < axis.count else {
        rowsElsewhere.append(row)
        continue
      }
      let name = cells.text(row: row, column: item)
      guard let known = itemOfName[name] else {
        guard unknownNames.insert(name).inserted else { continue }
        if passesOver {
          passedOver.append(name)
        } else {
          report(
            row: row, column: item, "there is no \(words(rules.item)) \(name) in the case",
            fix: suggestion(for: name, among: items, called: words(rules.item) + "s"), &errors)
        }
        continue
      }
      let place = t * items.count + known
      if let before = rows[place] {
        report(
          row: row, column: time,
          "\(axis.timestamp(at: t)) of \(name) stands in line \(cells.line(ofRow: before)) already",
          fix: "give one row for each time and \(words(rules.item))", &errors)
      } else {
        rows[place] = row
      }
    }
    reportElsewhere(rowsElsewhere, time: time, &errors)
  }

  /// Rows of times outside the axis, which a table of a longer run has by the thousand.
  private func reportElsewhere(_ rows: [Int], time: Int, _ errors: inout [InputError]) {
    guard let first = rows.first else { return }
    report(
      row: first, column: time,
      "\(cells.text(row: first, column: time)) is not \(isHourly ? "an" : "a") \(unit) that is checked"
        + (rows.count > 1 ? ", nor are the \(units) of \(rows.count - 1) more rows" : ""),
      fix: "the \(units) start from \(axis.timestamp(at: 0)) to "
        + "\(axis.timestamp(at: axis.count - 1)); choose others with --from and --to", &errors)
  }

  private func reportMissing(_ errors: inout [InputError]) {
    for (item, name) in items.enumerated() {
      let missing = (0..<axis.count).filter { rows[$0 * items.count + item] == nil }
      guard let first = missing.first else { continue }
      errors.append(
        InputError(
          file: cells.file, line: 1, column: 1,
          message: "\(words(rules.item)) \(name) has no row in \(missing.count) of \(axis.count) "
            + "\(units), first \(axis.timestamp(at: first))",
          fix: "give a row for every \(unit) that is checked, or choose fewer with --from and --to")
      )
    }
  }

  // MARK: - Columns

  private func column(_ name: String, _ errors: inout [InputError]) -> Int? {
    if let column = cells.header.firstIndex(of: name) { return column }
    // What is nearly this name has been reported.
    if misspelled.contains(where: { $0.meant == name }) { return nil }
    errors.append(
      InputError(
        file: cells.file, line: 1, column: 1, message: "column \(name) is missing",
        fix: "add it; the columns are \(cells.header.joined(separator: ", "))"))
    return nil
  }

  /// Unknown columns that are nearly a known one which the table does not have.
  private var misspelled: [(column: Int, meant: String)] {
    let known = ["time", rules.item] + rules.columns
    let absent = known.filter { !has($0) }
    return cells.header.enumerated().compactMap { column, name in
      guard !known.contains(name), let meant = nearestName(to: name, in: absent) else {
        return nil
      }
      return (column, meant)
    }
  }

  private func reportMisspelled(_ errors: inout [InputError]) {
    for (column, meant) in misspelled {
      let place = cells.headerPosition(column: column)
      errors.append(
        InputError(
          file: cells.file, line: place.line, column: place.column,
          message: "there is no column \(cells.header[column])", fix: "did you mean \(meant)?"))
    }
  }

  // MARK: - Cells

  private func reportNumber(
    _ row: Int, _ column: Int, _ name: String, _ range: ClosedRange<Double>,
    _ errors: inout [InputError]
  ) {
    let text = cells.writtenText(row: row, column: column)
    let isNegative = (cells.number(row: row, column: column) ?? 0) < range.lowerBound
    report(
      row: row, column: column,
      isNegative
        ? "\(text) in column \(name) is negative" : "\"\(text)\" in column \(name) is no number",
      fix: isNegative
        ? "give a number that is not negative; a flow against a link is one of its other direction"
        : "give a number, with a point for decimals", &errors)
  }

  private func reportMagnitude(
    _ row: Int, _ column: Int, _ name: String, _ limit: Double, _ range: ClosedRange<Double>,
    _ errors: inout [InputError]
  ) {
    let text = cells.writtenText(row: row, column: column)
    let most = Int(limit)
    report(
      row: row, column: column, "\(text) in column \(name) is beyond \(most)",
      fix: "give a number from \(range.lowerBound < 0 ? "-\(most)" : "0") to \(most); power is in "
        + "MW, energy in MWh, a price in EUR/MWh", &errors)
  }

  private func report(
    row: Int, column: Int, _ message: String, fix: String, _ errors: inout [InputError]
  ) {
    let place = cells.position(row: row, column: column)
    errors.append(
      InputError(
        file: cells.file, line: place.line, column: place.column, message: message, fix: fix))
  }
}

/// `bidding zone` of `bidding_zone`.
private func words(_ name: String) -> String {
  name.split(separator: "_").joined(separator: " ")
}
