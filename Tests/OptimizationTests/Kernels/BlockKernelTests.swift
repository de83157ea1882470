// SPDX-License-Identifier: Apache-2.0
import CKernels
import TestSupport
import Testing

/// Kernels on blocks of single stages: the bytes of their twins in every instruction set.
@Suite("kernels of blocks")
struct BlockKernelTests {
  private static let orders = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 23, 29, 33]

  @Test("unpack")
  func unpack() {
    for order in Self.orders {
      var random = SeededGenerator(seed: UInt64(order))
      let triangle = random.field(order * (order + 1) / 2)
      let empty = TwinBlock(order: order, registers: (order + 7) / 8)
      let size = empty.values.count
      for set in KernelSet.all {
        let blocks = LaneField(values: [Double](repeating: 0, count: laneCount * size))
        set.kernels.block_unpack(order, empty.registers, triangle.pointer, blocks.pointer)
        let values = blocks.values
        for lane in 0..<laneCount {
          expectSame(
            Array(values[lane * size..<(lane + 1) * size]),
            KernelTwin.blockUnpack(triangle[lane], into: empty).values,
            "\(set.name), order \(order), lane \(lane)")
        }
        #expect(blocks.isIntactAround)
      }
    }
  }

  /// More registers than the order needs do no harm.
  @Test("mirror and invert; only the lower triangle counts", arguments: [0, 1])
  func mirrorAndInvert(spareRegisters: Int) {
    for order in Self.orders {
      var random = SeededGenerator(seed: UInt64(order))
      let matrix = Self.block(order, spareRegisters, &random)
      let inverse = KernelTwin.blockInvert(matrix)
      let half = Self.spoiledAbove(matrix)
      for set in KernelSet.all {
        let what = "\(set.name), order \(order)"
        let mirrored = LaneField(values: Self.spoiledAround(half).values)
        set.kernels.block_mirror(order, matrix.registers, mirrored.pointer)
        expectSame(mirrored.values, matrix.values, what)
        #expect(mirrored.isIntactAround, "\(what)")

        let result = LaneField(values: half.values)
        let scratch = LaneField(marked: 14 * matrix.registers + 2)
        set.kernels.block_invert(order, matrix.registers, result.pointer, scratch.pointer)
        expectSame(result.values, inverse.values, what)
        #expect(result.isIntactAround && scratch.isIntactAround, "\(what)")
      }
    }
  }

  /// States that nothing moves, twins of others, and entries of every size.
  @Test("invert where pivots are lost")
  func lostPivots() {
    for order in Self.orders {
      var random = SeededGenerator(seed: UInt64(order))
      let matrix = Self.deficientBlock(order, &random)
      let inverse = KernelTwin.blockInvert(matrix)
      for set in KernelSet.all {
        let result = LaneField(values: matrix.values)
        let scratch = LaneField(marked: 14 * matrix.registers + 2)
        set.kernels.block_invert(order, matrix.registers, result.pointer, scratch.pointer)
        expectSame(result.values, inverse.values, "\(set.name), order \(order)")
      }
    }
  }

  @Test("link, row products, multiply")
  func products() {
    for order in Self.orders {
      var random = SeededGenerator(seed: UInt64(order))
      let first = Self.block(order, 0, &random)
      let second = Self.block(order, 0, &random)
      let registers = first.registers
      let vector = (0..<first.stride).map { $0 < order ? random.signed(-6...6) : 0 }
      for set in KernelSet.all {
        let what = "\(set.name), order \(order)"
        let a = LaneField(values: first.values)
        let b = LaneField(values: second.values)
        let x = LaneField(values: vector)

        let rowProducts = LaneField(marked: registers)
        set.kernels.block_row_products(
          order, registers, a.pointer, b.pointer, rowProducts.doubles)
        expectSame(
          Array(rowProducts.values.prefix(order)), KernelTwin.blockRowProducts(first, second), what)

        let out = LaneField(marked: registers)
        set.kernels.block_multiply(order, registers, a.pointer, x.pointer, out.pointer)
        expectSame(out.values, KernelTwin.blockMultiply(first, vector), what)
        #expect(rowProducts.isIntactAround && out.isIntactAround, "\(what)")

        set.kernels.block_link(order, registers, a.pointer, x.pointer, b.pointer)
        let linked = KernelTwin.blockLink(inverse: first, side: vector, second)
        set.kernels.block_mirror(order, registers, b.pointer)
        expectSame(b.values, KernelTwin.blockMirror(linked).values, what)
        #expect(b.isIntactAround, "\(what)")
      }
    }
  }

  /// A well conditioned symmetric block.
  static func block(_ order: Int, _ spareRegisters: Int, _ random: inout SeededGenerator)
    -> TwinBlock
  {
    let empty = TwinBlock(order: order, registers: (order + 7) / 8 + spareRegisters)
    let triangle = PositiveDefinite.triangle(order, &random)
    return KernelTwin.blockMirror(KernelTwin.blockUnpack(triangle, into: empty))
  }

  /// Scaled by powers of ten; each fifth state is a copy of the one before, each seventh all zero.
  private static func deficientBlock(_ order: Int, _ random: inout SeededGenerator) -> TwinBlock {
    let source = block(order, 0, &random)
    let scale = (0..<order).map { _ in random.power(-7...7) }
    var result = source
    for i in 0..<order {
      for j in 0..<order {
        let from = [i, j].map { $0 % 5 == 4 ? $0 - 1 : $0 }
        let isIdle = from.contains { $0 % 7 == 6 }
        result[i, j] = isIdle ? 0 : source[from[0], from[1]] * scale[from[0]] * scale[from[1]]
      }
    }
    return result
  }

  private static func spoiledAround(_ block: TwinBlock) -> TwinBlock {
    var result = block
    for i in 0..<block.rows {
      for j in 0..<block.stride where max(i, j) >= block.order { result[i, j] = .nan }
    }
    return result
  }

  private static func spoiledAbove(_ block: TwinBlock) -> TwinBlock {
    var result = block
    for i in 0..<block.order {
      for j in (i + 1)..<max(block.order, i + 1) { result[i, j] = .nan }
    }
    return result
  }
}
