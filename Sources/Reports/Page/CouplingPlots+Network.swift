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

  /// Bidding zones as bubbles at their places, trade over links as lines.
  func exchanges() throws -> PlotAttempt {
    let title = "Exchanges on the map"
    guard
      let frame = try result.frame(
        "borders_annual", "from_bidding_zone", "to_bidding_zone", "flow_gwh",
        "congestion_rent_eur"), frame.rowCount > 0
    else {
      return .omitted(
        title, "The run has no links between zones.",
        "They stand in the tables borders and dc_links.")
    }
    struct Pair: Hashable {
      var a: Int
      var b: Int
    }
    let flows = try frame.numbers("flow_gwh")
    let rents = try frame.numbers("congestion_rent_eur")
    var order: [Pair] = []
    var net: [Pair: (flow: Double, rent: Double)] = [:]
    for (row, (from, to)) in zip(frame.texts("from_bidding_zone"), frame.texts("to_bidding_zone"))
      .enumerated()
    {
      guard let a = zones.firstIndex(of: from), let b = zones.firstIndex(of: to) else { continue }
      let pair = Pair(a: min(a, b), b: max(a, b))
      if net[pair] == nil { order.append(pair) }
      let old = net[pair] ?? (0, 0)
      net[pair] = (old.flow + (a < b ? flows[row] : -flows[row]), old.rent + rents[row])
    }
    let layout = MapLayout(of: zones, positions: result.positions)
    let links = order.map { pair -> [String: VegaCell] in
      let (flow, rent) = net[pair] ?? (0, 0)
      let (from, to) = flow >= 0 ? (pair.a, pair.b) : (pair.b, pair.a)
      let (start, end) = (layout.points[from], layout.points[to])
      let middle = (x: start.x * 0.45 + end.x * 0.55, y: start.y * 0.45 + end.y * 0.55)
      return [
        "from": .text(zones[from]), "to": .text(zones[to]),
        "flow": .rounded(flow.magnitude, 3), "rent": .rounded(rent / 1e6, 4),
        "x": .rounded(start.x, 1), "y": .rounded(start.y, 1), "x2": .rounded(end.x, 1),
        "y2": .rounded(end.y, 1), "mx": .rounded(middle.x, 1), "my": .rounded(middle.y, 1),
        "turn": .rounded(direction(from: start, to: end), 1),
      ]
    }
    let bubbles = zones.indices.map { zone -> [String: VegaCell] in
      let exported = energy(netPosition, zone) / 1000
      return [
        "zone": .text(zones[zone]), "x": .rounded(layout.points[zone].x, 1),
        "y": .rounded(layout.points[zone].y, 1), "size": .rounded(exported.magnitude, 3),
        "net": .rounded(exported, 3), "trade": .text(exported >= 0 ? "net export" : "net import"),
      ]
    }
    func place(_ field: String, _ length: Double, _ isDown: Bool) -> VegaChannel {
      .quantity(field, "") {
        $0.scale = VegaScale {
          $0.domain = .numbers([0, length])
          $0.nice = false
          $0.zero = false
          $0.reverse = isDown
        }
        $0.axis = VegaAxis {
          $0.labels = false
          $0.ticks = false
          $0.grid = false
          $0.domain = false
        }
      }
    }
    let lines = VegaLite(
      mark: VegaMark("rule") {
        $0.color = "#7d7d7d"
        $0.opacity = 0.75
      },
      encoding: VegaEncoding {
        $0.x = place("x", layout.width, false)
        $0.x2 = VegaChannel(field: "x2")
        $0.y = place("y", layout.height, true)
        $0.y2 = VegaChannel(field: "y2")
        $0.strokeWidth = .quantity("flow", "net flow (GWh)") {
          $0.scale = VegaScale {
            $0.range = .numbers([0.4, 9])
            $0.zero = true
          }
          $0.legend = VegaLegend {
            $0.tickCount = 3
            $0.symbolType = "stroke"
          }
        }
        $0.tooltip = linkTooltip
      })
    let arrows = VegaLite(
      mark: VegaMark("point") {
        $0.shape = "triangle-up"
        $0.filled = true
        $0.color = "#333333"
        $0.opacity = 0.9
        $0.size = 60
      },
      encoding: VegaEncoding {
        $0.x = place("mx", layout.width, false)
        $0.y = place("my", layout.height, true)
        $0.angle = .quantity("turn", "") {
          $0.scale = VegaScale {
            $0.domain = .numbers([0, 360])
            $0.range = .numbers([0, 360])
          }
        }
        $0.tooltip = linkTooltip
      })
    let circles = VegaLite(
      data: VegaData(bubbles),
      mark: VegaMark("circle") {
        $0.opacity = 0.92
        $0.stroke = "white"
        $0.strokeWidth = 1.5
      },
      encoding: VegaEncoding {
        $0.x = place("x", layout.width, false)
        $0.y = place("y", layout.height, true)
        $0.size = .quantity("size", "net position (GWh)") {
          $0.scale = VegaScale { $0.range = .numbers([90, 2600]) }
          $0.legend = VegaLegend { $0.tickCount = 3 }
        }
        $0.color = .name("trade", "over the run") {
          $0.scale = .colors(["net export", "net import"], [lessColor, categoryColors[1]])
        }
        $0.tooltip = [
          .name("zone", "zone"), .quantity("net", "net export (GWh)"),
        ]
      })
    // Names of hubs at sea would lie on one another; a pointer over a bubble shows them.
    let named = Set(zonesWithLoad)
    let labels = zones.indices.filter { named.contains($0) }.map { bubbles[$0] }
    func names(_ change: (inout VegaMark) -> Void) -> VegaLite {
      VegaLite(
        data: VegaData(labels),
        mark: VegaMark("text") {
          $0.fontSize = 11.5
          $0.fontWeight = "bold"
          change(&$0)
        },
        encoding: VegaEncoding {
          $0.x = place("x", layout.width, false)
          $0.y = place("y", layout.height, true)
          $0.text = .name("zone", "zone")
        })
    }
    let halo = names {
      $0.stroke = "white"
      $0.strokeWidth = 3.5
      $0.opacity = 0.85
    }
    var note =
      layout.isSchematic
      ? "The case cannot be read any more, so zones stand on a circle. " : ""
    if hubNetPosition.hasValues {
      note +=
        "Inside the flow-based region trade has no path of its own: its zones show their net "
        + "position, lines are the links beside it."
    }
    return .drawn(
      Plot(
        id: "exchanges", title: title,
        look:
          "Blue zones sell, orange zones buy; arrows point where power went on balance, wider lines "
          + "carried more.",
        note: note,
        columns: [
          ("from", "from"), ("to", "to"), ("flow", "net flow (GWh)"),
          ("rent", "congestion rent (million EUR)"),
        ], width: layout.width, height: layout.height,
        VegaLite(
          data: VegaData(links),
          layer: [lines, arrows, circles, halo, names { $0.color = "#000000" }])))
  }

  private var linkTooltip: [VegaChannel] {
    [
      .name("from", "from"), .name("to", "to"), .quantity("flow", "net flow (GWh)"),
      .quantity("rent", "congestion rent (million EUR)"),
    ]
  }
}

extension TimeTable {
  var hasValues: Bool { names.indices.contains { series($0).contains { $0.isFinite } } }
}
