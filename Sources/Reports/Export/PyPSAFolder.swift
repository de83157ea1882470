// SPDX-License-Identifier: Apache-2.0

/// Hourly results of a run as the tables of a PyPSA network.
///
/// Signs are PyPSA's: `p` of generators and storage units is what they give to their bus, `p0` of
/// links what they take from their first bus, `p1` what they take from their second: less than `p0`
/// by the losses, and negative. Exchanges over AC lines are no links of the market: each zone has one
/// link to the bus ``regionBus``, whose `p0` is its net position less what it sends and receives over
/// links. The balance of every other bus holds to the rounding of the tables.
///
/// Sizes (`p_nom`) are the highest use in the run: the tables do not say installed power.
struct PyPSANetwork {
  /// A component and its hourly figures.
  private struct Component {
    var name: String
    /// After the name, in the order of the file.
    var cells: [String]
    var series: [[Double]]
  }

  static let regionBus = "AC exchange"

  private let times: [String]
  private let hours: Double
  private var buses: [Component] = []
  private var loads: [Component] = []
  private var generators: [Component] = []
  private var links: [Component] = []
  private var storageUnits: [Component] = []
  private var carriers: [String] = []

  /// - Throws: where the run lacks hourly tables.
  init(_ result: FinishedResult) throws {
    let zones = try ZoneHours(result)
    times = zones.times
    hours = result.manifest.unitHours ?? 1
    try addZones(zones, of: result)
    try addStorages(of: result)
    let sent = try addLinks(of: result, zones)
    addExchange(zones, overLinks: sent)
    balance(zones)
  }

  // MARK: - Components

  /// Hourly figures of the bidding zones.
  private struct ZoneHours {
    var times: [String]
    var names: [String]
    private var tables: [String: TimeTable] = [:]

    init(_ result: FinishedResult) throws {
      let figures = [
        "price_eur_per_mwh", "net_position_mw", "load_mw", "generation_mw", "dumped_mw",
        "storage_charge_mw", "storage_discharge_mw", "demand_response_mw", "energy_not_served_mw",
      ]
      let needed = ["time", "bidding_zone"] + figures
      guard let frame = try result.frame("zones_hourly", needed: needed) else {
        throw ExportError(
          message: "there is no results/zones_hourly.csv", fix: "make the result with hourly tables"
        )
      }
      let (time, zone) = (frame.names("time"), frame.names("bidding_zone"))
      times = time.names
      names = zone.names
      for figure in figures {
        tables[figure] = TimeTable(
          times: time, names: zone, values: try frame.numbers(figure), filler: 0)
      }
    }

    func series(_ figure: String, _ zone: Int) -> [Double] {
      tables[figure].map { Array($0.series(zone)) } ?? []
    }
  }

  private mutating func addZones(_ zones: ZoneHours, of result: FinishedResult) throws {
    for (z, bus) in zones.names.enumerated() {
      buses.append(
        Component(name: bus, cells: ["AC"], series: [zones.series("price_eur_per_mwh", z)]))
      let load = zones.series("load_mw", z)
      loads.append(Component(name: bus + " load", cells: [bus], series: [load, load]))
      for (carrier, figure) in [
        ("demand_response", "demand_response_mw"), ("lost_load", "energy_not_served_mw"),
      ] {
        addGenerator(carrier, at: bus, zones.series(figure, z))
      }
      addGenerator("dumped", at: bus, zones.series("dumped_mw", z).map { -$0 })
    }
    try addSupply(of: result)
  }

  /// Leaves out what gives nothing in any hour.
  private mutating func addGenerator(
    _ carrier: String, at bus: String, named name: String? = nil, _ power: [Double]
  ) {
    guard power.contains(where: { $0 != 0 }) || name != nil else { return }
    if !carriers.contains(carrier) { carriers.append(carrier) }
    let most = power.max() ?? 0
    let least = power.min() ?? 0
    generators.append(
      Component(
        name: (name ?? bus) + " " + carrier,
        cells: [bus, carrier, powerText(max(most, -least)), least < 0 ? "-1" : "0"],
        series: [power]))
  }

  private mutating func addSupply(of result: FinishedResult) throws {
    guard let frame = try result.frame("supply_hourly", "time", "zone", "bidding_zone") else {
      return
    }
    let (time, zone) = (frame.names("time"), frame.names("zone"))
    let biddingZones = frame.texts("bidding_zone")
    for column in frame.header where column.hasSuffix("_mw") {
      let table = TimeTable(times: time, names: zone, values: try frame.numbers(column))
      for (z, name) in zone.names.enumerated() where !table.series(z).allSatisfy(\.isNaN) {
        guard let row = zone.rows.firstIndex(of: z) else { continue }
        addGenerator(
          String(column.dropLast("_mw".count)), at: biddingZones[row], named: name,
          table.series(z).map { $0.isNaN ? 0 : $0 })
      }
    }
  }

