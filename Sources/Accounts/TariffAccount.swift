// SPDX-License-Identifier: Apache-2.0

/// The ramp-up account of a network whose tariff is set before its use has grown: early years owe
/// what late years pay back.
///
/// Every year the balance earns or bears interest, pays the allowed cost of the network and takes
/// the tariff of the booked capacity at every entry and exit point:
///
///     balance_y = balance_(y−1) (1 + interest) + tariff_y × booked MW_y − cost_y
///
/// The German hydrogen core network has such an account to 2055 with 25 EUR/kWh/h/a at every entry
/// and exit point (BNetzA 2025).
package struct TariffAccount: Sendable, Equatable {
  package struct Year: Sendable, Equatable {
    package var year: Int
    /// Entry and exit capacity booked on average over the year, MW.
    package var bookedMW: Double
    /// Allowed cost: capital and operation, EUR.
    package var costEUR: Double
    /// EUR/MW/yr, the same at entries and exits.
    package var tariffEURPerMWYear: Double
    package var revenueEUR: Double
    package var interestEUR: Double
    /// At the end of the year; negative while the users owe.
    package var balanceEUR: Double
  }

  package var years: [Year]

  /// - Parameters:
  ///   - bookedMW: entry and exit capacity booked in each year from `firstYear` on.
  ///   - costEUR: allowed cost of the same years.
  ///   - tariffEURPerMWYear: of the first year.
  ///   - indexation: yearly growth of the tariff.
  ///   - interest: yearly rate, on the balance at the start of the year.
  package init(
    firstYear: Int, bookedMW: [Double], costEUR: [Double], tariffEURPerMWYear: Double,
    indexation: Double = 0, interest: Double, openingEUR: Double = 0
  ) {
    precondition(bookedMW.count == costEUR.count, "bookings and costs are of the same years")
    years = []
    var balance = openingEUR
    var tariff = tariffEURPerMWYear
    for (index, (booked, cost)) in zip(bookedMW, costEUR).enumerated() {
      let accrued = balance * interest
      let revenue = tariff * booked
      balance += accrued + revenue - cost
      years.append(
        Year(
          year: firstYear + index, bookedMW: booked, costEUR: cost, tariffEURPerMWYear: tariff,
          revenueEUR: revenue, interestEUR: accrued, balanceEUR: balance))
      tariff *= 1 + indexation
    }
  }

  package var balanceEUR: Double { years.last?.balanceEUR ?? 0 }
  /// The first year from which on the balance never falls below 0 again; nil where it ends below.
  ///
  /// Balances within a millionth of all costs count as 0: an even tariff leaves rounding errors.
  package var firstYearInCredit: Int? {
    let rounding = 1e-6 * years.reduce(0) { $0 + $1.costEUR.magnitude }
    guard let last = years.last, last.balanceEUR >= -rounding else { return nil }
    guard let debt = years.lastIndex(where: { $0.balanceEUR < -rounding }) else {
      return years[0].year
    }
    return years[debt + 1].year
  }
  /// Deepest debt on the way; 0 where there is none.
  package var deepestDebtEUR: Double { max(0, -(years.map(\.balanceEUR).min() ?? 0)) }

  /// The first tariff that leaves the account even at its end, EUR/MW/yr; nil without bookings.
  ///
  /// The balance at the end is linear in the first tariff.
  package static func evenTariff(
    bookedMW: [Double], costEUR: [Double], indexation: Double = 0, interest: Double,
    openingEUR: Double = 0
  ) -> Double? {
    func end(_ tariff: Double) -> Double {
      TariffAccount(
        firstYear: 0, bookedMW: bookedMW, costEUR: costEUR, tariffEURPerMWYear: tariff,
        indexation: indexation, interest: interest, openingEUR: openingEUR
      ).balanceEUR
    }
    let slope = end(1) - end(0)
    return slope > 0 ? -end(0) / slope : nil
  }
}

/// Yearly payment that pays back `capital` with interest over `years`, by the annuity formula
/// `r / (1 − (1 + r)^−n)`; an equal part each year without interest.
package func annuity(capital: Double, interest: Double, years: Int) -> Double {
  precondition(years > 0, "a life of at least a year")
  guard interest != 0 else { return capital / Double(years) }
  var growth = 1.0
  for _ in 0..<years { growth *= 1 + interest }
  return capital * interest / (1 - 1 / growth)
}

/// What a network costs from year to year: every investment is paid back as an annuity over its
/// life, and operation takes a share of all that has been invested and still lives.
package struct NetworkCost: Sendable, Equatable {
  /// One part of the network.
  package struct Investment: Sendable, Equatable {
    /// The first year that bears its cost.
    package var year: Int
    package var capitalEUR: Double
    package var lifeYears: Int

    package init(year: Int, capitalEUR: Double, lifeYears: Int) {
      self.year = year
      self.capitalEUR = capitalEUR
      self.lifeYears = lifeYears
    }

    package func lives(in year: Int) -> Bool {
      year >= self.year && year < self.year + lifeYears
    }
  }
  package var investments: [Investment]
  /// Yearly, of the capital.
  package var operationShare: Double

  package init(investments: [Investment], operationShare: Double) {
    self.investments = investments
    self.operationShare = operationShare
  }

  package func costEUR(in year: Int, interest: Double) -> Double {
    investments.filter { $0.lives(in: year) }.reduce(0) {
      $0 + annuity(capital: $1.capitalEUR, interest: interest, years: $1.lifeYears)
        + $1.capitalEUR * operationShare
    }
  }
}
