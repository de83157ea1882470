// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel

extension DerivedGrid {
  /// Counts of the reduction in words, one line each.
  package var summary: String {
    let joints = report.joints
    let real = zip(grid.branches, circuitsOfBranch).reduce(0) { $0 + $1.1.count }
    var lines = [
      "full grid: \(report.fullBuses) buses, \(report.fullCircuits) circuits",
      "joints: \(joints.resolved) resolved, \(joints.tees) tees, \(joints.deadEnds) dead ends; "
        + "\(joints.addedCircuits) circuits added, \(joints.bundlesCountedOnce) bundles counted once",
      "transformers added: \(report.addedTransformers)",
      "plants: \(report.locatedPlants) located, \(report.plantsLeftOut) too far from any station",
      "reduced grid: \(grid.buses.count) buses, \(real) circuits, "
        + "\(report.equivalentBranches) equivalent branches "
        + "(\(report.droppedEquivalents) weak ones dropped), "
        + "\(grid.injectionWeights.count) injection weights",
    ]
    lines.append("buses: " + busCounts.map { "\($0.zone) \($0.buses)" }.joined(separator: ", "))
    lines.append("ties (380 kV + 220 kV circuits, MVA):")
    for border in tiesPerBorder {
      lines.append(
        "  \(border.name) \(border.high)+\(border.low), \(Int(border.ratingMVA.rounded()))")
    }
    lines.append("injections off their zone's buses before they are put back (largest share):")
    for entry in report.largestShareAbroad {
      lines.append("  \(entry.zone) \(String(format: "%.3f", entry.share))")
    }
    let fallbacks = injections.filter(\.isSpreadLikeLoad)
    lines.append("spread like the load:")
    for (zone, name) in zoneNames.enumerated() {
      let groups = fallbacks.filter { $0.zone == zone }.map(\.injection)
      if !groups.isEmpty { lines.append("  \(name) \(groups.joined(separator: ", "))") }
    }
    lines.append("projects:")
    for project in report.projects {
      let verdict = project.isMapped ? "in the tables" : "left out"
      lines.append("  \(project.name) (\(project.buildYear)) \(verdict): \(project.note)")
    }
    return lines.joined(separator: "\n")
  }

  /// Buses of each zone, in the order of the zones.
  package var busCounts: [(zone: String, buses: Int)] {
    zoneNames.enumerated().map { zone, name in
      (name, grid.buses.count { $0.zone.index == zone })
    }
  }

  /// Circuits of today between two zones, at 380 and 220 kV, and their rating.
  package struct BorderTies: Hashable, Sendable {
    /// The two zones in alphabetical order, joined by a hyphen.
    package var name: String
    package var high: Int
    package var low: Int
    package var ratingMVA: Double
  }

  package var tiesPerBorder: [BorderTies] {
    var borders: [BorderTies] = []
    for branch in grid.branches where branch.kind == .tie && branch.firstYear == nil {
      let ends = [branch.from, branch.to].map { zoneNames[grid.buses[$0].zone.index] }.sorted()
      let name = ends.joined(separator: "-")
      let position =
        borders.firstIndex { $0.name == name }
        ?? {
          borders.append(BorderTies(name: name, high: 0, low: 0, ratingMVA: 0))
          return borders.count - 1
        }()
      if branch.nominalKV == 380 {
        borders[position].high += branch.circuits
      } else {
        borders[position].low += branch.circuits
      }
      borders[position].ratingMVA +=
        Double(branch.circuits) * 3.0.squareRoot() * branch.nominalKV
        * (branch.maximumCurrentA ?? 0) / 1000
    }
    return borders.sorted { $0.name < $1.name }
  }
}
