// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// RTS-79 twice with a tie that never fails: independent outages, the same load, surplus shared,
/// shortage not. A draw is one hour of the year with one outage state of each area, each hour and
/// state by itself ("state sampling"): no sequence in time.
struct TwoAreaSampling: Sendable {
  private let load: [Double]
  /// By MW available: the probability of having no more.
  private let cumulative: [Double]

  /// Energy not served in one hour in both areas together, MWh.
  struct Draw {
    /// With the tie.
    var connected: Double
    /// Each area by itself.
    var isolated: Double
    /// As one area.
    var copperplate: Double
  }

  init() throws {
    load = try RTS79Fleet.load()
    var probability = [1.0]
    for unit in try RTS79Fleet.assets() {
      guard case .constant(let installed) = unit.capacity else { continue }
      let size = Int(installed)
      var next = [Double](repeating: 0, count: probability.count + size)
      for (available, share) in probability.enumerated() {
        next[available] += share * unit.forcedOutageRate
        next[available + size] += share * (1 - unit.forcedOutageRate)
      }
      probability = next
    }
    var sum = 0.0
    cumulative = probability.map {
      sum += $0
      return sum
    }
  }

  func draw(tieMW: Double, _ generator: inout SeededGenerator) -> Draw {
    let demand = load[Int(generator.uniform(0...1) * Double(load.count)) % load.count]
    let first = demand - available(generator.uniform(0...1))
    let second = demand - available(generator.uniform(0...1))
    let isolated = max(0, first) + max(0, second)
    let help = min(tieMW, max(0, min(max(first, second), max(-first, -second))))
    return Draw(
      connected: isolated - help, isolated: isolated, copperplate: max(0, first + second))
  }

  /// The smallest MW whose cumulative probability reaches `level`.
  private func available(_ level: Double) -> Double {
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] < level { low = middle + 1 } else { high = middle }
    }
    return Double(low)
  }
}

/// Exact figures of the two areas by enumeration of all pairs of states in all hours.
struct TwoAreaExact: Sendable, CustomStringConvertible {
  var tieMW: Double
  /// Of both areas together, MWh per year of 8,736 h.
  var eens: Double
  /// Variance of plain draws over that with controls: isolated, copperplate, both.
  var ratios: [Double]
  /// Of an hour's energy not served, MWh²: with the tie, less isolated, less copperplate.
  var variance: Double
  var varianceLessIsolated: Double
  var varianceLessCopperplate: Double

  static let isolatedEENS = 2352.597
  static let copperplateEENS = 120.9066
  static let isolatedVariance = 62.8536
  static let copperplateVariance = 4.0417

  static let all = [
    TwoAreaExact(
      tieMW: 100, eens: 1054.9980, ratios: [7.6945, 1.2739, 9.2583], variance: 27.213,
      varianceLessIsolated: 12.9137, varianceLessCopperplate: 21.5294),
    TwoAreaExact(
      tieMW: 200, eens: 483.4370, ratios: [2.5658, 1.6429, 4.0406], variance: 12.4493,
      varianceLessIsolated: 31.5983, varianceLessCopperplate: 7.61628),
    TwoAreaExact(
      tieMW: 300, eens: 248.6174, ratios: [1.5792, 2.8173, 4.2728], variance: 6.80339,
      varianceLessIsolated: 44.6099, varianceLessCopperplate: 2.42203),
    TwoAreaExact(
      tieMW: 500, eens: 131.5910, ratios: [1.1774, 27.9455, 29.9833], variance: 4.2385,
      varianceLessIsolated: 54.422, varianceLessCopperplate: 0.151796),
  ]

  var description: String { "tie of \(tieMW) MW" }
}
