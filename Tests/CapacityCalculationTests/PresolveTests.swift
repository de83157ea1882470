// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import Optimization
import TestSupport
import Testing

@Suite struct PresolveTests {
  /// Source: POMATO, `RedundancyRemoval` tests: the eight rows that matter among 408.
  static let essential: [(row: [Double], bound: Double)] = [
    ([-1, 1], 3), ([1, -1], 5), ([0, 1], 2), ([1, 1], 5), ([-1, -1], 2), ([1, 0], 4), ([0, -1], 2),
    ([-1, 0], 2),
  ]

  /// The eight rows and 400 that they imply; the third hub takes what balances the other two.
  static func eightAmongMany(seed: UInt64) -> FlowBasedDomain {
    var generator = SeededGenerator(seed: seed)
    var rows: [DomainRow] = []
    for (k, entry) in essential.enumerated() {
      rows.append(DomainRow(id: "A\(k)", ptdf: entry.row + [0], ram: entry.bound))
    }
    for k in 0..<400 {
      let (a, b) = (rows[k % 8], rows[Int.random(in: 0..<8, using: &generator)])
      let ptdf: [Double]
      let ram: Double
      switch k % 4 {
      case 0:  // between two rows, and looser
        let share = generator.uniform(0...1)
        ptdf = zip(a.ptdf, b.ptdf).map { share * $0 + (1 - share) * $1 }
        ram = share * a.ram + (1 - share) * b.ram + generator.uniform(0.001...1)
      case 1:  // between two rows, touching at most a corner
        ptdf = zip(a.ptdf, b.ptdf).map { 0.5 * ($0 + $1) }
        ram = 0.5 * (a.ram + b.ram)
      case 2: (ptdf, ram) = (a.ptdf, a.ram)
      default:  // a scaled copy that also counts from another slack
        let scale = generator.uniform(0.01...100)
        let constant = generator.uniform(-1...1)
        (ptdf, ram) = (a.ptdf.map { scale * $0 + constant }, scale * a.ram)
      }
      rows.append(DomainRow(id: "B\(k)", ptdf: ptdf, ram: ram))
    }
    return FlowBasedDomain(hubs: ["X", "Y", "Z"], rows: rows.shuffled(using: &generator))
  }

