// SPDX-License-Identifier: Apache-2.0
import GridModel
import InputFiles
import TestSupport
import Testing

@Suite("cases that come with the project")
struct CaseLoaderTests {
  @Test("a case has the name of its folder, however it is written", arguments: ["", "/", "/."])
  func name(ending: String) throws {
    let folder = try TemporaryFolder(files: SmallCase.files)
    let name = folder.path.split(separator: "/").last.map(String.init)
    #expect(try readCase(at: folder.path + ending, year: 2030).system.name == name)
  }

  @Test("the four-node case has the figures of its source")
  func fourNode() throws {
    let (system, warnings) = try readCase(at: ProjectFolder.path("grids/four-node"))
    #expect(warnings.isEmpty)
    #expect(system.name == "four-node")
    #expect(system.year == 2030)
    #expect(system.zones.map(\.name) == ["A", "B", "C"])
    #expect(system.grid.buses.map { system.zones[$0.zone].name } == ["A", "A", "B", "C"])
    #expect(system.grid.branches.map(\.name) == ["1-2", "2-4", "4-3", "3-1"])
    #expect(system.grid.shiftKeyWeights.map(\.weight) == [0.5, 0.5, 1, 1])
    #expect(system.generatingUnits.map(\.installedMW) == [1000, 500, 700, 800])
    #expect(system.generatingUnits.map(\.variableCostEURPerMWh) == [5, 70, 15, 40])
    #expect(system.demand.map(\.peakMW) == [200, 0, 400])
    #expect(system.generatingUnits[0].provenance.quality == .read)
  }

  @Test("the RTS-79 case has the totals of its source")
  func rts79() throws {
    let (system, warnings) = try readCase(at: ProjectFolder.path("grids/rts79"))
    #expect(warnings.isEmpty)
    #expect(system.year == 1979)
    #expect(system.zones.count == 1)
    #expect(system.grid.buses.count == 24)
    #expect(system.grid.branches.count == 38)
    #expect(system.grid.branches.filter { $0.kind == .transformer }.count == 5)
    #expect(system.generatingUnits.count == 32)
    #expect(system.generatingUnits.map(\.installedMW).reduce(0, +) == 3405)
    let folder = ProjectFolder.path("grids/rts79/series")
    let series = try loadSeries(folder: folder, year: 1979, needed: system.neededSeries)
    #expect(series.axis.count == 8736)
    #expect(series.axis.date(at: 0).isoWeekday == 1)
    let load = try #require(series["load_mw", "RTS"])
    #expect(load.max() == 2850)
    expectClose(load.reduce(0, +) / 1e6, system.demand[0].annualTWh, relative: 1e-9)
    let named = try #require(system.provenanceShares.first { $0.table == "generating_units" })
    #expect(named.shares.reduce(0, +) == 1)
  }
}
