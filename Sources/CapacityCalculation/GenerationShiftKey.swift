// SPDX-License-Identifier: Apache-2.0
import GridModel
import LinearAlgebra
import Quantities

/// Generation of one injection class, MW.
package struct ClassGeneration: Hashable, Sendable {
  package var injectionClass: InjectionClass
  package var megawatts: Double

  package init(injectionClass: InjectionClass, megawatts: Double) {
    self.injectionClass = injectionClass
    self.megawatts = megawatts
  }
}

/// How a change of a zone's net position spreads over its buses.
package enum ShiftKeyStrategy: Hashable, Sendable {
  /// Equal at every bus of the zone.
  case flat
  /// By the installed capacity of what can be dispatched: thermal units and storages.
  case installedCapacity
  /// By annual demand.
  case load
  /// Pro rata to the generation of a base case, without load and DC links; negative generation
  /// counts as none.
  case baseCaseGeneration([ClassGeneration])
  /// The key that the case gives, `Grid.shiftKeyWeights`, or any other.
  case given([ShiftKeyWeight])

  package var name: String {
    switch self {
    case .flat: "flat"
    case .installedCapacity: "installed_capacity"
    case .load: "load"
    case .baseCaseGeneration: "base_case_generation"
    case .given: "given"
    }
  }
}

/// The buses at which a bidding zone changes its net position, as shares that sum to 1.
package struct GenerationShiftKey: Sendable {
  /// Bidding zones with at least one bus, in the order of the zone table.
  package let biddingZones: [String]
  /// Bus × bidding zone.
  package let weights: Matrix
  /// Bidding zones for which the strategy had nothing to go by and the flat key was taken.
  package let flatFallbacks: [String]

  package init(system: EnergySystem, map: InjectionMap, strategy: ShiftKeyStrategy) {
    let buses = system.grid.buses
    var names: [String] = []
    for zone in system.zones.rows where buses.contains(where: { $0.zone == zone }) {
      let name = system.zones[zone].biddingZone
      if !names.contains(name) { names.append(name) }
    }
    let columnOfZone = system.zones.map { names.firstIndex(of: $0.biddingZone) }
    var flat = Matrix(rows: buses.count, columns: names.count)
    for (row, bus) in buses.enumerated() { flat[row, columnOfZone[bus.zone.index]!] = 1 }

    var raw = Matrix(rows: buses.count, columns: names.count)
    if case .given(let entries) = strategy {
      for entry in entries {
        guard let column = columnOfZone[entry.zone.index] else { continue }
        raw[entry.bus.index, column] += entry.weight
      }
    }
    let megawatts = Self.megawattsPerClass(system: system, map: map, strategy: strategy)
    for (index, injectionClass) in map.classes.enumerated() where megawatts[index] > 0 {
      guard let column = columnOfZone[injectionClass.zone.index] else { continue }
      for row in buses.indices { raw[row, column] += map.weights[row, index] * megawatts[index] }
    }
    var fallbacks: [String] = []
    for column in names.indices {
      let sum = raw.column(column).reduce(0, +)
      let source = sum > 0 ? raw : flat
      if sum <= 0, strategy != .flat { fallbacks.append(names[column]) }
      let total = source.column(column).reduce(0, +)
      for row in buses.indices { raw[row, column] = source[row, column] / total }
    }
    biddingZones = names
    weights = raw
    flatFallbacks = fallbacks
  }

  /// What each injection class counts for in its zone; any common unit.
  private static func megawattsPerClass(
    system: EnergySystem, map: InjectionMap, strategy: ShiftKeyStrategy
  ) -> [Double] {
    var result = [Double](repeating: 0, count: map.classes.count)
    func add(_ megawatts: Double, _ injection: String, _ zone: Row<Zone>) {
      let key = InjectionClass(injection: injection, zone: zone)
      if let index = map.index(of: key) { result[index] += megawatts }
    }
    switch strategy {
    case .flat, .given:
      break
    case .installedCapacity:
      for unit in system.generatingUnits where !unit.isOutOfMarket {
        add(unit.installedMW, unit.injection, unit.zone)
      }
      for storage in system.storages { add(storage.dischargeMW, storage.injection, storage.zone) }
    case .load:
      for demand in system.demand { add(demand.annualTWh, loadInjection, demand.zone) }
    case .baseCaseGeneration(let generation):
      for entry in generation {
        let key = entry.injectionClass
        if key.isDCLink || key.injection == loadInjection { continue }
        add(entry.megawatts, key.injection, key.zone)
      }
    }
    return result
  }
}

/// The injection class of demand.
package let loadInjection = "load"
