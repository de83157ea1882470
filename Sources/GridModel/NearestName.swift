// SPDX-License-Identifier: Apache-2.0

/// The known name that `name` was probably meant to be; nil where none is close.
///
/// Close means at most a third of the letters wrong (at least one), capitals aside; of equally
/// close names the first wins.
package func nearestName(to name: String, in known: [String]) -> String? {
  let wanted = Array(name.lowercased().utf8)
  var best: (name: String, distance: Int)?
  for candidate in known {
    let distance = editDistance(wanted, Array(candidate.lowercased().utf8))
    if distance < best?.distance ?? Int.max { best = (candidate, distance) }
  }
  guard let best, best.distance <= max(1, wanted.count / 3) else { return nil }
  return best.name
}

/// Insertions, deletions, changes and swaps of neighbours that turn `a` into `b`.
///
/// Source: optimal string alignment distance, after F. Damerau, "A technique for computer detection
/// and correction of spelling errors", Communications of the ACM 7 (1964), no. 3, pp. 171–176.
func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1] + [Int](repeating: 0, count: b.count)
    for j in b.indices {
      let change = last[j] + (a[i] == b[j] ? 0 : 1)
      row[j + 1] = min(change, last[j + 1] + 1, row[j] + 1)
      if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
        row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
      }
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}

/// The fix for an unknown name: the nearest known one, or a list of what there is.
package func suggestion(for name: String, among known: [String], called plural: String) -> String {
  if let nearest = nearestName(to: name, in: known) { return "did you mean \(nearest)?" }
  let listed = 12
  if known.isEmpty { return "there are no \(plural)" }
  if known.count == 1 { return "the only one is \(known[0])" }
  if known.count > listed {
    return "the \(plural) are \(known.prefix(listed).joined(separator: ", "))"
      + " and \(known.count - listed) more"
  }
  return "the \(plural) are \(known.joined(separator: ", "))"
}
