// SPDX-License-Identifier: Apache-2.0
import Quantities

/// Demand of a hydrogen zone. Energies of hydrogen are lower heating values throughout.
public struct HydrogenNode: Hashable, Sendable {
  /// A zone with carrier ``Carrier/hydrogen``.
  public var zone: Row<Zone>
  public var annualTWh: Double
  /// Hourly variable that shapes the demand, in the zone's series column; nil for an even demand.
  public var profile: String?
  /// What a MWh that is not served costs.
  public var unservedEURPerMWh: Double
  /// What the pipes at the node hold between lowest and highest pressure.
  public var linepackMWh: Double
  public var provenance: Provenance

  public init(
    zone: Row<Zone>, annualTWh: Double, profile: String? = nil, unservedEURPerMWh: Double = 3000,
    linepackMWh: Double = 0, provenance: Provenance
  ) {
    self.zone = zone
    self.annualTWh = annualTWh
    self.profile = profile
    self.unservedEURPerMWh = unservedEURPerMWh
    self.linepackMWh = linepackMWh
    self.provenance = provenance
  }
}

/// When the electricity of an electrolyser counts as renewable.
public enum RenewableHydrogenRule: String, CaseIterable, Sendable {
  /// Not asked.
  case none
  /// Energy drawn in a calendar month is at most what the contracts give in that month.
  case monthly
  /// Power drawn in an hour is at most what the contracts give in that hour.
  case hourly
}

/// Takes electricity from a power zone and gives hydrogen to a node.
public struct Electrolyser: Hashable, Sendable {
  public var name: String
  public var powerZone: Row<Zone>
  public var hydrogenNode: Row<Zone>
  /// Electricity drawn at full load, MW.
  public var installedMW: Double
  /// Hydrogen per electricity.
  public var efficiency: Double
  /// Share of the committed power that it draws at least.
  public var minimumLoadShare: Double
  public var forcedOutageRate: Double
  /// Hourly variable (column: the power zone's) with the share that is committed, on which the
  /// minimum load rests; nil for an electrolyser that may stand still at any time.
  public var commitmentProfile: String?
  /// Most change of the power drawn, share of the installed power per hour; nil for no limit.
  public var maximumRampPerHour: Double?
  /// Cost per MWh of electricity drawn, beside the electricity.
  public var variableCostEURPerMWh: Double
  public var rule: RenewableHydrogenRule
  /// Below this price electricity counts as renewable under any rule.
  public var priceExemptionEURPerMWh: Double
  public var provenance: Provenance

  /// Commission Delegated Regulation (EU) 2023/1184, Article 6, third paragraph.
  public static let regulatedPriceExemptionEURPerMWh = 20.0

  public init(
    name: String, powerZone: Row<Zone>, hydrogenNode: Row<Zone>, installedMW: Double,
    efficiency: Double, minimumLoadShare: Double = 0, forcedOutageRate: Double = 0,
    commitmentProfile: String? = nil, maximumRampPerHour: Double? = nil,
    variableCostEURPerMWh: Double = 0, rule: RenewableHydrogenRule = .none,
    priceExemptionEURPerMWh: Double = Electrolyser.regulatedPriceExemptionEURPerMWh,
    provenance: Provenance
  ) {
    self.name = name
    self.powerZone = powerZone
    self.hydrogenNode = hydrogenNode
    self.installedMW = installedMW
    self.efficiency = efficiency
    self.minimumLoadShare = minimumLoadShare
    self.forcedOutageRate = forcedOutageRate
    self.commitmentProfile = commitmentProfile
    self.maximumRampPerHour = maximumRampPerHour
    self.variableCostEURPerMWh = variableCostEURPerMWh
    self.rule = rule
    self.priceExemptionEURPerMWh = priceExemptionEURPerMWh
    self.provenance = provenance
  }
}

