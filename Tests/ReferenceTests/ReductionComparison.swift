// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import LinearAlgebra
import Quantities

/// A reduced grid beside the full grid that it stands for, on the circuits that both have.
struct ReductionComparison: Sendable {
  /// One circuit of both grids.
  struct KeptCircuit: Hashable, Sendable {
    /// Position in ``FullGrid/circuits``.
    var full: Int
    /// Position in the circuits of the reduced network.
    var reduced: Int
    /// Branch of the reduced grid.
    var branch: Row<Branch>
    /// Nil for transformers.
    var ratingMW: Double?
  }

  let derived: DerivedGrid
  let kept: [KeptCircuit]
  private let solver: AngleSolver
  let network: DCNetwork
  private let ptdf: NodalPTDF
  private let map: InjectionMap
  private let zoneRows: [Row<Zone>]

  /// - Parameters:
  ///   - derived: the reduction, for its trace.
  ///   - grid: the reduced grid as of the map, with the same buses and branch names, for instance
  ///     as read back from its tables.
  ///   - zoneRows: the zones of `derived` in the table that `grid` refers to.
  ///   - isCompared: which of the circuits of both grids, by the names of the zones they join.
  init(
    derived: DerivedGrid, grid: Grid, zoneRows: [Row<Zone>],
    isCompared: (_ from: String, _ to: String) -> Bool = { _, _ in true }
  ) throws {
    self.derived = derived
    self.zoneRows = zoneRows
    network = try DCNetwork(grid: grid)
    ptdf = try NodalPTDF(network)
    map = InjectionMap(grid: grid)
    solver = try AngleSolver(
      busCount: derived.full.buses.count, branches: derived.full.branches)
    let circuitsOfName = Dictionary(
      uniqueKeysWithValues: zip(derived.grid.branches.map(\.name), derived.circuitsOfBranch))
    var kept: [KeptCircuit] = []
    for branch in grid.branches.rows {
      let ends = [grid.branches[branch].from, grid.branches[branch].to].map {
        derived.zoneNames[derived.grid.buses[$0.index].zone.index]
      }
      guard isCompared(ends[0], ends[1]) else { continue }
      let circuits = circuitsOfName[grid.branches[branch].name] ?? []
      for (full, reduced) in zip(circuits, network.circuits(of: branch)) {
        kept.append(
          KeptCircuit(
            full: full, reduced: reduced, branch: branch,
            ratingMW: derived.full.circuits[full].ratingMW))
      }
    }
    self.kept = kept
  }

  /// Flows on the kept circuits (circuit × column) of injections at full buses (bus × column).
  func fullFlows(_ injections: Matrix) -> Matrix {
    let angles = solver.angles(of: injections)
    var flows = Matrix(rows: kept.count, columns: injections.columnCount)
    for column in 0..<injections.columnCount {
      for (row, circuit) in kept.enumerated() {
        let full = derived.full.circuits[circuit.full]
        // Reduced branches run from the lower to the higher bus.
        let isTurned = derived.busOfFullBus[full.from]! > derived.busOfFullBus[full.to]!
        flows[row, column] =
          (isTurned ? -1 : 1) * full.susceptancePerUnit
          * (angles[full.from, column] - angles[full.to, column])
      }
    }
    return flows
  }

  /// Flows on the kept circuits of injections at reduced buses.
  func reducedFlows(_ injections: Matrix) -> Matrix {
    let all = ptdf.factors * injections
    var flows = Matrix(rows: kept.count, columns: injections.columnCount)
    for column in 0..<injections.columnCount {
      for (row, circuit) in kept.enumerated() { flows[row, column] = all[circuit.reduced, column] }
    }
    return flows
  }

  /// Injections at full buses as they enter the reduced grid plant by plant.
  func spread(_ injections: Matrix) -> Matrix {
    var result = Matrix(rows: derived.grid.buses.count, columns: injections.columnCount)
    for column in 0..<injections.columnCount {
      for bus in 0..<injections.rowCount where injections[bus, column] != 0 {
        for part in derived.weightsOfFullBus[bus] {
          result[part.bus, column] += part.share * injections[bus, column]
        }
      }
    }
    return result
  }

  /// Injections of the classes of the tables (one MW figure per entry of `derived.injections`, one
  /// column each) at the buses of both grids.
  func injections(
    ofClassesMW columns: [[Double]]
  ) -> (full: Matrix, reduced: Matrix) {
    var full = Matrix(rows: derived.full.buses.count, columns: columns.count)
    var reduced = Matrix(rows: derived.grid.buses.count, columns: columns.count)
    for (column, powers) in columns.enumerated() {
      for (power, injection) in zip(powers, derived.injections) where power != 0 {
        for share in injection.shares { full[share.bus, column] += power * share.share }
        let key = InjectionClass(injection: injection.injection, zone: zoneRows[injection.zone])
        guard let weights = map.index(of: key) else {
          preconditionFailure("no weights of \(injection.injection) in zone \(injection.zone)")
        }
        for bus in 0..<reduced.rowCount {
          reduced[bus, column] += power * map.weights[bus, weights]
        }
      }
    }
    return (full, reduced)
  }

