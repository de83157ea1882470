// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities
import Reports
import Scenarios
import Testing

@Suite("figures that a study stands on")
struct FigureTableTests {
  /// Two zones and their reserves: one out of an atlas, one assumed.
  private let system: EnergySystem = {
    var system = EnergySystem(name: "two reserves", year: 2030)
    system.sources = [
      SourceRecord(id: "atlas", title: "Atlas, 2nd edition", year: 2025, licence: "CC0")
    ]
    system.zones = [
      Zone(name: "A", country: "Aland", biddingZone: "A"),
      Zone(name: "B", country: "Beland", biddingZone: "B"),
    ]
    system.reserves = [
      Reserve(
        zone: Row(0), product: "fcr", powerMW: 50,
        provenance: Provenance(source: "atlas", quality: .read)),
      Reserve(
        zone: Row(1), product: "fcr", powerMW: 20.5,
        provenance: Provenance(source: "own", quality: .assumption)),
    ]
    return system
  }()

  private var timeline: SystemTimeline {
    SystemTimeline(
      collectedYears: [2030], collected: { [system] _ in system }, frame: { [system] _ in system })
  }

  private func lines(_ table: FigureTable) -> [String] {
    String(decoding: table.output.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private let header =
    "scenario,year,table,row,figure,value,unit,source,source_title,source_year,licence,quality"

  @Test("the reference has every figure, each with the whole of its source")
  func reference() {
    var table = FigureTable()
    table.addAll(PatchedSystem(system: system), scenario: "base", year: 2030)
    let all = lines(table)
    #expect(all.first == header)
    #expect(
      all.filter { $0.contains(",reserves,") } == [
        "base,2030,reserves,A fcr,mw,50,MW,atlas,\"Atlas, 2nd edition\",2025,CC0,read",
        "base,2030,reserves,B fcr,mw,20.5,MW,own,,,,assumption",
      ])
    #expect(all.dropFirst().allSatisfy { $0.hasPrefix("base,2030,") })
  }

  @Test("another scenario has what it changes, and says that it did")
  func changes() throws {
    let scenario = Scenario(
      name: "less",
      patches: [
        Patch(
          RowSelector("reserves", [.zone: "A"]),
          .scale(attribute: "mw", .number(0.5, unit: ""))),
        Patch(RowSelector("reserves", [.zone: "B"]), .remove(cascade: false)),
      ])
    let patched = try timeline.system(of: [scenario], in: 2030)
    var table = FigureTable()
    table.addChanges(from: system, to: patched, scenario: "less", year: 2030)
    #expect(
      lines(table) == [
        header,
        "less,2030,reserves,A fcr,mw,25,MW,scenario less,scenario less,2030,,assumption",
        "less,2030,reserves,B fcr,,none,,own,,,,assumption",
      ])
  }

  @Test("tables of several scenarios and years are one after the other, with one header")
  func together() {
    var first = FigureTable()
    first.addAll(PatchedSystem(system: system), scenario: "base", year: 2030)
    var second = FigureTable()
    second.addAll(PatchedSystem(system: system), scenario: "base", year: 2040)
    var all = FigureTable()
    for part in [first, FigureTable(), second] { all.add(part) }
    #expect(lines(all) == lines(first) + lines(second).dropFirst())
  }
}
