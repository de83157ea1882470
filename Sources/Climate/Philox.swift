// SPDX-License-Identifier: Apache-2.0

/// A counter-based generator: the draw for a counter and a key is a pure function, so any hour of
/// any stream can be had on its own, in any order.
///
/// Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
/// SC 2011, section 3.2 (Philox-4x32 with ten rounds).
@usableFromInline package enum Philox4x32 {
  @usableFromInline package static let rounds = 10
  @usableFromInline static let multiplier0: UInt64 = 0xD251_1F53
  @usableFromInline static let multiplier1: UInt64 = 0xCD9E_8D57
  /// The golden ratio and the square root of 3 less 1, as 32-bit fractions.
  @usableFromInline static let keyStep0: UInt32 = 0x9E37_79B9
  @usableFromInline static let keyStep1: UInt32 = 0xBB67_AE85

  @inlinable package static func block(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> SIMD4<UInt32> {
    // Four words of their own stay in registers; a vector would move between register files.
    var (word0, word1, word2, word3) = (counter[0], counter[1], counter[2], counter[3])
    var (key0, key1) = (key[0], key[1])
    for _ in 0..<rounds {
      let product0 = multiplier0 * UInt64(word0)
      let product1 = multiplier1 * UInt64(word2)
      word0 = UInt32(truncatingIfNeeded: product1 >> 32) ^ word1 ^ key0
      word2 = UInt32(truncatingIfNeeded: product0 >> 32) ^ word3 ^ key1
      word1 = UInt32(truncatingIfNeeded: product1)
      word3 = UInt32(truncatingIfNeeded: product0)
      key0 &+= keyStep0
      key1 &+= keyStep1
    }
    return SIMD4(word0, word1, word2, word3)
  }

  /// Counters worked on at once by ``blocks(first:words:key:)``.
  static let lanes = 4

  /// The four words of the blocks with counters `(first + lane, words)`, each in the lower half of
  /// its lane.
  @inline(__always)
  static func blocks(
    first: UInt32, words: (UInt32, UInt32, UInt32), key: SIMD2<UInt32>
  ) -> (SIMD4<UInt64>, SIMD4<UInt64>, SIMD4<UInt64>, SIMD4<UInt64>) {
    typealias Lanes = SIMD4<UInt64>
    let low = Lanes(repeating: 0xFFFF_FFFF)
    let half = Lanes(repeating: 32)
    var c0 = (Lanes(repeating: UInt64(first)) &+ Lanes(0, 1, 2, 3)) & low
    var c1 = Lanes(repeating: UInt64(words.0))
    var c2 = Lanes(repeating: UInt64(words.1))
    var c3 = Lanes(repeating: UInt64(words.2))
    var key0 = key[0]
    var key1 = key[1]
    for _ in 0..<rounds {
      let product0 = (c0 & low) &* Lanes(repeating: multiplier0)
      let product1 = (c2 & low) &* Lanes(repeating: multiplier1)
      c0 = (product1 &>> half) ^ c1 ^ Lanes(repeating: UInt64(key0))
      c1 = product1 & low
      c2 = (product0 &>> half) ^ c3 ^ Lanes(repeating: UInt64(key1))
      c3 = product0 & low
      key0 &+= keyStep0
      key1 &+= keyStep1
    }
    return (c0, c1, c2, c3)
  }
}
