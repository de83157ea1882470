// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// What may flow between areas.
public enum ExactNetwork: String, CaseIterable, Sendable {
  /// Each area on its own, no imports.
  case isolated
  /// Two areas and what joins them; an area never sheds load for another.
  case ntc
  /// All areas as one.
  case copperplate
}

/// What is counted, and how.
public struct ExactOptions: Sendable {
  public var settings: ExactSettings
  /// Nil for two joined areas as such, and for any other number each on its own.
  public var network: ExactNetwork?
  /// Leave storages and demand response out. What they can give in an hour depends on hours before,
  /// so that no table has them; without this, a system that has any is refused.
  public var leavesOutStorage: Bool
  /// Lay the units' planned days into the year, levelised in each area.
  public var plansMaintenance: Bool
  /// Shed load before reserves are used.
  public var holdsReserves: Bool

  public init(
    settings: ExactSettings = ExactSettings(), network: ExactNetwork? = nil,
    leavesOutStorage: Bool = false, plansMaintenance: Bool = false, holdsReserves: Bool = true
  ) {
    self.settings = settings
    self.network = network
    self.leavesOutStorage = leavesOutStorage
    self.plansMaintenance = plansMaintenance
    self.holdsReserves = holdsReserves
  }
}

/// Exact indices of a system.
public struct ExactAdequacyResult: Sendable {
  public struct AreaResult: Sendable {
    /// The bidding zone.
    public var name: String
    public var indices: ExactIndices
    public var hours: ExactHours
    /// The strictest standard of its zones, h/yr, and the power that never fails with which the area
    /// on its own meets it, MW (negative: to spare); nil where no zone has one.
    public var loleStandardHours: Double?
    public var perfectMWToStandard: Double?
  }

  public var network: ExactNetwork
  /// Areas with load, in the order of the zones; under ``ExactNetwork/copperplate`` the one of all.
  public var areas: [AreaResult]
  /// Two joined areas: short where any is.
  public var system: ExactIndices?
  /// What the reader must know, in sentences.
  public var notes: [String]
}

/// Load and variable generation of each zone of a system, MW in each hour.
public struct ExactInputs: Sendable {
  public var axis: TimeAxis
  /// In the order of ``EnergySystem/zones``.
  public var loadMW: [[Double]]
  public var variableMW: [[Double]]

  public init(axis: TimeAxis, loadMW: [[Double]], variableMW: [[Double]]) {
    self.axis = axis
    self.loadMW = loadMW
    self.variableMW = variableMW
  }
}

/// Loss of load of a system by convolution and summation over states, without sampling.
///
/// Zones of one bidding zone are one area without limits inside. Generating units fail on their own,
/// each in steady state, at their forced outage rates and mean times to repair; variable generation
/// has the availability of its hour; planned maintenance is left out unless asked for.
///
/// - Throws: storages and demand response by name, unless they are to be left out; units and links
///   whose outages make no sense; ``ExactNetwork/ntc`` for anything but two joined areas.
public func exactAdequacy(
  of system: EnergySystem, inputs: ExactInputs, options: ExactOptions = ExactOptions()
) throws(ExactAdequacyError) -> ExactAdequacyResult {
  var builder = ExactSystemBuilder(system: system, inputs: inputs, options: options)
  let areas = try builder.areas()
  let tie = try builder.tie(of: areas)
  let network = try builder.network(hasTie: tie != nil)
  var result = ExactAdequacyResult(network: network, areas: [], system: nil, notes: [])
  switch (network, tie) {
  case (.copperplate, _):
    let whole = try ExactArea.copperplate(areas.map(\.area), name: "all zones")
    result.areas = [
      builder.result(BalanceArea(area: whole, standard: nil), of: whole, options.settings)
    ]
  case (.ntc, let tie?):
    let pair = try ExactAreaPair(areas[0].area, areas[1].area, tie: tie)
    let joint = pair.indices(options.settings)
    result.areas = [
      builder.result(areas[0], indices: joint.first, hours: joint.firstHours),
      builder.result(areas[1], indices: joint.second, hours: joint.secondHours),
    ]
    result.system = joint.system
  default:
    result.areas = areas.filter { $0.area.loadMWh > 0 }.map {
      builder.result($0, of: $0.area, options.settings)
    }
    if areas.count > 1 { builder.notes.append("each bidding zone is on its own: no imports") }
  }
  result.notes = builder.notes
  return result
}

/// An area with what is reported beside its indices.
struct BalanceArea {
  var area: ExactArea
  /// Strictest reliability standard of its zones, h/yr.
  var standard: Double?
}

/// Turns a system into areas.
private struct ExactSystemBuilder {
  let system: EnergySystem
  let inputs: ExactInputs
  let options: ExactOptions
  var notes: [String] = []
  private var areaOfZone: [Int?] = []

