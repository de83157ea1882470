// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra
import TestSupport
import Testing

@Suite("matrices")
struct MatrixTests {
  let a = Matrix(rowVectors: [[1, 2, 3], [4, 5, 6]])

  @Test("entries are stored column by column")
  func layout() {
    #expect(a.values == [1, 4, 2, 5, 3, 6])
    #expect(a.row(1) == [4, 5, 6])
    #expect(a.column(2) == [3, 6])
    #expect(a.transposed.values == [1, 2, 3, 4, 5, 6])
  }

  @Test("products are counted by hand")
  func product() {
    #expect(
      a * Matrix(rowVectors: [[1, 0], [0, -1], [2, 1]]) == Matrix(rowVectors: [[7, 1], [16, 1]]))
    #expect(a * [1, 0, -1] == [-2, -2])
    #expect(Matrix.identity(2) * a == a)
  }

  @Test("an inner dimension of zero gives zeros")
  func emptyProduct() {
    let product = Matrix(rows: 2, columns: 0) * Matrix(rows: 0, columns: 3)
    #expect(product == Matrix(rows: 2, columns: 3))
  }

  @Test("sums, differences and magnitude")
  func arithmetic() {
    #expect((a + a).row(0) == [2, 4, 6])
    #expect((a - a).largestMagnitude == 0)
    #expect(Matrix(rowVectors: [[1, -7]]).largestMagnitude == 7)
    #expect(Matrix(rows: 0, columns: 0).largestMagnitude == 0)
  }

  @Test("the library says which kernel it chose and runs one thread")
  func runtime() {
    #expect(!BLASRuntime.kernelName.isEmpty)
    #expect(BLASRuntime.configuration.contains("OpenBLAS"))
  }
}
