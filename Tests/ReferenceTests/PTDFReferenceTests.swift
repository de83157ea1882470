// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import InputFiles
import LinearAlgebra
import Quantities
import TestSupport
import Testing

/// Figures of a published network that do not depend on the slack.
struct PublishedFactors: CustomTestStringConvertible, Sendable {
  var file: String
  var convention: SusceptanceConvention
  /// Sum of the squared deviations of the factors from the mean of their row.
  var spread: Double

  var testDescription: String { "\(file), \(convention.rawValue)" }
}

/// Networks: PGLib-OPF v23.07. Figures computed from the same files with an independent program;
/// the row of the 14-bus network is that of MATPOWER's `makePTDF`.
@Suite(
  "distribution factors of published networks",
  .enabled(if: DataFolder.isAvailable, "PENTAFLOW_DATA is not set"))
struct PTDFReferenceTests {
  static let published: [PublishedFactors] = [
    PublishedFactors(file: "case14_ieee", convention: .reactanceOnly, spread: 8.934325900),
    PublishedFactors(file: "case14_ieee", convention: .seriesImpedance, spread: 8.981331969),
    PublishedFactors(file: "case30_ieee", convention: .reactanceOnly, spread: 26.996121407),
    PublishedFactors(file: "case30_ieee", convention: .seriesImpedance, spread: 27.120447640),
    PublishedFactors(file: "case39_epri", convention: .reactanceOnly, spread: 57.440700519),
    PublishedFactors(file: "case39_epri", convention: .seriesImpedance, spread: 57.472843995),
  ]

  static func network(_ file: String, _ convention: SusceptanceConvention) throws -> DCNetwork {
    let path = DataFolder.path("pglib-opf/pglib_opf_\(file).m")
    return try DCNetwork(grid: loadMatpowerCase(at: path).nodalGrid, convention: convention)
  }

  @Test("spread, trace and row ranges at any slack", arguments: published)
  func invariants(published: PublishedFactors) throws {
    let network = try Self.network(published.file, published.convention)
    let count = network.busCount
    for slack in [
      Slack.bus(Row(0)), .bus(Row(count - 1)), .distributed([1] + (1..<count).map(Double.init)),
    ] {
      let factors = try NodalPTDF(network, slack: slack).factors
      var spread = 0.0
      var ranges = 0.0
      for circuit in 0..<factors.rowCount {
        let row = factors.row(circuit)
        let mean = row.reduce(0, +) / Double(count)
        spread += row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        ranges += row.max()! - row.min()!
      }
      expectClose(spread, published.spread, absolute: 1e-8)
      expectClose(ranges, Double(count - 1), absolute: 1e-9)
      let product = factors * network.incidenceMatrix.transposed
      let trace = (0..<product.rowCount).reduce(0) { $0 + product[$1, $1] }
      expectClose(trace, Double(count - 1), absolute: 1e-9)
    }
  }

  /// Five digits are printed; one unit in the last is allowed.
  @Test("first row of the 14-bus network, withdrawn at bus 1")
  func firstRow() throws {
    let network = try Self.network("case14_ieee", .reactanceOnly)
    #expect(network.circuits[0].name == "1-2")
    expectClose(
      try NodalPTDF(network, slack: .bus(Row(0))).factors.row(0),
      [
        0, -0.83802, -0.74651, -0.66746, -0.61059, -0.62914, -0.65725, -0.65725, -0.65177, -0.64774,
        -0.63861, -0.63093, -0.63233, -0.64327,
      ], absolute: 1e-5)
  }

  @Test("1,354 buses: trace and row ranges", .enabled(if: Tier.isSoak, "PENTAFLOW_SOAK is not set"))
  func largeNetwork() throws {
    let path = DataFolder.path("pglib-opf/pglib_opf_case1354_pegase.m.gz")
    let network = try DCNetwork(grid: loadMatpowerCase(at: path).nodalGrid)
    let factors = try NodalPTDF(network).factors
    let product = factors * network.incidenceMatrix.transposed
    let trace = (0..<product.rowCount).reduce(0) { $0 + product[$1, $1] }
    expectClose(trace, Double(network.busCount - 1), absolute: 1e-6)
  }
}
