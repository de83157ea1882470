// SPDX-License-Identifier: Apache-2.0

extension FinishedResult {
  /// Short hours by month and hour of the day, out of the events of a Monte Carlo.
  func shortageCalendar() throws -> PlotAttempt {
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
  func lossOfLoadMap() throws -> PlotAttempt {
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
    var days: [(day: String, units: Range<Int>)] = []
    for (unit, stamp) in table.times.enumerated() {
      let day = UnitTime(stamp).day
      if days.last?.day == day {
        days[days.count - 1].units = days[days.count - 1].units.lowerBound..<unit + 1
      } else {
        days.append((day, unit..<unit + 1))
      }
    }
    let rows = table.names.indices.flatMap { zone in
      days.map { day -> [String: VegaCell] in
        [
          "zone": .text(table.names[zone]), "day": .text(day.day),
          "hour": .rounded(day.units.map { UnitTime(table.times[$0]).hour }, 2),
          "share": .numbers(day.units.map { rounded(table[$0, zone] * 100, 6) }),
        ]
      }
    }
    return hourByDay(
      id: "lolp", title: title,
      look: "Dark hours carry the risk: often a few weeks make up nearly all of the year's.",
      figure: "LOLP (%)", rows, zones: table.names, first: table.names[0], isLong: days.count > 62)
  }

  /// In how many of the years drawn each hour is short.
  func shortageMap() throws -> PlotAttempt {
    let title = "Scarcity, hour by day"
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
      var counts: [Int: [Double]] = [:]
      for event in events.list where event.zone == zone {
        for hour in event.hours {
          counts[hour / 24, default: Array(repeating: 0, count: 24)][hour % 24] += 1
        }
      }
      for day in counts.keys.sorted() {
        rows.append([
          "zone": .text(zone), "day": .text(events.date(ofDay: day)),
          "hour": .numbers((0..<24).map { Double($0) }),
          "share": .rounded((counts[day] ?? []).map { 100 * $0 / events.years }, 4),
        ])
      }
    }
    return hourByDay(
      id: "scarcity", title: title,
      look: "Dark hours are short in many of the years drawn, pale ones in few.",
      note: "Days on which no year is short are white.",
      figure: "short in (% of years)", rows, zones: zones,
      first: zones.contains(AdequacyFigures.allZones) ? AdequacyFigures.allZones : zones[0],
      isLong: true)
  }

  /// - Parameter rows: with fields `zone`, `day`, `hour` and `share`.
  private func hourByDay(
    id: String, title: String, look: String, note: String = "", figure: String,
    _ rows: [[String: VegaCell]], zones: [String], first: String, isLong: Bool
  ) -> PlotAttempt {
    .drawn(
      Plot(
        id: id, title: title, look: look, note: note,
        columns: [
          ("zone", "zone"), ("day", "day (UTC)"), ("hour", "hour (UTC)"), ("share", figure),
        ], height: 312,
        VegaLite(
          data: VegaData(rows), transform: [.chosen("zone"), .flatten("hour", "share")],
          mark: VegaMark("rect"),
          encoding: .hoursByDays(
            "share", figure, dayFormat: isLong ? "%b" : "%d %b",
            scale: VegaScale {
              $0.scheme = "blues"
              $0.zero = true
            }),
          params: [.choice(of: "zone", label: "zone", from: zones, first: first)])))
  }

  /// How often two zones are short in the same hour.
  func simultaneity() throws -> PlotAttempt {
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
  private let year: String

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
    year = starts.first.map { String($0.prefix(4)) } ?? "2000"
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

  /// `2030-01-31`; days are counted from 0 at the start of the year, and past its end again.
  func date(ofDay day: Int) -> String {
    let day = day % (daysBeforeMonth[11] + 31)
    let month = daysBeforeMonth.lastIndex { $0 <= day } ?? 0
    func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(digits(month + 1))-\(digits(day - daysBeforeMonth[month] + 1))"
  }

  /// 0 for January.
  func month(ofHour hour: Int) -> Int {
    let day = hour / 24 % (daysBeforeMonth[11] + 31)
    return daysBeforeMonth.lastIndex { $0 <= day } ?? 0
  }
}
