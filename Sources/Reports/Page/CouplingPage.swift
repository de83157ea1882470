// SPDX-License-Identifier: Apache-2.0

/// The page of a finished result.
///
/// - Parameter other: a result of the same command that differences are taken from.
/// - Throws: `ReportError` where the tables are not those of this tool, or the commands differ.
package func reportPage(
  of result: FinishedResult, comparedWith other: FinishedResult? = nil
) throws -> ReportPage {
  if let other, other.manifest.command != result.manifest.command {
    throw ReportError.differentKinds(result.manifest.command, other.manifest.command)
  }
  var page = try plainPage(of: result)
  page.subtitle += result.runWords
  if let other {
    page.subtitle += ", compared with \(other.name)"
    let comparison = ReportComparison(result: result, other: other)
    page.summary += [try comparison.summary()].compactMap { $0 }
    page.sections.insert(try comparison.section(), at: 0)
  }
  return page
}

private func plainPage(of result: FinishedResult) throws -> ReportPage {
  if result.manifest.runs != nil { return try studyPage(of: result) }
  // A single run of a study is told by its tables.
  if try result.table("adequacy_zones") != nil { return try adequacyPage(of: result) }
  if try result.table("flexibility_needs") != nil { return try flexibilityPage(of: result) }
  if try result.table("tariff_account") != nil { return try tariffPage(of: result) }
  let hasZones = try result.table("zones_annual") != nil
  guard hasZones || ["couple", "run"].contains(result.manifest.command) else {
    throw ReportError.notAReportable(command: result.manifest.command)
  }
  return try couplingPage(of: result)
}

extension FinishedResult {
  /// `, scenario dry year, climate year 3` for a run inside a study; empty else.
  fileprivate var runWords: String {
    guard manifest.isRunOfStudy, let scenario = manifest.options?.scenario else { return "" }
    return ", scenario \(scenario)"
      + (manifest.options?.climateYear.map { ", climate year \($0)" } ?? "")
      + (manifest.options?.sample.map { ", sample \($0)" } ?? "")
  }
}

private func couplingPage(of result: FinishedResult) throws -> ReportPage {
  let manifest = result.manifest
  let title = "Market coupling of \(manifest.case ?? "a case") in \(manifest.year ?? 0)"
  guard manifest.status != "infeasible" else {
    return ReportPage(
      title: title, subtitle: result.name,
      summary: ["There is no result: no dispatch meets every constraint."]
        + (manifest.explanation ?? []),
      keyFigures: [], sections: [], notes: manifest.notes ?? [], origin: result.origin)
  }
  let totals = try CouplingTotals(result)
  guard let figures = try CouplingFigures(result) else {
    return ReportPage(
      title: title, subtitle: result.networkWords,
      summary: [result.proofWords].compactMap { $0 }, keyFigures: [],
      sections: [
        .init(
          "Prices", tables: [totals.zoneTable],
          [
            .omitted(
              "Charts of prices, supply and trade over time",
              "The result keeps no hours of zones with load.",
              "Couple with `--out`, or set `outputs: hourly` in the study file.")
          ]),
        .init("Hydrogen", [try result.hydrogenBalance()]),
        .init("Solver", tables: [result.certificateTable], [result.stageTimes()]),
      ],
      notes: manifest.notes ?? [], origin: result.origin)
  }
  return ReportPage(
    title: title,
    subtitle: figures.spanWords + ", " + result.networkWords,
    summary: try figures.summary(totals),
    keyFigures: figures.keyFigures(totals),
    sections: [
      .init(
        "Prices", tables: [totals.zoneTable], [figures.priceDuration(), figures.priceHeatMap()]),
      .init(
        "Supply and demand",
        [
          try figures.generationStack(), try figures.residualLoad(), figures.scarcity(),
          try figures.storageLevels(),
        ]),
      .init(
        "Trade and the network",
        [
          figures.netPositions(), try figures.exchanges(), try result.hubBalance(),
          try figures.bindingCNECs(), try figures.domainPlane(),
        ]),
      .init("Hydrogen", [try result.hydrogenBalance()]),
      .init("Solver", tables: [result.certificateTable], [result.stageTimes()]),
    ],
    notes: manifest.notes ?? [], origin: result.origin)
}

