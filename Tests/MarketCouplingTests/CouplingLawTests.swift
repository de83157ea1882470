// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import MarketCoupling
import Optimization
import Quantities
import TestSupport
import Testing

/// What must hold in every coupled market, over seeded random systems and domains.
@Suite struct CouplingLawTests {
  @Test("net positions of the region sum to zero", arguments: 0..<10 as Range<UInt64>)
  func netPositionsSumToZero(seed: UInt64) throws {
    let (small, domain) = randomMarket(seed: seed)
    let result = try solved(small, domain)
    for t in 0..<result.axis.count {
      let sum = result.hubs.indices.reduce(0) { $0 + result.hubNetPositions[t, $1] }
      expectClose(sum, 0, absolute: 1e-6, "sum")
    }
  }

  @Test("a CNEC that does not bind has no shadow price", arguments: 0..<10 as Range<UInt64>)
  func slackRowsAreFree(seed: UInt64) throws {
    let (small, domain) = randomMarket(seed: seed)
    let result = try solved(small, domain)
    for t in 0..<result.axis.count {
      for k in result.cnecs.indices where result.cnecLoads[t, k] < result.cnecMargins[t, k] - 1 {
        expectClose(result.shadowPrices[t, k], 0, absolute: 1e-3, result.cnecs[k].id)
      }
    }
  }

  @Test(
    "price spreads are the sum of shadow prices times factors", arguments: 0..<10 as Range<UInt64>)
  func spreadIdentity(seed: UInt64) throws {
    let (small, domain) = randomMarket(seed: seed)
    let result = try solved(small, domain)
    for t in 0..<result.axis.count {
      for (a, b) in [(0, 1), (1, 2), (3, 0)] {
        let parts = result.spread(from: a, to: b, at: t)
        let sum = parts.reduce(0) { $0 + $1.contributionEURPerMWh }
        expectClose(sum, result.prices[t, b] - result.prices[t, a], absolute: 1e-6, "spread")
      }
    }
  }

  /// The same CNECs in every hour, but in another order and with other factors.
  @Test("so they are where factors change by the hour", arguments: 0..<10 as Range<UInt64>)
  func spreadIdentityByHour(seed: UInt64) throws {
    let (small, domain) = randomMarket(seed: seed)
    var random = SeededGenerator(seed: seed &+ 7)
    let domains = (0..<small.series.axis.count).map { _ in
      var other = domain
      other.rows.shuffle(using: &random)
      for k in other.rows.indices {
        other.rows[k].ptdf = other.rows[k].ptdf.map { $0 * random.uniform(0.7...1.3) }
      }
      return other
    }
    var options = CouplingOptions()
    options.slopeEURPerMWh = 0
    let result = try couple(
      system: small.system, series: small.series, options: options,
      schedule: DomainSchedule(domains: domains, domainOfUnit: Array(domains.indices))
    ).result
    #expect(result.status == .optimal)
    for t in 0..<result.axis.count {
      for k in result.cnecs.indices {
        let row = result.cnec(k, at: t)
        #expect(domains[t].rows.contains { $0.id == row.id && $0.ptdf == row.ptdf })
      }
      for (a, b) in [(0, 1), (1, 2), (3, 0)] {
        let sum = result.spread(from: a, to: b, at: t).reduce(0) { $0 + $1.contributionEURPerMWh }
        expectClose(sum, result.prices[t, b] - result.prices[t, a], absolute: 1e-6, "spread")
      }
    }
  }

  @Test("the region earns the shadow prices times the margins", arguments: 0..<10 as Range<UInt64>)
  func congestionRent(seed: UInt64) throws {
    let (small, domain) = randomMarket(seed: seed)
    let result = try solved(small, domain)
    for t in 0..<result.axis.count {
      let earned = -result.hubs.indices.reduce(0) {
        $0 + result.hubPrices[t, $1] * result.hubNetPositions[t, $1]
      }
      expectClose(earned, result.flowBasedRentEUR(at: t), absolute: 0.5, relative: 1e-5, "rent")
    }
  }

  @Test("renaming the order of zones permutes the result", arguments: 0..<5 as Range<UInt64>)
  func permutation(seed: UInt64) throws {
    let (small, domain) = randomMarket(seed: seed)
    let (mirrored, mirroredDomain) = randomMarket(seed: seed, reversed: true)
    let a = try solved(small, domain)
    let b = try solved(mirrored, mirroredDomain)
    expectClose(a.objectiveEUR, b.objectiveEUR, relative: 1e-7, "objective")
    let last = a.nodes.count - 1
    for t in 0..<a.axis.count {
      for node in a.nodes.indices {
        #expect(a.nodes[node].name == b.nodes[last - node].name)
        expectClose(a.prices[t, node], b.prices[t, last - node], absolute: 1e-3, "price")
        expectClose(
          a.netPositions[t, node], b.netPositions[t, last - node], absolute: 1e-2, "net position")
      }
    }
  }

