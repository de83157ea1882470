// SPDX-License-Identifier: Apache-2.0

/// Load less generation that nobody dispatches, MW in every time unit.
///
/// Source: the residual-load family of flexibility indicators of the METIS studies; must-run power
/// counts as not dispatched.
package func residualLoad(load: [Double], renewables: [[Double]], mustRun: [[Double]]) -> [Double] {
  var result = load
  for series in renewables + mustRun {
    precondition(series.count == load.count, "\(series.count) values beside \(load.count) of load")
    for t in result.indices { result[t] -= series[t] }
  }
  return result
}
