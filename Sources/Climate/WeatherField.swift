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
/// A place's factor depends on its coordinates alone, whatever other places are asked for.
struct WeatherField {
  let name: String
  let timeConstantHours: Double
  let lengthKM: Double
  let seed: UInt64
  let climateYear: Int
  let count: Int
  let stepHours: Double
  private var noiseOfNode: [Int: [Double]] = [:]

  init(
    name: String, settings: ClimateParameters.Factor, seed: UInt64, climateYear: Int,
    axis: TimeAxis
  ) {
    self.name = name
    timeConstantHours = settings.timeConstantHours
    lengthKM = settings.lengthKM
    self.seed = seed
    self.climateYear = climateYear
    count = axis.count
    stepHours = axis.stepHours
  }

  /// The factor at a place, one value per time unit.
  mutating func values(at place: Place) -> [Double] {
    var mixed = [Double](repeating: 0, count: count)
    for (node, weight) in Lattice.weights(around: place, lengthKM: lengthKM) {
      let noise = noise(of: node)
      for t in 0..<count { mixed[t] += weight * noise[t] }
    }
    return autoregression(of: mixed, timeConstantHours: timeConstantHours, stepHours: stepHours)
  }

  private mutating func noise(of node: Int) -> [Double] {
    if let known = noiseOfNode[node] { return known }
    let stream = RandomStream(seed: seed, climateYear: climateYear, name: "\(name)/node \(node)")
    let noise = stream.normals(count: count)
    noiseOfNode[node] = noise
    return noise
  }
}

/// Turns independent standard normals into a stationary process of the same variance.
func autoregression(
  of noise: [Double], timeConstantHours: Double, stepHours: Double
) -> [Double] {
  let phi = exp(-stepHours / timeConstantHours)
  let fresh = sqrt(1 - phi * phi)
  var result = noise
  for t in result.indices.dropFirst() { result[t] = phi * result[t - 1] + fresh * noise[t] }
  return result
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
