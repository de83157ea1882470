// SPDX-License-Identifier: Apache-2.0
import GridModel
import Scenarios

/// The figures that the runs of a study stand on, with where each comes from.
///
/// The reference scenario has all of them, the others those that differ from the case.
package struct FigureTable: Sendable {
  package static let schema = OutputTableSchema(
    "figures",
    "A figure of the case tables as a scenario has it in a target year: all figures of the reference "
      + "scenario, and of the others those that differ from the case. Hourly series and climate are "
      + "not among them; the manifest lists their files.",
    [
      .init("scenario", "scenario"), .init("year", "target year"),
      .init("table", "table of the case"), .init("row", "name of the row"),
      .init(
        "figure", mayBeEmpty: true, "column of the table; empty for a row that came or is gone"),
      .init("value", "number or word, none where there is none, there for a row that came"),
      .init("unit", mayBeEmpty: true, "unit of the value"),
      .init("source", mayBeEmpty: true, "id of the source, or the scenario that gave the figure"),
      .init("source_title", mayBeEmpty: true, "title of the source"),
      .init("source_year", mayBeEmpty: true, "year of the source"),
      .init("licence", mayBeEmpty: true, "licence of the source"),
      .init("quality", mayBeEmpty: true, "read, derived or assumption"),
    ])

  private var text = CSVText(header: FigureTable.schema.header)

  package init() {}

  package var output: OutputTable { OutputTable(Self.schema, text) }

  /// Adds what another table has.
  package mutating func add(_ other: FigureTable) { text.addRows(of: other.text) }

  /// Every figure of every table.
  package mutating func addAll(_ patched: PatchedSystem, scenario: String, year: Int) {
    let sources = sourcesByID(patched.system)
    for table in assetTables {
      for (row, name) in table.rowNames(in: patched.system).enumerated() {
        let origin = table.provenance(of: row, in: patched.system)
        for attribute in table.attributes {
          let key = FigureKey(table: table.name, row: name, attribute: attribute.name)
          addPlace(scenario, year, table.name, name, attribute.name)
          add(
            table.figure(attribute, of: row, in: patched.system), unit: attribute.unit,
            patched.origins[key] ?? origin, sources)
        }
      }
    }
  }

  /// Figures by which a scenario differs from the case, and rows that came or are gone.
  package mutating func addChanges(
    from base: EnergySystem, to patched: PatchedSystem, scenario: String, year: Int
  ) {
    let sources = sourcesByID(patched.system)
    let difference = SystemDifference(
      from: base, to: patched.system, origins: patched.origins)
    for change in difference.changes {
      addPlace(scenario, year, change.table, change.row, change.attribute ?? "")
      add(change.after, unit: change.unit, change.provenance, sources)
    }
  }

  private func sourcesByID(_ system: EnergySystem) -> [String: SourceRecord] {
    Dictionary(system.sources.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private mutating func addPlace(
    _ scenario: String, _ year: Int, _ table: String, _ row: String, _ figure: String
  ) {
    text.add(scenario)
    text.add(year)
    text.add(table)
    text.add(row)
    text.add(figure)
  }

  private mutating func add(
    _ value: Figure, unit: String, _ origin: Provenance?, _ sources: [String: SourceRecord]
  ) {
    text.add(numberOrText: value.description)
    text.add(unit)
    text.add(origin?.source ?? "")
    let source = origin.flatMap { sources[$0.source] }
    text.add(source?.title ?? "")
    if let source { text.add(source.year) } else { text.addEmpty() }
    text.add(source?.licence ?? "")
    text.add(origin?.quality.rawValue ?? "")
    text.endRow()
  }
}
