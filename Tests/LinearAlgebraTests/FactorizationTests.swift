// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra
import TestSupport
import Testing

@Suite("factorisations")
struct FactorizationTests {
  /// `A = L Lᵀ` with `L = [2 0 0; 6 1 0; -8 5 3]`.
  let definite = Matrix(rowVectors: [[4, 12, -16], [12, 37, -43], [-16, -43, 98]])

  @Test("Cholesky solves a system counted by hand")
  func cholesky() throws {
    let factor = try CholeskyFactor(definite)
    // A (1, 2, 3)ᵀ
    expectClose(factor.solve([-20, -43, 192]), [1, 2, 3], absolute: 1e-10)
  }

  @Test("Cholesky inverse fills both triangles")
  func choleskyInverse() throws {
    let product = try CholeskyFactor(definite).inverse() * definite
    expectClose(product.values, Matrix.identity(3).values, absolute: 1e-10)
  }

  @Test("Cholesky reads the lower triangle only")
  func lowerTriangle() throws {
    var lowerOnly = definite
    for j in 0..<3 { for i in 0..<j { lowerOnly[i, j] = .nan } }
    expectClose(
      try CholeskyFactor(lowerOnly).solve([-20, -43, 192]), [1, 2, 3], absolute: 1e-10)
  }

  @Test("Cholesky names the first pivot that is not positive")
  func notPositiveDefinite() {
    let matrix = Matrix(rowVectors: [[1, 0, 0], [0, 2, 3], [0, 3, 4]])
    #expect(throws: FactorizationError.notPositiveDefinite(pivot: 2)) {
      try CholeskyFactor(matrix)
    }
    #expect(throws: FactorizationError.notPositiveDefinite(pivot: 0)) {
      try CholeskyFactor(Matrix(rowVectors: [[-1]]))
    }
  }

  @Test("the symmetric factorisation takes matrices of any sign")
  func indefinite() throws {
    let matrix = Matrix(rowVectors: [[0, 1, 2], [1, 0, -3], [2, -3, 0]])
    let x = [1.0, -2, 4]
    expectClose(try SymmetricIndefiniteFactor(matrix).solve(matrix * x), x, absolute: 1e-12)
  }

  @Test("the symmetric factorisation names the zero pivot")
  func singularSymmetric() {
    let matrix = Matrix(rowVectors: [[1, 0, 0], [0, 0, 0], [0, 0, 3]])
    #expect(throws: FactorizationError.singular(pivot: 1)) {
      try SymmetricIndefiniteFactor(matrix)
    }
  }

  @Test("LU solves an unsymmetric system that needs row exchanges")
  func lu() throws {
    let matrix = Matrix(rowVectors: [[0, 2, 1], [1, 1, 0], [3, 0, -1]])
    expectClose(try LUFactor(matrix).solve([7, 3, 0]), [1, 2, 3], absolute: 1e-12)
  }

  @Test("LU names the zero pivot")
  func singularLU() {
    let matrix = Matrix(rowVectors: [[1, 2, 0], [0, 0, 0], [0, 0, 1]])
    #expect(throws: FactorizationError.singular(pivot: 1)) { try LUFactor(matrix) }
  }

  @Test("several right-hand sides are solved column by column")
  func severalRightHandSides() throws {
    let rightHandSides = Matrix(rowVectors: [[1, 0], [0, 1], [2, -5]])
    for solution in [
      try CholeskyFactor(definite).solve(rightHandSides),
      try SymmetricIndefiniteFactor(definite).solve(rightHandSides),
      try LUFactor(definite).solve(rightHandSides),
    ] {
      expectClose((definite * solution).values, rightHandSides.values, absolute: 1e-9)
    }
  }

  @Test("the empty matrix factorises, and so do systems without right-hand side")
  func empty() throws {
    let nothing = Matrix(rows: 0, columns: 0)
    #expect(try CholeskyFactor(nothing).inverse() == nothing)
    #expect(try CholeskyFactor(nothing).solve([]) == [])
    #expect(try LUFactor(nothing).solve([]) == [])
    #expect(try SymmetricIndefiniteFactor(nothing).solve([]) == [])
    let none = Matrix(rows: 3, columns: 0)
    #expect(try CholeskyFactor(definite).solve(none) == none)
    #expect(try LUFactor(definite).solve(none) == none)
    #expect(try SymmetricIndefiniteFactor(definite).solve(none) == none)
  }

  @Test("the factorisations agree on random definite matrices", arguments: 0..<20)
  func agreement(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let order = 1 + Int(seed)
    let root = Matrix(
      rows: order, columns: order,
      values: (0..<order * order).map { _ in generator.uniform(-1...1) })
    let matrix = root * root.transposed + Matrix.identity(order)
    let rightHandSide = (0..<order).map { _ in generator.uniform(-1...1) }
    let expected = try LUFactor(matrix).solve(rightHandSide)
    let cholesky = try CholeskyFactor(matrix)
    expectClose(cholesky.solve(rightHandSide), expected, absolute: 1e-9)
    expectClose(cholesky.inverse() * rightHandSide, expected, absolute: 1e-9)
    expectClose(
      try SymmetricIndefiniteFactor(matrix).solve(rightHandSide), expected, absolute: 1e-9)
  }
}
