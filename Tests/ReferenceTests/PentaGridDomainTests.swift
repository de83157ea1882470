// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import InputFiles
import LinearAlgebra
import Quantities
import TestSupport
import Testing

/// The flow-based domain of the shipped Penta grid.
struct PentaGridDomainTests {
  private static let system = Result {
    try loadCase(at: ProjectFolder.path("grids/penta"), year: 2016)
  }

  /// No base case and no minimum margin: what the grid alone allows.
  private static func emptyGridDomain(
    _ change: (inout CapacitySettings) -> Void = { _ in }
  ) throws -> FlowBasedDomain {
    var settings = CapacitySettings()
    settings.minimumMargin = nil
    change(&settings)
    let calculator = try CapacityCalculator(system: system.get(), settings: settings)
    return calculator.domain(around: .zero(hubCount: calculator.hubs.count))
  }

  private static func ranges(_ domain: FlowBasedDomain) -> [NetPositionRange] {
    guard case .ranges(let ranges) = netPositionBounds(of: domain) else { return [] }
    return ranges
  }

  /// GW, largest net position.
  ///
  /// Source: orders of magnitude of the Core region's published domains (DE-LU 15-20, FR 10-17, BE
  /// and NL 6-8, AT 5-6), widened for a grid of type ratings.
  private let plausibleGW: [String: ClosedRange<Double>] = [
    "AT": 4...7, "BE": 6...8, "DE-LU": 14...22, "FR": 9...14, "NL": 6...8,
  ]

  @Test("largest net positions are plausible, and bounds are symmetric without a base case")
  func netPositions() throws {
    let ranges = Self.ranges(try Self.emptyGridDomain())
    #expect(ranges.map(\.hub).sorted() == plausibleGW.keys.sorted())
    for range in ranges {
      let gigawatts = range.maximumMW / 1000
      #expect(plausibleGW[range.hub]!.contains(gigawatts), "\(range.hub) \(gigawatts) GW")
      expectClose(range.minimumMW, -range.maximumMW, relative: 1e-6, range.hub)
    }
  }

  @Test("linear programs and the convex hull keep the same rows")
  func presolve() throws {
    let domain = try Self.emptyGridDomain()
    let byPrograms = domain.presolved(method: .linearProgramming).result
    let byHull = domain.presolved(method: .convexHull).result
    #expect(byPrograms.keptRows == byHull.keptRows)
    #expect(byHull.method == .convexHull)
    #expect((20...60).contains(byPrograms.keptRows.count), "\(byPrograms.keptRows.count) rows")
  }

  /// The full size takes every outage on every element; the fast tier those that move 3 %.
  @Test("outages that move less than 5 % of a flow change no bound")
  func outageThreshold() throws {
    let filtered = Self.ranges(try Self.emptyGridDomain())
    let all = Self.ranges(
      try Self.emptyGridDomain { $0.outageFactorThreshold = Tier.isSoak ? 0 : 0.03 })
    for (a, b) in zip(filtered, all) { expectClose(a.maximumMW, b.maximumMW, absolute: 100, a.hub) }
    #expect(filtered.count == 5)
  }
}
