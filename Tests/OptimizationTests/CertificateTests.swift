// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

@Suite("Certificate")
struct CertificateTests {
  /// Two zones, a network column between them limited to 40 by a row, a store over two stages.
  private static func program() -> StagedProgram {
    var builder = ProgramBuilder(stages: 2)
    let a = builder.balance("A", demand: [50, 80])
    let b = builder.balance("B", demand: [60, 70])
    let store = builder.state("store", initial: 10, lower: [0, 10], upper: [30, 10])
    builder.column("cheap", balance: [a: 1], cost: [10], upper: [200])
    builder.column("dear", balance: [b: 1], cost: [50], upper: [200])
    builder.column("charge", balance: [b: -1], state: [store: 0.9], upper: [20])
    builder.column("discharge", balance: [b: 1], state: [store: -1], upper: [20])
    builder.networkColumn("exchange", balance: [a: -1, b: 1])
    builder.networkRow("line", factors: [1], limit: [40])
    return builder.build()
  }

  /// Prices 10 and 50, μ = 40, the store idle: what one MWh saves (50) is less than what it costs
  /// to bring in (50 / 0.9), and any π from −50/0.9 to −50 is right. The end level is met by 10.
  private static func optimum() -> StagedPoint {
    var point = StagedPoint(
      columns: StageTable(stageCount: 2, itemCount: 4),
      network: StageTable(stageCount: 2, itemCount: 1, repeating: 40),
      levels: StageTable(stageCount: 2, itemCount: 1, repeating: 10),
      balanceDuals: StageTable(stageCount: 2, itemCount: 2),
      networkDuals: StageTable(stageCount: 2, itemCount: 1, repeating: 40),
      stateDuals: StageTable(stageCount: 2, itemCount: 1, repeating: -52))
    for t in 0..<2 {
      point.columns[t, 0] = t == 0 ? 90 : 120
      point.columns[t, 1] = t == 0 ? 20 : 30
      point.balanceDuals[t, 0] = 10
      point.balanceDuals[t, 1] = 50
    }
    return point
  }

  private static let cost = 10.0 * 210 + 50 * 50

  private func certificate(_ change: (inout StagedPoint) -> Void = { _ in }) -> Certificate {
    var point = Self.optimum()
    change(&point)
    return Certificate.compute(for: Self.program(), at: point)
  }

  @Test("an optimal pair leaves nothing")
  func optimal() {
    let certificate = certificate()
    expectClose(certificate.primalObjective, Self.cost, absolute: 1e-9)
    expectClose(certificate.safeLowerBound, Self.cost, absolute: 1e-9)
    expectClose(certificate.relativeGap, 0, absolute: 1e-12)
    expectClose(certificate.primalResidual, 0, absolute: 1e-12)
    expectClose(certificate.dualResidual, 0, absolute: 1e-12)
    expectClose(certificate.complementarity, 0, absolute: 1e-9)
  }

  @Test("a broken balance, network row, state row or bound is seen with its place")
  func primal() {
    let balance = certificate { $0.columns[1, 0] += 3 }
    expectClose(balance.primalResidual, 3, absolute: 1e-12)
    #expect(balance.worstPrimal == "stage 1, balance A")
    let row = certificate {
      $0.network[0, 0] += 2
      $0.columns[0, 0] += 2
      $0.columns[0, 1] -= 2
    }
    expectClose(row.primalResidual, 2, absolute: 1e-12)
    #expect(row.worstPrimal == "stage 0, network row line")
    let level = certificate { $0.levels[0, 0] += 1 }
    expectClose(level.primalResidual, 1, absolute: 1e-12)
    #expect(level.worstPrimal == "stage 0, level of store")
    let bound = certificate {
      $0.columns[0, 2] = 21
      $0.columns[0, 1] += 21
      $0.levels[0, 0] += 21 * 0.9
      $0.levels[1, 0] += 21 * 0.9
    }
    expectClose(bound.primalResidual, 18.9, absolute: 1e-9)
    #expect(bound.worstPrimal == "stage 1, level of store")
  }

