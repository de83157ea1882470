// SPDX-License-Identifier: Apache-2.0

/// Half the width of an interval that holds the mean of a normal distribution with 95 %, in
/// standard errors.
let halfWidth95 = 1.959964

/// Climate years from which two standard errors are an interval of some 95 %: with ten, Student's
/// distribution has 2.26 in place of 1.96, with two 12.7.
private let enoughYears = 10

/// Figures of `adequacy_zones` by zone; the last row may stand for all zones together.
struct AdequacyFigures {
  struct Zone {
    var name: String
    var lole: Double
    var loleError: Double
    var eens: Double
    var eensError: Double
    var standard: Double
    var upperBound: Double
    var loadMWh: Double
  }

  static let allZones = "all zones"

  let result: FinishedResult
  let zones: [Zone]
  let all: Zone?
  /// Independent draws behind the means; 0 where there is no sampling.
  let sampleCount: Int

  init?(_ result: FinishedResult) throws {
    guard
      let frame = try result.frame(
        "adequacy_zones", "zone", "sample_count", "load_mwh", "lole_h_per_yr",
        "lole_h_per_yr_standard_error", "eens_mwh_per_yr", "eens_mwh_per_yr_standard_error",
        "lole_upper_bound_h_per_yr", "lole_standard_h")
    else { return nil }
    self.result = result
    let lole = try frame.numbers("lole_h_per_yr")
    let loleError = try frame.numbers("lole_h_per_yr_standard_error")
    let eens = try frame.numbers("eens_mwh_per_yr")
    let eensError = try frame.numbers("eens_mwh_per_yr_standard_error")
    let standard = try frame.numbers("lole_standard_h")
    let bound = try frame.numbers("lole_upper_bound_h_per_yr")
    let load = try frame.numbers("load_mwh")
    let rows = frame.texts("zone").enumerated().map { row, name in
      Zone(
        name: name, lole: lole[row], loleError: loleError[row], eens: eens[row],
        eensError: eensError[row], standard: standard[row], upperBound: bound[row],
        loadMWh: load[row])
    }
    all = rows.first { $0.name == Self.allZones }
    zones = rows.filter { $0.name != Self.allZones && $0.loadMWh > 0 }
    let counts = try frame.numbers("sample_count")
    sampleCount = counts.first.map { $0.isFinite ? Int($0) : 0 } ?? 0
  }

  var isSampled: Bool { sampleCount > 0 }

  var short: [Zone] { zones.filter { $0.lole > 0 } }

  /// A mean with its standard error, to the digits that it knows.
  func estimate(_ mean: Double, _ error: Double, _ decimals: Int) -> String {
    isSampled
      ? "\(groupedNumber(mean, decimals)) ± \(groupedNumber(error, decimals))"
      : groupedNumber(mean, decimals)
  }
}

func adequacyPage(of result: FinishedResult) throws -> ReportPage {
  let manifest = result.manifest
  guard let figures = try AdequacyFigures(result) else {
    throw ReportError.missingColumns(table: "adequacy_zones", columns: ["zone"])
  }
  return ReportPage(
    title: "Adequacy of \(manifest.case ?? "a case") in \(manifest.year ?? 0)",
    subtitle: figures.methodWords,
    summary: figures.summary, keyFigures: figures.keyFigures,
    sections: [
      .init(
        "Loss of load", tables: [figures.zoneTable], [figures.loleBars(), figures.eensBars()]),
      .init(
        "When and where together",
        [
          try result.shortageCalendar(), try result.shortageMap(), try result.lossOfLoadMap(),
          try result.simultaneity(),
        ]),
      .init(
        "How sure it is",
        [
          try figures.convergence(
            id: "convergence-lole", of: "Loss of load expectation", "LOLE of all zones (h/yr)",
            column: "short_hours", final: \.lole, error: \.loleError),
          try figures.convergence(
            id: "convergence", of: "Expected energy not served", "EENS of all zones (MWh/yr)",
            column: "ens_mwh", final: \.eens, error: \.eensError),
          result.stageTimes(),
        ]),
    ],
    notes: manifest.notes ?? [], origin: result.origin)
}

extension AdequacyFigures {
  fileprivate var methodWords: String {
    guard isSampled else { return "exact convolution of outages, no sampling error" }
    let years = result.manifest.facts?.monteCarloYears
    return "Monte Carlo over \(sampleCount) climate years"
      + (years.map { ", \(groupedNumber(Double($0), 0)) years with outages in all" } ?? "")
  }

  fileprivate var summary: [String] {
    var paragraphs: [String] = []
    let worst = zones.max { $0.lole < $1.lole }
    if let worst, worst.lole > 0 {
      paragraphs.append(
        "Load must be expected to go short for \(estimate(worst.lole, worst.loleError, 3)) hours a "
          + "year in \(worst.name), more than anywhere else; \(short.count) of \(zones.count) zones "
          + "are ever short.")
    } else {
      paragraphs.append("No zone was short in any hour that was drawn.")
    }
    let judged = zones.filter { $0.standard.isFinite }
    if !judged.isEmpty {
      let above = judged.filter { $0.lole > $0.standard }
      paragraphs.append(
        above.isEmpty
          ? "All \(judged.count) zones with a reliability standard meet it."
          : "Above their reliability standard: \(above.map(\.name).joined(separator: ", ")).")
    }
    if isSampled {
      paragraphs.append(
        "Figures are means ± standard errors over climate years; "
          + (sampleCount < enoughYears
            ? "\(sampleCount) of them are too few to know these errors well, and intervals can be far "
              + "too narrow: draw at least \(enoughYears)."
            : "two standard errors either way hold the true mean about nineteen times in twenty, if "
              + "the years drawn are typical."))
    }
    return paragraphs
  }

  fileprivate var keyFigures: [ReportPage.KeyFigure] {
    let whole = all ?? (zones.count == 1 ? zones[0] : nil)
    var figures: [ReportPage.KeyFigure] = []
    if let whole {
      let place = zones.count == 1 ? "in \(whole.name)" : "hours in which any zone is short"
      figures += [
        .init(
          name: "Loss of load expectation",
          value: "\(estimate(whole.lole, whole.loleError, 3)) h/yr", remark: place),
        .init(
          name: "Expected energy not served",
          value: "\(estimate(whole.eens, whole.eensError, 1)) MWh/yr",
          remark: "of \(groupedNumber(whole.loadMWh / 1e6, 1)) TWh of load"),
      ]
    }
    figures.append(
      .init(
        name: "Zones that are ever short", value: "\(short.count) of \(zones.count)",
        remark: isSampled ? "in \(sampleCount) climate years" : "exactly"))
    return figures
  }

  fileprivate var zoneTable: ReportPage.TextTable {
    ReportPage.TextTable(
      caption: "Zones with load"
        + (isSampled ? ", means ± standard errors." : "."),
      header: [
        "zone", "LOLE (h/yr)", "standard (h/yr)", "EENS (MWh/yr)", "load (TWh)",
      ],
      rows: zones.map { zone in
        [
          zone.name, estimate(zone.lole, zone.loleError, 3), groupedNumber(zone.standard, 2),
          estimate(zone.eens, zone.eensError, 1), groupedNumber(zone.loadMWh / 1e6, 2),
        ]
      })
  }
}
