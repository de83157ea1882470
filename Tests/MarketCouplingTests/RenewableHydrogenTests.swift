// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities
import TestSupport
import Testing

/// The rules that match an electrolyser's electricity with renewable energy. Power in MW, prices in
/// EUR/MWh.
///
/// Zone A: load 100, coal 500 at 60, wind 50 of which 40 are under contract. Hydrogen is worth 200,
/// so the electrolyser of 100 runs as far as it may.
@Suite struct RenewableHydrogenTests {
  private func system(
    _ rule: RenewableHydrogenRule, wind: [Double], contracted: Double = 40
  ) -> SmallSystem {
    var small = SmallSystem(hours: wind.count)
    let a = small.addZone("A", loadMW: [100], isFlowBased: false)
    let node = small.addHydrogenNode("H", loadMW: 100, unservedEURPerMWh: 200)
    let coal = small.addFuel("coal", price: 0, co2TonnesPerMWh: 0.9)
    let unit = small.addUnit("coal", in: a, megawatts: 500, cost: 60)
    small.modify { $0.generatingUnits[unit].fuel = coal }
    let fleet = small.addRenewable("wind", in: a, megawatts: 50, shares: wind)
    let row = small.addElectrolyser(
      from: a, to: node, megawatts: 100, efficiency: 0.5, rule: rule)
    small.modify {
      $0.renewableContracts = [
        RenewableContract(
          electrolyser: row, renewable: fleet, contractedMW: contracted,
          provenance: SmallSystem.provenance)
      ]
    }
    return small
  }

  private func coupled(
    _ small: SmallSystem, _ change: (inout RenewableHydrogenSettings) -> Void = { _ in }
  ) throws -> CouplingRun {
    var options = CouplingOptions()
    options.network = .ntc
    options.slopeEURPerMWh = 0
    change(&options.renewableHydrogen)
    let run = try couple(system: small.system, series: small.series, options: options)
    #expect(run.result.status == .optimal)
    return run
  }

  /// Electricity drawn, under the rule or exempt.
  private func drawn(_ run: CouplingRun, at t: Int) -> Double {
    let joined = run.result.processes
    return joined.processes.indices.filter { joined.processes[$0].kind == .electrolyser }
      .reduce(0) { $0 + joined.activity[t, $1] }
  }

  @Test("without a rule it runs full") func none() throws {
    let run = try coupled(system(.none, wind: [1, 0.5]))
    for t in 0..<2 { expectClose(drawn(run, at: t), 100, absolute: 1e-5, "hour \(t)") }
    #expect(run.renewableHydrogenPasses.isEmpty)
  }

  /// Contracts give 40 and 20.
  @Test("hourly: what the contracts give in that hour") func hourly() throws {
    let run = try coupled(system(.hourly, wind: [1, 0.5]))
    for (t, expected) in [40.0, 20].enumerated() {
      expectClose(drawn(run, at: t), expected, absolute: 1e-5, "hour \(t)")
    }
    #expect(run.renewableHydrogenPasses.count == 1)
  }

  /// 60 MWh in both hours together, whenever it likes; in the third hour, of the next month, 8 more.
  @Test("monthly: what the contracts give in that month") func monthly() throws {
    var wind = [Double](repeating: 0, count: 31 * 24 + 1)
    wind[0] = 1
    wind[1] = 0.5
    wind[31 * 24] = 0.2
    let run = try coupled(system(.monthly, wind: wind))
    let january = (0..<31 * 24).reduce(0) { $0 + drawn(run, at: $1) }
    expectClose(january, 60, absolute: 1e-3, "January")
    expectClose(drawn(run, at: 31 * 24), 8, absolute: 1e-4, "February")
  }

  /// Wind of 250 makes power free in the first hour, when the contracts give 8: at a price of 0 the
  /// rule does not hold, and with 100 drawn it is 0 still. In the second hour coal sets 60.
  @Test("a low price exempts") func priceExemption() throws {
    var small = system(.hourly, wind: [1, 0.1], contracted: 8)
    small.modify { $0.renewables[0].installedMW = 250 }
    let run = try coupled(small)
    expectClose(drawn(run, at: 0), 100, absolute: 1e-5, "exempt")
    expectClose(drawn(run, at: 1), 0.8, absolute: 1e-5, "matched")
    #expect(
      run.renewableHydrogenPasses.map(\.exemptHours) == [0, 1]
        && run.renewableHydrogenPasses.map(\.changedHours) == [0, 1])
    #expect(run.result.notes.contains { $0.contains("2 passes, 1 exempt hours") })
  }

  /// Exempt, the electrolyser brings the price to 60, which is not low; matched, it leaves it at 0.
  /// The passes go to and fro, and say so.
  @Test("passes that do not settle are told") func unsettled() throws {
    var small = system(.hourly, wind: [1], contracted: 8)
    small.modify { $0.renewables[0].installedMW = 150 }
    let run = try coupled(small) {
      $0.renewableShare = nil
      $0.emissionGramsPerMJ = nil
    }
    #expect(run.renewableHydrogenPasses.count == 5)
    #expect(run.renewableHydrogenPasses.dropFirst().allSatisfy { $0.changedHours == 1 })
    expectClose(
      run.renewableHydrogenPasses[1].largestPriceChangeEURPerMWh, 60, absolute: 1e-4, "change")
    #expect(run.result.notes.contains { $0.contains("not settled") })
  }

  /// With a tonne at 200 a price below 72 is low enough.
  @Test("the price of carbon dioxide exempts") func carbonPrice() throws {
    var small = system(.hourly, wind: [1])
    small.modify { $0.fuels[0].co2PriceEURPerTonne = 200 }
    expectClose(drawn(try coupled(small), at: 0), 100, absolute: 1e-5, "exempt")
    let kept = try coupled(small) { $0.carbonPriceFactor = nil }
    expectClose(drawn(kept, at: 0), 40, absolute: 1e-5, "matched")
  }

  /// Wind of 500 for a load of 100 and all that the electrolyser draws. That the price is low does not
  /// count here.
  @Test("a zone of renewables exempts") func renewableShare() throws {
    var small = system(.hourly, wind: [1], contracted: 8)
    small.modify {
      $0.renewables[0].installedMW = 500
      $0.electrolysers[0].priceExemptionEURPerMWh = -1000
    }
    let run = try coupled(small) { $0.emissionGramsPerMJ = nil }
    expectClose(drawn(run, at: 0), 100, absolute: 1e-5, "exempt")
    let kept = try coupled(small) {
      $0.emissionGramsPerMJ = nil
      $0.renewableShare = nil
    }
    expectClose(drawn(kept, at: 0), 8, absolute: 1e-5, "matched")
  }

  /// 0.08 t/MWh on 90 of the 140 that are made, then on 150 of 200: 51 and 60 kg per MWh, which are
  /// 14 and 17 g/MJ, below 18.
  @Test("low emissions exempt") func emissions() throws {
    var small = system(.hourly, wind: [1])
    let clean = small.addFuel("clean", price: 0, co2TonnesPerMWh: 0.08)
    small.modify { $0.generatingUnits[0].fuel = clean }
    expectClose(drawn(try coupled(small), at: 0), 100, absolute: 1e-5, "exempt")
    let kept = try coupled(small) { $0.emissionGramsPerMJ = 10 }
    expectClose(drawn(kept, at: 0), 40, absolute: 1e-5, "matched")
  }
}
