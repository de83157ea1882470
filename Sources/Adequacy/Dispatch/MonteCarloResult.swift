// SPDX-License-Identifier: Apache-2.0
import MarketCoupling

/// How the Monte Carlo years of a system are dispatched.
package struct MonteCarloOptions: Sendable {
  package var network = NetworkModel.flowBased
  /// Whether every bidding zone is on its own, whatever the network.
  package var isolatesZones = false
  package var sharing = SharingRule.curtailmentSharing
  package var storage = StorageRule.earliest
  /// Outage patterns of each climate year; of the first round where an error is to be reached.
  package var samples = 10
  /// Nil: the samples given, whatever their error.
  package var target: ErrorTarget?
  /// Of the outages; the climate has its own.
  package var seed: UInt64 = 1
  package var threads = 1
  /// Hours above this are short, MW.
  package var threshold = ShortageThreshold.interiorPoint

  package init() {}

  /// As results name it.
  package var networkName: String { isolatesZones ? "isolated" : network.rawValue }
}

/// A shortage event in one of the Monte Carlo years.
package struct MonteCarloEvent: Hashable, Sendable {
  package var year: MonteCarloYear
  package var event: ShortageEvent
}

/// One node over all Monte Carlo years.
package struct NodeAdequacy: Sendable {
  package var name: String
  package var table: MonteCarloTable
  package var indices: AdequacyIndices
  /// In order of climate year, sample and time.
  package var events: [MonteCarloEvent]
  /// Energy not served as the least total left it, before it was shared, MWh/yr.
  package var eensBeforeSharing: TwoLevelEstimate
  /// The same with units out of the market used, which all other figures leave out; nil where the
  /// system has none.
  package var withOutOfMarket: AdequacyIndices?
}

/// What Monte Carlo years of one system come to.
package struct MonteCarloResult: Sendable {
  package var nodes: [NodeAdequacy]
  /// All nodes together: an hour is short if any of them is.
  package var system: NodeAdequacy
  package var rounds: MonteCarloRounds
  package var monteCarloYears: Int
  /// Hours over all Monte Carlo years, and those that were solved in windows with their stores.
  package var hours: Int
  package var windowHours: Int
  package var windows: Int
  package var networkHours: Int
  /// Monte Carlo years that had to be solved whole.
  package var wholeYears: Int
  /// What the energy not served may be above the least, MWh over all Monte Carlo years.
  package var gapMWh: Double
  /// As ``YearShortages/unsettledWindows``, over all Monte Carlo years.
  package var unsettledWindows: Int
}
