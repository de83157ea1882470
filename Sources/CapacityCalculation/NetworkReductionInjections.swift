// SPDX-License-Identifier: Apache-2.0
import GridModel

/// How one kind of injection of a zone enters the full grid.
package struct FullGridInjection: Hashable, Sendable {
  package struct Share: Hashable, Sendable {
    /// Position in ``FullGrid/buses``.
    package var bus: Int
    package var share: Double
  }

  package var injection: String
  /// Position in the zones of the settings.
  package var zone: Int
  /// Ascending by bus; sums to 1.
  package var shares: [Share]
  /// No plant of the group is located in the zone: spread like the load.
  package var isSpreadLikeLoad: Bool
  /// Located plants, mean over the fleet years; 0 for load and links.
  package var powerMW = 0.0
}

/// Injection groups of plants, in the order of the tables; `load` stands before them.
package let plantInjectionGroups = [
  "nuclear", "coal", "gas", "oil", "hydro", "wind_onshore", "wind_offshore", "solar", "biomass",
  "other",
]

/// Groups that can follow a change of the net position; they make the shift key of the selection.
package let dispatchableGroups: Set = [
  "nuclear", "coal", "gas", "oil", "hydro", "biomass", "other",
]

/// The plants of a map at the buses they feed.
struct LocatedPlants {
  /// MW in service, mean over the fleet years, by zone and group, bus → MW.
  private(set) var powerMW: [[[Int: Double]]]
  private(set) var locatedCount = 0
  private(set) var leftOutCount = 0

  /// Puts each plant at the nearest real station of its country.
  init(_ extract: NetworkExtract, grid: FullGrid, settings: NetworkReductionSettings) {
    let stations = settings.zones.indices.map { grid.stationBuses(ofZone: $0) }
    powerMW = settings.zones.map { _ in plantInjectionGroups.map { _ in [:] } }
    for plant in extract.plants {
      guard let zone = settings.zone(ofCountry: plant.country),
        let group = plantInjectionGroups.firstIndex(of: plant.injection)
      else { continue }
      let row = settings.zones[zone]
      let years = plant.yearsInService(within: settings.fleetYears)
      guard row.latitudes.contains(plant.latitude), row.longitudes.contains(plant.longitude),
        years > 0
      else { continue }
      let place = Place(latitude: plant.latitude, longitude: plant.longitude)
      guard let nearest = grid.nearest(to: place, among: stations[zone]),
        nearest.distanceKM <= settings.farthestPlantKM
      else {
        leftOutCount += 1
        continue
      }
      locatedCount += 1
      let share = Double(years) / Double(settings.fleetYears.count)
      powerMW[zone][group][nearest.bus, default: 0] += share * plant.capacityMW
    }
  }

  /// MW of all groups, or of the dispatchable ones, at each bus of the full grid.
  func totalMW(busCount: Int, dispatchableOnly: Bool) -> [Double] {
    var result = [Double](repeating: 0, count: busCount)
    for zone in powerMW {
      for (group, power) in zone.enumerated()
      where !dispatchableOnly || dispatchableGroups.contains(plantInjectionGroups[group]) {
        for bus in power.keys.sorted() { result[bus] += power[bus]! }
      }
    }
    return result
  }
}

extension NetworkExtract.Plant {
  func yearsInService(within years: ClosedRange<Int>) -> Int {
    let first = max(years.lowerBound, firstYear ?? years.lowerBound)
    let last = min(years.upperBound, (retirementYear ?? years.upperBound + 1) - 1)
    return max(0, last - first + 1)
  }
}

extension FullGrid {
  /// Load and every plant group of every zone.
  func injections(
    _ plants: LocatedPlants, settings: NetworkReductionSettings
  ) -> [FullGridInjection] {
    var result: [FullGridInjection] = []
    for zone in settings.zones.indices {
      let load = loadShares(ofZone: zone, settings: settings)
      result.append(
        FullGridInjection(injection: "load", zone: zone, shares: load, isSpreadLikeLoad: false))
      for (group, name) in plantInjectionGroups.enumerated() {
        let power = plants.powerMW[zone][group]
        let total = power.keys.sorted().reduce(0) { $0 + power[$1]! }
        let located = power.keys.sorted().map {
          FullGridInjection.Share(bus: $0, share: power[$0]! / total)
        }
        result.append(
          FullGridInjection(
            injection: name, zone: zone, shares: located.isEmpty ? load : located,
            isSpreadLikeLoad: located.isEmpty, powerMW: total))
      }
    }
    return result
  }

  /// One equal share per substation, at its lowest voltage. Power stations, converter stations and
  /// phase shifters that the map marks as such carry no load.
  func loadShares(
    ofZone zone: Int, settings: NetworkReductionSettings
  ) -> [FullGridInjection.Share] {
    let row = settings.zones[zone]
    let all = stationBuses(ofZone: zone).filter { row.latitudes.contains(buses[$0].latitude) }
    let marked = all.filter { buses[$0].symbol.hasPrefix("Substation") }
    var lowest: [Int: Int] = [:]
    for bus in marked.isEmpty ? all : marked {
      let station = buses[bus].station
      if let other = lowest[station], buses[other].nominalKV <= buses[bus].nominalKV { continue }
      lowest[station] = bus
    }
    let chosen = lowest.values.sorted()
    return chosen.map { FullGridInjection.Share(bus: $0, share: 1 / Double(chosen.count)) }
  }
}
