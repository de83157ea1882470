// SPDX-License-Identifier: Apache-2.0

/// Half the width of an interval that holds the mean of a normal distribution with 95 %, in
/// standard errors.
let halfWidth95 = 1.959964

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
          try result.shortageCalendar(), try result.lossOfLoadMap(),
          try result.simultaneity(),
        ]),
      .init("How sure it is", [try figures.convergence(), result.stageTimes()]),
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
        "Figures are means ± standard errors over climate years; two standard errors either way hold "
          + "the true mean about nineteen times in twenty, if the years drawn are typical.")
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

  fileprivate func loleBars() -> PlotAttempt {
    intervalBars(
      id: "lole", title: "Loss of load expectation", unit: "h/yr", decimals: 4,
      values: short.map { ($0.name, $0.lole, $0.loleError, $0.standard) },
      look:
        "A bar beyond its orange mark misses the reliability standard; where the whisker reaches "
        + "across the mark, more climate years are needed to tell.")
  }

  fileprivate func eensBars() -> PlotAttempt {
    intervalBars(
      id: "eens", title: "Expected energy not served", unit: "MWh/yr", decimals: 3,
      values: short.map { ($0.name, $0.eens, $0.eensError, .nan) },
      look: "Long bars beside short ones in the chart above are rare but deep shortages.")
  }

  private func intervalBars(
    id: String, title: String, unit: String, decimals: Int,
    values: [(name: String, mean: Double, error: Double, standard: Double)], look: String
  ) -> PlotAttempt {
    guard !values.isEmpty else {
      return .omitted(
        title, "No zone was short.",
        "Draw more climate years and outages, or stress the case with a scenario.")
    }
    let rows = values.map { value -> [String: VegaCell] in
      [
        "zone": .text(value.name), "mean": .rounded(value.mean, decimals),
        "low": .rounded(max(0, value.mean - halfWidth95 * value.error), decimals),
        "high": .rounded(value.mean + halfWidth95 * value.error, decimals),
        "standard": .rounded(value.standard, decimals),
      ]
    }
    let hasStandard = values.contains { $0.standard.isFinite }
    let y = VegaChannel.name("zone", "zone") { $0.sort = .asGiven }
    let words = "\(title.lowercased()) (\(unit))"
    let (bars, whiskers) = VegaLite.barsWithWhiskers(
      words, along: y,
      tooltip: [
        .name("zone", "zone"), .quantity("mean", words), .quantity("low", "95 % interval, from"),
        .quantity("high", "to"),
      ])
    let marks = VegaLite(
      transform: [VegaTransform(filter: "isValid(datum.standard)")],
      mark: VegaMark("tick") {
        $0.color = moreColor
        $0.thickness = 4
      },
      encoding: VegaEncoding {
        $0.x = .quantity("standard", words)
        $0.y = y
        $0.tooltip = [.name("zone", "zone"), .quantity("standard", "standard (\(unit))")]
      })
    return .drawn(
      Plot(
        id: id, title: title, look: look,
        note: (isSampled ? "Whiskers: 95 % interval of the mean. " : "")
          + (values.count < zones.count
            ? "Zones that are never short are left out: "
              + zones.filter { zone in !values.contains { $0.name == zone.name } }.map(\.name)
              .joined(separator: ", ") + "." : ""),
        columns: [
          ("zone", "zone"), ("mean", words), ("low", "95 % interval, from"), ("high", "to"),
        ]
          + (hasStandard ? [("standard", "standard (\(unit))")] : []),
        height: Double(max(60, rows.count * 28)),
        VegaLite(
          data: VegaData(rows),
          layer: [bars] + (isSampled ? [whiskers] : []) + (hasStandard ? [marks] : []))))
  }

  /// The mean over the draws so far.
  fileprivate func convergence() throws -> PlotAttempt {
    let title = "Convergence of expected energy not served"
    guard let frame = try result.frame("adequacy_years", "zone", "sample", "ens_mwh"), let all
    else {
      return .omitted(
        title, "There are no single Monte Carlo years.", "Take `--method monte-carlo`.")
    }
    let zones = frame.texts("zone")
    let samples = try frame.numbers("sample")
    let energies = try frame.numbers("ens_mwh")
    var sums: [Int: (energy: Double, count: Double)] = [:]
    for row in zones.indices where zones[row] == Self.allZones {
      let old = sums[Int(samples[row])] ?? (0, 0)
      sums[Int(samples[row])] = (old.energy + energies[row], old.count + 1)
    }
    guard sums.count > 1 else {
      return .omitted(
        title, "There is one outage sample only.", "Draw more with `--samples`.")
    }
    var energy = 0.0
    var count = 0.0
    var means: [Double] = []
    var years: [Double] = []
    for sample in sums.keys.sorted() {
      energy += sums[sample]?.energy ?? 0
      count += sums[sample]?.count ?? 0
      means.append(energy / count)
      years.append(count)
    }
    let places = thinned(means.count, to: 400)
    let rows: [[String: VegaCell]] = [
      [
        "years": .rounded(places.map { years[$0] }, 0),
        "mean": .rounded(places.map { means[$0] }, 3),
      ]
    ]
    let low = max(0, all.eens - halfWidth95 * all.eensError)
    let band = VegaLite(
      data: VegaData([
        [
          "low": .rounded(low, 3), "high": .rounded(all.eens + halfWidth95 * all.eensError, 3),
        ]
      ]),
      mark: VegaMark("rect") {
        $0.color = "#56B4E9"
        $0.opacity = 0.25
      },
      encoding: VegaEncoding {
        $0.y = .quantity("low", "EENS of all zones (MWh/yr)")
        $0.y2 = VegaChannel(field: "high")
      })
    let line = VegaLite(
      transform: [.flatten("years", "mean")],
      mark: VegaMark("line") {
        $0.color = "#000000"
        $0.strokeWidth = 2
      },
      encoding: VegaEncoding {
        $0.x = .quantity("years", "Monte Carlo years so far") {
          $0.scale = VegaScale { $0.nice = false }
        }
        $0.y = .quantity("mean", "EENS of all zones (MWh/yr)")
        $0.tooltip = [
          .quantity("years", "Monte Carlo years"), .quantity("mean", "EENS (MWh/yr)"),
        ]
      })
    return .drawn(
      Plot(
        id: "convergence", title: title,
        look:
          "The line should settle inside the band, the 95 % interval of the final figure; while it "
          + "still drifts, draw more.",
        columns: [("years", "Monte Carlo years"), ("mean", "EENS of all zones (MWh/yr)")],
        height: 240,
        VegaLite(data: VegaData(rows), layer: [band, line])))
  }
}

