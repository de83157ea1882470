// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel
import Optimization
import Quantities

/// Turns the tables of a system and a year of series into ``MarketInputs``.
struct MarketInputsBuilder {
  private let system: EnergySystem
  private let series: HourlySeries
  private var problems: [String] = []
  private var notes: [String] = []

  init(system: EnergySystem, series: HourlySeries) {
    self.system = system
    self.series = series
  }

  mutating func build(range: Range<Int>) throws(CouplingError) -> MarketInputs {
    let (nodes, nodeOfZone) = balanceNodes()
    let powerZones = system.zones.filter { $0.carrier == .electricity }
    let caps = Set(powerZones.map(\.priceCapEURPerMWh))
    if caps.count > 1 {
      problems.append("zones have different price caps: \(caps.sorted()); coupled zones share one")
    }
    let priceCap = caps.max() ?? 0
    let priceFloor = powerZones.map(\.priceFloorEURPerMWh).min() ?? 0
    let zoneLoads = annualZoneLoads()
    let renewables = renewableSteps(nodeOfZone)
    let thermal = thermalSteps(nodeOfZone, zoneLoads: zoneLoads, renewables: renewables)
    let (response, dailyMWh) = demandResponseSteps(nodeOfZone)
    let budgets = dailyMWh.enumerated().compactMap { index, energyMWh in
      energyMWh.map { (step: thermal.count + renewables.count + index, energyMWh: $0) }
    }
    var steps = thermal + renewables + response
    steps += lostLoadSteps(nodeOfZone, zoneLoads: zoneLoads, priceCap: priceCap)
    steps += dumpedSteps(for: steps, nodes: nodes, priceFloor: priceFloor)

    let storageRows = system.storages.indices.filter {
      nodeOfZone[system.storages[$0].zone.index] != nil && system.storages[$0].dischargeMW > 0
    }
    let inflows = storageRows.map { annualInflow(of: system.storages[$0]) }
    notes += flatSeriesNotes(system: system, series: series)
    let power = powerTables(of: steps, over: range)
    var processes = ProcessInputsBuilder(
      system: system, series: series, range: range, hoursOfYear: hoursOfYear,
      steps: steps.map(\.step), unitRows: steps.map(\.unitRows), availability: power.available,
      mustRun: power.mustRun, nodeOfZone: nodeOfZone)
    let joined = processes.build()
    problems += processes.problems
    if !problems.isEmpty { throw CouplingError(problems) }

    let loads = loadTables(zoneLoads, over: range, nodeOfZone: nodeOfZone, nodes: nodes.count)
    let inflow = table(range, itemCount: storageRows.count) { inflows[$1][$0] }
    return MarketInputs(
      axis: series.axis.slice(range), nodes: nodes, nodeOfZone: nodeOfZone,
      steps: steps.map(\.step), unitRows: steps.map(\.unitRows),
      storages: storageRows.map { row in
        let storage = system.storages[row]
        return StorageUnit(
          name: storage.name, node: nodeOfZone[storage.zone.index]!, zone: storage.zone,
          kind: storage.kind, injection: storage.injection, energyMWh: storage.energyMWh)
      },
      storageRows: storageRows, loads: loads.byNode, zoneLoads: loads.byZone,
      availability: power.available, mustRun: power.mustRun, inflow: inflow,
      startLevels: zip(storageRows, inflows).map {
        guidedLevel(of: system.storages[$0], inflow: $1, before: range.lowerBound)
      },
      endLevels: zip(storageRows, inflows).map {
        guidedLevel(of: system.storages[$0], inflow: $1, before: range.upperBound)
      },
      dailyBudgets: budgets, priceCap: priceCap,
      priceFloor: priceFloor, notes: notes, processes: joined)
  }

  // MARK: - Tables of the units asked for

  /// - Parameter value: of a unit of the year and an item.
  private func table(
    _ range: Range<Int>, itemCount: Int, _ value: (Int, Int) -> Double
  ) -> StageTable {
    var result = StageTable(stageCount: range.count, itemCount: itemCount)
    for (t, unit) in range.enumerated() {
      for item in 0..<itemCount { result[t, item] = value(unit, item) }
    }
    return result
  }

