// SPDX-License-Identifier: Apache-2.0

/// Technologies that a chart shows as one, with their colour.
struct TechnologyGroup {
  var name: String
  var color: String
  /// How the names of its technologies begin.
  var prefixes: [String]
}

/// From the bottom of a stack to its top.
///
/// Colours: P. Tol, "Colour schemes" (SRON/EPS/TN/09-002), scheme "muted", with darker greys and an
/// orange for what must not be overlooked.
let technologyGroups = [
  TechnologyGroup(name: "nuclear", color: "#882255", prefixes: ["nuclear"]),
  TechnologyGroup(name: "coal and lignite", color: "#4D4D4D", prefixes: ["hard_coal", "lignite"]),
  TechnologyGroup(name: "gas", color: "#CC6677", prefixes: ["ccgt", "ocgt", "gas_"]),
  TechnologyGroup(name: "hydrogen", color: "#AA4499", prefixes: ["h2_", "hydrogen"]),
  TechnologyGroup(
    name: "biomass, waste, geothermal", color: "#999933",
    prefixes: ["biomass", "biogas", "waste", "geothermal"]),
  TechnologyGroup(
    name: "run of river, marine", color: "#332288", prefixes: ["run_of_river", "marine", "hydro"]),
  TechnologyGroup(name: "wind offshore", color: "#117733", prefixes: ["wind_offshore"]),
  TechnologyGroup(name: "wind onshore", color: "#44AA99", prefixes: ["wind"]),
  TechnologyGroup(name: "solar", color: "#DDCC77", prefixes: ["solar"]),
  TechnologyGroup(name: "oil and other", color: "#999999", prefixes: [""]),
]

private let storageGroup = (name: "storage discharge", color: "#88CCEE")
let responseGroup = (name: "demand response", color: "#E69F00")
let unservedGroup = (name: "not served", color: "#D55E00")

func technologyGroup(of technology: String) -> Int {
  technologyGroups.firstIndex { group in
    group.prefixes.contains { technology.hasPrefix($0) }
  } ?? technologyGroups.count - 1
}

extension CouplingFigures {
  /// The name of all zones together in lists.
  static let allZones = "all zones"

  /// Mean power by bidding zone and slice of time.
  private func means(
    _ table: TimeTable, _ zone: Int, _ slices: [(start: String, units: Range<Int>)]
  ) -> [Double] {
    slices.map { slice in
      slice.units.reduce(0) { $0 + table[$1, zone] } / Double(slice.units.count)
    }
  }

