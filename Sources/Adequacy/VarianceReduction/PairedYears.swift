// SPDX-License-Identifier: Apache-2.0

/// An index of one zone, or of all, made sharper by coarse models of the same draws.
package struct ControlledIndex: Sendable {
  package var name: String
  /// With the means of the controls taken as exact.
  package var variates: ControlVariateEstimate
  /// Standard error that the means of the controls bring in; 0 where they are exact.
  package var meanError: Double

  /// With every error: climate years, outages, means of the controls.
  package var estimate: Estimate {
    let own = variates.controlled.estimate
    return Estimate(
      mean: own.mean,
      standardError: (own.standardError * own.standardError + meanError * meanError).squareRoot(),
      sampleCount: own.sampleCount)
  }

  /// Variance over outages of the plain mean over that of this estimate: how many times fewer
  /// network years do. What the coarse models cost is not in it.
  package var varianceRatio: VarianceRatio {
    let controlled = variates.controlled
    let own = (controlled.withinVariance ?? 0) / Double(controlled.monteCarloYears)
    guard meanError > 0, own > 0 else { return variates.varianceRatio }
    return variates.varianceRatio.scaled(by: own / (own + meanError * meanError))
  }
}

/// An index of each zone, in the order of the network's nodes, and of all together.
package struct ControlledAdequacy: Sendable {
  package var zones: [ControlledIndex]
  package var system: ControlledIndex
}

/// Monte Carlo years of the network, and the same draws with each zone on its own and with all as
/// one: indices by control variates.
package struct PairedYears: Sendable {
  package let network: MonteCarloResult
  package let coarse: CoarseShortages
  private let means: MeanSource

  /// Dispatches the study's samples in the network and in the coarse models, and finds the means of
  /// the latter.
  ///
  /// - Throws: ``OutageDataError``, ``ExactAdequacyError`` where means cannot be exact, and what
  ///   ``monteCarloAdequacy`` throws.
  package init(_ study: SampledStudy, means: ControlMeans) throws {
    let first = SampledStudy.FirstSample.network
    let samples = study.options.samples
    self.means = try MeanSource(study, means)
    coarse = try coarseShortages(study, firstSample: first, samples: samples)
    network = try study.networkResult(firstSample: first, samples: samples)
  }

  /// Unbiased where the means are exact (``ControlVariateEstimate``).
  ///
  /// - Parameter models: which coarse models serve as controls.
  package func controlled(
    _ index: SharpenedIndex, by models: [CoarseModel] = CoarseModel.allCases
  ) -> ControlledAdequacy {
    ControlledAdequacy(
      zones: network.nodes.enumerated().map { controlled($1, node: $0, index, models) },
      system: controlled(network.system, node: nil, index, models))
  }

  private func controlled(
    _ adequacy: NodeAdequacy, node: Int?, _ index: SharpenedIndex, _ models: [CoarseModel]
  ) -> ControlledIndex {
    let controls = Control.all(of: models, node: node, nodes: network.nodes.count)
    let runs = adequacy.table.climateYears
    let deviations = controls.map { control in
      var values = control.values(coarse, index)
      for (year, run) in runs.enumerated() {
        let mean = means.mean(of: control, index, climateYear: year)
        for draw in run { values[draw] -= mean }
      }
      return values
    }
    let variates = ControlVariateEstimate(
      values: adequacy.table.entries.map { index.value($0.shortage) }, deviations: deviations,
      climateYears: runs)
    return ControlledIndex(
      name: adequacy.name, variates: variates,
      meanError: means.error(of: controls, index, coefficients: variates.coefficients))
  }
}

/// Means of controls by climate year, with their common error.
private enum MeanSource: Sendable {
  case exact([ExactCoarseMeans])
  case sampled(CoarseShortages, runs: [Range<Int>])

  init(_ study: SampledStudy, _ means: ControlMeans) throws {
    switch means {
    case .exact:
      self = .exact(try study.years.map { try ExactCoarseMeans(study, year: $0) })
    case .sampled(let samples):
      let shortages = try coarseShortages(
        study, firstSample: SampledStudy.FirstSample.coarse, samples: samples)
      self = .sampled(
        shortages, runs: study.years.indices.map { $0 * samples..<($0 + 1) * samples })
    }
  }

  func mean(of control: Control, _ index: SharpenedIndex, climateYear: Int) -> Double {
    switch self {
    case .exact(let means): return means[climateYear].mean(of: control, index)
    case .sampled(let shortages, let runs):
      let run = runs[climateYear]
      return control.values(shortages, index)[run].reduce(0, +) / Double(run.count)
    }
  }

  /// Standard error of `Σ coefficient × mean`.
  func error(
    of controls: [Control], _ index: SharpenedIndex, coefficients: [Double]
  ) -> Double {
    guard case .sampled(let shortages, let runs) = self else { return 0 }
    let sum = weightedSum(
      controls.map { $0.values(shortages, index) }, coefficients, count: shortages.years.count)
    return TwoLevelEstimate(sum, climateYears: runs).outageStandardError ?? .infinity
  }
}

/// `Σ coefficient × values`, by draw.
func weightedSum(_ values: [[Double]], _ coefficients: [Double], count: Int) -> [Double] {
  var sum = [Double](repeating: 0, count: count)
  for (values, coefficient) in zip(values, coefficients) {
    for draw in sum.indices { sum[draw] += coefficient * values[draw] }
  }
  return sum
}
