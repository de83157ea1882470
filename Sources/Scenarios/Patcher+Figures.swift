// SPDX-License-Identifier: Apache-2.0
import GridModel

extension Patcher {
  /// Changes figures of rows as the patch says.
  mutating func change(_ rows: [Int], of table: AssetTable) {
    let operation = patch.operation
    guard let name = operation.attribute else { return }
    let attributes = named(name, in: table)
    guard !attributes.isEmpty else {
      report(
        .attribute, "\(table.name) has no figure \(name) to change",
        suggestion(for: name, among: table.attributes.map(\.name), called: "figures"))
      return
    }
    for attribute in attributes {
      switch operation {
      case .set(_, let value): set(value, attribute, rows, table)
      case .add(_, let value), .cap(_, let value):
        guard isAmount(attribute), let number = number(value, attribute, operation.name),
          hasScope(attribute, rows, table)
        else { continue }
        let isCap = if case .cap = operation { true } else { false }
        replace(attribute, rows, table) { isCap ? min($0, number) : $0 + number }
      case .scale(_, let value):
        guard isAmount(attribute), let factor = factor(value) else { continue }
        patch.over = .each
        replace(attribute, rows, table) { $0 * factor }
      case .swap(_, let profile): swap(profile, attribute, rows, table)
      case .delay, .remove, .insert: break
      }
    }
  }

  /// The attribute of that name. `p_max_mw` of borders and links is both of their directions.
  private func named(_ name: String, in table: AssetTable) -> [Attribute] {
    if name == bothDirections {
      return ["p_max_forward_mw", "p_max_backward_mw"].compactMap { table.attribute($0) }
    }
    return table.attribute(name).map { [$0] } ?? []
  }

  private mutating func set(
    _ value: PatchValue, _ attribute: Attribute, _ rows: [Int], _ table: AssetTable
  ) {
    switch attribute.kind {
    case .number, .integer:
      guard let number = number(value, attribute, "set"), hasScope(attribute, rows, table) else {
        return
      }
      replace(attribute, rows, table, whereEmpty: number) { _ in number }
    case .choice, .text, .reference, .monthAndDay:
      guard let figure = word(value.description, attribute, at: .value) else { return }
      for row in rows { write(figure, to: attribute, of: row, in: table, origin: origin) }
    case .profile:
      report(
        .operation, "\(attribute.name) is a profile, which is not set",
        "write swap: {\(attribute.name): \(value)}")
    }
  }

  /// A word that fits the attribute; nil where it does not, which is reported. `none` empties a
  /// figure that may be empty.
  mutating func word(_ word: String, _ attribute: Attribute, at part: PatchPart) -> Figure? {
    if attribute.mayBeEmpty && word == "none" { return Figure.none }
    if word.isEmpty {
      report(
        part, "\(attribute.name) is empty",
        attribute.mayBeEmpty ? "write none where there is none" : "give it a value")
      return nil
    }
    switch attribute.kind {
    case .choice(let words):
      guard words.contains(word) else {
        report(
          part,
          "\(attribute.name) is \(word), which is not one of \(words.joined(separator: ", "))",
          suggestion(for: word, among: words, called: "values"))
        return nil
      }
    case .reference(let name):
      guard let target = attribute.target else { return nil }
      guard let row = target.row(named: word, in: result.system) else {
        report(
          part, "\(attribute.name) \(word) is not in \(name)",
          suggestion(
            for: word, among: target.allowedNames(in: result.system), called: "names there"))
        return nil
      }
      guard target.isAllowed(result.system, row) else {
        report(
          part, "\(attribute.name) \(word) is not \(target.words)",
          suggestion(
            for: word, among: target.allowedNames(in: result.system), called: "names there"))
        return nil
      }
    case .monthAndDay:
      guard DayOfYear(text: word) != nil else {
        report(
          part, "\(attribute.name) is \"\(word)\", which is no day of a year",
          "write month and day as in 10-01")
        return nil
      }
    case .number, .integer, .profile, .text: break
    }
    return .word(word)
  }

  private mutating func swap(
    _ profile: String, _ attribute: Attribute, _ rows: [Int], _ table: AssetTable
  ) {
    guard attribute.kind == .profile else {
      return report(
        .attribute, "\(attribute.name) is no profile",
        "swap one of "
          + assetTables.flatMap(\.attributes).filter { $0.kind == .profile }.map(\.name)
          .joined(separator: ", ") + "; set, add, scale or cap other figures")
    }
    guard isKnown(profile, attribute, table, at: .value) else { return }
    for row in rows where attribute.read(result.system, row) != .none {
      write(.word(profile), to: attribute, of: row, in: table, origin: origin)
    }
  }

