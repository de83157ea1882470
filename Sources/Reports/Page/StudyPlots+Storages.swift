// SPDX-License-Identifier: Apache-2.0

/// Runs whose hours are read for bands, over all scenarios: each takes up to seconds.
private let mostRuns = 42

/// Labels that colours tell apart.
private let mostLines = categoryColors.count

/// What is stored in a zone over time: the median over the runs of a scenario in a band that holds
/// 80 % of them; where each scenario has one run, the median over the scenarios.
func scenarioStorages(_ result: FinishedResult, _ runs: StudyFrame) throws -> PlotAttempt {
  let title = "Stored energy by scenario"
  let optimal = (result.manifest.runs ?? []).filter { $0.status == "optimal" }
  var members: [StudyFrame.Label: [RunEntry]] = [:]
  for run in optimal {
    members[.init(scenario: run.scenario, year: run.year), default: []].append(run)
  }
  let hasSeveral = members.values.contains { $0.count > 1 }
  // One band for each scenario and year, or one for all scenarios of a year.
  let groups: [(name: String, runs: [RunEntry])] =
    hasSeveral
    ? runs.shown.prefix(mostLines).map { (runs.text($0), members[$0] ?? []) }
    : runs.years.prefix(mostLines).map { year in
      ("all scenarios \(year)", optimal.filter { $0.year == year })
    }
  var bands = StorageBands()
  var readCounts: [(read: Int, all: Int)] = []
  for group in groups where !group.runs.isEmpty {
    let places = thinned(group.runs.count, to: max(2, mostRuns / groups.count))
    var levels: [StoredLevels] = []
    for place in places {
      guard let run = try result.run(group.runs[place].folder), let read = try StoredLevels(run)
      else { continue }
      levels.append(read)
    }
    guard !levels.isEmpty else { continue }
    bands.add(group.name, levels)
    readCounts.append((levels.count, group.runs.count))
  }
  guard let first = bands.widestZone, let fewest = readCounts.map(\.read).min(),
    let most = readCounts.map(\.read).max()
  else {
    let hasHours = try optimal.first.flatMap { try result.run($0.folder) }?.table("zones_hourly")
    return hasHours != nil
      ? .omitted(title, "The case has no storages.", "They stand in its table storages.")
      : .omitted(
        title, "The result keeps no hours of storages of its runs.",
        "Set `outputs: hourly` in the study file and run it again.")
  }
  let words = fewest == most ? "\(most) runs" : "\(fewest) to \(most) runs"
  let all = readCounts.reduce(0) { $0 + $1.all }
  let read = readCounts.reduce(0) { $0 + $1.read }
  let color = VegaChannel.name("scenario", "scenario") {
    $0.scale = .colors(bands.names, categoryColors)
    $0.legend = VegaLegend { $0.labelLimit = 220 }
  }
  let axis = "stored energy (GWh)"
  // Reservoirs move little in weeks beside what they hold.
  let scale = VegaScale { $0.zero = false }
  let x = VegaChannel.time("time", "\(bands.sliceWord) (UTC)") {
    $0.axis = VegaAxis {
      $0.format = bands.sliceWord == "week" ? "%b" : "%d %b"
      $0.grid = false
      $0.labelOverlap = true
      // Else few days have several labels each.
      if bands.sliceWord == "day" {
        $0.tickCount = .everyDays((Double(bands.mostSlices) / 10).rounded(.up))
      }
    }
  }
  let line = VegaLite(
    mark: VegaMark("line") { $0.strokeWidth = 2.2 },
    encoding: VegaEncoding {
      $0.x = x
      $0.y = .quantity("median", axis) { $0.scale = scale }
      $0.color = color
      $0.opacity = frontOpacity
      $0.tooltip = [
        .name("scenario", "scenario"),
        .time("time", bands.sliceWord + " from", unit: "utcmonthdate"),
        .quantity("low", "10 % below (GWh)"), .quantity("median", "median (GWh)"),
        .quantity("high", "10 % above (GWh)"),
      ]
    }, params: [.legend("scenario")])
  return .drawn(
    Plot(
      id: "scenario-storages", title: title,
      look: (hasSeveral
        ? "The line is the median over the climate years and samples of a scenario, its band holds 80 "
          + "% of them: a wide band is a level that the weather sets."
        : "The line is the median over the scenarios of a year, its band holds 80 % of them: where it "
          + "is narrow, scenarios use the storages alike.")
        + " Click a name in the legend to bring it to the front.",
      note: "All storages of a zone together, mean level of each \(bands.sliceWord), over \(words) "
        + "a band" + (read < all ? " (\(read) of \(all) runs were read)." : ".")
        + (hasSeveral && runs.labels.count > groups.count
          ? " The first \(groups.count) of \(runs.labels.count) scenarios and years." : "")
        + " Years are laid over one another.",
      columns: [
        ("zone", "zone"), ("scenario", "scenario"), ("time", "start of the \(bands.sliceWord)"),
        ("low", "10 % of runs below (GWh)"), ("median", "median (GWh)"),
        ("high", "10 % of runs above (GWh)"),
      ],
      VegaLite(
        data: VegaData(bands.rows),
        transform: [.chosen("zone"), .flatten("time", "low", "median", "high"), .moment("time")],
        layer: [.band("low", "high", axis, along: x, color: color, scale: scale), line],
        params: [.choice(of: "zone", label: "bidding zone", from: bands.zones, first: first)])))
}