/// Sums over the run by zone, and of all.
struct CouplingTotals {
  struct Zone {
    var name: String
    var mean: Double
    var byLoad: Double
    var lowest: Double
    var highest: Double
    var loadGWh: Double
    var netExportGWh: Double
    var curtailedGWh: Double
    var notServedMWh: Double
    var shortHours: Double
    var emissionsKt: Double
  }

  var zones: [Zone]
  /// Million EUR; NaN where the table lacks them.
  var rentMEUR: Double
  var flowBasedRentMEUR: Double

  init(_ result: FinishedResult) throws {
    let names = [
      "mean_price_eur_per_mwh", "load_weighted_price_eur_per_mwh", "lowest_price_eur_per_mwh",
      "highest_price_eur_per_mwh", "load_gwh", "net_export_gwh", "curtailed_gwh",
      "energy_not_served_mwh", "short_hours_h", "emissions_kt_co2",
    ]
    zones = []
    if let frame = try result.frame("zones_annual", needed: ["bidding_zone"] + names) {
      let columns = try names.map { try frame.numbers($0) }
      zones = frame.texts("bidding_zone").enumerated().map { row, name in
        Zone(
          name: name, mean: columns[0][row], byLoad: columns[1][row], lowest: columns[2][row],
          highest: columns[3][row], loadGWh: columns[4][row], netExportGWh: columns[5][row],
          curtailedGWh: columns[6][row], notServedMWh: columns[7][row],
          shortHours: columns[8][row], emissionsKt: columns[9][row])
      }
    }
    rentMEUR = .nan
    flowBasedRentMEUR = .nan
    if let frame = try result.frame("welfare", "account", "congestion_rent_eur") {
      let rents = try frame.numbers("congestion_rent_eur")
      for (row, account) in frame.texts("account").enumerated() {
        if account == "total" { rentMEUR = rents[row] / 1e6 }
        if account == "flow_based_region" { flowBasedRentMEUR = rents[row] / 1e6 }
      }
    }
  }

  var loadGWh: Double { zones.reduce(0) { $0 + $1.loadGWh } }
  var notServedMWh: Double { zones.reduce(0) { $0 + $1.notServedMWh } }
  var curtailedGWh: Double { zones.reduce(0) { $0 + $1.curtailedGWh } }
  var emissionsKt: Double { zones.reduce(0) { $0 + $1.emissionsKt } }
  var loaded: [Zone] { zones.filter { $0.loadGWh > 0 } }

  /// What load paid per MWh. EUR/MWh.
  var price: Double {
    loaded.reduce(0) { $0 + $1.byLoad * $1.loadGWh } / loadGWh
  }

  var zoneTable: ReportPage.TextTable {
    ReportPage.TextTable(
      caption: "Zones with load over the whole run.",
      header: [
        "bidding zone", "mean price (EUR/MWh)", "by load (EUR/MWh)", "lowest (EUR/MWh)",
        "highest (EUR/MWh)", "load (TWh)", "net export (TWh)", "curtailed (TWh)",
        "not served (MWh)", "short hours (h)", "CO2 (kt)",
      ],
      rows: loaded.map { zone in
        [
          zone.name, groupedNumber(zone.mean, 2), groupedNumber(zone.byLoad, 2),
          groupedNumber(zone.lowest, 2), groupedNumber(zone.highest, 2),
          groupedNumber(zone.loadGWh / 1000, 3), groupedNumber(zone.netExportGWh / 1000, 3),
          groupedNumber(zone.curtailedGWh / 1000, 3), groupedNumber(zone.notServedMWh, 1),
          groupedNumber(zone.shortHours, 1), groupedNumber(zone.emissionsKt, 1),
        ]
      })
  }
}

extension CouplingFigures {
  var spanWords: String {
    "from \(words(ofTime: times.first ?? "")), \(hourWords(hours))"
  }

