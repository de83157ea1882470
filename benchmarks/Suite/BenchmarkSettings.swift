// SPDX-License-Identifier: Apache-2.0
import Optimization

extension SolverSettings {
  /// What every benchmark is solved with: to a relative gap of 1e-8 and no further, and with the
  /// duals the method ends at. Other solvers stop at 1e-7 and look for no middle of their price
  /// intervals either.
  static func ofBenchmarks(threads: Int) -> SolverSettings {
    var settings = SolverSettings()
    settings.threads = threads
    settings.aimedGap = settings.relativeGap
    settings.midpointOfDualFace = false
    return settings
  }
}
