// SPDX-License-Identifier: Apache-2.0
import GridModel

/// A project of the extract on the full grid.
struct MappedProject {
  var project: NetworkExtract.Project
  var from: Int
  var to: Int
  var lengthKM: Double
  var type: LineType
  /// Circuits of the full grid that go when the project comes.
  var replaced: [Int]
}

/// What became of a project, for the report.
package struct ProjectOutcome: Hashable, Sendable {
  package var name: String
  package var buildYear: Int
  package var isMapped: Bool
  /// Names of the two stations, or the reason why the project is not in the tables.
  package var note: String
}

/// Statuses firm enough for a dated grid.
private let firmStatuses: Set = ["in_permitting", "under_construction", "confirmed", "completed"]

extension FullGrid {
  /// Puts firm 380 kV projects of the detailed zones between the stations nearest to their ends.
  ///
  /// Projects wholly outside the detailed zones are left out without an outcome.
  func mapProjects(
    _ projects: [NetworkExtract.Project], settings: NetworkReductionSettings
  ) -> (mapped: [MappedProject], outcomes: [ProjectOutcome]) {
    let stations = buses.indices.filter { buses[$0].nominalKV == 380 && !buses[$0].isJoint }
    var mapped: [MappedProject] = []
    var outcomes: [ProjectOutcome] = []
    let corrected = projects.map(\.corrected)
    for project in chained(corrected, stations: stations, settings: settings) {
      guard let from = nearest(to: project.from, among: stations),
        let to = nearest(to: project.to, among: stations),
        isDetailed(from.bus, settings) || isDetailed(to.bus, settings),
        zoneOfBus[from.bus] != nil, zoneOfBus[to.bus] != nil
      else { continue }
      if let reason = obstacle(to: project, from: from, to: to, settings: settings) {
        outcomes.append(
          ProjectOutcome(
            name: project.name, buildYear: project.buildYear, isMapped: false, note: reason))
        continue
      }
      mapped.append(
        MappedProject(
          project: project, from: from.bus, to: to.bus, lengthKM: plausibleLength(of: project),
          type: project.conductor.hasPrefix("HTLS")
            ? .highTemperature380 : .overhead(nominalKV: 380),
          replaced: project.isUpgrade
            ? directCircuits(from.bus, to.bus) : replacedCircuits(of: project, settings: settings)))
    }
    return (mapped, outcomes)
  }

  private func isDetailed(_ bus: Int, _ settings: NetworkReductionSettings) -> Bool {
    zoneOfBus[bus].map { settings.zones[$0].isDetailed } ?? false
  }

  /// Circuits of the old lines that the project takes the place of, between the stations nearest to
  /// their ends.
  private func replacedCircuits(
    of project: NetworkExtract.Project, settings: NetworkReductionSettings
  ) -> [Int] {
    (projectCorrections[project.name]?.replaced ?? []).flatMap { line -> [Int] in
      let stations = buses.indices.filter {
        buses[$0].nominalKV == line.nominalKV && !buses[$0].isJoint
      }
      guard let from = nearest(to: line.from, among: stations),
        let to = nearest(to: line.to, among: stations),
        max(from.distanceKM, to.distanceKM) <= settings.farthestProjectEndKM
      else { return [] }
      return directCircuits(from.bus, to.bus, nominalKV: line.nominalKV)
    }
  }

  /// Circuits of one voltage between two buses.
  private func directCircuits(_ a: Int, _ b: Int, nominalKV: Double = 380) -> [Int] {
    circuits.indices.filter {
      let circuit = circuits[$0]
      return circuit.kind != .transformer && circuit.nominalKV == nominalKV
        && (circuit.from == a && circuit.to == b || circuit.from == b && circuit.to == a)
    }
  }

  /// Why a project cannot be put on the grid; nil if it can.
  private func obstacle(
    to project: NetworkExtract.Project, from: (bus: Int, distanceKM: Double),
    to end: (bus: Int, distanceKM: Double), settings: NetworkReductionSettings
  ) -> String? {
    if let reason = obstacle(to: project, settings: settings) { return reason }
    let farthest = max(from.distanceKM, end.distanceKM)
    guard farthest <= settings.farthestProjectEndKM else {
      return "no 380 kV station within \(Int(settings.farthestProjectEndKM)) km of an end"
    }
    guard from.bus != end.bus else { return "both ends at one station" }
    guard project.isUpgrade else { return nil }
    let present = directCircuits(from.bus, end.bus)
    guard !present.isEmpty else { return "upgrade of a line that is not direct on the map" }
    let isSameType = !project.conductor.hasPrefix("HTLS")
    return isSameType && present.count >= project.circuits
      ? "the upgrade changes no parameter of the source" : nil
  }

  /// Why a project does not count, wherever it is.
  private func obstacle(
    to project: NetworkExtract.Project, settings: NetworkReductionSettings
  ) -> String? {
    guard project.nominalKV == 380 else { return "not a 380 kV line" }
    guard firmStatuses.contains(project.status) else { return "status \(project.status)" }
    guard project.buildYear > settings.mapYear else {
      return "build year not after the map of \(settings.mapYear): taken as drawn there"
    }
    return nil
  }

  /// The projects, with two that meet at a new station as one: what stands between kept stations
  /// is a single line in a reduced grid.
  private func chained(
    _ projects: [NetworkExtract.Project], stations: [Int], settings: NetworkReductionSettings
  ) -> [NetworkExtract.Project] {
    var chains = projects
    let sameSiteKM = 1.0
    func isNewSite(_ place: Place) -> Bool {
      nearest(to: place, among: stations)?.distanceKM ?? .infinity > settings.farthestProjectEndKM
    }
    func meeting(at place: Place) -> [Int] {
      chains.indices.filter { index in
        let project = chains[index]
        return !project.isUpgrade && obstacle(to: project, settings: settings) == nil
          && [project.from, project.to].contains { $0.distanceKM(to: place) < sameSiteKM }
      }
    }
    var index = 0
    while index < chains.count {
      let site = [chains[index].from, chains[index].to].first { place in
        isNewSite(place) && meeting(at: place).count == 2 && meeting(at: place).contains(index)
      }
      guard let site, let other = meeting(at: site).first(where: { $0 != index }) else {
        index += 1
        continue
      }
      chains[index] = chains[index].joined(with: chains[other], at: site)
      chains.remove(at: other)
      if other < index { index -= 1 }
    }
    return chains
  }

  /// The stated length where it can be one (up to twice the straight line), else the straight line
  /// and a quarter, the usual detour of overhead lines.
  private func plausibleLength(of project: NetworkExtract.Project) -> Double {
    let straight = project.from.distanceKM(to: project.to)
    let stated = project.lengthKM
    return stated >= straight && stated <= 2 * straight ? stated : 1.25 * straight
  }
}

extension NetworkExtract.Project {
  /// The line that two lines make which meet at `site`; in service when both are.
  fileprivate func joined(with other: Self, at site: Place) -> Self {
    func farEnd(_ project: Self) -> Place {
      project.from.distanceKM(to: site) < project.to.distanceKM(to: site)
        ? project.to : project.from
    }
    var result = self
    result.name = "\(name) + \(other.name)"
    result.buildYear = max(buildYear, other.buildYear)
    result.circuits = min(circuits, other.circuits)
    result.lengthKM = lengthKM + other.lengthKM
    result.from = farEnd(self)
    result.to = farEnd(other)
    if !other.conductor.hasPrefix("HTLS") { result.conductor = other.conductor }
    return result
  }
}