  private mutating func addStorages(of result: FinishedResult) throws {
    guard
      let frame = try result.frame(
        "storages_hourly", "time", "storage", "bidding_zone", "charge_mw", "discharge_mw",
        "spill_mw", "level_mwh")
    else { return }
    let (time, storage) = (frame.names("time"), frame.names("storage"))
    let biddingZones = frame.texts("bidding_zone")
    func series(_ column: String, _ place: Int) throws -> [Double] {
      Array(
        TimeTable(times: time, names: storage, values: try frame.numbers(column), filler: 0)
          .series(place))
    }
    for (s, name) in storage.names.enumerated() {
      guard let row = storage.rows.firstIndex(of: s) else { continue }
      let power = zip(try series("discharge_mw", s), try series("charge_mw", s)).map { $0 - $1 }
      let most = power.map(\.magnitude).max() ?? 0
      storageUnits.append(
        Component(
          name: name,
          cells: [biddingZones[row], powerText(most)],
          series: [power, try series("level_mwh", s), try series("spill_mw", s)]))
    }
  }

  /// - Returns: what each zone sends over links less what it receives. MW
  private mutating func addLinks(
    of result: FinishedResult, _ zones: ZoneHours
  ) throws -> [[Double]] {
    var sent = zones.names.map { _ in [Double](repeating: 0, count: times.count) }
    guard
      let frame = try result.frame(
        "links_hourly", "time", "link", "from_bidding_zone", "to_bidding_zone", "flow_mw")
    else { return sent }
    let names = frame.names("link")
    let ends = [frame.texts("from_bidding_zone"), frame.texts("to_bidding_zone")]
    let placeOfTime = Dictionary(uniqueKeysWithValues: zip(times, times.indices))
    let stamps = frame.texts("time")
    let flows = try frame.numbers("flow_mw")
    var series = names.names.map { _ in [Double](repeating: 0, count: times.count) }
    for row in 0..<frame.rowCount {
      guard let time = placeOfTime[stamps[row]] else { continue }
      series[names.rows[row]][time] = flows[row]
    }
    let losses = try lossShares(of: result)
    for (l, name) in names.names.enumerated() {
      guard let row = names.rows.firstIndex(of: l) else { continue }
      let efficiency = 1 - (losses[name] ?? 0)
      let power = [series[l], series[l].map { 0 - efficiency * $0 }]
      for (end, power) in zip(ends, power) {
        guard let zone = zones.names.firstIndex(of: end[row]) else { continue }
        for t in times.indices { sent[zone][t] += power[t] }
      }
      links.append(
        Component(
          name: name,
          cells: ends.map { $0[row] } + [
            "link", powerText(series[l].max() ?? 0), "0", "\(efficiency)",
          ], series: power))
    }
    return sent
  }

  /// By name of the link.
  private func lossShares(of result: FinishedResult) throws -> [String: Double] {
    guard let frame = try result.frame("borders_annual", "link", "loss_share") else { return [:] }
    return Dictionary(
      zip(frame.texts("link"), try frame.numbers("loss_share")), uniquingKeysWith: { $1 })
  }

  private mutating func addExchange(_ zones: ZoneHours, overLinks sent: [[Double]]) {
    buses.append(
      Component(
        name: Self.regionBus, cells: ["AC"],
        series: [[Double](repeating: .nan, count: times.count)]))
    for (z, bus) in zones.names.enumerated() {
      let power = zip(zones.series("net_position_mw", z), sent[z]).map { $0 - $1 }
      guard power.contains(where: { $0.magnitude >= leastMW }) else { continue }
      links.append(
        Component(
          name: "\(bus) \(Self.regionBus)",
          cells: [
            bus, Self.regionBus, "AC", powerText(power.map(\.magnitude).max() ?? 0), "-1", "1",
          ], series: [power, power.map { 0 - $0 }]))
    }
  }

