// SPDX-License-Identifier: Apache-2.0

/// One level of a multilevel estimator: what a finer model says more than a coarser one.
package struct MultilevelLevel: Sendable {
  package var name: String
  /// Cost of one draw in any one unit, the same for all levels.
  package var cost: Double
  /// The difference of the finer and the coarser model on one and the same draw, by number of the
  /// draw; the coarsest level gives its model alone. A pure function of the number, and draws of
  /// different levels are independent of each other.
  package var difference: @Sendable (Int) -> Double

  package init(
    name: String, cost: Double, difference: @escaping @Sendable (Int) -> Double
  ) {
    precondition(cost > 0, "cost \(cost) of level \(name)")
    self.name = name
    self.cost = cost
    self.difference = difference
  }
}

/// A mean as a sum over levels of models: many draws of cheap ones, few of the dear differences.
///
///     mean = exact + sum over levels of average(difference)
///     standard error² = sum over levels of variance / draws + (largest deviation / draws)²
///
/// The second term is that of a sample in which the draw farthest from the mean had occurred once
/// more (``TwoLevelEstimate``): differences come from few deep events.
/// Unbiased for any number of draws fixed beforehand; `exact` holds a coarsest model whose mean is
/// known by convolution.
///
/// Source: M. Giles, "Multilevel Monte Carlo path simulation", Operations Research 56 (2008),
/// pp. 607-617; on adequacy S. Tindemans, G. Strbac, "Accelerating system adequacy assessment using
/// the multilevel Monte Carlo approach", Electric Power Systems Research 189 (2020), 106740.
package struct MultilevelEstimate: Hashable, Sendable {
  package struct Level: Hashable, Sendable {
    package var name: String
    package var mean: Double
    /// Variance of one draw.
    package var variance: Double
    package var cost: Double
    package var draws: Int
    /// Of a draw from the mean.
    package var largestDeviation: Double
    /// How many draws carry the variance, as in ``ControlVariateEstimate``.
    package var effectiveDraws: Double

    /// From deviations from the mean; those of a climate year from its own mean.
    init(
      name: String, mean: Double, deviations: [Double], climateYears: Int = 1, cost: Double
    ) {
      precondition(cost > 0, "cost \(cost) of level \(name)")
      self.name = name
      self.mean = mean
      variance =
        deviations.reduce(0) { $0 + $1 * $1 } / Double(max(1, deviations.count - climateYears))
      self.cost = cost
      draws = deviations.count
      largestDeviation = deviations.reduce(0) { max($0, $1.magnitude) }
      effectiveDraws = ControlVariateEstimate.effectiveDraws(deviations)
    }

    /// Cost of all draws.
    package var spent: Double { cost * Double(draws) }
  }

  package var exact: Double
  package var levels: [Level]

  /// Evaluates draws `0..<draws[level]` of each level, in order.
  package init(exact: Double = 0, levels: [MultilevelLevel], draws: [Int]) {
    precondition(levels.count == draws.count && !levels.isEmpty, "draws for each level")
    precondition(draws.allSatisfy { $0 > 1 }, "two draws of each level at least: \(draws)")
    self.exact = exact
    self.levels = zip(levels, draws).map { Self.evaluate($0, draws: $1) }
  }

  init(exact: Double, levels: [Level]) {
    self.exact = exact
    self.levels = levels
  }

  private static func evaluate(_ level: MultilevelLevel, draws: Int) -> Level {
    let values = (0..<draws).map { level.difference($0) }
    let mean = values.reduce(0, +) / Double(draws)
    return Level(
      name: level.name, mean: mean, deviations: values.map { $0 - mean }, cost: level.cost)
  }

  package var estimate: Estimate {
    let tail = levels.reduce(0) {
      let once = $1.largestDeviation / Double($1.draws)
      return $0 + once * once
    }
    return Estimate(
      mean: levels.reduce(exact) { $0 + $1.mean },
      standardError: (samplingVariance + tail).squareRoot(),
      sampleCount: levels.map(\.draws).min() ?? 0)
  }

  /// Square of the standard error without the allowance for deep events.
  package var samplingVariance: Double {
    levels.reduce(0) { $0 + $1.variance / Double($1.draws) }
  }

  /// What is to be said of the error; nil where enough draws carry it at every level.
  package var warning: String? {
    levels.map(\.effectiveDraws).min().flatMap { fewDrawsWarning($0) }
  }

  package var cost: Double { levels.reduce(0) { $0 + $1.spent } }

  /// Draws by level that reach a standard error at least cost, as these variances have it:
  ///
  ///     n[l] = sqrt(v[l] / c[l]) sum over k of sqrt(v[k] c[k]) / error²
  ///
  /// At least two each, so that the variance can be seen.
  package func optimalDraws(standardError: Double) -> [Int] {
    precondition(standardError > 0, "standard error \(standardError)")
    let scale =
      levels.reduce(0) { $0 + ($1.variance * $1.cost).squareRoot() }
      / (standardError * standardError)
    return draws(scale: scale)
  }

  /// Draws by level that have the least standard error for a total cost.
  package func optimalDraws(cost: Double) -> [Int] {
    let price = levels.reduce(0) { $0 + ($1.variance * $1.cost).squareRoot() }
    return draws(scale: price > 0 ? cost / price : 0)
  }

  private func draws(scale: Double) -> [Int] {
    levels.map { max(2, Int(((($0.variance / $0.cost).squareRoot()) * scale).rounded(.up))) }
  }

  /// Variance of plain draws of the full model at the same cost over that of this estimator, both
  /// without the allowance for deep events.
  ///
  /// - Parameters:
  ///   - variance: of one draw of the full model.
  ///   - cost: of one such draw.
  package func varianceRatio(plainVariance variance: Double, plainCost: Double) -> Double {
    variance / (cost / plainCost) / samplingVariance
  }
}
