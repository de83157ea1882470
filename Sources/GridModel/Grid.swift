// SPDX-License-Identifier: Apache-2.0
import Quantities

/// The alternating-current network and how zonal quantities enter it.
public struct Grid: Hashable, Sendable {
  public var buses: [Bus] = []
  public var branches: [Branch] = []
  public var injectionWeights: [InjectionWeight] = []
  /// Generation shift keys that the case gives; empty where a strategy computes them.
  public var shiftKeyWeights: [ShiftKeyWeight] = []
  /// Branches and outages that the case names; empty where the selection rules choose.
  public var monitoredBranches: [Row<Branch>] = []
  public var listedOutages: [ListedOutage] = []

  public init() {}

  public init(buses: [Bus], branches: [Branch], injectionWeights: [InjectionWeight] = []) {
    self.buses = buses
    self.branches = branches
    self.injectionWeights = injectionWeights
  }
}

public struct Bus: Hashable, Sendable {
  public var name: String
  public var zone: Row<Zone>
  public var latitude: Double
  public var longitude: Double
  public var nominalKV: Double

  public init(
    name: String, zone: Row<Zone>, latitude: Double = 0, longitude: Double = 0,
    nominalKV: Double = 380
  ) {
    self.name = name
    self.zone = zone
    self.latitude = latitude
    self.longitude = longitude
    self.nominalKV = nominalKV
  }
}

public enum BranchKind: String, CaseIterable, Sendable {
  /// Within one country.
  case line
  /// Between two countries.
  case tie
  case transformer
  /// A fictitious branch of a network reduction: no rating, never monitored, never outaged.
  case equivalent
}

/// One circuit, or equal parallel circuits given together, between two buses.
public struct Branch: Hashable, Sendable {
  public var name: String
  public var from: Row<Bus>
  public var to: Row<Bus>
  /// Number of equal parallel circuits; resistance, reactance and rating are per circuit.
  public var circuits: Int
  public var lengthKM: Double
  public var resistanceOhm: Double
  public var reactanceOhm: Double
  public var nominalKV: Double
  /// Permanent current limit of one circuit; nil where unlimited.
  public var maximumCurrentA: Double?
  /// Off-nominal turns ratio (1 for lines) and phase shift.
  public var tap: Double
  public var phaseShiftDegrees: Double
  public var kind: BranchKind
  /// First and last year in service, both inclusive; nil where unbounded.
  public var firstYear: Int?
  public var lastYear: Int?

  public init(
    name: String, from: Row<Bus>, to: Row<Bus>, circuits: Int = 1, lengthKM: Double = 0,
    resistanceOhm: Double = 0, reactanceOhm: Double, nominalKV: Double = 380,
    maximumCurrentA: Double? = nil, tap: Double = 1, phaseShiftDegrees: Double = 0,
    kind: BranchKind = .line, firstYear: Int? = nil, lastYear: Int? = nil
  ) {
    self.name = name
    self.from = from
    self.to = to
    self.circuits = circuits
    self.lengthKM = lengthKM
    self.resistanceOhm = resistanceOhm
    self.reactanceOhm = reactanceOhm
    self.nominalKV = nominalKV
    self.maximumCurrentA = maximumCurrentA
    self.tap = tap
    self.phaseShiftDegrees = phaseShiftDegrees
    self.kind = kind
    self.firstYear = firstYear
    self.lastYear = lastYear
  }
}

/// The share of an injection of a zone that enters the grid at a bus; shares of one
/// (`zone`, `injection`) sum to 1.
public struct InjectionWeight: Hashable, Sendable {
  /// A technology group (`load`, `nuclear`, `coal`, `gas`, `oil`, `hydro`, `wind_onshore`,
  /// `wind_offshore`, `solar`, `biomass`, `other`), or `dc:<link>` for the landing of a DC link.
  public var injection: String
  public var zone: Row<Zone>
  public var bus: Row<Bus>
  public var weight: Double

  public init(injection: String, zone: Row<Zone>, bus: Row<Bus>, weight: Double) {
    self.injection = injection
    self.zone = zone
    self.bus = bus
    self.weight = weight
  }
}

/// The share of a change of a zone's net position that a bus takes; shares of one zone sum to 1.
public struct ShiftKeyWeight: Hashable, Sendable {
  public var zone: Row<Zone>
  public var bus: Row<Bus>
  public var weight: Double

  public init(zone: Row<Zone>, bus: Row<Bus>, weight: Double) {
    self.zone = zone
    self.bus = bus
    self.weight = weight
  }
}

/// Branches that are lost together.
public struct ListedOutage: Hashable, Sendable {
  public var name: String
  public var branches: [Row<Branch>]

  public init(name: String, branches: [Row<Branch>]) {
    self.name = name
    self.branches = branches
  }
}
