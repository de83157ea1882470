// SPDX-License-Identifier: Apache-2.0
import CLAPACK

/// The linear-algebra library as this process found it.
package enum BLASRuntime {
  /// Name of the kernel the library chose for this processor, for manifests and benchmarks.
  package static let kernelName: String = {
    prepare()
    return String(cString: openblas_get_corename())
  }()

  /// Version and build options of the library.
  package static let configuration: String = {
    prepare()
    return String(cString: openblas_get_config())
  }()

  /// Fixes the library to one thread: parallel work is divided above it, so that results do not
  /// depend on the number of threads and small calls do not wait for each other.
  package static func prepare() { _ = oneThread }

  private static let oneThread: Void = openblas_set_num_threads(1)
}
