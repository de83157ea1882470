// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Quantities

/// What one country gains in a run, by who gains it. EUR over the run.
package struct CountryBenefit: Sendable, Equatable {
  package var country: String
  package var consumerSurplusEUR = 0.0
  package var supplySurplusEUR = 0.0
  package var storageSurplusEUR = 0.0
  package var conversionSurplusEUR = 0.0
  package var congestionRentEUR = 0.0
  package var emissionPaymentEUR = 0.0
  package var emissionsTonnes = 0.0

  package init(country: String) { self.country = country }

  /// What its people, firms, network operators and treasury gain together.
  package var benefitEUR: Double { Self.parts.reduce(0) { $0 + self[keyPath: $1] } }

  /// The accounts that make up ``benefitEUR``.
  package static let parts: [WritableKeyPath<CountryBenefit, Double> & Sendable] = [
    \.consumerSurplusEUR, \.supplySurplusEUR, \.storageSurplusEUR, \.conversionSurplusEUR,
    \.congestionRentEUR, \.emissionPaymentEUR,
  ]

  /// All figures times `factor` added to these.
  package mutating func add(_ other: CountryBenefit, times factor: Double) {
    for part in Self.parts + [\.emissionsTonnes] {
      self[keyPath: part] += factor * other[keyPath: part]
    }
  }
}

/// The rent that one asset earns for one country. EUR over the run.
package struct OwnedRent: Sendable, Equatable {
  package enum Kind: String, Sendable, Codable {
    case border
    case dcCable = "dc_cable"
    case pipeline
    /// All lines of the flow-based region together.
    case flowBasedRegion = "flow_based_region"
  }
  package var asset: String
  package var kind: Kind
  package var country: String
  package var rentEUR: Double

  package init(asset: String, kind: Kind, country: String, rentEUR: Double) {
    self.asset = asset
    self.kind = kind
    self.country = country
    self.rentEUR = rentEUR
  }
}

/// A run by countries: benefits, and who owns which rent.
package struct CountryAccounts: Sendable, Equatable {
  /// In the order in which countries appear among the zones.
  package var benefits: [CountryBenefit]
  /// By asset, both directions together, then by country. Their sums by country are the
  /// `congestionRentEUR` of ``benefits``.
  package var rents: [OwnedRent]

  package init(benefits: [CountryBenefit], rents: [OwnedRent]) {
    self.benefits = benefits
    self.rents = rents
  }

  package init(of result: CouplingResult, in system: EnergySystem) {
    benefits = []
    for zone in Welfare(of: result, in: system).zones {
      let known = benefits.firstIndex { $0.country == zone.country }
      let place = known ?? benefits.count
      if known == nil { benefits.append(CountryBenefit(country: zone.country)) }
      benefits[place].consumerSurplusEUR += zone.consumerSurplusEUR
      benefits[place].supplySurplusEUR += zone.supplySurplusEUR
      benefits[place].storageSurplusEUR += zone.storageSurplusEUR
      benefits[place].conversionSurplusEUR += zone.conversionSurplusEUR
      benefits[place].congestionRentEUR += zone.congestionRentEUR
      benefits[place].emissionPaymentEUR += zone.emissionPaymentEUR
      benefits[place].emissionsTonnes += zone.emissionsTonnes
    }
    rents = CongestionIncome(of: result, in: system).assets.flatMap { asset in
      asset.byCountry(in: system)
    }
  }
}

extension CongestionIncome.Asset {
  fileprivate func byCountry(in system: EnergySystem) -> [OwnedRent] {
    var rents: [OwnedRent] = []
    for (zone, rent) in shares {
      let country = system.zones[zone].country
      if let known = rents.firstIndex(where: { $0.country == country }) {
        rents[known].rentEUR += rent
      } else {
        rents.append(OwnedRent(asset: name, kind: kind, country: country, rentEUR: rent))
      }
    }
    return rents
  }
}
