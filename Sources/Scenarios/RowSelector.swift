// SPDX-License-Identifier: Apache-2.0
import GridModel

/// Chooses rows of tables: those that meet every term. A term holds names, any of which will do;
/// `*` in a name stands for any letters.
package struct RowSelector: Hashable, Sendable {
  package var table: String
  package var terms: [SelectorTerm]

  package init(_ table: String, _ terms: [SelectorTerm] = []) {
    self.table = table
    self.terms = terms
  }

  package init(_ table: String, _ terms: KeyValuePairs<SelectorKey, String>) {
    self.init(table, terms.map { SelectorTerm(key: $0, names: [$1]) })
  }
}

package struct SelectorTerm: Hashable, Sendable {
  package var key: SelectorKey
  package var names: [String]

  package init(key: SelectorKey, names: [String]) {
    self.key = key
    self.names = names
  }
}

/// What rows are chosen by. Links have two zones: either of them counts.
package enum SelectorKey: String, CaseIterable, Sendable {
  /// The name of the row: of a unit, a fleet, a link ...
  case asset
  case zone
  case biddingZone = "bidding_zone"
  case country
  /// Also the kind of a storage, branch or zone.
  case technology
  case fuel
  /// `A-B` or `B-A`, zones or bidding zones.
  case border
  /// An offshore hub.
  case hub
  case carrier
}

/// Whether `name` is what `pattern` says, `*` standing for any letters.
package func matches(_ name: String, pattern: String) -> Bool {
  guard pattern.contains("*") else { return name == pattern }
  let name = Array(name.utf8)
  let pattern = Array(pattern.utf8)
  let star = UInt8(ascii: "*")
  // Position in both, and where to go on from when a later letter does not fit.
  var (n, p) = (0, 0)
  var lastStar: (n: Int, p: Int)?
  while n < name.count {
    if p < pattern.count, pattern[p] == star {
      lastStar = (n, p)
      p += 1
    } else if p < pattern.count, pattern[p] == name[n] {
      (n, p) = (n + 1, p + 1)
    } else if let star = lastStar {
      lastStar = (star.n + 1, star.p)
      (n, p) = (star.n + 1, star.p + 1)
    } else {
      return false
    }
  }
  return pattern[p...].allSatisfy { $0 == star }
}
