// SPDX-License-Identifier: Apache-2.0
import Climate
import Foundation
import TestSupport
import Testing

@Suite("counter-based random numbers")
struct PhiloxTests {
  /// Source: Random123 1.14, tests/kat_vectors, lines `philox4x32 10`.
  @Test("Philox-4x32-10 gives the published answers")
  func knownAnswers() {
    #expect(
      Philox4x32.block(counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0))
        == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
    #expect(
      Philox4x32.block(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
    #expect(
      Philox4x32.block(
        counter: SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
        key: SIMD2(0xA409_3822, 0x299F_31D0))
        == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
  }

  @Test("draws have the moments and tails of a standard normal")
  func normalMoments() {
    let draws = RandomStream(seed: 1, climateYear: 2, name: "a").normals(count: 200_000)
    let count = Double(draws.count)
    let mean = draws.reduce(0, +) / count
    let variance = draws.reduce(0) { $0 + $1 * $1 } / count
    let beyondTwo = Double(draws.count { $0.magnitude > 2 }) / count
    // Three standard errors each.
    expectClose(mean, 0, absolute: 3 / count.squareRoot(), "mean")
    expectClose(variance, 1, absolute: 3 * (2 / count).squareRoot(), "variance")
    expectClose(beyondTwo, 0.0455, absolute: 3 * (0.0455 / count).squareRoot(), "share beyond 2")
  }

  @Test("four at a time are the blocks of the generator, turned by Box and Muller")
  func boxMuller() {
    let draws = RandomStream(seed: 9, climateYear: 3, name: "a").normals(count: 2001)
    let hash: UInt64 = (0xCBF2_9CE4_8422_2325 ^ 0x61) &* 0x0000_0100_0000_01B3  // FNV-1a of "a"
    let name = (UInt32(truncatingIfNeeded: hash), UInt32(truncatingIfNeeded: hash >> 32))
    func unit(_ low: UInt32, _ high: UInt32) -> Double {
      (Double((UInt64(high) << 32 | UInt64(low)) >> 11) + 0.5) * 0x1p-53
    }
    for position in [0, 1, 7, 8, 1000, 1999, 2000] {
      let bits = Philox4x32.block(
        counter: SIMD4(UInt32(position / 2), 3, name.0, name.1), key: SIMD2(9, 0))
      let radius = sqrt(-2 * log(unit(bits[0], bits[1])))
      let angle = 2 * Double.pi * unit(bits[2], bits[3])
      expectClose(
        draws[position], radius * (position % 2 == 0 ? cos(angle) : sin(angle)), absolute: 1e-14,
        "draw \(position)")
    }
  }

  @Test("seed, climate year and name each give another stream")
  func streamsDiffer() {
    let base = RandomStream(seed: 1, climateYear: 2, name: "a").normals(count: 9)
    #expect(base == RandomStream(seed: 1, climateYear: 2, name: "a").normals(count: 9))
    #expect(base != RandomStream(seed: 2, climateYear: 2, name: "a").normals(count: 9))
    #expect(base != RandomStream(seed: 1, climateYear: 3, name: "a").normals(count: 9))
    #expect(base != RandomStream(seed: 1, climateYear: 2, name: "b").normals(count: 9))
    // A longer run begins with the shorter one, whether its length is odd or even.
    let longer = RandomStream(seed: 1, climateYear: 2, name: "a").normals(count: 20)
    #expect(Array(longer.prefix(9)) == base)
  }

  @Test("a seed above 32 bits counts in full")
  func wideSeeds() {
    let low = RandomStream(seed: 7, climateYear: 1, name: "a").normals(count: 4)
    #expect(RandomStream(seed: 7 + (1 << 40), climateYear: 1, name: "a").normals(count: 4) != low)
  }
}
