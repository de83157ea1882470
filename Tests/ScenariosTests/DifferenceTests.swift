// SPDX-License-Identifier: Apache-2.0
import GridModel
import Scenarios
import TestSupport
import Testing

@Suite("differences between systems")
struct DifferenceTests {
  private let timeline = TwoYears.timeline

  @Test("a system does not differ from itself")
  func same() throws {
    let system = try #require(timeline.system(in: 2030))
    #expect(SystemDifference(from: system, to: system).changes.isEmpty)
    #expect(SystemDifference.groupedAmounts(from: system, to: system).isEmpty)
  }

  @Test("what a patch changes is the difference, with its source")
  func patched() throws {
    let base = try #require(timeline.system(in: 2030))
    let patched = try timeline.patched(
      Patch(
        RowSelector("generating_units", [.asset: "A_gas_1"]),
        .set(attribute: "vom_eur_per_mwh", .number(3, unit: ""))),
      Patch(RowSelector("dc_links", [.asset: "HUB-B"]), .remove(cascade: false)))
    let changes = SystemDifference(
      from: base, to: patched.system, origins: patched.origins
    ).changes
    #expect(
      changes == [
        FigureChange(
          table: "generating_units", row: "A_gas_1", attribute: "vom_eur_per_mwh",
          unit: "EUR/MWh", before: .number(0), after: .number(3),
          provenance: Provenance(source: "scenario test", quality: .assumption)),
        FigureChange(
          table: "dc_links", row: "HUB-B", attribute: nil, unit: "", before: .word("there"),
          after: .none, provenance: TwoYears.collected),
      ])
  }

  @Test("sums by zone and technology, circuits by border")
  func sums() throws {
    let before = try #require(timeline.system(in: 2026))
    var after = try #require(timeline.system(in: 2030))
    after.grid.branches[0].circuits = 3
    let amounts = SystemDifference.groupedAmounts(from: before, to: after)
    let words = amounts.map {
      "\($0.table) \($0.group) \($0.technology): \($0.before) to \($0.after) \($0.unit)"
    }
    #expect(
      words == [
        "branches A-B tie: 2.0 to 3.0 circuits", "demand A demand: 50.0 to 60.0 TWh",
        "renewables B wind_onshore: 100.0 to 500.0 MW",
        "renewables HUB wind_offshore: 0.0 to 2000.0 MW",
        "generating_units B coal: 600.0 to 0.0 MW",
        "borders A-B border, forward: 600.0 to 800.0 MW",
        "dc_links HUB-A ntc: 0.0 to 1000.0 MW", "dc_links HUB-B ntc: 0.0 to 1000.0 MW",
      ])
  }

  @Test("patches of different rows may change places", arguments: 0..<20)
  func independentPatches(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let patches = ["A_nuclear", "A_gas_1", "A_gas_2"].map { name in
      Patch(
        RowSelector("generating_units", [.asset: name]),
        .scale(
          attribute: "installed_mw", .number(Double.random(in: 1.1...3, using: &random), unit: "")))
    }
    let one = try timeline.system(of: [Scenario(name: "test", patches: patches)], in: 2030)
    let other = try timeline.system(
      of: [Scenario(name: "test", patches: patches.shuffled(using: &random))], in: 2030)
    #expect(one.system.generatingUnits == other.system.generatingUnits)
    #expect(one.origins == other.origins)
  }
}
