// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling

/// What Monte Carlo years are drawn from and dispatched in, for estimators that need several runs.
package struct SampledStudy: Sendable {
  package let system: EnergySystem
  /// In order of their climate years.
  package let years: [AdequacyYear]
  package let schedule: DomainSchedule?
  package let options: MonteCarloOptions
  let network: ShortageNetwork

  /// - Parameter options: samples are those of the network for each climate year.
  package init(
    system: EnergySystem, years: [AdequacyYear], schedule: DomainSchedule?,
    options: MonteCarloOptions
  ) {
    precondition(!years.isEmpty && options.samples > 1, "\(years.count) climate years")
    self.system = system
    self.years = years.sorted { $0.climateYear < $1.climateYear }
    self.schedule = schedule
    self.options = options
    network = ShortageNetwork(
      system: system, inputs: years[0].inputs, model: options.network, schedule: schedule)
  }

  /// First samples of runs that must be independent of each other: draws of one run never occur in
  /// another while runs have fewer than 2^30 samples.
  enum FirstSample {
    static let network = 0
    static let pilot = 1 << 30
    static let coarse = 2 << 30
  }

  /// The network, with everything that the options say.
  func networkResult(firstSample: Int, samples: Int) throws -> MonteCarloResult {
    var options = options
    options.samples = samples
    return try monteCarloAdequacy(
      system: system, years: years, schedule: schedule, options: options,
      firstSample: firstSample)
  }
}

/// The index that an estimator sharpens.
package enum SharpenedIndex: String, CaseIterable, Sendable {
  /// MWh/yr.
  case eens
  /// h/yr.
  case lole

  func value(_ shortage: AnnualShortage) -> Double {
    switch self {
    case .eens: shortage.energyNotServedMWh
    case .lole: Double(shortage.shortHours)
    }
  }

  func value(_ shortage: CoarseShortage) -> Double {
    switch self {
    case .eens: shortage.energyNotServedMWh
    case .lole: shortage.shortHours
    }
  }
}
