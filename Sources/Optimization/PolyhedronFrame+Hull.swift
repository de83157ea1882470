// SPDX-License-Identifier: Apache-2.0
import CQhull

/// The rows that may be vertices of the convex hull of all rows divided by their slack at the
/// origin of a frame, and of the origin: by duality, the rows that the others do not imply.
///
/// Source: C. B. Barber, D. P. Dobkin, H. Huhdanpaa, "The Quickhull Algorithm for Convex Hulls",
/// ACM Transactions on Mathematical Software 22 (1996), no. 4, pp. 469–483, through Qhull.
enum HullCandidates {
  case found([Int], doubtful: [Int])
  case unsuitable(String)

  /// The number of facets grows with the power dimension / 2 of the number of rows.
  static let largestDimension = 6
  /// Above this ratio of distances the coordinates of the points lose too many digits.
  private static let largestSlackRatio = 1e7
  /// A vertex that stands out by less, as a share of its distance from the origin, is left to a
  /// linear program.
  private static let clearShare = 1e-6

  static func find(_ indices: [Int], in frame: PolyhedronFrame) -> HullCandidates {
    let n = frame.dimension
    if n < 2 { return .unsuitable("there is no hull in \(n) dimensions") }
    if n > largestDimension {
      return .unsuitable("a hull in \(n) dimensions has too many facets")
    }
    var nearest = Double.infinity
    var farthest = 0.0
    for index in indices {
      nearest = min(nearest, frame.slacks[index])
      farthest = max(farthest, frame.slacks[index])
    }
    if farthest > largestSlackRatio * nearest {
      return .unsuitable("the interior point is too close to a row")
    }

    // In units of the nearest row, so that no coordinate exceeds one; the origin comes last.
    var points: [Double] = []
    points.reserveCapacity((indices.count + 1) * n)
    for index in indices {
      for value in frame.normal(index) { points.append(value * nearest / frame.slacks[index]) }
    }
    points.append(contentsOf: repeatElement(0, count: n))
    var place = [UInt8](repeating: 0, count: indices.count + 1)
    var outward = [Double](repeating: 0, count: points.count)
    let error = hull_classify(Int32(n), Int32(indices.count + 1), points, &place, &outward)
    if error != 0 { return .unsuitable("Qhull ended with error \(error)") }

    let candidates = indices.indices.filter { place[$0] != UInt8(HULL_INSIDE.rawValue) }
    let doubtful = candidates.filter { candidate in
      place[candidate] != UInt8(HULL_VERTEX.rawValue)
        || !standsOut(candidate, of: candidates, points: points, outward: outward, n)
    }
    return .found(candidates.map { indices[$0] }, doubtful: doubtful.map { indices[$0] })
  }

  /// Whether a vertex is clearly farther out than all others along its outward direction.
  private static func standsOut(
    _ vertex: Int, of candidates: [Int], points: [Double], outward: [Double], _ n: Int
  ) -> Bool {
    func reach(_ candidate: Int) -> Double {
      (0..<n).reduce(0) { $0 + points[candidate * n + $1] * outward[vertex * n + $1] }
    }
    // The origin reaches zero.
    let others = candidates.reduce(0) { $1 == vertex ? $0 : max($0, reach($1)) }
    return reach(vertex) > others * (1 + clearShare) && reach(vertex) > 0
  }
}
