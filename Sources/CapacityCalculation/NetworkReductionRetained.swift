// SPDX-License-Identifier: Apache-2.0
import GridModel
import LinearAlgebra

extension FullGrid {
  /// Whether a circuit crosses a border that has a detailed zone on at least one side.
  func isDetailedTie(_ circuit: Circuit, settings: NetworkReductionSettings) -> Bool {
    guard buses[circuit.from].country != buses[circuit.to].country else { return false }
    return [circuit.from, circuit.to].contains { bus in
      zoneOfBus[bus].map { settings.zones[$0].isDetailed } ?? false
    }
  }

  /// Whether a circuit is a 380 kV line within one detailed zone.
  func isDetailedInternal380(_ circuit: Circuit, settings: NetworkReductionSettings) -> Bool {
    guard circuit.kind == .line, circuit.nominalKV == 380, let zone = zoneOfBus[circuit.from]
    else { return false }
    return zone == zoneOfBus[circuit.to] && settings.zones[zone].isDetailed
  }

  /// Names of the bidding zones of the detailed zones, in the order of the settings.
  package static func detailedBiddingZones(_ settings: NetworkReductionSettings) -> [String] {
    var result: [String] = []
    for zone in settings.zones where zone.isDetailed && !result.contains(zone.biddingZone) {
      result.append(zone.biddingZone)
    }
    return result
  }

  /// Angle of each bus per MW of net position of each detailed bidding zone (bus × zone, per unit
  /// on 100 MVA times 100), up to a term that is the same for all zones; the shift key is
  /// `powerMW` at the buses.
  func zonalAngles(
    shiftKeyMW powerMW: [Double], solver: AngleSolver, settings: NetworkReductionSettings
  ) -> Matrix {
    let zones = Self.detailedBiddingZones(settings)
    var injections = Matrix(rows: buses.count, columns: zones.count)
    for (column, zone) in zones.enumerated() {
      let members = buses.indices.filter { bus in
        zoneOfBus[bus].map { settings.zones[$0].biddingZone == zone } ?? false
      }
      let total = members.reduce(0) { $0 + powerMW[$1] }
      precondition(total > 0, "no plant of \(zone) to shift")
      for bus in members { injections[bus, column] = powerMW[bus] / total }
    }
    return solver.angles(of: injections)
  }

  /// Flow on each circuit per MW of net position (circuit × zone) from the angles of the buses.
  func factors(fromAngles angles: Matrix) -> Matrix {
    var factors = Matrix(rows: circuits.count, columns: angles.columnCount)
    for column in 0..<angles.columnCount {
      for (row, circuit) in circuits.enumerated() {
        factors[row, column] =
          circuit.susceptancePerUnit * (angles[circuit.from, column] - angles[circuit.to, column])
      }
    }
    return factors
  }

  /// Buses that stay: both ends of the ties of the detailed zones, of their internal 380 kV
  /// circuits that feel exchanges, buses with large plants, and ends of projects; ascending.
  func retainedBuses(
    zonalFactors: Matrix, plantMW: [Double], projectEnds: [Int], settings: NetworkReductionSettings
  ) -> [Int] {
    var isRetained = [Bool](repeating: false, count: buses.count)
    for (row, circuit) in circuits.enumerated() {
      let isKept =
        isDetailedTie(circuit, settings: settings)
        || isDetailedInternal380(circuit, settings: settings)
          && largestDifference(zonalFactors.row(row)) >= settings.keptZoneToZoneFactor
      guard isKept else { continue }
      isRetained[circuit.from] = true
      isRetained[circuit.to] = true
    }
    for bus in buses.indices where plantMW[bus] >= settings.keptPlantMW {
      if let zone = zoneOfBus[bus], settings.zones[zone].isDetailed { isRetained[bus] = true }
    }
    for bus in projectEnds { isRetained[bus] = true }
    return buses.indices.filter { isRetained[$0] }
  }
}

/// Largest zone-to-zone factor of a row of zone-to-slack factors.
package func largestDifference(_ factors: [Double]) -> Double {
  (factors.max() ?? 0) - (factors.min() ?? 0)
}