  /// Class injections that raise the net position of each detailed bidding zone by 1 MW, shared
  /// over its dispatchable plants; one column per zone.
  func zonalShifts(_ settings: NetworkReductionSettings) -> [[Double]] {
    FullGrid.detailedBiddingZones(settings).map { zone in
      let powers = derived.injections.map { injection in
        settings.zones[injection.zone].biddingZone == zone
          && dispatchableGroups.contains(injection.injection) ? injection.powerMW : 0
      }
      let total = powers.reduce(0, +)
      return powers.map { $0 / total }
    }
  }

  /// Error of the largest zone-to-zone factor of each kept circuit.
  func zoneToZoneErrors(_ settings: NetworkReductionSettings) -> [Double] {
    let shifts = injections(ofClassesMW: zonalShifts(settings))
    let full = fullFlows(shifts.full)
    let reduced = reducedFlows(shifts.reduced)
    return kept.indices.map { row in
      // The error of a difference between two zones, over all pairs of zones.
      largestDifference(zip(full.row(row), reduced.row(row)).map { $0 - $1 })
    }
  }

  /// Flow errors of class injections on circuits with a rating, in percent of the rating.
  func flowErrorsPercent(ofClassesMW columns: [[Double]]) -> [Double] {
    let both = injections(ofClassesMW: columns)
    return percentOfRating(fullFlows(both.full) - reducedFlows(both.reduced))
  }

  /// Flow errors of injections at full buses, spread plant by plant, in percent of the rating.
  func flowErrorsPercent(ofBusesMW injections: Matrix) -> [Double] {
    percentOfRating(fullFlows(injections) - reducedFlows(spread(injections)))
  }

  private func percentOfRating(_ errors: Matrix) -> [Double] {
    var result: [Double] = []
    for column in 0..<errors.columnCount {
      for (row, circuit) in kept.enumerated() {
        guard let rating = circuit.ratingMW else { continue }
        result.append(100 * abs(errors[row, column]) / rating)
      }
    }
    return result
  }

  /// Errors of the outage factors of every kept circuit on every other; outages that cut the full
  /// grid in two are left out.
  func outageFactorErrors() -> [Double] {
    var fullEnds = Matrix(rows: derived.full.buses.count, columns: kept.count)
    var reducedEnds = Matrix(rows: derived.grid.buses.count, columns: kept.count)
    for (column, circuit) in kept.enumerated() {
      let ends = network.circuits[circuit.reduced]
      reducedEnds[ends.from.index, column] += 1
      reducedEnds[ends.to.index, column] -= 1
      let full = derived.full.circuits[circuit.full]
      let isTurned = derived.busOfFullBus[full.from]! > derived.busOfFullBus[full.to]!
      fullEnds[isTurned ? full.to : full.from, column] += 1
      fullEnds[isTurned ? full.from : full.to, column] -= 1
    }
    let full = fullFlows(fullEnds)
    let reduced = reducedFlows(reducedEnds)
    var errors: [Double] = []
    for outage in kept.indices {
      let remaining = 1 - full[outage, outage]
      guard remaining > 1e-6 else { continue }
      for row in kept.indices where row != outage {
        errors.append(
          abs(full[row, outage] / remaining - reduced[row, outage] / (1 - reduced[outage, outage])))
      }
    }
    return errors
  }
}

extension FullGrid.Circuit {
  /// Permanent rating at nominal voltage; nil for transformers.
  var ratingMW: Double? {
    maximumCurrentA.map { 3.0.squareRoot() * nominalKV * $0 / 1000 }
  }
}

extension Grid {
  /// The rows in service in a year, with the same buses and weights.
  func inService(in year: Int) -> Grid {
    var result = self
    result.branches = branches.filter {
      ($0.firstYear ?? year) <= year && ($0.lastYear ?? year) >= year
    }
    return result
  }
}

/// The value below which 95 of 100 values lie (nearest rank); 0 for none.
func percentile95(_ values: [Double]) -> Double {
  guard !values.isEmpty else { return 0 }
  let sorted = values.sorted()
  return sorted[min(sorted.count - 1, Int((0.95 * Double(sorted.count)).rounded(.up)) - 1)]
}
