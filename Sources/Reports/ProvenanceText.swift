// SPDX-License-Identifier: Apache-2.0
import GridModel

extension [ProvenanceShare] {
  /// Table by table, then all together: how much there is, and how much of it stands on figures of
  /// each quality, in gigawatts or terawatt-hours and as a share.
  package var text: String {
    var lines = [
      "  " + leftAligned("table", 18) + rightAligned("total", 17)
        + Quality.allCases.map { rightAligned($0.rawValue, 23) }.joined()
    ]
    for entry in self + totals {
      let amounts = Quality.allCases.map { quality in
        let share = entry.share(of: quality)
        return rightAligned(fixed(share * entry.total, 3), 13)
          + rightAligned("(" + fixed(100 * share, 1) + " %)", 10)
      }
      lines.append(
        "  " + leftAligned(entry.table, 18) + rightAligned(fixed(entry.total, 3), 13) + " "
          + leftAligned(entry.unit, 3) + amounts.joined())
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
