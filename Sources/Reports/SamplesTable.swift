// SPDX-License-Identifier: Apache-2.0
import Scenarios
import Studies

/// The table of levers that are drawn.
package let samplesTableSchema = OutputTableSchema(
  "study_samples", "The value of a lever in a sample of a Latin hypercube.",
  [
    .init("scenario", "scenario of the sample"), .init("lever", "name of the lever"),
    .init("value", "drawn value, in the unit beside it"),
    .init("unit", mayBeEmpty: true, "unit of the value; empty for that of the lever's figures"),
  ])

extension LeverSampling {
  private typealias Row = (scenario: String, lever: Lever, value: Double)

  /// Sample by sample, those of the scenarios alone.
  private func rows(of scenarios: [String]) -> [Row] {
    let values = levers.map { self.values(of: $0) }
    let chosen = Set(scenarios)
    return (0..<samples).flatMap { sample -> [Row] in
      let name = name(ofSample: sample)
      return chosen.contains(name)
        ? zip(levers, values).map { (name, $0, $1[sample]) } : []
    }
  }

  /// - Parameter scenarios: those that are run.
  package func table(of scenarios: [String]) -> OutputTable {
    var table = CSVText(header: samplesTableSchema.header)
    for (scenario, lever, value) in rows(of: scenarios) {
      table.add(scenario)
      table.add(lever.name)
      table.addExact(value)
      if lever.unit.isEmpty { table.addEmpty() } else { table.add(lever.unit) }
      table.endRow()
    }
    return OutputTable(samplesTableSchema, table)
  }

  /// How the levers were drawn, and their values.
  package func json(of scenarios: [String]) -> JSONText {
    .object([
      .init("method", .string("Latin hypercube")), .init("samples", .integer(samples)),
      .init("seed", .string("\(seed)")),
      .init(
        "levers",
        .array(
          levers.map { lever in
            .object([
              .init("name", .string(lever.name)), .init("unit", .string(lever.unit)),
              .init("distribution", .string(lever.range.distribution.rawValue)),
              .init("from", .number(lever.range.lower)), .init("to", .number(lever.range.upper)),
              .init(
                "mode",
                lever.range.distribution == .triangular ? .number(lever.range.mode) : .null),
            ])
          })),
      .init(
        "values",
        .array(
          rows(of: scenarios).map { scenario, lever, value in
            .object([
              .init("scenario", .string(scenario)), .init("lever", .string(lever.name)),
              .init("value", .number(value)),
            ])
          })),
    ])
  }

  /// One line for each sample, for a terminal.
  package func text(of scenarios: [String]) -> String {
    let rows = rows(of: scenarios)
    var lines = ["Latin hypercube of \(samples) samples, seed \(seed)"]
    for first in stride(from: 0, to: rows.count, by: levers.count) {
      let values = rows[first..<first + levers.count].map { _, lever, value in
        "\(lever.name) \(fixed(value, valueDecimals))\(lever.unit.isEmpty ? "" : " ")\(lever.unit)"
      }
      lines.append("  \(rows[first].scenario): \(values.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

private let valueDecimals = 4
