// SPDX-License-Identifier: Apache-2.0
import Accounts
import GridModel
import Quantities
import Scenarios
import Studies
import TestSupport
import Testing

@Suite("cost sharing in a study")
struct CostSharingPlanTests {
  private func patch(_ link: String) -> Patch {
    Patch(RowSelector("dc_links", [.asset: link]), .remove(cascade: false))
  }

  private func taken(_ names: String...) -> [CostSharingPlan.Project] {
    names.map { CostSharingPlan.Project(name: $0, without: [patch($0)]) }
  }

  @Test("three projects that the base has: all is the base, and each set is run once")
  func takenOut() throws {
    let plan = CostSharingPlan(base: "base", projects: taken("x", "y", "z"))
    #expect(
      plan.scenarioNames == [
        "base", "without x", "without y", "without z", "no project", "only x", "only y", "only z",
      ])
    #expect(plan.scenarios.map(\.name) == Array(plan.scenarioNames.dropFirst()))
    #expect(plan.scenarios.allSatisfy { $0.base == "base" })
    let only = try #require(plan.scenarios.first { $0.name == "only y" })
    #expect(only.patches.map(\.selector.terms[0].names[0]) == ["x", "z"])
    #expect(plan.comparison(of: 1, by: .takeOneOut) == ("base", "without y"))
    #expect(plan.comparison(of: 1, by: .putOneIn) == ("only y", "no project"))
  }

  @Test("projects that are put in, and one that is both")
  func putIn() {
    var projects = taken("x", "y")
    projects[0] = CostSharingPlan.Project(name: "x", with: [patch("old x")])
    let plan = CostSharingPlan(base: "base", projects: projects)
    // With x in and y as it is: one patch; x left out, y taken out: one patch.
    #expect(plan.scenarioNames == ["all projects", "base", "without y", "no project"])
    #expect(plan.comparison(of: 0, by: .takeOneOut) == ("all projects", "base"))
    #expect(plan.comparison(of: 0, by: .putOneIn) == ("without y", "no project"))
  }

  @Test("one project needs two runs")
  func alone() {
    let plan = CostSharingPlan(base: "base", projects: taken("x"))
    #expect(plan.scenarioNames == ["base", "no project"])
    #expect(
      plan.comparison(of: 0, by: .takeOneOut) == plan.comparison(of: 0, by: .putOneIn))
  }

  private func report(
    _ scenario: String, _ year: Int, climateYear: Int, _ gains: KeyValuePairs<String, Double>,
    runsPerYear: Double = 2
  ) -> RunReport {
    var report = RunReport(
      run: StudyRun(
        number: 1, scenario: scenario, year: year, climateYear: climateYear, sample: nil),
      ending: .optimal)
    report.accounts = YearlyAccounts(
      accounts: CountryAccounts(
        benefits: gains.map { country, gain in
          var benefit = CountryBenefit(country: country)
          benefit.consumerSurplusEUR = gain - 1
          benefit.congestionRentEUR = 1
          return benefit
        }, rents: [OwnedRent(asset: "cable", kind: .dcCable, country: "A", rentEUR: 1)]),
      runsPerYear: runsPerYear)
    return report
  }

  private func study(_ plan: CostSharingPlan, years: [Int]) -> Study {
    Study(
      name: "test", casePath: "case", kind: .coupling, years: years, book: ScenarioBook([]),
      scenarios: [], reference: "base", costSharing: plan)
  }

  /// Runs of half a year. A gains 30 and 50 in two climate years, times 2: 80 on average in 2030; in
  /// 2032 it gains 20 × 2 = 40. B loses 5 × 2 = 10 throughout. No interest, 4 years from 2030 on: A
  /// 80 + 60 + 40 + 40 = 220, B −40. Cost 100 + 4 × 5 = 120, of which A pays all and 40 to B.
  @Test("means, years between, present values and payments, by hand")
  func byHand() throws {
    let project = CostSharingPlan.Project(
      name: "x", without: [patch("x")], investmentEUR: 100, operationEURPerYear: 5, lifeYears: 4)
    let study = study(
      CostSharingPlan(base: "base", projects: [project], interest: 0), years: [2030, 2032])
    let result = StudyResult(
      reference: "base", columns: [],
      reports: [
        report("base", 2030, climateYear: 1, ["A": 130, "B": 15]),
        report("base", 2030, climateYear: 2, ["A": 250, "B": 15]),
        report("base", 2032, climateYear: 1, ["A": 120, "B": 15]),
        report("base", 2032, climateYear: 2, ["A": 120, "B": 15]),
        report("no project", 2030, climateYear: 1, ["A": 100, "B": 20]),
        report("no project", 2030, climateYear: 2, ["A": 200, "B": 20]),
        report("no project", 2032, climateYear: 1, ["A": 100, "B": 20]),
        report("no project", 2032, climateYear: 2, ["A": 100, "B": 20]),
      ])
    let assessment = study.costSharing(of: result)[0]
    #expect(assessment.years.map(\.runs) == [2, 2])
    expectClose(
      assessment.years.map { $0.gains[0].benefitEUR }, [80, 40], absolute: 1e-9, "yearly gains")
    #expect(assessment.years[0].rents.map(\.withEUR) == [2])
    #expect(assessment.costEUR == 120)
    let sharing = try #require(assessment.sharings.first?.sharing)
    expectClose(sharing.shares.map(\.gainEUR), [220, -40], absolute: 1e-9, "present values")
    expectClose(sharing.shares.map(\.paymentEUR), [160, -40], absolute: 1e-9, "payments")
  }

  @Test("countries that take no part gain, but do not pay")
  func others() throws {
    let project = CostSharingPlan.Project(
      name: "x", without: [patch("x")], investmentEUR: 10, lifeYears: 1,
      agreedShares: [("A", 1)])
    let plan = CostSharingPlan(base: "base", projects: [project], countries: ["A"], interest: 0)
    let result = StudyResult(
      reference: "base", columns: [],
      reports: [
        report("base", 2030, climateYear: 1, ["A": 30, "B": 70], runsPerYear: 1),
        report("no project", 2030, climateYear: 1, ["A": 10, "B": 20], runsPerYear: 1),
      ])
    let assessment = study(plan, years: [2030]).costSharing(of: result)[0]
    #expect(assessment.others.map(\.country) == ["B"])
    #expect(assessment.others.map(\.gainEUR) == [50])
    #expect(assessment.sharings.map(\.key.name) == ["gain", "equal", "agreed"])
    #expect(assessment.sharings.map { $0.sharing.shares.map(\.paymentEUR) } == [[10], [10], [10]])
  }

  /// A gains 20 and emits 3 t less, B 50 and 1 t more; 5 EUR/t make it 35 and 45.
  @Test("the damage of emissions")
  func emissions() throws {
    let project = CostSharingPlan.Project(name: "x", without: [patch("x")], lifeYears: 1)
    let plan = CostSharingPlan(
      base: "base", projects: [project], interest: 0, co2ValueEURPerTonne: 5)
    var reports = [
      report("base", 2030, climateYear: 1, ["A": 30, "B": 70], runsPerYear: 1),
      report("no project", 2030, climateYear: 1, ["A": 10, "B": 20], runsPerYear: 1),
    ]
    reports[0].accounts?.accounts.benefits[1].emissionsTonnes = 1
    reports[1].accounts?.accounts.benefits[0].emissionsTonnes = 3
    let assessment = study(plan, years: [2030]).costSharing(
      of: StudyResult(reference: "base", columns: [], reports: reports))[0]
    #expect(assessment.years[0].gains.map(\.emissionsTonnes) == [-3, 1])
    #expect(assessment.sharings[0].sharing.shares.map(\.gainEUR) == [35, 45])
  }

  @Test("a year with a run that failed is left out")
  func failedRun() {
    let study = study(CostSharingPlan(base: "base", projects: taken("x")), years: [2030])
    var failed = report("no project", 2030, climateYear: 2, ["A": 1])
    failed.accounts = nil
    let result = StudyResult(
      reference: "base", columns: [],
      reports: [
        report("base", 2030, climateYear: 1, ["A": 30]),
        report("base", 2030, climateYear: 2, ["A": 30]),
        report("no project", 2030, climateYear: 1, ["A": 10]), failed,
      ])
    let assessment = study.costSharing(of: result)[0]
    #expect(assessment.years.isEmpty)
    #expect(assessment.sharings.isEmpty)
  }
}

