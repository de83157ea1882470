// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities
import TestSupport
import Testing

/// What must hold in every system of electricity and hydrogen.
@Suite struct HydrogenLawTests {
  private func coupled(
    _ random: RandomHydrogenSystem, network: NetworkModel = .ntc,
    _ change: (inout CouplingOptions) -> Void = { _ in }
  ) throws -> CouplingResult {
    var options = CouplingOptions()
    options.network = network
    change(&options)
    let result = try couple(system: random.system, series: random.series, options: options).result
    #expect(result.status == .optimal, "\(result.status)")
    return result
  }

  /// Supply less demand, losses and what goes into stores, by balance and unit.
  @Test("every balance of both carriers closes", arguments: 0..<4 as Range<UInt64>)
  func balances(seed: UInt64) throws {
    let result = try coupled(RandomHydrogenSystem(seed: seed, hours: 48))
    let joined = result.processes
    for t in 0..<result.axis.count {
      for n in joined.nodes.indices {
        var sum = -joined.loads[t, n]
        for p in joined.processes.indices { sum += joined.power(of: p, at: .hydrogen(n), unit: t) }
        for draw in joined.draws where draw.node == n {
          sum -= draw.factor * result.supply[t, draw.step]
        }
        expectClose(sum, 0, absolute: 1e-6 * (1 + joined.loads[t, n]), "\(joined.nodes[n].name)")
      }
      for n in result.nodes.indices {
        var sum = result.netPositions[t, n]
        for (l, link) in result.links.enumerated() {
          if link.to == n { sum += (1 - link.loss) * result.flows[t, l] }
          if link.from == n { sum -= result.flows[t, l] }
        }
        expectClose(sum, 0, absolute: 1e-6 * (1 + result.loads[t, n]), result.nodes[n].name)
      }
    }
  }

  /// A process within its bounds gains nothing at the margin: what it gives is worth what it takes,
  /// its cost and what it draws on budgets.
  @Test("a process within its bounds earns nothing", arguments: 0..<4 as Range<UInt64>)
  func zeroProfit(seed: UInt64) throws {
    let result = try coupled(RandomHydrogenSystem(seed: seed, hours: 48)) {
      $0.slopeEURPerMWh = 0
    }
    let joined = result.processes
    var count = 0
    for (p, process) in joined.processes.enumerated() {
      for t in 0..<result.axis.count {
        let activity = joined.activity[t, p]
        guard activity > 1, activity < joined.limits[t, p] - 1 else { continue }
        var margin = result.marginEURPerMWh(at: t, process: p) - process.costEURPerMWh
        for entry in process.states { margin += entry.perHour * joined.values[t, entry.state] }
        expectClose(margin, 0, absolute: 1e-3, "\(process.name) in \(t)")
        count += 1
      }
    }
    #expect(count > 50)
  }

  /// A store's level follows from what goes in and out, and a budget from what is drawn.
  @Test("levels are the sums of what moves them") func levels() throws {
    let result = try coupled(RandomHydrogenSystem(seed: 1, hours: 48))
    let joined = result.processes
    for (s, state) in joined.states.enumerated() where state.kind == .store {
      for t in 1..<result.axis.count {
        var change = 0.0
        for (p, process) in joined.processes.enumerated() {
          for entry in process.states where entry.state == s {
            change += entry.perHour * joined.activity[t, p]
          }
        }
        expectClose(
          joined.levels[t, s] - joined.levels[t - 1, s], change, absolute: 1e-4, state.name)
      }
    }
  }

  @Test("more hydrogen power never raises the cost", arguments: 0..<4 as Range<UInt64>)
  func moreIsNeverDearer(seed: UInt64) throws {
    let random = RandomHydrogenSystem(seed: seed, hours: 24)
    var larger = random.system
    larger.electrolysers[Int(seed) % larger.electrolysers.count].installedMW += 200
    larger.pipelines[0].maximumForwardMW += 100
    var options = CouplingOptions()
    options.network = .ntc
    options.renewableHydrogen.maximumPasses = 1
    let before = try couple(system: random.system, series: random.series, options: options).result
    let after = try couple(system: larger, series: random.series, options: options).result
    #expect(after.objectiveEUR <= before.objectiveEUR * (1 + 1e-7))
  }

  @Test("zones of a copperplate share a price") func copperplate() throws {
    let result = try coupled(RandomHydrogenSystem(seed: 2, hours: 24), network: .copperplate)
    for t in 0..<result.axis.count {
      for n in result.nodes.indices { #expect(result.prices[t, n] == result.prices[t, 0]) }
    }
  }

  @Test("one thread and two give the same bytes") func threads() throws {
    let random = RandomHydrogenSystem(seed: 5, hours: 72)
    let results = try [1, 2].map { threads in
      try coupled(random) { $0.solver.threads = threads }
    }
    #expect(results[0].prices == results[1].prices)
    #expect(results[0].processes.prices == results[1].processes.prices)
    #expect(results[0].processes.activity == results[1].processes.activity)
  }
}
