// SPDX-License-Identifier: Apache-2.0
import GridModel
import LinearAlgebra
import Quantities

/// Everything of a capacity calculation that does not depend on the base case: factors, shift keys
/// and CNECs of one grid.
package struct CapacityCalculator: Sendable {
  package let settings: CapacitySettings
  package let network: DCNetwork
  package let shiftKey: GenerationShiftKey
  package let hubs: [Hub]
  package let selection: CNECSelection
  /// Circuit × hub and CNEC × hub.
  package let hubFactors: Matrix
  package let cnecFactors: Matrix

  let system: EnergySystem
  let ptdf: NodalPTDF
  let map: InjectionMap
  /// Flows that the phase shifters drive alone.
  let shiftFlows: [Double]

  /// - Throws: ``CapacityError``
  /// - Complexity: O(buses³ + outages · circuits)
  package init(
    system: EnergySystem, settings: CapacitySettings = CapacitySettings()
  ) throws(CapacityError) {
    let grid = system.grid
    do {
      network = try DCNetwork(grid: grid, convention: settings.convention)
      map = InjectionMap(grid: grid)
      ptdf = try NodalPTDF(
        network, slack: settings.slack ?? Self.demandSlack(system: system, map: map))
    } catch {
      throw .network(error)
    }
    let given = grid.shiftKeyWeights
    let key = GenerationShiftKey(
      system: system, map: map,
      strategy: settings.shiftKey ?? (given.isEmpty ? .installedCapacity : .given(given)))
    let hubs = Hub.all(of: system)
    let zoneHubs = hubs.filter { !$0.isVirtual }
    let lacking = zoneHubs.map(\.name).filter { !key.biddingZones.contains($0) }
    guard !zoneHubs.isEmpty else { throw .noHubs }
    guard lacking.isEmpty else { throw .hubsWithoutBuses(lacking) }
    shiftKey = key
    self.hubs = hubs
    shiftFlows = ptdf.phaseShiftFlows(in: network)
    self.system = system
    self.settings = settings

    let hubFactors =
      ptdf.factors * Self.hubShares(hubs, system: system, map: map, shiftKey: key)
    self.hubFactors = hubFactors
    let selection = try CNECSelection(
      system: system, network: network, ptdf: ptdf,
      hubFactors: Matrix(
        rows: hubFactors.rowCount, columns: zoneHubs.count,
        values: Array(hubFactors.values.prefix(hubFactors.rowCount * zoneHubs.count))),
      settings: settings)
    self.selection = selection
    var cnecFactors = Matrix(rows: selection.cnecs.count, columns: hubs.count)
    for (row, cnec) in selection.cnecs.enumerated() {
      for hub in hubs.indices {
        cnecFactors[row, hub] = cnec.afterOutage { hubFactors[$0, hub] }
      }
    }
    self.cnecFactors = cnecFactors
  }

  /// Bus × hub: the shift key of a zone, the landing of a link.
  private static func hubShares(
    _ hubs: [Hub], system: EnergySystem, map: InjectionMap, shiftKey: GenerationShiftKey
  ) -> Matrix {
    var result = Matrix(rows: system.grid.buses.count, columns: hubs.count)
    for (column, hub) in hubs.enumerated() {
      var biddingZone = hub.name
      var landing: [Double]?
      if case .virtual(let link, let zone) = hub.kind {
        biddingZone = system.zones[zone].biddingZone
        landing = map.shares(of: .dcLink(system.dcLinks[link], at: zone), in: system.grid)
      }
      let key = shiftKey.biddingZones.firstIndex(of: biddingZone)!
      let shares = landing ?? shiftKey.weights.column(key)
      for (row, share) in shares.enumerated() { result[row, column] = share }
    }
    return result
  }

  private static func demandSlack(system: EnergySystem, map: InjectionMap) -> Slack {
    var weights = [Double](repeating: 0, count: system.grid.buses.count)
    for demand in system.demand {
      let key = InjectionClass(injection: loadInjection, zone: demand.zone)
      guard demand.annualTWh > 0, let index = map.index(of: key) else { continue }
      for bus in weights.indices { weights[bus] += map.weights[bus, index] * demand.annualTWh }
    }
    return weights.reduce(0, +) > 0
      ? .distributed(weights) : .distributed(weights.map { _ in 1 })
  }
}

extension InjectionMap {
  /// The share of each bus in a class; a class without weights enters the grid where its zone's load
  /// does, else at all buses of the zone alike. Nil for a zone without a bus.
  package func shares(of injectionClass: InjectionClass, in grid: Grid) -> [Double]? {
    if let index = index(of: injectionClass) { return weights.column(index) }
    let load = InjectionClass(injection: loadInjection, zone: injectionClass.zone)
    if let index = index(of: load) { return weights.column(index) }
    let isInZone = grid.buses.map { $0.zone == injectionClass.zone }
    let count = isInZone.count { $0 }
    guard count > 0 else { return nil }
    return isInZone.map { $0 ? 1 / Double(count) : 0 }
  }
}