/// Renewable power that an electrolyser has under contract.
public struct RenewableContract: Hashable, Sendable {
  public var electrolyser: Row<Electrolyser>
  public var renewable: Row<RenewableFleet>
  public var contractedMW: Double
  public var provenance: Provenance

  public init(
    electrolyser: Row<Electrolyser>, renewable: Row<RenewableFleet>, contractedMW: Double,
    provenance: Provenance
  ) {
    self.electrolyser = electrolyser
    self.renewable = renewable
    self.contractedMW = contractedMW
    self.provenance = provenance
  }
}

/// A hydrogen pipeline between two nodes.
public struct Pipeline: Hashable, Sendable {
  public enum State: String, CaseIterable, Sendable {
    case new
    case repurposed
  }
  public var name: String
  public var from: Row<Zone>
  public var to: Row<Zone>
  public var lengthKM: Double
  public var diameterInch: Double
  public var state: State
  public var isOffshore: Bool
  public var maximumForwardMW: Double
  public var maximumBackwardMW: Double
  /// Electric power of the compressors per MW of flow and 1,000 km.
  public var compressorSharePer1000KM: Double
  /// Power zone that drives them; nil where their electricity is not counted.
  public var compressorZone: Row<Zone>?
  /// For tariff accounts: EUR per MW of booked capacity and year, and the share that is booked.
  public var entryTariffEURPerMWYear: Double
  public var exitTariffEURPerMWYear: Double
  public var bookedShare: Double
  public var investmentEURPerKM: Double
  public var lifeYears: Double
  public var provenance: Provenance

  public init(
    name: String, from: Row<Zone>, to: Row<Zone>, lengthKM: Double = 0, diameterInch: Double = 48,
    state: State = .new, isOffshore: Bool = false, maximumForwardMW: Double,
    maximumBackwardMW: Double, compressorSharePer1000KM: Double = 0,
    compressorZone: Row<Zone>? = nil, entryTariffEURPerMWYear: Double = 0,
    exitTariffEURPerMWYear: Double = 0, bookedShare: Double = 0, investmentEURPerKM: Double = 0,
    lifeYears: Double = 0, provenance: Provenance
  ) {
    self.name = name
    self.from = from
    self.to = to
    self.lengthKM = lengthKM
    self.diameterInch = diameterInch
    self.state = state
    self.isOffshore = isOffshore
    self.maximumForwardMW = maximumForwardMW
    self.maximumBackwardMW = maximumBackwardMW
    self.compressorSharePer1000KM = compressorSharePer1000KM
    self.compressorZone = compressorZone
    self.entryTariffEURPerMWYear = entryTariffEURPerMWYear
    self.exitTariffEURPerMWYear = exitTariffEURPerMWYear
    self.bookedShare = bookedShare
    self.investmentEURPerKM = investmentEURPerKM
    self.lifeYears = lifeYears
    self.provenance = provenance
  }

  /// Electric power of the compressors per MW of flow.
  public var compressorShare: Double { compressorSharePer1000KM * lengthKM / 1000 }
}

/// Storage of hydrogen at a node.
public struct Cavern: Hashable, Sendable {
  public var name: String
  public var hydrogenNode: Row<Zone>
  /// `salt_cavern`, `pore_storage`, `tank`.
  public var kind: String
  /// Working volume.
  public var workingMWh: Double
  public var injectMW: Double
  public var withdrawMW: Double
  public var injectEfficiency: Double
  public var withdrawEfficiency: Double
  /// Most withdrawal of a year, in working volumes; nil for no limit.
  public var cyclesPerYear: Double?
  /// Level before the first hour, share of the working volume; not used with ``EndRule/cyclic``.
  public var startLevelShare: Double
  public var endRule: EndRule
  /// Used with ``EndRule/valued``.
  public var endValueEURPerMWh: Double
  public var provenance: Provenance