  init(system: EnergySystem, inputs: ExactInputs, options: ExactOptions) {
    self.system = system
    self.inputs = inputs
    self.options = options
  }

  mutating func areas() throws(ExactAdequacyError) -> [BalanceArea] {
    var problems = inputProblems + storageProblems
    let (names, zones) = biddingZones()
    let units = outageUnits(&problems)
    if !problems.isEmpty { throw ExactAdequacyError(problems) }
    noteWhatIsLeftOut()
    var areas: [BalanceArea] = []
    for (name, zones) in zip(names, zones) {
      do throws(ExactAdequacyError) {
        areas.append(try area(name, zones: zones, units: units))
      } catch {
        problems += error.problems
      }
    }
    if !problems.isEmpty { throw ExactAdequacyError(problems) }
    return areas
  }

  private var inputProblems: [String] {
    let zones = system.zones.count
    guard inputs.loadMW.count == zones, inputs.variableMW.count == zones else {
      return [
        "there are \(zones) zones, \(inputs.loadMW.count) loads and "
          + "\(inputs.variableMW.count) lists of variable generation; give one of each for each zone"
      ]
    }
    return zip(system.zones, zip(inputs.loadMW, inputs.variableMW)).compactMap { zone, hourly in
      let (load, variable) = hourly
      guard load.count != inputs.axis.count || variable.count != inputs.axis.count else {
        return nil
      }
      return "zone \(zone.name) has \(load.count) hours of load and \(variable.count) of variable "
        + "generation, not \(inputs.axis.count)"
    }
  }

  private var storageNames: [String] {
    system.storages.filter { $0.dischargeMW > 0 }.map(\.name)
  }

  private var responseNames: [String] {
    system.demandResponse.filter { $0.powerMW > 0 }.map(\.name)
  }

  private var storageProblems: [String] {
    guard !options.leavesOutStorage else { return [] }
    return [(storageNames, "storages"), (responseNames, "blocks of demand response")]
      .filter { !$0.0.isEmpty }
      .map { names, what in
        "\(names.count) \(what) depend on the hours before, which no capacity outage table knows: "
          + listed(names) + "; use Monte Carlo, or leave them out (more load is then lost)"
      }
  }

  private mutating func noteWhatIsLeftOut() {
    for (names, what) in [(storageNames, "storages"), (responseNames, "blocks of demand response")]
    where !names.isEmpty {
      notes.append(
        "\(names.count) \(what) are left out, so that indices are upper bounds: \(listed(names))")
    }
    let reserveUnits = system.generatingUnits.filter(\.isOutOfMarket)
    if !reserveUnits.isEmpty {
      let megawatts = reserveUnits.reduce(0) { $0 + $1.installedMW }
      notes.append(
        "\(reserveUnits.count) units out of the market, \(megawatts) MW, are left out: "
          + listed(reserveUnits.map(\.name)))
    }
    let planned = system.generatingUnits.filter { $0.plannedOutageDays > 0 && !$0.isOutOfMarket }
    if !planned.isEmpty && !options.plansMaintenance {
      notes.append("planned maintenance of \(planned.count) units is left out")
    }
    let reserve = system.reserves.reduce(0) { $0 + $1.powerMW }
    if reserve > 0 {
      notes.append(
        "reserves of \(reserve) MW are "
          + (options.holdsReserves ? "held back: load is shed first" : "used before load is shed"))
    }
  }

  /// Electricity bidding zones in the order in which zones name them.
  private mutating func biddingZones() -> (names: [String], zones: [[Row<Zone>]]) {
    var names: [String] = []
    var zones: [[Row<Zone>]] = []
    areaOfZone = []
    for zone in system.zones.rows {
      let record = system.zones[zone]
      guard record.carrier == .electricity else {
        areaOfZone.append(nil)
        continue
      }
      let place = names.firstIndex(of: record.biddingZone) ?? names.count
      if place == names.count {
        names.append(record.biddingZone)
        zones.append([])
      }
      zones[place].append(zone)
      areaOfZone.append(place)
    }
    return (names, zones)
  }

  /// Of every generating unit with power; nil for the others and those with a problem.
  private func outageUnits(_ problems: inout [String]) -> [OutageUnit?] {
    var units: [OutageUnit?] = []
    for unit in system.generatingUnits {
      var outageUnit: OutageUnit?
      do throws(ExactAdequacyError) {
        if unit.installedMW != 0 && !unit.isOutOfMarket { outageUnit = try OutageUnit(unit) }
      } catch {
        problems += error.problems
      }
      units.append(outageUnit)
    }
    return units
  }