extension FinishedResult {
  /// Short hours by month and hour of the day, out of the events of a Monte Carlo.
  fileprivate func shortageCalendar() throws -> PlotAttempt {
    let title = "Short hours by month and hour of the day"
    guard let events = try ShortageEvents(self) else {
      return .omitted(
        title, "There are no single shortages.", "Take `--method monte-carlo`.")
    }
    guard !events.list.isEmpty else {
      return .omitted(
        title, "No hour was short.", "Draw more climate years and outages with `--samples`.")
    }
    let zones = events.zones
    var rows: [[String: VegaCell]] = []
    for zone in zones {
      var counts = [Double](repeating: 0, count: 12 * 24)
      for event in events.list where event.zone == zone {
        for hour in event.hours { counts[events.month(ofHour: hour) * 24 + hour % 24] += 1 }
      }
      for month in 0..<12 {
        rows.append([
          "zone": .text(zone), "month": .number(Double(month + 1)),
          "hour": .numbers((0..<24).map { Double($0) }),
          "short": .rounded((0..<24).map { counts[month * 24 + $0] / events.years }, 5),
        ])
      }
    }
    return .drawn(
      Plot(
        id: "shortage-calendar", title: title,
        look: "The darkest fields are when the system is tightest.",
        columns: [
          ("zone", "zone"), ("month", "month"), ("hour", "hour (UTC)"),
          ("short", "short hours a year (h)"),
        ], height: 312,
        VegaLite(
          data: VegaData(rows), transform: [.chosen("zone"), .flatten("hour", "short")],
          mark: VegaMark("rect"),
          encoding: VegaEncoding {
            $0.x = VegaChannel.quantity("month", "month") {
              $0.type = .ordinal
              $0.axis = VegaAxis { $0.labelAngle = 0 }
            }
            $0.y = VegaChannel.quantity("hour", "hour of the day (UTC)") { $0.type = .ordinal }
            $0.color = .quantity("short", "short hours a year (h)") {
              $0.scale = VegaScale {
                $0.scheme = "blues"
              }
            }
            $0.tooltip = [
              .quantity("month", "month"), .quantity("hour", "hour (UTC)"),
              .quantity("short", "short hours a year (h)"),
            ]
          },
          params: [
            .choice(
              of: "zone", label: "zone", from: zones,
              first: zones.contains(AdequacyFigures.allZones)
                ? AdequacyFigures.allZones : zones[0])
          ])))
  }

  /// The probability of loss of load in each hour of an exact assessment.
  fileprivate func lossOfLoadMap() throws -> PlotAttempt {
    let title = "Loss of load probability, hour by day"
    guard let frame = try frame("adequacy_hourly", "time", "zone", "lolp"), frame.rowCount > 0
    else {
      return .omitted(
        title, "Probabilities of single hours are written by the exact method alone.",
        "Take `--method exact`.")
    }
    let time = frame.names("time")
    let zone = frame.names("zone")
    let table = TimeTable(times: time, names: zone, values: try frame.numbers("lolp"))
    let days = groups(of: table.times) { UnitTime($0).day }
    let rows = table.names.indices.flatMap { zone in
      days.map { day -> [String: VegaCell] in
        [
          "zone": .text(table.names[zone]), "day": .text(day.name),
          "hour": .rounded(day.units.map { UnitTime(table.times[$0]).hour }, 2),
          "lolp": .numbers(day.units.map { rounded(table[$0, zone] * 100, 6) }),
        ]
      }
    }
    return .drawn(
      Plot(
        id: "lolp", title: title,
        look: "Dark hours carry the risk: often a few weeks make up nearly all of the year's.",
        columns: [
          ("zone", "zone"), ("day", "day (UTC)"), ("hour", "hour (UTC)"), ("lolp", "LOLP (%)"),
        ], height: 312,
        VegaLite(
          data: VegaData(rows), transform: [.chosen("zone"), .flatten("hour", "lolp")],
          mark: VegaMark("rect"),
          encoding: .hoursByDays(
            "lolp", "LOLP (%)", dayFormat: days.count > 62 ? "%b" : "%d %b",
            scale: VegaScale { $0.scheme = "blues" }),
          params: [
            .choice(of: "zone", label: "zone", from: table.names, first: table.names[0])
          ])))
  }

