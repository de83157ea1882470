// SPDX-License-Identifier: Apache-2.0

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
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      let pairs = count / 2
      fill(buffer.baseAddress, from: 0, pairs: pairs)
      if count % 2 == 1 {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2) { last in
          fill(last.baseAddress, from: pairs, pairs: 1)
          buffer[count - 1] = last[0]
        }
      }
      initialized = count
    }
  }

  /// Writes the draws at positions `2 block` to `2 (block + pairs) - 1`, two for each block of the
  /// generator.
  func fill(_ draws: UnsafeMutablePointer<Double>?, from block: Int, pairs: Int) {
    guard let draws else { return }
    var done = 0
    while done < pairs {
      let bits = Philox4x32.blocks(
        first: UInt32(truncatingIfNeeded: block + done), words: (year, name[0], name[1]), key: key)
      let (first, second) = NormalPairs.normals(
        NormalPairs.unitInterval(bits.0, bits.1), NormalPairs.unitInterval(bits.2, bits.3))
      if pairs - done >= Philox4x32.lanes {
        let both = SIMD8(lowHalf: first, highHalf: second)
        UnsafeMutableRawPointer(draws + 2 * done).storeBytes(
          of: SIMD8(both[0], both[4], both[1], both[5], both[2], both[6], both[3], both[7]),
          as: SIMD8<Double>.self)
      } else {
        for lane in 0..<pairs - done {
          draws[2 * (done + lane)] = first[lane]
          draws[2 * (done + lane) + 1] = second[lane]
        }
      }
      done += Philox4x32.lanes
    }
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
