// SPDX-License-Identifier: Apache-2.0
import Foundation
import LinearAlgebra
import Optimization
import Reports

/// An instance of class P as `benchmarks/cases/class_p.py` writes it: GW, GWh and EUR/MWh.
struct ClassPInstance {
  /// The program's units are MW, MWh and EUR.
  static let megawattsPerGigawatt = 1000.0
  /// Hub whose net position is minus the sum of the others; DE, the largest zone.
  static let referenceHub = 2
  /// Share of their energy that storages hold before the first hour and after the last.
  static let boundaryLevel = 0.5

  private let file: ArrayFile
  let hours: Int

  init(contentsOf path: String) throws {
    file = try ArrayFile(contentsOf: path)
    hours = try file.fact("hours")
  }

  /// Makes the instance, or takes it from the cache.
  init(seed: Int, start: Int, hours: Int, scratch: ScratchFolder, python: PythonTool) throws {
    let script = "benchmarks/cases/class_p.py"
    guard let text = FileManager.default.contents(atPath: script) else {
      throw BenchmarkError(
        "there is no \(script) here", fix: "run pentaflow bench in the project's folder")
    }
    let edition = FileDigest(name: script, bytes: [UInt8](text)).sha256.prefix(12)
    let path = scratch.path("class_p-\(seed)-\(start)-\(hours)-\(edition).arrays")
    if !FileManager.default.fileExists(atPath: path) {
      _ = try python.run(
        script,
        [path, "--seed", "\(seed)", "--start", "\(start)", "--hours", "\(hours)"])
    }
    try self.init(contentsOf: path)
  }

  /// The coupling problem of the instance.
  ///
  /// Columns: supply, links, then charge, discharge and spill of every storage. Network columns:
  /// net positions of the hubs but the reference hub, whose factors and balance the others take up,
  /// then the evolved flow-based cable.
  func program(withStorage: Bool) throws -> StagedProgram {
    let tables = try Tables(file)
    let storages = withStorage ? tables.storages : []
    let columns = tables.supplyColumns + tables.linkColumns + Self.columns(of: storages)
    let hubs = tables.hubCount
    let free = (0..<hubs).filter { $0 != Self.referenceHub }
    let networkColumns =
      free.map { hub in
        NetworkColumn(
          name: "NP_\(hub)",
          balance: [
            Coefficient(row: hub, value: -1), Coefficient(row: Self.referenceHub, value: 1),
          ])
      } + [
        NetworkColumn(
          name: "cable",
          balance: [
            Coefficient(row: tables.cableEnds[0], value: -1),
            Coefficient(row: tables.cableEnds[1], value: 1),
          ])
      ]
    let cable = tables.cableLimit * Self.megawattsPerGigawatt
    let unlimited = [Double](repeating: .infinity, count: free.count)
    let zeros = [Double](repeating: 0, count: networkColumns.count)
    return StagedProgram(
      stageCount: hours, balanceNames: (0..<tables.zoneCount).map { "zone_\($0)" },
      columns: columns, networkColumns: networkColumns,
      networkRowNames: (0..<tables.cnecCount).map { "cnec_\($0)" },
      states: storages.map { storage in
        StageState(name: storage.name, initialLevel: storage.boundaryLevelMWh)
      },
      cost: constant(tables.costs + [Double](repeating: 0, count: 3 * storages.count)),
      curvature: constant([Double](repeating: 0, count: columns.count)),
      lower: constant([Double](repeating: 0, count: columns.count)),
      upper: upperBounds(tables, storages: storages, columnCount: columns.count),
      networkCost: constant(zeros), networkCurvature: constant(zeros),
      networkLower: constant(unlimited.map { -$0 } + [-cable]),
      networkUpper: constant(unlimited + [cable]),
      demand: hourly(tables.load, itemCount: tables.zoneCount),
      networkMatrices: [tables.reducedFactors(free: free, reference: Self.referenceHub)],
      networkMatrixOfStage: [Int](repeating: 0, count: hours),
      networkLimit: hourly(tables.margin, itemCount: tables.cnecCount),
      retention: constant([Double](repeating: 1, count: storages.count)),
      inflow: inflow(tables, isUsed: withStorage),
      levelLower: levels(storages) { isLast, storage in
        isLast ? storage.boundaryLevelMWh : 0
      },
      levelUpper: levels(storages) { isLast, storage in
        isLast ? storage.boundaryLevelMWh : storage.energyMWh
      })
  }

  private func constant(_ row: [Double]) -> StageTable {
    StageTable(constant: row, stageCount: hours)
  }

  private func hourly(_ gigawatts: [Double], itemCount: Int) -> StageTable {
    var table = StageTable(stageCount: hours, itemCount: itemCount)
    table.values = gigawatts.map { $0 * Self.megawattsPerGigawatt }
    return table
  }

  private static func columns(of storages: [Tables.Storage]) -> [StageColumn] {
    func column(
      _ kind: String, _ balance: Double, _ state: (Tables.Storage) -> Double
    ) -> [StageColumn] {
      storages.enumerated().map { index, storage in
        StageColumn(
          name: "\(kind)_\(storage.name)",
          balance: balance == 0 ? [] : [Coefficient(row: storage.zone, value: balance)],
          state: [Coefficient(row: index, value: state(storage))])
      }
    }
    return column("charge", -1) { $0.chargeEfficiency }
      + column("discharge", 1) { -1 / $0.dischargeEfficiency } + column("spill", 0) { _ in -1 }
  }

