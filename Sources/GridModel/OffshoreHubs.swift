// SPDX-License-Identifier: Apache-2.0
import Quantities

/// Where the wind of an offshore hub is sold.
public enum HubMarket: String, CaseIterable, Sendable {
  /// In its home zone, ahead of trade: other cables take in only what the wind leaves free on the
  /// home cables.
  case homeMarket = "home_market"
  /// In a bidding zone of its own, which competes with trade for all cables.
  case offshoreBiddingZone = "offshore_bidding_zone"
}

/// What a zone of kind ``ZoneKind/offshoreHub`` is beside its fleets and cables.
public struct OffshoreHub: Hashable, Sendable {
  public var zone: Row<Zone>
  /// Zone of the state in whose waters the hub lies; its cables to that zone are the home cables.
  public var homeZone: Row<Zone>
  public var market: HubMarket
  /// Transmission access guarantee: wind that cannot leave is paid from congestion income.
  public var hasAccessGuarantee: Bool
  /// Sea area of its wind farms; nil where not known.
  public var areaKM2: Double?
  /// Yield left by wakes; nil for the default where the area is known, and for none elsewhere.
  public var wakeFactor: Double?
  /// Wind power built per power in the tables.
  public var overplanting: Double
  public var provenance: Provenance

  public init(
    zone: Row<Zone>, homeZone: Row<Zone>, market: HubMarket, hasAccessGuarantee: Bool = false,
    areaKM2: Double? = nil, wakeFactor: Double? = nil, overplanting: Double = 1,
    provenance: Provenance
  ) {
    self.zone = zone
    self.homeZone = homeZone
    self.market = market
    self.hasAccessGuarantee = hasAccessGuarantee
    self.areaKM2 = areaKM2
    self.wakeFactor = wakeFactor
    self.overplanting = overplanting
    self.provenance = provenance
  }

  /// Share of the undisturbed yield that wind turbines of `installedMW` (before overplanting) give.
  ///
  /// The loss grows in proportion to power per area: `1 − (1 − wake factor) × density / 5 MW/km²`,
  /// at least 0. Without an area the wake factor holds as it is. The default factor, 0.8855 at
  /// 5 MW/km², is the correction factor for offshore wind of PyPSA-Eur, a proxy for wakes.
  public func yieldFactor(installedMW: Double) -> Double {
    guard let areaKM2 else { return wakeFactor ?? 1 }
    let density = installedMW * overplanting / areaKM2
    let lossAtReference = 1 - (wakeFactor ?? Self.defaultWakeFactor)
    return max(0, 1 - lossAtReference * density / Self.referenceDensityMWPerKM2)
  }

  public static let defaultWakeFactor = 0.8855
  public static let referenceDensityMWPerKM2 = 5.0
}

extension EnergySystem {
  /// The hub that a zone is; nil for other zones and for hub zones without a row of their own.
  public func hub(of zone: Row<Zone>) -> OffshoreHub? { hubs.first { $0.zone == zone } }
}
