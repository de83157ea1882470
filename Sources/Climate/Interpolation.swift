// SPDX-License-Identifier: Apache-2.0
import Quantities

/// Which two monthly values a day lies between, and how far it is towards the second.
struct MonthBlend: Sendable {
  /// December to February.
  let isWinter: Bool
  private let first: Int
  private let second: Int
  private let weight: Double

  /// - Parameter februaryDays: length of February; that of the year where nil.
  init(_ date: CivilDate, februaryDays: Int? = nil) {
    let february = februaryDays ?? (CivilDate.isLeap(date.year) ? 29 : 28)
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    let month = date.month - 1
    isWinter = [12, 1, 2].contains(date.month)
    let position = (Double(date.day) - 0.5) / Double(lengths[month])
    if position < 0.5 {
      first = (month + 11) % 12
      second = month
      weight = position + 0.5
    } else {
      first = month
      second = (month + 1) % 12
      weight = position - 0.5
    }
  }

  func value(_ months: [Double]) -> Double {
    months[first] * (1 - weight) + months[second] * weight
  }
}

/// Maps a standard normal to a distribution given by its quantiles: straight lines between them,
/// the outermost ones prolonged.
struct QuantileCurve: Sendable {
  /// Standard normal quantiles of ``ClimateParameters/quantileProbabilities``.
  ///
  /// Source: tabulated values of the inverse normal distribution, six decimals.
  static let scores: [Double] = [
    -3.090232, -2.326348, -1.644854, -1.281552, -0.674490, 0, 0.674490, 1.281552, 1.644854,
    2.326348, 3.090232,
  ]
  private let values: [Double]

  init(_ values: [Double]) {
    precondition(values.count == Self.scores.count, "\(values.count) quantiles")
    self.values = values
  }

  func callAsFunction(_ z: Double) -> Double {
    var high = 1
    while high < Self.scores.count - 1 && Self.scores[high] <= z { high += 1 }
    let share = (z - Self.scores[high - 1]) / (Self.scores[high] - Self.scores[high - 1])
    return values[high - 1] + share * (values[high] - values[high - 1])
  }
}
