// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import Optimization
import TestSupport
import Testing

@Suite struct PolytopeTests {
  /// Exports of A and B at most 100 and 60 MW, and at most 120 MW together; C takes what they send.
  static let triangle = FlowBasedDomain(
    hubs: ["A", "B", "C"],
    rows: [
      DomainRow(id: "a", ptdf: [1, 0, 0], ram: 100), DomainRow(id: "b", ptdf: [0, 1, 0], ram: 60),
      DomainRow(id: "ab", ptdf: [0.5, 0.5, 0], ram: 60),
      DomainRow(id: "not a", ptdf: [-1, 0, 0], ram: 20),
      DomainRow(id: "not b", ptdf: [0, -1, 0], ram: 30),
    ])

  @Test("net-position bounds by hand")
  func bounds() {
    expectRanges(Self.triangle, [(-20, 100), (-30, 60), (-120, 50)])
  }

  @Test("a hub that nothing limits has infinite bounds")
  func unboundedHub() {
    var domain = Self.triangle
    domain.rows.removeFirst(3)
    expectRanges(domain, [(-20, .infinity), (-30, .infinity), (-.infinity, 50)])
  }

  private func expectRanges(_ domain: FlowBasedDomain, _ expected: [(Double, Double)]) {
    guard case .ranges(let ranges) = netPositionBounds(of: domain) else {
      Issue.record("no ranges")
      return
    }
    #expect(ranges.map(\.hub) == domain.hubs)
    for (range, limits) in zip(ranges, expected) {
      for (found, limit) in [(range.minimumMW, limits.0), (range.maximumMW, limits.1)] {
        if limit.isInfinite {
          #expect(found == limit)
        } else {
          expectClose(found, limit, relative: 1e-12, range.hub)
        }
      }
    }
  }

  @Test("position tells the worst row and by how much")
  func position() {
    let inside = Self.triangle.position(of: [50, 60, -110])
    #expect(
      inside
        == DomainPosition(
          overshootMW: 0, worstRow: 1, smallestSlackMW: 0, imbalanceMW: 0))
    let outside = Self.triangle.position(of: [100, 40, -130])
    #expect(
      outside
        == DomainPosition(
          overshootMW: 10, worstRow: 2, smallestSlackMW: -10, imbalanceMW: 10))
    #expect(Self.triangle.contains([50, 60, -110]))
    #expect(!Self.triangle.contains([50, 60, -109]))
    #expect(!Self.triangle.contains([100, 40, -140]))
  }

  @Test("shadow prices explain the direction and the value", arguments: 0..<20)
  func shadowPrices(seed: UInt64) {
    let domain = PresolveDomains.make(.shifted, hubCount: 5, rowCount: 80, seed: seed)
    var generator = SeededGenerator(seed: seed)
    var search = DomainSearch(domain)
    for _ in 0..<10 {
      let direction = (0..<5).map { _ in generator.uniform(-1...1) }
      guard case .finite(let value, let point, let prices) = search.largest(direction) else {
        Issue.record("not finite")
        return
      }
      // Price differences between hubs: direction minus the rows' share is the same for all hubs.
      var rest = direction
      var dual = 0.0
      for price in prices {
        #expect(price.weight > 0)
        for h in rest.indices { rest[h] -= price.weight * domain.rows[price.row].ptdf[h] }
        dual += price.weight * domain.rows[price.row].ram
      }
      for h in rest.indices { expectClose(rest[h], rest[0], absolute: 1e-9, "hub price") }
      expectClose(dual, value, relative: 1e-9, "sum of shadow price and RAM")
      expectClose(
        zip(direction, point).reduce(0) { $0 + $1.0 * $1.1 }, value, relative: 1e-9, "value")
      #expect(domain.contains(point, toleranceMW: 1e-6))
    }
  }
}
