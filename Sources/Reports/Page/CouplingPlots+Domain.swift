// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation

/// The hour with the highest congestion rent and what its tables say of the flow-based domain.
private struct DomainHour {
  struct Row {
    var id: String
    var loadMW: Double
    var marginMW: Double
    var shadowPriceEURPerMWh: Double
    /// By hub.
    var factors: [Double]
  }

  var time: String
  var rentEUR: Double
  var hubs: [String]
  /// Rows that bind, or nearly.
  var rows: [Row]
}

extension CouplingFigures {
  /// The flow-based domain of the hour with the highest rent, cut by the plane in which two zones
  /// trade with a third and all others stay where they cleared.
  func domainPlane() throws -> PlotAttempt {
    let title = "Flow-based domain in the most congested hour"
    func without(_ reason: String, _ remedy: String) -> PlotAttempt {
      .omitted(title, reason, remedy)
    }
    let flowBased =
      result.manifest.isRunOfStudy
      ? "Runs of studies keep no domains. `pentaflow couple --network flow_based`, for a case folder "
        + "with the changes of the scenario, writes them."
      : "Couple with `--network flow_based`, which writes results/cnecs_hourly.csv and domains/."
    guard let hour = try mostCongestedHour() else {
      return without("No network element of a flow-based domain was at its limit.", flowBased)
    }
    guard let unit = times.firstIndex(of: hour.time),
      let positions = try hubPositions(in: hour, unit: unit)
    else {
      return without(
        "The tables do not give back the position of every hub in that hour.",
        "Make the result again with this version of pentaflow.")
    }
    guard let domain = try domainRows(of: hour) else {
      return without("The domain of that hour is not in the result.", flowBased)
    }
    let traders = hour.hubs.indices.filter { zones.contains(hour.hubs[$0]) }
      .sorted { zonePrice(hour.hubs[$0], unit) < zonePrice(hour.hubs[$1], unit) }
    guard traders.count >= 3 else {
      return without("The domain has fewer than three zones.", "A plane needs three.")
    }
    let (cheapest, across, up) = (
      traders[0], traders[traders.count - 1], traders[traders.count - 2]
    )

    /// A row in the plane: `a` x + `b` y <= limit, x and y in GW.
    func inPlane(_ factors: [Double], margin: Double) -> (a: Double, b: Double, limit: Double) {
      var rest = margin
      for hub in factors.indices where ![cheapest, across, up].contains(hub) {
        rest -= factors[hub] * positions[hub]
      }
      let total = positions[cheapest] + positions[across] + positions[up]
      return (
        (factors[across] - factors[cheapest]) * 1000, (factors[up] - factors[cheapest]) * 1000,
        rest - factors[cheapest] * total
      )
    }
    let clearing = PlaneCut.Point(x: positions[across] / 1000, y: positions[up] / 1000)
    let reach = 100.0  // GW, far beyond any zone
    var polygon = PlaneCut(
      x: clearing.x - reach...clearing.x + reach, y: clearing.y - reach...clearing.y + reach)
    for row in domain where row.margin.isFinite {
      let cut = inPlane(row.factors, margin: row.margin)
      // What clears is inside; the tables round to a kilowatt, so a corner may lie that far out.
      let slack = max(0, cut.a * clearing.x + cut.b * clearing.y - cut.limit)
      guard slack < 1 else {
        return without(
          "The domain in the result does not hold the position that cleared.",
          "Make the result again with this version of pentaflow.")
      }
      polygon.keep(a: cut.a, b: cut.b, limit: cut.limit + slack)
    }
    guard polygon.corners.count >= 3 else {
      return without("The domain is a single point in that hour.", "No chart can show it.")
    }
    let xs = polygon.corners.map(\.x)
    let ys = polygon.corners.map(\.y)
    func framed(_ values: [Double]) -> ClosedRange<Double> {
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      let room = max(0.05, 0.12 * (high - low))
      return low - room...high + room
    }
    let window = PlaneCut(x: framed(xs), y: framed(ys))
    let binding = hour.rows.filter { $0.shadowPriceEURPerMWh >= bindingShadowPriceEURPerMWh }
    let labels = try cnecNames()
    let lines = binding.compactMap { row -> [String: VegaCell]? in
      let cut = inPlane(row.factors, margin: row.marginMW)
      guard let chord = window.chord(a: cut.a, b: cut.b, limit: cut.limit) else { return nil }
      return [
        "element": .text(labels[row.id] ?? row.id), "margin": .rounded(row.marginMW, 1),
        "price": .rounded(row.shadowPriceEURPerMWh, 2), "x": .rounded(chord.0.x, 4),
        "y": .rounded(chord.0.y, 4), "x2": .rounded(chord.1.x, 4), "y2": .rounded(chord.1.y, 4),
      ]
    }
    guard !lines.isEmpty else {
      return without("No binding network element crosses the plane.", "No chart can show it.")
    }
    let (xName, yName, zName) = (hour.hubs[across], hour.hubs[up], hour.hubs[cheapest])
    let area = VegaLite(
      data: VegaData([
        [
          "x": .rounded(xs + [xs[0]], 4), "y": .rounded(ys + [ys[0]], 4),
          "corner": .numbers((0...xs.count).map { Double($0) }),
        ]
      ]),
      transform: [.flatten("x", "y", "corner")],
      mark: VegaMark("line") {
        $0.fill = "#56B4E9"
        $0.fillOpacity = 0.22
        $0.stroke = "#777777"
        $0.strokeWidth = 1
      },
      encoding: VegaEncoding {
        $0.x = domainAxis("x", "net position of \(xName) (GW)", framed(xs))
        $0.y = domainAxis("y", "net position of \(yName) (GW)", framed(ys))
        $0.order = .quantity("corner", "corner")
      })
    let limits = VegaLite(
      mark: VegaMark("rule") { $0.strokeWidth = 2.5 },
      encoding: VegaEncoding {
        $0.x = domainAxis("x", "net position of \(xName) (GW)", framed(xs))
        $0.x2 = VegaChannel(field: "x2")
        $0.y = domainAxis("y", "net position of \(yName) (GW)", framed(ys))
        $0.y2 = VegaChannel(field: "y2")
        $0.color = .name("element", "at its limit") {
          $0.sort = .asGiven
          $0.scale = VegaScale { $0.range = .names(Array(categoryColors.dropFirst())) }
          $0.legend = VegaLegend {
            $0.orient = "bottom"
            $0.columns = 1
            $0.labelLimit = 620
          }
        }
        $0.tooltip = [
          .name("element", "network element, outage"),
          .quantity("price", "shadow price (EUR/MWh)"), .quantity("margin", "margin (MW)"),
        ]
      })
    let point = VegaLite(
      data: VegaData([["x": .rounded(clearing.x, 4), "y": .rounded(clearing.y, 4)]]),
      mark: VegaMark("point") {
        $0.color = "#000000"
        $0.filled = true
        $0.size = 130
        $0.opacity = 1
      },
      encoding: VegaEncoding {
        $0.x = domainAxis("x", "net position of \(xName) (GW)", framed(xs))
        $0.y = domainAxis("y", "net position of \(yName) (GW)", framed(ys))
      })
    return .drawn(
      Plot(
        id: "domain", title: title,
        look:
          "The black dot is where the market cleared at \(words(ofTime: hour.time)): it lies where "
          + "the coloured limits stopped cheap \(zName) from selling more to \(xName) and \(yName).",
        note:
          "Congestion rent of that hour: \(groupedNumber(hour.rentEUR / 1000, 0)) thousand EUR in the "
          + "flow-based region. The plane keeps every hub but these three where it cleared; "
          + "\(zName) takes the balance.",
        columns: [
          ("element", "network element, outage"), ("margin", "margin (MW)"),
          ("price", "shadow price (EUR/MWh)"), ("x", "net position of \(xName), one end (GW)"),
          ("y", "net position of \(yName), one end (GW)"),
          ("x2", "net position of \(xName), other end (GW)"),
          ("y2", "net position of \(yName), other end (GW)"),
        ], width: 640, height: 440,
        VegaLite(data: VegaData(lines), layer: [area, limits, point])))
  }

