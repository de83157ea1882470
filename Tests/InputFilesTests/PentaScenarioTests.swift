// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel
import InputFiles
import Scenarios
import Studies
import TestSupport
import Testing

@Suite("scenarios of the built-in case")
struct PentaScenarioTests {
  private static let timeline = Result {
    try readTimeline(of: ProjectFolder.path("grids/penta")).timeline
  }

  private static let templates =
    ((try? FileManager.default.contentsOfDirectory(atPath: ProjectFolder.path("templates"))) ?? [])
    .filter { !$0.contains(".") }.sorted()

  @Test("every template fits the case", arguments: templates)
  func templatesFit(name: String) throws {
    let timeline = try Self.timeline.get()
    let path = ProjectFolder.path("templates/\(name)/study.yaml")
    let (study, _) = try readStudy(path) { _ throws(InputErrors) in timeline }
    let (quick, _) = try readStudy(path, isQuick: true) { _ throws(InputErrors) in timeline }
    #expect(study.runs.count >= quick.runs.count)
    #expect(quick.scenarios.contains(study.reference))
    #expect(study.description.hasSuffix("?"))
  }

  @Test("2028 lies halfway between 2026 and 2030, technology by technology")
  func interpolation() throws {
    let timeline = try Self.timeline.get()
    func powers(_ year: Int) throws -> [String: Double] {
      let system = try #require(timeline.system(in: year))
      var sums: [String: Double] = [:]
      for fleet in system.renewables {
        sums["\(system.zones[fleet.zone].name) \(fleet.technology)", default: 0] +=
          fleet.installedMW
      }
      for unit in system.generatingUnits {
        sums["\(system.zones[unit.zone].name) \(unit.technology)", default: 0] += unit.installedMW
      }
      return sums
    }
    let (before, between, after) = (try powers(2026), try powers(2028), try powers(2030))
    for key in Set(before.keys).union(after.keys).sorted() {
      expectClose(
        between[key] ?? 0, 0.5 * ((before[key] ?? 0) + (after[key] ?? 0)), absolute: 1e-6,
        relative: 1e-12, key)
    }
    let between2028 = try #require(timeline.system(in: 2028))
    #expect(between2028.renewables.allSatisfy { $0.provenance.quality == .derived })
  }

  @Test("a grid three years late lacks what came since, and nothing else")
  func lateGrid() throws {
    let timeline = try Self.timeline.get()
    let base = try #require(timeline.system(in: 2030))
    let late = try timeline.system(
      of: [
        Scenario(
          name: "late",
          patches: [Patch(RowSelector("branches"), .delay(years: 3, attribute: nil))])
      ], in: 2030
    ).system
    let missing = Set(base.grid.branches.map(\.name)).subtracting(late.grid.branches.map(\.name))
    let since = base.grid.branches.filter { ($0.firstYear ?? 0) > 2027 }
    #expect(!since.isEmpty)
    #expect(missing == Set(since.map(\.name)))
    let sums = SystemDifference.groupedAmounts(from: base, to: late)
    let circuits = sums.filter { $0.unit == "circuits" }.reduce(0) { $0 + $1.change }
    #expect(circuits == -Double(since.reduce(0) { $0 + $1.circuits }))
    #expect(late.grid.injectionWeights.count == base.grid.injectionWeights.count)
  }

  @Test("15 GW less French nuclear, unit by unit in proportion")
  func nuclearOutage() throws {
    let timeline = try Self.timeline.get()
    let nuclear = RowSelector("generating_units", [.zone: "FR", .technology: "nuclear"])
    let base = try #require(timeline.system(in: 2030))
    let patched = try timeline.system(
      of: [
        Scenario(
          name: "outage",
          patches: [
            Patch(
              nuclear, .add(attribute: "installed_mw", .number(-15, unit: "GW")), over: .total)
          ])
      ], in: 2030)
    let amounts = SystemDifference.groupedAmounts(from: base, to: patched.system)
    #expect(amounts.map(\.group) == ["FR"])
    expectClose(amounts[0].change, -15_000, relative: 1e-9)
    let shares = patched.system.provenanceShares.first { $0.table == "generating_units" }
    let before = base.provenanceShares.first { $0.table == "generating_units" }
    #expect(
      try #require(shares).share(of: .assumption) > (try #require(before)).share(of: .assumption))
  }
}
