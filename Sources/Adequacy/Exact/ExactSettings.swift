// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What exact indices depend on beside supply and load.
public struct ExactSettings: Hashable, Sendable {
  /// An hour is short where more than this is not served; far above the rounding of exact tables and
  /// far below any load. MW.
  public static let defaultThresholdMW = 1e-3

  public var thresholdMW: Double
  /// Error of the load forecast; nil for a load that is known.
  public var loadUncertainty: LoadUncertainty?

  public init(
    thresholdMW: Double = ExactSettings.defaultThresholdMW,
    loadUncertainty: LoadUncertainty? = nil
  ) {
    self.thresholdMW = thresholdMW
    self.loadUncertainty = loadUncertainty
  }

  /// The factors on the load and their probabilities.
  var loadFactors: [(factor: Double, probability: Double)] {
    loadUncertainty?.factors ?? [(1, 1)]
  }
}

/// A normally distributed error of the load forecast, one for the whole year and all zones: all
/// hours are high or low together.
///
/// The distribution is cut into classes of equal width from −3 to +3 standard deviations; the outer
/// two take the tails beyond. With seven classes their width is one standard deviation and their
/// probabilities are the 0.006, 0.061, 0.242, 0.382 ... of the reliability literature, here not
/// rounded.
///
/// Source: R. Billinton, R. N. Allan, *Reliability Evaluation of Power Systems*, 2nd ed. (1996),
/// section 2.7.
public struct LoadUncertainty: Hashable, Sendable {
  /// Standard deviation, share of the load.
  public let sigma: Double
  /// Number of classes, odd and at least 3.
  public let steps: Int

  /// - Throws: a `sigma` that is negative or would make a load negative (1/3 or more), and a number of
  ///   classes that is even, below 3 or above 999.
  public init(sigma: Double, steps: Int = 7) throws(ExactAdequacyError) {
    var problems: [String] = []
    if !(sigma >= 0 && sigma * Self.span < 1) {
      problems.append(
        "the load has a standard deviation of \(sigma) of itself; give a share from 0 to below 1/3")
    }
    if !(3...999).contains(steps) || steps % 2 == 0 {
      problems.append(
        "the load uncertainty has \(steps) classes; give an odd number from 3 to 999, 7 by custom")
    }
    if !problems.isEmpty { throw ExactAdequacyError(problems) }
    self.sigma = sigma
    self.steps = steps
  }

  /// Middle of the outermost class, standard deviations.
  private static let span = 3.0

  /// The factors on the load, rising, with their probabilities.
  public var factors: [(factor: Double, probability: Double)] {
    let width = 2 * Self.span / Double(steps - 1)
    return (0..<steps).map { step in
      let middle = Double(2 * step + 1 - steps) / 2 * width
      let below = step == 0 ? 0 : normalProbability(below: middle - width / 2)
      let upTo = step == steps - 1 ? 1 : normalProbability(below: middle + width / 2)
      return (1 + sigma * middle, upTo - below)
    }
  }
}

private func normalProbability(below deviations: Double) -> Double {
  0.5 * erfc(-deviations / 2.0.squareRoot())
}
