// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import Testing

private let base = """
  {"command": "run", "study": "made", "kind": "coupling", "reference": "base", "runs":
   [{"run": 1, "folder": "1", "scenario": "base", "year": 2035, "status": "optimal"}]}
  """

private let studyRuns = """
  run,scenario,year,climate_year,sample,status,reason,zone,load_weighted_price_eur_per_mwh
  1,base,2035,1,,optimal,,all,50
  """

/// Two countries share a cable: A gains 100, B loses 20; costs are 50.
private let costTables = [
  "cost_sharing_shares": """
  project,method,with,without,key,country,takes_part,gain_meur,part_of_gains,is_significant,payment_meur,net_gain_meur
  Cable,toot,base,less,gain,A,yes,100,1,yes,70,30
  Cable,toot,base,less,gain,B,yes,-20,0,no,-20,0
  Cable,pint,base,less,gain,A,yes,90,1,yes,50,40
  """,
  "cost_sharing_gains": """
  project,method,with,without,year,country,gain_meur_per_a,consumer_surplus_meur_per_a,supply_surplus_meur_per_a,storage_surplus_meur_per_a,conversion_surplus_meur_per_a,congestion_rent_meur_per_a,emission_payment_meur_per_a,emission_damage_meur_per_a,emissions_kt_per_a,runs
  Cable,toot,base,less,2035,A,10,15,-6,0,0,1,0,0,0,1
  Cable,toot,base,less,2035,B,-2,-4,1,0,0,1,0,0,0,1
  """,
]

private let tariffTable = """
  scenario,variant,year,capacity_mw,booked_mw,tariff_eur_per_mw_a,revenue_meur,cost_meur,interest_meur,balance_meur
  ,low,2030,1000,100,25000,2.5,10,0,-7.5
  ,low,2031,1000,200,25000,5,10,-0.3,-12.8
  ,high,2030,1000,500,25000,12.5,10,0,2.5
  ,high,2031,1000,500,25000,12.5,10,0.1,5.1
  """

private func result(
  _ tables: [String: String], manifest: String = base
) throws -> FinishedResult {
  FinishedResult(
    name: "out/made", manifest: try ResultManifest(json: Array(manifest.utf8)),
    table: { name in tables[name].map { TableOfTexts($0) } })
}

@Suite("report of accounts")
struct AccountPageTests {
  @Test("gain, payment and what is left to each country, by project and key")
  func costShares() throws {
    let page = try reportPage(
      of: result(costTables.merging(["study_runs": studyRuns]) { $1 }))
    let rows = try parsed("cost-shares", page).rows
    #expect(rows.count == 3)
    let first = rows[0]
    #expect(first["project"] as? String == "Cable, taken out of all projects")
    #expect(first["gain"] as? Double == 100)
    #expect(first["payment"] as? Double == 70)
    #expect(first["net"] as? Double == 30)
    #expect(rows.map { $0["sign"] as? String } == ["gains", "loses", "gains"])
    #expect(rows[2]["project"] as? String == "Cable, put in alone")
  }

  @Test("a waterfall goes from account to account and ends at the gain, of a country and of all")
  func projectGains() throws {
    let page = try reportPage(
      of: result(costTables.merging(["study_runs": studyRuns]) { $1 }))
    let rows = try parsed("project-gains", page).rows
    func bars(_ country: String, _ field: String) -> [Double] {
      rows.filter { $0["country"] as? String == country }.compactMap { $0[field] as? Double }
    }
    #expect(bars("A", "from") == [0, 15, 9, 9, 9, 10, 10, 0])
    #expect(bars("A", "to") == [15, 9, 9, 9, 10, 10, 10, 10])
    #expect(bars("all countries", "change") == [11, -5, 0, 0, 2, 0, 0, 8])
    #expect(bars("all countries", "to").last == 8)
  }

  @Test("balances and flows of each tariff account")
  func tariffs() throws {
    let page = try reportPage(
      of: result(["study_runs": studyRuns, "tariff_account": tariffTable]))
    let balances = try parsed("tariff-balances", page).rows
    #expect(balances.map { $0["account"] as? String } == ["low", "low", "high", "high"])
    #expect(balances.map { $0["balance"] as? Double } == [-7.5, -12.8, 2.5, 5.1])
    #expect(balances.map { $0["booked"] as? Double } == [10, 20, 50, 50])
    let flows = try parsed("tariff-flows", page).rows
    #expect(flows.prefix(3).map { $0["amount"] as? Double } == [2.5, -10, 0])
    #expect(flows[5]["amount"] as? Double == -0.3)
    // What flows in a year is what the balance moves by.
    let sums = stride(from: 0, to: flows.count, by: 3).map { start in
      flows[start..<start + 3].reduce(0) { $0 + ($1["amount"] as? Double ?? .nan) }
    }
    #expect(zip(sums, [-7.5, -5.3, 2.5, 2.6]).allSatisfy { ($0 - $1).magnitude < 1e-9 })
  }

  @Test("tariff accounts made without runs have a page of their own")
  func tariffPage() throws {
    let page = try reportPage(
      of: result(
        ["tariff_account": tariffTable],
        manifest: "{\"command\": \"tariff\", \"study\": \"made\", \"status\": \"done\"}"))
    #expect(page.plots.map(\.id) == ["tariff-balances", "tariff-flows"])
    let html = try page.html(vegaBundle: "")
    #expect(html.contains("<h1>Tariff accounts of made</h1>"))
    #expect(html.contains("2 accounts from 2030 to 2031"))
    #expect(html.contains("low: owes most at the end of 2031, 13 million EUR, and stands at "))
    #expect(html.contains("high: stands at 5 million EUR at the end of 2031."))
  }

  @Test("names of projects, countries and variants are text")
  func names() throws {
    let hostile = "</script><img src=x>"
    var tables = costTables.mapValues { $0.replacing("Cable", with: hostile) }
    tables["tariff_account"] = tariffTable.replacing("low", with: hostile)
    tables["study_runs"] = studyRuns
    let html = try reportPage(of: result(tables)).html(vegaBundle: "")
    #expect(!html.contains("<img"))
    #expect(html.contains("\\u003c/script\\u003e\\u003cimg src=x\\u003e"))
  }
}
