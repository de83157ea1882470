// SPDX-License-Identifier: Apache-2.0

/// How the cost of a project is split between countries.
package enum ShareKey: Hashable, Sendable {
  /// Losers are made whole; the rest in proportion to gain among those whose gain is significant.
  case gain
  /// Losers are made whole; the rest in equal parts among those whose gain is significant.
  case equal
  /// Parts of the cost that countries have agreed on; nobody is compensated.
  case agreed([String: Double])

  package var name: String {
    switch self {
    case .gain: "gain"
    case .equal: "equal"
    case .agreed: "agreed"
    }
  }
}

/// What a project is worth to each country, and how its cost could be shared.
///
/// Take one out at a time (TOOT) compares the region with all projects to the same without this one;
/// put in one at a time (PINT) the reference grid with this one to the grid without. Both are given
/// as benefits with and without the project. A country is a net beneficiary whose gain counts where
/// it has at least the threshold's part of all gains (10 % in the practice of cross-border cost
/// allocation); countries that lose are compensated first, the rest is shared by a ``ShareKey``.
package struct CostSharing: Sendable, Equatable {
  package struct Share: Sendable, Equatable {
    package var country: String
    /// Benefit with the project less benefit without, EUR.
    package var gainEUR: Double
    /// Its part of the gains of all who gain; 0 for who loses.
    package var partOfGains: Double
    package var isSignificant: Bool
    /// Its part of the cost and of the compensation of losers; negative for who receives.
    package var paymentEUR: Double
    package var netGainEUR: Double { gainEUR - paymentEUR }
  }

  /// In the order in which countries were given.
  package var shares: [Share]
  /// Sum of all gains and losses, EUR.
  package var regionalGainEUR: Double { shares.reduce(0) { $0 + $1.gainEUR } }
  package var costEUR: Double
  package var netGainEUR: Double { regionalGainEUR - costEUR }
  /// Cost that nobody pays: all of it, and of the compensation, where no country gains.
  package var unpaidEUR: Double { costEUR - shares.reduce(0) { $0 + $1.paymentEUR } }

  /// - Parameters:
  ///   - benefits: of each country with and without the project, EUR, over the time of the cost.
  ///   - costEUR: of the project.
  ///   - threshold: least part of all gains that makes a country pay.
  package init(
    benefits: [(country: String, with: Double, without: Double)], costEUR: Double,
    threshold: Double = CostSharing.customaryThreshold, key: ShareKey = .gain
  ) {
    self.costEUR = costEUR
    let least = Self.materialShare * costEUR
    let gains = benefits.map { $0.with - $0.without }.map { $0.magnitude < least ? 0 : $0 }
    let allGains = gains.reduce(0) { $0 + max(0, $1) }
    let isSignificant = gains.map { $0 > 0 && $0 >= threshold * allGains }
    let losses = gains.reduce(0) { $0 + max(0, -$1) }
    let weights = zip(gains, isSignificant).map { gain, counts in
      counts ? (key == .equal ? 1 : gain) : 0
    }
    let allWeights = weights.reduce(0, +)
    shares = benefits.indices.map { i in
      let payment: Double
      if case .agreed(let parts) = key {
        payment = costEUR * (parts[benefits[i].country] ?? 0)
      } else if gains[i] < 0 {
        payment = gains[i]
      } else {
        payment = isSignificant[i] ? (costEUR + losses) * weights[i] / allWeights : 0
      }
      return Share(
        country: benefits[i].country, gainEUR: gains[i],
        partOfGains: allGains > 0 ? max(0, gains[i]) / allGains : 0,
        isSignificant: isSignificant[i], paymentEUR: payment)
    }
  }

  /// Of the practice of cross-border cost allocation (ACER).
  package static let customaryThreshold = 0.1
  /// Gains and losses below this share of the cost are those of the last digits of two solves, and
  /// count as none.
  package static let materialShare = 1e-6
}

/// The value at the start of a yearly amount over `years`, paid at the end of each.
package func presentValue(yearly: Double, interest: Double, years: Int) -> Double {
  presentValue(interest: interest, years: years) { _ in yearly }
}

/// The value at the start of amounts paid at the end of each of `years` years; `amount` is asked for
/// year 0 first.
package func presentValue(interest: Double, years: Int, amount: (Int) -> Double) -> Double {
  var discount = 1.0
  var sum = 0.0
  for year in 0..<years {
    discount /= 1 + interest
    sum += amount(year) * discount
  }
  return sum
}

/// Figures of some years as a path over all years: straight between them, constant before the first
/// and after the last.
package struct YearlyPath: Sendable, Equatable {
  /// Rising years.
  package let points: [(year: Int, value: Double)]

  package init(_ points: [(year: Int, value: Double)]) {
    precondition(!points.isEmpty, "a path has at least one year")
    self.points = points.sorted { $0.year < $1.year }
  }

  package static func == (a: Self, b: Self) -> Bool {
    a.points.elementsEqual(b.points) { $0 == $1 }
  }

  package func value(in year: Int) -> Double {
    guard let after = points.firstIndex(where: { $0.year >= year }) else {
      return points[points.count - 1].value
    }
    guard after > 0, points[after].year != year else { return points[after].value }
    let (a, b) = (points[after - 1], points[after])
    return a.value + (b.value - a.value) * Double(year - a.year) / Double(b.year - a.year)
  }
}
