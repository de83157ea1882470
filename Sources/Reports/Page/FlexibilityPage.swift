// SPDX-License-Identifier: Apache-2.0

private let needWords = [
  "day": "within days", "week": "within weeks", "year": "over the year",
]

/// Kinds of providers in the order of a stack.
private let providerKinds: [(kind: String, name: String, color: String)] = [
  ("generation", "generation", "#CC6677"), ("storage", "storages", "#88CCEE"),
  ("net_import", "trade", "#44AA99"), ("demand_response", "demand response", "#DDCC77"),
  ("spilled_energy", "curtailment", "#E69F00"), ("lost_load", "lost load", "#D55E00"),
  ("dumped", "dumped", "#999999"),
]

func flexibilityPage(of result: FinishedResult) throws -> ReportPage {
  let manifest = result.manifest
  guard
    let frame = try result.frame(
      "flexibility_needs", "climate_year", "bidding_zone", "need", "need_mwh", "load_mwh")
  else { throw ReportError.missingColumns(table: "flexibility_needs", columns: ["need_mwh"]) }
  let needs = try ZoneNeeds(frame)
  return ReportPage(
    title: "Flexibility needs of \(manifest.case ?? "a case") in \(manifest.year ?? 0)",
    subtitle: "residual load of \(needs.zones.count) zones"
      + (needs.yearCount > 1 ? " over \(needs.yearCount) climate years" : ""),
    summary: needs.summary, keyFigures: needs.keyFigures,
    sections: [
      .init("Needs", [needs.bars(), try result.ramps()]),
      .init("Who meets them", [try result.contributions(needs.zones), try result.uncovered()]),
      .init("Solver", [result.stageTimes()]),
    ],
    notes: manifest.notes ?? [], origin: result.origin)
}

/// Residual-load needs by zone and period, over climate years.
private struct ZoneNeeds {
  let zones: [String]
  let periods: [String]
  let yearCount: Int
  /// GWh by zone and period, one entry per climate year.
  private var values: [String: [String: [Double]]] = [:]

  static let region = "region"

  init(_ frame: ResultFrame) throws {
    let zoneTexts = frame.texts("bidding_zone")
    let needTexts = frame.texts("need")
    let energies = try frame.numbers("need_mwh")
    for row in energies.indices {
      values[zoneTexts[row], default: [:]][needTexts[row], default: []].append(
        energies[row] / 1000)
    }
    zones = distinct(zoneTexts).filter { $0 != Self.region }
    periods = distinct(needTexts)
    yearCount = distinct(frame.texts("climate_year")).count
  }

  func span(_ zone: String, _ period: String) -> (mean: Double, low: Double, high: Double)? {
    guard let all = values[zone]?[period], let low = all.min(), let high = all.max() else {
      return nil
    }
    return (all.reduce(0, +) / Double(all.count), low, high)
  }

  var summary: [String] {
    var paragraphs: [String] = []
    let means = periods.compactMap { period in
      span(Self.region, period).map {
        "\(groupedNumber($0.mean / 1000, 1)) TWh \(needWords[period] ?? period)"
      }
    }
    if !means.isEmpty {
      paragraphs.append(
        "All zones together must move \(means.joined(separator: ", ")) in a year: half the absolute "
          + "deviation of residual load from its mean.")
    }
    if let first = periods.first,
      let largest = zones.max(by: {
        (span($0, first)?.mean ?? 0) < (span($1, first)?.mean ?? 0)
      }), let need = span(largest, first)
    {
      paragraphs.append(
        "The largest need \(needWords[first] ?? first) is that of \(largest), "
          + "\(groupedNumber(need.mean / 1000, 1)) TWh.")
    }
    return paragraphs
  }

  var keyFigures: [ReportPage.KeyFigure] {
    periods.compactMap { period in
      span(Self.region, period).map { need in
        .init(
          name: "Need \(needWords[period] ?? period)",
          value: "\(groupedNumber(need.mean / 1000, 1)) TWh",
          remark: yearCount > 1
            ? "from \(groupedNumber(need.low / 1000, 1)) to \(groupedNumber(need.high / 1000, 1)) "
              + "over \(yearCount) climate years" : "of the region, one climate year")
      }
    }
  }

