// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization

/// What is added to a system, or taken from it, with all else as it was: the same climate, the same
/// planned outages, the same draws of all assets that are in both.
package struct CapacityChange: Sendable {
  /// MW by node that never fail, in every hour.
  package var firmMW: [Double]
  /// MW by node of load in every hour. It can go unserved like any other.
  package var loadMW: [Double]
  /// Resources that are left out whole.
  var removed: [CapacityResource] = []
  /// Resources of which there are so many MW more.
  var added: [(resource: CapacityResource, powerMW: Double)] = []

  package init(nodes: Int) {
    firmMW = [Double](repeating: 0, count: nodes)
    loadMW = firmMW
  }

  package func addingFirm(_ powerMW: Double, at node: Int) -> CapacityChange {
    var copy = self
    copy.firmMW[node] += powerMW
    return copy
  }

  package func addingLoad(_ powerMW: Double, at node: Int) -> CapacityChange {
    var copy = self
    copy.loadMW[node] += powerMW
    return copy
  }

  /// Without the resource.
  package func removing(_ resource: CapacityResource) -> CapacityChange {
    var copy = self
    copy.removed.append(resource)
    return copy
  }

  /// With `powerMW` more of the resource, each of its parts in proportion.
  ///
  /// Thermal power comes as one new unit for each part, of the part's mean forced outage rate, mean
  /// time to repair and planned outages, with draws of its own: what is built next does not fail when
  /// its neighbours do. Weather-driven power has the profile it has. Stores grow in power, energy and
  /// inflow.
  package func adding(_ powerMW: Double, of resource: CapacityResource) -> CapacityChange {
    var copy = self
    copy.added.append((resource, powerMW))
    return copy
  }

  /// MW by node that are there more than before, at most; for bounds.
  var largestAddedMW: [Double] {
    var result = zip(firmMW, loadMW).map { $0 + $1 }
    for entry in added { result[entry.resource.node] += entry.powerMW }
    return result
  }

  /// Factor on each store: 0 without it.
  private func storeFactors(count: Int) -> [Double] {
    var factors = [Double](repeating: 1, count: count)
    for entry in added {
      for part in entry.resource.stores {
        factors[part.row] += entry.powerMW / entry.resource.installedMW
      }
    }
    for part in removed.flatMap(\.stores) { factors[part.row] = 0 }
    return factors
  }

  /// New units of each part of the resources added, behind those there are.
  private var newUnits: [(resource: CapacityResource, part: CapacityResource.Part, powerMW: Double)]
  {
    added.flatMap { entry in
      entry.resource.fleets.map { part in
        (
          resource: entry.resource, part: part,
          powerMW: entry.powerMW * part.installedMW / entry.resource.installedMW
        )
      }
    }
  }

  // MARK: Applied

  /// - Parameter year: of the unchanged system; says which units stand in which fleet.
  func applied(to system: EnergySystem, _ year: AdequacyYear) -> EnergySystem {
    var result = system
    for unit in newUnits {
      let fleet = year.fleets[unit.part.row]
      result.generatingUnits.append(newUnit(unit.powerMW, like: fleet, system))
    }
    let factors = storeFactors(count: year.inputs.storages.count + year.inputs.dailyBudgets.count)
    for (s, row) in year.inputs.storageRows.enumerated() where factors[s] != 1 {
      result.storages[row].chargeMW *= factors[s]
      result.storages[row].dischargeMW *= factors[s]
      // A store without power keeps its size: its level is 0, and nothing moves it.
      if factors[s] > 0 { result.storages[row].energyMWh *= factors[s] }
    }
    return result
  }

  private func newUnit(
    _ powerMW: Double, like fleet: AdequacyYear.Fleet, _ system: EnergySystem
  ) -> GeneratingUnit {
    let units = fleet.unitRows.map { system.generatingUnits[$0] }
    func mean(_ value: (GeneratingUnit) -> Double) -> Double {
      units.reduce(0) { $0 + $1.installedMW * value($1) } / fleet.installedMW
    }
    var unit = units[0]
    unit.name = "one more like \(unit.name)"
    unit.installedMW = powerMW
    unit.forcedOutageRate = mean(\.forcedOutageRate)
    unit.meanTimeToRepairHours = mean(\.meanTimeToRepairHours)
    return unit
  }

  /// - Parameter unitCount: units of the unchanged system; new ones follow.
  func applied(to year: AdequacyYear, unitCount: Int) -> AdequacyYear {
    var result = year
    changeFleets(&result, unitCount: unitCount)
    changeSteps(&result)
    let nodes = year.nodeCount
    for t in 0..<year.hourCount {
      for n in 0..<nodes {
        result.load[t * nodes + n] += loadMW[n]
        result.firmSurplus[t * nodes + n] += firmMW[n] - loadMW[n]
      }
    }
    let factors = storeFactors(count: year.inputs.storages.count + year.inputs.dailyBudgets.count)
    guard factors.contains(where: { $0 != 1 }) else { return result }
    changeStores(&result.inputs, factors)
    return result
  }

  private func changeFleets(_ year: inout AdequacyYear, unitCount: Int) {
    for (number, unit) in newUnits.enumerated() {
      var fleet = year.fleets[unit.part.row]
      fleet.unitRows = [unitCount + number]
      fleet.installedMW = unit.powerMW
      year.fleets.append(fleet)
    }
    let gone = Set(removed.flatMap(\.fleets).map(\.row))
    year.fleets = year.fleets.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
  }

  private func changeSteps(_ year: inout AdequacyYear) {
    let nodes = year.nodeCount
    func add(_ part: CapacityResource.Part, times factor: Double, node: Int) {
      for t in 0..<year.hourCount {
        year.firmSurplus[t * nodes + node] += factor * year.inputs.availability[t, part.row]
      }
    }
    for resource in removed {
      for part in resource.steps { add(part, times: -1, node: resource.node) }
    }
    for (resource, powerMW) in added {
      for part in resource.steps {
        add(part, times: powerMW / resource.installedMW, node: resource.node)
      }
    }
  }

  private func changeStores(_ inputs: inout MarketInputs, _ factors: [Double]) {
    let storages = inputs.storages.count
    if !inputs.inflow.varies { inputs.inflow = inputs.inflow.byStage }
    for s in 0..<storages where factors[s] != 1 {
      if factors[s] > 0 { inputs.storages[s].energyMWh *= factors[s] }
      inputs.startLevels[s] *= factors[s]
      inputs.endLevels[s] *= factors[s]
      for t in 0..<inputs.axis.count { inputs.inflow[t, s] *= factors[s] }
    }
    if !inputs.availability.varies { inputs.availability = inputs.availability.byStage }
    for b in inputs.dailyBudgets.indices where factors[storages + b] != 1 {
      if factors[storages + b] > 0 { inputs.dailyBudgets[b].energyMWh *= factors[storages + b] }
      // The network reads a block's power off the first hour.
      inputs.availability[0, inputs.dailyBudgets[b].step] *= factors[storages + b]
    }
  }
}
