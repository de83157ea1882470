// SPDX-License-Identifier: Apache-2.0
import GridModel
import LinearAlgebra
import Quantities

/// A reduced grid, with the trace back to the full grid it stands for.
package struct DerivedGrid: Sendable {
  /// Zones that ``grid`` refers to.
  package var zoneNames: [String]
  package var grid: Grid
  package var full: FullGrid
  /// Reduced bus of each bus of the full grid that was kept; nil for eliminated ones.
  package var busOfFullBus: [Int?]
  /// Circuits of the full grid that each branch stands for; empty for equivalents and projects.
  package var circuitsOfBranch: [[Int]]
  /// Shares with which an injection at each bus of the full grid enters reduced buses.
  package var weightsOfFullBus: [[BusShare]]
  /// Every injection of the tables as it enters the full grid, links included.
  package var injections: [FullGridInjection]
  package var report: NetworkReductionReport

  package struct BusShare: Hashable, Sendable {
    package var bus: Int
    package var share: Double
  }
}

/// What a derivation did, for readers of the tables.
package struct NetworkReductionReport: Sendable {
  package var fullBuses = 0
  package var fullCircuits = 0
  package var joints = JointCounts()
  package var addedTransformers = 0
  package var locatedPlants = 0
  package var plantsLeftOut = 0
  package var equivalentBranches = 0
  package var droppedEquivalents = 0
  /// Largest share of a neighbour's injection that the exact reduction puts on another zone's
  /// buses, by zone name; the tables put it on the zone's own.
  package var largestShareAbroad: [(zone: String, share: Double)] = []
  package var projects: [ProjectOutcome] = []
}

package enum NetworkReductionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The grid cannot be factorised.
  case singular
  /// Dropping weak equivalents cut these buses off.
  case disconnected(buses: [String])
  /// No bus of the reduced grid lies in the zone.
  case emptyZone(String)

  package var description: String {
    switch self {
    case .singular: "the susceptance matrix of the network is singular"
    case .disconnected(let buses):
      "without its weak equivalents the reduced grid falls apart; cut off: "
        + buses.joined(separator: ", ")
    case .emptyZone(let zone): "no bus of the reduced grid lies in zone \(zone)"
    }
  }
}

/// Reduces a raw network map to the grid of a case.
///
/// Joints are resolved, buses chosen that must stay, all others eliminated by Kron reduction, and
/// injections spread over the buses that stay with the weights of the reduction. Flows on kept
/// branches would be exact; dropping weak equivalents and small weights costs what
/// ``ReductionAccuracy`` measures.
///
/// - Complexity: one dense factorisation of the full grid and one of its eliminated part.
package func reduceNetwork(
  _ extract: NetworkExtract, linkEnds: [LinkEnd] = [],
  settings: NetworkReductionSettings = NetworkReductionSettings()
) throws(NetworkReductionError) -> DerivedGrid {
  let full = FullGrid(extract, settings: settings)
  let plants = LocatedPlants(extract, grid: full, settings: settings)
  let projects = full.mapProjects(extract.projects, settings: settings)
  let kron: KronReduction
  let joins: [NeighbourJoin]
  do {
    let solver = try AngleSolver(busCount: full.buses.count, branches: full.branches)
    let angles = full.zonalAngles(
      shiftKeyMW: plants.totalMW(busCount: full.buses.count, dispatchableOnly: true),
      solver: solver, settings: settings)
    let retained = full.retainedBuses(
      zonalFactors: full.factors(fromAngles: angles),
      plantMW: plants.totalMW(busCount: full.buses.count, dispatchableOnly: false),
      projectEnds: projects.mapped.flatMap { [$0.from, $0.to] }, settings: settings)
    kron = try KronReduction(
      busCount: full.buses.count, branches: full.branches, retaining: retained)
    joins = full.neighbourJoins(
      retained: retained, zonalAngles: angles, solver: solver, settings: settings)
  } catch {
    throw .singular
  }
  var builder = ReducedGridBuilder(full: full, kron: kron, settings: settings)
  builder.joinNeighbourBuses(joins)
  builder.addBuses()
  builder.addCircuits(projects: projects.mapped)
  builder.addEquivalents()
  try builder.checkConnection()
  builder.spreadFullBuses()
  let injections =
    full.injections(plants, settings: settings)
    + linkEnds.compactMap { full.injection(of: $0, settings: settings) }
  try builder.addInjections(injections)
  var derived = builder.derived
  derived.report.locatedPlants = plants.locatedCount
  derived.report.plantsLeftOut = plants.leftOutCount
  derived.report.projects =
    projects.outcomes
    + projects.mapped.map { mapped in
      let ends = [mapped.from, mapped.to].map { derived.grid.buses[derived.busOfFullBus[$0]!].name }
      return ProjectOutcome(
        name: mapped.project.name, buildYear: mapped.project.buildYear, isMapped: true,
        note: ends.joined(separator: " - "))
    }
  return derived
}

extension FullGrid {
  /// A link enters at the 380 kV station of its zone (any where there is none) nearest to its
  /// landing; one without a known landing is spread like the load. Nil for zones off the grid.
  fileprivate func injection(
    of end: LinkEnd, settings: NetworkReductionSettings
  ) -> FullGridInjection? {
    guard let zone = settings.zones.firstIndex(where: { $0.name == end.zone }) else { return nil }
    let all = stationBuses(ofZone: zone)
    let high = all.filter { buses[$0].nominalKV == 380 }
    let name = "dc:\(end.link)"
    guard let landing = knownLandings.first(where: { $0.end == end }),
      let nearest = nearest(to: landing.place, among: high.isEmpty ? all : high)
    else {
      return FullGridInjection(
        injection: name, zone: zone, shares: loadShares(ofZone: zone, settings: settings),
        isSpreadLikeLoad: true)
    }
    return FullGridInjection(
      injection: name, zone: zone,
      shares: [FullGridInjection.Share(bus: nearest.bus, share: 1)], isSpreadLikeLoad: false)
  }
}
