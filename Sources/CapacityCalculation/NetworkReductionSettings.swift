// SPDX-License-Identifier: Apache-2.0

/// Choices of the reduction; the defaults are those of the built-in case.
package struct NetworkReductionSettings: Sendable {
  /// A zone with its own rows; `country` is that of the raw map.
  package struct ReducedZone: Hashable, Sendable {
    package var name: String
    package var country: String
    package var biddingZone: String
    /// Kept in detail. The others are seen only at their buses on the border of a detailed zone.
    package var isDetailed: Bool
    /// Plants outside these degrees do not count (islands, other market zones).
    package var latitudes: ClosedRange<Double>
    package var longitudes: ClosedRange<Double>

    package init(
      name: String, country: String, biddingZone: String, isDetailed: Bool,
      latitudes: ClosedRange<Double> = -90...90, longitudes: ClosedRange<Double> = -180...180
    ) {
      self.name = name
      self.country = country
      self.biddingZone = biddingZone
      self.isDetailed = isDetailed
      self.latitudes = latitudes
      self.longitudes = longitudes
    }
  }

  /// Zones in the order of the tables.
  package var zones: [ReducedZone] = [
    ReducedZone(name: "AT", country: "AT", biddingZone: "AT", isDetailed: true),
    ReducedZone(name: "BE", country: "BE", biddingZone: "BE", isDetailed: true),
    ReducedZone(name: "CH", country: "CH", biddingZone: "CH", isDetailed: true),
    ReducedZone(name: "DE", country: "DE", biddingZone: "DE-LU", isDetailed: true),
    ReducedZone(name: "FR", country: "FR", biddingZone: "FR", isDetailed: true),
    ReducedZone(name: "LU", country: "LU", biddingZone: "DE-LU", isDetailed: true),
    ReducedZone(name: "NL", country: "NL", biddingZone: "NL", isDetailed: true),
    ReducedZone(name: "CZ", country: "CZ", biddingZone: "CZ", isDetailed: false),
    // Jutland and Funen; Zealand belongs to the Nordic area.
    ReducedZone(
      name: "DKW", country: "DK", biddingZone: "DK1", isDetailed: false, longitudes: 7...10.95),
    ReducedZone(name: "ES", country: "ES", biddingZone: "ES", isDetailed: false),
    ReducedZone(name: "HU", country: "HU", biddingZone: "HU", isDetailed: false),
    // The North market zone ends south of Emilia-Romagna.
    ReducedZone(
      name: "ITN", country: "IT", biddingZone: "IT-North", isDetailed: false, latitudes: 43.8...48),
    ReducedZone(name: "PL", country: "PL", biddingZone: "PL", isDetailed: false),
    ReducedZone(name: "SI", country: "SI", biddingZone: "SI", isDetailed: false),
  ]

  /// Ends of internal 380 kV circuits whose zone-to-zone factor reaches this are kept.
  package var keptZoneToZoneFactor = 0.05
  /// Detailed buses with at least this much plant capacity are kept.
  package var keptPlantMW = 1000.0
  /// Equivalent branches at or below this susceptance (per unit on 100 MVA) are dropped.
  package var droppedSusceptancePerUnit = 0.1
  /// Injection shares at or below this are dropped, the rest scaled back to 1.
  package var droppedWeight = 0.001
  /// Border buses of a neighbour are joined, least harm first, down to this number.
  package var mostBusesPerNeighbour = 10
  /// Plants count by the share of these years in which they are in service.
  package var fleetYears = 2016...2030
  /// Plants farther than this from any bus of their country are left out.
  package var farthestPlantKM = 150.0
  /// A project starts or ends at a station this near, or is not mapped.
  package var farthestProjectEndKM = 12.0
  /// Year of the raw map; earlier projects are taken as drawn on it.
  package var mapYear = 2022

  package init() {}

  package func zone(ofCountry country: String) -> Int? {
    zones.firstIndex { $0.country == country }
  }
}

/// Parameters of overhead line types at 50 Hz.
///
/// Resistance, 380 kV reactance and currents are the standard types "Al/St 240/40" (four-bundle at
/// 380 kV, two-bundle at 220 kV). The 220 kV reactance is the mean of published operator data,
/// 0.39 to 0.42 ohm/km, since single-conductor lines prevail there.
struct LineType {
  var resistanceOhmPerKM: Double
  var reactanceOhmPerKM: Double
  var maximumCurrentA: Double

  static func overhead(nominalKV: Double) -> LineType {
    nominalKV < 300
      ? LineType(resistanceOhmPerKM: 0.06, reactanceOhmPerKM: 0.40, maximumCurrentA: 1290)
      : LineType(resistanceOhmPerKM: 0.03, reactanceOhmPerKM: 0.246, maximumCurrentA: 2580)
  }

  /// High-temperature conductors on 380 kV towers, 3.6 kA as in German grid planning.
  static let highTemperature380 = LineType(
    resistanceOhmPerKM: 0.03, reactanceOhmPerKM: 0.246, maximumCurrentA: 3600)
}