  @Test("eight rows matter among 408", arguments: RedundancyMethod.allCases, 0..<20)
  func eightRowsMatter(method: RedundancyMethod, seed: UInt64) {
    let domain = Self.eightAmongMany(seed: seed)
    let result = presolve(domain, method: method)
    #expect(result.method == method)
    #expect(result.notes == [])
    #expect(
      result.keptRows.map { domain.rows[$0].id }.sorted()
        == ["A0", "A1", "A2", "A3", "A4", "A5", "A6", "A7"])
  }

  @Test("of rows that say the same the smallest id stays", arguments: RedundancyMethod.allCases)
  func smallestIDStays(method: RedundancyMethod) {
    let box: [(String, [Double], Double)] = [
      ("n", [1, 0, 0], 10), ("m", [2, 0, 0], 20), ("z", [0, 1, 0], 10), ("y", [0.5, 1.5, 0.5], 10),
      ("w", [-1, 0, 0], 10), ("v", [0, -1, 0], 10), ("a", [1, 0, 0], 10.5),
      ("nothing", [1, 1, 1], 0), ("free", [1, -1, 0], .infinity),
    ]
    let domain = FlowBasedDomain(
      hubs: ["X", "Y", "Z"], rows: box.map { DomainRow(id: $0.0, ptdf: $0.1, ram: $0.2) })
    let (presolved, result) = domain.presolved(method: method)
    #expect(result.keptRows.map { domain.rows[$0].id } == ["m", "y", "w", "v"])
    #expect(presolved.rows.filter(\.isPresolved).map(\.id) == ["m", "y", "w", "v"])
    #expect(result.notes == [])
  }

  @Test("the order of the rows changes nothing", arguments: PresolveDomains.Kind.allCases, 0..<5)
  func rowOrder(kind: PresolveDomains.Kind, seed: UInt64) {
    let domain = PresolveDomains.make(kind, hubCount: 4, rowCount: 80, seed: seed)
    var generator = SeededGenerator(seed: seed)
    let shuffled = FlowBasedDomain(hubs: domain.hubs, rows: domain.rows.shuffled(using: &generator))
    for method in RedundancyMethod.allCases {
      let kept = presolve(domain, method: method).keptRows.map { domain.rows[$0].id }
      let again = presolve(shuffled, method: method).keptRows.map { shuffled.rows[$0].id }
      #expect(kept.sorted() == again.sorted())
    }
  }

  @Test(
    "linear programming and the convex hull keep the same rows",
    arguments: PresolveDomains.Kind.allCases, 3...6)
  func methodsAgree(kind: PresolveDomains.Kind, hubCount: Int) {
    for seed in UInt64(0)..<(Tier.isSoak ? 500 : 25) {
      let domain = PresolveDomains.make(kind, hubCount: hubCount, rowCount: 120, seed: seed)
      let programs = presolve(domain, method: .linearProgramming)
      let hull = presolve(domain, method: .convexHull)
      #expect(programs.keptRows == hull.keptRows, "seed \(seed)")
      // In one dimension there is no hull.
      let isLine = hubCount == 3 && (kind == .unseenHub || kind == .pairSumsToZero)
      #expect(hull.method == (isLine ? .linearProgramming : .convexHull), "seed \(seed)")
      #expect(!hull.isEmpty)
    }
  }

  @Test(
    "the feasible set stays, and each kept row shapes it",
    arguments: PresolveDomains.Kind.allCases, 3...6)
  func feasibleSetStays(kind: PresolveDomains.Kind, hubCount: Int) {
    for seed in UInt64(100)..<(Tier.isSoak ? 300 : 110) {
      let domain = PresolveDomains.make(kind, hubCount: hubCount, rowCount: 60, seed: seed)
      let kept = presolve(domain).keptRows
      let reduced = PresolveDomains.keeping(kept, of: domain)
      var generator = SeededGenerator(seed: seed)
      for _ in 0..<20 {
        let direction = (0..<hubCount).map { _ in generator.uniform(-1...1) }
        expectSame(domain.supportFunction(direction), reduced.supportFunction(direction))
      }
      for row in kept {
        let others = PresolveDomains.keeping(kept.filter { $0 != row }, of: domain)
        if case .finite(let value, _, _) = others.supportFunction(domain.rows[row].ptdf) {
          #expect(value > domain.rows[row].ram, "row \(row) of seed \(seed) adds nothing")
        }
      }
    }
  }

  private func expectSame(_ full: DomainExtreme, _ reduced: DomainExtreme) {
    switch (full, reduced) {
    case (.finite(let a, _, _), .finite(let b, _, _)): expectClose(b, a, relative: 1e-9, "support")
    case (.unbounded, .unbounded): break
    default: Issue.record("\(full) became \(reduced)")
    }
  }

  @Test("an equality pair stays, its copies go", arguments: RedundancyMethod.allCases)
  func equalityPair(method: RedundancyMethod) {
    let rows: [(String, [Double], Double)] = [
      ("up", [1, 1, 0, 0], 0), ("down", [-1, -1, 0, 0], 0), ("zup", [2, 2, 0, 0], 0),
      ("east", [0, 0, 1, 0], 5), ("west", [0, 0, -1, 0], 5), ("a", [1, 0, 0, 0], 3),
      ("b", [0, -1, 0, 0], 3), ("c", [-1, 0, 0, 0], 3), ("loose", [0, 0.5, 1, 0], 7),
      ("sum up", [1, 1, 1, 1], 0), ("sum down", [-1, -1, -1, -1], 0),
    ]
    let domain = FlowBasedDomain(
      hubs: ["P", "Q", "X", "Y"], rows: rows.map { DomainRow(id: $0.0, ptdf: $0.1, ram: $0.2) })
    let result = presolve(domain, method: method)
    // On the pair's plane "b" says the same as "a".
    #expect(
      result.keptRows.map { domain.rows[$0].id } == ["up", "down", "east", "west", "a", "c"])
    #expect(result.method == method)
  }

  @Test("an empty domain names the rows that conflict", arguments: RedundancyMethod.allCases)
  func emptyDomain(method: RedundancyMethod) {
    var domain = PresolveDomains.make(.centred, hubCount: 4, rowCount: 50, seed: 3)
    domain.rows.append(DomainRow(id: "at least", ptdf: [-1, 0, 0, 0], ram: -10))
    domain.rows.insert(DomainRow(id: "at most", ptdf: [1, 0, 0, 0], ram: 9), at: 7)
    let result = presolve(domain, method: method)
    #expect(result.isEmpty)
    #expect(result.conflictingRows.map { domain.rows[$0].id } == ["at most", "at least"])
    #expect(result.notes.last == "no balanced net positions meet the rows at least, at most")
    #expect(result.keptRows == Array(0..<52))
    #expect(netPositionBounds(of: domain) == .empty(conflictingRows: result.conflictingRows))
  }

  @Test("rows with no difference between hubs conflict by themselves or say nothing")
  func rowsWithoutEntry() {
    var domain = FlowBasedDomain(
      hubs: ["X", "Y"],
      rows: [
        DomainRow(id: "r1", ptdf: [1, 0], ram: 4), DomainRow(id: "r2", ptdf: [0, 0], ram: 0),
        DomainRow(id: "r3", ptdf: [0.3, 0.3], ram: 5),
      ])
    #expect(presolve(domain).keptRows == [0])
    domain.rows.append(DomainRow(id: "r4", ptdf: [0.3, 0.3], ram: -1))
    #expect(presolve(domain).conflictingRows == [3])
    #expect(presolve(FlowBasedDomain(hubs: ["X"], rows: [])).keptRows == [])
    #expect(presolve(FlowBasedDomain(hubs: [], rows: [])).keptRows == [])
  }

  @Test("a domain of one point keeps rows that pin it", arguments: RedundancyMethod.allCases)
  func onePoint(method: RedundancyMethod) {
    let rows: [([Double], Double)] = [
      ([1, 0, 0], 1), ([0, 1, 0], 1), ([-1, -1, 0], -2), ([1, 1, 0], 2), ([1, -1, 0], 4),
    ]
    let domain = FlowBasedDomain(
      hubs: ["X", "Y", "Z"],
      rows: rows.enumerated().map { DomainRow(id: "r\($0)", ptdf: $1.0, ram: $1.1) })
    let result = presolve(domain, method: method)
    #expect(result.keptRows == [0, 1, 2])
    #expect(result.method == .linearProgramming)
  }

  @Test("large domains: both methods agree")
  func largeDomain() {
    let count = Tier.isSoak ? 54_000 : 2_500
    let domain = PresolveDomains.make(.centred, hubCount: 5, rowCount: count, seed: 1)
    let programs = presolve(domain, method: .linearProgramming)
    let hull = presolve(domain, method: .convexHull)
    #expect(programs.keptRows == hull.keptRows)
    #expect(hull.method == .convexHull)
  }
}