  func generationStack() throws -> PlotAttempt {
    let title = "Generation and load"
    guard let frame = try result.frame("supply_hourly", "time", "bidding_zone") else {
      return .omitted(
        title, "There is no table supply_hourly.", "It is written by `pentaflow couple --out`.")
    }
    let slices = slices
    var sliceOf: [Int] = []
    for (place, slice) in slices.groups.enumerated() {
      sliceOf += slice.units.map { _ in place }
    }
    let time = frame.names("time")
    let zone = frame.names("bidding_zone")
    let unitOf = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($1, $0) })
    let units = time.names.map { unitOf[$0] }
    let zoneOf = zone.names.map { zones.firstIndex(of: $0) }
    // MW by zone, group and slice: sums over units, made means below.
    let groupCount = technologyGroups.count
    var sums = Array(
      repeating: Array(
        repeating: [Double](repeating: 0, count: slices.groups.count), count: groupCount),
      count: zones.count)
    for column in frame.header where column.hasSuffix("_mw") {
      let group = technologyGroup(of: String(column.dropLast(3)))
      for (row, value) in try frame.numbers(column).enumerated() where value.isFinite {
        guard let unit = units[time.rows[row]], let place = zoneOf[zone.rows[row]] else { continue }
        sums[place][group][sliceOf[unit]] += value
      }
    }
    var rows: [[String: VegaCell]] = []
    let starts = VegaCell.texts(slices.groups.map(\.start))
    let shown = zonesWithLoad
    let names =
      technologyGroups.map(\.name) + [
        storageGroup.name, responseGroup.name, unservedGroup.name,
      ]
    let counts = slices.groups.map { Double($0.units.count) }
    var used = Set<Int>()
    func add(_ name: String, _ members: [Int]) {
      func total(_ table: TimeTable) -> [Double] {
        members.map { means(table, $0, slices.groups) }
          .reduce([Double](repeating: 0, count: counts.count)) { zip($0, $1).map(+) }
      }
      var series = (0..<groupCount).map { group in
        counts.indices.map { slice in
          members.reduce(0) { $0 + sums[$1][group][slice] } / counts[slice]
        }
      }
      series += [total(storageDischarge), total(demandResponse), total(notServed)]
      for (place, values) in series.enumerated() where values.contains(where: { $0 >= 0.5 }) {
        used.insert(place)
        rows.append([
          "zone": .text(name), "kind": .text(names[place]), "order": .number(Double(place)),
          "time": starts, "power": .rounded(values.map { $0 / 1000 }, 3),
        ])
      }
      rows.append([
        "zone": .text(name), "kind": .text("load"), "order": .number(-1), "time": starts,
        "power": .rounded(total(load).map { $0 / 1000 }, 3),
      ])
    }
    add(Self.allZones, shown)
    for zone in shown { add(zones[zone], [zone]) }
    let kinds = names.indices.filter { used.contains($0) }
    let colors =
      technologyGroups.map(\.color) + [
        storageGroup.color, responseGroup.color, unservedGroup.color,
      ]
    let isMonthly = slices.word == "month"
    let x = VegaChannel.time(
      "time", "\(slices.word) (UTC)", unit: isMonthly ? "utcyearmonth" : nil
    ) {
      $0.axis = VegaAxis {
        $0.format = slices.word == "hour" ? "%d %b" : slices.axisFormat
        $0.grid = false
        $0.labelOverlap = true
        $0.tickCount = dayTicks
      }
    }
    let tooltip: [VegaChannel] = [
      .name("kind", "kind"),
      .time("time", "start (UTC)") {
        $0.format = slices.axisFormat
        $0.timeUnit = isMonthly ? "utcyearmonth" : "utcyearmonthdatehoursminutes"
        $0.scale = nil
      },
      .quantity("power", "mean power (GW)"),
    ]
    let stack = VegaLite(
      transform: [VegaTransform(filter: "datum.kind !== 'load'")],
      mark: VegaMark(isMonthly ? "bar" : "area") {
        $0.stroke = "white"
        $0.strokeWidth = 0.4
        if slices.word == "hour" { $0.interpolate = "step-after" }
      },
      encoding: VegaEncoding {
        $0.x = x
        $0.y = .quantity("power", "mean power (GW)") { $0.stack = .zero }
        $0.color = .name("kind", "supply") {
          // Entries of the legend from top to bottom, as they lie in the stack.
          $0.scale = .colors(
            kinds.reversed().map { names[$0] }, kinds.reversed().map { colors[$0] })
          $0.legend = VegaLegend { $0.labelLimit = 220 }
        }
        $0.order = .quantity("order", "order")
        $0.tooltip = tooltip
      })
    let line = VegaLite(
      transform: [VegaTransform(filter: "datum.kind === 'load'")],
      mark: VegaMark(isMonthly ? "tick" : "line") {
        $0.color = "#000000"
        $0.strokeWidth = isMonthly ? nil : 2
        $0.thickness = isMonthly ? 3 : nil
        if slices.word == "hour" { $0.interpolate = "step-after" }
      },
      encoding: VegaEncoding {
        $0.x = x
        $0.y = .quantity("power", "mean power (GW)")
        $0.tooltip = tooltip
      })
    return .drawn(
      Plot(
        id: "generation", title: title,
        look:
          "The black \(isMonthly ? "mark" : "line") is load: supply above it fills storages or is "
          + "exported, supply below it is made up by imports.",
        note: slices.word == "hour"
          ? ""
          : "Means of each \(slices.word); every hour is in results/supply_hourly.csv.",
        columns: [
          ("zone", "zone"), ("kind", "kind"), ("time", "start of the \(slices.word) (UTC)"),
          ("power", "mean power (GW)"),
        ], height: 360,
        VegaLite(
          data: VegaData(rows),
          transform: [.chosen("zone"), .flatten("time", "power"), .moment("time")],
          layer: [stack, line],
          params: [
            .choice(
              of: "zone", label: "bidding zone",
              from: [Self.allZones] + shown.map { zones[$0] }, first: Self.allZones)
          ])))
  }

  func residualLoad() throws -> PlotAttempt {
    let title = "Residual load duration curves"
    guard let supply = try result.frame("supply_hourly", "time", "bidding_zone"),
      let annual = try result.frame("generation_annual", "kind", "technology")
    else {
      return .omitted(
        title, "The tables supply_hourly and generation_annual are not both there.",
        "They are written by `pentaflow couple --out`.")
    }
    let renewable = Set(
      zip(annual.texts("kind"), annual.texts("technology")).filter { $0.0 == "renewable" }
        .map { $0.1 + "_mw" })
    let time = supply.names("time")
    let zone = supply.names("bidding_zone")
    let unitOf = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($1, $0) })
    let units = time.names.map { unitOf[$0] }
    let zoneOf = zone.names.map { zones.firstIndex(of: $0) }
    var residual = zones.indices.map { zone in
      times.indices.map { load[$0, zone] - curtailed[$0, zone] }
    }
    for column in supply.header where renewable.contains(column) {
      for (row, value) in try supply.numbers(column).enumerated() where value.isFinite {
        guard let unit = units[time.rows[row]], let place = zoneOf[zone.rows[row]] else { continue }
        residual[place][unit] -= value
      }
    }
    let points = 241
    let rows = mainZones.map { zone -> [String: VegaCell] in
      let sorted = residual[zone].sorted(by: >)
      let places = thinned(sorted.count, to: points)
      return [
        "zone": .text(zones[zone]),
        "hours": .rounded(places.map { Double($0 + 1) * stepHours }, 2),
        "power": .rounded(places.map { sorted[$0] / 1000 }, 3),
      ]
    }
    return .drawn(
      Plot(
        id: "residual-load", title: title,
        look:
          "What is left of load when all renewable energy on offer is used: the left end is what "
          + "other supply, storages and imports must be able to give, the part below zero is surplus.",
        note: times.count > points
          ? "Each curve is drawn through \(points) of its \(times.count) hours." : "",
        columns: [
          ("zone", "zone"), ("hours", "hours with at least this residual load (h)"),
          ("power", "residual load (GW)"),
        ],
        VegaLite(
          data: VegaData(rows), transform: [.flatten("hours", "power")],
          mark: VegaMark("line") { $0.strokeWidth = 2.2 },
          encoding: VegaEncoding {
            $0.x = .quantity("hours", "hours with at least this residual load (h)") {
              $0.scale = VegaScale { $0.nice = false }
              $0.axis = VegaAxis { $0.grid = false }
            }
            $0.y = .quantity("power", "residual load (GW)")
            $0.color = zoneColor
            $0.opacity = frontOpacity
            $0.tooltip = [
              .name("zone", "zone"), .quantity("hours", "hours (h)"),
              .quantity("power", "residual load (GW)"),
            ]
          }, params: [.legend("zone")])))
  }

  func scarcity() -> PlotAttempt {
    let short = zonesWithLoad.filter { energy(notServed, $0) > 1 }
    let title = "Energy not served, hour by day"
    guard let first = short.max(by: { energy(notServed, $0) < energy(notServed, $1) }) else {
      return .omitted(
        title, "All load was served in every zone and hour.",
        "`pentaflow adequacy` tells how likely shortages are over many years of weather and outages."
      )
    }
    return hourHeatMap(
      id: "scarcity", title: title, table: notServed, unit: "not served (MW)", decimals: 1,
      field: "power", in: short, first: first,
      look: "Coloured hours are short: load was not served at the price cap.",
      scale: VegaScale {
        $0.scheme = "blues"
      })
  }
}
