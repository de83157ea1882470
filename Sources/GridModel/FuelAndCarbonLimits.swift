// SPDX-License-Identifier: Apache-2.0
import Quantities

/// Which zones a limit counts: one zone, the zones of a country, or all.
public enum LimitScope: Hashable, Sendable {
  case all
  case country(String)
  case zone(Row<Zone>)

  /// Whether `zone`, a row of `zones`, counts.
  public func holds(_ zone: Row<Zone>, of zones: [Zone]) -> Bool {
    switch self {
    case .all: true
    case .country(let country): zones[zone].country == country
    case .zone(let row): row == zone
    }
  }
}

/// Most of a fuel that may be burnt in every period.
public struct FuelBudget: Hashable, Sendable {
  public enum Period: String, CaseIterable, Sendable {
    case day
    case month
    /// October to March, and April to September.
    case season
    case year
  }
  public var name: String
  public var fuel: Row<Fuel>
  public var scope: LimitScope
  public var period: Period
  /// Energy of the fuel (lower heating value) in each whole period.
  public var energyGWh: Double
  /// First and last day of the year on which the budget counts (month, day); nil for all.
  public var firstDay: DayOfYear?
  public var lastDay: DayOfYear?
  public var provenance: Provenance

  public init(
    name: String, fuel: Row<Fuel>, scope: LimitScope = .all, period: Period, energyGWh: Double,
    firstDay: DayOfYear? = nil, lastDay: DayOfYear? = nil, provenance: Provenance
  ) {
    self.name = name
    self.fuel = fuel
    self.scope = scope
    self.period = period
    self.energyGWh = energyGWh
    self.firstDay = firstDay
    self.lastDay = lastDay
    self.provenance = provenance
  }

  /// Whether the budget counts on a day; a last day before the first one wraps around the year's
  /// end.
  public func counts(on day: DayOfYear) -> Bool {
    switch (firstDay, lastDay) {
    case (nil, nil): true
    case (let first?, nil): day >= first
    case (nil, let last?): day <= last
    case (let first?, let last?):
      first <= last ? first <= day && day <= last : day >= first || day <= last
    }
  }
}

/// A day of any year.
public struct DayOfYear: Hashable, Comparable, Sendable {
  public var month: Int
  public var day: Int

  public init(month: Int, day: Int) {
    self.month = month
    self.day = day
  }

  public static func < (a: Self, b: Self) -> Bool { (a.month, a.day) < (b.month, b.day) }
}

/// Most carbon dioxide that may be emitted in the year.
public struct EmissionCap: Hashable, Sendable {
  public var name: String
  public var scope: LimitScope
  public var tonnesPerYear: Double
  public var provenance: Provenance

  public init(
    name: String, scope: LimitScope = .all, tonnesPerYear: Double, provenance: Provenance
  ) {
    self.name = name
    self.scope = scope
    self.tonnesPerYear = tonnesPerYear
    self.provenance = provenance
  }
}

/// Transport and storage of captured carbon dioxide for a cluster of plants.
public struct CaptureNetwork: Hashable, Sendable {
  public var name: String
  public var tonnesPerHour: Double
  /// Nil for no limit beside that of the hour.
  public var tonnesPerYear: Double?
  /// Paid per tonne that is carried away.
  public var priceEURPerTonne: Double
  public var provenance: Provenance

  public init(
    name: String, tonnesPerHour: Double, tonnesPerYear: Double? = nil,
    priceEURPerTonne: Double = 0, provenance: Provenance
  ) {
    self.name = name
    self.tonnesPerHour = tonnesPerHour
    self.tonnesPerYear = tonnesPerYear
    self.priceEURPerTonne = priceEURPerTonne
    self.provenance = provenance
  }
}
