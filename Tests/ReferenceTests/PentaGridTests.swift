// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import InputFiles
import LinearAlgebra
import Quantities
import TestSupport
import Testing

/// The network tables of the Penta case against the full grid of the map that they come from.
///
/// Tolerances: a reduction of this kind was measured on the same map; these are its acceptance
/// thresholds, an order of magnitude below the uncertainty of the map itself.
@Suite(.enabled(if: DataFolder.isAvailable, "PENTAFLOW_DATA is not set"))
struct PentaGridTests {
  private static let settings = NetworkReductionSettings()

  private static func derive(_ settings: NetworkReductionSettings) throws -> DerivedGrid {
    try deriveGrid(
      extractFolder: DataFolder.path("penta-real/network"),
      plantsFile: DataFolder.path("penta-real/fleet/powerplants.csv.gz"),
      linksFile: ProjectFolder.path("grids/penta/dc_links.csv"), settings: settings)
  }

  private static let derived = Result { try derive(settings) }

  /// The case as the loader reads it from the shipped tables.
  private static let shipped = Result { try loadCase(at: pentaFolder, year: 2016) }

  /// On the circuits within and between Penta zones: three pairs of Italian border buses are one
  /// bus each in the tables, so that ties to Italy are approximate.
  private static let comparison = Result {
    let penta = Set(settings.zones.filter(\.isDetailed).map(\.name))
    return try compare(derived.get(), with: shipped.get()) {
      penta.contains($0) && penta.contains($1)
    }
  }

  private static func compare(
    _ derived: DerivedGrid, with system: EnergySystem,
    isCompared: (String, String) -> Bool = { _, _ in true }
  ) throws -> ReductionComparison {
    try ReductionComparison(
      derived: derived, grid: system.grid.inService(in: settings.mapYear),
      zoneRows: derived.zoneNames.map { name in system.zone(named: name)! },
      isCompared: isCompared)
  }

  @Test("the shipped tables are what the derivation gives")
  func tablesAreCurrent() throws {
    let derived = try Self.derived.get()
    for (name, text) in [
      ("buses", derived.busesCSV), ("branches", derived.branchesCSV),
      ("injection_weights", derived.injectionWeightsCSV),
    ] {
      let file = try String(
        decoding: readBytes(of: "\(pentaFolder)/\(name).csv"), as: UTF8.self)
      let shipped = file.split(separator: "\n")
      let current = text.split(separator: "\n")
      #expect(shipped.count == current.count, "\(name).csv")
      // Another processor may round the last digit differently.
      for (a, b) in zip(shipped, current) where a != b {
        let cells = zip(a.split(separator: ","), b.split(separator: ","))
        for (left, right) in cells where left != right {
          let numbers = (Double(left), Double(right))
          guard let first = numbers.0, let second = numbers.1 else {
            Issue.record("\(name).csv has \(left), the derivation gives \(right)")
            continue
          }
          expectClose(first, second, absolute: 2e-9, relative: 2e-7, "\(name).csv")
        }
      }
    }
  }

  @Test("without dropping anything, factors and outage factors equal the full grid's")
  func exactWithoutDropping() throws {
    var exact = Self.settings
    exact.droppedSusceptancePerUnit = 0
    exact.droppedWeight = 0
    exact.mostBusesPerNeighbour = .max
    let derived = try Self.derive(exact)
    let comparison = try ReductionComparison(
      derived: derived, grid: derived.grid.inService(in: exact.mapYear),
      zoneRows: derived.zoneNames.indices.map { Row($0) })
    var generator = SeededGenerator(seed: 1)
    let busCount = derived.full.buses.count
    // One MW in at one bus and out at another, anywhere in the full grid.
    var transfers = Matrix(rows: busCount, columns: 300)
    for column in 0..<transfers.columnCount {
      transfers[Int.random(in: 0..<busCount, using: &generator), column] += 1
      transfers[Int.random(in: 0..<busCount, using: &generator), column] -= 1
    }
    let full = comparison.fullFlows(transfers)
    let reduced = comparison.reducedFlows(comparison.spread(transfers))
    expectClose((full - reduced).largestMagnitude, 0, absolute: 1e-8, "factor error")
    expectClose(comparison.outageFactorErrors().max()!, 0, absolute: 1e-8, "outage factor error")
    // The comparison would see an error: the full flows are not all small.
    #expect(full.largestMagnitude > 0.5)
  }

  @Test("zone-to-zone factors of the shipped tables")
  func zoneToZoneFactors() throws {
    let comparison = try Self.comparison.get()
    let grid = try Self.shipped.get().grid
    let errors = comparison.zoneToZoneErrors(Self.settings)
    let ties = Self.errors(errors, of: comparison) { grid.branches[$0.branch].kind == .tie }
    let internals = Self.errors(errors, of: comparison) {
      let branch = grid.branches[$0.branch]
      return branch.kind == .line && branch.nominalKV == 380
    }
    #expect(ties.count == 78)
    #expect(internals.count > 200)
    expectClose(ties.max()!, 0, absolute: 0.002, "error on ties")
    expectClose(internals.max()!, 0, absolute: 0.005, "error on internal 380 kV circuits")
  }

  @Test("zone-to-zone factors of the ties to neighbours")
  func neighbourTies() throws {
    let comparison = try Self.compare(Self.derived.get(), with: Self.shipped.get())
    let grid = try Self.shipped.get().grid
    let errors = Self.errors(comparison.zoneToZoneErrors(Self.settings), of: comparison) {
      grid.branches[$0.branch].kind == .tie
    }
    #expect(errors.count == 120)
    // Measured 0.018, on a 220 kV tie to Italy; reactances that are 10 % off move ties by 0.023.
    expectClose(errors.max()!, 0, absolute: 0.02, "error on ties")
  }