  func summary(_ totals: CouplingTotals) throws -> [String] {
    var paragraphs: [String] = []
    if result.manifest.status != "optimal" {
      paragraphs.append(
        "This run is not proven optimal: "
          + (result.manifest.explanation ?? []).joined(separator: "; "))
    }
    let byPrice = totals.loaded.sorted { $0.byLoad < $1.byLoad }
    if let cheapest = byPrice.first, let dearest = byPrice.last {
      var text =
        "Load paid \(groupedNumber(totals.price, 2)) EUR/MWh on average"
      if byPrice.count > 1 {
        text +=
          ", from \(groupedNumber(cheapest.byLoad, 2)) in \(cheapest.name) to "
          + "\(groupedNumber(dearest.byLoad, 2)) in \(dearest.name)"
      }
      text += ". \(peakWords)"
      paragraphs.append(text)
    }
    if totals.notServedMWh > 1 {
      let short = totals.zones.filter { $0.shortHours > 0 }
      paragraphs.append(
        "\(groupedNumber(totals.notServedMWh, 0)) MWh of load were not served"
          + (short.isEmpty
            ? "." : ", in \(short.map(\.name).joined(separator: ", ")).")
          + " " + renewableWords(totals))
    } else {
      paragraphs.append("All load was served in every hour. " + renewableWords(totals))
    }
    if totals.rentMEUR.isFinite {
      var text =
        "Congestion between zones earned \(groupedNumber(totals.rentMEUR, 1)) million EUR"
      if totals.flowBasedRentMEUR.isFinite, totals.flowBasedRentMEUR > 0 {
        text += ", \(groupedNumber(totals.flowBasedRentMEUR, 1)) of it in the flow-based region"
      }
      paragraphs.append(text + ". " + (try mostValuableElementWords() ?? ""))
    }
    if let words = result.proofWords { paragraphs.append(words) }
    return paragraphs
  }

  private var peakWords: String {
    var peak = (price: -Double.infinity, time: "", zone: "")
    for zone in zonesWithLoad {
      for (unit, value) in price.series(zone).enumerated() where value > peak.price {
        peak = (value, times[unit], zones[zone])
      }
    }
    guard peak.price.isFinite else { return "" }
    return "The dearest hour was \(words(ofTime: peak.time)) in \(peak.zone), at "
      + "\(groupedNumber(peak.price, 2)) EUR/MWh."
  }

  private func renewableWords(_ totals: CouplingTotals) -> String {
    totals.curtailedGWh >= 0.05
      ? "\(groupedNumber(totals.curtailedGWh, 1)) GWh of renewable energy on offer were not used."
      : "All renewable energy on offer was used."
  }

  private func mostValuableElementWords() throws -> String? {
    guard
      let frame = try result.frame(
        "cnecs_annual", "cnec", "element", "direction", "contingency", "binding_hours_h",
        "congestion_rent_eur")
    else { return nil }
    let rents = try frame.numbers("congestion_rent_eur")
    let hours = try frame.numbers("binding_hours_h")
    guard let best = rents.indices.max(by: { rents[$0] < rents[$1] }) else { return nil }
    return "The network element worth most was \(frame.texts("element")[best]): at its limit in "
      + "\(hourWords(hours[best])), it earned "
      + "\(groupedNumber(rents[best] / 1e6, 1)) million EUR."
  }

  func keyFigures(_ totals: CouplingTotals) -> [ReportPage.KeyFigure] {
    let manifest = result.manifest
    let cost = (manifest.objectiveEur ?? .nan) / 1e6
    let gap =
      (manifest.certificate?.primalObjectiveEur ?? .nan)
      - (manifest.certificate?.safeLowerBoundEur ?? .nan)
    return [
      .init(
        name: "Cost of supply", value: "\(groupedNumber(cost, 2)) million EUR",
        remark: gap.isFinite ? "proven to \(scientific(max(gap, 0))) EUR" : "not proven"),
      .init(
        name: "Price paid by load", value: "\(groupedNumber(totals.price, 2)) EUR/MWh",
        remark: "of \(groupedNumber(totals.loadGWh / 1000, 2)) TWh of load"),
      .init(
        name: "Congestion rent", value: "\(groupedNumber(totals.rentMEUR, 2)) million EUR",
        remark: "flow-based region \(groupedNumber(totals.flowBasedRentMEUR, 2))"),
      .init(
        name: "Energy not served", value: "\(groupedNumber(totals.notServedMWh, 0)) MWh",
        remark: "one year of weather, no sampling error"),
      .init(
        name: "Renewable energy not used",
        value: "\(groupedNumber(totals.curtailedGWh / 1000, 3)) TWh",
        remark: "over all zones"),
      .init(
        name: "Carbon dioxide", value: "\(groupedNumber(totals.emissionsKt / 1000, 3)) Mt",
        remark: "of generation"),
    ]
  }
}

