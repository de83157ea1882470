// SPDX-License-Identifier: Apache-2.0
import Accounts

/// What one project is worth to each country by one method, and how its cost could be shared.
package struct CostSharingAssessment: Sendable {
  /// With the project less without, in one target year. EUR/yr, mean over runs.
  package struct Year: Sendable {
    package var year: Int
    /// Differences by account, in the order of the countries.
    package var gains: [CountryBenefit]
    /// By asset and country, with and without.
    package var rents: [RentChange]
    /// Runs that were compared.
    package var runs: Int
  }

  /// What a year is worth to a country, EUR/yr: its benefits less the damage of its emissions.
  package func worthEUR(_ gain: CountryBenefit) -> Double {
    gain.benefitEUR - co2ValueEURPerTonne * gain.emissionsTonnes
  }

  package struct RentChange: Sendable, Equatable {
    package var asset: String
    package var kind: OwnedRent.Kind
    package var country: String
    package var withEUR: Double
    package var withoutEUR: Double
  }

  package var project: CostSharingPlan.Project
  package var method: CostSharingMethod
  package var with: String
  package var without: String
  package var years: [Year]
  package var co2ValueEURPerTonne: Double
  /// Present value of investment and operation.
  package var costEUR: Double
  /// Countries that do not take part, and the present values of what they gain.
  package var others: [(country: String, gainEUR: Double)]
  /// By share key, in present values; empty where no year could be compared.
  package var sharings: [(key: ShareKey, sharing: CostSharing)]
}

extension Study {
  /// The worth of every project by both methods, from the runs of the study; empty without a plan.
  ///
  /// Gains of runs that are shorter than a year are scaled to the year. Gains between target years
  /// lie on a straight line, before the first and after the last they stay as they are; those of the
  /// project's life are discounted to the start of its first year.
  package func costSharing(of result: StudyResult) -> [CostSharingAssessment] {
    guard let plan = costSharing else { return [] }
    return plan.projects.indices.flatMap { project in
      CostSharingMethod.allCases.map { assessment(of: project, $0, plan, result) }
    }
  }

  private func assessment(
    of index: Int, _ method: CostSharingMethod, _ plan: CostSharingPlan, _ result: StudyResult
  ) -> CostSharingAssessment {
    let project = plan.projects[index]
    let names = plan.comparison(of: index, by: method)
    let compared = years.sorted().compactMap {
      comparison(in: $0, with: names.with, without: names.without, result)
    }
    let first = project.firstYear ?? years.min() ?? 0
    func present(_ yearly: (Int) -> Double) -> Double {
      presentValue(interest: plan.interest, years: project.lifeYears) { yearly(first + $0) }
    }
    var assessment = CostSharingAssessment(
      project: project, method: method, with: names.with, without: names.without, years: compared,
      co2ValueEURPerTonne: plan.co2ValueEURPerTonne,
      costEUR: project.investmentEUR + present { _ in project.operationEURPerYear }, others: [],
      sharings: [])
    guard !compared.isEmpty else { return assessment }
    let gains = countries(of: compared).map { country in
      let path = YearlyPath(
        compared.map { year in
          (year.year, year.gains.first { $0.country == country }.map(assessment.worthEUR) ?? 0)
        })
      return (country: country, gainEUR: present { path.value(in: $0) })
    }
    func takesPart(_ country: String) -> Bool { plan.countries?.contains(country) ?? true }
    assessment.others = gains.filter { !takesPart($0.country) }
    let benefits = gains.filter { takesPart($0.country) }.map { ($0.country, $0.gainEUR, 0.0) }
    let agreed = project.agreedShares.map {
      ShareKey.agreed(Dictionary(uniqueKeysWithValues: $0.map { ($0.country, $0.share) }))
    }
    assessment.sharings = ([.gain, .equal] + [agreed].compactMap { $0 }).map { key in
      (
        key,
        CostSharing(
          benefits: benefits, costEUR: assessment.costEUR, threshold: plan.threshold, key: key)
      )
    }
    return assessment
  }

  private func countries(of years: [CostSharingAssessment.Year]) -> [String] {
    years.flatMap(\.gains).reduce(into: []) { names, gain in
      if !names.contains(gain.country) { names.append(gain.country) }
    }
  }

  /// Means over climate years and samples of the differences between two scenarios; nil where one of
  /// the runs has no figures: a mean over fewer draws would compare different weather.
  private func comparison(
    in year: Int, with: String, without: String, _ result: StudyResult
  ) -> CostSharingAssessment.Year? {
    func reports(_ scenario: String) -> [RunReport] {
      result.reports.filter { $0.run.scenario == scenario && $0.run.year == year }
    }
    var differences: [CostSharingAssessment.Year] = []
    for report in reports(with) {
      guard let own = report.accounts,
        let other = reports(without).first(where: { $0.run.setting == report.run.setting })?
          .accounts
      else { return nil }
      differences.append(CostSharingAssessment.Year(year: year, from: other, to: own))
    }
    return CostSharingAssessment.Year(meanOf: differences)
  }
}

extension CostSharingAssessment.Year {
  /// Changes from one run to another, per year.
  fileprivate init(year: Int, from old: YearlyAccounts, to new: YearlyAccounts) {
    self.year = year
    runs = 1
    gains = []
    rents = []
    for (accounts, factor, isNew) in [
      (new.accounts, new.runsPerYear, true), (old.accounts, old.runsPerYear, false),
    ] {
      for benefit in accounts.benefits {
        let place = placeOfGain(benefit.country)
        gains[place].add(benefit, times: isNew ? factor : -factor)
      }
      for rent in accounts.rents {
        let place = placeOfRent(rent.asset, rent.kind, rent.country)
        if isNew {
          rents[place].withEUR += factor * rent.rentEUR
        } else {
          rents[place].withoutEUR += factor * rent.rentEUR
        }
      }
    }
  }

  fileprivate init?(meanOf years: [Self]) {
    guard let first = years.first else { return nil }
    self.init(year: first.year, gains: [], rents: [], runs: years.count)
    let share = 1 / Double(years.count)
    for year in years {
      for gain in year.gains {
        let place = placeOfGain(gain.country)
        gains[place].add(gain, times: share)
      }
      for rent in year.rents {
        let place = placeOfRent(rent.asset, rent.kind, rent.country)
        rents[place].withEUR += share * rent.withEUR
        rents[place].withoutEUR += share * rent.withoutEUR
      }
    }
  }

  private mutating func placeOfGain(_ country: String) -> Int {
    if let known = gains.firstIndex(where: { $0.country == country }) { return known }
    gains.append(CountryBenefit(country: country))
    return gains.count - 1
  }

  private mutating func placeOfRent(
    _ asset: String, _ kind: OwnedRent.Kind, _ country: String
  ) -> Int {
    let known = rents.firstIndex {
      $0.asset == asset && $0.kind == kind && $0.country == country
    }
    if let known { return known }
    rents.append(
      CostSharingAssessment.RentChange(
        asset: asset, kind: kind, country: country, withEUR: 0, withoutEUR: 0))
    return rents.count - 1
  }
}
