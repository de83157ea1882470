// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

extension DCNetwork {
  /// The connected parts of the grid when some circuits are out, in the order of their first bus,
  /// with the buses of each in the order of the table.
  ///
  /// - Complexity: O(buses + circuits)
  package func connectedParts(without lost: [Int]) -> [[Row<Bus>]] {
    var parent = Array(0..<busCount)
    func root(_ bus: Int) -> Int {
      var bus = bus
      while parent[bus] != bus {
        parent[bus] = parent[parent[bus]]
        bus = parent[bus]
      }
      return bus
    }
    for (index, circuit) in circuits.enumerated() where !lost.contains(index) {
      let a = root(circuit.from.index)
      let b = root(circuit.to.index)
      // The smaller row stays the root, so that parts come out in the order of the table.
      parent[max(a, b)] = min(a, b)
    }
    var partOfRoot = [Int](repeating: -1, count: busCount)
    var parts: [[Row<Bus>]] = []
    for bus in 0..<busCount {
      let root = root(bus)
      if partOfRoot[root] < 0 {
        partOfRoot[root] = parts.count
        parts.append([])
      }
      parts[partOfRoot[root]].append(Row(bus))
    }
    return parts
  }
}