  private func powerTables(
    of steps: [ProfiledStep], over range: Range<Int>
  ) -> (available: StageTable, mustRun: StageTable) {
    (
      table(range, itemCount: steps.count) { steps[$1].available[$0] },
      table(range, itemCount: steps.count) { steps[$1].mustRunShare * steps[$1].available[$0] }
    )
  }

  private func loadTables(
    _ zoneLoads: [[Double]], over range: Range<Int>, nodeOfZone: [Int?], nodes: Int
  ) -> (byNode: StageTable, byZone: StageTable) {
    let byZone = table(range, itemCount: zoneLoads.count) {
      nodeOfZone[$1] == nil ? 0 : zoneLoads[$1][$0]
    }
    var byNode = StageTable(stageCount: range.count, itemCount: nodes)
    for t in 0..<range.count {
      for (zone, node) in nodeOfZone.enumerated() {
        if let node { byNode[t, node] += byZone[t, zone] }
      }
    }
    return (byNode, byZone)
  }

  // MARK: - Zones and load

  /// One balance per electric bidding zone, in the order in which zones name them.
  private func balanceNodes() -> ([BalanceNode], [Int?]) {
    var nodes: [BalanceNode] = []
    var nodeOfZone: [Int?] = []
    for zone in system.zones.rows {
      let record = system.zones[zone]
      guard record.carrier == .electricity else {
        nodeOfZone.append(nil)
        continue
      }
      if let node = nodes.firstIndex(where: { $0.name == record.biddingZone }) {
        nodes[node].zones.append(zone)
        nodeOfZone.append(node)
      } else {
        nodeOfZone.append(nodes.count)
        nodes.append(
          BalanceNode(name: record.biddingZone, zones: [zone], isFlowBased: record.isFlowBased))
      }
    }
    return (nodes, nodeOfZone)
  }

  /// Load of each zone over all units: the shape of its series, scaled to the annual demand of the
  /// target year.
  private mutating func annualZoneLoads() -> [[Double]] {
    var loads = [[Double]](
      repeating: [Double](repeating: 0, count: series.axis.count), count: system.zones.count)
    let yearShare = Double(series.axis.count) * series.axis.stepHours / hoursOfYear
    for demand in system.demand where demand.annualTWh > 0 {
      let zone = system.zones[demand.zone]
      guard let national = series["load_mw", zone.seriesColumn] else {
        problems.append(
          "zone \(zone.name) has \(demand.annualTWh) TWh of demand, but the series have no "
            + "load_mw column \(zone.seriesColumn)")
        continue
      }
      let energy = national.reduce(0, +) * series.axis.stepHours
      guard energy > 0 else {
        problems.append("load_mw of \(zone.seriesColumn) sums to \(energy) MWh")
        continue
      }
      let scale =
        demand.annualTWh * 1e6 * yearShare / energy
        * series.annualFactor("load_mw", zone.seriesColumn)
      loads[demand.zone.index] = national.map { $0 * scale }
    }
    return loads
  }

  /// Hours of the year that the series are a part of: of the calendar year in which they start, or
  /// 52 whole weeks where they are just that, as in the published load models.
  private var hoursOfYear: Double {
    let wholeWeeks = 8736.0
    if Double(series.axis.count) * series.axis.stepHours == wholeWeeks { return wholeWeeks }
    return CivilDate.isLeap(series.axis.date(at: 0).year) ? 8784 : 8760
  }

  // MARK: - Supply

  private mutating func renewableSteps(_ nodeOfZone: [Int?]) -> [ProfiledStep] {
    var steps: [ProfiledStep] = []
    for fleet in system.renewables where fleet.installedMW > 0 {
      guard let node = nodeOfZone[fleet.zone.index] else { continue }
      let available: Profile
      if let profile = fleet.profile {
        guard let values = series[profile, fleet.profileColumn] else {
          problems.append(
            "\(fleet.name) needs \(profile) of \(fleet.profileColumn), which the series do not have"
          )
          continue
        }
        let factors = capacityFactors(of: fleet, profile: values)
        available = .hourly(factors.map { fleet.installedMW * $0 })
      } else {
        available = .flat(fleet.installedMW * (fleet.meanCapacityFactor ?? 1))
      }
      steps.append(
        ProfiledStep(
          step: SupplyStep(
            name: fleet.name, node: node, zone: fleet.zone, kind: .renewable,
            technology: fleet.technology, injection: fleet.injection, fuel: nil,
            costEURPerMWh: -fleet.curtailmentCostEURPerMWh, emissionsTonnesPerMWh: 0),
          available: available, mustRunShare: 0))
    }
    return steps
  }

