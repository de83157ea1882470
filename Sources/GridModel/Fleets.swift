// SPDX-License-Identifier: Apache-2.0
import Quantities

/// One thermal unit of a typical size; a stand-in for a share of its zone's fleet, not a real
/// plant.
public struct GeneratingUnit: Hashable, Sendable {
  public var name: String
  public var zone: Row<Zone>
  /// `nuclear`, `lignite_old1`, `ccgt_new` ...; groups units into one supply step per zone.
  public var technology: String
  /// Key of ``InjectionWeight/injection`` that spreads this unit over the grid.
  public var injection: String
  public var installedMW: Double
  /// Electric energy per unit of fuel (lower heating value).
  public var efficiency: Double
  public var fuel: Row<Fuel>
  public var variableCostEURPerMWh: Double
  /// Share of the available power below which the unit cannot run.
  public var minimumStableShare: Double
  /// Share of the available power that always runs (heat or process bound).
  public var mustRunShare: Double
  public var forcedOutageRate: Double
  public var meanTimeToRepairHours: Double
  public var plannedOutageDays: Double
  /// Strategic reserve: it stays out of coupling, and adequacy uses it only for what the market
  /// leaves unserved in its own bidding zone.
  public var isOutOfMarket: Bool
  /// Node that the fuel is drawn from: a hydrogen turbine. Nil for bought fuel.
  public var hydrogenNode: Row<Zone>?
  /// Share of the fuel's carbon dioxide that is captured, and the network that carries it away.
  public var captureShare: Double
  public var captureNetwork: Row<CaptureNetwork>?
  public var provenance: Provenance

  public init(
    name: String, zone: Row<Zone>, technology: String, injection: String, installedMW: Double,
    efficiency: Double, fuel: Row<Fuel>, variableCostEURPerMWh: Double = 0,
    minimumStableShare: Double = 0, mustRunShare: Double = 0, forcedOutageRate: Double = 0,
    meanTimeToRepairHours: Double = 24, plannedOutageDays: Double = 0,
    isOutOfMarket: Bool = false, hydrogenNode: Row<Zone>? = nil, captureShare: Double = 0,
    captureNetwork: Row<CaptureNetwork>? = nil, provenance: Provenance
  ) {
    self.name = name
    self.zone = zone
    self.technology = technology
    self.injection = injection
    self.installedMW = installedMW
    self.efficiency = efficiency
    self.fuel = fuel
    self.variableCostEURPerMWh = variableCostEURPerMWh
    self.minimumStableShare = minimumStableShare
    self.mustRunShare = mustRunShare
    self.forcedOutageRate = forcedOutageRate
    self.meanTimeToRepairHours = meanTimeToRepairHours
    self.plannedOutageDays = plannedOutageDays
    self.isOutOfMarket = isOutOfMarket
    self.hydrogenNode = hydrogenNode
    self.captureShare = captureShare
    self.captureNetwork = captureNetwork
    self.provenance = provenance
  }
}

/// Weather-driven or profiled generation of a zone that can be curtailed.
public struct RenewableFleet: Hashable, Sendable {
  public var name: String
  public var zone: Row<Zone>
  /// `solar`, `wind_onshore`, `wind_offshore`, `run_of_river`, `biomass`, `waste`, `geothermal` ...
  public var technology: String
  public var injection: String
  public var installedMW: Double
  /// Name of an hourly variable of ``HourlySeries`` (`cf_solar` ...); nil for a flat profile.
  public var profile: String?
  /// Zone column of the profile; the zone itself unless an offshore hub borrows another's.
  public var profileColumn: String
  /// Mean availability: a profile is scaled to it, as far as no hour exceeds the installed power, and
  /// it is the flat profile's value.
  public var meanCapacityFactor: Double?
  /// Paid to curtail one MWh; the dispatch cost is its negative.
  public var curtailmentCostEURPerMWh: Double
  public var provenance: Provenance

  public init(
    name: String, zone: Row<Zone>, technology: String, injection: String, installedMW: Double,
    profile: String?, profileColumn: String, meanCapacityFactor: Double? = nil,
    curtailmentCostEURPerMWh: Double = 0, provenance: Provenance
  ) {
    self.name = name
    self.zone = zone
    self.technology = technology
    self.injection = injection
    self.installedMW = installedMW
    self.profile = profile
    self.profileColumn = profileColumn
    self.meanCapacityFactor = meanCapacityFactor
    self.curtailmentCostEURPerMWh = curtailmentCostEURPerMWh
    self.provenance = provenance
  }
}

