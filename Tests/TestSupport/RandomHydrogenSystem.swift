// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// Seeded systems of electricity and hydrogen with everything that joins them: hubs, electrolysers
/// under each rule, turbines, terminals, reformers with capture, caverns of each end, pipelines with
/// compressors, a gas budget and a cap on carbon dioxide that both bind.
package struct RandomHydrogenSystem {
  package var system: EnergySystem { small.system }
  package var series: HourlySeries { small.series }
  private var small: SmallSystem
  private var random: SeededGenerator
  private let hours: Int

  package init(seed: UInt64, hours: Int, powerZones: Int = 4, nodes: Int = 3) {
    random = SeededGenerator(seed: seed &* 6_364_136 &+ 1)
    small = SmallSystem(hours: hours)
    self.hours = hours
    let fuels = [
      small.addFuel("gas", price: 27, co2TonnesPerMWh: 0.2052, co2Price: 100),
      small.addFuel("coal", price: 8, co2TonnesPerMWh: 0.354, co2Price: 100),
    ]
    small.modify {
      $0.captureNetworks = [
        CaptureNetwork(
          name: "cluster", tonnesPerHour: 60, tonnesPerYear: 400_000, priceEURPerTonne: 40,
          provenance: SmallSystem.provenance)
      ]
    }
    let zones = (0..<powerZones).map { addZone("Z\($0)", fuels: fuels) }
    for (from, to) in zip(zones, zones.dropFirst()) {
      small.addBorder(
        from: from, to: to, forwardMW: random.uniform(100...900),
        backwardMW: random.uniform(100...900))
    }
    let hub = small.addOffshoreHub("HUB")
    let wind = small.addRenewable(
      "hub_wind", in: hub, megawatts: 1500, shares: shares())
    small.addLink("HUB-Z0", from: hub, to: zones[0], megawatts: 700, loss: 0.03)
    small.addLink("HUB-Z1", from: hub, to: zones[1], megawatts: 500)
    let first = addNodes(nodes, zones: zones, hub: hub, wind: wind, fuels: fuels)
    addTurbine(in: zones[0], node: first, fuel: fuels[0])
    addLimits(fuels: fuels)
  }

  /// Between a calm and a windy hour, changing slowly.
  private mutating func shares() -> [Double] {
    var level = random.uniform(0...1)
    return (0..<hours).map { _ in
      level = min(1, max(0, level + random.uniform(-0.15...0.15)))
      return level
    }
  }

  private mutating func addZone(_ name: String, fuels: [Row<Fuel>]) -> Row<Zone> {
    let peak = random.uniform(800...3000)
    let zone = small.addZone(
      name,
      loadMW: (0..<hours).map { t in
        peak * (t % 24 < 7 ? 0.6 : 0.9) * random.uniform(0.9...1.1)
      }, isFlowBased: false)
    for (fuel, efficiency) in [(fuels[0], 0.58), (fuels[0], 0.4), (fuels[1], 0.4)] {
      let row = small.addUnit(
        "\(name)_\(fuel.index)_\(Int(100 * efficiency))", in: zone,
        megawatts: peak * random.uniform(0.2...0.5), cost: random.uniform(1...5),
        mustRunShare: random.uniform(0...1) < 0.3 ? 0.1 : 0)
      small.modify {
        $0.generatingUnits[row].fuel = fuel
        $0.generatingUnits[row].efficiency = efficiency
      }
    }
    small.addRenewable(
      "\(name)_wind", in: zone, megawatts: peak * random.uniform(0.2...0.9), shares: shares())
    small.addStorage(
      "\(name)_battery", in: zone, megawatts: 0.1 * peak, energyMWh: 0.4 * peak, efficiency: 0.95,
      startLevelShare: 0.5)
    return zone
  }

  private mutating func addNodes(
    _ count: Int, zones: [Row<Zone>], hub: Row<Zone>, wind: Row<RenewableFleet>,
    fuels: [Row<Fuel>]
  ) -> Row<Zone> {
    let nodes = (0..<count).map {
      small.addHydrogenNode(
        "H\($0)", loadMW: random.uniform(50...250), unservedEURPerMWh: 3000,
        linepackMWh: $0 == 0 ? 200 : 0)
    }
    let rules: [RenewableHydrogenRule] = [.none, .hourly, .monthly]
    for (index, node) in nodes.enumerated() {
      let zone = zones[index % zones.count]
      let row = small.addElectrolyser(
        "EL\(index)", from: zone, to: node, megawatts: random.uniform(100...400),
        efficiency: 0.69, rule: rules[index % 3])
      let fleet = Row<RenewableFleet>(
        small.system.renewables.firstIndex { $0.zone == zone } ?? 0)
      small.modify {
        $0.renewableContracts.append(
          RenewableContract(
            electrolyser: row, renewable: fleet, contractedMW: 200,
            provenance: SmallSystem.provenance))
      }
      small.addReformer(
        "SMR\(index)", at: node, megawatts: random.uniform(20...120), efficiency: 0.759,
        fuel: fuels[0], variableCost: 2)
      small.addReformer(
        "ATR\(index)", at: node, megawatts: random.uniform(20...120), efficiency: 0.695,
        fuel: fuels[0], variableCost: 3, captureShare: 0.9, captureNetwork: Row(0))
    }
    let atHub = small.addElectrolyser(
      "EL_HUB", from: hub, to: nodes[0], megawatts: 500, efficiency: 0.7, rule: .hourly)
    small.modify {
      $0.renewableContracts.append(
        RenewableContract(
          electrolyser: atHub, renewable: wind, contractedMW: 600,
          provenance: SmallSystem.provenance))
    }
    for (index, ends) in zip(nodes, nodes.dropFirst()).enumerated() {
      small.addPipeline(
        "P\(index)", from: ends.0, to: ends.1, megawatts: random.uniform(40...200),
        backwardMW: random.uniform(0...100))
      small.modify {
        $0.pipelines[index].lengthKM = 400
        $0.pipelines[index].compressorSharePer1000KM = 0.019
        $0.pipelines[index].compressorZone = zones[0]
      }
    }
    for (index, rule) in [EndRule.fixed, .cyclic, .valued].enumerated() {
      small.addCavern(
        "C\(index)", at: nodes[index % nodes.count], megawatts: 80, energyMWh: 4000,
        efficiency: 0.99, startLevelShare: 0.3, endRule: rule)
      small.modify { $0.caverns[index].endValueEURPerMWh = 60 }
    }
    let prices: [Double] = [142, 150, 165]
    let bands = prices.enumerated().map { index, price in
      Terminal.Band(
        number: index + 1, powerMW: 50, priceEURPerMWh: price, provenance: SmallSystem.provenance)
    }
    small.modify { system in
      system.caverns[0].cyclesPerYear = 20
      system.terminals.append(
        Terminal(
          name: "port", hydrogenNode: nodes[count - 1], throughputTWh: 0.9, electricityShare: 0.05,
          powerZone: zones[1],
          bands: bands, provenance: SmallSystem.provenance))
    }
    return nodes[0]
  }

  private mutating func addTurbine(in zone: Row<Zone>, node: Row<Zone>, fuel: Row<Fuel>) {
    let row = small.addUnit("turbine", in: zone, megawatts: 150, cost: 2)
    small.modify {
      $0.generatingUnits[row].fuel = fuel
      $0.generatingUnits[row].efficiency = 0.6
      $0.generatingUnits[row].hydrogenNode = node
    }
  }

  private mutating func addLimits(fuels: [Row<Fuel>]) {
    small.modify { system in
      system.fuelBudgets = [
        FuelBudget(
          name: "gas shock", fuel: fuels[0], scope: .country("Z0"), period: .day,
          energyGWh: 12, provenance: SmallSystem.provenance),
        FuelBudget(
          name: "gas season", fuel: fuels[0], period: .season, energyGWh: 26_000,
          provenance: SmallSystem.provenance),
      ]
      system.emissionCaps = [
        EmissionCap(
          name: "cap", tonnesPerYear: 12e6, provenance: SmallSystem.provenance)
      ]
    }
  }
}
