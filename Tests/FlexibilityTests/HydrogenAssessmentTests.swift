// SPDX-License-Identifier: Apache-2.0
import Flexibility
import GridModel
import MarketCoupling
import Quantities
import TestSupport
import Testing

@Suite("assessment of a run with hydrogen")
struct HydrogenAssessmentTests {
  /// Residual load is load before electrolysis, so what electrolysers draw meets it from the other
  /// side; contributions sum to the need.
  @Test("electrolysers contribute to the need") func electrolysers() throws {
    let random = RandomHydrogenSystem(seed: 3, hours: 24 * 14)
    var options = CouplingOptions()
    options.network = .ntc
    let result = try couple(system: random.system, series: random.series, options: options).result
    #expect(result.status == .optimal)
    let inputs = try MarketInputs(
      system: random.system, series: random.series, range: 0..<24 * 14)
    let assessment = try FlexibilityAssessment(
      system: random.system, inputs: inputs, dispatch: Dispatch(result))
    for zone in assessment.zones {
      for (period, need) in zone.needs.needsMWh.enumerated() {
        let sum = zone.needs.contributions.reduce(0) { $0 + $1.energiesMWh[period] }
        expectClose(sum, need, absolute: 1e-9 * max(1, need), zone.name)
      }
    }
    let first = try #require(assessment.zones.first { $0.name == "Z0" })
    #expect(first.needs.contributions.contains { $0.kind == .electrolyser })
    let last = try #require(assessment.zones.first { $0.name == "Z3" })
    #expect(!last.needs.contributions.contains { $0.kind == .electrolyser })
  }
}
