// SPDX-License-Identifier: Apache-2.0

extension CaseTables {
  /// The target year to load: `wanted`, or the only one there is. Nil where that is not clear,
  /// which is reported.
  mutating func targetYear(_ wanted: Int?) -> Int? {
    let (table, years) = targetYears()
    guard let table else {
      // A folder that could not be read at all has been reported.
      guard wanted == nil, errors.isEmpty else { return wanted }
      errors.append(
        InputError(
          file: path("zones"), line: 1, column: 1, message: "no table of the case gives a year",
          fix: "choose a target year with --year"))
      return nil
    }
    let list = years.map(String.init).joined(separator: ", ")
    guard let wanted else {
      if years.count == 1 { return years[0] }
      if years.isEmpty { return nil }
      errors.append(
        InputError(
          file: path(table), line: 1, column: 1, message: "the case has several target years",
          fix: "choose one of \(list) with --year"))
      return nil
    }
    if years.contains(wanted) || years.isEmpty { return wanted }
    errors.append(
      InputError(
        file: path(table), line: 1, column: 1, message: "year \(wanted) is not in the table",
        fix: years.count == 1 ? "the only year is \(list)" : "choose one of \(list)"))
    return nil
  }

  /// The years of demand.csv or, where there is none, of the first table that has years.
  func targetYears() -> (table: String?, years: [Int]) {
    let candidates = ["demand"] + caseSchema.filter(\.hasTargetYears).map(\.name)
    guard let name = candidates.first(where: { self[$0] != nil }), let table = self[name] else {
      return (nil, [])
    }
    let years = Set(table.rows.indices.compactMap { table.optionalInteger($0, "year") })
    return (name, years.sorted())
  }

  /// Rows of the table that count in `year`: those of the target year, or those in service.
  func rows(of name: String, in year: Int) -> [Int] {
    guard let table = self[name] else { return [] }
    return table.rows.indices.filter { row in
      if table.schema.hasTargetYears { return table.integer(row, "year") == year }
      guard table.schema.column("first_year") != nil else { return true }
      return (table.optionalInteger(row, "first_year") ?? Int.min) <= year
        && (table.optionalInteger(row, "last_year") ?? Int.max) >= year
    }
  }
}
