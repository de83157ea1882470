// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import MarketCoupling
import Optimization
import Quantities
import TestSupport
import Testing

/// Stated solutions against the problem they are of.
@Suite("Check of a solution")
struct SolutionCheckTests {
  @Test("an exact result leaves nothing in any constraint and proves itself")
  func ownResult() throws {
    let solved = try CheckedCase()
    let check = solved.check(solved.stated)
    #expect(check.passes, "\(check)")
    #expect(
      Set(check.families.map(\.family)) == [
        .balance, .netPosition, .netPositionSum, .externalConstraint, .supply, .link, .cnec,
        .storagePower, .storageLevel, .storageBalance, .budget,
      ])
    for family in check.families { #expect(family.amount < 1e-3, "\(family)") }
    expectClose(check.costEUR, solved.result.objectiveEUR, relative: 1e-7, "cost")
  }

  @Test("levels and regional net positions may be left out")
  func leftOut() throws {
    let solved = try CheckedCase()
    var stated = solved.stated
    let layout = solved.layout
    stated.levels = StatedSolution(layout).levels
    stated.flowBasedNetPositions = StatedSolution(layout).flowBasedNetPositions
    #expect(solved.check(stated).passes, "\(solved.check(stated))")
  }

  @Test("every family names what breaks it")
  func brokenFamilies() throws {
    let solved = try CheckedCase()
    let layout = solved.layout
    let cable = try #require(layout.links.firstIndex { $0.name == "cable" })
    let coal = try #require(layout.supply.firstIndex { $0.technology == "b" })
    let changes: [(ConstraintFamily, String, (inout StatedSolution) -> Void)] = [
      (.balance, "B: less is supplied than used", { $0.supply[2, coal] -= 5 }),
      (.supply, "b in B: 600.000 MW, at most 500.000 MW", { $0.supply[2, coal] = 600 }),
      (.link, "cable: 170.000 MW, at most 150.000 MW", { $0.flows[2, cable] = 170 }),
      (
        .externalConstraint, "net position of X",
        { $0.netPositions[2, 2] = 900 }
      ),
      (
        .storagePower, "charging of battery: 60.000 MW, at most 40.000 MW",
        { $0.charge[2, 0] = 60 }
      ),
      (.netPositionSum, "net positions within", { $0.flowBasedNetPositions[2, 1] += 7 }),
    ]
    for (family, place, change) in changes {
      var stated = solved.stated
      change(&stated)
      let check = solved.check(stated)
      let residual = try #require(check.families.first { $0.family == family })
      #expect(!residual.isWithin, "\(family)")
      #expect(residual.unit == 2, "\(family)")
      #expect(residual.time == "2030-01-01T02:00:00Z")
      #expect(residual.place.hasPrefix(place), "\(residual.place)")
      #expect(!check.passes)
    }
  }

  /// Two units at 5 EUR/MWh, 600 MW of load: ours share it, another model may take one of them.
  @Test("any of several cheapest dispatches is one, and a dear one is not")
  func ties() throws {
    var small = SmallSystem(hours: 12)
    let zone = small.addZone("A", loadMW: [600])
    small.addUnit("one", in: zone, megawatts: 1000, cost: 5)
    small.addUnit("other", in: zone, megawatts: 1000, cost: 5)
    small.addUnit("dear", in: zone, megawatts: 1000, cost: 6)
    let solved = try CheckedCase(copperplate: small)
    func dispatched(_ megawatts: [String: Double]) -> SolutionCheck {
      var stated = solved.stated
      for t in 0..<12 {
        for (g, group) in solved.layout.supply.enumerated() {
          stated.supply[t, g] = megawatts[group.technology] ?? 0
        }
      }
      return solved.check(stated)
    }
    #expect(dispatched(["one": 300, "other": 300]).passes)
    let vertex = dispatched(["one": 600])
    #expect(vertex.passes && vertex.slopeEUR > 0, "\(vertex)")
    let dear = dispatched(["one": 599, "dear": 1])
    #expect(!dear.isGapWithin && dear.families.allSatisfy(\.isWithin), "\(dear)")
  }

