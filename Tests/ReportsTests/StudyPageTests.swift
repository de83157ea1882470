// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import Synchronization
import TestSupport
import Testing

/// A run of two weeks in which zone A stores the same all the time.
private func stored(_ levelMWh: Double) throws -> FinishedResult {
  let rows = (0..<14 * 24).flatMap { hour in
    let (day, hour) = (hour / 24 + 1, hour % 24)
    let time = "2030-01-\(day < 10 ? "0" : "")\(day)T\(hour < 10 ? "0" : "")\(hour):00:00Z"
    // Two storages of one zone count together.
    return ["Lake", "Battery"].map { "\(time),\($0),A,\(levelMWh / 2)" }
  }
  let table = TableOfTexts((["time,storage,bidding_zone,level_mwh"] + rows).joined(separator: "\n"))
  return FinishedResult(
    name: "run", manifest: try ResultManifest(json: Array("{\"command\": \"run\"}".utf8)),
    table: { $0 == "storages_hourly" ? table : nil })
}

/// A study as it was read: `study_runs` and `study_differences` of scenarios over years, with one
/// price for all zones and one for zone A.
private struct MadeStudy {
  /// Prices by scenario and year, EUR/MWh; the first scenario is the reference.
  var prices: [(scenario: String, year: Int, price: Double)]
  /// Runs of each scenario and year, the second 2 EUR/MWh above the first, and so on.
  var runsEach = 1

  private let header =
    "run,scenario,year,climate_year,sample,status,reason,zone,load_weighted_price_eur_per_mwh"

  private func lines(_ status: String, less base: (Int) -> Double) -> [String] {
    var lines: [String] = []
    for (place, entry) in prices.enumerated() {
      for k in 0..<runsEach {
        let number = place * runsEach + k + 1
        for zone in ["all", "A"] {
          lines.append(
            "\(number),\(entry.scenario),\(entry.year),\(k + 1),,\(status),,\(zone),"
              + "\(entry.price + 2 * Double(k) - base(entry.year))")
        }
      }
    }
    return lines
  }

  /// - Parameter counter: counts the cells read of all tables.
  func result(
    counter: CellCounter = CellCounter(),
    change: (String, TableOfTexts) -> TableOfTexts = { $1 }
  ) throws -> FinishedResult {
    let reference = prices[0].scenario
    let runs = prices.enumerated().flatMap { place, entry in
      (0..<runsEach).map { k in
        "{\"run\": \(place * runsEach + k + 1), \"folder\": \"\(place * runsEach + k + 1)\", "
          + "\"scenario\": \"\(entry.scenario)\", \"year\": \(entry.year), \"status\": \"optimal\"}"
      }
    }
    let manifest =
      "{\"command\": \"run\", \"study\": \"made\", \"kind\": \"coupling\", \"reference\": "
      + "\"\(reference)\", \"runs\": [\(runs.joined(separator: ", "))]}"
    let bases = Dictionary(
      uniqueKeysWithValues: prices.filter { $0.scenario == reference }.map { ($0.year, $0.price) })
    let texts = [
      "study_runs": lines("optimal") { _ in 0 },
      "study_differences": lines("optimal") { bases[$0] ?? 0 },
    ]
    var tables: [String: CountedTable] = [:]
    for (name, lines) in texts {
      let table = TableOfTexts(([header] + lines).joined(separator: "\n"))
      tables[name] = CountedTable(change(name, table), counter)
    }
    return FinishedResult(
      name: "out/made", manifest: try ResultManifest(json: Array(manifest.utf8)),
      table: { [tables] in tables[$0] })
  }
}

private final class CellCounter: Sendable {
  private let count = Mutex(0)
  var cells: Int { count.withLock { $0 } }
  func add() { count.withLock { $0 += 1 } }
}

private struct CountedTable: ReadTable {
  var table: TableOfTexts
  var counter: CellCounter

  init(_ table: TableOfTexts, _ counter: CellCounter) {
    self.table = table
    self.counter = counter
  }

  var header: [String] { table.header }
  var rowCount: Int { table.rowCount }

  func text(row: Int, column: Int) -> String {
    counter.add()
    return table.text(row: row, column: column)
  }

  func number(row: Int, column: Int) -> Double? {
    counter.add()
    return table.number(row: row, column: column)
  }
}

