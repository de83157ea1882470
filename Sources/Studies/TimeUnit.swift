// SPDX-License-Identifier: Apache-2.0

/// Length of the market time unit of a coupling.
package enum TimeUnit: String, CaseIterable, Sendable {
  case hour = "1 h"
  case quarterHour = "15 min"

  /// Units in each hour of the series.
  package var perHour: Int {
    switch self {
    case .hour: 1
    case .quarterHour: 4
    }
  }
}
