// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel
import LinearAlgebra
import Quantities

/// Puts the reduced grid together, step by step.
struct ReducedGridBuilder {
  private let kron: KronReduction
  private let settings: NetworkReductionSettings
  private(set) var derived: DerivedGrid
  /// Groups of positions in `kron.retained`, one per reduced bus.
  private var groups: [[Int]]
  private var branchNames = UniqueNames()

  private var full: FullGrid { derived.full }

  init(full: FullGrid, kron: KronReduction, settings: NetworkReductionSettings) {
    self.kron = kron
    self.settings = settings
    groups = kron.retained.indices.map { [$0] }
    derived = DerivedGrid(
      zoneNames: settings.zones.map(\.name), grid: Grid(), full: full,
      busOfFullBus: [Int?](repeating: nil, count: full.buses.count), circuitsOfBranch: [],
      weightsOfFullBus: [], injections: [], report: NetworkReductionReport())
    derived.report.fullBuses = full.buses.count
    derived.report.fullCircuits = full.circuits.count
    derived.report.joints = full.joints
    derived.report.addedTransformers = full.addedTransformers
  }

  /// Puts the buses of each join into one group.
  mutating func joinNeighbourBuses(_ joins: [NeighbourJoin]) {
    for join in joins {
      guard
        let first = groups.firstIndex(where: { $0.contains { kron.retained[$0] == join.first } }),
        let second = groups.firstIndex(where: { $0.contains { kron.retained[$0] == join.second } })
      else { preconditionFailure("joined buses \(join.first), \(join.second) are not kept") }
      // The bus takes name and place of its highest voltage.
      groups[first] = (groups[first] + groups[second]).sorted {
        let (a, b) = (full.buses[kron.retained[$0]], full.buses[kron.retained[$1]])
        return a.nominalKV != b.nominalKV ? a.nominalKV > b.nominalKV : $0 < $1
      }
      groups.remove(at: second)
    }
  }

  private func equivalentSusceptance(between a: Int, _ b: Int) -> Double {
    var sum = 0.0
    for i in groups[a] {
      for j in groups[b] { sum += kron.equivalentSusceptance(i, j) }
    }
    return sum
  }

  /// Buses by zone, then station name or id, then voltage.
  mutating func addBuses() {
    let stationNames = full.stationNames(knownStations)
    let ordered = groups.indices.map { group -> (zone: Int, name: String, bus: Int, group: Int) in
      let bus = kron.retained[groups[group][0]]
      guard let zone = full.zoneOfBus[bus] else {
        preconditionFailure("bus \(full.buses[bus].id) is kept and has no zone")
      }
      let row = full.buses[bus]
      let station = stationNames[row.station] ?? String(row.id)
      let voltage = String(format: "%.0f", row.nominalKV)
      let name = "\(settings.zones[zone].name) \(station) \(voltage)"
      return (zone, name, bus, group)
    }.sorted { ($0.zone, $0.name, $0.bus) < ($1.zone, $1.name, $1.bus) }
    groups = ordered.map { groups[$0.group] }
    var names = UniqueNames()
    for (position, entry) in ordered.enumerated() {
      let row = full.buses[entry.bus]
      derived.grid.buses.append(
        Bus(
          name: names.next(entry.name), zone: Row(entry.zone), latitude: row.latitude,
          longitude: row.longitude, nominalKV: row.nominalKV))
      for member in groups[position] { derived.busOfFullBus[kron.retained[member]] = position }
    }
  }

  /// Real circuits between kept buses, equal parallel ones as one row, then the projects.
  mutating func addCircuits(projects: [MappedProject]) {
    var lastYear: [Int: Int] = [:]
    for project in projects {
      for circuit in project.replaced {
        let year = project.project.buildYear - 1
        lastYear[circuit] = min(year, lastYear[circuit] ?? year)
      }
    }
    var bundles: [(branch: Branch, circuits: [Int])] = []
    var bundleOf: [CircuitKey: Int] = [:]
    for (position, circuit) in full.circuits.enumerated() {
      guard let from = derived.busOfFullBus[circuit.from],
        let to = derived.busOfFullBus[circuit.to],
        from != to
      else { continue }
      let key = CircuitKey(
        from: min(from, to), to: max(from, to), kind: circuit.kind, nominalKV: circuit.nominalKV,
        // Metres: sums of route lengths in another order differ in the last bits only.
        lengthM: (circuit.lengthKM * 1000).rounded(), lastYear: lastYear[position])
      if let bundle = bundleOf[key] {
        bundles[bundle].branch.circuits += 1
        bundles[bundle].circuits.append(position)
      } else {
        bundleOf[key] = bundles.count
        bundles.append((branch(key, like: circuit), [position]))
      }
    }
    bundles.sort {
      let (a, b) = ($0.branch, $1.branch)
      return (a.from, a.to, a.kind.rawValue, $0.circuits[0])
        < (b.from, b.to, b.kind.rawValue, $1.circuits[0])
    }
    for bundle in bundles { append(bundle.branch, circuits: bundle.circuits) }
    for project in projects { append(branch(project), circuits: []) }
  }

  private struct CircuitKey: Hashable {
    var from: Int
    var to: Int
    var kind: BranchKind
    var nominalKV: Double
    var lengthM: Double
    var lastYear: Int?
  }

