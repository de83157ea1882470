// SPDX-License-Identifier: Apache-2.0
import Climate
import Glibc

/// Two-state Markov chain of one asset in steps of an hour.
///
///     mu = 1 h / MTTR,   lambda = mu FOR / (1 - FOR)
///
/// In each hour a running asset fails with probability lambda and one on outage returns with
/// probability mu, so that the share of hours out is lambda / (lambda + mu) = FOR exactly. Sojourns
/// are geometric with means 1 / lambda and MTTR; the first hour is in steady state.
struct OutageChain: Sendable {
  /// Key of the generator: a function of seed and name alone.
  let key: SIMD2<UInt32>
  let forcedOutageRate: Double
  /// 1 / log(1 - lambda) and 1 / log(1 - mu).
  let inverseLogRunning: Double
  let inverseLogOut: Double

  /// What a block of the generator is drawn for: its last counter word.
  private enum Purpose {
    static let key: UInt32 = 0x4F55_5447
    static let start: UInt32 = 0
    static let outage: UInt32 = 1
  }

  init(seed: UInt64, asset: OutageAsset) {
    let hash = fnv1a(asset.key)
    let bits = Philox4x32.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: hash), UInt32(truncatingIfNeeded: hash >> 32), 0, Purpose.key),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    key = SIMD2(bits[0], bits[1])
    forcedOutageRate = asset.forcedOutageRate
    let repair = 1 / asset.meanTimeToRepairHours
    let failure = min(1, repair * asset.forcedOutageRate / (1 - asset.forcedOutageRate))
    inverseLogRunning = 1 / log1p(-failure)
    inverseLogOut = 1 / log1p(-repair)
  }

  /// Calls `body` with the first hour of each outage and the hour after its last, in order; both
  /// within `0...hours`. Outages never touch: at least one hour lies between two.
  ///
  /// One block of the generator per outage, keyed by the hour in which it begins, holds its
  /// duration and that of the running time after it; one more holds the state of the first hour.
  ///
  /// - Complexity: O(outages)
  @inline(__always)
  func forEachOutage(hours: Int, year: MonteCarloYear, _ body: (Int, Int) -> Void) {
    if forcedOutageRate == 0 { return }
    if forcedOutageRate == 1 { return body(0, hours) }
    let start = block(hour: 0, year, Purpose.start)
    var from = 0
    if unitInterval(start[0], start[1]) >= forcedOutageRate {
      from = sojourn(start[2], start[3], inverseLogRunning, atMost: hours)
    }
    while from < hours {
      let bits = block(hour: from, year, Purpose.outage)
      let to = from + sojourn(bits[0], bits[1], inverseLogOut, atMost: hours - from)
      body(from, to)
      from = to + sojourn(bits[2], bits[3], inverseLogRunning, atMost: hours)
    }
  }

  @inline(__always)
  private func block(hour: Int, _ year: MonteCarloYear, _ purpose: UInt32) -> SIMD4<UInt32> {
    Philox4x32.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: hour), UInt32(truncatingIfNeeded: year.sample),
        UInt32(truncatingIfNeeded: year.climateYear), purpose),
      key: key)
  }

  /// A geometric number of hours by inversion: 1 + floor(log u / log(1 - p)), cut at `limit`.
  @inline(__always)
  private func sojourn(
    _ low: UInt32, _ high: UInt32, _ inverseLog: Double, atMost limit: Int
  ) -> Int {
    let whole = log(unitInterval(low, high)) * inverseLog
    return whole < Double(limit) ? min(limit, 1 + Int(whole)) : limit
  }

  /// A number in (0, 1) on a grid of 2^-53, never 0, so that its logarithm is finite.
  @inline(__always)
  private func unitInterval(_ low: UInt32, _ high: UInt32) -> Double {
    let bits = (UInt64(high) << 32 | UInt64(low)) >> 11
    return (Double(bits) + 0.5) * 0x1p-53
  }
}