  /// What conversions to and from hydrogen take from a zone's balance, which the tables of zones do
  /// not name.
  private mutating func balance(_ zones: ZoneHours) {
    for (z, zone) in zones.names.enumerated() {
      func series(_ figure: String) -> [Double] { zones.series(figure, z) }
      var rest = zip(series("net_position_mw"), series("load_mw")).map { $0 + $1 }
      let given = [
        "generation_mw", "storage_discharge_mw", "demand_response_mw", "energy_not_served_mw",
      ]
      for figure in given { rest = zip(rest, series(figure)).map { $0 - $1 } }
      for figure in ["dumped_mw", "storage_charge_mw"] {
        rest = zip(rest, series(figure)).map { $0 + $1 }
      }
      guard rest.contains(where: { $0.magnitude >= leastMW }) else { continue }
      addGenerator("conversion", at: zone, rest)
    }
  }

  // MARK: - Files

  /// The files of the folder that `pypsa.Network().import_from_csv_folder` reads.
  func files(name: String) -> [(name: String, bytes: [UInt8])] {
    var network = CSVText(header: ["name", "pypsa_version"])
    network.add(name)
    network.add(pypsaVersion)
    network.endRow()
    var snapshots = CSVText(header: ["", "snapshot", "objective", "stores", "generators"])
    for (number, time) in times.enumerated() {
      snapshots.add(number)
      snapshots.add(snapshotText(time))
      for _ in 0..<3 { snapshots.addExact(hours) }
      snapshots.endRow()
    }
    var carrierTable = CSVText(header: ["name"])
    for carrier in ["AC", "link"] + carriers {
      carrierTable.add(carrier)
      carrierTable.endRow()
    }
    var files = [
      ("network.csv", network.bytes), ("snapshots.csv", snapshots.bytes),
      ("carriers.csv", carrierTable.bytes),
    ]
    files += tables("buses", buses, ["carrier"], ["marginal_price"], decimals: Decimals.price)
    files += tables("loads", loads, ["bus"], ["p_set", "p"])
    files += tables(
      "generators", generators, ["bus", "carrier", "p_nom", "p_min_pu"], ["p"])
    files += tables(
      "links", links, ["bus0", "bus1", "carrier", "p_nom", "p_min_pu", "efficiency"],
      ["p0", "p1"])
    files += tables(
      "storage_units", storageUnits, ["bus", "p_nom"], ["p", "state_of_charge", "spill"])
    return files
  }

  private func tables(
    _ name: String, _ components: [Component], _ columns: [String], _ series: [String],
    decimals: Int = Decimals.power
  ) -> [(String, [UInt8])] {
    guard !components.isEmpty else { return [] }
    var list = CSVText(header: ["name"] + columns)
    for component in components {
      list.add(component.name)
      for (column, cell) in zip(columns, component.cells) {
        if column.hasPrefix("p_") { list.add(numberOrText: cell) } else { list.add(cell) }
      }
      list.endRow()
    }
    return [("\(name).csv", list.bytes)]
      + series.enumerated().map { place, figure in
        var table = CSVText(header: ["snapshot"] + components.map(\.name))
        for (t, time) in times.enumerated() {
          table.add(snapshotText(time))
          for component in components {
            table.add(component.series[place][t], decimals: decimals)
          }
          table.endRow()
        }
        return ("\(name)-\(figure).csv", table.bytes)
      }
  }
}

/// The version whose layout the files have.
private let pypsaVersion = "1.0.0"

/// Less than this is the rounding of some ten columns. MW
private let leastMW = 0.01

private func powerText(_ power: Double) -> String { fixedText(power, decimals: Decimals.power) }

private func fixedText(_ value: Double, decimals: Int) -> String {
  var text = CSVText(header: [])
  _ = text.takeBytes()
  text.add(value, decimals: decimals)
  return String(decoding: text.takeBytes(), as: UTF8.self)
}

/// PyPSA's times have no zone: these are UTC.
private func snapshotText(_ time: String) -> String {
  time.replacing("T", with: " ").replacing("Z", with: "")
}

extension ExportSource {
  /// The files of a PyPSA network of each run with hourly tables, run by run, in a folder for each
  /// run of a study.
  ///
  /// - Returns: the number of networks.
  package func writePyPSA(
    into folder: OutputFolder, step: WritingStep
  ) throws -> Int {
    try needTable("zones_hourly", for: "a PyPSA network")
    var count = 0
    for run in runs {
      guard let result = run.result, try result.table("zones_hourly") != nil else { continue }
      let files = try PyPSANetwork(result).files(
        name: "\(name), \(run.entry.scenario), \(run.entry.year)")
      try step {
        for file in files {
          try folder.write(file.bytes, to: (isStudy ? run.fileName + "/" : "") + file.name)
        }
      }
      count += 1
    }
    return count
  }
}
