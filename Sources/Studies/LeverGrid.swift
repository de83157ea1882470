// SPDX-License-Identifier: Apache-2.0
import Scenarios

/// Levers with several settings each; every combination is a scenario.
package struct LeverGrid: Sendable {
  package struct Lever: Sendable {
    package var name: String
    /// Named as settings of the lever; their bases are not looked at.
    package var settings: [Scenario]

    package init(name: String, settings: [Scenario]) {
      self.name = name
      self.settings = settings
    }
  }

  /// What every combination stands on; nil for the case.
  package var base: String?
  package var levers: [Lever]
  package var place: TextPlace?

  package init(base: String? = nil, levers: [Lever], place: TextPlace? = nil) {
    self.base = base
    self.levers = levers
    self.place = place
  }

  /// One scenario for every combination, the last lever changing fastest; none without levers. Named
  /// `gas=low hubs=late`; patches in the order of the levers.
  package var scenarios: [Scenario] {
    guard !levers.isEmpty else { return [] }
    var points = [Scenario(name: "", base: base, place: place, basePlace: place)]
    for lever in levers {
      points = points.flatMap { point in
        lever.settings.map { setting in
          var next = point
          next.name += (point.name.isEmpty ? "" : " ") + "\(lever.name)=\(setting.name)"
          next.patches += setting.patches
          next.options = setting.options.completed(by: point.options)
          return next
        }
      }
    }
    return points
  }

  package var combinations: Int { levers.isEmpty ? 0 : levers.reduce(1) { $0 * $1.settings.count } }
}
