// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation

extension CouplingFigures {
  func netPositions() -> PlotAttempt {
    let rows = zonesWithLoad.map { zone -> [String: VegaCell] in
      let sorted = netPosition.series(zone).sorted()
      func gigawatts(_ share: Double) -> VegaCell { .rounded(quantile(sorted, share) / 1000, 3) }
      return [
        "zone": .text(zones[zone]), "lowest": gigawatts(0), "low": gigawatts(0.1),
        "median": gigawatts(0.5), "high": gigawatts(0.9), "highest": gigawatts(1),
      ]
    }
    let tooltip: [VegaChannel] = [
      .name("zone", "zone"), .quantity("lowest", "lowest (GW)"),
      .quantity("low", "10 % of hours below (GW)"), .quantity("median", "median (GW)"),
      .quantity("high", "10 % of hours above (GW)"), .quantity("highest", "highest (GW)"),
    ]
    let y = VegaChannel.name("zone", "bidding zone") { $0.sort = .asGiven }
    func span(
      _ from: String, _ to: String, _ change: (inout VegaMark) -> Void
    ) -> VegaLite {
      VegaLite(
        mark: VegaMark("rule", change),
        encoding: VegaEncoding {
          $0.x = .quantity(from, "net position (GW), export positive")
          $0.x2 = VegaChannel(field: to)
          $0.y = y
          $0.tooltip = tooltip
        })
    }
    let middle = VegaLite(
      mark: VegaMark("point") {
        $0.color = "#000000"
        $0.filled = true
        $0.size = 60
        $0.opacity = 1
      },
      encoding: VegaEncoding {
        $0.x = .quantity("median", "net position (GW), export positive")
        $0.y = y
        $0.tooltip = tooltip
      })
    return .drawn(
      Plot(
        id: "net-positions", title: "Net positions",
        look:
          "Zones right of zero export. The dot is the median hour, the thick bar holds 80 % of the "
          + "hours, the thin line all of them.",
        columns: [
          ("zone", "zone"), ("lowest", "lowest (GW)"), ("low", "10 % of hours below (GW)"),
          ("median", "median (GW)"), ("high", "10 % of hours above (GW)"),
          ("highest", "highest (GW)"),
        ], height: Double(max(120, rows.count * 24)),
        VegaLite(
          data: VegaData(rows),
          layer: [
            span("lowest", "highest") {
              $0.color = "#888888"
              $0.strokeWidth = 1.5
            },
            span("low", "high") {
              $0.color = "#56B4E9"
              $0.strokeWidth = 9
            },
            middle,
          ])))
  }

  /// Network elements that are shown.
  private static let shownCNECs = 15

  func bindingCNECs() throws -> PlotAttempt {
    let title = "Binding network elements"
    guard
      let frame = try result.frame(
        "cnecs_annual", "cnec", "element", "direction", "contingency", "binding_hours_h",
        "mean_shadow_price_eur_per_mwh", "congestion_rent_eur"), frame.rowCount > 0
    else {
      return .omitted(
        title, "No network element of a flow-based domain was at its limit.",
        "Couple with `--network flow_based` to have such elements.")
    }
    let labels = cnecLabels(frame)
    let hours = try frame.numbers("binding_hours_h")
    let prices = try frame.numbers("mean_shadow_price_eur_per_mwh")
    let rents = try frame.numbers("congestion_rent_eur")
    let shown = rents.indices.sorted { (rents[$1], $0) < (rents[$0], $1) }
      .prefix(Self.shownCNECs)
    let rows = shown.map { row -> [String: VegaCell] in
      [
        "element": .text(labels[row]), "hours": .rounded(hours[row], 2),
        "price": .rounded(prices[row], 2), "rent": .rounded(rents[row] / 1e6, 4),
        "words": .text("\(groupedNumber(hours[row], 0)) h"),
      ]
    }
    let y = VegaChannel.name("element", "network element, outage") {
      $0.sort = .asGiven
      $0.axis = VegaAxis { $0.labelLimit = 410 }
      $0.title = ""
    }
    let x = VegaChannel.quantity("rent", "congestion rent (million EUR)")
    let bars = VegaLite(
      mark: VegaMark("bar") { $0.color = lessColor },
      encoding: VegaEncoding {
        $0.x = x
        $0.y = y
        $0.tooltip = [
          .name("element", "network element, outage"), .quantity("hours", "binding (h)"),
          .quantity("price", "mean shadow price (EUR/MWh)"),
          .quantity("rent", "congestion rent (million EUR)"),
        ]
      })
    let words = VegaLite(
      mark: VegaMark("text") {
        $0.align = "left"
        $0.dx = 5
        $0.fontSize = 11
      },
      encoding: VegaEncoding {
        $0.x = x
        $0.y = y
        $0.text = .name("words", "binding")
      })
    return .drawn(
      Plot(
        id: "binding-cnecs", title: title,
        look:
          "The longest bars are where more capacity is worth most; the hours beside them say how "
          + "often the element was at its limit.",
        note: rents.count > rows.count
          ? "The \(rows.count) with the highest rent of \(rents.count) that bind; all of them are in "
            + "results/cnecs_annual.csv." : "",
        columns: [
          ("element", "network element, outage"), ("hours", "binding (h)"),
          ("price", "mean shadow price (EUR/MWh)"), ("rent", "congestion rent (million EUR)"),
        ], width: 410, height: Double(max(90, rows.count * 24)),
        VegaLite(data: VegaData(rows), layer: [bars, words])))
  }

  private func cnecLabels(_ frame: ResultFrame) -> [String] {
    let ids = frame.texts("cnec")
    let elements = frame.texts("element")
    let directions = frame.texts("direction")
    let contingencies = frame.texts("contingency")
    return ids.indices.map {
      cnecLabel(
        id: ids[$0], element: elements[$0], direction: directions[$0],
        contingency: contingencies[$0])
    }
  }
}

extension TimeTable {
  var hasValues: Bool { names.indices.contains { series($0).contains { $0.isFinite } } }
}