  func bars() -> PlotAttempt {
    let data = periods.flatMap { period in
      zones.compactMap { zone -> [String: VegaCell]? in
        guard let need = span(zone, period), need.high > 0 else { return nil }
        return [
          "period": .text(needWords[period] ?? period), "zone": .text(zone),
          "mean": .rounded(need.mean / 1000, 4), "low": .rounded(need.low / 1000, 4),
          "high": .rounded(need.high / 1000, 4),
        ]
      }
    }
    guard !data.isEmpty else {
      return .omitted("Needs by zone", "No zone has a need.", "Give the case load and renewables.")
    }
    let (bars, whiskers) = VegaLite.barsWithWhiskers(
      "flexibility need (TWh)",
      along: .name("zone", "bidding zone") { $0.sort = .names(zones) },
      tooltip: [
        .name("zone", "zone"), .quantity("mean", "mean (TWh)"), .quantity("low", "lowest (TWh)"),
        .quantity("high", "highest (TWh)"),
      ])
    let words = periods.map { needWords[$0] ?? $0 }
    return .drawn(
      Plot(
        id: "needs", title: "Needs by zone",
        look:
          "Sun drives the need within days, wind that within weeks, heating that over the year: "
          + "compare the order of the zones.",
        note: yearCount > 1 ? "Whiskers: lowest and highest climate year." : "",
        columns: [
          ("period", "need"), ("zone", "zone"), ("mean", "mean (TWh)"), ("low", "lowest (TWh)"),
          ("high", "highest (TWh)"),
        ], height: Double(max(60, zones.count * 22)),
        VegaLite(
          data: VegaData(data), transform: [.chosen("period")],
          layer: yearCount > 1 ? [bars, whiskers] : [bars],
          params: [.choice(of: "period", label: "need", from: words, first: words[0])])))
  }
}

extension FinishedResult {
  /// Parts of the need of each zone by kind of provider, means over climate years.
  fileprivate func contributions(_ zones: [String]) throws -> PlotAttempt {
    let title = "Contributions by zone"
    guard
      let frame = try frame(
        "flexibility_contributions", "climate_year", "bidding_zone", "need", "kind",
        "contribution_mwh"), frame.rowCount > 0
    else {
      return .omitted(
        title, "No finished run tells who met the needs.",
        "Give one with `--result`, made by `pentaflow couple --out`.")
    }
    let energies = try frame.numbers("contribution_mwh")
    let (zoneTexts, needs, kinds) = (
      frame.texts("bidding_zone"), frame.texts("need"), frame.texts("kind")
    )
    let years = Double(max(1, distinct(frame.texts("climate_year")).count))
    var sums: [String: Double] = [:]
    func key(_ zone: String, _ need: String, _ kind: String) -> String {
      "\(need)\u{1F}\(kind)\u{1F}\(zone)"
    }
    for row in energies.indices {
      sums[key(zoneTexts[row], needs[row], kinds[row]), default: 0] += energies[row] / 1e6 / years
    }
    var data: [[String: VegaCell]] = []
    let periods = distinct(needs)
    for period in periods {
      for provider in providerKinds {
        for zone in zones {
          guard let energy = sums[key(zone, period, provider.kind)], energy.magnitude >= 0.00005
          else { continue }
          data.append([
            "period": .text(needWords[period] ?? period), "zone": .text(zone),
            "provider": .text(provider.name), "energy": .rounded(energy, 4),
          ])
        }
      }
    }
    let words = periods.map { needWords[$0] ?? $0 }
    return .drawn(
      Plot(
        id: "contributions", title: title,
        look:
          "The parts of a bar sum to the need of the zone; parts left of zero add to what the others "
          + "have to give.",
        columns: [
          ("period", "need"), ("zone", "zone"), ("provider", "met by"), ("energy", "energy (TWh)"),
        ], height: Double(max(60, zones.count * 22)),
        .stackedBars(
          data, choice: ("period", "need", words), of: ("energy", "energy (TWh)"),
          along: .name("zone", "bidding zone") { $0.sort = .names(zones) },
          parts: .name("provider", "met by") {
            $0.scale = .colors(providerKinds.map(\.name), providerKinds.map(\.color))
          },
          tooltip: [
            .name("zone", "zone"), .name("provider", "met by"),
            .quantity("energy", "energy (TWh)"),
          ])))
  }

