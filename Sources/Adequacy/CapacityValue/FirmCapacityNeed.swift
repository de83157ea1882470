// SPDX-License-Identifier: Apache-2.0
import GridModel

/// Firm power that a zone needs for its reliability standard, on its own and together with the others.
package struct FirmCapacityNeed: Sendable {
  package var zone: String
  /// h/yr; nil where the zone has none: it then needs nothing, and helps as it is.
  package var loleStandardHours: Double?
  /// LOLE, h/yr, and EENS, MWh/yr, with every zone on its own and in the network after sharing.
  package var isolatedLOLE: TwoLevelEstimate
  package var isolatedEENS: TwoLevelEstimate
  package var joinedLOLE: TwoLevelEstimate
  package var joinedEENS: TwoLevelEstimate
  /// MW that never fail with which the zone alone meets its standard; 0 where it does without.
  package var nationalMW: Double?
  /// MW that never fail here, while the other zones have theirs, with which all zones meet their
  /// standards in the network.
  package var jointMW: Double?
  /// LOLE in the network with the joint firm power of all zones.
  package var loleWithJointPower: TwoLevelEstimate
}

extension CapacityStudy {
  /// Steps of the joint search, as a share of the national need.
  package static let jointStep = 1.0 / 128

  /// National against joint need for firm power.
  ///
  /// *National*: each zone without exchange; the least MW, to `toleranceMW`, with which its LOLE is no
  /// more than its standard (bisection on common random numbers).
  ///
  /// *Joint*: in the network, from no firm power at all, all zones above their standard rise
  /// together, each by the same share of what is left to its national need, until the first of them
  /// meets its standard; it stops, and the others go on until all meet theirs. Shares are
  /// searched to ``jointStep``. Under a sharing rule with local matching a zone with its national need
  /// meets its standard whatever the others do, so that the joint need is at most the sum of the
  /// national ones; `least_cost` has no such bound.
  ///
  /// - Parameter standardHours: LOLE for zones whose case gives none, h/yr.
  /// - Throws: ``OutageDataError``, ``CouplingError``, ``DispatchError``.
  package func firmCapacityNeeds(
    toleranceMW: Double, standardHours: Double? = nil
  ) throws -> [FirmCapacityNeed] {
    let standards = standards(otherwise: standardHours)
    let alone = isolated()
    let isolatedRisks = try alone.risks(alone.unchanged, sharing: true)
    let national = try alone.nationalNeeds(
      standards, first: isolatedRisks, toleranceMW: toleranceMW)
    dispatchedYears += alone.dispatchedYears
    let base = try risks(unchanged, sharing: true)
    let (joint, reached) = try jointNeeds(standards, national: national, first: base)
    func estimate(_ values: [Double]) -> TwoLevelEstimate {
      TwoLevelEstimate(values, climateYears: climateYears)
    }
    return nodeNames.indices.map { n in
      FirmCapacityNeed(
        zone: nodeNames[n], loleStandardHours: standards[n],
        isolatedLOLE: estimate(isolatedRisks.map { Double($0.nodeShortHours[n]) }),
        isolatedEENS: estimate(isolatedRisks.map { $0.nodeEnergyMWh[n] }),
        joinedLOLE: estimate(base.map { Double($0.nodeShortHours[n]) }),
        joinedEENS: estimate(base.map { $0.nodeEnergyMWh[n] }),
        nationalMW: standards[n].map { _ in national[n] },
        jointMW: standards[n].map { _ in joint[n] },
        loleWithJointPower: estimate(reached.map { Double($0.nodeShortHours[n]) }))
    }
  }

  /// By node; several zones of one bidding zone: the strictest.
  private func standards(otherwise: Double?) -> [Double?] {
    nodeNames.map { name in
      system.zones.filter { $0.biddingZone == name }.compactMap(\.loleStandardHours).min()
        ?? otherwise
    }
  }

  private func lole(_ risks: [YearRisk], _ node: Int) -> Double {
    Double(risks.reduce(0) { $0 + $1.nodeShortHours[node] }) / Double(risks.count)
  }

  private func nodesAbove(_ standards: [Double?], _ risks: [YearRisk]) -> [Int] {
    standards.indices.filter { n in standards[n].map { lole(risks, n) > $0 } ?? false }
  }

  // MARK: National

  /// All zones at once: on their own they do not touch each other.
  private func nationalNeeds(
    _ standards: [Double?], first: [YearRisk], toleranceMW: Double
  ) throws -> [Double] {
    let above = nodesAbove(standards, first)
    var low = [Double](repeating: 0, count: nodeCount)
    var high = low
    for n in above { high[n] = max(toleranceMW, largestDeficitMW(n)) }
    while above.contains(where: { high[$0] - low[$0] > toleranceMW }) {
      var middle = unchanged
      for n in above { middle.firmMW[n] = (low[n] + high[n]) / 2 }
      let found = try risks(middle, worse: first, sharing: true)
      for n in above {
        if lole(found, n) > standards[n]! {
          low[n] = middle.firmMW[n]
        } else {
          high[n] = middle.firmMW[n]
        }
      }
    }
    return high
  }

  /// More than a zone can be short of in any hour, even with all its units out.
  private func largestDeficitMW(_ node: Int) -> Double {
    years.reduce(0) { largest, year in
      (0..<year.hourCount).reduce(largest) {
        max($0, -year.firmSurplus[$1 * nodeCount + node])
      }
    }
  }

  // MARK: Joint

  private func jointNeeds(
    _ standards: [Double?], national: [Double], first: [YearRisk]
  ) throws -> (powerMW: [Double], risks: [YearRisk]) {
    var power = [Double](repeating: 0, count: nodeCount)
    var reached = first
    var active = nodesAbove(standards, first)
    while !active.isEmpty {
      let start = power
      let rising = active
      func raised(_ share: Double) -> [Double] {
        var result = start
        for n in rising { result[n] += share * (national[n] - start[n]) }
        return result
      }
      func risks(_ powerMW: [Double]) throws -> [YearRisk] {
        var change = unchanged
        change.firmMW = powerMW
        return try self.risks(change, worse: first, sharing: true)
      }
      var low = 0.0
      var high = 1.0
      while high - low > Self.jointStep {
        let middle = (low + high) / 2
        let above = nodesAbove(standards, try risks(raised(middle)))
        if rising.allSatisfy({ above.contains($0) }) { low = middle } else { high = middle }
      }
      power = raised(high)
      reached = try risks(power)
      // A zone that has its national need does not rise any more, whatever its figure.
      active = nodesAbove(standards, reached).filter { high < 1 && rising.contains($0) }
    }
    return (power, reached)
  }
}
