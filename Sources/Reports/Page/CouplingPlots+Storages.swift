// SPDX-License-Identifier: Apache-2.0

extension CouplingFigures {
  /// Level of each storage of a zone: hour by hour in up to two weeks, else the median of each week
  /// in the band that holds 80 % of its hours.
  func storageLevels() throws -> PlotAttempt {
    let title = "Storage levels"
    guard
      let frame = try result.frame(
        "storages_hourly", "time", "storage", "bidding_zone", "level_mwh"), frame.rowCount > 0
    else {
      return .omitted(title, "The case has no storages.", "They stand in its table storages.")
    }
    let storage = frame.names("storage")
    let zoneTexts = frame.names("bidding_zone")
    let levels = TimeTable(
      times: frame.names("time"), names: storage, values: try frame.numbers("level_mwh"))
    var zoneOf = [Int](repeating: 0, count: storage.names.count)
    for row in storage.rows.indices { zoneOf[storage.rows[row]] = zoneTexts.rows[row] }
    let isHourly = hours <= 15 * 24
    let slices =
      isHourly
      ? levels.times.indices.map { $0..<$0 + 1 } : weeks(of: levels.times.count, stepHours)
    let stamps = VegaCell.texts(slices.map { levels.times[$0.lowerBound] })
    var rows: [[String: VegaCell]] = []
    var highest = [Double](repeating: 0, count: zoneTexts.names.count)
    for (place, name) in storage.names.enumerated() {
      let series = Array(levels.series(place))
      let top = series.filter(\.isFinite).max() ?? 0
      highest[zoneOf[place]] += top
      let sorted = slices.map { series[$0].filter(\.isFinite).sorted() }
      func shares(_ share: Double) -> VegaCell {
        .rounded(sorted.map { top > 0 ? 100 * quantile($0, share) / top : 0 }, 2)
      }
      var row: [String: VegaCell] = [
        "zone": .text(zoneTexts.names[zoneOf[place]]), "storage": .text(name), "time": stamps,
        "level": .rounded(sorted.map { quantile($0, 0.5) / 1000 }, 3), "share": shares(0.5),
      ]
      if !isHourly { (row["low"], row["high"]) = (shares(0.1), shares(0.9)) }
      rows.append(row)
    }
    let first = highest.indices.first { zoneTexts.names[$0] == zones[mainZones.first ?? 0] }
    let largest =
      mainZones.compactMap { zone in zoneTexts.names.firstIndex(of: zones[zone]) }
      .max { highest[$0] < highest[$1] } ?? first ?? 0
    let words = "level, share of the highest of the run (%)"
    let x = VegaChannel.time("time", "time (UTC)") {
      $0.axis = VegaAxis {
        $0.format = dayFormat
        $0.grid = false
        $0.labelOverlap = true
        $0.tickCount = dayTicks
      }
    }
    let color = VegaChannel.name("storage", "storage") {
      $0.scale = VegaScale { $0.range = .names(categoryColors) }
    }
    let tooltip: [VegaChannel] = [
      .name("storage", "storage"),
      .time("time", isHourly ? "time" : "week from", unit: "utcyearmonthdatehoursminutes"),
      .quantity("level", "stored energy (GWh)"), .quantity("share", "share (%)"),
    ]
    return .drawn(
      Plot(
        id: "storage-levels", title: title,
        look:
          "Seasonal stores fill and empty over months, pumped storage over days, batteries within "
          + "one: the shape says what each of them is used for. Click a storage in the legend to bring "
          + "it to the front.",
        note: isHourly
          ? "Runs of more than 15 days have bands by week."
          : "Line: median of each week; band: 80 % of its hours, from the 10 % below to the 10 % "
            + "above. Every hour is in results/storages_hourly.csv.",
        columns: [
          ("zone", "zone"), ("storage", "storage"),
          ("time", "start of the \(isHourly ? "unit" : "week") (UTC)"),
          ("level", isHourly ? "level at its end (GWh)" : "median level (GWh)"),
          ("share", "share of its highest level (%)"),
        ]
          + (isHourly
            ? [] : [("low", "10 % of hours below (%)"), ("high", "10 % of hours above (%)")]),
        VegaLite(
          data: VegaData(rows),
          transform: [
            .chosen("zone"),
            isHourly
              ? .flatten("time", "level", "share")
              : .flatten("time", "level", "share", "low", "high"), .moment("time"),
          ],
          layer: (isHourly ? [] : [VegaLite.band("low", "high", words, along: x, color: color)]) + [
            VegaLite(
              mark: VegaMark("line") { $0.strokeWidth = 2 },
              encoding: VegaEncoding {
                $0.x = x
                $0.y = .quantity("share", words)
                $0.color = color
                $0.opacity = frontOpacity
                $0.tooltip = tooltip
              }, params: [.legend("storage")])
          ],
          params: [
            .choice(
              of: "zone", label: "bidding zone", from: zoneTexts.names,
              first: zoneTexts.names[largest])
          ])))
  }
}

/// Units of each week, counted from the first unit; the last may be shorter.
func weeks(of unitCount: Int, _ stepHours: Double) -> [Range<Int>] {
  let length = max(1, Int((168 / stepHours).rounded()))
  return stride(from: 0, to: unitCount, by: length).map { $0..<min($0 + length, unitCount) }
}
