// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Orthonormal directions of a subspace, found one by one.
struct OrthonormalDirections {
  let dimension: Int
  private(set) var directions: [[Double]] = []

  init(dimension: Int) { self.dimension = dimension }

  /// What is left of a vector outside the subspace.
  ///
  /// Projects twice: once leaves the rounding of long vectors behind.
  func remainder(_ vector: [Double]) -> [Double] {
    var rest = vector
    for _ in 0..<2 {
      for direction in directions {
        var share = 0.0
        for k in 0..<dimension { share += rest[k] * direction[k] }
        for k in 0..<dimension { rest[k] -= share * direction[k] }
      }
    }
    return rest
  }

  /// Adds the part of a vector outside the subspace as a direction, if it is more than `share` of
  /// the vector's length.
  mutating func add(_ vector: [Double], share: Double) {
    let rest = remainder(vector)
    let size = Self.length(rest)
    guard size > share * Self.length(vector), size > 0 else { return }
    directions.append(rest.map { $0 / size })
  }

  /// Directions that complete the subspace to the whole space.
  var complement: OrthonormalDirections {
    var all = self
    while all.directions.count < dimension {
      // The axis that sticks out most: rounding stays small.
      let rests = (0..<dimension).map { axis in
        all.remainder((0..<dimension).map { $0 == axis ? 1 : 0 })
      }
      var longest = 0
      for axis in 1..<dimension where Self.length(rests[axis]) > Self.length(rests[longest]) {
        longest = axis
      }
      all.add(rests[longest], share: 0)
    }
    var result = OrthonormalDirections(dimension: dimension)
    result.directions = Array(all.directions.dropFirst(directions.count))
    return result
  }

  /// The coordinates of a vector along the directions.
  func coordinates(_ vector: some Collection<Double>) -> [Double] {
    directions.map { direction in
      var sum = 0.0
      for (a, b) in zip(vector, direction) { sum += a * b }
      return sum
    }
  }

  /// The vector with these coordinates.
  func vector(_ coordinates: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: dimension)
    for (share, direction) in zip(coordinates, directions) {
      for k in 0..<dimension { result[k] += share * direction[k] }
    }
    return result
  }

  static func length(_ vector: [Double]) -> Double {
    var squares = 0.0
    for value in vector { squares += value * value }
    return squares.squareRoot()
  }
}
