// SPDX-License-Identifier: Apache-2.0
import Accounts
import CapacityCalculation
import GridModel
import MarketCoupling
import Optimization
import Quantities
import TestSupport
import Testing

@Suite struct WelfareTests {
  /// A (100 MW of load) has 300 MW at 20 + 0.5 t × 40 EUR/t = 40, B (100 MW) 60 MW at 100; the
  /// border takes 30 MW. A makes 130, B 60, and 10 MWh of B are shed at the cap of 4,000.
  ///
  /// Value of lost load 10,000 in both. A: consumers 100 × 9,960, emissions 130 × 0.5 × 40 = 2,600.
  /// B: 90 served, consumers 90 × 6,000, suppliers 60 × 3,900. Rent 30 × 3,960, half to each.
  /// Welfare A 1,000,000 − 130 × 20, B 900,000 − 60 × 100.
  @Test("two zones, a full border and a shortage by hand")
  func byHand() throws {
    var small = SmallSystem()
    small.modify { system in
      system.fuels.append(
        Fuel(
          name: "coal", priceEURPerMWh: 0, co2TonnesPerMWh: 0.5, co2PriceEURPerTonne: 40,
          provenance: SmallSystem.provenance))
    }
    let a = small.addZone("A", loadMW: [100], isFlowBased: false)
    let b = small.addZone("B", loadMW: [100], isFlowBased: false)
    let coal = small.addUnit("coal", in: a, megawatts: 300, cost: 20)
    small.modify { $0.generatingUnits[coal.index].fuel = Row(1) }
    small.addUnit("oil", in: b, megawatts: 60, cost: 100)
    small.addBorder(from: a, to: b, forwardMW: 30, backwardMW: 30)
    let welfare = try welfare(of: small)
    let (inA, inB) = (welfare.zones[0], welfare.zones[1])
    let figures: [(String, Double, Double)] = [
      ("payment in A", inA.loadPaymentEUR, 4000.0), ("payment in B", inB.loadPaymentEUR, 360_000),
      ("consumers of A", inA.consumerSurplusEUR, 996_000),
      ("consumers of B", inB.consumerSurplusEUR, 540_000),
      ("suppliers of B", inB.supplySurplusEUR, 234_000),
      ("emissions of A", inA.emissionPaymentEUR, 2600), ("tonnes of A", inA.emissionsTonnes, 65),
      ("cost in A", inA.supplyCostEUR, 5200), ("shed in B", inB.unservedCostEUR, 40_000),
      ("rent of A", inA.congestionRentEUR, 59_400), ("rent of B", inB.congestionRentEUR, 59_400),
      ("welfare of A", inA.welfareEUR, 997_400), ("welfare of B", inB.welfareEUR, 894_000),
      ("links", welfare.linkRentEUR, 118_800), ("all", welfare.welfareEUR, 1_891_400),
    ]
    for (name, actual, expected) in figures {
      expectClose(actual, expected, absolute: 0.5, name)
    }
    expectClose(inA.supplySurplusEUR, 0, absolute: 0.5, "suppliers of A")
    expectClose(
      inA.benefitEUR + inB.benefitEUR, 1_891_400, absolute: 1, "benefits of both together")
    expectClose(welfare.restEUR, 0, absolute: 1, "rest")
  }

  @Test("surpluses, rents and payments for emissions add up to welfare")
  func closes() throws {
    var random = SeededGenerator(seed: 9)
    for _ in 0..<10 {
      var small = SmallSystem(hours: 24)
      let zones = ["A", "B", "C"].map { name in
        small.addZone(
          name, loadMW: (0..<24).map { _ in random.uniform(50...150) }, isFlowBased: false)
      }
      for zone in zones {
        for unit in 0..<3 {
          small.addUnit(
            "\(zone.index)_\(unit)", in: zone, megawatts: random.uniform(20...70),
            cost: random.uniform(5...150))
        }
        small.addStorage(
          "store_\(zone.index)", in: zone, megawatts: 20, energyMWh: 60, efficiency: 0.9)
        small.addDemandResponse(
          "response_\(zone.index)", in: zone, megawatts: 5, price: random.uniform(200...900))
      }
      small.addBorder(from: zones[0], to: zones[1], forwardMW: 20, backwardMW: 30)
      small.addLink("cable", from: zones[1], to: zones[2], megawatts: 25, loss: 0.03)
      let welfare = try welfare(of: small)
      #expect(welfare.residualEUR.magnitude <= 1e-6 * welfare.welfareEUR)
      let benefits = welfare.zones.reduce(0) { $0 + $1.benefitEUR }
      expectClose(benefits, welfare.welfareEUR, relative: 1e-6, "benefits of the zones")
    }
  }

  /// One CNEC with factor 0.5 for A and 0 for B and a margin of 25 MW: A sends 50 MW at 20 to B at
  /// 45. Its shadow price is 50, the rent 1,250. About the mean price of 32.5 both zones make the
  /// same part of it.
  @Test("the rent of the flow-based region goes to its zones")
  func flowBasedRent() throws {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [100])
    let b = small.addZone("B", loadMW: [100])
    small.addUnit("a", in: a, megawatts: 300, cost: 20)
    small.addUnit("b", in: b, megawatts: 300, cost: 45)
    let domain = FlowBasedDomain(
      hubs: ["A", "B"],
      rows: [DomainRow(id: "a-b", element: "a-b", contingency: "", ptdf: [0.5, 0], ram: 25)])
    let welfare = try welfare(
      of: small, schedule: DomainSchedule(domains: [domain], domainOfUnit: [0]))
    expectClose(welfare.flowBasedRentEUR, 1250, relative: 1e-5, "rent")
    for zone in welfare.zones {
      expectClose(zone.congestionRentEUR, 625, relative: 1e-4, zone.zone)
    }
    #expect(welfare.residualEUR.magnitude <= 1e-6 * welfare.welfareEUR)
  }

  private func welfare(of small: SmallSystem, schedule: DomainSchedule? = nil) throws -> Welfare {
    var options = CouplingOptions()
    options.network = schedule == nil ? .ntc : .flowBased
    options.slopeEURPerMWh = 0
    let run = try couple(
      system: small.system, series: small.series, options: options, schedule: schedule)
    #expect(run.result.status == .optimal)
    return Welfare(of: run.result, in: small.system)
  }
}
