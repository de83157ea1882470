// SPDX-License-Identifier: Apache-2.0
import Reports
import Studies
import TestSupport
import Testing

@Suite("study on the terminal")
struct StudySummaryTests {
  private func figures(_ zone: String, price: Double, cost: Double) -> ZoneFigures {
    ZoneFigures(
      zone: zone,
      values: StudyKind.coupling.columns.map {
        switch $0.name {
        case "load_weighted_price_eur_per_mwh": price
        case "objective_meur": cost
        case "hydrogen_price_eur_per_mwh", "electrolysis_gwh", "hydrogen_not_served_mwh": .nan
        default: 0
        }
      })
  }

  private func run(_ number: Int, _ scenario: String) -> StudyRun {
    StudyRun(number: number, scenario: scenario, year: 2030, climateYear: nil, sample: nil)
  }

  private var summary: StudySummary {
    StudySummary(
      title: "test: coupling, 3 runs", kind: .coupling,
      result: StudyResult(
        reference: "base", columns: StudyKind.coupling.columns,
        reports: [
          RunReport(
            run: run(1, "base"), ending: .optimal,
            zones: [
              figures("all", price: 40, cost: 1000), figures("A", price: 30, cost: 0),
              figures("B", price: 50, cost: 0),
            ], relativeGap: 1e-9, primalResidualMW: 2e-6, dualResidualEURPerMWh: 3e-9),
          RunReport(
            run: run(2, "dear gas"), ending: .optimal,
            zones: [
              figures("all", price: 60.5, cost: 900), figures("A", price: 30, cost: 0),
              figures("B", price: 91, cost: 0),
            ], relativeGap: -2e-9, primalResidualMW: 1e-6, dualResidualEURPerMWh: 5e-9),
          RunReport(run: run(3, "no plants"), ending: .infeasible("balance of A")),
        ]))
  }

  @Test("scenarios, their differences, zones and what went wrong")
  func text() {
    #expect(
      summary.text == """
        test: coupling, 3 runs

        scenario   year  runs   price EUR/MWh  cost million EUR  rent million EUR          CO2 \
        Mt   curtailed TWh  not served GWh
        base       2030     1           40.00           1000.00              0.00           \
        0.000           0.000           0.000
        dear gas   2030     1  60.50 (+20.50)  900.00 (-100.00)      0.00 (+0.00)  0.000 \
        (+0.000)  0.000 (+0.000)  0.000 (+0.000)
        no plants  2030   0/1               -                 -                 -               \
        -               -               -

        price EUR/MWh, by bidding zone
        zone   base  dear gas
        A     30.00  30.00 (+0.00)
        B     50.00  91.00 (+41.00)

        in brackets: difference to base
        runs: 2 optimal, 1 infeasible
        worst certificate: relative gap 2.0e-9, rows hold within 2.0e-6 MW, prices within \
        5.0e-9 EUR/MWh
        run 3, 0003-no-plants-2030: infeasible: balance of A

        """)
    #expect(!summary.isAllOptimal)
  }
}

@Suite("figures of a study's run")
struct StudyFigureTests {
  /// A 200 MWh at 20, B 100 at 45 and 100 at 20, C 30 at the cap, most of it not served:
  /// (4,000 + 6,500 + 120,000) / 430.
  @Test("the price of all load counts what is not served")
  func loadWeightedPrice() throws {
    let all = try #require(TwoZones.run.studyFigures.first { $0.zone == allZones })
    let column = try #require(
      StudyKind.coupling.columns.firstIndex { $0.name == "load_weighted_price_eur_per_mwh" })
    expectClose(all.values[column], 130_500 / 430, relative: 1e-12)
  }
}
