// SPDX-License-Identifier: Apache-2.0

/// A stage table by address.
struct HourTable {
  let first: UnsafePointer<Double>
  /// 0 where all stages share one row.
  let stride: Int

  @inline(__always)
  func at(_ stage: Int) -> UnsafePointer<Double> { first + stage * stride }
}

/// The numbers of a program and the room for its solution by address, for as long as a call lasts.
struct HourTables {
  let cost: HourTable
  let lower: HourTable
  let upper: HourTable
  let networkCost: HourTable
  let networkLower: HourTable
  let networkUpper: HourTable
  let demand: HourTable
  let networkLimit: HourTable
  let costVaries: Bool

  /// Stage × item, as in ``StagedPoint``.
  let columns: DoublePointer
  let network: DoublePointer
  let balanceDuals: DoublePointer
  let networkDuals: DoublePointer

  /// Calls `body` with the tables of `program` and of `point`, which have a row for each stage.
  static func with<Result>(
    _ program: StagedProgram, _ point: inout StagedPoint, _ body: (HourTables) -> Result
  ) -> Result {
    let tables = [
      program.cost, program.lower, program.upper, program.networkCost, program.networkLower,
      program.networkUpper, program.demand, program.networkLimit,
    ]
    return withAddresses(of: tables[...]) { inputs in
      withAddress(of: &point.columns) { columns in
        withAddress(of: &point.network) { network in
          withAddress(of: &point.balanceDuals) { balanceDuals in
            withAddress(of: &point.networkDuals) { networkDuals in
              body(
                HourTables(
                  cost: inputs[0], lower: inputs[1], upper: inputs[2], networkCost: inputs[3],
                  networkLower: inputs[4], networkUpper: inputs[5], demand: inputs[6],
                  networkLimit: inputs[7],
                  costVaries: program.cost.varies || program.networkCost.varies,
                  columns: columns, network: network, balanceDuals: balanceDuals,
                  networkDuals: networkDuals))
            }
          }
        }
      }
    }
  }

  private static func withAddresses<Result>(
    of tables: ArraySlice<StageTable>, _ found: [HourTable] = [], _ body: ([HourTable]) -> Result
  ) -> Result {
    guard let table = tables.first else { return body(found) }
    return table.values.withUnsafeBufferPointer { buffer in
      let address = buffer.baseAddress ?? emptyTable
      let stride = table.varies ? table.itemCount : 0
      return withAddresses(
        of: tables.dropFirst(), found + [HourTable(first: address, stride: stride)], body)
    }
  }

  private static func withAddress<Result>(
    of table: inout StageTable, _ body: (DoublePointer) -> Result
  ) -> Result {
    table.values.withUnsafeMutableBufferPointer { buffer in
      body(buffer.baseAddress ?? DoublePointer(mutating: emptyTable))
    }
  }

  /// Stands for a table without items; never read.
  private static var emptyTable: UnsafePointer<Double> {
    UnsafePointer(bitPattern: MemoryLayout<Double>.alignment)!
  }
}
