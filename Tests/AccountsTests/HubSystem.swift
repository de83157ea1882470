// SPDX-License-Identifier: Apache-2.0
import Accounts
import GridModel
import MarketCoupling
import Optimization
import Quantities
import TestSupport
import Testing

/// Shores A, B, C, each with plants of one cost, around the hub H of 1,000 MW cables.
struct HubSystem {
  var small = SmallSystem()
  let shores: [Row<Zone>]
  let hub: Row<Zone>

  /// - Parameters:
  ///   - costs: of the plants of each shore, EUR/MWh; every shore has 5,000 MW of load.
  ///   - windMW: what the wind of the hub could give.
  init(costs: [Double], windMW: Double, cableMW: Double = 1000) {
    var shores: [Row<Zone>] = []
    for (name, cost) in zip(["A", "B", "C"], costs) {
      let shore = small.addZone(name, loadMW: [5000], isFlowBased: false)
      small.addUnit("\(name)_plants", in: shore, megawatts: 10_000, cost: cost)
      shores.append(shore)
    }
    hub = small.addZone("H", loadMW: [0], isFlowBased: false)
    self.shores = shores
    for shore in shores {
      small.addLink(
        "H-\(small.system.zones[shore].name)", from: hub, to: shore, megawatts: cableMW)
    }
    small.modify { [hub] system in
      system.zones[hub.index].kind = .offshoreHub
      system.renewables.append(
        RenewableFleet(
          name: "H_wind", zone: hub, technology: "wind_offshore", injection: "wind_offshore",
          installedMW: windMW, profile: nil, profileColumn: "H", meanCapacityFactor: 1,
          provenance: SmallSystem.provenance))
    }
  }

  /// The run of one hour with the hub's row as given.
  func run(
    market: HubMarket, home: Int, guarantee: Bool = false, outages: DrawnOutages? = nil
  ) throws -> (result: CouplingResult, system: EnergySystem) {
    var changed = small
    changed.modify { system in
      system.hubs = [
        OffshoreHub(
          zone: hub, homeZone: shores[home], market: market, hasAccessGuarantee: guarantee,
          provenance: SmallSystem.provenance)
      ]
    }
    var options = CouplingOptions()
    options.network = .ntc
    options.slopeEURPerMWh = 0
    let run = try couple(
      system: changed.system, series: changed.series, options: options, outages: outages)
    #expect(run.result.status == .optimal)
    return (run.result, changed.system)
  }
}
