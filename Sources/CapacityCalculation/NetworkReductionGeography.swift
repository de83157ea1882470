// SPDX-License-Identifier: Apache-2.0
import GridModel

extension NetworkExtract.Bus {
  package var place: Place { Place(latitude: latitude, longitude: longitude) }
}

extension FullGrid {
  /// The nearest of some buses and its distance; the lowest id wins a tie. Nil for no candidates.
  func nearest(to place: Place, among candidates: [Int]) -> (bus: Int, distanceKM: Double)? {
    var best: (bus: Int, distanceKM: Double)?
    for bus in candidates {
      let distance = place.distanceKM(to: buses[bus].place)
      if best == nil || distance < best!.distanceKM - 1e-9 { best = (bus, distance) }
    }
    return best
  }

  /// Buses of a zone that can carry an injection: real stations with a known voltage.
  func stationBuses(ofZone zone: Int) -> [Int] {
    buses.indices.filter {
      zoneOfBus[$0] == zone && !buses[$0].isJoint && buses[$0].nominalKV > 0
    }
  }
}