  /// The profile between 0 and 1, scaled to the fleet's mean where it has one. What keeps it from
  /// that mean is noted.
  private mutating func capacityFactors(of fleet: RenewableFleet, profile: [Double]) -> [Double] {
    let shape = profile.map { max(0, $0) }
    guard shape.contains(where: { $0 > 0 }) else {
      notes.append("\(fleet.name) gives nothing: its profile is 0 in all hours")
      return shape
    }
    guard let meanOfAllYears = fleet.meanCapacityFactor else { return shape.map { min(1, $0) } }
    let mean =
      meanOfAllYears * series.annualFactor(fleet.profile ?? "", fleet.profileColumn)
    guard let scale = scale(of: shape, clippedMean: mean) else {
      let most = Double(shape.count { $0 > 0 }) / Double(shape.count)
      notes.append(
        "\(fleet.name) gives \(percent(most)) of its power on average, not \(percent(mean)): its "
          + "profile is above 0 in no more hours")
      return shape.map { $0 > 0 ? 1 : 0 }
    }
    return shape.map { min(1, $0 * scale) }
  }

  /// Units that differ in size and outages alone become one step. Available power is
  /// installed × (1 − forced outage rate) × (1 − planned outage of the week).
  private func thermalSteps(
    _ nodeOfZone: [Int?], zoneLoads: [[Double]], renewables: [ProfiledStep]
  ) -> [ProfiledStep] {
    var groups: [ThermalGroup] = []
    for (row, unit) in system.generatingUnits.enumerated()
    where unit.installedMW > 0 && !unit.isOutOfMarket {
      guard nodeOfZone[unit.zone.index] != nil else { continue }
      let group = ThermalGroup(unit, cost: marginalCost(of: unit))
      let index = groups.firstIndex { $0.key == group.key } ?? groups.endIndex
      if index == groups.endIndex { groups.append(group) }
      groups[index].add(unit, row: row)
    }
    let weekOf = weekOfUnit()
    let weeks = (weekOf.last ?? -1) + 1
    var steps: [ProfiledStep] = []
    for zone in system.zones.rows {
      let members = groups.filter { $0.key.zone == zone }
      guard let node = nodeOfZone[zone.index], !members.isEmpty else { continue }
      var need = [Double](repeating: -Double.infinity, count: weeks)
      let ownRenewables = renewables.filter { $0.step.zone == zone }
      for t in 0..<series.axis.count {
        let residual = zoneLoads[zone.index][t] - ownRenewables.reduce(0) { $0 + $1.available[t] }
        need[weekOf[t]] = max(need[weekOf[t]], residual)
      }
      let capacity = members.reduce(0) { $0 + $1.installedMW }
      let volume = members.reduce(0) { $0 + $1.plannedMWDays } * Double(weeks) / 365
      let shares = MaintenanceProfile.weeklyShares(need: need, volume: volume, capacity: capacity)
      for group in members {
        // Each group takes its part of every week's outage.
        let outageWeeks = group.plannedMWDays * Double(weeks) / 365
        let weekly = shares.map { share in
          group.reliableMW * max(0, 1 - min(1, share * outageWeeks / group.installedMW))
        }
        let key = group.key
        steps.append(
          ProfiledStep(
            step: SupplyStep(
              name: "\(system.zones[zone].name)_\(key.technology)" + group.suffix(among: members),
              node: node, zone: zone, kind: .thermal, technology: key.technology,
              injection: key.injection,
              fuel: key.hydrogenNode == nil ? system.fuels[key.fuel].name : hydrogenFuelName,
              costEURPerMWh: key.cost, emissionsTonnesPerMWh: group.emissions(system.fuels)),
            available: .hourly(weekOf.map { weekly[$0] }), mustRunShare: key.mustRunShare,
            unitRows: group.unitRows))
      }
    }
    return steps
  }