/// `1 hour`, `12 hours`
func hourWords(_ hours: Double) -> String {
  hours == 1
    ? "1 hour" : "\(groupedNumber(hours, hours < 10 && hours != hours.rounded() ? 2 : 0)) hours"
}

extension FinishedResult {
  var networkWords: String {
    switch manifest.options?.network {
    case "flow_based": "flow-based network"
    case "ntc": "network by net transfer capacities"
    case "copperplate": "no limits between zones"
    case let other?: "network \(other)"
    case nil: "network not stated"
    }
  }

  var proofWords: String? {
    guard let certificate = manifest.certificate, let gap = certificate.relativeGap else {
      return nil
    }
    return "The result is checked on the original data: no dispatch can be cheaper by more than "
      + "\(scientific(max(gap, 0))) of the cost, every limit holds within "
      + "\(scientific(certificate.primalResidualMw ?? .nan)) MW, and prices fit within "
      + "\(scientific(certificate.dualResidualEurPerMwh ?? .nan)) EUR/MWh."
  }

  var certificateTable: ReportPage.TextTable {
    let certificate = manifest.certificate
    var rows = [
      ["status", manifest.status ?? ""],
      ["relative gap to the safe lower bound", scientific(certificate?.relativeGap ?? .nan)],
      ["largest violation of a limit (MW)", scientific(certificate?.primalResidualMw ?? .nan)],
      [
        "largest violation of a price condition (EUR/MWh)",
        scientific(certificate?.dualResidualEurPerMwh ?? .nan),
      ],
    ]
    if let iterations = manifest.iterations { rows.append(["iterations", "\(iterations)"]) }
    if let seconds = manifest.execution?.wallS {
      rows.append(["time (s)", groupedNumber(seconds, 1)])
    }
    return ReportPage.TextTable(
      caption: "How exact the result is.", header: ["measure", "value"], rows: rows)
  }

  var origin: [(name: String, value: String)] {
    let execution = manifest.execution
    let facts: [(String, String?)] = [
      ("result", name), ("case", manifest.casePath), ("study", manifest.study),
      ("series", manifest.options?.seriesOrigin),
      ("pentaflow", manifest.version), ("SHA-256 of the tables", manifest.resultSha256),
      ("started (UTC)", execution?.startedUtc),
      (
        "machine",
        [execution?.host, execution?.processor].compactMap { $0 }.joined(separator: ", ")
      ),
      ("solver kernels", execution?.solverKernels),
      ("threads", execution?.threads.map { "\($0)" }),
      ("peak memory (MB)", execution?.peakMemoryMb.map { groupedNumber($0, 0) }),
      ("times of day", "UTC, in all tables and charts"),
    ]
    return facts.compactMap { name, value in
      value.flatMap { $0.isEmpty ? nil : (name, $0) }
    }
  }
}

extension ReportPage {
  /// What the command says of the page it wrote.
  package func json(path: String, byteCount: Int) -> JSONText {
    .object([
      .init("report", .string(path)), .init("bytes", .integer(byteCount)),
      .init("charts", .array(plots.map { .string($0.id) })),
      .init(
        "left_out",
        .array(
          omitted.map {
            .object([
              .init("title", .string($0.title)), .init("reason", .string($0.reason)),
              .init("remedy", .string($0.remedy)),
            ])
          })),
    ])
  }
}
