// SPDX-License-Identifier: Apache-2.0
import Adequacy

/// What `pentaflow capacity-value` found; a part that was not asked for is empty.
package struct CapacityValueReport: Sendable {
  package var title: String
  package var values: [ResourceCapacityValue]
  package var imports: [ScarcityImports]
  package var needs: [FirmCapacityNeed]
  package var notes: [String]

  package init(
    title: String, values: [ResourceCapacityValue], imports: [ScarcityImports],
    needs: [FirmCapacityNeed], notes: [String]
  ) {
    self.title = title
    self.values = values
    self.imports = imports
    self.needs = needs
    self.notes = notes
  }
}

/// The tables of `pentaflow capacity-value`.
package enum CapacityValueTable: String, CaseIterable, Sendable {
  case values = "capacity_values"
  case imports = "scarcity_imports"
  case needs = "firm_capacity_needs"

  package var schema: OutputTableSchema {
    OutputTableSchema(rawValue, meaning, columns)
  }

  package var fileName: String { schema.fileName }

  /// Nil where that part was not asked for.
  package func csv(of report: CapacityValueReport) -> CSVText? {
    var table = CSVText(header: schema.header)
    let empty = table.bytes.count
    switch self {
    case .values: for value in report.values { table.add(value) }
    case .imports: for zone in report.imports { table.add(zone) }
    case .needs: for need in report.needs { table.add(need) }
    }
    return table.bytes.count > empty ? table : nil
  }

  private var meaning: String {
    switch self {
    case .values:
      "What each technology of each zone is worth in the interconnected system; values are empty "
        + "where there is none, and reason then says why."
    case .imports: "What each zone imports over each border while it is short."
    case .needs: "Firm power that zones need for their standards, alone and together."
    }
  }

  private var columns: [OutputTableSchema.Column] {
    let zone = OutputTableSchema.Column("zone", "bidding zone")
    switch self {
    case .values:
      return [
        zone, .init("technology", "technology; storages by their kind"),
        .init("share", "marginal: power_mw more; average: all that is installed"),
        .init("measure", "index held level: eens (MWh/yr) | lole (h/yr)"),
        .init("scope", "all_zones: its least total; zone: that of the zone after sharing"),
        .init("power_mw", unit: "MW", "power of which the value is taken"),
        .init("index_without", mayBeEmpty: true, "index without that power"),
        .init("index_without_standard_error", mayBeEmpty: true, "standard error of it"),
        .init("index_with", mayBeEmpty: true, "index with it"),
        .init("index_with_standard_error", mayBeEmpty: true, "standard error of it"),
      ]
        + value("efc", "equivalent firm capacity: firm power that does as much")
        + [.init("derating_factor", mayBeEmpty: true, "efc_mw over power_mw")]
        + value(
          "elcc", "effective load-carrying capability: load that may be added with it there")
        + [.init("reason", mayBeEmpty: true, "why there is no value; else empty")]
    case .imports:
      return [
        zone, .init("border", "border or cable; flow_based: the region; all: all together"),
        .init("neighbour", mayBeEmpty: true, "zone at the other end; empty for flow_based and all"),
        .init(
          "scarcity_h_per_yr", unit: "h/yr",
          "hours in which the zone is short after import and sharing"),
        .init("domestic_shortage_mw", unit: "MW", "mean shortage in them before import"),
        .init("energy_not_served_mw", unit: "MW", "mean shortage in them after import"),
        .init("import_mw", unit: "MW", "mean net import in them, arriving"),
        .init("import_mw_standard_error", unit: "MW", mayBeEmpty: true, "standard error of it"),
        .init(
          "limit_mw", unit: "MW", mayBeEmpty: true,
          "most that can arrive; empty for flow_based and all"),
        .init("import_share", mayBeEmpty: true, "import_mw over limit_mw"),
      ]
    case .needs:
      return [
        zone,
        .init(
          "lole_standard_h", unit: "h/yr", mayBeEmpty: true, "reliability standard; empty: none"),
        .init("isolated_lole_h_per_yr", unit: "h/yr", "LOLE without exchange"),
        .init(
          "isolated_lole_h_per_yr_standard_error", unit: "h/yr", mayBeEmpty: true,
          "standard error of it"),
        .init("isolated_eens_mwh_per_yr", unit: "MWh/yr", "EENS without exchange"),
        .init(
          "isolated_eens_mwh_per_yr_standard_error", unit: "MWh/yr", mayBeEmpty: true,
          "standard error of it"),
        .init("lole_h_per_yr", unit: "h/yr", "LOLE in the network after sharing"),
        .init(
          "lole_h_per_yr_standard_error", unit: "h/yr", mayBeEmpty: true, "standard error of it"),
        .init("eens_mwh_per_yr", unit: "MWh/yr", "EENS in the network after sharing"),
        .init(
          "eens_mwh_per_yr_standard_error", unit: "MWh/yr", mayBeEmpty: true, "standard error of it"
        ),
        .init("national_mw", unit: "MW", "firm power with which the zone alone meets its standard"),
        .init(
          "joint_mw", unit: "MW", "firm power here with which all zones meet theirs in the network"),
        .init(
          "lole_with_joint_h_per_yr", unit: "h/yr",
          "LOLE in the network with the joint power of all"),
      ]
    }
  }

  private func value(_ name: String, _ meaning: String) -> [OutputTableSchema.Column] {
    [
      .init("\(name)_mw", unit: "MW", mayBeEmpty: true, meaning),
      .init(
        "\(name)_low_mw", unit: "MW", mayBeEmpty: true, "least value that the samples allow (lole)"),
      .init("\(name)_high_mw", unit: "MW", mayBeEmpty: true, "greatest"),
      .init(
        "\(name)_standard_error_mw", unit: "MW", mayBeEmpty: true, "standard error; empty for lole"),
    ]
  }
}