  @Test("what a zone has no step for is beyond its bounds")
  func withoutStep() throws {
    var small = SmallSystem(hours: 4)
    let zone = small.addZone("A", loadMW: [600])
    small.addUnit("one", in: zone, megawatts: 1000, cost: 5)
    let solved = try CheckedCase(copperplate: small)
    var stated = solved.stated
    #expect(solved.check(stated).passes)
    stated.demandResponse[2, 0] = 50
    let supply = try #require(solved.check(stated).families.first { $0.family == .supply })
    #expect(!supply.isWithin && supply.unit == 2)
    #expect(supply.place.hasPrefix("demand response in A: 50.000 MW"), "\(supply.place)")
  }

  @Test("poor prices make the bound low, never high", arguments: 0..<20 as Range<UInt64>)
  func poorPrices(seed: UInt64) throws {
    let solved = try CheckedCase()
    var random = SeededGenerator(seed: seed)
    var prices = StatedPrices(of: solved.result)
    for t in 0..<solved.layout.axis.count {
      for node in solved.layout.nodes.indices { prices.zones[t, node] += random.uniform(-20...20) }
    }
    let check = solved.check(solved.stated, prices: prices)
    #expect(check.lowerBoundEUR <= solved.result.objectiveEUR * (1 + 1e-7))
    #expect(check.families.allSatisfy { $0.isWithin })
  }

  @Test("a sum goes on its steps at least cost", arguments: 0..<50 as Range<UInt64>)
  func cheapestSplits(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let steps = (0..<6).map { _ in
      let lower = random.uniform(0...5)
      return SplitStep(
        cost: [10, 20, random.uniform(0...50)].randomElement(using: &random) ?? 0,
        curvature: [0, random.uniform(0...3)].randomElement(using: &random) ?? 0, lower: lower,
        upper: lower + random.uniform(0...20))
    }
    func cost(_ parts: [Double]) -> Double {
      var sum = 0.0
      for (step, part) in zip(steps, parts) {
        sum += step.cost * part + 0.5 * step.curvature * part * part
      }
      return sum
    }
    let total = random.uniform(
      steps.map(\.lower).reduce(0, +)...steps.map(\.upper).reduce(0, +))
    let parts = cheapestSplit(of: total, among: steps)
    expectClose(parts.reduce(0, +), total, absolute: 1e-9, "sum")
    for (part, step) in zip(parts, steps) {
      #expect(part >= step.lower - 1e-9 && part <= step.upper + 1e-9)
    }
    for from in parts.indices {
      for to in parts.indices where to != from {
        let moved = min(0.01, parts[from] - steps[from].lower, steps[to].upper - parts[to])
        guard moved > 0 else { continue }
        var other = parts
        other[from] -= moved
        other[to] += moved
        #expect(cost(other) >= cost(parts) - 1e-9, "\(from) to \(to)")
      }
    }
  }

  @Test("what no bounds allow stays on the last step")
  func splitBeyondBounds() {
    let steps = [10.0, 20].map { SplitStep(cost: $0, curvature: 0, lower: 0, upper: 5) }
    #expect(cheapestSplit(of: 12, among: steps) == [5, 7])
    #expect(cheapestSplit(of: -1, among: steps) == [0, -1])
    #expect(cheapestSplit(of: 7, among: steps) == [5, 2])
  }
}

/// Two zones and a neighbour over a cable with a virtual hub and loss, one CNEC, a battery, demand
/// response with a daily budget and a limit on a net position, over a day, with its exact result.
private struct CheckedCase {
  let problem: CouplingProblem
  let result: CouplingResult
  let layout: SolutionLayout
  private let zoneNames: [String]

  /// One node of which only the supply matters.
  init(copperplate small: SmallSystem) throws {
    var options = CouplingOptions()
    options.network = .copperplate
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
      stated, prices: prices ?? StatedPrices(of: result), zoneNames: zoneNames,
      settings: SolverSettings())
  }

  /// The result as its tables would say it, in all its digits.
  var stated: StatedSolution {
    var stated = StatedSolution(layout)
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
