// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import LinearAlgebra
import Quantities

extension DCNetwork {
  /// Circuit × bus: +1 at `from`, -1 at `to`.
  package var incidenceMatrix: Matrix {
    var matrix = Matrix(rows: circuits.count, columns: busCount)
    for (row, circuit) in circuits.enumerated() {
      matrix[row, circuit.from.index] += 1
      matrix[row, circuit.to.index] -= 1
    }
    return matrix
  }
}
