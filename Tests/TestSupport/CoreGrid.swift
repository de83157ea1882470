// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra

/// A random meshed grid with several nodes per zone, and the zonal factors of its branches in the
/// base state and after the loss of each other branch.
struct CoreGrid {
  private let zoneOfNode: [Int]
  private var candidates: [Candidate] = []

  private struct Candidate {
    let branch: Int
    let nodal: [Double]
    let zonal: [Double]
    let spread: Double
  }

  init(zones: Int, using random: inout SeededGenerator) {
    var zoneOfNode: [Int] = []
    for z in 0..<zones { zoneOfNode += [Int](repeating: z, count: 2 + z % 3 * 2) }
    self.zoneOfNode = zoneOfNode
    let nodes = zoneOfNode.count
    let places = zoneOfNode.map { z in
      (
        Double(z % 4) * 5 + random.uniform(-2.5...2.5),
        Double(z / 4) * 4 + random.uniform(-2...2)
      )
    }
    func distance(_ a: Int, _ b: Int) -> Double {
      let (dx, dy) = (places[a].0 - places[b].0, places[a].1 - places[b].1)
      return (dx * dx + dy * dy).squareRoot() + 0.1
    }
    // A chain joins all nodes; three near neighbours each make it meshed.
    var branches: [(Int, Int)] = (1..<nodes).map { ($0 - 1, $0) }
    for a in 0..<nodes {
      let near = (0..<nodes).filter { $0 != a }.sorted { distance(a, $0) < distance(a, $1) }
      for b in near.prefix(3) where !branches.contains(where: { $0 == (a, b) || $0 == (b, a) }) {
        branches.append((a, b))
      }
    }
    let susceptance = branches.map { 1 / distance($0.0, $0.1) }

    var laplacian = Matrix(rows: nodes - 1, columns: nodes - 1)
    for (l, (a, b)) in branches.enumerated() {
      for (i, j, sign) in [(a, a, 1.0), (b, b, 1), (a, b, -1), (b, a, -1)] where i > 0 && j > 0 {
        laplacian[i - 1, j - 1] += sign * susceptance[l]
      }
    }
    guard let factor = try? CholeskyFactor(laplacian) else {
      preconditionFailure("the grid is connected")
    }
    let inverse = factor.solve(.identity(nodes - 1))
    func angle(_ i: Int, _ n: Int) -> Double { i == 0 || n == 0 ? 0 : inverse[i - 1, n - 1] }
    let factors = branches.indices.map { l in
      (0..<nodes).map {
        susceptance[l] * (angle(branches[l].0, $0) - angle(branches[l].1, $0))
      }
    }
    // Generation shift keys: random shares of the nodes of a zone.
    var share = zoneOfNode.map { _ in random.uniform(0.3...1) }
    for z in 0..<zones {
      let members = zoneOfNode.indices.filter { zoneOfNode[$0] == z }
      let total = members.reduce(0) { $0 + share[$1] }
      for n in members { share[n] /= total }
    }
    for l in branches.indices {
      for lost in [-1] + Array(branches.indices) where lost != l {
        var nodal = factors[l]
        if lost >= 0 {
          let (a, b) = branches[lost]
          let rest = 1 - (factors[lost][a] - factors[lost][b])
          guard rest > 1e-6 else { continue }
          let moved = (factors[l][a] - factors[l][b]) / rest
          for n in 0..<nodes { nodal[n] += moved * factors[lost][n] }
        }
        var zonal = [Double](repeating: 0, count: zones)
        for n in 0..<nodes { zonal[zoneOfNode[n]] += share[n] * nodal[n] }
        candidates.append(
          Candidate(
            branch: l, nodal: nodal, zonal: zonal, spread: zonal.max()! - zonal.min()!))
      }
    }
    candidates.sort { ($0.spread, -$0.branch) > ($1.spread, -$1.branch) }
    var uses = [Int](repeating: 0, count: branches.count)
    candidates = candidates.filter { candidate in
      uses[candidate.branch] += 1
      return uses[candidate.branch] <= 2
    }
  }

  /// Zonal factors of the elements that exchanges load most, at most two states of one branch.
  func elements(count: Int) -> [[Double]] { candidates.prefix(count).map(\.zonal) }

  /// Nodal factor of an element at the first node of a zone.
  func firstNodeFactor(_ element: Int, zone: Int) -> Double {
    candidates[element].nodal[zoneOfNode.firstIndex(of: zone)!]
  }
}