  private func domainAxis(
    _ field: String, _ title: String, _ range: ClosedRange<Double>
  ) -> VegaChannel {
    .quantity(field, title) {
      $0.scale = VegaScale {
        $0.domain = .numbers([range.lowerBound, range.upperBound])
        $0.nice = false
        $0.zero = false
      }
    }
  }

  private func zonePrice(_ zone: String, _ unit: Int) -> Double {
    zones.firstIndex(of: zone).map { price[unit, $0] } ?? .nan
  }

  private func mostCongestedHour() throws -> DomainHour? {
    guard
      let frame = try result.frame(
        "cnecs_hourly", "time", "cnec", "load_mw", "margin_mw", "shadow_price_eur_per_mwh",
        "congestion_rent_eur"), frame.rowCount > 0
    else { return nil }
    let time = frame.names("time")
    let rents = try frame.numbers("congestion_rent_eur")
    var sums = [Double](repeating: 0, count: time.names.count)
    for row in rents.indices where rents[row].isFinite { sums[time.rows[row]] += rents[row] }
    guard let worst = sums.indices.max(by: { sums[$0] < sums[$1] }), sums[worst] > 0 else {
      return nil
    }
    let prefix = "ptdf_"
    let columns = frame.header.filter { $0.hasPrefix(prefix) }
    let factors = try columns.map { try frame.numbers($0) }
    let ids = frame.texts("cnec")
    let loads = try frame.numbers("load_mw")
    let margins = try frame.numbers("margin_mw")
    let prices = try frame.numbers("shadow_price_eur_per_mwh")
    return DomainHour(
      time: time.names[worst], rentEUR: sums[worst],
      hubs: columns.map { String($0.dropFirst(prefix.count)) },
      rows: ids.indices.filter { time.rows[$0] == worst }.map { row in
        DomainHour.Row(
          id: ids[row], loadMW: loads[row], marginMW: margins[row],
          shadowPriceEURPerMWh: prices[row], factors: factors.map { $0[row] })
      })
  }

