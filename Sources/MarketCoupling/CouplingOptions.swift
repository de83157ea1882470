// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import Optimization

/// How a system is coupled. Every default is what the summary and the manifest state.
package struct CouplingOptions: Sendable {
  package var network: NetworkModel = .flowBased
  /// Market time units of the series to couple; nil for all.
  package var range: Range<Int>?
  /// Slope of every bounded column, EUR/MWh from one bound to the other: ties are shared in
  /// proportion. 0 gives the pure linear program.
  package var slopeEURPerMWh = 0.0001
  package var capacity = CapacitySettings()
  package var solver = SolverSettings()
  package var renewableHydrogen = RenewableHydrogenSettings()
  /// Whether minimum loads of electrolysers without a profile of commitment hold, by rounding after
  /// the last pass and solving once more.
  package var commitsElectrolysers = false

  package init() {}
}

/// What a run is doing, for a progress line.
package struct CouplingProgress: Sendable {
  package enum Stage: String, Sendable {
    case baseCase = "base case (NTC)"
    case capacityCalculation = "capacity calculation"
    case marketCoupling = "market coupling"
    case renewableHydrogen = "renewable hydrogen"
  }
  package var stage: Stage
  /// Rough share of the whole run that is done, 0 to 1.
  package var share: Double
  /// One short line: iteration, gap, residual.
  package var detail: String
}

/// Why a system cannot be coupled as asked. Complete: every problem found, in words.
package struct CouplingError: Error, Equatable, Sendable, CustomStringConvertible {
  package var problems: [String]

  package init(_ problems: [String]) { self.problems = problems }

  package var description: String { problems.joined(separator: "\n") }
}