  @Test("one more generating unit never raises the cost", arguments: 0..<10 as Range<UInt64>)
  func moreSupplyIsNeverDearer(seed: UInt64) throws {
    let (small, domain) = randomMarket(seed: seed)
    var larger = small
    var random = SeededGenerator(seed: seed &+ 99)
    larger.addUnit(
      "extra", in: Row(Int.random(in: 0..<4, using: &random)),
      megawatts: random.uniform(1...300), cost: random.uniform(1...200))
    let before = try solved(small, domain).objectiveEUR
    let after = try solved(larger, domain).objectiveEUR
    #expect(after <= before * (1 + 1e-7), "cost rose from \(before) to \(after)")
  }

  @Test("without network limits all prices are equal", arguments: 0..<5 as Range<UInt64>)
  func copperplate(seed: UInt64) throws {
    let (small, domain) = randomMarket(seed: seed)
    var options = CouplingOptions()
    options.network = .copperplate
    options.slopeEURPerMWh = 0
    let free = try couple(system: small.system, series: small.series, options: options).result
    #expect(free.status == .optimal)
    for t in 0..<free.axis.count {
      for node in free.nodes.indices { #expect(free.prices[t, node] == free.prices[t, 0]) }
      let sum = free.nodes.indices.reduce(0) { $0 + free.netPositions[t, $1] }
      expectClose(sum, 0, absolute: 1e-4, "sum of net positions")
    }
    let limited = try solved(small, domain).objectiveEUR
    #expect(free.objectiveEUR <= limited * (1 + 1e-7))
  }

  @Test("one thread and two write the same bytes") func threads() throws {
    let (small, domain) = randomMarket(seed: 3, hours: 50)
    var options = CouplingOptions()
    let schedule = try DomainSchedule(everywhere: domain, unitCount: 50)
    options.solver.threads = 1
    let one = try couple(
      system: small.system, series: small.series, options: options, schedule: schedule
    ).result
    options.solver.threads = 2
    let two = try couple(
      system: small.system, series: small.series, options: options, schedule: schedule
    ).result
    #expect(one.prices == two.prices)
    #expect(one.supply == two.supply)
    #expect(one.levels == two.levels)
    #expect(one.shadowPrices == two.shadowPrices)
  }

  /// Four zones with two or three units each, a storage, and a domain of six elements in both
  /// directions.
  private func randomMarket(
    seed: UInt64, hours: Int = 6, reversed: Bool = false
  ) -> (SmallSystem, FlowBasedDomain) {
    var random = SeededGenerator(seed: seed)
    let names = ["A", "B", "C", "D"]
    let loads = names.map { _ in (0..<hours).map { _ in random.uniform(100...900) } }
    let units = names.map { _ in
      (0..<3).map { _ in
        (
          megawatts: random.uniform(100...500),
          cost: (random.uniform(5...150) * 100).rounded() / 100
        )
      }
    }
    let storageMW = random.uniform(50...150)
    let elements = (0..<6).map { _ in
      (ptdf: names.map { _ in random.uniform(-0.5...0.5) }, ram: random.uniform(20...250))
    }
    let order = reversed ? Array(names.indices.reversed()) : Array(names.indices)
    var small = SmallSystem(hours: hours)
    for index in order {
      let zone = small.addZone(names[index], loadMW: loads[index])
      for (u, unit) in units[index].enumerated() {
        small.addUnit("\(names[index])\(u)", in: zone, megawatts: unit.megawatts, cost: unit.cost)
      }
      if index == 0 {
        small.addStorage(
          "battery", in: zone, megawatts: storageMW, energyMWh: 2 * storageMW, efficiency: 0.95,
          startLevelShare: 0.5)
      }
    }
    let rows = elements.enumerated().flatMap { k, element in
      [1.0, -1].map { sign in
        DomainRow(
          id: "element \(k) \(sign > 0 ? "direct" : "opposite")",
          ptdf: order.map { sign * element.ptdf[$0] }, ram: element.ram)
      }
    }
    return (small, FlowBasedDomain(hubs: order.map { names[$0] }, rows: rows))
  }
}