  /// How often two zones are short in the same hour.
  fileprivate func simultaneity() throws -> PlotAttempt {
    let title = "Zones that are short together"
    let events = try ShortageEvents(self)
    let zones = (events?.zones ?? []).filter { $0 != AdequacyFigures.allZones }
    guard let events, zones.count > 1 else {
      return .omitted(
        title, "Fewer than two zones were ever short.",
        "Draw more climate years and outages, or stress the case with a scenario.")
    }
    let hours = zones.map { zone in
      Set(
        events.list.filter { $0.zone == zone }.flatMap { event in
          event.hours.map { ShortageEvents.Moment(draw: event.draw, hour: $0) }
        })
    }
    var rows: [[String: VegaCell]] = []
    for (a, zone) in zones.enumerated() {
      rows.append([
        "zone": .text(zone), "other": .texts(zones),
        "share": .rounded(
          zones.indices.map {
            100 * Double(hours[a].intersection(hours[$0]).count) / Double(hours[a].count)
          }, 2),
      ])
    }
    return .drawn(
      Plot(
        id: "simultaneity", title: title,
        look:
          "Read along a row: when its zone is short, how often each other zone is short in the same "
          + "hour and cannot help.",
        columns: [
          ("zone", "when this zone is short"), ("other", "this one is too"), ("share", "share (%)"),
        ], width: Double(min(600, 60 * zones.count)), height: Double(max(80, 30 * zones.count)),
        VegaLite(
          data: VegaData(rows), transform: [.flatten("other", "share")],
          mark: VegaMark("rect"),
          encoding: VegaEncoding {
            $0.x = .name("other", "this one is too") { $0.sort = .names(zones) }
            $0.y = .name("zone", "when this zone is short") { $0.sort = .names(zones) }
            $0.color = .quantity("share", "share of hours (%)") {
              $0.scale = VegaScale {
                $0.scheme = "blues"
                $0.domain = .numbers([0, 100])
              }
            }
            $0.tooltip = [
              .name("zone", "when short"), .name("other", "also short"),
              .quantity("share", "share (%)"),
            ]
          })))
  }
}

/// Shortages of a Monte Carlo, one by one.
private struct ShortageEvents {
  struct Moment: Hashable {
    var draw: String
    var hour: Int
  }

  struct Event {
    var zone: String
    /// Climate year and outage sample.
    var draw: String
    /// Hours since the start of the year.
    var hours: Range<Int>
  }

  var list: [Event]
  /// Years drawn.
  var years: Double
  private let daysBeforeMonth: [Int]

  /// Nil where the result has no such table.
  init?(_ result: FinishedResult) throws {
    guard
      let frame = try result.frame(
        "adequacy_events", "zone", "climate_year", "sample", "start", "duration_h")
    else { return nil }
    let isLeap = result.manifest.unitCount == 8784
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    let before = lengths.indices.map { lengths[..<$0].reduce(0, +) }
    daysBeforeMonth = before
    let zones = frame.texts("zone")
    let (climate, sample) = (frame.texts("climate_year"), frame.texts("sample"))
    let starts = frame.texts("start")
    let durations = try frame.numbers("duration_h")
    list = zones.indices.map { row in
      let parts = starts[row].prefix(10).split(separator: "-").compactMap { Int($0) }
      let month = parts.count == 3 ? min(max(parts[1], 1), 12) : 1
      let day = before[month - 1] + (parts.count == 3 ? parts[2] : 1) - 1
      let first = day * 24 + Int(UnitTime(starts[row]).hour)
      return Event(
        zone: zones[row], draw: climate[row] + "/" + sample[row],
        hours: first..<first + max(1, Int(durations[row].rounded(.up))))
    }
    years = Double(result.manifest.facts?.monteCarloYears ?? 1)
  }

  /// In the order of their first shortage.
  var zones: [String] {
    var seen = Set<String>()
    return list.map(\.zone).filter { seen.insert($0).inserted }
  }

  /// 0 for January.
  func month(ofHour hour: Int) -> Int {
    let day = hour / 24 % (daysBeforeMonth[11] + 31)
    return daysBeforeMonth.lastIndex { $0 <= day } ?? 0
  }
}