  /// Net position of every hub in MW: of zones from their table; of the ends of DC cables
  /// (`cable@zone`), which inject into a zone what they do not take from it, from their flow. Nil
  /// where these do not load the listed rows as the table says.
  private func hubPositions(in hour: DomainHour, unit: Int) throws -> [Double]? {
    var ends: [String: Double] = [:]
    if let frame = try result.frame(
      "links_hourly", "time", "link", "from_bidding_zone", "to_bidding_zone", "flow_mw")
    {
      let backward = "_backward"
      let times = frame.texts("time")
      let links = frame.texts("link")
      let from = frame.texts("from_bidding_zone")
      let to = frame.texts("to_bidding_zone")
      let flows = try frame.numbers("flow_mw")
      for row in links.indices where times[row] == hour.time {
        let link = links[row]
        let cable = link.hasSuffix(backward) ? String(link.dropLast(backward.count)) : link
        ends["\(cable)@\(from[row])", default: 0] -= flows[row]
        ends["\(cable)@\(to[row])", default: 0] += flows[row]
      }
    }
    let positions = hour.hubs.map { hub in
      zones.firstIndex(of: hub).map { hubNetPosition[unit, $0] } ?? ends[hub] ?? 0
    }
    let isConsistent = hour.rows.allSatisfy { row in
      let load = zip(row.factors, positions).reduce(0) { $0 + $1.0 * $1.1 }
      return (load - row.loadMW).magnitude < 0.5
    }
    return isConsistent ? positions : nil
  }

  /// All rows of the domain that held in an hour: the one among the domains of the result that has
  /// the listed rows with the same factors and margins.
  private func domainRows(
    of hour: DomainHour
  ) throws -> [(factors: [Double], margin: Double)]? {
    let columns = hour.hubs.map { "Ptdf_" + $0 }
    for name in (result.manifest.facts?.domains ?? []).map(\.name) {
      guard let table = try result.domain(name),
        let frame = try? ResultFrame(table, name: name, needed: ["Id", "Ram"] + columns)
      else { continue }
      let margins = try frame.numbers("Ram")
      let factors = try columns.map { try frame.numbers($0) }
      let places = Dictionary(
        frame.texts("Id").enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      let isThisOne = hour.rows.allSatisfy { row in
        guard let place = places[row.id] else { return false }
        return (margins[place] - row.marginMW).magnitude < 0.001
          && row.factors.indices.allSatisfy { factors[$0][place] == row.factors[$0] }
      }
      if isThisOne {
        return margins.indices.map { row in (factors.map { $0[row] }, margins[row]) }
      }
    }
    return nil
  }

  private func cnecNames() throws -> [String: String] {
    guard
      let frame = try result.frame(
        "cnecs_annual", "cnec", "element", "direction", "contingency")
    else { return [:] }
    let ids = frame.texts("cnec")
    let (elements, directions) = (frame.texts("element"), frame.texts("direction"))
    let contingencies = frame.texts("contingency")
    return Dictionary(
      ids.indices.map {
        (
          ids[$0],
          cnecLabel(
            id: ids[$0], element: elements[$0], direction: directions[$0],
            contingency: contingencies[$0])
        )
      }, uniquingKeysWith: { first, _ in first })
  }
}

/// `20 Jan 2030, 15:00 UTC`
func words(ofTime stamp: String) -> String {
  let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  let parts = stamp.prefix(10).split(separator: "-")
  guard parts.count == 3, let month = Int(parts[1]), (1...12).contains(month), stamp.count >= 16
  else { return stamp }
  let clock = stamp.dropFirst(11).prefix(5)
  return "\(Int(parts[2]) ?? 0) \(months[month - 1]) \(parts[0]), \(clock) UTC"
}
