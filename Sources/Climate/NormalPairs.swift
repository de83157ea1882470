// SPDX-License-Identifier: Apache-2.0

/// Uniform and normal numbers four at a time, from additions, multiplications, divisions and square
/// roots alone: the same bytes on every machine, whatever its mathematical library.
enum NormalPairs {
  typealias Lanes = SIMD4<Double>
  typealias Bits = SIMD4<UInt64>

  /// Independent normals from two rows of uniform numbers in (0, 1), by the method of Box and
  /// Muller, "A note on the generation of random normal deviates", Ann. Math. Statist. 29 (1958),
  /// pp. 610-611.
  @inline(__always)
  static func normals(_ first: Lanes, _ second: Lanes) -> (Lanes, Lanes) {
    let radius = (-2 * logarithm(first)).squareRoot()
    let (cosine, sine) = circle(second)
    return (radius * cosine, radius * sine)
  }

  /// Numbers in (0, 1) on a grid of 2^-53, never 0, from two words of 32 bits each.
  @inline(__always)
  static func unitInterval(_ low: Bits, _ high: Bits) -> Lanes {
    let integer = exactly(high) * 0x1p21 + exactly(low &>> Bits(repeating: 11))
    return (integer + 0.5) * 0x1p-53
  }

  /// Integers below 2^52 as numbers: they become the mantissa of 2^52 + integer.
  @inline(__always)
  private static func exactly(_ integers: Bits) -> Lanes {
    Lanes(bitPattern: integers | Bits(repeating: 0x4330_0000_0000_0000)) - 0x1p52
  }

  /// Natural logarithm of positive, normal numbers: with x = m 2^e, m within a factor of the square
  /// root of 2 from 1, and s = (m - 1) / (m + 1), ln x = e ln 2 + 2 (s + s³/3 + s⁵/5 + ...). What
  /// the series leaves out is below 1e-18 of it.
  @inline(__always)
  static func logarithm(_ x: Lanes) -> Lanes {
    let one = Bits(repeating: 1.0.bitPattern)
    // Rounds the exponent up where the mantissa is above the square root of 2.
    let carried = x.bits &+ (one &- Bits(repeating: 0.5.squareRoot().bitPattern))
    let exponent = carried &>> Bits(repeating: 52)
    let mantissa = Lanes(
      bitPattern: x.bits &- (exponent &<< Bits(repeating: 52)) &+ one)
    let power = exactly(exponent) - 1023
    let s = (mantissa - 1) / (mantissa + 1)
    let square = s * s
    var series = Lanes(repeating: 1.0 / 21)
    series = series * square + 1.0 / 19
    series = series * square + 1.0 / 17
    series = series * square + 1.0 / 15
    series = series * square + 1.0 / 13
    series = series * square + 1.0 / 11
    series = series * square + 1.0 / 9
    series = series * square + 1.0 / 7
    series = series * square + 1.0 / 5
    series = series * square + 1.0 / 3
    // ln 2 in two parts, the first short enough for its multiples to be exact.
    let high = 0x1.62e42fefap-1
    let low = 0x1.cf79abc9e3b3ap-40
    return power * high + (2 * s + (2 * s * (square * series) + power * low))
  }

  /// Cosine and sine of 2 pi u for u in (0, 1): u is a number of quarter turns and a rest of at most
  /// half a one, for which the Taylor series serve.
  @inline(__always)
  static func circle(_ u: Lanes) -> (cosine: Lanes, sine: Lanes) {
    let turns = 4 * u
    // Adding 1.5 2^52 leaves the nearest integer in the lowest bits.
    let rounder = Lanes(repeating: 0x1.8p52)
    let shifted = turns + rounder
    let quarter = shifted.bits
    let angle = (turns - (shifted - rounder)) * (Double.pi / 2)
    let square = angle * angle
    var sine = Lanes(repeating: -1 / 1_307_674_368_000)
    var cosine = Lanes(repeating: 1 / 20_922_789_888_000)
    sine = sine * square + 1 / 6_227_020_800
    sine = sine * square - 1 / 39_916_800
    sine = sine * square + 1 / 362_880
    sine = sine * square - 1 / 5_040
    sine = sine * square + 1 / 120
    sine = sine * square - 1 / 6
    sine = angle + angle * (square * sine)
    cosine = cosine * square - 1 / 87_178_291_200
    cosine = cosine * square + 1 / 479_001_600
    cosine = cosine * square - 1 / 3_628_800
    cosine = cosine * square + 1 / 40_320
    cosine = cosine * square - 1 / 720
    cosine = cosine * square + 1 / 24
    cosine = cosine * square - 0.5
    cosine = 1 + square * cosine
    // Quarter 1 is (-sin, cos), 2 is (-cos, -sin), 3 is (sin, -cos).
    let oddMask = Bits(repeating: 0) &- (quarter & Bits(repeating: 1))
    let swapped = (sine.bits ^ cosine.bits) & oddMask
    let signOfSine = (quarter & Bits(repeating: 2)) &<< Bits(repeating: 62)
    let signOfCosine =
      ((quarter &+ Bits(repeating: 1)) & Bits(repeating: 2)) &<< Bits(repeating: 62)
    return (
      Lanes(bitPattern: cosine.bits ^ swapped ^ signOfCosine),
      Lanes(bitPattern: sine.bits ^ swapped ^ signOfSine)
    )
  }
}

extension SIMD4<Double> {
  @inline(__always)
  fileprivate init(bitPattern: SIMD4<UInt64>) { self = unsafeBitCast(bitPattern, to: Self.self) }

  @inline(__always)
  fileprivate var bits: SIMD4<UInt64> { unsafeBitCast(self, to: SIMD4<UInt64>.self) }
}
