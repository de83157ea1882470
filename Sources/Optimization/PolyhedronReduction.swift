// SPDX-License-Identifier: Apache-2.0

/// The ways of finding the rows that shape a polyhedron.
package enum RedundancyMethod: String, Sendable, Equatable, CaseIterable {
  /// Ray shooting, and a linear program for each row it leaves open.
  case linearProgramming
  /// The convex hull of the rows divided by their slack at an interior point.
  case convexHull
}

/// The rows that a polyhedron cannot do without.
package struct PolyhedronReduction: Sendable, Equatable {
  /// Rising. Without the others the polyhedron is the same.
  package var keptRows: [Int]
  /// Rising; not empty if and only if the polyhedron is: rows that no point meets together.
  package var conflictingRows: [Int] = []
  package var method: RedundancyMethod
  /// Why another method was taken than asked for; empty if none was.
  package var notes: [String] = []
}

extension Polyhedron {
  /// Finds a smallest set of rows with the same feasible points.
  ///
  /// A row goes if the others bound it to within `1e-9` of its distance from an interior point.
  /// Of rows that say the same the first is kept, so the result does not depend on the order of
  /// the rows beyond that. Rows that hold with equality everywhere (pairs `a · x ≤ b`,
  /// `-a · x ≤ -b`) are kept as far as they are needed to say so. An empty polyhedron keeps all
  /// its rows.
  ///
  /// - Complexity: linear programming: O(rows × kept rows × dimension) times a few pivots.
  ///   Convex hull: O(rows) in practice at four dimensions, but its facets multiply with each
  ///   dimension, so above ``HullCandidates/largestDimension`` linear programming steps in.
  package func reduced(by method: RedundancyMethod) -> PolyhedronReduction {
    let all = Array(0..<rowCount)
    switch PolyhedronFrame.find(in: self) {
    case .stopped:
      return PolyhedronReduction(
        keptRows: all, method: .linearProgramming,
        notes: ["no interior point was found within rounding; every row is kept"])
    case .empty(let rows):
      var notes: [String] = []
      if method == .convexHull {
        notes = ["there is no interior point: linear programming instead of the convex hull"]
      }
      return PolyhedronReduction(
        keptRows: all, conflictingRows: smallestConflict(in: rows), method: .linearProgramming,
        notes: notes)
    case .frame(let frame):
      var reduction = frame.essentialRows(by: method)
      reduction.keptRows += neededEqualities(frame.tightRows)
      reduction.keptRows.sort()
      return reduction
    }
  }

  /// At most `dimension + 1` of the conflicting rows that conflict by themselves.
  private func smallestConflict(in rows: [Int]) -> [Int] {
    var program = Polyhedron(dimension: dimension)
    for row in rows { program.append(row: normal(row), bound: offsets[row]) }
    let nothing = [Double](repeating: 0, count: dimension)
    guard case .infeasible(let certificate) = program.maximize(nothing) else { return rows }
    return certificate.map { rows[$0.row] }
  }

  /// The rows among those that always hold with equality that imply the others; of equals the
  /// first.
  private func neededEqualities(_ tightRows: [Int]) -> [Int] {
    var kept = tightRows
    for row in tightRows.reversed() {
      let others = kept.filter { $0 != row }
      var program = Polyhedron(dimension: dimension)
      for other in others { program.append(row: normal(other), bound: offsets[other]) }
      guard case .optimal(let optimum) = program.maximize(Array(normal(row))) else { continue }
      let reach = optimum.point.reduce(offsets[row].magnitude) { max($0, $1.magnitude) }
      if optimum.value <= offsets[row] + Self.flatness * max(reach, 1e-4 * scale) { kept = others }
    }
    return kept
  }
}

extension PolyhedronFrame {
  /// How far beyond its slack a row must reach to be needed, as a share of the slack.
  static let smallestShare = 1e-9

  func essentialRows(by method: RedundancyMethod) -> PolyhedronReduction {
    let distinct = distinctRows()
    var notes: [String] = []
    if method == .convexHull {
      switch HullCandidates.find(distinct, in: self) {
      case .found(let candidates, let doubtful):
        let kept = settled(candidates, doubtful: doubtful)
        return PolyhedronReduction(keptRows: kept.map { rows[$0] }, method: .convexHull)
      case .unsuitable(let reason):
        notes.append("\(reason): linear programming instead of the convex hull")
      }
    }
    let candidates = rayShootingCandidates(distinct)
    let kept = settled(candidates.found, doubtful: candidates.doubtful)
    return PolyhedronReduction(
      keptRows: kept.map { rows[$0] }, method: .linearProgramming, notes: notes)
  }

  /// The rows without those parallel to a tighter row or to an equal row that stands before.
  private func distinctRows() -> [Int] {
    let sameDirection = 1e-11
    let sameSlack = 1e-11
    // Parallel rows share this key; others hardly ever do.
    let weights = (0..<dimension).map { 1 / (Double($0) + 1.618) }
    var keyed: [(key: Double, index: Int)] = []
    keyed.reserveCapacity(rows.count)
    for index in rows.indices {
      var key = 0.0
      for (k, weight) in weights.enumerated() { key += weight * normals[index * dimension + k] }
      keyed.append((key, index))
    }
    // What order equal keys come in does not matter: each run is sorted again.
    keyed.sort { $0.key < $1.key }
    var isDropped = [Bool](repeating: false, count: rows.count)
    var start = 0
    while start < keyed.count {
      var end = start + 1
      while end < keyed.count, keyed[end].key - keyed[end - 1].key <= 4 * sameDirection {
        end += 1
      }
      if end == start + 1 {
        start = end
        continue
      }
      let run = keyed[start..<end].map(\.index)
        .sorted { (slacks[$0], $0) < (slacks[$1], $1) }
      for (position, tightest) in run.enumerated() where !isDropped[tightest] {
        let parallel = run[position...].filter { other in
          !isDropped[other]
            && zip(normal(other), normal(tightest)).allSatisfy {
              ($0 - $1).magnitude <= sameDirection
            }
        }
        let first =
          parallel.filter { slacks[$0] <= slacks[tightest] * (1 + sameSlack) }.min() ?? tightest
        for other in parallel where other != first { isDropped[other] = true }
      }
      start = end
    }
    return rows.indices.filter { !isDropped[$0] }
  }

  /// Drops each doubtful candidate that the other candidates imply, last first.
  private func settled(_ candidates: [Int], doubtful: [Int]) -> [Int] {
    var kept = candidates.sorted()
    for index in doubtful.sorted(by: >) {
      let others = kept.filter { $0 != index }
      guard case .optimal(let optimum) = polyhedron(of: others).maximize(Array(normal(index)))
      else { continue }
      if optimum.value <= slacks[index] * (1 + Self.smallestShare) { kept = others }
    }
    return kept
  }
}