public enum EndRule: String, CaseIterable, Sendable {
  /// The level returns to where it started, which is given.
  case fixed
  /// The level returns to where it started, which is the cheapest for the run.
  case cyclic
  /// The level is free and valued at the water value given.
  case valued
}

/// Battery, pumped storage or reservoir.
public struct Storage: Hashable, Sendable {
  public var name: String
  public var zone: Row<Zone>
  /// `battery`, `pumped_closed`, `pumped_open`, `reservoir`.
  public var kind: String
  public var injection: String
  public var chargeMW: Double
  public var dischargeMW: Double
  public var energyMWh: Double
  public var chargeEfficiency: Double
  public var dischargeEfficiency: Double
  /// Share of the level lost per hour.
  public var standingLossPerHour: Double
  /// Natural inflow of the year (at the level, before the discharge efficiency) and the hourly
  /// variable that shapes it; nil for none.
  public var annualInflowTWh: Double
  public var inflowProfile: String?
  /// Level before the first hour, share of `energyMWh`; not used with ``EndRule/cyclic``.
  public var startLevelShare: Double
  public var endRule: EndRule
  /// Used with ``EndRule/valued``.
  public var endValueEURPerMWh: Double
  /// Share of hours in which the whole storage is on forced outage.
  public var forcedOutageRate: Double
  public var meanTimeToRepairHours: Double
  public var provenance: Provenance

  public init(
    name: String, zone: Row<Zone>, kind: String, injection: String = "hydro", chargeMW: Double,
    dischargeMW: Double, energyMWh: Double, chargeEfficiency: Double = 1,
    dischargeEfficiency: Double = 1, standingLossPerHour: Double = 0, annualInflowTWh: Double = 0,
    inflowProfile: String? = nil, startLevelShare: Double = 0.5, endRule: EndRule = .fixed,
    endValueEURPerMWh: Double = 0, forcedOutageRate: Double = 0,
    meanTimeToRepairHours: Double = 24, provenance: Provenance
  ) {
    self.name = name
    self.zone = zone
    self.kind = kind
    self.injection = injection
    self.chargeMW = chargeMW
    self.dischargeMW = dischargeMW
    self.energyMWh = energyMWh
    self.chargeEfficiency = chargeEfficiency
    self.dischargeEfficiency = dischargeEfficiency
    self.standingLossPerHour = standingLossPerHour
    self.annualInflowTWh = annualInflowTWh
    self.inflowProfile = inflowProfile
    self.startLevelShare = startLevelShare
    self.endRule = endRule
    self.endValueEURPerMWh = endValueEURPerMWh
    self.forcedOutageRate = forcedOutageRate
    self.meanTimeToRepairHours = meanTimeToRepairHours
    self.provenance = provenance
  }
}

/// Load that stops at a price.
public struct DemandResponseBlock: Hashable, Sendable {
  public var name: String
  public var zone: Row<Zone>
  public var powerMW: Double
  public var priceEURPerMWh: Double
  /// Full-power hours per day (UTC); 24 for no limit.
  public var maximumHoursPerDay: Double
  public var provenance: Provenance

  public init(
    name: String, zone: Row<Zone>, powerMW: Double, priceEURPerMWh: Double,
    maximumHoursPerDay: Double = 24, provenance: Provenance
  ) {
    self.name = name
    self.zone = zone
    self.powerMW = powerMW
    self.priceEURPerMWh = priceEURPerMWh
    self.maximumHoursPerDay = maximumHoursPerDay
    self.provenance = provenance
  }
}

public struct Reserve: Hashable, Sendable {
  public var zone: Row<Zone>
  public var product: String
  public var powerMW: Double
  public var provenance: Provenance

  public init(zone: Row<Zone>, product: String, powerMW: Double, provenance: Provenance) {
    self.zone = zone
    self.product = product
    self.powerMW = powerMW
    self.provenance = provenance
  }
}

public struct Fuel: Hashable, Sendable {
  public var name: String
  /// Price of the energy in the fuel (lower heating value), without carbon dioxide.
  public var priceEURPerMWh: Double
  public var co2TonnesPerMWh: Double
  /// Price of the emission right, equal for all fuels of a year.
  public var co2PriceEURPerTonne: Double
  public var provenance: Provenance

  public init(
    name: String, priceEURPerMWh: Double, co2TonnesPerMWh: Double, co2PriceEURPerTonne: Double,
    provenance: Provenance
  ) {
    self.name = name
    self.priceEURPerMWh = priceEURPerMWh
    self.co2TonnesPerMWh = co2TonnesPerMWh
    self.co2PriceEURPerTonne = co2PriceEURPerTonne
    self.provenance = provenance
  }
}
