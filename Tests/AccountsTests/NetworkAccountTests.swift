// SPDX-License-Identifier: Apache-2.0
import Accounts
import TestSupport
import Testing

@Suite struct NetworkAccountTests {
  /// The German hydrogen core network: entry capacity 100 GW, exit 87 GW, 25 EUR/kWh/h/a at both
  /// (BNetzA 2025; capacities of the approval of 22 October 2024): 4.675 billion EUR a year if all
  /// of it were booked.
  @Test("the revenue of a fully booked core network")
  func coreNetwork() {
    let account = TariffAccount(
      firstYear: 2032, bookedMW: [187_000], costEUR: [0], tariffEURPerMWYear: 25_000, interest: 0)
    #expect(account.balanceEUR == 4.675e9)
  }

  /// Cost 100 a year, tariff 1 with 40, 120 and 200 MW booked, interest 10 %, tariff growing 50 %:
  /// −60; −66 + 180 − 100 = 14; 15.4 + 450 − 100 = 365.4.
  @Test("three years by hand")
  func byHand() {
    let account = TariffAccount(
      firstYear: 2030, bookedMW: [40, 120, 200], costEUR: [100, 100, 100], tariffEURPerMWYear: 1,
      indexation: 0.5, interest: 0.1)
    expectClose(account.years.map(\.balanceEUR), [-60, 14, 365.4], absolute: 1e-9, "balance")
    expectClose(account.years.map(\.interestEUR), [0, -6, 1.4], absolute: 1e-9, "interest")
    expectClose(account.deepestDebtEUR, 60, absolute: 1e-9, "deepest debt")
    #expect(account.years.map(\.year) == [2030, 2031, 2032])
  }