  public init(
    name: String, hydrogenNode: Row<Zone>, kind: String = "salt_cavern", workingMWh: Double,
    injectMW: Double, withdrawMW: Double, injectEfficiency: Double = 1,
    withdrawEfficiency: Double = 1, cyclesPerYear: Double? = nil, startLevelShare: Double = 0.5,
    endRule: EndRule = .fixed, endValueEURPerMWh: Double = 0, provenance: Provenance
  ) {
    self.name = name
    self.hydrogenNode = hydrogenNode
    self.kind = kind
    self.workingMWh = workingMWh
    self.injectMW = injectMW
    self.withdrawMW = withdrawMW
    self.injectEfficiency = injectEfficiency
    self.withdrawEfficiency = withdrawEfficiency
    self.cyclesPerYear = cyclesPerYear
    self.startLevelShare = startLevelShare
    self.endRule = endRule
    self.endValueEURPerMWh = endValueEURPerMWh
    self.provenance = provenance
  }
}

/// Imports from outside the system, by ship or pipeline.
public struct Terminal: Hashable, Sendable {
  /// A block of supply at one price.
  public struct Band: Hashable, Sendable {
    public var number: Int
    public var powerMW: Double
    public var priceEURPerMWh: Double
    public var provenance: Provenance

    public init(
      number: Int, powerMW: Double, priceEURPerMWh: Double, provenance: Provenance
    ) {
      self.number = number
      self.powerMW = powerMW
      self.priceEURPerMWh = priceEURPerMWh
      self.provenance = provenance
    }
  }
  public var name: String
  public var hydrogenNode: Row<Zone>
  /// `ammonia`, `liquid_hydrogen`, `lohc`, `pipeline`.
  public var carrier: String
  /// Hydrogen sent out in a year; nil for no limit.
  public var throughputTWh: Double?
  /// Electricity per hydrogen sent out, drawn from the power zone.
  public var electricityShare: Double
  public var powerZone: Row<Zone>?
  public var bands: [Band]
  public var provenance: Provenance

  public init(
    name: String, hydrogenNode: Row<Zone>, carrier: String = "ammonia",
    throughputTWh: Double? = nil, electricityShare: Double = 0, powerZone: Row<Zone>? = nil,
    bands: [Band], provenance: Provenance
  ) {
    self.name = name
    self.hydrogenNode = hydrogenNode
    self.carrier = carrier
    self.throughputTWh = throughputTWh
    self.electricityShare = electricityShare
    self.powerZone = powerZone
    self.bands = bands
    self.provenance = provenance
  }
}

/// Makes hydrogen from a bought fuel, with or without capture of its carbon dioxide.
public struct Reformer: Hashable, Sendable {
  public var name: String
  public var hydrogenNode: Row<Zone>
  /// `smr`, `smr_ccs`, `atr_ccs` ...
  public var technology: String
  /// Hydrogen sent out at full load.
  public var installedMW: Double
  /// Hydrogen per fuel.
  public var efficiency: Double
  public var fuel: Row<Fuel>
  /// Per MWh of hydrogen, beside the fuel.
  public var variableCostEURPerMWh: Double
  public var mustRunShare: Double
  /// Share of the fuel's carbon dioxide that is captured.
  public var captureShare: Double
  public var captureNetwork: Row<CaptureNetwork>?
  public var provenance: Provenance

  public init(
    name: String, hydrogenNode: Row<Zone>, technology: String = "smr", installedMW: Double,
    efficiency: Double, fuel: Row<Fuel>, variableCostEURPerMWh: Double = 0,
    mustRunShare: Double = 0, captureShare: Double = 0, captureNetwork: Row<CaptureNetwork>? = nil,
    provenance: Provenance
  ) {
    self.name = name
    self.hydrogenNode = hydrogenNode
    self.technology = technology
    self.installedMW = installedMW
    self.efficiency = efficiency
    self.fuel = fuel
    self.variableCostEURPerMWh = variableCostEURPerMWh
    self.mustRunShare = mustRunShare
    self.captureShare = captureShare
    self.captureNetwork = captureNetwork
    self.provenance = provenance
  }
}
