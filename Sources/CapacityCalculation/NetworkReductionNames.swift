// SPDX-License-Identifier: Apache-2.0
import GridModel

/// Gives out names that no other entry of the table has.
struct UniqueNames {
  private var timesUsed: [String: Int] = [:]

  /// `name`, or `name (2)` and so on where it is taken.
  mutating func next(_ name: String) -> String {
    timesUsed[name, default: 0] += 1
    let times = timesUsed[name]!
    return times == 1 ? name : "\(name) (\(times))"
  }
}

extension FullGrid {
  /// Names of stations by station id: each known station names the nearest station of its country
  /// within reach, as the map's coordinates are schematic.
  func stationNames(_ known: [KnownStation]) -> [Int: String] {
    let farthestKM = 9.0
    var candidates: [(distance: Double, known: Int, bus: Int)] = []
    for (position, station) in known.enumerated() {
      for bus in buses.indices
      where buses[bus].country == station.country && !buses[bus].isJoint
        && buses[bus].nominalKV >= station.lowestKV
      {
        let distance = buses[bus].place.distanceKM(to: station.place)
        if distance <= farthestKM { candidates.append((distance, position, bus)) }
      }
    }
    candidates.sort { ($0.distance, $0.known, $0.bus) < ($1.distance, $1.known, $1.bus) }
    var names: [Int: String] = [:]
    var isGiven = [Bool](repeating: false, count: known.count)
    for candidate in candidates where !isGiven[candidate.known] {
      let station = buses[candidate.bus].station
      guard names[station] == nil else { continue }
      names[station] = known[candidate.known].name
      isGiven[candidate.known] = true
    }
    return names
  }
}

/// A substation whose name and place are general knowledge.
struct KnownStation {
  var name: String
  var country: String
  var lowestKV: Double
  var place: Place
}
