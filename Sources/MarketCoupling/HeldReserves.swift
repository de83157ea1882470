// SPDX-License-Identifier: Apache-2.0
import GridModel
import Optimization
import Quantities

/// What holding back the balancing reserves of a system took from its market.
struct HeldReserves {
  /// MW over all bidding zones, in every time unit.
  var powerMW = 0.0
  /// Sum of what thermal plants could not hold and stands in the load instead, MWh.
  var loadMWh = 0.0

  var words: String {
    "reserves of \(Int(powerMW.rounded())) MW are held back in every hour: the dearest thermal "
      + "power above must-run of each bidding zone, and \(Int(loadMWh.rounded())) MWh that it "
      + "could not hold as load"
  }
}

extension MarketInputs {
  /// MW of reserve by node, the same in every time unit.
  package func reservesMW(of system: EnergySystem) -> [Double] {
    var result = [Double](repeating: 0, count: nodes.count)
    for entry in system.reserves {
      if let node = nodeOfZone[entry.zone.index] { result[node] += entry.powerMW }
    }
    return result
  }

  /// Holds the reserves of each node back from its market, so that load is shed before they are used.
  ///
  /// The dearest thermal power above must-run goes first. Plants of one node may stand in for each
  /// other, so this is what buying energy and reserve together from them comes to: of the plants that
  /// run, the cheapest are left. What is missing then is added to the load, and may be left unserved
  /// as load may; storages and imports can so cover it, which takes energy. Either way the node has
  /// the reserve less, as in the dispatch for adequacy alone.
  mutating func holdReserves(of system: EnergySystem) -> HeldReserves {
    var held = HeldReserves()
    let reserves = reservesMW(of: system)
    availability = availability.byStage
    loads = loads.byStage
    for node in nodes.indices where reserves[node] > 0 {
      held.powerMW += reserves[node]
      let plants = steps.indices.filter { steps[$0].kind == .thermal && steps[$0].node == node }
        .sorted { (steps[$0].costEURPerMWh, $0) > (steps[$1].costEURPerMWh, $1) }
      let lostLoad = steps.indices.first { steps[$0].kind == .lostLoad && steps[$0].node == node }
      for t in 0..<axis.count {
        var rest = reserves[node]
        for j in plants {
          let own = min(rest, max(0, availability[t, j] - mustRun[t, j]))
          availability[t, j] -= own
          rest -= own
        }
        loads[t, node] += rest
        if let lostLoad { availability[t, lostLoad] += rest }
        held.loadMWh += rest * axis.stepHours
      }
    }
    return held
  }
}
