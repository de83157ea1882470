// SPDX-License-Identifier: Apache-2.0
import CKernels

/// The kernels of one instruction set. All sets give the same bytes.
package struct Kernels: @unchecked Sendable {
  let table: UnsafePointer<ck_kernels>

  package var name: String { String(cString: table.pointee.name) }

  /// The fastest this processor can run.
  package static let best = Kernels(table: ck_best())

  /// All this processor can run, fastest first.
  package static var available: [Kernels] {
    (0...).lazy.map { ck_available($0) }.prefix { $0 != nil }.map { Kernels(table: $0!) }
  }
}