  @Test("the even tariff leaves nothing on the account")
  func evenTariff() throws {
    let booked = [10.0, 40, 90, 100]
    let cost = [50.0, 60, 60, 55]
    let tariff = try #require(
      TariffAccount.evenTariff(bookedMW: booked, costEUR: cost, indexation: 0.02, interest: 0.05))
    let account = TariffAccount(
      firstYear: 2030, bookedMW: booked, costEUR: cost, tariffEURPerMWYear: tariff,
      indexation: 0.02, interest: 0.05)
    expectClose(account.balanceEUR, 0, absolute: 1e-10, "balance at the end")
    #expect(TariffAccount.evenTariff(bookedMW: [0, 0], costEUR: [1, 1], interest: 0.05) == nil)
  }

  /// 1,000 at 10 % over 2 years: 1,000 × 0.1 / (1 − 1 / 1.21) = 576.190476...
  @Test("annuity and present value undo each other")
  func annuities() {
    expectClose(annuity(capital: 1000, interest: 0.1, years: 2), 576.190476, absolute: 1e-6)
    #expect(annuity(capital: 1000, interest: 0, years: 4) == 250)
    let yearly = annuity(capital: 1234, interest: 0.04, years: 25)
    expectClose(presentValue(yearly: yearly, interest: 0.04, years: 25), 1234, relative: 1e-12)
  }

  /// Gains of 70, 25, 5 and −10 and a cost of 30: all gains are 100, so that 5 is below the tenth;
  /// the loser gets 10, and 40 are shared 70 : 25.
  @Test("who pays for a project, by hand")
  func sharing() {
    let sharing = CostSharing(
      benefits: [
        (country: "A", with: 170, without: 100), ("B", 25, 0), ("C", 5, 0), ("D", -10, 0),
      ], costEUR: 30)
    expectClose(sharing.regionalGainEUR, 90, absolute: 1e-12, "gain of the region")
    #expect(sharing.shares.map(\.isSignificant) == [true, true, false, false])
    expectClose(
      sharing.shares.map(\.paymentEUR), [40 * 70 / 95.0, 40 * 25 / 95.0, 0, -10],
      absolute: 1e-9, "payments")
    expectClose(
      sharing.shares.reduce(0) { $0 + $1.paymentEUR }, 30, absolute: 1e-9, "payments cover the cost"
    )
    expectClose(sharing.shares[3].netGainEUR, 0, absolute: 1e-12, "the loser is made whole")
    expectClose(sharing.netGainEUR, 60, absolute: 1e-12, "net gain")
  }

  /// The same gains: 40 in equal parts on A and B; agreed halves of A and C, D left with its loss.
  @Test("other share keys, by hand")
  func keys() {
    func sharing(_ key: ShareKey) -> CostSharing {
      CostSharing(
        benefits: [("A", 70, 0), ("B", 25, 0), ("C", 5, 0), ("D", -10, 0)], costEUR: 30, key: key)
    }
    let equal = sharing(.equal)
    expectClose(equal.shares.map(\.paymentEUR), [20, 20, 0, -10], absolute: 1e-9, "equal parts")
    let agreed = sharing(.agreed(["A": 0.5, "C": 0.5]))
    expectClose(agreed.shares.map(\.paymentEUR), [15, 0, 15, 0], absolute: 1e-9, "agreed parts")
    expectClose(
      agreed.shares.map(\.netGainEUR), [55, 25, -10, -10], absolute: 1e-9, "net of agreed parts")
    expectClose(
      agreed.shares.map(\.partOfGains), [0.7, 0.25, 0.05, 0], absolute: 1e-12, "parts of gains")
    for sharing in [equal, agreed] { expectClose(sharing.unpaidEUR, 0, absolute: 1e-9) }
  }

  @Test("where nobody gains, cost and compensation are nobody's")
  func nobodyGains() {
    let sharing = CostSharing(benefits: [("A", 0, 0), ("B", -4, 0)], costEUR: 6)
    #expect(sharing.shares.map(\.paymentEUR) == [0, -4])
    #expect(sharing.unpaidEUR == 10)
  }

  @Test("gains of the last digits of two solves count as none")
  func noise() {
    let sharing = CostSharing(
      benefits: [("A", 2e-6, 0), ("B", 0, 3e-6), ("C", 1, 0)], costEUR: 10)
    #expect(sharing.shares.map(\.gainEUR) == [0, 0, 1])
    #expect(sharing.shares.map(\.paymentEUR) == [0, 0, 10])
    let without = CostSharing(benefits: [("A", 9e-6, 0), ("B", 0, 0)], costEUR: 10)
    #expect(without.shares.allSatisfy { !$0.isSignificant } && without.unpaidEUR == 10)
  }

  @Test("a path between years")
  func path() {
    let path = YearlyPath([(2040, 50), (2030, 10), (2035, 20)])
    #expect(
      [2020, 2030, 2032, 2035, 2039, 2050].map { path.value(in: $0) } == [
        10, 10, 14, 20, 44, 50,
      ])
  }

  /// 100 in 2030 and 60 in 2031 over 2 years without interest, operation 10 % of what lives: 50 + 10,
  /// 50 + 30 + 16, 30 + 6, nothing.
  @Test("cost of a network by year, by hand")
  func networkCost() {
    let cost = NetworkCost(
      investments: [
        .init(year: 2030, capitalEUR: 100, lifeYears: 2),
        .init(year: 2031, capitalEUR: 60, lifeYears: 2),
      ], operationShare: 0.1)
    expectClose(
      (2029...2033).map { cost.costEUR(in: $0, interest: 0) }, [0, 60, 96, 36, 0], absolute: 1e-12,
      "cost")
  }

  @Test("the year from which on users owe nothing")
  func credit() {
    func first(_ booked: [Double]) -> Int? {
      TariffAccount(
        firstYear: 2030, bookedMW: booked, costEUR: booked.map { _ in 1 }, tariffEURPerMWYear: 1,
        interest: 0
      ).firstYearInCredit
    }
    #expect(first([0, 2, 1]) == 2031)
    #expect(first([2, 0, 0]) == nil)
    #expect(first([3, 0, 0]) == 2030)
    #expect(first([0, 0, 3]) == 2032)
  }
}
