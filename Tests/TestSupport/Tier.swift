// SPDX-License-Identifier: Apache-2.0
import Foundation

/// How large the tests are: small by default, full size where PENTAFLOW_SOAK is 1.
package enum Tier {
  package static let isSoak = ProcessInfo.processInfo.environment["PENTAFLOW_SOAK"] == "1"
}
