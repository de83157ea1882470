// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import MarketCoupling
import Optimization
import TestSupport
import Testing

/// Two zones and a neighbour over a cable with a virtual hub and loss, one CNEC, a battery, demand
/// response with a daily budget and a limit on a net position, over a day, with its exact result.
struct CheckedCase {
  let problem: CouplingProblem
  let result: CouplingResult
  let layout: SolutionLayout
  private let zoneNames: [String]

  init(_ small: SmallSystem, network: NetworkModel) throws {
    var options = CouplingOptions()
    options.network = network
    let run = try couple(system: small.system, series: small.series, options: options)
    #expect(run.result.status == .optimal)
    zoneNames = small.system.zones.map(\.name)
    problem = try #require(run.problem)
    result = run.result
    layout = problem.solutionLayout(zoneNames: zoneNames)
  }

  init() throws {
    var small = SmallSystem(hours: 24)
    let a = small.addZone("A", loadMW: (0..<24).map { 100 + 4 * Double($0 * 7 % 24) })
    let b = small.addZone("B", loadMW: (0..<24).map { 300 + 12 * Double($0 * 5 % 24) })
    let x = small.addZone("X", loadMW: [50], isFlowBased: false)
    small.addUnit("a", in: a, megawatts: 500, cost: 20)
    small.addUnit("b", in: b, megawatts: 500, cost: 60)
    small.addUnit("x", in: x, megawatts: 500, cost: 10)
    small.addLink("cable", from: x, to: a, megawatts: 150, loss: 0.02, model: .advancedHybrid)
    small.addStorage(
      "battery", in: b, megawatts: 40, energyMWh: 100, efficiency: 0.9, startLevelShare: 0.5)
    small.addDemandResponse("flexible", in: b, megawatts: 20, price: 45, hoursPerDay: 3)
    small.modify {
      $0.externalConstraints = [
        ExternalConstraint(biddingZone: "X", minimumMW: nil, maximumMW: 120, scope: .all)
      ]
    }
    let domain = FlowBasedDomain(
      hubs: ["A", "B", "cable@A"],
      rows: [DomainRow(id: "line", ptdf: [0.4, -0.2, 0.25], ram: 90)])
    let run = try couple(
      system: small.system, series: small.series, options: CouplingOptions(),
      schedule: try DomainSchedule(everywhere: domain, unitCount: 24))
    #expect(run.result.status == .optimal)
    zoneNames = ["A", "B", "X"]
    problem = try #require(run.problem)
    result = run.result
    layout = problem.solutionLayout(zoneNames: zoneNames)
  }

  func check(_ stated: StatedSolution, prices: StatedPrices? = nil) -> SolutionCheck {
    problem.check(
      stated, prices: prices ?? StatedPrices(of: result), areOurs: prices == nil,
      zoneNames: zoneNames, settings: SolverSettings())
  }

  /// The result as its tables would say it, with their decimals.
  var rounded: StatedSolution {
    func rounded(_ table: StageTable) -> StageTable {
      var result = table
      result.values = table.values.map { ($0 * 1000).rounded() / 1000 }
      return result
    }
    var solution = stated
    solution.supply = rounded(solution.supply)
    solution.demandResponse = rounded(solution.demandResponse)
    solution.energyNotServed = rounded(solution.energyNotServed)
    solution.dumped = rounded(solution.dumped)
    solution.netPositions = rounded(solution.netPositions)
    solution.flows = rounded(solution.flows)
    solution.charge = rounded(solution.charge)
    solution.discharge = rounded(solution.discharge)
    solution.spill = rounded(solution.spill)
    solution.levels = rounded(solution.levels)
    solution.activity = rounded(solution.activity)
    solution.processLevels = rounded(solution.processLevels)
    return solution
  }

  /// Its prices, with the decimals of the tables.
  var roundedPrices: StatedPrices {
    func rounded(_ table: StageTable) -> StageTable {
      var result = table
      result.values = table.values.map { ($0 * 1e5).rounded() / 1e5 }
      return result
    }
    var prices = StatedPrices(of: result)
    prices.zones = rounded(prices.zones)
    prices.hydrogen = prices.hydrogen.map(rounded)
    return prices
  }

  /// The result as its tables would say it, in all its digits.
  var stated: StatedSolution {
    var stated = StatedSolution(layout)
    stated.activity = result.processes.activity
    stated.processLevels = result.processes.levels
    stated.netPositions = result.netPositions
    stated.charge = result.charge
    stated.discharge = result.discharge
    stated.spill = result.spill
    stated.levels = result.levels
    for t in 0..<layout.axis.count {
      for (g, group) in layout.supply.enumerated() {
        stated.supply[t, g] = group.steps.reduce(0) { $0 + result.supply[t, $1] }
      }
      for (j, step) in result.steps.enumerated() {
        switch step.kind {
        case .demandResponse: stated.demandResponse[t, step.node] += result.supply[t, j]
        case .lostLoad: stated.energyNotServed[t, step.node] += result.supply[t, j]
        case .dumped: stated.dumped[t, step.node] += result.supply[t, j]
        case .thermal, .renewable: break
        }
      }
      for (l, link) in layout.links.enumerated() {
        guard let row = result.links.firstIndex(where: { $0.name == link.name }) else { continue }
        stated.flows[t, l] = result.flows[t, row]
      }
      for (h, hub) in result.hubs.enumerated() {
        guard let node = layout.nodes.firstIndex(of: hub) else { continue }
        stated.flowBasedNetPositions[t, node] = result.hubNetPositions[t, h]
      }
    }
    return stated
  }
}
