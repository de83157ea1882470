// SPDX-License-Identifier: Apache-2.0
import GridModel
import LinearAlgebra
import Quantities

extension CNECSelection {
  /// Pairs monitored elements with outages and keeps those that matter to trade: the zone-to-zone
  /// factor (largest minus smallest factor over the bidding zones that are hubs) and the outage
  /// factor both reach their thresholds. Elements that the case lists need not reach the first.
  ///
  /// - Parameter hubFactors: circuit × bidding zone, intact grid.
  /// - Complexity: O(outages · circuits + monitored · outages · zones)
  package init(
    system: EnergySystem, network: DCNetwork, ptdf: NodalPTDF, hubFactors: Matrix,
    settings: CapacitySettings
  ) throws(CapacityError) {
    let monitored = try Self.monitoredBranches(in: system)
    monitoredCount = monitored.count
    let isListed = !system.grid.monitoredBranches.isEmpty
    let elements = monitored.compactMap { branch -> CNEC? in
      guard let fmax = maximumFlowMW(of: system.grid.branches[branch]) else { return nil }
      return CNEC(
        circuit: network.circuits(of: branch).lowerBound, branch: branch, contingency: nil,
        lostCircuits: [], outageFactors: [], fmaxMW: fmax)
    }
    func add(_ candidate: CNEC) {
      candidateCount += 1
      if isListed
        || Self.zoneToZoneFactor(of: candidate, hubFactors: hubFactors)
          >= settings.zoneToZoneThreshold - thresholdTolerance
      {
        cnecs.append(candidate)
      }
    }
    for element in elements { add(element) }
    guard settings.considersOutages else { return }

    let candidates = Contingency.candidates(
      in: system.grid, monitored: monitored, doubleCircuits: settings.losesDoubleCircuits)
    for contingency in candidates {
      let lost = contingency.lostCircuits(in: network)
      let outage: LineOutageFactors
      do {
        outage = try LineOutageFactors(losing: lost, ptdf: ptdf, network: network)
      } catch {
        islandingOutages.append(error)
        continue
      }
      let index = contingencies.count
      contingencies.append(contingency)
      for element in elements where !lost.contains(element.circuit) {
        var candidate = element
        candidate.contingency = index
        candidate.lostCircuits = lost
        candidate.outageFactors = outage.factors.row(element.circuit)
        let largest = candidate.outageFactors.reduce(0) { max($0, abs($1)) }
        if largest >= settings.outageFactorThreshold - thresholdTolerance {
          add(candidate)
        } else {
          candidateCount += 1
        }
      }
    }
  }

  /// Largest flow on the element per MW exchanged between two bidding zones, in its outage state.
  package static func zoneToZoneFactor(of cnec: CNEC, hubFactors: Matrix) -> Double {
    var smallest = Double.infinity
    var largest = -Double.infinity
    for hub in 0..<hubFactors.columnCount {
      let factor = cnec.afterOutage { hubFactors[$0, hub] }
      smallest = min(smallest, factor)
      largest = max(largest, factor)
    }
    return hubFactors.columnCount == 0 ? 0 : largest - smallest
  }

  /// The branches that the case lists, or by rule the ties between two flow-based zones and the
  /// lines at 380 kV inside one, where they have a current limit. Equivalent branches of a reduced
  /// grid are never monitored.
  private static func monitoredBranches(
    in system: EnergySystem
  ) throws(CapacityError) -> [Row<Branch>] {
    let grid = system.grid
    guard grid.monitoredBranches.isEmpty else {
      let unlimited = grid.monitoredBranches.filter {
        grid.branches[$0].maximumCurrentA == nil
      }
      guard unlimited.isEmpty else {
        throw .unlimitedMonitoredBranches(unlimited.map { grid.branches[$0].name })
      }
      return grid.monitoredBranches
    }
    let flowBased = Set(system.zones.filter(\.isFlowBased).map(\.biddingZone))
    func isInRegion(_ bus: Row<Bus>) -> Bool {
      flowBased.contains(system.zones[grid.buses[bus].zone].biddingZone)
    }
    return grid.branches.rows.filter { row in
      let branch = grid.branches[row]
      guard branch.maximumCurrentA != nil, isInRegion(branch.from), isInRegion(branch.to) else {
        return false
      }
      return branch.kind == .tie
        || branch.kind == .line && branch.nominalKV >= highestVoltageKV
    }
  }
}

/// Rounding must not decide whether a factor that equals the threshold reaches it.
private let thresholdTolerance = 1e-9
