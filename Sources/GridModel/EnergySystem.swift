// SPDX-License-Identifier: Apache-2.0
import Quantities

/// One validated system in one target year: zones, grid, fleets and links, with the source of
/// every figure. Scenarios change it; capacity calculation and market coupling read it.
///
/// Rows refer to each other by ``Row``; names are unique within a table and are what users see.
public struct EnergySystem: Sendable {
  public var name: String
  /// Target year; tables with a `year` column were read at this year.
  public var year: Int
  public var zones: [Zone] = []
  public var grid = Grid()
  public var demand: [ZoneDemand] = []
  public var generatingUnits: [GeneratingUnit] = []
  public var renewables: [RenewableFleet] = []
  public var storages: [Storage] = []
  public var demandResponse: [DemandResponseBlock] = []
  public var reserves: [Reserve] = []
  public var fuels: [Fuel] = []
  public var borders: [Border] = []
  public var dcLinks: [DCLink] = []
  public var externalConstraints: [ExternalConstraint] = []
  public var hydrogenNodes: [HydrogenNode] = []
  public var electrolysers: [Electrolyser] = []
  public var renewableContracts: [RenewableContract] = []
  public var pipelines: [Pipeline] = []
  public var caverns: [Cavern] = []
  public var terminals: [Terminal] = []
  public var reformers: [Reformer] = []
  public var fuelBudgets: [FuelBudget] = []
  public var emissionCaps: [EmissionCap] = []
  public var captureNetworks: [CaptureNetwork] = []
  /// Where the figures come from, by the id that rows carry.
  public var sources: [SourceRecord] = []

  public init(name: String, year: Int) {
    self.name = name
    self.year = year
  }

  /// The row of the zone of that name.
  public func zone(named name: String) -> Row<Zone>? {
    zones.firstIndex { $0.name == name }.map { Row($0) }
  }
}

/// How far a figure can be trusted.
public enum Quality: String, CaseIterable, Sendable {
  /// The number stands in the source.
  case read
  /// Computed from numbers of the source (sum, mean, interpolation).
  case derived
  /// A judgement, to be replaced.
  case assumption
}

/// Source and quality of the figures of one row.
public struct Provenance: Hashable, Sendable {
  /// Id of a ``SourceRecord``.
  public var source: String
  public var quality: Quality

  public init(source: String, quality: Quality) {
    self.source = source
    self.quality = quality
  }
}

/// One row of `sources.csv`.
public struct SourceRecord: Hashable, Sendable {
  public var id: String
  public var title: String
  public var year: Int
  public var licence: String

  public init(id: String, title: String, year: Int, licence: String) {
    self.id = id
    self.title = title
    self.year = year
    self.licence = licence
  }
}

public enum Carrier: String, CaseIterable, Sendable {
  case electricity
  case hydrogen
}

public enum ZoneKind: String, CaseIterable, Sendable {
  case onshore
  case offshoreHub = "offshore_hub"
  case hydrogen
}

/// An area with its own balance. Zones of one bidding zone share a price.
public struct Zone: Hashable, Sendable {
  public var name: String
  public var country: String
  public var biddingZone: String
  public var carrier: Carrier
  public var kind: ZoneKind
  /// Whether the bidding zone is a hub of the flow-based domain.
  public var isFlowBased: Bool
  /// Column of a national hourly series, and this zone's share of it (load is scaled to the zone's
  /// annual demand instead).
  public var seriesColumn: String
  public var seriesShare: Double
  public var timeZone: String
  /// Used in welfare accounts only, never in dispatch.
  public var vollEURPerMWh: Double
  public var priceCapEURPerMWh: Double
  public var priceFloorEURPerMWh: Double
  /// Reliability standard, h/yr; nil where there is none.
  public var loleStandardHours: Double?
  public var latitude: Double
  public var longitude: Double

  public init(
    name: String, country: String, biddingZone: String, carrier: Carrier = .electricity,
    kind: ZoneKind = .onshore, isFlowBased: Bool = true, seriesColumn: String = "",
    seriesShare: Double = 1, timeZone: String = "UTC", vollEURPerMWh: Double = 10_000,
    priceCapEURPerMWh: Double = 4000, priceFloorEURPerMWh: Double = -500,
    loleStandardHours: Double? = nil, latitude: Double = 0, longitude: Double = 0
  ) {
    self.name = name
    self.country = country
    self.biddingZone = biddingZone
    self.carrier = carrier
    self.kind = kind
    self.isFlowBased = isFlowBased
    self.seriesColumn = seriesColumn.isEmpty ? name : seriesColumn
    self.seriesShare = seriesShare
    self.timeZone = timeZone
    self.vollEURPerMWh = vollEURPerMWh
    self.priceCapEURPerMWh = priceCapEURPerMWh
    self.priceFloorEURPerMWh = priceFloorEURPerMWh
    self.loleStandardHours = loleStandardHours
    self.latitude = latitude
    self.longitude = longitude
  }
}

/// Annual demand of a zone, without electrolysis.
public struct ZoneDemand: Hashable, Sendable {
  public var zone: Row<Zone>
  public var annualTWh: Double
  public var peakMW: Double
  public var provenance: Provenance

  public init(zone: Row<Zone>, annualTWh: Double, peakMW: Double, provenance: Provenance) {
    self.zone = zone
    self.annualTWh = annualTWh
    self.peakMW = peakMW
    self.provenance = provenance
  }
}
