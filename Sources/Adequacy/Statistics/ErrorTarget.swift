// SPDX-License-Identifier: Apache-2.0

/// The error that a Monte Carlo run is to reach before it ends.
package struct ErrorTarget: Hashable, Sendable {
  package enum Index: String, CaseIterable, Sendable {
    case eens
    case lole
  }

  /// Standard error over mean.
  package var relativeError: Double
  package var index: Index
  /// Bidding zones whose index must have it; all zones together if empty.
  package var zones: [String]
  /// Samples per climate year at most.
  package var mostSamples: Int

  package init(
    relativeError: Double, index: Index = .eens, zones: [String] = [], mostSamples: Int
  ) {
    self.relativeError = relativeError
    self.index = index
    self.zones = zones
    self.mostSamples = mostSamples
  }
}

/// What the rounds of a Monte Carlo run came to.
package struct MonteCarloRounds: Hashable, Sendable {
  package enum Ending: String, Sendable {
    /// The samples asked for are drawn; no error was asked for.
    case given
    case reached
    case mostSamples = "most_samples"
    /// The outages are known well enough and the climate years alone leave more than the error
    /// asked for.
    case climateYears = "climate_years"
  }

  package struct Round: Hashable, Sendable {
    /// Samples per climate year at its end.
    package var samples: Int
    /// Largest standard error over mean of the indices aimed at; infinite where one is 0, nil where
    /// none is aimed at.
    package var relativeError: Double?

    package init(samples: Int, relativeError: Double? = nil) {
      self.samples = samples
      self.relativeError = relativeError
    }
  }

  package var rounds: [Round]
  package var ending: Ending

  package init(rounds: [Round], ending: Ending) {
    self.rounds = rounds
    self.ending = ending
  }

  /// Per climate year, in all rounds.
  package var samples: Int { rounds.last?.samples ?? 0 }
  package var relativeError: Double? { rounds.last?.relativeError }
}
