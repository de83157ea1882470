// SPDX-License-Identifier: Apache-2.0

/// Places of a duration curve that are drawn.
private let curvePoints = 241

extension CouplingFigures {
  func priceDuration() -> PlotAttempt {
    let main = mainZones
    let rows = zonesWithLoad.map { zone -> [String: VegaCell] in
      let sorted = price.series(zone).sorted(by: >)
      let places = thinned(sorted.count, to: curvePoints)
      return [
        "zone": .text(zones[zone]), "main": .text(main.contains(zone) ? "yes" : "no"),
        "hours": .rounded(places.map { Double($0 + 1) * stepHours }, 2),
        "price": .rounded(places.map { sorted[$0] }, 2),
      ]
    }
    let cut = priceCut
    let x = VegaChannel.quantity("hours", "hours with at least this price (h)") {
      $0.scale = VegaScale { $0.nice = false }
      $0.axis = VegaAxis { $0.grid = false }
    }
    let y = VegaChannel.quantity("price", "price (EUR/MWh)") {
      $0.scale = VegaScale {
        $0.zero = false
        if let cut { $0.domain = .numbers([cut.lowest, cut.highest]) }
      }
    }
    let tooltip: [VegaChannel] = [
      .name("zone", "zone"), .quantity("hours", "hours (h)"),
      .quantity("price", "price (EUR/MWh)"),
    ]
    let others = VegaLite(
      transform: [VegaTransform(filter: "datum.main === 'no'")],
      mark: VegaMark("line") {
        $0.color = backgroundColor
        $0.strokeWidth = 1
        $0.clip = true
      },
      encoding: VegaEncoding {
        $0.x = x
        $0.y = y
        $0.detail = .name("zone", "zone")
        $0.tooltip = tooltip
      })
    let named = VegaLite(
      transform: [VegaTransform(filter: "datum.main === 'yes'")],
      mark: VegaMark("line") {
        $0.strokeWidth = 2.4
        $0.clip = true
      },
      encoding: VegaEncoding {
        $0.x = x
        $0.y = y
        $0.color = zoneColor
        $0.opacity = frontOpacity
        $0.tooltip = tooltip
      }, params: [.legend("zone")])
    var note = ""
    if hours > Double(curvePoints) * stepHours {
      note +=
        "Each curve is drawn through \(curvePoints) of its \(times.count) hours; all of them are in "
        + "results/zones_hourly.csv. "
    }
    if let cut {
      note +=
        "Prices above \(groupedNumber(cut.highest, 0)) EUR/MWh are cut off; the highest is "
        + "\(groupedNumber(cut.peak, 0)) EUR/MWh. "
    }
    if rows.count > main.count {
      note += "Grey: the \(rows.count - main.count) other zones of the case."
    }
    return .drawn(
      Plot(
        id: "price-duration", title: "Price duration curves",
        look:
          "The further apart two curves lie, the longer the network kept the prices of the two zones "
          + "apart; a flat end on the right is cheap power in surplus. Click a zone in the legend "
          + "to bring it to the front.",
        note: note,
        columns: [
          ("zone", "zone"), ("hours", "hours with at least this price (h)"),
          ("price", "price (EUR/MWh)"),
        ], height: 360,
        VegaLite(
          data: VegaData(rows), transform: [.flatten("hours", "price")],
          layer: (rows.count > main.count ? [others] : []) + [named])))
  }

  func priceHeatMap() -> PlotAttempt {
    let sorted = mainZones.flatMap { price.series($0) }.sorted()
    let domain = [quantile(sorted, 0.01), quantile(sorted, 0.99)].map { $0.rounded() }
    return hourHeatMap(
      id: "price-heat-map", title: "Prices, hour by day", table: price,
      unit: "price (EUR/MWh)", decimals: 2, field: "price", in: zonesWithLoad,
      first: widestZone,
      look:
        "Dark hours are cheap, bright hours dear: sun makes dark bands at midday, calm weeks bright "
        + "columns, and the evening peak a bright row.",
      note: "Colours end at \(groupedNumber(domain[0], 0)) and \(groupedNumber(domain[1], 0)) "
        + "EUR/MWh, between which 98 % of the hours of the first zones lie.",
      scale: VegaScale {
        $0.scheme = "viridis"
        $0.domain = .numbers(domain)
        $0.clamp = true
      })
  }

  /// A heat map of hours by days for one zone, chosen from a list.
  func hourHeatMap(
    id: String, title: String, table: TimeTable, unit: String, decimals: Int, field: String,
    in shown: [Int], first: Int, look: String, note: String = "", scale: VegaScale
  ) -> PlotAttempt {
    let days = days
    let rows = shown.flatMap { zone in
      days.map { day -> [String: VegaCell] in
        [
          "zone": .text(zones[zone]), "day": .text(day.name),
          "hour": .rounded(day.units.map { UnitTime(times[$0]).hour }, 2),
          field: .rounded(day.units.map { table[$0, zone] }, decimals),
        ]
      }
    }
    return .drawn(
      Plot(
        id: id, title: title, look: look, note: note,
        columns: [("zone", "zone"), ("day", "day (UTC)"), ("hour", "hour (UTC)"), (field, unit)],
        height: 312,
        VegaLite(
          data: VegaData(rows),
          transform: [.chosen("zone"), .flatten("hour", field)],
          mark: VegaMark("rect"),
          encoding: .hoursByDays(field, unit, dayFormat: dayFormat, scale: scale),
          params: [zoneChoice(shown, first: first)])))
  }

  func zoneChoice(_ shown: [Int], first: Int) -> VegaParameter {
    .choice(
      of: "zone", label: "bidding zone", from: shown.map { zones[$0] }, first: zones[first])
  }

  var zoneColor: VegaChannel {
    .name("zone", "zone") {
      $0.scale = .colors(mainZones.map { zones[$0] }, categoryColors)
    }
  }

  /// The zone among the first ones whose prices vary most.
  private var widestZone: Int {
    let candidates = mainZones
    let spreads = candidates.map { zone -> Double in
      let sorted = price.series(zone).sorted()
      return quantile(sorted, 0.95) - quantile(sorted, 0.05)
    }
    let widest = spreads.indices.max { spreads[$0] < spreads[$1] }
    return widest.map { candidates[$0] } ?? 0
  }

  /// Where the axis of prices ends when few hours are far dearer than the rest; nil where it need
  /// not.
  private var priceCut: (lowest: Double, highest: Double, peak: Double)? {
    let sorted = zonesWithLoad.flatMap { price.series($0) }.sorted()
    guard let lowest = sorted.first, let peak = sorted.last else { return nil }
    let high = quantile(sorted, 0.995)
    guard high > 0, peak > 3 * high else { return nil }
    let highest = (high * 1.5 / 10).rounded(.up) * 10
    return (min(0, lowest), highest, peak)
  }
}

/// What was clicked in the legend stands out.
var frontOpacity: VegaChannel {
  var channel = VegaChannel.constant(.number(0.12))
  channel.condition = VegaCondition(param: "front", test: nil, value: .number(1))
  return channel
}
