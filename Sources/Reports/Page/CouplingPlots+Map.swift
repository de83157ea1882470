// SPDX-License-Identifier: Apache-2.0

private let linkKinds = [
  (name: "between zones", color: "#7d7d7d"), (name: "of a hub at sea", color: "#009E73"),
]

/// What goes in and out of a hub, with the columns of `hubs_annual`; what goes out lies below zero.
private let hubFlows: [(column: String, name: String, isOut: Bool, color: String)] = [
  ("wind_available_gwh", "wind on offer", false, "#117733"),
  ("import_gwh", "in over cables", false, "#88CCEE"),
  ("export_gwh", "out over cables", true, "#332288"),
  ("curtailed_gwh", "wind not used", true, "#E69F00"),
]

extension CouplingFigures {
  /// Bidding zones as bubbles at their places, trade over links as lines; those of hubs stand out.
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
    // A hub at sea is a zone without load.
    let withLoad = Set(zonesWithLoad)
    let layout = MapLayout(of: zones, positions: result.positions)
    let links = order.map { pair -> [String: VegaCell] in
      let (flow, rent) = net[pair] ?? (0, 0)
      let (from, to) = flow >= 0 ? (pair.a, pair.b) : (pair.b, pair.a)
      let (start, end) = (layout.points[from], layout.points[to])
      let middle = (x: start.x * 0.45 + end.x * 0.55, y: start.y * 0.45 + end.y * 0.55)
      return [
        "from": .text(zones[from]), "to": .text(zones[to]),
        "kind": .text(
          withLoad.contains(from) && withLoad.contains(to) ? linkKinds[0].name : linkKinds[1].name),
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
      mark: VegaMark("rule") { $0.opacity = 0.75 },
      encoding: VegaEncoding {
        $0.x = place("x", layout.width, false)
        $0.x2 = VegaChannel(field: "x2")
        $0.y = place("y", layout.height, true)
        $0.y2 = VegaChannel(field: "y2")
        $0.color = .name("kind", "link") {
          $0.scale = .colors(linkKinds.map(\.name), linkKinds.map(\.color))
        }
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
        $0.fill = .name("trade", "over the run") {
          $0.scale = .colors(["net export", "net import"], [lessColor, categoryColors[1]])
        }
        $0.tooltip = [
          .name("zone", "zone"), .quantity("net", "net export (GWh)"),
        ]
      })
    // Names of hubs at sea would lie on one another; a pointer over a bubble shows them.
    let labels = zonesWithLoad.map { bubbles[$0] }
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
    let hubLinks = links.filter { $0["kind"] == .text(linkKinds[1].name) }.count
    if hubLinks > 0 {
      note +=
        " \(hubLinks) links join hubs at sea to the shore or to one another; hubs have no name on "
        + "the map, but a pointer on them shows it."
    }
    return .drawn(
      Plot(
        id: "exchanges", title: title,
        look:
          "Blue zones sell, orange zones buy; arrows point where power went on balance, wider lines "
          + "carried more.",
        note: note,
        columns: [
          ("from", "from"), ("to", "to"), ("kind", "link"), ("flow", "net flow (GWh)"),
          ("rent", "congestion rent (million EUR)"),
        ], width: layout.width, height: layout.height,
        VegaLite(
          data: VegaData(links),
          layer: [lines, arrows, circles, halo, names { $0.color = "#000000" }])))
  }

  private var linkTooltip: [VegaChannel] {
    [
      .name("from", "from"), .name("to", "to"), .name("kind", "link"),
      .quantity("flow", "net flow (GWh)"),
      .quantity("rent", "congestion rent (million EUR)"),
    ]
  }
}

extension FinishedResult {
  /// Wind, cables and price of each offshore hub.
  func hubBalance() throws -> PlotAttempt {
    let title = "Flows of offshore hubs"
    guard
      let frame = try frame(
        "hubs_annual",
        needed: ["hub", "home_zone", "market", "received_price_eur_per_mwh"]
          + hubFlows.map(\.column)), frame.rowCount > 0
    else {
      return .omitted(title, "The case has no offshore hubs.", "They stand in its table hubs.")
    }
    let (hubs, homes) = (frame.texts("hub"), frame.texts("home_zone"))
    let markets = frame.texts("market")
    let prices = try frame.numbers("received_price_eur_per_mwh")
    let offered = try frame.numbers("wind_available_gwh")
    var data: [[String: VegaCell]] = []
    for flow in hubFlows {
      for (hub, energy) in try frame.numbers(flow.column).enumerated()
      where energy.magnitude >= 0.0005 {
        data.append([
          "hub": .text(hubs[hub]), "flow": .text(flow.name),
          "energy": .rounded(flow.isOut ? -energy : energy, 3), "home": .text(homes[hub]),
          "market": .text(markets[hub].replacing("_", with: " ")),
          "price": .rounded(prices[hub], 2),
        ])
      }
    }
    guard !data.isEmpty else {
      return .omitted(title, "No hub made or passed on any power.", "Couple a year that has them.")
    }
    let order = hubs.indices.sorted { (offered[$1], $0) < (offered[$0], $1) }.map { hubs[$0] }
    return .drawn(
      Plot(
        id: "hubs", title: title,
        look:
          "Right of zero is wind on offer and what comes in, left what goes out: a hub with bars in over its "
          + "cables passes trade on between the shores it is joined to.",
        columns: [
          ("hub", "hub"), ("home", "home zone"), ("market", "market"), ("flow", "flow"),
          ("energy", "energy (GWh), out negative"), ("price", "price received by wind (EUR/MWh)"),
        ], height: Double(max(60, hubs.count * 20)),
        VegaLite(
          data: VegaData(data), mark: VegaMark("bar"),
          encoding: VegaEncoding {
            $0.x = .quantity("energy", "energy (GWh), out of the hub negative") { $0.stack = .zero }
            $0.y = .name("hub", "offshore hub") { $0.sort = .names(order) }
            $0.color = .name("flow", "flow") {
              $0.scale = .colors(hubFlows.map(\.name), hubFlows.map(\.color))
            }
            $0.tooltip = [
              .name("hub", "hub"), .name("home", "home zone"), .name("market", "market"),
              .name("flow", "flow"), .quantity("energy", "energy (GWh)"),
              .quantity("price", "price received (EUR/MWh)"),
            ]
          })))
  }
}