  private func area(
    _ name: String, zones: [Row<Zone>], units: [OutageUnit?]
  ) throws(ExactAdequacyError) -> BalanceArea {
    func sum(_ hourly: [[Double]]) -> [Double] {
      inputs.axis.count == 0
        ? []
        : (0..<inputs.axis.count).map { hour in
          zones.reduce(0) { $0 + hourly[$1.index][hour] }
        }
    }
    var members: [OutageUnit] = []
    var needs: [ExactArea.MaintenanceNeed] = []
    for (row, unit) in zip(system.generatingUnits, units) {
      guard let unit, zones.contains(row.zone) else { continue }
      if row.plannedOutageDays > 0 {
        needs.append(.init(unit: members.count, days: row.plannedOutageDays))
      }
      members.append(unit)
    }
    let reserve = system.reserves.filter { zones.contains($0.zone) }.reduce(0) { $0 + $1.powerMW }
    let area = try ExactArea(
      name: name, units: members, loadMW: sum(inputs.loadMW), variableMW: sum(inputs.variableMW),
      reserveMW: options.holdsReserves ? reserve : 0, stepHours: inputs.axis.stepHours)
    return BalanceArea(
      area: options.plansMaintenance && !needs.isEmpty
        ? try area.with(plannedOutages: area.levelisedMaintenance(needs)) : area,
      standard: zones.compactMap { system.zones[$0].loleStandardHours }.min())
  }

  // MARK: - Network

  /// What joins two areas; nil where there are not two, or nothing or too much joins them.
  ///
  /// Borders without losses and outages add up, also to one direct-current link without either; a
  /// link with losses or outages stands alone.
  func tie(of areas: [BalanceArea]) throws(ExactAdequacyError) -> ExactTie? {
    guard areas.count == 2 else { return nil }
    struct Connection {
      var forward: Double
      var backward: Double
      var link: DCLink?
    }
    func connection(
      _ from: Row<Zone>, _ to: Row<Zone>, _ forward: Double, _ backward: Double, _ link: DCLink?
    ) -> Connection? {
      switch (areaOfZone[from.index], areaOfZone[to.index]) {
      case (0?, 1?): Connection(forward: forward, backward: backward, link: link)
      case (1?, 0?): Connection(forward: backward, backward: forward, link: link)
      default: nil
      }
    }
    let all =
      system.borders.compactMap {
        connection($0.from, $0.to, $0.maximumForwardMW, $0.maximumBackwardMW, nil)
      }
      + system.dcLinks.compactMap {
        connection($0.from, $0.to, $0.maximumForwardMW, $0.maximumBackwardMW, $0)
      }
    let special = all.compactMap(\.link).filter { $0.loss > 0 || $0.forcedOutageRate > 0 }
    if let link = special.first {
      guard all.count == 1 else { return nil }
      return try ExactTie(
        forwardMW: all[0].forward, backwardMW: all[0].backward, loss: link.loss,
        poles: link.poles, forcedOutageRate: link.forcedOutageRate,
        meanTimeToRepairHours: link.meanTimeToRepairHours)
    }
    guard !all.isEmpty else { return nil }
    return try ExactTie(
      forwardMW: all.reduce(0) { $0 + $1.forward }, backwardMW: all.reduce(0) { $0 + $1.backward })
  }

  func network(hasTie: Bool) throws(ExactAdequacyError) -> ExactNetwork {
    if options.network == .ntc && !hasTie {
      throw ExactAdequacyError([
        "exact indices with limits between zones are for two bidding zones and one connection of "
          + "them; take zones isolated or as a copperplate, or use Monte Carlo"
      ])
    }
    return options.network ?? (hasTie ? .ntc : .isolated)
  }

  // MARK: - Results

  func result(
    _ balance: BalanceArea, of area: ExactArea, _ settings: ExactSettings
  ) -> ExactAdequacyResult.AreaResult {
    let (indices, hours) = area.indicesAndHours(settings)
    return result(balance, indices: indices, hours: hours)
  }

  func result(
    _ balance: BalanceArea, indices: ExactIndices, hours: ExactHours
  ) -> ExactAdequacyResult.AreaResult {
    .init(
      name: balance.area.name, indices: indices, hours: hours, loleStandardHours: balance.standard,
      perfectMWToStandard: balance.standard.flatMap {
        balance.area.perfectMW(toReach: $0, of: .lole, settings: options.settings)
      })
  }
}

extension OutageUnit {
  fileprivate init(_ unit: GeneratingUnit) throws(ExactAdequacyError) {
    try self.init(
      name: unit.name, installedMW: unit.installedMW, forcedOutageRate: unit.forcedOutageRate,
      meanTimeToRepairHours: unit.meanTimeToRepairHours)
  }
}

/// The first few names, and how many more there are.
private func listed(_ names: [String]) -> String {
  let most = 5
  let more = names.count - most
  return names.prefix(most).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
}