/// What is stored in each zone of a run, mean of each day of up to 15 weeks, else of each week. GWh.
private struct StoredLevels {
  var zones: [String]
  var levels: [[Double]]
  /// Starts of the slices.
  var times: [String]
  var sliceWord: String

  /// Nil where the run keeps no hours of storages.
  init?(_ run: FinishedResult) throws {
    guard
      let frame = try run.frame("storages_hourly", "time", "bidding_zone", "level_mwh"),
      frame.rowCount > 0
    else { return nil }
    let (time, zone) = (frame.names("time"), frame.names("bidding_zone"))
    var sums = Array(
      repeating: [Double](repeating: 0, count: time.names.count), count: zone.names.count)
    for (row, level) in try frame.numbers("level_mwh").enumerated() where level.isFinite {
      sums[zone.rows[row]][time.rows[row]] += level / 1000
    }
    let stepHours = run.manifest.unitHours ?? 1
    let isDaily = Double(time.names.count) * stepHours <= 15 * 168
    // A week of a seventh of the step is a day.
    let slices = weeks(of: time.names.count, isDaily ? stepHours * 7 : stepHours)
    zones = zone.names
    levels = sums.map { series in
      slices.map { series[$0].reduce(0, +) / Double($0.count) }
    }
    times = slices.map { time.names[$0.lowerBound] }
    sliceWord = isDaily ? "day" : "week"
  }
}

/// Rows of the chart, one of each zone and name.
private struct StorageBands {
  private(set) var rows: [[String: VegaCell]] = []
  private(set) var names: [String] = []
  private(set) var zones: [String] = []
  private(set) var sliceWord = "day"
  private(set) var mostSlices = 1
  private var highest: [String: Double] = [:]

  /// The zone that stores most at any time.
  var widestZone: String? { zones.max { (highest[$0] ?? 0, $1) < (highest[$1] ?? 0, $0) } }

  mutating func add(_ name: String, _ runs: [StoredLevels]) {
    guard let first = runs.first else { return }
    names.append(name)
    sliceWord = first.sliceWord
    mostSlices = max(mostSlices, first.times.count)
    for zone in first.zones {
      let series = runs.compactMap { run in
        run.zones.firstIndex(of: zone).map { run.levels[$0] }
      }
      let sorted = first.times.indices.map { slice in
        series.compactMap { $0.indices.contains(slice) ? $0[slice] : nil }.sorted()
      }
      func levels(_ share: Double) -> VegaCell {
        .rounded(sorted.map { between($0, share) }, 3)
      }
      if !zones.contains(zone) { zones.append(zone) }
      highest[zone] = max(highest[zone] ?? 0, sorted.compactMap(\.last).max() ?? 0)
      rows.append([
        "zone": .text(zone), "scenario": .text(name), "time": .texts(first.times.map(inOneYear)),
        "low": levels(0.1), "median": levels(0.5), "high": levels(0.9),
      ])
    }
  }

  /// The value below which a share of `sorted` lies, on the straight line between two where these
  /// are few: the median of two is their mean.
  private func between(_ sorted: [Double], _ share: Double) -> Double {
    let place = share * Double(sorted.count - 1)
    guard let last = sorted.last, place >= 0 else { return .nan }
    let below = Int(place)
    guard below + 1 < sorted.count else { return last }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }

  /// A moment moved to a year that all years are laid over: 2000, which has a leap day.
  private func inOneYear(_ stamp: String) -> String { "2000" + stamp.dropFirst(4) }
}