  /// Whether some row has the profile, so that its series is there; false is reported.
  mutating func isKnown(
    _ profile: String, _ attribute: Attribute, _ table: AssetTable, at part: PatchPart
  ) -> Bool {
    let known = Set(
      (0..<table.count(result.system)).compactMap { row -> String? in
        if case .word(let word) = attribute.read(result.system, row) { word } else { nil }
      }
    ).sorted()
    if known.contains(profile) { return true }
    report(
      part, "no row of \(table.name) has \(attribute.name) \(profile)",
      suggestion(for: profile, among: known, called: "profiles"))
    return false
  }

  private mutating func isAmount(_ attribute: Attribute) -> Bool {
    if attribute.isAmount { return true }
    report(
      .operation, "\(attribute.name) is no amount, so \(patch.operation.name) means nothing for it",
      attribute.kind == .profile ? "use swap" : "use set")
    return false
  }

  /// Whether the patch says if its figure is for each row or for all together, where that matters.
  private mutating func hasScope(
    _ attribute: Attribute, _ rows: [Int], _ table: AssetTable
  ) -> Bool {
    if patch.over == .total && !attribute.addsUp {
      report(
        .operation, "\(attribute.name) of several rows does not add up to a total",
        "write over: each, or leave it out")
      return false
    }
    if patch.over == nil && attribute.addsUp && rows.count > 1 {
      report(
        .operation,
        "\(patch.operation.name) gives \(attribute.name) for \(rows.count) rows of \(table.name)",
        "write over: each where every row is meant, over: total where all together are")
      return false
    }
    return true
  }

  /// The value in the attribute's unit.
  mutating func number(
    _ value: PatchValue, _ attribute: Attribute, _ verb: String, at part: PatchPart = .value
  ) -> Double? {
    guard case .number(let number, let unit) = value else {
      report(
        part, "\(attribute.name) is \(value), which is not a number",
        "write a number" + (attribute.unit.isEmpty ? "" : " of \(attribute.unit)"))
      return nil
    }
    guard !unit.isEmpty else { return number }
    guard let factor = unitFactor(from: unit, to: attribute.unit) else {
      report(
        part,
        "\(attribute.name) is "
          + (attribute.unit.isEmpty ? "a number without unit" : "in \(attribute.unit)")
          + ", but \(verb) gives \(value)",
        attribute.unit.isEmpty
          ? "write the number alone" : "give it in \(listed(units(like: attribute.unit)))")
      return nil
    }
    return number * factor
  }

  private mutating func factor(_ value: PatchValue) -> Double? {
    guard case .number(let number, let unit) = value, let size = unitFactor(from: unit, to: "")
    else {
      report(
        .value, "a factor is a number without unit, but scale gives \(value)",
        "write a factor such as 1.2, or 120 %")
      return nil
    }
    if number < 0 {
      report(
        .value, "scale by \(value) turns the sign", "give a factor of 0 or more")
      return nil
    }
    return number * size
  }

  /// Replaces the figures of rows, each by itself or all together; rows without a figure are left
  /// out unless they get `whereEmpty`.
  private mutating func replace(
    _ attribute: Attribute, _ rows: [Int], _ table: AssetTable, whereEmpty: Double? = nil,
    _ change: (Double) -> Double
  ) {
    let values = rows.map { attribute.read(result.system, $0).number }
    let changed: [Double?]
    if patch.over == .total {
      let total = values.reduce(0) { $0 + ($1 ?? 0) }
      let wanted = change(total)
      changed = values.map {
        $0.map { total == 0 ? wanted / Double(rows.count) : $0 * (wanted / total) }
      }
    } else {
      changed = values.map { $0.map(change) ?? whereEmpty }
    }
    for (row, value) in zip(rows, changed) {
      guard let value else { continue }
      if let words = attribute.kind.objection(to: value) {
        let name = table.rowName(result.system, row)
        return report(
          .value,
          "\(attribute.name) of \(name) would be \(shortest(value))"
            + (attribute.unit.isEmpty ? "" : " \(attribute.unit)"),
          "it must be \(words)")
      }
    }
    for (row, value) in zip(rows, changed) {
      guard let value else { continue }
      write(.number(value), to: attribute, of: row, in: table, origin: origin)
    }
  }
}

extension Attribute.Kind {
  /// What a number would have to be; nil where it is that.
  func objection(to value: Double) -> String? {
    switch self {
    case .number(let range): range.contains(value) ? nil : range.words
    case .integer(let range):
      value == value.rounded() && range.contains(Int(value))
        ? nil : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .choice, .profile, .text, .reference, .monthAndDay: "a word"
    }
  }
}

/// Stands for both directions of borders and links.
package let bothDirections = "p_max_mw"

/// `MW, GW or kW`.
private func listed(_ names: [String]) -> String {
  names.count < 2
    ? names.joined()
    : names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
}