@Suite("tariff accounts of a study")
struct TariffPlanTests {
  /// 1 million EUR in 2030 over 2 years without interest; 100 MW of which a half and then all is
  /// booked; 8,000 EUR/MW/yr: −100,000; +200,000. Even: 1,000,000 / 150.
  @Test("a stated network, by hand")
  func stated() throws {
    var plan = TariffPlan(
      name: "", firstYear: 2030, lastYear: 2031, interest: 0, tariff: .given(eurPerMWYear: 8000),
      network: .stated(investmentEUR: [(2030, 1e6)], capacityMW: YearlyPath([(2030, 100)])),
      lifeYears: 2, bookedShare: YearlyPath([(2030, 0.5), (2031, 1)]))
    let given = try #require(plan.assessment())
    #expect(given.account.years.map(\.balanceEUR) == [-100_000, 200_000])
    expectClose(try #require(given.evenTariffEURPerMWYear), 1e6 / 150, relative: 1e-12)
    plan.tariff = .levelised
    let even = try #require(plan.assessment())
    expectClose(even.account.balanceEUR, 0, absolute: 1e-6)
    plan.bookedShare = YearlyPath([(2030, 0)])
    #expect(plan.assessment() == nil)
  }

  /// 1 million EUR in 2031 over 2 years without interest, 100 MW from then on, all booked: nothing is
  /// earned in 2030, so that the tariff is 1,000,000 / 2 / 100 in 2031 and 2032.
  @Test("a stated network has no capacity before its first year")
  func beforeTheNetwork() throws {
    let plan = TariffPlan(
      name: "", firstYear: 2030, lastYear: 2032, interest: 0, tariff: .levelised,
      network: .stated(investmentEUR: [(2031, 1e6)], capacityMW: YearlyPath([(2031, 100)])),
      lifeYears: 2, bookedShare: YearlyPath([(2031, 1)]))
    let made = try #require(plan.assessment())
    #expect(made.capacityMW == [0, 100, 100])
    expectClose(try #require(made.evenTariffEURPerMWYear), 5000, relative: 1e-12)
  }

  /// One pipeline of 100 km at 20,000 EUR/km over 4 years from 2031 on: 500,000 a year; 10 MW in and
  /// out, a half booked.
  @Test("pipelines of the case enter when they stand")
  func pipelines() throws {
    let line = Pipeline(
      name: "p", from: Row(0), to: Row(1), lengthKM: 100, maximumForwardMW: 10,
      maximumBackwardMW: 0, bookedShare: 0.5, investmentEURPerKM: 20_000, lifeYears: 4,
      provenance: Provenance(source: "test", quality: .assumption))
    let plan = TariffPlan(
      name: "", firstYear: 2030, lastYear: 2032, interest: 0, tariff: .given(eurPerMWYear: 1000),
      network: .pipelines(RowSelector("pipelines")), lifeYears: 50, bookedShare: nil)
    let made = try #require(plan.assessment(scenario: "s", pipelines: [[], [line], [line]]))
    #expect(made.capacityMW == [0, 20, 20])
    #expect(made.account.years.map(\.costEUR) == [0, 500_000, 500_000])
    #expect(made.account.years.map(\.revenueEUR) == [0, 10_000, 10_000])
  }
}
