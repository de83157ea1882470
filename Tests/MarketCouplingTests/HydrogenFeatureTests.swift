// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities
import TestSupport
import Testing

/// One case by hand for every part of hydrogen, fuel budgets and carbon dioxide. Power in MW, prices
/// in EUR/MWh.
@Suite struct HydrogenFeatureTests {
  private func coupled(
    _ small: SmallSystem, network: NetworkModel = .ntc,
    _ change: (inout CouplingOptions) -> Void = { _ in }
  ) throws -> CouplingRun {
    var options = CouplingOptions()
    options.network = network
    options.slopeEURPerMWh = 0
    change(&options)
    let run = try couple(system: small.system, series: small.series, options: options)
    #expect(run.result.status == .optimal)
    return run
  }

  private func activity(_ name: String, _ result: CouplingResult, at t: Int = 0) throws -> Double {
    let row = try #require(result.processes.processes.firstIndex { $0.name == name })
    return result.processes.activity[t, row]
  }

  private func supply(_ name: String, _ result: CouplingResult, at t: Int = 0) throws -> Double {
    let row = try #require(result.steps.firstIndex { $0.name == name })
    return result.supply[t, row]
  }

  private func value(_ name: String, _ result: CouplingResult, at t: Int = 0) throws -> Double {
    let row = try #require(result.processes.states.firstIndex { $0.name == name })
    return result.processes.values[t, row]
  }

  private static func bands(_ prices: [Double], megawatts: Double) -> [Terminal.Band] {
    prices.enumerated().map { index, price in
      Terminal.Band(
        number: index + 1, powerMW: megawatts, priceEURPerMWh: price,
        provenance: SmallSystem.provenance)
    }
  }

  /// Load 100, of which a turbine of 40 with efficiency 0.5 and 3 EUR/MWh takes what peat at 200
  /// leaves. Hydrogen at 45, of which there is enough: the turbine costs 45 / 0.5 + 3 = 93 and runs
  /// full, with 80 of hydrogen. Its fuel's own price of 1,000 is not paid.
  @Test("a turbine draws its node's hydrogen at its node's price") func turbine() throws {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [100], isFlowBased: false)
    let node = small.addHydrogenNode("H")
    let dear = small.addFuel("dear", price: 1000, co2TonnesPerMWh: 1, co2Price: 100)
    small.addUnit("peat", in: a, megawatts: 200, cost: 200)
    let row = small.addUnit("turbine", in: a, megawatts: 40, cost: 3)
    small.modify {
      $0.generatingUnits[row].efficiency = 0.5
      $0.generatingUnits[row].fuel = dear
      $0.generatingUnits[row].hydrogenNode = node
    }
    small.addReformer(at: node, megawatts: 500, variableCost: 45)
    let result = try coupled(small).result
    expectClose(try supply("A_turbine", result), 40, absolute: 1e-6, "turbine")
    expectClose(try activity("reformer", result), 80, absolute: 1e-6, "reformer")
    expectClose(result.prices[0, 0], 200, absolute: 1e-6, "price")
    expectClose(result.processes.prices[0, 0], 45, absolute: 1e-6, "hydrogen")
    expectClose(result.objectiveEUR, 60 * 200 + 40 * 3 + 80 * 45, relative: 1e-9, "cost")
    #expect(result.steps.map(\.fuel).prefix(2) == ["none", "hydrogen"])
    expectClose(result.hydrogenCostEURPerMWh(at: 0, step: 1), 90, absolute: 1e-6, "its hydrogen")

