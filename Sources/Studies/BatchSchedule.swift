// SPDX-License-Identifier: Apache-2.0

/// What a run takes with n threads, in s: serial + shared / n.
package struct RunSeconds: Sendable, Equatable {
  package var serial: Double
  package var shared: Double

  package init(serial: Double, shared: Double) {
    self.serial = serial
    self.shared = shared
  }

  /// From what it takes with one thread and with several. More threads take no longer.
  package init(onOneThread one: Double, on threads: Int, _ several: Double) {
    let several = min(one, several)
    let shared =
      threads > 1 ? min(one, (one - several) * Double(threads) / Double(threads - 1)) : one
    self.init(serial: one - shared, shared: shared)
  }

  package func callAsFunction(threads: Int) -> Double { serial + shared / Double(max(1, threads)) }
}

/// What a ``Batch`` takes for runs in the order in which it begins them, in s: the first with all
/// threads, then so many at once, each with the threads it is given as it begins.
package func batchSeconds(of runs: [RunSeconds], threads: Int, atOnce: Int) -> Double {
  guard let first = runs.first else { return 0 }
  let rest = runs.dropFirst()
  var free = [Double](repeating: 0, count: max(1, min(threads, atOnce, rest.count)))
  for (place, run) in rest.enumerated() {
    let begin = free.min() ?? 0
    let worker = free.firstIndex(of: begin) ?? 0
    let atWork = free.count { $0 > begin } + 1
    let width = min(free.count, atWork + rest.count - place - 1)
    free[worker] = begin + run(threads: threads / max(1, width))
  }
  return first(threads: threads) + (free.max() ?? 0)
}
