// SPDX-License-Identifier: Apache-2.0
import Adequacy
import InputFiles
import TestSupport
import Testing

/// Capacity values of a unit more in the IEEE Reliability Test System of 1979, by Monte Carlo.
///
/// Source of the exact figures: convolution of the units' outages by an independent program; the exact
/// core gives the same (``ExactAdequacyReferenceTests``).
@Suite("capacity value on RTS-79 by Monte Carlo")
struct CapacityValueReferenceTests {
  private static let samples = Tier.isSoak ? 5000 : 300

  @Test(
    "EFC and ELCC on EENS",
    arguments: [
      (technology: "hydro", powerMW: 50.0, efc: 49.392, elcc: 49.394),
      (technology: "nuclear", powerMW: 400, efc: 224.986, elcc: 247.967),
    ])
  func addedUnit(technology: String, powerMW: Double, efc: Double, elcc: Double) throws {
    let system = try loadCase(at: ProjectFolder.path("grids/rts79"))
    let series = try loadSeries(folder: ProjectFolder.path("grids/rts79/series"), year: 1979)
    var options = MonteCarloOptions()
    options.network = .ntc
    options.samples = Self.samples
    options.threads = 2
    let study = CapacityStudy(
      system: system,
      years: [
        try AdequacyYear(
          climateYear: 1, system: system, series: series, domainOfHour: [],
          plansMaintenance: false)
      ], schedule: nil, options: options)
    var values = CapacityValueOptions()
    values.shares = [.marginal]
    values.incrementMW = powerMW
    let resource = try #require(study.resources.first { $0.technology == technology })
    let found = try study.capacityValues(of: [resource], options: values)[0]
    for (name, value, exact) in [("EFC", found.efc, efc), ("ELCC", found.elcc, elcc)] {
      let value = try #require(value)
      let error = try #require(value.standardErrorMW)
      report(
        figure: "RTS-79 \(technology) \(name) \(value.megawatts) ± \(error) MW, exact \(exact)")
      #expect(error < 0.15 * powerMW, "\(name) has an error of \(error) MW")
      expectClose(value.megawatts, exact, absolute: 3 * error + 0.1, name)
    }
  }
}
