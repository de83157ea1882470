// SPDX-License-Identifier: Apache-2.0

/// What a project is worth to each country, and how its cost could be shared.
///
/// Take one out at a time (TOOT) compares the region with all projects to the same without this one;
/// put in one at a time (PINT) the reference grid with this one to the grid without. Both are given
/// as benefits with and without the project. A country is a net beneficiary whose gain counts where
/// it has at least the threshold's part of all gains (10 % in the practice of cross-border cost
/// allocation); countries that lose are compensated first, the rest is shared by gain.
package struct CostSharing: Sendable, Equatable {
  package struct Share: Sendable, Equatable {
    package var country: String
    /// Benefit with the project less benefit without, EUR/yr.
    package var gainEUR: Double
    package var isSignificant: Bool
    /// Its part of the yearly cost and of the compensation of losers; negative for who receives.
    package var paymentEUR: Double
    package var netGainEUR: Double { gainEUR - paymentEUR }
  }

  /// In the order in which countries were given.
  package var shares: [Share]
  /// Sum of all gains and losses, EUR/yr.
  package var regionalGainEUR: Double { shares.reduce(0) { $0 + $1.gainEUR } }
  package var costEUR: Double
  package var netGainEUR: Double { regionalGainEUR - costEUR }

  /// - Parameters:
  ///   - benefits: of each country with and without the project, EUR/yr.
  ///   - costEUR: yearly cost of the project.
  ///   - threshold: least part of all gains that makes a country pay.
  package init(
    benefits: [(country: String, with: Double, without: Double)], costEUR: Double,
    threshold: Double = 0.1
  ) {
    self.costEUR = costEUR
    let gains = benefits.map { $0.with - $0.without }
    let allGains = gains.reduce(0) { $0 + max(0, $1) }
    let isSignificant = gains.map { $0 > 0 && $0 >= threshold * allGains }
    let payers = zip(gains, isSignificant).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    let losses = gains.reduce(0) { $0 + max(0, -$1) }
    shares = benefits.indices.map { i in
      let payment: Double
      if gains[i] < 0 {
        payment = gains[i]
      } else {
        payment = isSignificant[i] ? (costEUR + losses) * gains[i] / payers : 0
      }
      return Share(
        country: benefits[i].country, gainEUR: gains[i], isSignificant: isSignificant[i],
        paymentEUR: payment)
    }
  }
}

/// The value today of a yearly amount over `years`, paid at the end of each.
package func presentValue(yearly: Double, interest: Double, years: Int) -> Double {
  var discount = 1.0
  var sum = 0.0
  for _ in 0..<years {
    discount /= 1 + interest
    sum += yearly * discount
  }
  return sum
}
