// SPDX-License-Identifier: Apache-2.0

/// Something wrong with a scenario: what was seen, and the next step.
package struct ScenarioFault: Error, Hashable, Comparable, Sendable, CustomStringConvertible {
  package var scenario: String
  /// Counted from 1; nil for the scenario as a whole.
  package var patch: Int?
  package var place: TextPlace?
  package var message: String
  package var fix: String

  package init(
    scenario: String, patch: Int? = nil, place: TextPlace? = nil, message: String, fix: String
  ) {
    self.scenario = scenario
    self.patch = patch
    self.place = place
    self.message = message
    self.fix = fix
  }

  package var description: String {
    let number = patch.map { ", patch \($0)" } ?? ""
    return "scenario \(scenario)\(number): error: \(message)\n  fix: \(fix)"
  }

  package static func < (a: Self, b: Self) -> Bool {
    let start = TextPlace(line: 0, column: 0)
    return (a.place ?? start, a.scenario, a.patch ?? 0, a.message)
      < (b.place ?? start, b.scenario, b.patch ?? 0, b.message)
  }
}

/// Everything wrong with scenarios, sorted by place.
package struct ScenarioFaults: Error, Hashable, Sendable, CustomStringConvertible {
  package let faults: [ScenarioFault]

  package init(_ faults: [ScenarioFault]) {
    precondition(!faults.isEmpty, "no fault to report")
    self.faults = Array(Set(faults)).sorted()
  }

  package var description: String { faults.map(\.description).joined(separator: "\n") }
}
