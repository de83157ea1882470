// SPDX-License-Identifier: Apache-2.0

/// How many Monte Carlo years each level of a multilevel estimate gets, for each climate year.
package struct MultilevelPlan: Sendable {
  /// Network years from which the weights of the coarse models are fitted; not used otherwise.
  package var pilot: Int
  /// Years of the coarse models alone; nil where their means are exact.
  package var coarse: Int?
  /// Years of the network less the coarse models.
  package var network: Int
  /// Costs of one year of the coarse models and of the network in any one unit.
  package var coarseCost: Double
  package var networkCost: Double

  package init(
    pilot: Int, coarse: Int?, network: Int, coarseCost: Double, networkCost: Double
  ) {
    precondition(pilot > 4 && coarse ?? 2 > 1 && network > 1, "too few years")
    self.pilot = pilot
    self.coarse = coarse
    self.network = network
    self.coarseCost = coarseCost
    self.networkCost = networkCost
  }
}

package struct MultilevelAdequacy: Sendable {
  package var estimate: MultilevelEstimate
  /// Of the sum of all isolated zones and of the copperplate.
  package var weights: [Double]
  /// Variance over outages of plain network years at the same cost over that of the estimate; the
  /// pilot's cost is not in it.
  package var varianceRatio: VarianceRatio
}

/// An index of the whole system as the mean of weighted coarse models plus the mean of what the
/// network says beyond them.
///
///     index = E[Σ w c] + E[network − Σ w c]
///
/// `c` are the sum of all zones on their own and the copperplate; the weights `w` come from a pilot
/// with draws of its own, so that the estimate is unbiased. The first mean is exact or from many
/// years of the coarse models, the second from few years of the network. Errors are those over
/// outages, the climate years held fixed: all levels have the same.
///
/// - Throws: as ``PairedYears/init(_:means:)``.
package func multilevelAdequacy(
  _ study: SampledStudy, index: SharpenedIndex, plan: MultilevelPlan
) throws -> MultilevelAdequacy {
  let nodes = study.network.nodeCount
  let controls = Control.all(of: CoarseModel.allCases, node: nil, nodes: nodes)
  func draws(firstSample: Int, samples: Int) throws -> (network: [Double], coarse: [[Double]]) {
    let network = try study.networkResult(firstSample: firstSample, samples: samples)
    let coarse = try coarseShortages(study, firstSample: firstSample, samples: samples)
    return (
      network.system.table.entries.map { index.value($0.shortage) },
      controls.map { $0.values(coarse, index) }
    )
  }
  let pilot = try draws(firstSample: SampledStudy.FirstSample.pilot, samples: plan.pilot)
  func runs(_ samples: Int) -> [Range<Int>] {
    study.years.indices.map { $0 * samples..<($0 + 1) * samples }
  }
  func level(_ name: String, _ values: [Double], samples: Int, cost: Double)
    -> MultilevelEstimate.Level
  {
    MultilevelEstimate.Level(
      name: name, mean: values.reduce(0, +) / Double(values.count),
      deviations: ControlVariateEstimate.centred(values, runs(samples)),
      climateYears: study.years.count, cost: cost)
  }
  let weights = ControlVariateEstimate.leastSquares(
    pilot.network, pilot.coarse, runs(plan.pilot))
  let fine = try draws(firstSample: SampledStudy.FirstSample.network, samples: plan.network)
  let approximation = weightedSum(fine.coarse, weights, count: fine.network.count)
  let differences = zip(fine.network, approximation).map { $0 - $1 }
  var levels: [MultilevelEstimate.Level] = []
  var exact = 0.0
  if let samples = plan.coarse {
    let coarse = try coarseShortages(
      study, firstSample: SampledStudy.FirstSample.coarse, samples: samples)
    let sums = weightedSum(
      controls.map { $0.values(coarse, index) }, weights, count: coarse.years.count)
    levels.append(level("coarse", sums, samples: samples, cost: plan.coarseCost))
  } else {
    for year in study.years {
      let means = try ExactCoarseMeans(study, year: year)
      exact += zip(controls, weights).reduce(0) { $0 + $1.1 * means.mean(of: $1.0, index) }
    }
    exact /= Double(study.years.count)
  }
  levels.append(
    level(
      "network less coarse", differences, samples: plan.network,
      cost: plan.coarseCost + plan.networkCost))
  let estimate = MultilevelEstimate(exact: exact, levels: levels)
  return MultilevelAdequacy(
    estimate: estimate, weights: weights,
    varianceRatio: ratio(
      fine.network, differences, runs(plan.network), estimate, networkCost: plan.networkCost))
}

/// Of plain network years to the levels at equal cost. Its error is that of the last level, from
/// whose draws the variance of a plain year comes as well.
private func ratio(
  _ network: [Double], _ differences: [Double], _ runs: [Range<Int>],
  _ estimate: MultilevelEstimate, networkCost: Double
) -> VarianceRatio {
  let single = VarianceRatio(
    ControlVariateEstimate.centred(network, runs),
    over: ControlVariateEstimate.centred(differences, runs), climateYears: runs)
  let last = estimate.levels[estimate.levels.count - 1]
  // Variance of a draw of the last level at the cost of a network year, over the whole at that cost.
  let whole = estimate.samplingVariance * estimate.cost / networkCost
  return single.scaled(by: whole > 0 ? last.variance / whole : 1)
}
