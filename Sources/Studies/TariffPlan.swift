// SPDX-License-Identifier: Apache-2.0
import Accounts
import GridModel
import Scenarios

/// A tariff account of a study: what the network costs, what is booked, what a booking pays.
package struct TariffPlan: Sendable {
  package enum Tariff: Sendable, Equatable {
    /// Of the first year, EUR per MW of booked entry or exit capacity and year.
    case given(eurPerMWYear: Double)
    /// That which leaves the account even at its end.
    case levelised
  }

  package enum Network: Sendable {
    /// Amounts spent in years, and entry and exit capacity together; there is none before the first
    /// year of its path.
    case stated(investmentEUR: [(year: Int, value: Double)], capacityMW: YearlyPath)
    /// Pipelines of the case as each scenario has them: their investment, and an entry and an exit
    /// for the capacity of each.
    case pipelines(RowSelector)
  }

  /// Of the variant; empty where there is one alone.
  package var name: String
  package var firstYear: Int
  package var lastYear: Int
  package var interest: Double
  package var indexation: Double
  package var openingEUR: Double
  package var tariff: Tariff
  package var network: Network
  /// Of an investment without a life of its own.
  package var lifeYears: Int
  package var operationShare: Double
  /// Nil for that of each pipeline.
  package var bookedShare: YearlyPath?
  package var place: TextPlace?

  package init(
    name: String, firstYear: Int, lastYear: Int, interest: Double, indexation: Double = 0,
    openingEUR: Double = 0, tariff: Tariff, network: Network, lifeYears: Int,
    operationShare: Double = 0, bookedShare: YearlyPath?, place: TextPlace? = nil
  ) {
    self.name = name
    self.firstYear = firstYear
    self.lastYear = lastYear
    self.interest = interest
    self.indexation = indexation
    self.openingEUR = openingEUR
    self.tariff = tariff
    self.network = network
    self.lifeYears = lifeYears
    self.operationShare = operationShare
    self.bookedShare = bookedShare
    self.place = place
  }

  /// The end of the ramp-up of the German hydrogen core network.
  package static let customaryLastYear = 2055

  package var readsTheCase: Bool { if case .pipelines = network { true } else { false } }
}

/// A tariff account as a plan and a scenario make it.
package struct TariffAssessment: Sendable {
  package var variant: String
  /// Nil where the network is stated and no scenario changes it.
  package var scenario: String?
  package var account: TariffAccount
  /// Entry and exit capacity, MW, year by year.
  package var capacityMW: [Double]
  /// The first tariff that would leave the account even; nil where nothing is booked.
  package var evenTariffEURPerMWYear: Double?
}

extension TariffPlan {
  /// - Parameter pipelines: those of the network in each year, in the order of years; not looked at
  ///   where the network is stated.
  /// - Returns: nil for a levelised tariff on a network that nobody books.
  package func assessment(
    scenario: String? = nil, pipelines: [[Pipeline]] = []
  ) -> TariffAssessment? {
    let years = Array(firstYear...lastYear)
    let cost: NetworkCost
    let capacity: [Double]
    let booked: [Double]
    switch network {
    case .stated(let investments, let path):
      cost = NetworkCost(
        investments: investments.map {
          .init(year: $0.year, capitalEUR: $0.value, lifeYears: lifeYears)
        }, operationShare: operationShare)
      capacity = years.map { $0 < path.points[0].year ? 0 : path.value(in: $0) }
      booked = zip(years, capacity).map { $1 * (bookedShare?.value(in: $0) ?? 0) }
    case .pipelines:
      cost = NetworkCost(investments: investments(pipelines), operationShare: operationShare)
      capacity = pipelines.map { $0.reduce(0) { $0 + $1.entryAndExitMW } }
      booked = zip(years, pipelines).map { year, lines in
        lines.reduce(0) {
          $0 + $1.entryAndExitMW * (bookedShare?.value(in: year) ?? $1.bookedShare)
        }
      }
    }
    let costs = years.map { cost.costEUR(in: $0, interest: interest) }
    let even = TariffAccount.evenTariff(
      bookedMW: booked, costEUR: costs, indexation: indexation, interest: interest,
      openingEUR: openingEUR)
    let first: Double
    switch tariff {
    case .given(let value): first = value
    case .levelised:
      guard let even else { return nil }
      first = even
    }
    return TariffAssessment(
      variant: name, scenario: scenario,
      account: TariffAccount(
        firstYear: firstYear, bookedMW: booked, costEUR: costs, tariffEURPerMWYear: first,
        indexation: indexation, interest: interest, openingEUR: openingEUR),
      capacityMW: capacity, evenTariffEURPerMWYear: even)
  }

  /// Every pipeline in the first year in which it stands; one that stands at the start counts from
  /// then on.
  private func investments(_ pipelines: [[Pipeline]]) -> [NetworkCost.Investment] {
    var seen: Set<String> = []
    var found: [NetworkCost.Investment] = []
    for (offset, lines) in pipelines.enumerated() {
      for line in lines where seen.insert(line.name).inserted {
        found.append(
          NetworkCost.Investment(
            year: firstYear + offset, capitalEUR: line.investmentEURPerKM * line.lengthKM,
            lifeYears: line.lifeYears >= 1 ? Int(line.lifeYears) : lifeYears))
      }
    }
    return found
  }
}

extension Pipeline {
  /// One entry and one exit of its forward capacity.
  fileprivate var entryAndExitMW: Double { 2 * maximumForwardMW }
}

extension Study {
  /// Every account of the study: once where the network is stated, else for each scenario.
  ///
  /// Years before the case begins have its first system, years after its end its last.
  ///
  /// - Throws: what is wrong with the patches of a scenario in one of the years.
  package func tariffAccounts(
    on timeline: SystemTimeline
  ) throws(ScenarioFaults) -> [TariffAssessment] {
    var found: [TariffAssessment] = []
    for plan in tariffAccounts where !plan.readsTheCase {
      found += [plan.assessment()].compactMap { $0 }
    }
    let onCase = tariffAccounts.filter(\.readsTheCase)
    guard !onCase.isEmpty, let range = timeline.range else { return found }
    for scenario in scenarios {
      var systems: [Int: EnergySystem] = [:]
      for plan in onCase {
        guard case .pipelines(let selector) = plan.network,
          let table = assetTables.first(where: { $0.name == selector.table })
        else { continue }
        var pipelines: [[Pipeline]] = []
        for year in plan.firstYear...plan.lastYear {
          let known = min(max(year, range.lowerBound), range.upperBound)
          let system: EnergySystem
          if let made = systems[known] {
            system = made
          } else {
            system = try timeline.systemOfAnyYear(
              of: book.lineage(of: scenario) ?? [], in: known
            ).system
            systems[known] = system
          }
          pipelines.append(table.rows(selector, in: system).map { system.pipelines[$0] })
        }
        found += [plan.assessment(scenario: scenario, pipelines: pipelines)].compactMap { $0 }
      }
    }
    return found
  }
}
