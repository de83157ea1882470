// SPDX-License-Identifier: Apache-2.0
import Climate
import GridModel
import InputFiles
import MarketCoupling
import Quantities
import Scenarios
import Studies
import TestSupport
import Testing

/// Scenarios of the study templates, exported as linear programs and solved by HiGHS dual simplex:
/// the same cost, and prices of both carriers equal or inside the interval of optimal duals.
@Suite(
  "Templates against HiGHS",
  .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"), .serialized)
struct TemplatesAgainstHiGHSTests {
  /// A day in the fast tier, a week at full size.
  @Test(
    "hubs under flow-based coupling, half a backbone, a cap on emissions",
    arguments: [
      ("offshore-radial-hybrid-hub", "hybrid, home market", 2040),
      ("h2-backbone", "half the backbone", 2040), ("gas-co2-transition", "CO2 cap", 2035),
    ])
  func scenario(template: String, scenario: String, year: Int) throws {
    let (study, timeline) = try readStudy(
      ProjectFolder.path("templates/\(template)/study.yaml")
    ) { name throws(InputErrors) in try readTimeline(of: ProjectFolder.path(name)).timeline }
    let lineage = try #require(study.book.lineage(of: scenario))
    let system = try timeline.system(of: lineage, in: year).system
    let series = syntheticYear(
      parameters: try loadClimate(at: ProjectFolder.path("grids/penta")),
      axis: TimeAxis(hoursOfYear: year), seed: 1, climateYear: 1)
    var options = CouplingOptions()
    options.network = try #require(study.options.network)
    let first = 14 * 24
    options.range = first..<first + 24 * (Tier.isSoak ? 7 : 1)
    options.slopeEURPerMWh = 0
    let run = try couple(system: system, series: series, options: options)
    #expect(run.result.status == .optimal)
    let judgement = try HiGHSJudge.judge(
      prices: run.balanceDuals, of: run.program, relative: 1e-6, absolute: 1e-4)
    report(
      figure: "\(template), \(scenario), \(year), \(run.result.axis.count) h against HiGHS: cost "
        + "\(abs(run.result.objectiveEUR / judgement.objective - 1)) relative, "
        + "\(judgement.prices) prices, \(judgement.intervals) judged by their interval, "
        + "\(judgement.outside) outside")
    expectClose(run.result.objectiveEUR, judgement.objective, relative: 1e-7, "cost")
    #expect(!run.result.processes.isEmpty, "no hydrogen: the test would show less")
    #expect(
      Double(judgement.outside) <= 0.001 * Double(judgement.prices), "\(judgement.examples)")
  }
}
