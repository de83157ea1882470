// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

extension DCNetwork {
  /// The connected parts of the grid when some circuits are out, in the order of their first bus,
  /// with the buses of each in the order of the table.
  ///
  /// - Complexity: O(buses + circuits)
  package func connectedParts(without lost: [Int]) -> [[Row<Bus>]] {
    var sets = DisjointSets(count: busCount)
    for (index, circuit) in circuits.enumerated() where !lost.contains(index) {
      sets.join(circuit.from.index, circuit.to.index)
    }
    var partOfRoot = [Int](repeating: -1, count: busCount)
    var parts: [[Row<Bus>]] = []
    for bus in 0..<busCount {
      let root = sets.smallest(with: bus)
      if partOfRoot[root] < 0 {
        partOfRoot[root] = parts.count
        parts.append([])
      }
      parts[partOfRoot[root]].append(Row(bus))
    }
    return parts
  }
}
