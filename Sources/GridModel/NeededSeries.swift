// SPDX-License-Identifier: Apache-2.0

extension EnergySystem {
  /// The hourly columns that the system reads: loads of electricity zones, profiles of renewables,
  /// inflows of storages, profiles of hydrogen demand and commitment of electrolysers; sorted, each
  /// once.
  public var neededSeries: [HourlySeries.Key] {
    var keys: Set<HourlySeries.Key> = []
    for entry in demand
    where entry.annualTWh > 0 && zones[entry.zone].carrier == .electricity {
      keys.insert(.init(variable: "load_mw", column: zones[entry.zone].seriesColumn))
    }
    for fleet in renewables where fleet.installedMW > 0 {
      guard let profile = fleet.profile else { continue }
      keys.insert(.init(variable: profile, column: fleet.profileColumn))
    }
    for storage in storages where storage.annualInflowTWh > 0 {
      guard let profile = storage.inflowProfile else { continue }
      keys.insert(.init(variable: profile, column: zones[storage.zone].seriesColumn))
    }
    for node in hydrogenNodes where node.annualTWh > 0 {
      guard let profile = node.profile else { continue }
      keys.insert(.init(variable: profile, column: zones[node.zone].seriesColumn))
    }
    for electrolyser in electrolysers where electrolyser.installedMW > 0 {
      guard let profile = electrolyser.commitmentProfile else { continue }
      keys.insert(.init(variable: profile, column: zones[electrolyser.powerZone].seriesColumn))
    }
    return keys.sorted()
  }
}
