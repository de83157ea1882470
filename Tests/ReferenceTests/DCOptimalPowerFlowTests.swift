// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import InputFiles
import MarketCoupling
import Optimization
import TestSupport
import Testing

/// A published network and its least cost per hour in both susceptance conventions.
struct PublishedDispatch: CustomTestStringConvertible, Sendable {
  var file: String
  /// With `b = x / (r² + x²)`, as the baseline table of the library computes it.
  var seriesImpedance: Double
  /// With `b = 1 / (x tap)` and phase shifts.
  var reactanceOnly: Double

  init(_ file: String, _ seriesImpedance: Double, _ reactanceOnly: Double? = nil) {
    self.file = file
    self.seriesImpedance = seriesImpedance
    self.reactanceOnly = reactanceOnly ?? seriesImpedance
  }

  var testDescription: String { file }
}

/// Source: PGLib-OPF v23.07, BASELINE.md, column "DC ($/h)" (five digits); the further digits and
/// the second convention were computed from the same files with an independent solver.
@Suite(
  "DC optimal power flow, every bus its own zone",
  .enabled(if: DataFolder.isAvailable, "PENTAFLOW_DATA is not set"))
struct DCOptimalPowerFlowTests {
  static let published: [PublishedDispatch] =
    [
      PublishedDispatch("case3_lmbd.m", 5695.895901, 5693.803333),
      PublishedDispatch("case5_pjm.m", 17479.896925),
      PublishedDispatch("case14_ieee.m", 2051.526309),
      PublishedDispatch("case24_ieee_rts.m", 61001.240312),
      PublishedDispatch("case30_ieee.m", 7472.814670, 7504.440462),
      PublishedDispatch("case39_epri.m", 136889.692232, 136816.156074),
      PublishedDispatch("case73_ieee_rts.m", 183003.720937),
      PublishedDispatch("case118_ieee.m.gz", 93100.729926, 93132.679288),
      PublishedDispatch("case200_activ.m.gz", 27479.643306),
    ]
    + (Tier.isSoak
      ? [
        PublishedDispatch("case500_goc.m.gz", 440548.506295, 440428.234703),
        PublishedDispatch("case1354_pegase.m.gz", 1_218_182.036090, 1_218_096.855759),
      ] : [])

  @Test("least cost, within 1e-6", arguments: published, SusceptanceConvention.allCases)
  func leastCost(_ published: PublishedDispatch, _ convention: SusceptanceConvention) throws {
    let data = try loadMatpowerCase(
      at: DataFolder.path("pglib-opf/pglib_opf_" + published.file))
    let dispatch = try data.nodalDispatch(convention: convention)
    let program = dispatch.program()
    let result = solve(program)
    guard case .optimal(let point) = result.outcome else {
      Issue.record("\(published.file): \(result.outcome)")
      return
    }
    let expected =
      convention == .reactanceOnly ? published.reactanceOnly : published.seriesImpedance
    let certificate = Certificate.compute(for: program, at: point)
    expectClose(
      certificate.primalObjective + dispatch.constantCost, expected, relative: 1e-6,
      "\(published.file) \(convention.rawValue)")
    #expect(certificate.relativeGap <= 1e-7, "\(certificate)")
    #expect(certificate.primalResidual <= 1e-3, "\(certificate)")
  }
}
