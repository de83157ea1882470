// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Synchronization

/// Runs numbered pieces of work on a fixed number of threads.
///
/// Which thread does a piece is left to chance; what a piece computes is not, so results that are
/// stored by piece and merged in order have the same bytes for any number of threads.
package struct WorkPool: Sendable {
  package let threads: Int

  package init(threads: Int) { self.threads = max(1, threads) }

  /// Calls `body(worker, piece)` once for every piece; `worker` is below ``threads`` and no two
  /// calls run at once with the same worker.
  package func run(pieces: Int, _ body: @Sendable (_ worker: Int, _ piece: Int) -> Void) {
    let workers = min(threads, pieces)
    guard workers > 1 else {
      for piece in 0..<pieces { body(0, piece) }
      return
    }
    // Several pieces at a time keep the counter out of the way.
    let chunk = max(1, min(8, pieces / (4 * workers)))
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      while true {
        let first = next.wrappingAdd(chunk, ordering: .relaxed).oldValue
        guard first < pieces else { return }
        for piece in first..<min(first + chunk, pieces) { body(worker, piece) }
      }
    }
  }
}