  private func upperBounds(
    _ tables: Tables, storages: [Tables.Storage], columnCount: Int
  ) -> StageTable {
    var upper = StageTable(stageCount: hours, itemCount: columnCount)
    let supply = tables.supplyColumns.count
    let links = tables.linkColumns.count
    for t in 0..<hours {
      for j in 0..<supply {
        upper[t, j] = tables.available[t * supply + j] * Self.megawattsPerGigawatt
      }
      for l in 0..<links {
        upper[t, supply + l] = tables.linkLimit[t * links + l] * Self.megawattsPerGigawatt
      }
      for (s, storage) in storages.enumerated() {
        let first = supply + links + s
        upper[t, first] = storage.chargeMW
        upper[t, first + storages.count] = storage.dischargeMW
        upper[t, first + 2 * storages.count] =
          tables.inflow[t * storages.count + s] * Self.megawattsPerGigawatt
      }
    }
    return upper
  }

  private func inflow(_ tables: Tables, isUsed: Bool) -> StageTable {
    isUsed
      ? hourly(tables.inflow, itemCount: tables.storages.count)
      : StageTable(stageCount: hours, itemCount: 0)
  }

  private func levels(
    _ storages: [Tables.Storage], _ bound: (Bool, Tables.Storage) -> Double
  ) -> StageTable {
    var table = StageTable(stageCount: hours, itemCount: storages.count)
    for t in 0..<hours {
      for (s, storage) in storages.enumerated() { table[t, s] = bound(t == hours - 1, storage) }
    }
    return table
  }
}

/// The arrays of the file in the program's terms.
private struct Tables {
  struct Storage {
    var name: String
    var zone: Int
    var chargeMW: Double
    var dischargeMW: Double
    var energyMWh: Double
    var chargeEfficiency: Double
    var dischargeEfficiency: Double
    var boundaryLevelMWh: Double { ClassPInstance.boundaryLevel * energyMWh }
  }

  let zoneCount = 18
  let supplyColumns: [StageColumn]
  let linkColumns: [StageColumn]
  /// Supply, then links. EUR/MWh.
  let costs: [Double]
  let storages: [Storage]
  let cableEnds: [Int]
  let cableLimit: Double
  let available: [Double]
  let linkLimit: [Double]
  let inflow: [Double]
  let load: [Double]
  let margin: [Double]
  let cnecCount: Int
  let hubCount: Int
  private let factors: [Double]

  init(_ file: ArrayFile) throws {
    supplyColumns = try file.integers("supply_zone").enumerated().map { index, zone in
      StageColumn(name: "supply_\(index)", balance: [Coefficient(row: zone, value: 1)])
    }
    let sources = try file.integers("link_source")
    let sinks = try file.integers("link_sink")
    let kept = try file.numbers("link_kept")
    linkColumns = sources.indices.map { link in
      StageColumn(
        name: "link_\(link)",
        balance: [
          Coefficient(row: sources[link], value: -1),
          Coefficient(row: sinks[link], value: kept[link]),
        ])
    }
    costs = try file.numbers("supply_cost") + file.numbers("link_cost")
    storages = try Self.storages(file)
    cableEnds = try file.integers("cable_ends")
    cableLimit = try file.numbers("cable_limit")[0]
    available = try file.numbers("supply_available")
    linkLimit = try file.numbers("link_limit")
    inflow = try file.numbers("storage_inflow")
    load = try file.numbers("load")
    margin = try file.numbers("margin")
    factors = try file.numbers("factors")
    cnecCount = margin.count / (load.count / zoneCount)
    hubCount = factors.count / cnecCount - 1
  }

  private static func storages(_ file: ArrayFile) throws -> [Storage] {
    let scale = ClassPInstance.megawattsPerGigawatt
    let charge = try file.numbers("storage_charge")
    let discharge = try file.numbers("storage_discharge")
    let energy = try file.numbers("storage_energy")
    let chargeEfficiency = try file.numbers("storage_charge_efficiency")
    let dischargeEfficiency = try file.numbers("storage_discharge_efficiency")
    return try file.integers("storage_zone").enumerated().map { index, zone in
      Storage(
        name: "storage_\(index)", zone: zone, chargeMW: charge[index] * scale,
        dischargeMW: discharge[index] * scale, energyMWh: energy[index] * scale,
        chargeEfficiency: chargeEfficiency[index],
        dischargeEfficiency: dischargeEfficiency[index])
    }
  }

  /// Factors of the free hubs less those of the reference hub, then those of the cable.
  func reducedFactors(free: [Int], reference: Int) -> Matrix {
    var matrix = Matrix(rows: cnecCount, columns: free.count + 1)
    for k in 0..<cnecCount {
      let row = k * (hubCount + 1)
      for (i, hub) in free.enumerated() {
        matrix[k, i] = factors[row + hub] - factors[row + reference]
      }
      matrix[k, free.count] = factors[row + hubCount]
    }
    return matrix
  }
}