    // Where hydrogen is scarce the turbine sets its price: (200 − 3) × 0.5 = 98.5.
    small.modify { $0.reformers[0].installedMW = 50 }
    let scarce = try coupled(small).result
    expectClose(try supply("A_turbine", scarce), 25, absolute: 1e-6, "turbine")
    expectClose(scarce.processes.prices[0, 0], 98.5, absolute: 1e-6, "hydrogen")
  }

  /// Where the electrolyser is marginal on both sides, hydrogen costs the power price over its
  /// efficiency, plus its variable cost over the same.
  @Test("the electrolyser passes on the price of power", arguments: 0..<8 as Range<UInt64>)
  func marginalElectrolyser(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let cost = random.uniform(5...150)
    let efficiency = random.uniform(0.5...0.8)
    let vom = random.uniform(0...5)
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [100], isFlowBased: false)
    let node = small.addHydrogenNode("H", loadMW: random.uniform(5...40))
    small.addUnit("plant", in: a, megawatts: 500, cost: cost)
    let row = small.addElectrolyser(from: a, to: node, megawatts: 200, efficiency: efficiency)
    small.modify { $0.electrolysers[row].variableCostEURPerMWh = vom }
    let result = try coupled(small).result
    expectClose(result.prices[0, 0], cost, absolute: 1e-6, "power")
    expectClose(
      result.processes.prices[0, 0], (cost + vom) / efficiency, absolute: 1e-6, "hydrogen")
  }

  /// Demand 50. Bands of 20 at 100, 20 at 120 and 20 at 150, each with 0.1 of electricity at 60 per
  /// MWh: the third band gives 10 and the price is 150 + 6. Zone A makes 5 more.
  @Test("a terminal's bands, with its electricity") func terminal() throws {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [10], isFlowBased: false)
    let node = small.addHydrogenNode("H", loadMW: 50)
    small.addUnit("plant", in: a, megawatts: 500, cost: 60)
    small.modify {
      $0.terminals.append(
        Terminal(
          name: "port", hydrogenNode: node, electricityShare: 0.1, powerZone: a,
          bands: Self.bands([100, 120, 150], megawatts: 20), provenance: SmallSystem.provenance))
    }
    let result = try coupled(small).result
    for (band, expected) in [20.0, 20, 10].enumerated() {
      expectClose(try activity("port_band_\(band + 1)", result), expected, absolute: 1e-6, "band")
    }
    expectClose(result.processes.prices[0, 0], 156, absolute: 1e-6, "price")
    expectClose(try supply("A_plant", result), 15, absolute: 1e-6, "plant")
    expectClose(result.netPositions[0, 0], 0, absolute: 1e-6, "net position")
  }

  /// Two hours with demand 50 and a terminal of 100 at 100, which may send out 60 MWh in both: the
  /// other 40 stay unserved at 3,000. Hydrogen costs 3,000 in both hours, and a MWh more of throughput
  /// saves 2,900.
  @Test("the throughput of a terminal") func throughput() throws {
    var small = SmallSystem(hours: 2)
    small.addZone("A", loadMW: [10], isFlowBased: false)
    let node = small.addHydrogenNode("H", loadMW: 50)
    small.modify {
      $0.terminals.append(
        Terminal(
          name: "port", hydrogenNode: node, throughputTWh: 60e-6 * 8760 / 2,
          bands: Self.bands([100], megawatts: 100), provenance: SmallSystem.provenance))
    }
    let result = try coupled(small).result
    let sent = try activity("port_band_1", result) + activity("port_band_1", result, at: 1)
    expectClose(sent, 60, absolute: 1e-6, "sent")
    for t in 0..<2 {
      expectClose(result.processes.prices[t, 0], 3000, absolute: 1e-5, "price")
      expectClose(try value("port_throughput", result, at: t), 2900, absolute: 1e-5, "throughput")
    }
  }

  /// 30 MW over 500 km with 0.02 per MW and 1,000 km: 0.3 MW of compressors in A, at 60. Hydrogen
  /// costs 40 at the reformer, so 40 + 0.01 × 60 = 40.6 at the other end.
  @Test("compressors draw from a power zone") func compressor() throws {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [10], isFlowBased: false)
    let first = small.addHydrogenNode("H1")
    let second = small.addHydrogenNode("H2", loadMW: 30)
    small.addUnit("plant", in: a, megawatts: 500, cost: 60)
    small.addReformer(at: first, megawatts: 500, variableCost: 40)
    small.addPipeline(from: first, to: second, megawatts: 100)
    small.modify {
      $0.pipelines[0].lengthKM = 500
      $0.pipelines[0].compressorSharePer1000KM = 0.02
      $0.pipelines[0].compressorZone = a
    }
    let result = try coupled(small).result
    expectClose(try supply("A_plant", result), 10.3, absolute: 1e-6, "plant")
    expectClose(result.processes.prices[0, 1], 40.6, absolute: 1e-6, "price")
  }

  /// Demand 30 and 25 of supply in both hours: 10 are missing, and a linepack of 20 MWh, half full at
  /// the start and the end, cannot make them good.
  @Test("linepack is a store at the node") func linepack() throws {
    var small = SmallSystem(hours: 2)
    small.addZone("A", loadMW: [10], isFlowBased: false)
    let node = small.addHydrogenNode("H", loadMW: 30, linepackMWh: 20)
    small.addReformer(at: node, megawatts: 25, variableCost: 40)
    let result = try coupled(small).result
    let unserved = try activity("H_unserved", result) + activity("H_unserved", result, at: 1)
    expectClose(unserved, 10, absolute: 1e-6, "unserved")
    expectClose(result.processes.levels[1, 0], 10, absolute: 1e-6, "level")
  }

  /// Power costs 10 and 90 by turns, hydrogen 10 / 0.7 in all hours: 40 MW make 28 in the cheap ones,
  /// of which 14 are kept for the next. The level at both ends is the same, whichever it is.
  @Test("a cavern that ends where it began") func cyclicCavern() throws {
    var small = SmallSystem(hours: 4)
    let a = small.addZone("A", loadMW: [50, 110, 50, 110], isFlowBased: false)
    let node = small.addHydrogenNode("H", loadMW: 14)
    small.addUnit("base", in: a, megawatts: 100, cost: 10)
    small.addUnit("peak", in: a, megawatts: 100, cost: 90)
    small.addElectrolyser(from: a, to: node, megawatts: 50, efficiency: 0.7)
    small.addCavern(at: node, megawatts: 20, energyMWh: 100, endRule: .cyclic)
    let result = try coupled(small).result
    for t in 0..<4 {
      expectClose(result.processes.prices[t, 0], 10 / 0.7, absolute: 1e-5, "price in \(t)")
      let net =
        try activity("cavern_withdrawal", result, at: t)
        - activity("cavern_injection", result, at: t)
      if t % 2 == 1 { expectClose(net, 14, absolute: 1e-5, "cavern in \(t)") }
    }
    let begin =
      try result.processes.levels[0, 0] - activity("cavern_injection", result)
      + activity("cavern_withdrawal", result)
    expectClose(result.processes.levels[3, 0], begin, absolute: 1e-5, "begin and end")
  }

  /// Two hours with load 100. Gas (efficiency 0.5, fuel at 20: 40 per MWh) and oil at 90. The budget
  /// of 240 MWh of gas makes 120 MWh; a MWh of gas more saves (90 − 40) × 0.5 = 25.
  @Test("a fuel budget has a shadow price") func fuelBudget() throws {
    var small = SmallSystem(hours: 2)
    let a = small.addZone("A", loadMW: [100], isFlowBased: false)
    let gas = small.addFuel("gas", price: 20)
    let row = small.addUnit("gas", in: a, megawatts: 100, cost: 0)
    small.addUnit("oil", in: a, megawatts: 100, cost: 90)
    small.modify {
      $0.generatingUnits[row].efficiency = 0.5
      $0.generatingUnits[row].fuel = gas
      $0.fuelBudgets = [
        FuelBudget(
          name: "shock", fuel: gas, scope: .zone(a), period: .day, energyGWh: 0.24 * 12,
          provenance: SmallSystem.provenance)
      ]
    }
    let result = try coupled(small).result
    let made = try supply("A_gas", result) + supply("A_gas", result, at: 1)
    expectClose(made, 120, absolute: 1e-5, "gas")
    for t in 0..<2 {
      expectClose(result.prices[t, 0], 90, absolute: 1e-5, "price")
      expectClose(try value("shock", result, at: t), 25, absolute: 1e-5, "shadow price")
    }
  }

  /// A budget of 24 MWh a day over two days is 24 on each: what the first day leaves is not the
  /// second's. Load 2 in the second day alone, gas at 40 and oil at 90: 24 of gas, 24 of oil.
  @Test("a daily budget is not carried over") func dailyBudget() throws {
    var small = SmallSystem(hours: 48)
    let a = small.addZone(
      "A", loadMW: [Double](repeating: 0, count: 24) + [Double](repeating: 2, count: 24),
      isFlowBased: false)
    let gas = small.addFuel("gas", price: 40)
    let row = small.addUnit("gas", in: a, megawatts: 100, cost: 0)
    small.addUnit("oil", in: a, megawatts: 100, cost: 90)
    small.modify {
      $0.generatingUnits[row].fuel = gas
      $0.fuelBudgets = [
        FuelBudget(
          name: "shock", fuel: gas, period: .day, energyGWh: 0.024,
          provenance: SmallSystem.provenance)
      ]
    }
    let result = try coupled(small).result
    let made = try (0..<48).reduce(0) { try $0 + supply("A_gas", result, at: $1) }
    expectClose(made, 24, absolute: 1e-5, "gas")
    // From the second day on it does not count: all is made of gas.
    small.modify {
      $0.fuelBudgets[0].firstDay = DayOfYear(month: 1, day: 1)
      $0.fuelBudgets[0].lastDay = DayOfYear(month: 1, day: 1)
    }
    let free = try coupled(small).result
    let all = try (0..<48).reduce(0) { try $0 + supply("A_gas", free, at: $1) }
    expectClose(all, 48, absolute: 1e-5, "gas")
  }

  /// Load 100. Coal (1 t/MWh) at 30, gas (0.4 t/MWh) at 60, cap 70 t: coal 50 and gas 50. A tonne more
  /// moves 1 / 0.6 MWh from gas to coal and saves 30 / 0.6 = 50; power costs 60 + 0.4 × 50 = 80.
  @Test("a cap on carbon dioxide has a shadow price") func emissionCap() throws {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [100], isFlowBased: false)
    let fuels: [(String, Double, Double)] = [("coal", 30, 1), ("gas", 60, 0.4)]
    for (name, cost, emissions) in fuels {
      let fuel = small.addFuel(name, price: cost, co2TonnesPerMWh: emissions)
      let row = small.addUnit(name, in: a, megawatts: 100, cost: 0)
      small.modify { $0.generatingUnits[row].fuel = fuel }
    }
    small.modify {
      $0.emissionCaps = [
        EmissionCap(
          name: "cap", scope: .country("A"), tonnesPerYear: 70 * 8760,
          provenance: SmallSystem.provenance)
      ]
    }
    let result = try coupled(small).result
    expectClose(try supply("A_coal", result), 50, absolute: 1e-5, "coal")
    expectClose(try value("cap", result), 50, absolute: 1e-5, "shadow price")
    expectClose(result.prices[0, 0], 80, absolute: 1e-5, "price")
  }

  /// Demand 100. A reformer with capture (efficiency 0.5, fuel at 20 with 0.2 t, 90 % captured) pays
  /// 40, 0.04 t × 100 = 4 for what it emits and 0.36 t × 50 = 18 for what is carried away: 62. The
  /// network takes 18 t/h, so it makes 50 and the dear one at 80 the rest; a tonne more of transport
  /// saves (80 − 62) / 0.36 = 50.
  @Test("captured carbon dioxide fills its network") func capture() throws {
    var small = SmallSystem()
    small.addZone("A", loadMW: [10], isFlowBased: false)
    let node = small.addHydrogenNode("H", loadMW: 100)
    let gas = small.addFuel("gas", price: 20, co2TonnesPerMWh: 0.2, co2Price: 100)
    small.modify {
      $0.captureNetworks = [
        CaptureNetwork(
          name: "cluster", tonnesPerHour: 18, priceEURPerTonne: 50,
          provenance: SmallSystem.provenance)
      ]
    }
    small.addReformer(
      "clean", at: node, megawatts: 200, efficiency: 0.5, fuel: gas, captureShare: 0.9,
      captureNetwork: Row(0))
    small.addReformer("dear", at: node, megawatts: 200, variableCost: 80)
    let result = try coupled(small).result
    expectClose(result.processes.processes[0].costEURPerMWh, 62, absolute: 1e-9, "cost")
    expectClose(result.processes.processes[0].emissionsTonnesPerMWh, 0.04, absolute: 1e-12, "t")
    expectClose(try activity("clean", result), 50, absolute: 1e-5, "clean")
    expectClose(try value("cluster", result), 50, absolute: 1e-5, "shadow price")
  }

  /// A plant with capture: fuel at 20 with 0.2 t, efficiency 0.5, 90 % captured and carried away at
  /// 50, a tonne emitted at 100: (20 + 0.02 × 100 + 0.18 × 50) / 0.5 = 62.
  @Test("a plant with capture") func capturePlant() throws {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [10], isFlowBased: false)
    let gas = small.addFuel("gas", price: 20, co2TonnesPerMWh: 0.2, co2Price: 100)
    let row = small.addUnit("ccs", in: a, megawatts: 100, cost: 0)
    small.modify {
      $0.captureNetworks = [
        CaptureNetwork(
          name: "cluster", tonnesPerHour: 1.8, priceEURPerTonne: 50,
          provenance: SmallSystem.provenance)
      ]
      $0.generatingUnits[row].efficiency = 0.5
      $0.generatingUnits[row].fuel = gas
      $0.generatingUnits[row].captureShare = 0.9
      $0.generatingUnits[row].captureNetwork = Row(0)
    }
    let result = try coupled(small).result
    expectClose(result.steps[0].costEURPerMWh, 62, absolute: 1e-9, "cost")
    expectClose(result.steps[0].emissionsTonnesPerMWh, 0.04, absolute: 1e-12, "emissions")
    // 1.8 t/h carry 5 MW of the 10 that are needed.
    expectClose(try supply("A_ccs", result), 5, absolute: 1e-5, "plant")
  }

  /// Committed in the first hour alone: there it draws at least 0.2 × 100, and what nobody uses of
  /// the 14 of hydrogen is vented.
  @Test("minimum load holds while committed") func minimumLoad() throws {
    var small = SmallSystem(hours: 2)
    let a = small.addZone("A", loadMW: [10], isFlowBased: false)
    let node = small.addHydrogenNode("H")
    small.addUnit("plant", in: a, megawatts: 100, cost: 50)
    let row = small.addElectrolyser(from: a, to: node, megawatts: 100, efficiency: 0.7)
    small.setSeries("committed", column: "A", [1, 0])
    small.modify {
      $0.electrolysers[row].minimumLoadShare = 0.2
      $0.electrolysers[row].commitmentProfile = "committed"
    }
    let result = try coupled(small).result
    for (t, expected) in [20.0, 0].enumerated() {
      expectClose(try activity("electrolyser", result, at: t), expected, absolute: 1e-6, "input")
      expectClose(try activity("H_vented", result, at: t), 0.7 * expected, absolute: 1e-6, "vent")
    }
  }

  /// Minimum 20 of 100, which give 14 of hydrogen. Demand 10.5 takes 15, at least half: 20 are drawn
  /// and 3.5 vented. Demand 3.5 takes 5, less than half: nothing is drawn and all unserved.
  @Test("minimum load by rounding") func rounding() throws {
    let cases: [(load: Double, drawn: Double, vented: Double, unserved: Double)] = [
      (10.5, 20, 3.5, 0), (3.5, 0, 0, 3.5),
    ]
    for (load, drawn, vented, unserved) in cases {
      var small = SmallSystem()
      let a = small.addZone("A", loadMW: [10], isFlowBased: false)
      let node = small.addHydrogenNode("H", loadMW: load)
      small.addUnit("plant", in: a, megawatts: 300, cost: 50)
      let row = small.addElectrolyser(from: a, to: node, megawatts: 100, efficiency: 0.7)
      small.modify { $0.electrolysers[row].minimumLoadShare = 0.2 }
      let relaxed = try coupled(small).result
      expectClose(try activity("electrolyser", relaxed), load / 0.7, absolute: 1e-6, "relaxed")
      let result = try coupled(small) { $0.commitsElectrolysers = true }.result
      expectClose(try activity("electrolyser", result), drawn, absolute: 1e-6, "drawn")
      expectClose(try activity("H_vented", result), vented, absolute: 1e-6, "vented")
      expectClose(try activity("H_unserved", result), unserved, absolute: 1e-6, "unserved")
      #expect(result.notes.contains { $0.contains("units of time raised to it") })
    }
  }

  /// Copperplate joins the power zones, not the nodes of hydrogen.
  @Test("a copperplate joins electricity alone") func copperplate() throws {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [10], isFlowBased: false)
    let b = small.addZone("B", loadMW: [10], isFlowBased: false)
    let first = small.addHydrogenNode("H1", loadMW: 7)
    let second = small.addHydrogenNode("H2", loadMW: 7, unservedEURPerMWh: 500)
    small.addReformer(at: second, megawatts: 1)
    small.addUnit("plant", in: a, megawatts: 100, cost: 50)
    small.addElectrolyser(from: b, to: first, megawatts: 100, efficiency: 0.7)
    let result = try coupled(small, network: .copperplate).result
    expectClose(result.prices[0, 1], 50, absolute: 1e-6, "B")
    expectClose(result.processes.prices[0, 0], 50 / 0.7, absolute: 1e-6, "H1")
    expectClose(result.processes.prices[0, 1], 500, absolute: 1e-6, "H2")
  }

  @Test("a system without hydrogen has nothing of it") func nothing() throws {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [10], isFlowBased: false)
    small.addUnit("plant", in: a, megawatts: 100, cost: 50)
    let run = try coupled(small)
    #expect(run.result.processes.isEmpty)
    #expect(run.program.columns.count == 2 && run.program.balanceNames == ["A"])
    #expect(run.program.states.isEmpty && run.renewableHydrogenPasses.isEmpty)
  }
}
