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

  /// GW, largest net position with the grid and the fleet of the year; a link inside the region
  /// counts in the net positions of its zones.
  ///
  /// Source: a program of its own (NumPy, HiGHS) on the same tables. What moves them from year to
  /// year is in `grids/penta/GRID.md`.
  private static let boundsGW: [(year: Int, bounds: [String: Double])] = [
    (2016, ["AT": 4.82, "BE": 7.41, "DE-LU": 16.65, "FR": 11.53, "NL": 6.86]),
    (2026, ["AT": 4.55, "BE": 7.30, "DE-LU": 18.10, "FR": 11.61, "NL": 6.83]),
    (2030, ["AT": 8.61, "BE": 8.37, "DE-LU": 21.02, "FR": 11.65, "NL": 7.02]),
  ]

  @Test("largest net positions of every target year", arguments: Self.boundsGW)
  func netPositionsOfYear(year: Int, bounds: [String: Double]) throws {
    var settings = CapacitySettings()
    settings.minimumMargin = nil
    let system = try loadCase(at: ProjectFolder.path("grids/penta"), year: year)
    let calculator = try CapacityCalculator(system: system, settings: settings)
    let report = calculator.result(around: .zero(hubCount: calculator.hubs.count)).report
    guard case .ranges(let ranges) = report.netPositionBounds else {
      Issue.record("\(report.netPositionBounds)")
      return
    }
    for (zone, gigawatts) in bounds {
      let range = try #require(ranges.first { $0.hub == zone })
      expectClose(range.maximumMW, 1000 * gigawatts, absolute: 100, "\(zone) \(year)")
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
