// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Powers of two that bring a program's numbers to the size the method is tuned for.
///
/// The starting point, the regularisation and the barrier parameter are absolute numbers; they fit
/// programs whose largest right-hand side is near 100 and whose typical cost is near 64 (gigawatts
/// and EUR/MWh of a large market). A power of two changes no digit.
struct ProgramScale: Equatable, Sendable {
  /// One scaled unit of a column, level or right-hand side, in the caller's units.
  let quantity: Double
  /// One scaled unit of cost per unit, in the caller's units.
  let price: Double

  static let largestQuantity = 100.0
  static let typicalPrice = 64.0
  static let smallestPriceShare = 1e-3

  var objective: Double { quantity * price }

  init(of program: StagedProgram) {
    var largest = program.demand.values.reduce(0) { max($0, abs($1)) }
    if largest == 0 {
      for (l, u) in zip(program.lower.values, program.upper.values) {
        largest = max(largest, u - l)
      }
    }
    quantity = Self.powerOfTwo(near: largest / Self.largestQuantity)

    var prices: [Double] = []
    let step = max(1, program.stageCount / 64)
    for t in stride(from: 0, to: program.stageCount, by: step) {
      for j in program.columns.indices where program.upper[t, j] > program.lower[t, j] {
        let middle = 0.5 * (program.lower[t, j] + program.upper[t, j])
        let price = abs(program.cost[t, j] + program.curvature[t, j] * middle)
        if price > 0 { prices.append(price) }
      }
    }
    prices.sort()
    // Hurdles and the slopes of free columns are no prices.
    let smallest = (prices.last ?? 0) * Self.smallestPriceShare
    let material = prices.drop { $0 < smallest }
    let median =
      material.isEmpty ? Self.typicalPrice : material[(material.startIndex + material.endIndex) / 2]
    price = Self.powerOfTwo(near: median / Self.typicalPrice)
  }

  private static func powerOfTwo(near value: Double) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    return exp2(log2(value).rounded())
  }
}