extension CSVText {
  private mutating func add(_ estimate: Estimate?) {
    addExact(estimate?.mean ?? .nan)
    addExact(estimate?.standardError ?? .nan)
  }

  private mutating func add(_ value: CapacityValueEstimate?) {
    addExact(value?.megawatts ?? .nan)
    addExact(value?.lowMW ?? .nan)
    addExact(value?.highMW ?? .nan)
  }

  fileprivate mutating func add(_ value: ResourceCapacityValue) {
    add(value.resource.zone)
    add(value.resource.technology)
    add(value.share.rawValue)
    add(value.measure.rawValue)
    add(value.scope.rawValue)
    addExact(value.powerMW)
    add(value.without.estimate)
    add(value.with.estimate)
    add(value.efc)
    addExact(value.efc?.standardErrorMW ?? .nan)
    addExact(value.deratingFactor ?? .nan)
    add(value.elcc)
    addExact(value.elcc?.standardErrorMW ?? .nan)
    add(value.reason ?? "")
    endRow()
  }

  fileprivate mutating func add(_ zone: ScarcityImports) {
    addImport(zone, "all", nil, zone.netImportMW, limitMW: nil)
    for border in zone.borders {
      addImport(
        zone, border.border ?? NetworkName.region, border.neighbour, border.meanImportMW,
        limitMW: border.limitMW)
    }
  }

  private mutating func addImport(
    _ zone: ScarcityImports, _ border: String, _ neighbour: String?, _ importMW: Estimate?,
    limitMW: Double?
  ) {
    add(zone.zone)
    add(border)
    add(neighbour ?? "")
    addExact(zone.scarcityHours.mean)
    addExact(zone.domesticShortageMW?.mean ?? .nan)
    addExact(zone.energyNotServedMW?.mean ?? .nan)
    add(importMW)
    addExact(limitMW ?? .nan)
    addExact((importMW?.mean ?? .nan) / (limitMW ?? .nan))
    endRow()
  }

  fileprivate mutating func add(_ need: FirmCapacityNeed) {
    add(need.zone)
    addExact(need.loleStandardHours ?? .nan)
    for index in [need.isolatedLOLE, need.isolatedEENS, need.joinedLOLE, need.joinedEENS] {
      add(index.estimate)
    }
    addExact(need.nationalMW ?? .nan)
    addExact(need.jointMW ?? .nan)
    addExact(need.loleWithJointPower.mean)
    endRow()
  }
}

private enum NetworkName {
  static let region = "flow_based"
}

// MARK: - Terminal and JSON

