// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// Two power zones, a hub and two hydrogen nodes over two hours, as `HydrogenSystemTests` counts
/// them by hand.
package enum HandCountedHydrogen {
  package static func system() -> SmallSystem {
    var small = SmallSystem(hours: 2)
    let a = small.addZone("A", loadMW: [100], isFlowBased: false)
    let b = small.addZone("B", loadMW: [100], isFlowBased: false)
    let hub = small.addOffshoreHub("W")
    let first = small.addHydrogenNode("H1")
    let second = small.addHydrogenNode("H2", loadMW: 35)
    small.addUnit("gas", in: a, megawatts: 200, cost: 60)
    small.addUnit("coal", in: b, megawatts: 200, cost: 40)
    small.addRenewable("wind", in: hub, megawatts: 300, shares: [1, 0.2])
    small.addLink("W-A", from: hub, to: a, megawatts: 80)
    small.addLink("W-B", from: hub, to: b, megawatts: 50)
    small.addElectrolyser(from: hub, to: first, megawatts: 100, efficiency: 0.7)
    small.addPipeline(from: first, to: second, megawatts: 30)
    small.addCavern(at: first, megawatts: 30, energyMWh: 1000)
    small.modify {
      $0.caverns[0].injectMW = 25
      $0.caverns[0].injectEfficiency = 0.8
    }
    small.addReformer(at: second, megawatts: 100, variableCost: 90)
    return small
  }
}
