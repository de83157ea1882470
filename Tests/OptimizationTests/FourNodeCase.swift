// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra
import Optimization
import TestSupport

/// Zones {1, 2}, {3}, {4}; lines 1-2, 2-4, 4-3, 3-1 of equal reactance and 500, 500, 500, 200 MW;
/// loads of 200 MW at node 2 and 400 MW at node 4.
enum FourNodeCase {
  static func program(share: Double) -> StagedProgram {
    // A ring of four equal lines in the order of nodes 1, 2, 4, 3: power from ring position p to
    // position 0 takes the two ways round in inverse proportion to their length.
    let ringPosition = [1: 0, 2: 1, 4: 2, 3: 3]
    func factor(line: Int, node: Int) -> Double {
      let p = Double(ringPosition[node]!)
      // Lines before the position carry it backwards to position 0, the others forwards.
      return line < ringPosition[node]! ? -(4 - p) / 4 : p / 4
    }
    func zonal(line: Int, _ nodes: [Int]) -> Double {
      nodes.reduce(0) { $0 + factor(line: line, node: $1) } / Double(nodes.count)
    }
    var builder = ProgramBuilder(stages: 1)
    let a = builder.balance("A", demand: [200])
    let b = builder.balance("B", demand: [0])
    let c = builder.balance("C", demand: [400])
    builder.column("g1", balance: [a: 1], cost: [5], upper: [1000])
    builder.column("g2", balance: [a: 1], cost: [70], upper: [500])
    builder.column("g3", balance: [b: 1], cost: [15], upper: [700])
    builder.column("g4", balance: [c: 1], cost: [40], upper: [800])
    // The position of C is minus the sum of the others.
    builder.networkColumn("NP A", balance: [a: -1, c: 1])
    builder.networkColumn("NP B", balance: [b: -1, c: 1])
    for (line, (name, capacity)) in [("1-2", 500.0), ("2-4", 500), ("4-3", 500), ("3-1", 200)]
      .enumerated()
    {
      let reference = zonal(line: line, [4])
      let factors = [zonal(line: line, [1, 2]) - reference, zonal(line: line, [3]) - reference]
      for sign in [1.0, -1.0] {
        builder.networkRow(
          "\(name) \(sign)", factors: factors.map { sign * $0 }, limit: [share * capacity])
      }
    }
    return builder.build()
  }
}