  /// EUR/MWh of electricity. A turbine pays for its hydrogen at the price of its node, which is no
  /// cost of the whole.
  private func marginalCost(of unit: GeneratingUnit) -> Double {
    guard unit.hydrogenNode == nil else { return unit.variableCostEURPerMWh }
    let fuel = system.fuels[unit.fuel]
    let emitted = fuel.co2TonnesPerMWh * (1 - unit.captureShare)
    let transport =
      unit.captureNetwork.map {
        fuel.co2TonnesPerMWh * unit.captureShare * system.captureNetworks[$0].priceEURPerTonne
      } ?? 0
    return (fuel.priceEURPerMWh + emitted * fuel.co2PriceEURPerTonne + transport) / unit.efficiency
      + unit.variableCostEURPerMWh
  }

  /// Blocks of demand response, and the MWh that each may give in a day; nil where it has no limit.
  private func demandResponseSteps(_ nodeOfZone: [Int?]) -> ([ProfiledStep], [Double?]) {
    let blocks = system.demandResponse.filter {
      nodeOfZone[$0.zone.index] != nil && $0.powerMW > 0
    }
    let steps = blocks.map { block in
      ProfiledStep(
        step: SupplyStep(
          name: block.name, node: nodeOfZone[block.zone.index]!, zone: block.zone,
          kind: .demandResponse, technology: "demand_response", injection: "load", fuel: nil,
          costEURPerMWh: block.priceEURPerMWh, emissionsTonnesPerMWh: 0),
        available: .flat(block.powerMW), mustRunShare: 0)
    }
    return (
      steps,
      blocks.map { $0.maximumHoursPerDay < 24 ? $0.powerMW * $0.maximumHoursPerDay : nil }
    )
  }

  /// All load of a zone can be shed at the price cap.
  private func lostLoadSteps(
    _ nodeOfZone: [Int?], zoneLoads: [[Double]], priceCap: Double
  ) -> [ProfiledStep] {
    zoneLoads.enumerated().compactMap { zone, load in
      guard let node = nodeOfZone[zone], load.contains(where: { $0 > 0 }) else { return nil }
      return ProfiledStep(
        step: SupplyStep(
          name: "\(system.zones[zone].name)_lost_load", node: node, zone: Row(zone),
          kind: .lostLoad, technology: "lost_load", injection: "load", fuel: nil,
          costEURPerMWh: priceCap, emissionsTonnesPerMWh: 0),
        available: .hourly(load), mustRunShare: 0)
    }
  }

  /// Week of each unit; what is left over at the end belongs to the last whole week.
  private func weekOfUnit() -> [Int] {
    let unitsPerWeek = 7 * 86_400 / series.axis.stepSeconds
    let wholeWeeks = max(1, series.axis.count / unitsPerWeek)
    return (0..<series.axis.count).map { min($0 / unitsPerWeek, wholeWeeks - 1) }
  }

  /// Must-run power above load, exports and charging can be dumped at the price floor, so that a
  /// windless exception does not make the problem infeasible.
  private func dumpedSteps(
    for steps: [ProfiledStep], nodes: [BalanceNode], priceFloor: Double
  ) -> [ProfiledStep] {
    nodes.indices.compactMap { node in
      let forced = steps.filter { $0.step.node == node && $0.mustRunShare > 0 }
      guard !forced.isEmpty else { return nil }
      let most = (0..<series.axis.count).map { t in
        forced.reduce(0) { $0 + $1.mustRunShare * $1.available[t] }
      }
      return ProfiledStep(
        step: SupplyStep(
          name: "\(nodes[node].name)_dumped", node: node, zone: nodes[node].zones[0], kind: .dumped,
          technology: "dumped", injection: "load", fuel: nil, costEURPerMWh: priceFloor,
          emissionsTonnesPerMWh: 0),
        available: .hourly(most), mustRunShare: 0)
    }
  }

  // MARK: - Storage

  /// Natural inflow in MW over all units: the profile's shape with the year's energy.
  private mutating func annualInflow(of storage: Storage) -> [Double] {
    let count = series.axis.count
    guard storage.annualInflowTWh > 0 else { return [Double](repeating: 0, count: count) }
    let yearShare = Double(count) * series.axis.stepHours / hoursOfYear
    let energy = storage.annualInflowTWh * 1e6 * yearShare
    guard let profile = storage.inflowProfile else {
      return [Double](repeating: energy / (Double(count) * series.axis.stepHours), count: count)
    }
    let column = system.zones[storage.zone].seriesColumn
    guard let shape = series[profile, column], shape.contains(where: { $0 > 0 }) else {
      problems.append(
        "storage \(storage.name) needs \(profile) of \(column), which the series do not have")
      return [Double](repeating: 0, count: count)
    }
    let positive = shape.map { max(0, $0) }
    let scale =
      energy / (positive.reduce(0, +) * series.axis.stepHours)
      * series.annualFactor(profile, column)
    return positive.map { $0 * scale }
  }
}

