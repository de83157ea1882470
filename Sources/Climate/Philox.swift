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
    var c = counter
    var key0 = key[0]
    var key1 = key[1]
    for _ in 0..<rounds {
      let product0 = multiplier0 * UInt64(c[0])
      let product1 = multiplier1 * UInt64(c[2])
      c = SIMD4(
        UInt32(truncatingIfNeeded: product1 >> 32) ^ c[1] ^ key0,
        UInt32(truncatingIfNeeded: product1),
        UInt32(truncatingIfNeeded: product0 >> 32) ^ c[3] ^ key1,
        UInt32(truncatingIfNeeded: product0))
      key0 &+= keyStep0
      key1 &+= keyStep1
    }
    return c
  }
}
