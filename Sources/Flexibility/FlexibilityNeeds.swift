// SPDX-License-Identifier: Apache-2.0

/// The three time scales of needs that come from residual load.
package enum NeedPeriod: String, CaseIterable, Sendable {
  /// Hours against the mean of their day.
  case day
  /// Days against the mean of their week.
  case week
  /// Seasons (see ``NeedCalendar/Season``) against the mean of all hours.
  case year
}

/// The flexibility need of a residual load on one time scale, and any technology's share of it, as
/// one linear functional.
///
/// With items `i` (hours, days, seasons) of `h_i` hours in blocks `b` (days, weeks, the year), and
/// means weighted by hours,
///
///     need = Σ_i h_i max(0, mean_i RL − mean_b RL)
///
/// which is half the absolute deviation. With `H` the items whose mean is above that of their
/// block, this is `Σ_t w_t RL_t` where `w_t = Δ ([t in H] − hours of H in the block / hours of the
/// block)`. The contribution of a technology with output `z` (generation, less consumption) is
/// `Σ_t w_t z_t`: where outputs sum to the residual load, contributions sum to the need.
///
/// An item that equals its block's mean adds nothing to the need and stands outside `H`, so that it
/// adds to no contribution either. Equal means: within 1e-11 of the largest residual load, so that
/// the rounding of a mean decides nothing.
///
/// Source: the residual-load indicators of the METIS studies; contributions as in the flexibility
/// reports of the Joint Research Centre (2023).
package struct NeedFunctional: Sendable {
  /// MWh of need per MW, by time unit; they sum to 0 within each block.
  package let weights: [Double]

  /// - Complexity: O(units)
  package init(residualLoad: [Double], period: NeedPeriod, blocks: TimeBlocks) {
    precondition(
      residualLoad.count == blocks.unitCount,
      "\(residualLoad.count) values beside \(blocks.unitCount) time units")
    let items = Self.itemStarts(period, blocks)
    var weights = [Double](repeating: 0, count: residualLoad.count)
    let sums = residualLoad.withUnsafeBufferPointer { values in
      (0..<items.starts.count - 1).map { item in
        var sum = 0.0
        for t in items.starts[item]..<items.starts[item + 1] { sum += values[t] }
        return sum
      }
    }
    let largest = residualLoad.reduce(0) { max($0, $1.magnitude) }
    let tolerance = equalMeansShare * largest
    for block in 0..<items.blocks.count - 1 {
      let members = items.blocks[block]..<items.blocks[block + 1]
      let units = items.starts[members.lowerBound]..<items.starts[members.upperBound]
      let mean = members.reduce(0) { $0 + sums[$1] } / Double(units.count)
      let high = members.filter { item in
        let count = items.starts[item + 1] - items.starts[item]
        return sums[item] / Double(count) - mean > tolerance
      }
      let highCount = high.reduce(0) { $0 + items.starts[$1 + 1] - items.starts[$1] }
      let share = Double(highCount) / Double(units.count)
      for t in units { weights[t] = -blocks.stepHours * share }
      for item in high {
        for t in items.starts[item]..<items.starts[item + 1] {
          weights[t] = blocks.stepHours * (1 - share)
        }
      }
    }
    self.weights = weights
  }

  /// The contribution of an output in MW (negative for consumption); the need itself where it is
  /// the residual load. MWh.
  package func callAsFunction(_ output: [Double]) -> Double {
    precondition(output.count == weights.count, "\(output.count) values, \(weights.count) units")
    var sum = 0.0
    for t in weights.indices { sum += weights[t] * output[t] }
    return sum
  }

  /// First unit of each item and first item of each block, ends included.
  private static func itemStarts(
    _ period: NeedPeriod, _ blocks: TimeBlocks
  ) -> (starts: [Int], blocks: [Int]) {
    switch period {
    case .day: (Array(0...blocks.unitCount), blocks.dayStarts)
    case .week: (blocks.dayStarts, blocks.weekStarts)
    case .year:
      (blocks.seasonStarts.map { blocks.dayStarts[$0] }, [0, blocks.seasonStarts.count - 1])
    }
  }
}

/// Means this close, as a share of the largest residual load, are equal: sums of a year of hours
/// are good to about 1e-12.
private let equalMeansShare = 1e-11
