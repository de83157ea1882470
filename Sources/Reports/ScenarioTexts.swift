// SPDX-License-Identifier: Apache-2.0
import GridModel
import Scenarios

/// A scenario in one year beside what it stands on, or two systems beside each other.
package struct ScenarioComparison: Sendable {
  package var title: String
  package var old: EnergySystem
  package var new: PatchedSystem
  package var difference: SystemDifference
  /// Options of the run that differ: name, before, after.
  package var options: [(name: String, before: String, after: String)]

  package init(
    title: String, old: EnergySystem, new: PatchedSystem, oldOptions: RunOptions,
    newOptions: RunOptions
  ) {
    self.title = title
    self.old = old
    self.new = new
    difference = SystemDifference(from: old, to: new.system, origins: new.origins)
    let before = oldOptions.given
    let after = newOptions.given
    var names = before.map(\.name)
    names += after.map(\.name).filter { !names.contains($0) }
    options = names.compactMap { name in
      let from = before.first { $0.name == name }?.value ?? "default"
      let to = after.first { $0.name == name }?.value ?? "default"
      return from == to ? nil : (name, from, to)
    }
  }

  /// Sums that changed, then the figures one by one with their sources.
  package var text: String {
    var lines = [title]
    if difference.changes.isEmpty && options.isEmpty { lines.append("no difference") }
    for option in options {
      lines.append("option \(option.name): \(option.before) to \(option.after)")
    }
    let sums = SystemDifference.groupedAmounts(from: old, to: new.system)
    if !sums.isEmpty {
      lines += ["", "sums that change"]
      lines += PlainTable(
        name: "sums", header: ["table", "where", "what", "before", "after", "change", "unit"],
        rows: sums.map {
          [
            $0.table, $0.group, $0.technology, amount($0.before), amount($0.after),
            ($0.change > 0 ? "+" : "") + amount($0.change), $0.unit,
          ]
        }
      ).aligned.split(separator: "\n").map(String.init)
    }
    if !difference.changes.isEmpty { lines += ["", "figures that change"] + figureLines }
    for note in new.notes { lines.append("note: \(note)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private var figureLines: [String] {
    var lines = PlainTable(
      name: "figures",
      header: ["table", "row", "figure", "before", "after", "unit", "source", "quality"],
      rows: difference.changes.prefix(shownFigures).map { change in
        [
          change.table, change.row, change.attribute ?? "row", change.before.words,
          change.after.words, change.unit, change.provenance?.source ?? "-",
          change.provenance?.quality.rawValue ?? "-",
        ]
      }
    ).aligned.split(separator: "\n").map(String.init)
    let more = difference.changes.count - shownFigures
    if more > 0 { lines.append("and \(more) more (--json lists them all)") }
    return lines
  }

  private func amount(_ value: Double) -> String { fixed(value, value.magnitude < 100 ? 2 : 0) }

  package var json: [JSONText.Member] {
    [
      .init(
        "options",
        .array(
          options.map {
            .object([
              .init("option", .string($0.name)), .init("before", .string($0.before)),
              .init("after", .string($0.after)),
            ])
          })),
      .init(
        "sums",
        .array(
          SystemDifference.groupedAmounts(from: old, to: new.system).map {
            .object([
              .init("table", .string($0.table)), .init("where", .string($0.group)),
              .init("what", .string($0.technology)), .init("unit", .string($0.unit)),
              .init("before", .number($0.before)), .init("after", .number($0.after)),
            ])
          })),
      .init("figures", .array(difference.changes.map(\.json))),
      .init("notes", .array(new.notes.map { .string($0) })),
    ]
  }
}

/// Lines of single figures on the terminal.
private let shownFigures = 60

extension FigureChange {
  package var json: JSONText {
    .object([
      .init("table", .string(table)), .init("row", .string(row)),
      .init("figure", .optional(attribute)), .init("unit", .string(unit)),
      .init("before", before.json), .init("after", after.json),
      .init("source", .optional(provenance?.source)),
      .init("quality", .optional(provenance?.quality.rawValue)),
    ])
  }
}

extension Figure {
  fileprivate var json: JSONText {
    switch self {
    case .number(let value): .number(value)
    case .word(let word): .string(word)
    case .none: .null
    }
  }

  fileprivate var words: String {
    switch self {
    case .number(let value): value == value.rounded() ? fixed(value, 0) : "\(value)"
    case .word(let word): word
    case .none: "none"
    }
  }
}

extension PatchedSystem {
  /// Every row of a table with its figures and where they come from.
  package func rowsText(of table: AssetTable) -> String {
    let header = ["row"] + table.attributes.map(\.name) + ["source", "quality"]
    let rows = table.rowNames(in: system).enumerated().map { row, name in
      let origin = table.provenance(of: row, in: system)
      return [name] + table.attributes.map { table.figure($0, of: row, in: system).words }
        + [origin?.source ?? "-", origin?.quality.rawValue ?? "-"]
    }
    return PlainTable(name: table.name, header: header, rows: rows).aligned
  }

  /// Every row of every table: figures, and provenance of the row and of figures that have their own.
  package var json: JSONText {
    .object(
      assetTables.map { table in
        .init(
          table.name,
          .array(
            table.rowNames(in: system).enumerated().map { row, name in
              rowJSON(table, row, name)
            }))
      })
  }

  private func rowJSON(_ table: AssetTable, _ row: Int, _ name: String) -> JSONText {
    let origin = table.provenance(of: row, in: system)
    let own = table.attributes.compactMap { attribute -> JSONText.Member? in
      let key = FigureKey(table: table.name, row: name, attribute: attribute.name)
      guard let origin = origins[key] else { return nil }
      return .init(
        attribute.name,
        .object([
          .init("source", .string(origin.source)),
          .init("quality", .string(origin.quality.rawValue)),
        ]))
    }
    return .object(
      [.init("row", .string(name))]
        + table.attributes.map { .init($0.name, table.figure($0, of: row, in: system).json) }
        + [
          .init("source", .optional(origin?.source)),
          .init("quality", .optional(origin?.quality.rawValue)),
        ] + (own.isEmpty ? [] : [.init("own_sources", .object(own))]))
  }
}