extension MarketInputsBuilder {
  /// MWh before a unit of the year if the year's inflow is used evenly.
  private func guidedLevel(of storage: Storage, inflow: [Double], before unit: Int) -> Double {
    let start = storage.startLevelShare * storage.energyMWh
    let hours = series.axis.stepHours
    let year = inflow.reduce(0, +) * hours
    let sofar = inflow[..<unit].reduce(0, +) * hours
    guard unit < inflow.count else { return start }
    let level = start + sofar - year * Double(unit) / Double(inflow.count)
    return min(storage.energyMWh, max(0, level))
  }
}

/// The factor `s` for which `min(1, s v)` has the mean `mean` over the values `v`, which are not
/// negative; nil where too few of them are above 0.
///
/// With the `k` largest of `n` values clipped, `s = (mean n − k) / Σ of the others`; the first `k` for
/// which `s` clips none of the others is the one.
private func scale(of values: [Double], clippedMean mean: Double) -> Double? {
  let rising = values.sorted()
  var sums: [Double] = []
  for value in rising { sums.append((sums.last ?? 0) + value) }
  let roundingOfSums = 1e-9
  for largest in rising.indices.reversed() {
    guard rising[largest] > 0 else { return nil }
    let clipped = Double(values.count - 1 - largest)
    let scale = (mean * Double(values.count) - clipped) / sums[largest]
    if scale * rising[largest] <= 1 + roundingOfSums { return scale }
  }
  return nil
}

/// What a hydrogen turbine burns.
private let hydrogenFuelName = "hydrogen"

private func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }

/// A supply step with its power over the whole year.
private struct ProfiledStep {
  var step: SupplyStep
  var available: Profile
  /// Share of the available power that always runs.
  var mustRunShare: Double
  /// Rows of the generating units behind a thermal step.
  var unitRows: [Int] = []
}

private enum Profile {
  case flat(Double)
  case hourly([Double])

  subscript(unit: Int) -> Double {
    switch self {
    case .flat(let value): value
    case .hourly(let values): values[unit]
    }
  }
}

/// Units that differ in size and outages alone.
private struct ThermalGroup {
  struct Key: Hashable {
    let zone: Row<Zone>
    let technology: String
    let injection: String
    let fuel: Row<Fuel>
    let cost: Double
    let efficiency: Double
    let mustRunShare: Double
    let hydrogenNode: Row<Zone>?
    let captureShare: Double
    let captureNetwork: Row<CaptureNetwork>?
  }
  let key: Key
  var installedMW = 0.0
  var reliableMW = 0.0
  var plannedMWDays = 0.0
  var unitRows: [Int] = []

  /// The group that the unit belongs to, without any unit.
  init(_ unit: GeneratingUnit, cost: Double) {
    key = Key(
      zone: unit.zone, technology: unit.technology, injection: unit.injection, fuel: unit.fuel,
      cost: cost, efficiency: unit.efficiency, mustRunShare: unit.mustRunShare,
      hydrogenNode: unit.hydrogenNode, captureShare: unit.captureShare,
      captureNetwork: unit.captureNetwork)
  }

  mutating func add(_ unit: GeneratingUnit, row: Int) {
    unitRows.append(row)
    installedMW += unit.installedMW
    reliableMW += unit.installedMW * (1 - unit.forcedOutageRate)
    plannedMWDays += unit.installedMW * unit.plannedOutageDays
  }

  /// Tonnes per MWh of electricity.
  func emissions(_ fuels: [Fuel]) -> Double {
    guard key.hydrogenNode == nil else { return 0 }
    return fuels[key.fuel].co2TonnesPerMWh * (1 - key.captureShare) / key.efficiency
  }

  /// Empty, or a number where a zone has several groups of the same technology.
  func suffix(among members: [ThermalGroup]) -> String {
    let same = members.filter { $0.key.technology == key.technology }
    guard same.count > 1 else { return "" }
    return "_\((same.firstIndex { $0.key == key } ?? 0) + 1)"
  }
}