@Suite("report of a study")
struct StudyPageTests {
  private let hubs = MadeStudy(prices: [
    ("hub", 2030, 50), ("hub-large", 2030, 52), ("hub far", 2030, 49), ("hub", 2040, 80),
    ("hub-large", 2040, 81), ("hub far", 2040, 70),
  ])

  @Test("scenarios are told apart whole and compared within their year")
  func summary() throws {
    let html = try reportPage(of: hubs.result()).html(vegaBundle: "")
    #expect(html.contains("In the reference, hub, mean price weighted by load (EUR/MWh) is 50.00"))
    #expect(html.contains("is 50.00 in 2030. It moves most in hub-large: by +2.00 to 52.00."))
    #expect(
      html.contains("is 80.00 in 2040. It moves most in hub far: by \u{2212}10.00 to 70.00."))
  }

  @Test("the reference is found where another name stands first and begins like it")
  func referenceIsNotFirst() throws {
    var study = hubs
    study.prices = [("hub", 2030, 50), ("hub-large", 2030, 60)]
    let manifestOfHub = try study.result()
    study.prices.reverse()
    var result = try study.result()
    result.manifest = manifestOfHub.manifest
    let html = try reportPage(of: result).html(vegaBundle: "")
    #expect(html.contains("is 50.00 in 2030. It moves most in hub-large: by +10.00 to 60.00."))
    // The key figure is that of the reference, not of the first row.
    #expect(html.contains("<dd class=\"value\">50.00</dd>\n<dd class=\"remark\">hub 2030</dd>"))
  }

  @Test("of many years the first and the last are told")
  func manyYears() throws {
    let years = Array(stride(from: 2030, through: 2055, by: 5))
    let study = MadeStudy(
      prices: years.map { ("base", $0, Double($0)) } + years.map { ("other", $0, Double($0) + 1) })
    let html = try reportPage(of: study.result()).html(vegaBundle: "")
    #expect(html.contains(" in 2030. It moves most in other: by +1.00"))
    #expect(html.contains(" in 2055. It moves most in other: by +1.00"))
    #expect(!html.contains(" in 2040."))
  }

  /// Tables of a study whose scenarios leave the price as it is.
  private func steadyPrice(_ kind: String = "coupling") throws -> FinishedResult {
    let header =
      "run,scenario,year,climate_year,sample,status,reason,zone,load_weighted_price_eur_per_mwh,"
      + "generation_gwh,load_payment_meur,supply_surplus_meur,storage_surplus_meur,"
      + "congestion_rent_meur,supply_cost_meur"
    let changes = [("far", "0,-12,3,1,0,0,2"), ("near", "0,5,-1,-1,0,0,0")]
    let runs = [("base", "50,100,30,10,0,5,15"), ("far", "50,88,33,11,0,5,17")]
    func table(_ entries: [(name: String, figures: String)]) -> TableOfTexts {
      let lines = entries.enumerated().flatMap { place, entry in
        ["all", "A"].map { "\(place + 1),\(entry.name),2030,,,optimal,,\($0),\(entry.figures)" }
      }
      return TableOfTexts(([header] + lines).joined(separator: "\n"))
    }
    let (made, differences) = (table(runs), table(changes))
    let manifest =
      "{\"command\": \"run\", \"kind\": \"\(kind)\", \"reference\": \"base\", \"runs\": []}"
    return FinishedResult(
      name: "out", manifest: try ResultManifest(json: Array(manifest.utf8)),
      table: { $0 == "study_runs" ? made : $0 == "study_differences" ? differences : nil })
  }

  /// What a chart shows before its reader chooses.
  private func firstChoice(_ id: String, _ page: ReportPage) throws -> String {
    let params = try #require(try parsed(id, page).spec["params"] as? [[String: Any]])
    return try #require(params.first?["value"] as? String)
  }

  @Test("where no scenario moves the main figure, words and charts begin with one that moves")
  func steadyMainFigure() throws {
    let page = try reportPage(of: steadyPrice())
    let html = try page.html(vegaBundle: "")
    #expect(
      html.contains(
        "is 50.00 in 2030. No scenario moves it; generation (GWh) moves most in far: by "
          + "\u{2212}12.00 to 88.00."))
    #expect(try firstChoice("differences", page) == "generation (GWh)")
    #expect(try firstChoice("zone-matrix", page) == "generation (GWh)")
    #expect(try firstChoice("waterfall", page) == "far")
    #expect(try firstChoice("scenarios", page).hasSuffix("(EUR/MWh)"))
    #expect(try firstChoice("differences", reportPage(of: hubs.result())).hasSuffix("(EUR/MWh)"))
  }

  @Test("runs that draw samples are done, not optimal")
  func sampledRuns() throws {
    let coupled = try reportPage(of: steadyPrice()).html(vegaBundle: "")
    #expect(coupled.contains("came to a proven optimum"))
    #expect(coupled.contains("Runs with an optimum"))
    let sampled = try reportPage(of: steadyPrice("adequacy")).html(vegaBundle: "")
    #expect(sampled.contains("All 0 runs of the study are done.") && sampled.contains("Runs done"))
    #expect(!sampled.contains("proven optimum"))
  }

  @Test("bars are means over the runs of a scenario, whiskers their ends")
  func spans() throws {
    var study = hubs
    study.runsEach = 3
    let page = try reportPage(of: study.result())
    let rows = try parsed("scenarios", page).rows.filter {
      $0["scenario"] as? String == "hub-large 2030"
    }
    #expect(rows.count == 1)
    #expect(rows.first?["mean"] as? Double == 54)
    #expect(rows.first?["low"] as? Double == 52)
    #expect(rows.first?["high"] as? Double == 56)
    #expect(rows.first?["runs"] as? Int == 3)
  }

  @Test("the band of stored energy holds 80 % of the runs of a scenario")
  func storageBands() throws {
    var study = MadeStudy(prices: [("base", 2030, 50), ("dry", 2030, 60)])
    study.runsEach = 11
    var result = try study.result()
    // Runs 1 to 11 of base store 1 to 11 GWh, those of dry 12 to 22.
    result.run = { try stored(1000 * (Double($0) ?? .nan)) }
    let plot = try parsed("scenario-storages", reportPage(of: result))
    let row = try plot.row("scenario", "base")
    #expect(row["zone"] as? String == "A")
    #expect((row["time"] as? [String])?.count == 14)
    #expect(row["low"] as? [Double] == Array(repeating: 2, count: 14))
    #expect(row["median"] as? [Double] == Array(repeating: 6, count: 14))
    #expect(row["high"] as? [Double] == Array(repeating: 10, count: 14))
    #expect(
      try plot.row("scenario", "dry")["median"] as? [Double] == Array(repeating: 17, count: 14))
  }

  @Test("generation by technology is the mean over the runs of a scenario")
  func supply() throws {
    var study = MadeStudy(prices: [("base", 2030, 50), ("dry", 2030, 60)])
    study.runsEach = 2
    var result = try study.result()
    // Runs 1 and 2 are of base, 3 and 4 of dry; each makes its number of GWh of nuclear in A.
    result.run = { folder in
      let table = TableOfTexts(
        """
        zone,bidding_zone,kind,technology,energy_gwh
        A,A,thermal,nuclear,\(folder)
        A,A,thermal,ccgt_new,2
        B,B,thermal,ocgt_old,4
        B,B,demand_response,demand_response,0.5
        B,B,lost_load,lost_load,0
        B,B,dumped,dumped,7
        """)
      return FinishedResult(
        name: "run", manifest: try ResultManifest(json: Array("{\"command\": \"run\"}".utf8)),
        table: { $0 == "generation_annual" ? table : nil })
    }
    let rows = try parsed("scenario-supply", reportPage(of: result)).rows
    func energy(_ scenario: String, _ zone: String, _ technology: String) -> Double? {
      rows.first {
        $0["scenario"] as? String == scenario && $0["zone"] as? String == zone
          && $0["technology"] as? String == technology
      }?["energy"] as? Double
    }
    #expect(energy("base", "A", "nuclear") == 1.5)
    #expect(energy("dry", "A", "nuclear") == 3.5)
    #expect(energy("dry", "all zones", "gas") == 6)
    #expect(energy("dry", "B", "demand response") == 0.5)
    #expect(rows.count == 2 * (3 + 2 + 2))
  }

  @Test("the median of two runs is their mean, and a day has one label")
  func storagesOfTwoRuns() throws {
    var study = MadeStudy(prices: [("base", 2030, 50)])
    study.runsEach = 2
    var result = try study.result()
    result.run = { try stored(1000 * (Double($0) ?? .nan)) }
    let plot = try parsed("scenario-storages", reportPage(of: result))
    let row = try plot.row("scenario", "base")
    #expect((row["low"] as? [Double])?.first == 1.1)
    #expect((row["median"] as? [Double])?.first == 1.5)
    #expect((row["high"] as? [Double])?.first == 1.9)
    // 14 days: a tick every other.
    let layers = try #require(plot.spec["layer"] as? [[String: Any]])
    for layer in layers {
      let encoding = try #require(layer["encoding"] as? [String: Any])
      let axis = try #require((encoding["x"] as? [String: Any])?["axis"] as? [String: Any])
      let ticks = try #require(axis["tickCount"] as? [String: Any])
      #expect(ticks["interval"] as? String == "day")
      #expect(ticks["step"] as? Double == 2)
    }
  }

  @Test("where each scenario has one run, the band is that of the scenarios of a year")
  func storageBandsOfScenarios() throws {
    var result = try MadeStudy(prices: (1...5).map { ("scenario \($0)", 2030, 50) }).result()
    result.run = { try stored(1000 * (Double($0) ?? .nan)) }
    let rows = try parsed("scenario-storages", reportPage(of: result)).rows
    #expect(rows.count == 1)
    #expect(rows.first?["scenario"] as? String == "all scenarios 2030")
    #expect((rows.first?["median"] as? [Double])?.first == 3)
  }

  @Test("a study without hours says how to get bands, one without other scenarios how to get bars")
  func emptyStates() throws {
    let result = try MadeStudy(prices: [("base", 2030, 50)]).result { name, table in
      var table = table
      if name == "study_differences" { table.rows = [] }
      return table
    }
    let omitted = try reportPage(of: result).omitted
    #expect(
      omitted.contains {
        $0.title == "Stored energy by scenario" && $0.remedy.contains("`outputs: hourly`")
      })
    #expect(
      omitted.filter { $0.reason == "No scenario beside the reference has figures." }.count == 2)
  }

  @Test("a study that keeps its runs says how to see one, one that does not says nothing")
  func singleRun() throws {
    var result = try hubs.result()
    #expect(!(try reportPage(of: result).html(vegaBundle: "").contains("--run")))
    result.run = { $0 == "2" ? try stored(1) : nil }
    #expect(
      try reportPage(of: result).html(vegaBundle: "")
        .contains("pentaflow report out/made --run 2, with the number"))
  }

  /// Scenario k of so many lies k EUR/MWh above the reference in 2030, and 2k and 3k after.
  private func large(_ scenarios: Int) -> MadeStudy {
    MadeStudy(
      prices: (0..<scenarios).flatMap { k in
        [2030, 2035, 2040].enumerated().map { place, year in
          ("scenario \(k)", year, 50 + Double(k * (place + 1)))
        }
      })
  }

  @Test("a chart shows the scenarios that move furthest, the table all of them")
  func manyScenarios() throws {
    let page = try reportPage(of: large(400).result())
    for id in ["scenarios", "differences", "zone-matrix"] {
      let names = Set(try parsed(id, page).rows.compactMap { $0["scenario"] as? String })
      // Those of 2040 move furthest; references have no difference.
      let references = ["scenario 0 2030", "scenario 0 2035", "scenario 0 2040"]
      #expect(names == Set((370..<400).map { "scenario \($0) 2040" } + references), "\(id)")
    }
    let html = try page.html(vegaBundle: "")
    #expect(html.contains("The 30 of 1200 scenarios and years that move furthest"))
    #expect(html.contains("the other 1167 are in the table of scenarios"))
    for k in [1, 200, 399] {
      #expect(html.contains("<th scope=\"row\">scenario \(k) 2035</th>"), "\(k)")
    }
    #expect(!html.contains("<th scope=\"row\">scenario 400 2035</th>"))
  }

  @Test("a scenario more is a line more of the table, and its cells are read once")
  func linear() throws {
    let sizes = try [100, 400].map { count in
      let counter = CellCounter()
      let page = try reportPage(of: large(count).result(counter: counter))
      return (cells: counter.cells, bytes: try page.html(vegaBundle: "").utf8.count)
    }
    // 2 tables, 2 zones, 3 years: price, run, year, scenario, zone, status and reason.
    #expect(sizes[0].cells == 100 * 3 * 2 * 2 * 7)
    #expect(sizes[1].cells == 4 * sizes[0].cells)
    let line = "<tr><th scope=\"row\">scenario 399 2040</th><td class=\"figure\">1</td>"
    #expect(sizes[1].bytes - sizes[0].bytes < 300 * 3 * 2 * line.utf8.count)
  }
}
