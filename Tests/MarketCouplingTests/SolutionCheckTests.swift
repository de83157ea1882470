// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
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
      #expect(!check.passes && check.relativeGap == nil && check.isGapWithin == nil)
    }
  }

  /// Together they are what the border may carry; balances and net positions know no more.
  @Test("flows against each other have a limit each, lossless or not", arguments: [0, 0.02])
  func opposedFlows(loss: Double) throws {
    var small = SmallSystem(hours: 3)
    let a = small.addZone("A", loadMW: [100])
    let b = small.addZone("B", loadMW: [300])
    small.addUnit("cheap", in: a, megawatts: 1000, cost: 5)
    small.addUnit("dear", in: b, megawatts: 1000, cost: 50)
    small.addLink("cable", from: a, to: b, megawatts: 150, loss: loss)
    let solved = try CheckedCase(small, network: .ntc)
    #expect(solved.check(solved.stated).passes)
    #expect(solved.layout.links.map(\.name) == ["cable", "cable_backward"])
    var stated = solved.stated
    stated.flows[1, 0] += 70
    stated.flows[1, 1] += 70
    let link = try #require(solved.check(stated).families.first { $0.family == .link })
    #expect(link.place == "cable: 220.000 MW, at most 150.000 MW")
    #expect(link.unit == 1 && link.violationCount == 1, "\(link)")
  }

  /// Two units at 5 EUR/MWh, 600 MW of load: ours share it, another model may take one of them.
  @Test("any of several cheapest dispatches is one, and a dear one is not")
  func ties() throws {
    var small = SmallSystem(hours: 12)
    let zone = small.addZone("A", loadMW: [600])
    small.addUnit("one", in: zone, megawatts: 1000, cost: 5)
    small.addUnit("other", in: zone, megawatts: 1000, cost: 5)
    small.addUnit("dear", in: zone, megawatts: 1000, cost: 6)
    let solved = try CheckedCase(small, network: .copperplate)
    func dispatched(_ megawatts: [String: Double]) -> SolutionCheck {
      var stated = solved.stated
      for t in 0..<12 {
        for (g, group) in solved.layout.supply.enumerated() {
          stated.supply[t, g] = megawatts[group.technology] ?? 0
        }
      }
      return solved.check(stated)
    }
    let shared = dispatched(["one": 300, "other": 300])
    #expect(shared.passes && shared.slopeEUR > 0, "\(shared)")
    // Judged without slopes.
    let vertex = dispatched(["one": 600])
    #expect(vertex.passes && vertex.slopeEUR == 0, "\(vertex)")
    expectClose(vertex.costEUR, 12 * 600 * 5, relative: 1e-12, "cost")
    // 0.01 EUR an hour too dear, which is less than the slopes of the other dispatch cost.
    let slightly = dispatched(["one": 599.99, "dear": 0.01])
    #expect(slightly.rowsHold && slightly.isGapWithin == false, "\(slightly)")
    let dear = dispatched(["one": 599, "dear": 1])
    #expect(dear.rowsHold && dear.isGapWithin == false, "\(dear)")
  }

  @Test("what a zone has no step for is beyond its bounds")
  func withoutStep() throws {
    var small = SmallSystem(hours: 4)
    let zone = small.addZone("A", loadMW: [600])
    small.addUnit("one", in: zone, megawatts: 1000, cost: 5)
    let solved = try CheckedCase(small, network: .copperplate)
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
