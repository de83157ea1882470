// SPDX-License-Identifier: Apache-2.0
import Adequacy

/// What an adequacy run came to, for the terminal and for programs.
package struct AdequacySummary: Sendable {
  package var title: String
  package var method: String
  package var network: String
  package var thresholdMW: Double
  package var zones: [AdequacyZone]
  /// All zones together, where there are several.
  package var system: AdequacyZone?
  package var notes: [String]
  /// What the run counted, as the manifest says it too.
  package var facts: [JSONText.Member] = []

  package init(
    title: String, method: String, network: String, thresholdMW: Double, zones: [AdequacyZone],
    system: AdequacyZone?, notes: [String]
  ) {
    self.title = title
    self.method = method
    self.network = network
    self.thresholdMW = thresholdMW
    self.zones = zones
    self.system = system
    self.notes = notes
  }

  /// The zones and, where there are several, all of them together.
  package var rows: [AdequacyZone] { zones + (system.map { [$0] } ?? []) }

  package var text: String {
    let width = rows.map(\.name.count).reduce("zone".count, max) + 2
    let figures: [(head: String, unit: String, value: (AdequacyZone) -> Estimate?)] = [
      ("LOLE", "h/yr", \.lole), ("LOLE", "d/yr", \.loleDays), ("EENS", "MWh/yr", \.eens),
      ("EENS", "ppm", \.normalisedEENS), ("LOLF", "1/yr", \.lolf),
      ("duration", "h", \.meanDuration),
    ]
    let columns = figures.map { figure in
      [figure.head, figure.unit] + rows.map { figure.value($0)?.shown ?? "-" }
    }
    let widths = columns.map { column in max(14, 2 + (column.map(\.count).max() ?? 0)) }
    var lines = [title, ""]
    for (row, name) in (["zone", ""] + rows.map(\.name)).enumerated() {
      lines.append(
        leftAligned(name, width)
          + columns.indices.map { rightAligned(columns[$0][row], widths[$0]) }.joined())
    }
    lines.append("")
    let most = rows.max { $0.lole.mean < $1.lole.mean }
    lines.append(
      "an hour is short above \(thresholdMW) MW"
        + (most.map {
          "; above \(10 * thresholdMW) MW the LOLE of \($0.name) is "
            + "\($0.loleAtTenTimesThreshold.shown) h/yr"
        } ?? ""))
    for zone in zones {
      guard let standard = zone.loleStandardHours, let perfect = zone.perfectMWToStandard else {
        continue
      }
      lines.append(
        "\(zone.name) alone meets its standard of \(fixed(standard, 2)) h/yr with "
          + (perfect > 0
            ? "\(fixed(perfect, 1)) MW more that never fail"
            : "\(fixed(-perfect, 1)) MW to spare"))
    }
    for note in notes { lines.append("note: \(note)") }
    return lines.joined(separator: "\n") + "\n"
  }

  package func json(out: String?, resultSHA256: String?, wallSeconds: Double) -> JSONText {
    .object([
      .init("method", .string(method)), .init("network", .string(network)),
      .init("threshold_mw", .number(thresholdMW)),
      .init("zones", .object(zones.map { .init($0.name, $0.json) })),
      .init("system", system?.json ?? .null),
      .init("notes", .array(notes.map { .string($0) })), .init("facts", .object(facts)),
      .init("wall_s", .number(wallSeconds)), .init("out", .optional(out)),
      .init("result_sha256", .optional(resultSHA256)),
    ])
  }
}

extension AdequacyZone {
  /// The figures of `adequacy_zones`, but for what names the row.
  var json: JSONText { .object(zoneColumns.compactMap { $0.json(self) }) }
}

extension Estimate {
  /// The least that a summary tells from nothing, in the figure's unit. Tables have all digits.
  static let leastShown = 0.001

  /// For reading: the digits it knows, but `<0.001` where draws found less than that.
  package var shown: String {
    let isKnown = standardError.isFinite
    guard !isExact, mean != 0, mean.magnitude < Self.leastShown,
      !isKnown || standardError < Self.leastShown
    else { return description }
    return (mean < 0 ? ">-" : "<") + "\(Self.leastShown)" + (isKnown ? "" : "±?")
  }

  package var json: JSONText {
    .object([
      .init("mean", .number(mean)), .init("standard_error", .number(standardError)),
      .init("sample_count", .integer(sampleCount)),
    ])
  }
}

extension Manifest {
  /// The whole manifest of an adequacy run; `files` are the tables written, in any order.
  package func json(
    of summary: AdequacySummary, firstUnit: String, unitCount: Int, unitHours: Double,
    files: [FileDigest], execution: Execution
  ) -> JSONText {
    let members: [JSONText.Member] = [
      .init("tool", .string("pentaflow")), .init("version", .string(version)),
      .init("command", .string(command)), .init("status", .string("done")),
      .init("case", .string(caseName)), .init("case_path", .string(casePath)),
      .init("year", .integer(year)), .init("method", .string(summary.method)),
      .init("network", .string(summary.network)),
      .init("threshold_mw", .number(summary.thresholdMW)),
      .init("first_unit", .string(firstUnit)), .init("unit_count", .integer(unitCount)),
      .init("unit_hours", .number(unitHours)), .init("options", .object(options)),
      .init("notes", .array(summary.notes.map { .string($0) })),
      .init("facts", .object(facts)), .init("provenance", .array(provenance)),
    ]
    return .object(members + manifestEnding(inputs: inputs, files: files, execution: execution))
  }
}