extension CapacityValueReport {
  package var text: String {
    var lines = [title]
    if !values.isEmpty { lines += [""] + valueLines }
    if !imports.isEmpty { lines += [""] + importLines }
    if !needs.isEmpty { lines += [""] + needLines }
    lines.append("")
    for note in notes { lines.append("note: \(note)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private var valueLines: [String] {
    aligned(
      head: [
        "zone", "technology", "share", "MW", "EFC MW", "de-rating", "ELCC MW", "index without",
      ],
      texts: 3,
      rows: values.map { value in
        [
          value.resource.zone, value.resource.technology, value.share.rawValue,
          fixed(value.powerMW, 0), value.efc.map(\.words) ?? "-",
          value.deratingFactor.map { fixed($0, 3) } ?? "-", value.elcc.map(\.words) ?? "-",
          "\(value.without.estimate)",
        ]
      })
  }

  private var importLines: [String] {
    let short = imports.filter { $0.scarcityHours.mean > 0 }
    guard !short.isEmpty else { return ["import at scarcity: no zone is short"] }
    return aligned(
      head: ["short zone", "border", "h/yr", "import MW", "limit MW"], texts: 2,
      rows: short.flatMap { importRows(of: $0) })
  }

  /// All borders of a zone together, then each.
  private func importRows(of zone: ScarcityImports) -> [[String]] {
    let hours = "\(zone.scarcityHours.estimate)"
    let all = [zone.zone, "all", hours, words(zone.netImportMW), "-"]
    return [all]
      + zone.borders.map { border in
        [
          zone.zone, border.border ?? NetworkName.region, hours, words(border.meanImportMW),
          border.limitMW.map { fixed($0, 0) } ?? "-",
        ]
      }
  }

  private func words(_ estimate: Estimate?) -> String { estimate.map { "\($0)" } ?? "-" }

  private var needLines: [String] {
    let total = [
      "all zones", "", "", "", fixed(needs.reduce(0) { $0 + ($1.nationalMW ?? 0) }, 0),
      fixed(needs.reduce(0) { $0 + ($1.jointMW ?? 0) }, 0),
    ]
    return aligned(
      head: ["zone", "standard h", "LOLE alone", "LOLE joined", "national MW", "joint MW"],
      texts: 1,
      rows: needs.map { need in
        [
          need.zone, need.loleStandardHours.map { fixed($0, 2) } ?? "-",
          "\(need.isolatedLOLE.estimate)", "\(need.joinedLOLE.estimate)",
          need.nationalMW.map { fixed($0, 0) } ?? "-", need.jointMW.map { fixed($0, 0) } ?? "-",
        ]
      } + [total])
  }

  /// Columns with two spaces between them, the first `texts` to the left.
  private func aligned(head: [String], texts: Int, rows: [[String]]) -> [String] {
    let all = [head] + rows
    let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      row.enumerated().map { column, cell in
        column < texts ? leftAligned(cell, widths[column]) : rightAligned(cell, widths[column])
      }.joined(separator: "  ")
    }
  }

  package var json: [JSONText.Member] {
    [
      .init("title", .string(title)), .init("capacity_values", .array(values.map(\.json))),
      .init("scarcity_imports", .array(imports.map(\.json))),
      .init("firm_capacity_needs", .array(needs.map(\.json))),
      .init("notes", .array(notes.map { .string($0) })),
    ]
  }
}

extension CapacityValueEstimate {
  /// `94.2±0.3`, or `93.8 to 94.7` on LOLE.
  fileprivate var words: String {
    if let standardErrorMW {
      return "\(Estimate(mean: megawatts, standardError: standardErrorMW, sampleCount: 1))"
    }
    return lowMW == highMW ? fixed(lowMW, 1) : "\(fixed(lowMW, 1)) to \(fixed(highMW, 1))"
  }

  fileprivate var json: JSONText {
    .object([
      .init("mean", .number(megawatts)), .init("low", .number(lowMW)),
      .init("high", .number(highMW)),
      .init("standard_error", standardErrorMW.map { .number($0) } ?? .null),
    ])
  }
}

extension ResourceCapacityValue {
  fileprivate var json: JSONText {
    .object([
      .init("zone", .string(resource.zone)), .init("technology", .string(resource.technology)),
      .init("share", .string(share.rawValue)), .init("measure", .string(measure.rawValue)),
      .init("scope", .string(scope.rawValue)), .init("power_mw", .number(powerMW)),
      .init("index_without", without.estimate.json), .init("index_with", with.estimate.json),
      .init("efc_mw", efc?.json ?? .null),
      .init("derating_factor", deratingFactor.map { .number($0) } ?? .null),
      .init("elcc_mw", elcc?.json ?? .null), .init("reason", .optional(reason)),
    ])
  }
}

extension ScarcityImports {
  fileprivate var json: JSONText {
    .object([
      .init("zone", .string(zone)), .init("scarcity_h_per_yr", scarcityHours.estimate.json),
      .init("domestic_shortage_mw", domesticShortageMW?.json ?? .null),
      .init("energy_not_served_mw", energyNotServedMW?.json ?? .null),
      .init("import_mw", netImportMW?.json ?? .null),
      .init(
        "borders",
        .array(
          borders.map { border in
            .object([
              .init("border", .string(border.border ?? NetworkName.region)),
              .init("neighbour", .optional(border.neighbour)),
              .init("import_mw", border.meanImportMW?.json ?? .null),
              .init("limit_mw", border.limitMW.map { .number($0) } ?? .null),
            ])
          })),
    ])
  }
}

extension FirmCapacityNeed {
  fileprivate var json: JSONText {
    .object([
      .init("zone", .string(zone)),
      .init("lole_standard_h", loleStandardHours.map { .number($0) } ?? .null),
      .init("isolated_lole_h_per_yr", isolatedLOLE.estimate.json),
      .init("isolated_eens_mwh_per_yr", isolatedEENS.estimate.json),
      .init("lole_h_per_yr", joinedLOLE.estimate.json),
      .init("eens_mwh_per_yr", joinedEENS.estimate.json),
      .init("national_mw", nationalMW.map { .number($0) } ?? .null),
      .init("joint_mw", jointMW.map { .number($0) } ?? .null),
      .init("lole_with_joint_h_per_yr", loleWithJointPower.estimate.json),
    ])
  }
}
