// SPDX-License-Identifier: Apache-2.0

/// Eight consecutive stages side by side: every operation of the stage kernels acts on all eight.
typealias Lanes = SIMD8<Double>

typealias LanePointer = UnsafeMutablePointer<Lanes>
typealias DoublePointer = UnsafeMutablePointer<Double>
typealias IndexPointer = UnsafeMutablePointer<Int>

/// Stages per register.
let laneCount = 8

extension SIMD8 where Scalar == Double {
  /// This value where `condition` holds, else 0.
  @inline(__always)
  func kept(where condition: SIMDMask<SIMD8<Int64>>) -> Lanes {
    Lanes.zero.replacing(with: self, where: condition)
  }

  @inline(__always)
  var magnitudes: Lanes { replacing(with: -self, where: self .< .zero) }

  @inline(__always)
  func maximum(_ other: Lanes) -> Lanes { replacing(with: other, where: other .> self) }

  @inline(__always)
  func minimum(_ other: Lanes) -> Lanes { replacing(with: other, where: other .< self) }

  /// Lane by lane; the library's vector version calls the C function for each lane.
  @inline(__always)
  var squareRoots: Lanes {
    var result = self
    for lane in 0..<laneCount { result[lane] = self[lane].squareRoot() }
    return result
  }

  /// The sum of the lanes in a fixed order.
  @inline(__always)
  var total: Double {
    ((self[0] + self[1]) + (self[2] + self[3])) + ((self[4] + self[5]) + (self[6] + self[7]))
  }

  @inline(__always)
  var largest: Double {
    var result = self[0]
    for lane in 1..<laneCount where self[lane] > result { result = self[lane] }
    return result
  }

  @inline(__always)
  init(all value: Double) { self.init(repeating: value) }
}

extension UnsafeMutablePointer<Lanes> {
  /// The same memory, number by number.
  @inline(__always)
  var doubles: DoublePointer {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: Double.self)
  }
}

extension UnsafeMutablePointer<Double> {
  /// The same memory, eight numbers at a time; the address must be that of a whole register.
  @inline(__always)
  var lanes: LanePointer { UnsafeMutableRawPointer(self).assumingMemoryBound(to: Lanes.self) }
}

/// Memory that lives as long as one solve: allocated before the loop, freed at once.
final class Arena {
  private var blocks: [UnsafeMutableRawPointer] = []

  /// Zeroed lanes.
  func lanes(_ count: Int) -> LanePointer {
    allocate(Lanes.self, count, Lanes.zero)
  }

  func doubles(_ count: Int, repeating value: Double = 0) -> DoublePointer {
    allocate(Double.self, count, value)
  }

  func indices(_ values: [Int]) -> IndexPointer {
    let pointer = allocate(Int.self, values.count, 0)
    for (i, value) in values.enumerated() { pointer[i] = value }
    return pointer
  }

  func values(_ values: [Double]) -> DoublePointer {
    let pointer = allocate(Double.self, values.count, 0)
    for (i, value) in values.enumerated() { pointer[i] = value }
    return pointer
  }

  func allocate<Element>(_ type: Element.Type, _ count: Int, _ value: Element)
    -> UnsafeMutablePointer<Element>
  {
    let size = max(count, 1)
    // Lines of the cache begin at multiples of 64 bytes.
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: size * MemoryLayout<Element>.stride, alignment: 64)
    blocks.append(raw)
    return raw.initializeMemory(as: type, repeating: value, count: size)
  }

  deinit {
    for block in blocks { block.deallocate() }
  }
}
