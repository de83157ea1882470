// SPDX-License-Identifier: Apache-2.0

/// What renewables of one bidding zone could give, gave and did not give, MWh.
package struct RenewableIntegration: Sendable {
  package struct Energy: Equatable, Sendable {
    package var potentialMWh = 0.0
    package var curtailedMWh = 0.0
    package var integratedMWh: Double { potentialMWh - curtailedMWh }
    /// NaN without potential.
    package var curtailedShare: Double { curtailedMWh / potentialMWh }
  }

  /// By technology, sorted by name.
  package var byTechnology: [(technology: String, energy: Energy)]
  /// By local month 1 to 12 and by local hour of the day 0 to 23, all technologies.
  package var byMonth: [Energy]
  package var byHour: [Energy]
  package var total: Energy
  package var loadMWh: Double
  /// Smallest storages that take up curtailed energy, by share and class; empty without any.
  package var absorbing: [(share: Double, hours: Double, storage: AbsorbingStorage)]

  /// Shares of the curtailed energy to be taken up.
  package static let absorbedShares = [0.5, 0.9, 1]

  /// - Parameter providers: of the run; nil where only the potential is known.
  package init?(balance: NodeBalance, providers: [Provider]?, blocks: TimeBlocks) {
    guard !balance.potential.isEmpty else { return nil }
    let hours = blocks.stepHours
    var months = [Energy](repeating: Energy(), count: 12)
    var clock = [Energy](repeating: Energy(), count: 24)
    byTechnology = []
    total = Energy()
    var curtailed = [Double](repeating: 0, count: balance.load.count)
    for (technology, output) in balance.potential {
      let spilled = providers?.first { $0.kind == .spilledEnergy && $0.technology == technology }
      var energy = Energy()
      for t in output.indices {
        let lost = max(0, -(spilled?.output[t] ?? 0))
        curtailed[t] += lost
        energy.potentialMWh += output[t] * hours
        energy.curtailedMWh += lost * hours
        months[blocks.monthOfUnit[t] - 1].potentialMWh += output[t] * hours
        months[blocks.monthOfUnit[t] - 1].curtailedMWh += lost * hours
        clock[blocks.hourOfUnit[t]].potentialMWh += output[t] * hours
        clock[blocks.hourOfUnit[t]].curtailedMWh += lost * hours
      }
      byTechnology.append((technology, energy))
      total.potentialMWh += energy.potentialMWh
      total.curtailedMWh += energy.curtailedMWh
    }
    byMonth = months
    byHour = clock
    loadMWh = balance.load.reduce(0, +) * hours
    absorbing = []
    // Less than the tables' last digit in an hour is the solver's, not curtailment.
    for t in curtailed.indices where curtailed[t] < leastCurtailedMW { curtailed[t] = 0 }
    guard curtailed.contains(where: { $0 > 0 }) else { return }
    for share in Self.absorbedShares {
      for length in AbsorbingStorage.classes {
        absorbing.append(
          (
            share, length,
            AbsorbingStorage.smallest(
              absorbing: share, curtailed: curtailed, residualLoad: balance.residualLoad,
              hours: length, stepHours: hours)
          ))
      }
    }
  }

  /// Energy that is missing to a target share of the load; 0 where it is met. MWh.
  package func uncoveredMWh(targetShareOfLoad: Double) -> Double {
    max(0, targetShareOfLoad * loadMWh - total.integratedMWh)
  }
}

/// Below this an hour counts as not curtailed: the accuracy of the solver. MW.
private let leastCurtailedMW = 0.01
