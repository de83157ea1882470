// SPDX-License-Identifier: Apache-2.0

/// A feasible polyhedron seen from a point of its relative interior, in the directions that its
/// rows tell apart: `x = origin + Σ y_i direction_i`.
///
/// Left out are directions that some rows forbid together (`a · x ≤ b` with `-a · x ≤ -b`, or any
/// set that amounts to it) and directions that no row sees. In what remains the polyhedron has an
/// interior and, for want of a line, a vertex.
struct PolyhedronFrame {
  /// Rows that hold with equality in every feasible point.
  var tightRows: [Int] = []
  /// The other rows that can bind: slack at the origin, always positive, and unit normal in the
  /// frame, one after another.
  var rows: [Int] = []
  var slacks: [Double] = []
  var normals: [Double] = []
  var dimension = 0

  enum Outcome {
    case frame(PolyhedronFrame)
    /// Rows that no point meets together.
    case empty(rows: [Int])
    case stopped
  }

  /// Entries of a unit row that come to less than this after a projection are rounding.
  static let smallestNormal = 1e-9

  static func find(in polyhedron: Polyhedron) -> Outcome {
    let n = polyhedron.dimension
    var forbidden = OrthonormalDirections(dimension: n)
    var equalityRows: [Int] = []
    var origin = [Double](repeating: 0, count: n)
    // Each round with tight rows takes away at least one direction.
    while true {
      let free = forbidden.complement
      let seen = SeenRows(polyhedron, along: free, at: origin)
      if let row = seen.violatedRow { return .empty(rows: (equalityRows + [row]).sorted()) }
      switch seen.polyhedron.interior() {
      case .stopped: return .stopped
      case .empty(let certificate):
        let rows = Set(equalityRows).union(certificate.map { seen.rows[$0.row] })
        return .empty(rows: rows.sorted())
      case .flat(let point, let weights):
        let step = free.vector(point)
        for k in 0..<n { origin[k] += step[k] }
        let directionsBefore = forbidden.directions.count
        for weight in weights {
          let row = seen.rows[weight.row]
          equalityRows.append(row)
          forbidden.add(Array(polyhedron.normal(row)), share: smallestNormal)
        }
        if forbidden.directions.count == directionsBefore { return .stopped }
      case .open(let center, _):
        let step = free.vector(center)
        for k in 0..<n { origin[k] += step[k] }
        return .frame(
          PolyhedronFrame(
            seen: SeenRows(polyhedron, along: free, at: origin), equalityRows: equalityRows))
      }
    }
  }

  private init(seen: SeenRows, equalityRows: [Int]) {
    tightRows = Set(equalityRows).union(seen.tightRows).sorted()
    let m = seen.polyhedron.dimension
    // Only directions in which some row has an entry: elsewhere there is no vertex.
    var visible = OrthonormalDirections(dimension: m)
    for index in seen.rows.indices where visible.directions.count < m {
      visible.add(Array(seen.polyhedron.normal(index)), share: 1e-6)
    }
    dimension = visible.directions.count
    if dimension == m {  // as most often: all there is, without turning it
      rows = seen.rows
      slacks = seen.polyhedron.offsets
      normals = seen.polyhedron.normals
      return
    }
    for index in seen.rows.indices {
      let coordinates = visible.coordinates(seen.polyhedron.normal(index))
      let size = OrthonormalDirections.length(coordinates)
      guard size > Self.smallestNormal else { continue }
      rows.append(seen.rows[index])
      slacks.append(seen.polyhedron.offsets[index] / size)
      normals.append(contentsOf: coordinates.map { $0 / size })
    }
  }

  func normal(_ index: Int) -> ArraySlice<Double> {
    normals[index * dimension..<(index + 1) * dimension]
  }

  func polyhedron(of indices: some Sequence<Int>) -> Polyhedron {
    var result = Polyhedron(dimension: dimension)
    for index in indices { result.append(row: normal(index), bound: slacks[index]) }
    return result
  }
}

/// The rows of a polyhedron as they look along some directions from a point.
private struct SeenRows {
  /// Rows with an entry along the directions.
  var rows: [Int] = []
  var polyhedron: Polyhedron
  /// Rows without one: the same everywhere, met with equality or not at all.
  var tightRows: [Int] = []
  var violatedRow: Int?

  init(_ full: Polyhedron, along free: OrthonormalDirections, at origin: [Double]) {
    let isWhole = free.directions.count == full.dimension
    polyhedron = Polyhedron(dimension: free.directions.count)
    polyhedron.reserve(full.rowCount)
    rows.reserveCapacity(full.rowCount)
    let reach = origin.reduce(0) { max($0, $1.magnitude) }
    for row in 0..<full.rowCount {
      let normal = full.normal(row)
      var slack = full.offsets[row]
      for (a, x) in zip(normal, origin) { slack -= a * x }
      let coordinates = isWhole ? normal : free.coordinates(normal)[...]
      var largest = 0.0
      for value in coordinates { largest = max(largest, value.magnitude) }
      if largest > PolyhedronFrame.smallestNormal {
        rows.append(row)
        polyhedron.append(row: coordinates, bound: slack)
        continue
      }
      let isEmptyRow = normal.allSatisfy { $0 == 0 }
      let tolerance =
        Polyhedron.flatness
        * max(full.offsets[row].magnitude, isEmptyRow ? 0 : reach, 1e-4 * full.scale)
      if slack < -tolerance {
        if violatedRow == nil { violatedRow = row }
      } else if slack <= tolerance && !isEmptyRow {
        tightRows.append(row)
      }
    }
  }
}