  @Test("a free column's reduced cost and a negative shadow price are dual residuals")
  func dual() {
    let price = certificate { $0.balanceDuals[1, 0] += 0.25 }
    expectClose(price.dualResidual, 0.25, absolute: 1e-12)
    #expect(price.worstDual == "stage 1, network column exchange")
    let shadow = certificate {
      $0.networkDuals[0, 0] = -1
      $0.balanceDuals[0, 1] = 9
    }
    expectClose(shadow.dualResidual, 1, absolute: 1e-12)
    #expect(shadow.worstDual == "stage 0, network row line")
  }

  @Test("a multiplier on a slack bound is a product and opens the gap")
  func complementarity() {
    // At 55 the dear supplier would run at full output: 170 MW away, at 5 each.
    let certificate = certificate {
      $0.balanceDuals[1, 1] = 55
      $0.networkDuals[1, 0] = 45
    }
    expectClose(certificate.complementarity, 5 * 170, absolute: 1e-9)
    #expect(certificate.worstComplementarity == "stage 1, column dear")
    #expect(certificate.relativeGap > 0.1)
  }

  @Test("numbers that are none are never a pass")
  func notANumber() {
    let certificate = certificate { $0.columns[0, 0] = .nan }
    #expect(certificate.primalResidual.isNaN)
    #expect(certificate.worstPrimal == "stage 0, balance A")
  }

  @Test("where nothing bounds a column that wins without end, the bound is minus infinity")
  func unbounded() {
    var builder = ProgramBuilder(stages: 1)
    let zone = builder.balance("A", demand: [10])
    builder.column("supply", balance: [zone: 1], cost: [20], upper: [50])
    builder.networkColumn("free", balance: [:])
    builder.networkRow("line", factors: [1], limit: [5])
    let program = builder.build()
    for shadowPrice in [0.0, 3] {
      var point = StagedPoint(zeroOf: program)
      point.networkDuals[0, 0] = shadowPrice
      let bound = Certificate.compute(for: program, at: point).safeLowerBound
      #expect(bound == (shadowPrice == 0 ? 0 : -.infinity))
    }
  }

  @Test("the safe bound never exceeds the optimum, whatever the duals")
  func safeBound() throws {
    for seed in UInt64(0)..<30 {
      let program = RandomProgram.make(seed: seed)
      let optimum = try solved(program)
      let cost = program.objective(at: optimum)
      var random = SeededGenerator(seed: seed)
      for size in [0.01, 1, 30] {
        var point = optimum
        for path in [\StagedPoint.balanceDuals, \.networkDuals, \.stateDuals] {
          for i in point[keyPath: path].values.indices {
            point[keyPath: path].values[i] += random.uniform(-size...size)
          }
        }
        let bound = Certificate.compute(for: program, at: point).safeLowerBound
        #expect(bound <= cost + 1e-7 * abs(cost) + 1e-6, "seed \(seed), change \(size)")
      }
    }
  }

  @Test("free columns are bounded through one another's balances")
  func impliedBounds() {
    // A ships to B only, B to C, C has 10 to 30 of supply and 25 of load.
    var builder = ProgramBuilder(stages: 1)
    let a = builder.balance("A", demand: [5])
    let b = builder.balance("B", demand: [0])
    let c = builder.balance("C", demand: [25])
    builder.column("at A", balance: [a: 1], cost: [1], upper: [20])
    builder.column("at C", balance: [c: 1], cost: [2], lower: [10], upper: [30])
    builder.networkColumn("A to B", balance: [a: -1, b: 1])
    builder.networkColumn("B to C", balance: [b: -1, c: 1])
    let program = builder.build()
    var point = StagedPoint(
      columns: StageTable(stageCount: 1, itemCount: 2),
      network: StageTable(stageCount: 1, itemCount: 2),
      levels: StageTable(stageCount: 1, itemCount: 0),
      balanceDuals: StageTable(stageCount: 1, itemCount: 3),
      networkDuals: StageTable(stageCount: 1, itemCount: 0),
      stateDuals: StageTable(stageCount: 1, itemCount: 0))
    // With all duals 0 but C's (1): reduced costs 1, 1, 0 and −1; the last column is at most
    // 20 − 5 = 15 through A, or 15 through C. Bound: 25 − 15 + 10 = 20.
    point.balanceDuals[0, 2] = 1
    let bound = Certificate.compute(for: program, at: point).safeLowerBound
    expectClose(bound, 20, absolute: 1e-12)
  }
}
