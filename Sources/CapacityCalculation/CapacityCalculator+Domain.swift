// SPDX-License-Identifier: Apache-2.0
import GridModel
import LinearAlgebra
import Quantities

/// Flows of the intact grid around which margins are computed, MW per circuit.
package struct BaseCaseFlows: Sendable {
  /// In the base case, and with zero net positions in all zones of the grid and on all DC links.
  package var reference: [Double]
  package var withoutExchanges: [Double]
  /// What the injections do not balance; the slack takes it.
  package var imbalanceMW: Double
  /// Classes with an injection that have no weights: they entered with their zone's load.
  package var classesWithoutWeights: [InjectionClass]
}

extension CapacityCalculator {
  /// The net positions of a base case by hub from its exchanges.
  ///
  /// A link with virtual hubs belongs to them and to the net position of the zones that feed it:
  /// the exporting end's zone has `exchange + flow` and its hub `-flow`, and the other way round at
  /// the importing end.
  ///
  /// - Parameters:
  ///   - exchangesMW: net export of each bidding zone over the AC borders inside the region.
  ///   - linkFlowsMW: flow of each DC link from `from` to `to`, at the sending end.
  package func netPositionsMW(
    exchangesMW: (String) -> Double, linkFlowsMW: [Double]
  ) -> [Double] {
    var result = hubs.map { $0.isVirtual ? 0 : exchangesMW($0.name) }
    for (index, hub) in hubs.enumerated() {
      guard case .virtual(let row, let zone) = hub.kind else { continue }
      let isFrom = system.dcLinks[row].from == zone
      let intoGrid = (isFrom ? -1 : 1) * linkFlowsMW[row.index]
      result[index] += intoGrid
      let home = hubs.firstIndex { $0.name == system.zones[zone].biddingZone }!
      result[home] -= intoGrid
    }
    return result
  }

  package func flows(of baseCase: BaseCase) -> BaseCaseFlows {
    let buses = system.grid.buses.count
    var injections = [Double](repeating: 0, count: buses)
    var exchanges = [Double](repeating: 0, count: buses)
    var netPositions = [Double](repeating: 0, count: shiftKey.biddingZones.count)
    var without: [InjectionClass] = []
    for (key, megawatts) in zip(baseCase.classes, baseCase.injectionsMW) where megawatts != 0 {
      guard let shares = map.shares(of: key, in: system.grid) else { continue }
      if map.index(of: key) == nil { without.append(key) }
      for bus in 0..<buses { injections[bus] += shares[bus] * megawatts }
      if key.isDCLink {
        for bus in 0..<buses { exchanges[bus] += shares[bus] * megawatts }
      } else {
        let zone = system.zones[key.zone].biddingZone
        netPositions[shiftKey.biddingZones.firstIndex(of: zone)!] += megawatts
      }
    }
    let shifted = shiftKey.weights * netPositions
    let isolated = (0..<buses).map { injections[$0] - exchanges[$0] - shifted[$0] }
    let flows = ptdf.factors * injections
    let isolatedFlows = ptdf.factors * isolated
    return BaseCaseFlows(
      reference: zip(flows, shiftFlows).map { $0 + $1 },
      withoutExchanges: zip(isolatedFlows, shiftFlows).map { $0 + $1 },
      imbalanceMW: injections.reduce(0, +), classesWithoutWeights: without)
  }

  /// The domain around a base case: both directions of every CNEC, then the external constraints on
  /// net positions within the region. Limits on the net position over all borders are not part of
  /// it.
  package func domain(around baseCase: BaseCase) -> FlowBasedDomain {
    domain(around: baseCase, minimumMargin: settings.minimumMargin)
  }

  func domain(
    around baseCase: BaseCase, minimumMargin: MinimumMargin?
  ) -> FlowBasedDomain {
    precondition(
      baseCase.netPositionsMW.count == hubs.count,
      "\(baseCase.netPositionsMW.count) net positions for \(hubs.count) hubs")
    let flows = flows(of: baseCase)
    let exchangeFlows = cnecFactors * baseCase.netPositionsMW
    var rows: [DomainRow] = []
    rows.reserveCapacity(2 * selection.cnecs.count)
    for (index, cnec) in selection.cnecs.enumerated() {
      let factors = cnecFactors.row(index)
      let fref = cnec.afterOutage { flows.reference[$0] }
      let f0All = cnec.afterOutage { flows.withoutExchanges[$0] }
      for sign in [1.0, -1] {
        let margin = RemainingAvailableMargin(
          fmax: cnec.fmaxMW, fref: sign * fref, f0Core: sign * (fref - exchangeFlows[index]),
          f0All: sign * f0All, reliabilityMarginShare: settings.reliabilityMarginShare,
          minimum: minimumMargin)
        rows.append(
          row(
            of: cnec, direction: sign > 0 ? "direct" : "opposite",
            factors: sign > 0 ? factors : factors.map { -$0 }, margin: margin))
      }
    }
    return FlowBasedDomain(hubs: hubs.map(\.name), rows: rows + externalRows)
  }

  private func row(
    of cnec: CNEC, direction: String, factors: [Double], margin: RemainingAvailableMargin
  ) -> DomainRow {
    let element = system.grid.branches[cnec.branch].name
    let contingency = cnec.contingency.map { selection.contingencies[$0].name } ?? ""
    let state = contingency.isEmpty ? "N" : contingency
    return DomainRow(
      id: "\(element)|\(state)|\(direction)", element: element, direction: direction,
      contingency: contingency, ptdf: factors, ram: margin.ram, fmax: margin.fmax, frm: margin.frm,
      fref: margin.fref, f0Core: margin.f0Core, f0All: margin.f0All, fuaf: margin.fuaf,
      amr: margin.amr, minRAMTarget: margin.minRAMTarget)
  }

  private var externalRows: [DomainRow] {
    var rows: [DomainRow] = []
    for constraint in system.externalConstraints where constraint.scope == .flowBased {
      guard let hub = hubs.firstIndex(where: { $0.name == constraint.biddingZone }) else {
        continue
      }
      func add(_ suffix: String, _ direction: String, factor: Double, limit: Double) {
        var factors = [Double](repeating: 0, count: hubs.count)
        factors[hub] = factor
        rows.append(
          DomainRow(
            id: "external|\(constraint.biddingZone)|\(suffix)", direction: direction,
            ptdf: factors, ram: limit))
      }
      if let limit = constraint.maximumMW { add("max", "direct", factor: 1, limit: limit) }
      if let limit = constraint.minimumMW { add("min", "opposite", factor: -1, limit: -limit) }
    }
    return rows
  }
}
