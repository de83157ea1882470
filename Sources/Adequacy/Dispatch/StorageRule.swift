// SPDX-License-Identifier: Apache-2.0

/// When stored energy is used, among all ways with the least energy not served.
///
/// The rule decides in which hours energy is not served, and so the loss of load expectation. The
/// energy not served is the same under each, where an hour's shortage does not depend on which zone
/// takes it. Under flow-based domains it may: there ``fewestHours``, which lets no zone go short of
/// more than it lacks itself, can leave more unserved than the others.
package enum StorageRule: String, CaseIterable, Sendable {
  /// As early as possible: the first shortage is covered first.
  case earliest
  /// Small shortages are covered first, so that few hours are short.
  case fewestHours = "fewest_hours"
  /// Spread over all short hours, so that the largest share of load lost is as small as can be.
  case perfectForesight = "perfect_foresight"

  package var words: String {
    switch self {
    case .earliest: "stored energy is used at the first shortage"
    case .fewestHours: "stored energy covers small shortages first"
    case .perfectForesight:
      "stored energy makes the largest share of load lost as small as possible"
    }
  }
}
