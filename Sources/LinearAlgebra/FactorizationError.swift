// SPDX-License-Identifier: Apache-2.0

/// A matrix that could not be factorised, with the zero-based row of the pivot that failed.
package enum FactorizationError: Error, Equatable, Sendable {
  /// The leading minor that ends at `pivot` is not positive definite.
  case notPositiveDefinite(pivot: Int)
  /// The pivot is exactly zero: the matrix is singular.
  case singular(pivot: Int)
}
