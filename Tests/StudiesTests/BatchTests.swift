// SPDX-License-Identifier: Apache-2.0
import GridModel
import Scenarios
import Studies
import TestSupport
import Testing

@Suite("a batch of runs")
struct BatchTests {
  private struct Broken: Error {}
  private let columns = [
    StudyColumn("price", unit: "EUR/MWh", "mean"),
    StudyColumn("error", unit: "EUR/MWh", isCompared: false, "of the mean"),
  ]

  private var study: Study {
    var options = RunOptions()
    options.climateYears = [1, 2]
    return Study(
      name: "test", casePath: "case", kind: .coupling, years: [2030], options: options,
      book: ScenarioBook([
        Scenario(name: "base"), Scenario(name: "dear"), Scenario(name: "broken"),
      ]), scenarios: ["base", "dear", "broken"], reference: "base")
  }

  /// Prices 40 and 50 in the base, 10 and 20 more in the dear scenario.
  private func result() throws -> StudyResult {
    try batch(
      study, columns: columns, progress: { _, _, _ in },
      describe: { $0 is Broken ? "no dispatch" : nil },
      execute: { run in
        if run.scenario == "broken" { throw Broken() }
        let climateYear = Double(run.climateYear ?? 0)
        let price = 30 + 10 * climateYear + (run.scenario == "dear" ? 10 * climateYear : 0)
        return RunReport(
          run: run, ending: .optimal, zones: [ZoneFigures(zone: allZones, values: [price, 1])])
      })
  }

  @Test("a run that fails is a row with its reason, and the others go on")
  func failures() throws {
    let result = try result()
    #expect(result.reports.count == 6)
    #expect(result.count(of: "optimal") == 4)
    #expect(result.count(of: "failed") == 2)
    #expect(result.reports[4].ending.reason == "no dispatch")
    #expect(result.reports[4].zones.isEmpty)
  }

  @Test("an error without words ends the batch")
  func unknownErrors() {
    #expect(throws: Broken.self) {
      try batch(
        study, columns: columns, progress: { _, _, _ in }, describe: { _ in nil },
        execute: { _ in throw Broken() })
    }
  }

  @Test("each run is compared with the reference of its own climate year")
  func differences() throws {
    let result = try result()
    #expect(result.counterpart(of: result.reports[0]) == nil)
    let differences = try result.reports[2...3].map { report in
      try #require(result.differences(of: report))[0].values
    }
    #expect(differences.map { $0[0] } == [10, 20])
    #expect(differences.allSatisfy { $0[1].isNaN })
    #expect(result.differences(of: result.reports[4]) == nil)
  }

  @Test("means over climate years")
  func means() throws {
    let means = try result().means
    #expect(means.map(\.scenario) == ["base", "dear", "broken"])
    #expect(means.map { $0.mean(0) } == [45, 60, nil])
    #expect(means.map { $0.difference(0) } == [nil, 15, nil])
    #expect(means.map(\.withFigures) == [2, 2, 0])
  }
}
