// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import Quantities
import TestSupport
import Testing

@Suite("adequacy of a system with hydrogen")
struct HydrogenAdequacyTests {
  /// Turbines count with their installed power, and electrolysers are no load: hydrogen changes
  /// nothing else.
  @Test("turbines are available, electrolysers are no load") func turbines() throws {
    let random = RandomHydrogenSystem(seed: 1, hours: 48)
    let year = try AdequacyYear(
      climateYear: 1, system: random.system, series: random.series, domainOfHour: [])
    #expect(year.nodeCount == 5)
    let installed = year.fleets.filter { $0.node == 0 }.reduce(0) { $0 + $1.installedMW }
    let units = random.system.generatingUnits.filter { $0.zone.index == 0 }
    #expect(units.contains { $0.hydrogenNode != nil && $0.installedMW == 150 })
    expectClose(installed, units.reduce(0) { $0 + $1.installedMW }, absolute: 1e-9, "Z0")
    var dry = random.system
    dry.electrolysers = []
    dry.renewableContracts = []
    dry.pipelines = []
    dry.terminals = []
    let without = try AdequacyYear(
      climateYear: 1, system: dry, series: random.series, domainOfHour: [])
    #expect(year.inputs.loads == without.inputs.loads)
    #expect(year.inputs.steps == without.inputs.steps)
  }
}