  private func branch(_ key: CircuitKey, like circuit: FullGrid.Circuit) -> Branch {
    Branch(
      name: name(from: key.from, to: key.to), from: Row(key.from), to: Row(key.to),
      lengthKM: circuit.lengthKM, resistanceOhm: circuit.resistanceOhm,
      reactanceOhm: circuit.reactanceOhm, nominalKV: circuit.nominalKV,
      maximumCurrentA: circuit.maximumCurrentA, kind: circuit.kind, lastYear: key.lastYear)
  }

  private func branch(_ mapped: MappedProject) -> Branch {
    let ends = [derived.busOfFullBus[mapped.from]!, derived.busOfFullBus[mapped.to]!].sorted()
    let isTie = full.buses[mapped.from].country != full.buses[mapped.to].country
    return Branch(
      name: "\(name(from: ends[0], to: ends[1])) \(mapped.project.name)", from: Row(ends[0]),
      to: Row(ends[1]), circuits: mapped.project.circuits, lengthKM: mapped.lengthKM,
      resistanceOhm: mapped.type.resistanceOhmPerKM * mapped.lengthKM,
      reactanceOhm: mapped.type.reactanceOhmPerKM * mapped.lengthKM, nominalKV: 380,
      maximumCurrentA: mapped.type.maximumCurrentA, kind: isTie ? .tie : .line,
      firstYear: mapped.project.buildYear)
  }

  private func name(from: Int, to: Int) -> String {
    "\(derived.grid.buses[from].name) - \(derived.grid.buses[to].name)"
  }

  private mutating func append(_ branch: Branch, circuits: [Int]) {
    var named = branch
    named.name = branchNames.next(branch.name)
    derived.grid.branches.append(named)
    derived.circuitsOfBranch.append(circuits)
  }

  /// Equivalents as 380 kV branches with the susceptance of the reduction.
  mutating func addEquivalents() {
    let baseKV = 380.0
    for first in groups.indices {
      for second in groups.indices.dropFirst(first + 1) {
        let susceptance = equivalentSusceptance(between: first, second)
        guard susceptance > settings.droppedSusceptancePerUnit else {
          // What two buses without a common eliminated neighbour show is rounding.
          if susceptance > 1e-9 { derived.report.droppedEquivalents += 1 }
          continue
        }
        derived.report.equivalentBranches += 1
        append(
          Branch(
            name: "equivalent \(name(from: first, to: second))", from: Row(first), to: Row(second),
            reactanceOhm: baseKV * baseKV / (100 * susceptance), nominalKV: baseKV,
            kind: .equivalent), circuits: [])
      }
    }
  }

  func checkConnection() throws(NetworkReductionError) {
    var sets = DisjointSets(count: groups.count)
    for branch in derived.grid.branches where branch.firstYear == nil {
      sets.join(branch.from.index, branch.to.index)
    }
    let cutOff = groups.indices.filter { sets.smallest(with: $0) != 0 }
    guard cutOff.isEmpty else {
      throw .disconnected(buses: cutOff.map { derived.grid.buses[$0].name })
    }
  }

  /// The share of each full bus at reduced buses: small ones dropped, the rest scaled to sum to 1.
  mutating func spreadFullBuses() {
    derived.weightsOfFullBus = [[DerivedGrid.BusShare]](repeating: [], count: full.buses.count)
    for bus in kron.retained {
      derived.weightsOfFullBus[bus] = [
        DerivedGrid.BusShare(bus: derived.busOfFullBus[bus]!, share: 1)
      ]
    }
    let reducedBus = kron.retained.map { derived.busOfFullBus[$0]! }
    for (row, bus) in kron.eliminated.enumerated() {
      var sums = [Double](repeating: 0, count: groups.count)
      for column in kron.retained.indices { sums[reducedBus[column]] += kron.weights[row, column] }
      let kept = sums.indices.filter { sums[$0] > settings.droppedWeight }
      let total = kept.reduce(0) { $0 + sums[$1] }
      derived.weightsOfFullBus[bus] = kept.map {
        DerivedGrid.BusShare(bus: $0, share: sums[$0] / total)
      }
    }
  }

  /// The weights of each injection over the buses of its own zone.
  mutating func addInjections(
    _ injections: [FullGridInjection]
  ) throws(NetworkReductionError) {
    derived.injections = injections
    var abroad = [Double](repeating: 0, count: settings.zones.count)
    for injection in injections {
      var sums = [Double](repeating: 0, count: groups.count)
      for share in injection.shares {
        for part in derived.weightsOfFullBus[share.bus] {
          sums[part.bus] += share.share * part.share
        }
      }
      let own = groups.indices.filter {
        derived.grid.buses[$0].zone.index == injection.zone && sums[$0] > 0
      }
      let total = own.reduce(0) { $0 + sums[$1] }
      guard total > 0 else { throw .emptyZone(settings.zones[injection.zone].name) }
      abroad[injection.zone] = max(abroad[injection.zone], 1 - total)
      for bus in own {
        derived.grid.injectionWeights.append(
          InjectionWeight(
            injection: injection.injection, zone: Row(injection.zone), bus: Row(bus),
            weight: sums[bus] / total))
      }
    }
    for (zone, share) in abroad.enumerated() where share > 1e-6 {
      derived.report.largestShareAbroad.append((settings.zones[zone].name, share))
    }
  }
}
