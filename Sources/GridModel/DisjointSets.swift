// SPDX-License-Identifier: Apache-2.0

/// Sets of positions that grow by being joined; each goes by its smallest member.
package struct DisjointSets: Sendable {
  private var parent: [Int]

  /// Each of `count` positions on its own.
  package init(count: Int) { parent = Array(0..<count) }

  /// The smallest position of the set that holds `position`.
  package mutating func smallest(with position: Int) -> Int {
    var position = position
    while parent[position] != position {
      parent[position] = parent[parent[position]]
      position = parent[position]
    }
    return position
  }

  package mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (smallest(with: a), smallest(with: b))
    parent[max(a, b)] = min(a, b)
  }
}
