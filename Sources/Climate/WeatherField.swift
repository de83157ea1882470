// SPDX-License-Identifier: Apache-2.0
import Glibc
import GridModel
import Quantities

/// One weather factor over the map: standard normal at every place, correlated in space and time.
///
/// Independent noise sits on a fixed lattice of nodes, one random stream per node. A place sees the
/// nodes around it with Gaussian weights of length `l`, so that two places at distance `d` correlate
/// as `exp(-(d / 2l)²)`. In time the factor is autoregressive of first order:
///
///     z[t] = phi z[t-1] + sqrt(1 - phi²) noise[t],   phi = exp(-step / time constant)
///
/// A place's factor depends on its coordinates alone, whatever other places are asked for. What does
/// not depend on the year (which place sees which node) is worked out once.
struct WeatherField: Sendable {
  let name: String
  let timeConstantHours: Double
  let places: [Place]
  /// Nodes that some place sees, rising, and where the entries of each begin.
  private var nodes: [Int] = []
  private var firstEntry: [Int] = [0]
  private var placeOfEntry: [Int] = []
  private var weightOfEntry: [Double] = []

  /// - Parameter places: each place once counts; others are dropped.
  init(name: String, settings: ClimateParameters.Factor, places: [Place]) {
    var distinct: [Place] = []
    for place in places where !distinct.contains(place) { distinct.append(place) }
    self.name = name
    timeConstantHours = settings.timeConstantHours
    self.places = distinct
    var seen = [[(place: Int, weight: Double)]](repeating: [], count: Lattice.nodeCount)
    for (index, place) in distinct.enumerated() {
      for (node, weight) in Lattice.weights(around: place, lengthKM: settings.lengthKM) {
        seen[node].append((index, weight))
      }
    }
    for node in seen.indices where !seen[node].isEmpty {
      nodes.append(node)
      placeOfEntry += seen[node].map(\.place)
      weightOfEntry += seen[node].map(\.weight)
      firstEntry.append(placeOfEntry.count)
    }
  }

  /// The factor at each of ``places``, one value per time unit.
  func values(seed: UInt64, climateYear: Int, axis: TimeAxis) -> [[Double]] {
    let count = axis.count
    let streams = nodes.map {
      RandomStream(seed: seed, climateYear: climateYear, name: "\(name)/node \($0)")
    }
    var mixed = [Double](repeating: 0, count: places.count * count)
    let phi = exp(-axis.stepHours / timeConstantHours)
    mixed.withUnsafeMutableBufferPointer { mixed in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.blockLength) { noise in
        guard let rows = mixed.baseAddress, let noise = noise.baseAddress else { return }
        for start in stride(from: 0, to: count, by: Self.blockLength) {
          let length = min(Self.blockLength, count - start)
          for (index, stream) in streams.enumerated() {
            stream.fill(noise, from: start / 2, pairs: (length + 1) / 2)
            for entry in firstEntry[index]..<firstEntry[index + 1] {
              add(
                weightOfEntry[entry], noise, to: rows + placeOfEntry[entry] * count + start,
                count: length)
            }
          }
        }
        for place in places.indices { makeAutoregressive(rows + place * count, count, phi: phi) }
      }
    }
    return places.indices.map { Array(mixed[$0 * count..<($0 + 1) * count]) }
  }

  /// Even, and small enough for the rows of all places to stay in the cache.
  private static let blockLength = 1024
}

@inline(__always)
private func add(
  _ weight: Double, _ noise: UnsafePointer<Double>, to row: UnsafeMutablePointer<Double>,
  count: Int
) {
  for t in 0..<count { row[t] += weight * noise[t] }
}

/// Turns independent standard normals into a stationary process of the same variance.
private func makeAutoregressive(
  _ values: UnsafeMutablePointer<Double>, _ count: Int, phi: Double
) {
  let fresh = sqrt(1 - phi * phi)
  for t in 1..<max(1, count) { values[t] = phi * values[t - 1] + fresh * values[t] }
}

/// The fixed nodes that carry the noise: Europe with a margin, about 220 km apart. Changing any of
/// these numbers changes every synthetic year.
enum Lattice {
  static let southernmost = 30.0
  static let westernmost = -18.0
  static let stepLatitude = 2.0
  static let stepLongitude = 3.0
  static let rows = 22
  static let columns = 18
  static let nodeCount = rows * columns
  /// Nodes whose weight is below this share of the nearest one's are left out.
  static let leastWeight = 1e-3

  /// Nodes by number with their weights, whose squares sum to 1.
  static func weights(around place: Place, lengthKM: Double) -> [(node: Int, weight: Double)] {
    var raw: [(node: Int, distance: Double)] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let node = Place(
          latitude: southernmost + stepLatitude * Double(row),
          longitude: westernmost + stepLongitude * Double(column))
        raw.append((row * columns + column, place.distanceKM(to: node)))
      }
    }
    let nearest = raw.map(\.distance).min() ?? 0
    let weighted = raw.map { node, distance in
      let excess = (distance * distance - nearest * nearest) / (2 * lengthKM * lengthKM)
      return (node: node, weight: exp(-excess))
    }.filter { $0.weight >= leastWeight }
    let norm = sqrt(weighted.reduce(0) { $0 + $1.weight * $1.weight })
    return weighted.map { ($0.node, $0.weight / norm) }
  }
}
