// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// Connected random grids for laws that must hold on any grid.
package struct RandomGrid {
  package var zoneCount = 3
  package var busCount = 12
  /// Branches beside the spanning tree that keeps the grid in one piece.
  package var extraBranches = 14
  /// Share of the branches with a negative reactance (series compensation).
  package var negativeShare = 0.0
  package var phaseShifters = 1
  /// Share of the branches with two circuits.
  package var doubleCircuitShare = 0.0

  package init(
    zoneCount: Int = 3, busCount: Int = 12, extraBranches: Int = 14, negativeShare: Double = 0,
    phaseShifters: Int = 1, doubleCircuitShare: Double = 0
  ) {
    self.zoneCount = zoneCount
    self.busCount = busCount
    self.extraBranches = extraBranches
    self.negativeShare = negativeShare
    self.phaseShifters = phaseShifters
    self.doubleCircuitShare = doubleCircuitShare
  }

  /// Buses go round the zones; a chain in random order joins them, further branches join any two.
  package func make(using generator: inout SeededGenerator) -> Grid {
    let buses = (0..<busCount).map { Bus(name: "b\($0)", zone: Row($0 % zoneCount)) }
    let order = Array(0..<busCount).shuffled(using: &generator)
    var ends = zip(order, order.dropFirst()).map { ($0, $1) }
    while ends.count < busCount - 1 + extraBranches {
      let from = Int.random(in: 0..<busCount, using: &generator)
      let to = Int.random(in: 0..<busCount, using: &generator)
      if from != to { ends.append((from, to)) }
    }
    let branches = ends.enumerated().map { index, ends in
      // The chain stays positive, so that a compensated branch rarely cancels all of a bus.
      let isNegative = index >= busCount - 1 && generator.uniform(0...1) < negativeShare
      let isDouble = generator.uniform(0...1) < doubleCircuitShare
      let isTie = buses[ends.0].zone != buses[ends.1].zone
      return Branch(
        name: "l\(index)", from: Row(ends.0), to: Row(ends.1), circuits: isDouble ? 2 : 1,
        resistanceOhm: generator.uniform(1...5),
        reactanceOhm: generator.uniform(10...60) * (isNegative ? -3 : 1),
        maximumCurrentA: generator.uniform(800...3000), tap: generator.uniform(0.95...1.05),
        phaseShiftDegrees: index < phaseShifters ? generator.uniform(-5...5) : 0,
        kind: isTie ? .tie : .line)
    }
    return Grid(buses: buses, branches: branches)
  }

  /// Random nodal injections that sum to zero, MW.
  package static func balancedInjections(
    busCount: Int, using generator: inout SeededGenerator
  ) -> [Double] {
    let raw = (0..<busCount).map { _ in generator.uniform(-500...500) }
    let mean = raw.reduce(0, +) / Double(busCount)
    return raw.map { $0 - mean }
  }
}
