// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Standard normal draws keyed by seed, climate year, stream name and position: adding, removing or
/// reordering streams changes none of the others.
package struct RandomStream: Sendable {
  private let key: SIMD2<UInt32>
  private let year: UInt32
  private let name: SIMD2<UInt32>

  package init(seed: UInt64, climateYear: Int, name: String) {
    let hash = fnv1a(name)
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    year = UInt32(truncatingIfNeeded: climateYear)
    self.name = SIMD2(UInt32(truncatingIfNeeded: hash), UInt32(truncatingIfNeeded: hash >> 32))
  }

  /// The draws at positions `0..<count`; two of them come from one block of the generator.
  package func normals(count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    for block in 0..<(count + 1) / 2 {
      let (first, second) = pair(block)
      result[2 * block] = first
      if 2 * block + 1 < count { result[2 * block + 1] = second }
    }
    return result
  }

  /// Two independent normals by the method of Box and Muller, "A note on the generation of random
  /// normal deviates", Ann. Math. Statist. 29 (1958), pp. 610-611.
  private func pair(_ block: Int) -> (Double, Double) {
    let bits = Philox4x32.block(
      counter: SIMD4(UInt32(truncatingIfNeeded: block), year, name[0], name[1]), key: key)
    let first = unitInterval(bits[0], bits[1])
    let second = unitInterval(bits[2], bits[3])
    let radius = sqrt(-2 * log(first))
    let angle = 2 * Double.pi * second
    return (radius * cos(angle), radius * sin(angle))
  }

  /// A number in (0, 1) on a grid of 2^-53, never 0, so that its logarithm is finite.
  private func unitInterval(_ low: UInt32, _ high: UInt32) -> Double {
    let bits = (UInt64(high) << 32 | UInt64(low)) >> 11
    return (Double(bits) + 0.5) * 0x1p-53
  }
}

/// 64-bit hash of a name, the same in every process (Swift's own hash is not).
///
/// Source: G. Fowler, L. Noll, K.-P. Vo, D. Eastlake, "The FNV Non-Cryptographic Hash Algorithm",
/// IETF draft-eastlake-fnv, FNV-1a.
package func fnv1a(_ text: String) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in text.utf8 {
    hash ^= UInt64(byte)
    hash &*= 0x0000_0100_0000_01B3
  }
  return hash
}
