// SPDX-License-Identifier: Apache-2.0
import GridModel

/// Scenarios that may stand on each other.
package struct ScenarioBook: Sendable {
  package let scenarios: [Scenario]

  package init(_ scenarios: [Scenario]) { self.scenarios = scenarios }

  package func scenario(named name: String) -> Scenario? { scenarios.first { $0.name == name } }

  /// The scenario and what it stands on, the root first; nil where there is none of the name, or a
  /// base is missing or stands on itself.
  package func lineage(of name: String) -> [Scenario]? {
    var found: [Scenario] = []
    var next: String? = name
    while let wanted = next {
      guard let scenario = scenario(named: wanted), !found.contains(where: { $0.name == wanted })
      else { return nil }
      found.append(scenario)
      next = scenario.base
    }
    return found.reversed()
  }

  /// Names given twice, bases that are not there, and circles of bases.
  package var faults: [ScenarioFault] {
    var faults: [ScenarioFault] = []
    var seen: [String: TextPlace?] = [:]
    let names = scenarios.map(\.name)
    for scenario in scenarios {
      if seen.updateValue(scenario.place, forKey: scenario.name) != nil {
        faults.append(
          ScenarioFault(
            scenario: scenario.name, place: scenario.place,
            message: "scenario \(scenario.name) is given twice", fix: "give one another name"))
      }
      guard let base = scenario.base else { continue }
      if !names.contains(base) {
        faults.append(
          ScenarioFault(
            scenario: scenario.name, place: scenario.basePlace ?? scenario.place,
            message: "there is no scenario \(base) to stand on",
            fix: suggestion(
              for: base, among: names.filter { $0 != scenario.name }, called: "scenarios")))
      } else if let circle = circle(from: scenario.name) {
        faults.append(
          ScenarioFault(
            scenario: scenario.name, place: scenario.basePlace ?? scenario.place,
            message: "scenario \(scenario.name) stands on itself: "
              + circle.joined(separator: " on "),
            fix: "take away one base, so that the chain ends at the case"))
      }
    }
    return faults
  }

  /// From a scenario back to itself; nil where its chain of bases does not lead there.
  private func circle(from name: String) -> [String]? {
    var chain = [name]
    var next = scenario(named: name)?.base
    while let base = next, chain.count <= scenarios.count {
      chain.append(base)
      if base == name { return chain }
      next = scenario(named: base)?.base
    }
    return nil
  }
}
