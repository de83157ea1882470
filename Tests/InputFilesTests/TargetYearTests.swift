// SPDX-License-Identifier: Apache-2.0
import GridModel
import InputFiles
import TestSupport
import Testing

@Suite("target years of a case")
struct TargetYearTests {
  private func messages(year: Int?, _ files: [String: String] = SmallCase.files) throws -> String {
    let folder = try TemporaryFolder(files: files)
    let errors = #expect(throws: InputErrors.self) { try loadCase(at: folder.path, year: year) }
    return (errors?.description ?? "").replacing(folder.path, with: "case")
  }

  @Test("rows are those of the year, zones, branches and links those in service")
  func rowsOfYear() throws {
    let folder = try TemporaryFolder(files: SmallCase.files)
    let early = try loadCase(at: folder.path, year: 2026)
    let late = try loadCase(at: folder.path, year: 2030)
    #expect(early.zones.map(\.name) == ["FR", "DE"])
    #expect(late.zones.map(\.name) == ["FR", "DE", "HUB"])
    #expect(early.grid.branches.map(\.name) == ["F1-F2", "F2-D1", "F1-D1"])
    #expect(late.grid.branches.map(\.name) == ["F1-F2", "F2-D1"])
    #expect(early.dcLinks.isEmpty)
    #expect(late.dcLinks.map(\.name) == ["Seabed"])
    #expect(early.grid.injectionWeights.allSatisfy { !$0.injection.hasPrefix("dc:") })
    #expect(late.grid.injectionWeights.last?.injection == "dc:Seabed")
    #expect(early.demand.map(\.annualTWh) == [450, 500])
    #expect(late.demand.map(\.annualTWh) == [480, 600])
    #expect(late.fuels.map(\.priceEURPerMWh) == [3, 25])
    #expect(late.fuels[late.generatingUnits[1].fuel].name == "gas")
    #expect(early.demandResponse.isEmpty)
    #expect(late.demandResponse[0].maximumHoursPerDay == 4)
    #expect(late.zones.map(\.loleStandardHours) == [3, nil, nil])
    #expect(late.grid.listedOutages == [ListedOutage(name: "N-1 F1-F2", branches: [.init(0)])])
    #expect(late.grid.monitoredBranches == [.init(1)])
    #expect(late.externalConstraints[0].minimumMW == -8000)
  }

  @Test("the years of a case can be asked for")
  func years() throws {
    let folder = try TemporaryFolder(files: SmallCase.files)
    #expect(try targetYears(at: folder.path) == [2026, 2030])
  }

  @Test("an empty profile column is the zone's own")
  func profileColumn() throws {
    let folder = try TemporaryFolder(files: SmallCase.files)
    let system = try loadCase(at: folder.path, year: 2030)
    #expect(system.renewables[0].profileColumn == "DE")
    #expect(
      system.neededSeries.map { "\($0.variable) \($0.column)" } == [
        "cf_solar DE", "inflow_hdam_pu FR", "load_mw DE", "load_mw FR",
      ])
  }

  @Test("a year that the case does not have, or must be chosen")
  func unknownYear() throws {
    #expect(
      try messages(year: 2050) == """
        case/demand.csv:1:1: error: year 2050 is not in the table
          fix: choose one of 2026, 2030
        """)
    #expect(
      try messages(year: nil) == """
        case/demand.csv:1:1: error: the case has several target years
          fix: choose one of 2026, 2030 with --year
        """)
  }

  @Test("faults of several tables come together, in order")
  func severalFaults() throws {
    var files = SmallCase.files
    files["zones.csv"] = files["zones.csv"]?.replacing("onshore,yes,DE", with: "onshore,ja,DE")
    files["fuels.csv"] = files["fuels.csv"]?.replacing("gas,2026,35", with: "gas,2026,dear")
    files["buses.csv"] = files["buses.csv"]?.replacing("F2,FR", with: "F2,FRA")
    #expect(
      try messages(year: 2030, files) == """
        case/buses.csv:3:4: error: zone FRA is not in zones.csv
          fix: did you mean FR?
        case/fuels.csv:4:10: error: price_eur_per_mwh is "dear", which is not a number
          fix: write the price without emissions (EUR/MWh) as a number such as 1234.5, with a point
        case/zones.csv:3:33: error: flow_based is "ja", which is not one of yes, no
          fix: choose one of yes, no
        """)
  }

  @Test("what is odd but legal is a warning")
  func warnings() throws {
    var files = SmallCase.files
    files["demand.csv"] = files["demand.csv"]?.replacing("480,95000", with: "480,50000")
    files["demand.csv"]? += "HUB,2026,0,0,own,read\n"
    let folder = try TemporaryFolder(files: files)
    let late = try readCase(at: folder.path, year: 2030)
    #expect(
      late.warnings.map { $0.description.replacing(folder.path, with: "case") } == [
        "case/demand.csv:3:13: warning: peak 50000 MW of zone FR is below its mean of 54795 MW"
      ])
    let early = try readCase(at: folder.path, year: 2026)
    #expect(
      early.warnings.map(\.message).contains(
        "zone HUB does not exist in 2026; the row is left out"))
    #expect(early.system.demand.count == 2)
  }

  @Test("links and parts of the grid that fall away with a zone are told, once a table")
  func absentPlaces() throws {
    var files = SmallCase.files
    files["zones.csv"] = files["zones.csv"]?.replacing(
      "FR,FR,FR,electricity,onshore,yes,FR,1,Europe/Paris,10000,4000,-500,3,47,2,,,",
      with: "FR,FR,FR,electricity,onshore,yes,FR,1,Europe/Paris,10000,4000,-500,3,47,2,2030,,")
    files["dc_links.csv"] = files["dc_links.csv"]?.replacing("evolved,2030", with: "evolved,")
    let folder = try TemporaryFolder(files: files)
    let warnings = try readCase(at: folder.path, year: 2026).warnings.map {
      $0.description.replacing(folder.path, with: "case")
    }
    #expect(
      warnings.filter { $0.contains("left out") && !$0.contains("the row") } == [
        "case/branches.csv:2:7: warning: zone FR does not exist in 2026; 3 of its rows are left out",
        "case/buses.csv:2:4: warning: zone FR does not exist in 2026; 2 of its rows are left out",
        "case/dc_links.csv:2:8: warning: zone HUB does not exist in 2026; 1 of its rows is left out",
        "case/gsk.csv:2:1: warning: zone FR does not exist in 2026; 2 of its rows are left out",
        "case/injection_weights.csv:2:6: warning: zone FR does not exist in 2026; 4 of its rows are "
          + "left out",
      ])
    #expect(try readCase(at: folder.path, year: 2030).warnings.isEmpty)
  }

  @Test("shares by quality are counted in gigawatts and terawatt-hours")
  func provenance() throws {
    let folder = try TemporaryFolder(files: SmallCase.files)
    let shares = try loadCase(at: folder.path, year: 2030).provenanceShares
    let demand = try #require(shares.first { $0.table == "demand" && $0.unit == "TWh" })
    #expect(demand.total == 1080)
    expectClose(demand.share(of: .read), 0)
    expectClose(demand.share(of: .derived), 480.0 / 1080, relative: 1e-12)
    expectClose(demand.share(of: .assumption), 600.0 / 1080, relative: 1e-12)
    let units = try #require(shares.first { $0.table == "generating_units" })
    #expect(units.unit == "GW")
    expectClose(units.total, 1.4, relative: 1e-12)
    expectClose(units.share(of: .derived), 0.9 / 1.4, relative: 1e-12)
    #expect(shares.map(\.table).contains("dc_links"))
  }
}