  /// Needs that only curtailment and lost load meet.
  fileprivate func uncovered() throws -> PlotAttempt {
    let title = "Needs that nothing meets"
    guard
      let frame = try frame(
        "flexibility_uncovered", "bidding_zone", "need", "uncovered_need_mwh"), frame.rowCount > 0
    else {
      return .omitted(
        title, "No finished run tells what is left uncovered.",
        "Give one with `--result`, made by `pentaflow couple --out`.")
    }
    let energies = try frame.numbers("uncovered_need_mwh")
    let (zones, needs) = (frame.texts("bidding_zone"), frame.texts("need"))
    var totals: [String: [Double]] = [:]
    for row in energies.indices where zones[row] != ZoneNeeds.region {
      totals[needs[row] + "\u{1F}" + zones[row], default: []].append(energies[row] / 1e6)
    }
    let names = distinct(zones).filter { $0 != ZoneNeeds.region }
    let periods = distinct(needs)
    let data = periods.flatMap { period in
      names.compactMap { zone -> [String: VegaCell]? in
        guard let all = totals[period + "\u{1F}" + zone] else { return nil }
        let mean = all.reduce(0, +) / Double(all.count)
        guard mean.magnitude >= 0.00005 else { return nil }
        return [
          "period": .text(needWords[period] ?? period), "zone": .text(zone),
          "energy": .rounded(mean, 4),
        ]
      }
    }
    guard !data.isEmpty else {
      return .omitted(title, "Nothing is left uncovered.", "A scenario with less storage has some.")
    }
    let words = periods.map { needWords[$0] ?? $0 }
    return .drawn(
      Plot(
        id: "uncovered", title: title,
        look: "Here more storage, demand response or trade would be used.",
        columns: [("period", "need"), ("zone", "zone"), ("energy", "uncovered (TWh)")],
        height: Double(max(60, names.count * 22)),
        VegaLite(
          data: VegaData(data), transform: [.chosen("period")],
          mark: VegaMark("bar") { $0.color = "#E69F00" },
          encoding: VegaEncoding {
            $0.x = .quantity("energy", "uncovered need (TWh)")
            $0.y = .name("zone", "bidding zone") { $0.sort = .names(names) }
            $0.tooltip = [.name("zone", "zone"), .quantity("energy", "uncovered (TWh)")]
          },
          params: [.choice(of: "period", label: "need", from: words, first: words[0])])))
  }

  /// Largest ramps of residual load by zone.
  fileprivate func ramps() throws -> PlotAttempt {
    let title = "Largest ramps of residual load"
    guard
      let frame = try frame(
        "ramping_needs", "bidding_zone", "hours", "direction", "largest_mw"), frame.rowCount > 0
    else {
      return .omitted(title, "There is no table ramping_needs.", "Make the result again.")
    }
    let largest = try frame.numbers("largest_mw")
    let (zones, hours) = (frame.texts("bidding_zone"), frame.texts("hours"))
    let directions = frame.texts("direction")
    var highest: [String: Double] = [:]
    func key(_ zone: String, _ hours: String, _ direction: String) -> String {
      [hours, direction, zone].joined(separator: "\u{1F}")
    }
    for row in largest.indices where largest[row].isFinite {
      let key = key(zones[row], hours[row], directions[row])
      highest[key] = max(highest[key] ?? 0, largest[row])
    }
    let names = distinct(zones).filter { $0 != ZoneNeeds.region }
    let spans = distinct(hours)
    let data = spans.flatMap { span in
      ["up", "down"].flatMap { direction in
        names.compactMap { zone -> [String: VegaCell]? in
          guard let power = highest[key(zone, span, direction)], power >= 0.5 else { return nil }
          return [
            "span": .text("\(span) h"), "zone": .text(zone), "direction": .text(direction),
            "power": .rounded((direction == "up" ? power : -power) / 1000, 4),
          ]
        }
      }
    }
    guard !spans.isEmpty, !data.isEmpty else {
      return .omitted(title, "No zone has ramps.", "Give the case load and renewables.")
    }
    return .drawn(
      Plot(
        id: "ramps", title: title,
        look:
          "Right: the steepest rise of residual load, which supply must follow upwards; left: the "
          + "steepest fall.",
        columns: [
          ("span", "within"), ("zone", "zone"), ("direction", "direction"),
          ("power", "largest ramp (GW)"),
        ], height: Double(max(60, names.count * 22)),
        .stackedBars(
          data, choice: ("span", "within", spans.map { "\($0) h" }),
          of: ("power", "largest ramp (GW), rise positive"),
          along: .name("zone", "bidding zone") { $0.sort = .names(names) },
          parts: .name("direction", "direction") {
            $0.scale = .colors(["up", "down"], [moreColor, lessColor])
          },
          tooltip: [
            .name("zone", "zone"), .name("direction", "direction"),
            .quantity("power", "ramp (GW)"),
          ])))
  }
}