  @Test("outage factors of the shipped tables")
  func outageFactors() throws {
    let errors = try Self.comparison.get().outageFactorErrors()
    expectClose(errors.max()!, 0, absolute: 0.01, "outage factor error")
  }

  @Test("flows of 20 exchange patterns of the shipped tables")
  func exchangeFlows() throws {
    let comparison = try Self.comparison.get()
    let shifts = comparison.zonalShifts(Self.settings)
    var generator = SeededGenerator(seed: 20)
    let patterns = (0..<20).map { _ -> [Double] in
      // Net positions of 3 to 9 GW standard deviation, made to balance.
      var positions = shifts.map { _ in generator.normal() }
      let mean = positions.reduce(0, +) / Double(positions.count)
      let deviation = generator.uniform(3000...9000)
      positions = positions.map { ($0 - mean) * deviation }
      return combined(shifts, positions)
    }
    let errors = comparison.flowErrorsPercent(ofClassesMW: patterns)
    expectClose(percentile95(errors), 0, absolute: 1, "95th percentile, % of rating")
    expectClose(errors.max()!, 0, absolute: 3, "largest, % of rating")
  }

  @Test("flows of four dispatched hours, plant by plant and by the shipped weights")
  func dispatchFlows() throws {
    let comparison = try Self.comparison.get()
    let derived = comparison.derived
    var generator = SeededGenerator(seed: 4)
    var nodal = Matrix(rows: derived.full.buses.count, columns: dispatchHours.count)
    var classes: [[Double]] = []
    for (hour, outputs) in dispatchHours.enumerated() {
      let powers = dispatch(derived, outputs)
      classes.append(powers)
      for (power, injection) in zip(powers, derived.injections) {
        // Each plant runs at its own level around its group's.
        var levels = injection.shares.map { $0.share * generator.uniform(0...2) }
        let total = levels.reduce(0, +)
        if total > 0 { levels = levels.map { $0 / total } }
        for (share, level) in zip(injection.shares, levels) {
          nodal[share.bus, hour] += power * level
        }
      }
    }
    for (what, errors) in [
      ("plant by plant", comparison.flowErrorsPercent(ofBusesMW: nodal)),
      ("shipped weights", comparison.flowErrorsPercent(ofClassesMW: classes)),
    ] {
      expectClose(percentile95(errors), 0, absolute: 1, "\(what), 95th percentile, % of rating")
      expectClose(errors.max()!, 0, absolute: 3, "\(what), largest, % of rating")
    }
  }

  private static func errors(
    _ errors: [Double], of comparison: ReductionComparison,
    where isWanted: (ReductionComparison.KeptCircuit) -> Bool
  ) -> [Double] {
    zip(errors, comparison.kept).filter { isWanted($0.1) }.map(\.0)
  }
}

private let pentaFolder = ProjectFolder.path("grids/penta")

/// Output of each plant group in four hours, share of the located plants: a winter evening, a
/// sunny noon in spring, a windy autumn night, a summer evening without wind.
private let dispatchHours: [[String: Double]] = [
  [
    "nuclear": 0.9, "coal": 0.9, "gas": 0.8, "oil": 0.3, "hydro": 0.7, "wind_onshore": 0.2,
    "wind_offshore": 0.3, "solar": 0, "biomass": 0.8, "other": 0.5,
  ],
  [
    "nuclear": 0.7, "coal": 0.2, "gas": 0.1, "oil": 0, "hydro": 0.3, "wind_onshore": 0.3,
    "wind_offshore": 0.2, "solar": 0.7, "biomass": 0.6, "other": 0.3,
  ],
  [
    "nuclear": 0.8, "coal": 0.3, "gas": 0.1, "oil": 0, "hydro": 0.2, "wind_onshore": 0.8,
    "wind_offshore": 0.95, "solar": 0, "biomass": 0.6, "other": 0.3,
  ],
  [
    "nuclear": 0.6, "coal": 0.5, "gas": 0.6, "oil": 0.1, "hydro": 0.6, "wind_onshore": 0.05,
    "wind_offshore": 0.1, "solar": 0.1, "biomass": 0.6, "other": 0.4,
  ],
]

/// MW of each injection of the detailed zones in one hour. Load balances each zone up to a tenth
/// of its generation, which neighbours in the list exchange.
private func dispatch(_ derived: DerivedGrid, _ outputs: [String: Double]) -> [Double] {
  let detailed = 7
  var powers = derived.injections.map { injection in
    injection.zone < detailed ? (outputs[injection.injection] ?? 0) * injection.powerMW : 0
  }
  var generation = [Double](repeating: 0, count: detailed)
  for (power, injection) in zip(powers, derived.injections) where injection.zone < detailed {
    generation[injection.zone] += power
  }
  for (position, injection) in derived.injections.enumerated()
  where injection.injection == "load" && injection.zone < detailed {
    let zone = injection.zone
    let exported = 0.1 * generation[zone]
    let imported = 0.1 * generation[(zone + 1) % detailed]
    powers[position] = -(generation[zone] - exported + imported)
  }
  return powers
}

private func combined(_ columns: [[Double]], _ factors: [Double]) -> [Double] {
  var result = [Double](repeating: 0, count: columns[0].count)
  for (column, factor) in zip(columns, factors) {
    for index in result.indices { result[index] += factor * column[index] }
  }
  return result
}

extension SeededGenerator {
  /// A standard normal number, as the sum of twelve uniform ones.
  fileprivate mutating func normal() -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + uniform(0...1) }
  }
}
