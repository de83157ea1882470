// SPDX-License-Identifier: Apache-2.0
import CKernels
import TestSupport
import Testing
import WideKernels

/// Stages side by side in a register.
let laneCount = 8

/// Registers of eight doubles for a kernel, each lane another stage, with marked memory on both
/// sides: what a kernel reads there spoils its result, what it writes there is found.
final class LaneField {
  private static let margin = 4 * laneCount
  /// A signalling pattern no sum yields.
  private static let mark = Double(bitPattern: 0x7FF8_DEAD_BEEF_0001)

  let count: Int
  private let memory: UnsafeMutablePointer<Double>

  /// From numbers in the order of memory.
  init(values: [Double]) {
    precondition(values.count % laneCount == 0, "\(values.count) numbers are no whole registers")
    count = values.count / laneCount
    let size = values.count + 2 * Self.margin
    let raw = UnsafeMutableRawPointer.allocate(byteCount: size * 8, alignment: 64)
    memory = raw.initializeMemory(as: Double.self, repeating: Self.mark, count: size)
    for (i, value) in values.enumerated() { memory[Self.margin + i] = value }
  }

  convenience init(_ count: Int, _ value: (_ item: Int, _ lane: Int) -> Double) {
    self.init(values: (0..<count * laneCount).map { value($0 / laneCount, $0 % laneCount) })
  }

  convenience init(marked count: Int) { self.init(count) { _, _ in Self.mark } }

  deinit { memory.deallocate() }

  func copy() -> LaneField { LaneField(values: values) }

  var pointer: UnsafeMutableRawPointer { UnsafeMutableRawPointer(memory + Self.margin) }
  var doubles: UnsafeMutablePointer<Double> { memory + Self.margin }

  /// All numbers in the order of memory.
  var values: [Double] { (0..<count * laneCount).map { doubles[$0] } }

  /// The numbers of one stage.
  subscript(lane: Int) -> [Double] { (0..<count).map { doubles[$0 * laneCount + lane] } }

  /// Whether the memory around is as it was.
  var isIntactAround: Bool {
    let end = Self.margin + count * laneCount
    return (Array(0..<Self.margin) + Array(end..<end + Self.margin)).allSatisfy {
      memory[$0].bitPattern == Self.mark.bitPattern
    }
  }
}

/// The four fields of some items.
struct ItemFields {
  let lowerSlack: LaneField
  let upperSlack: LaneField
  let lowerDual: LaneField
  let upperDual: LaneField

  init(_ count: Int, _ item: (_ item: Int, _ lane: Int) -> TwinItem) {
    let items = (0..<count * laneCount).map { item($0 / laneCount, $0 % laneCount) }
    lowerSlack = LaneField(values: items.map(\.lowerSlack))
    upperSlack = LaneField(values: items.map(\.upperSlack))
    lowerDual = LaneField(values: items.map(\.lowerDual))
    upperDual = LaneField(values: items.map(\.upperDual))
  }

  private init(_ l: LaneField, _ u: LaneField, _ a: LaneField, _ b: LaneField) {
    lowerSlack = l
    upperSlack = u
    lowerDual = a
    upperDual = b
  }

  func copy() -> ItemFields {
    ItemFields(lowerSlack.copy(), upperSlack.copy(), lowerDual.copy(), upperDual.copy())
  }

  var pointers: ck_items {
    ck_items(
      lower_slack: lowerSlack.pointer, upper_slack: upperSlack.pointer,
      lower_dual: lowerDual.pointer, upper_dual: upperDual.pointer)
  }

  subscript(lane: Int) -> [TwinItem] {
    let (l, u, a, b) = (lowerSlack[lane], upperSlack[lane], lowerDual[lane], upperDual[lane])
    return l.indices.map {
      TwinItem(lowerSlack: l[$0], upperSlack: u[$0], lowerDual: a[$0], upperDual: b[$0])
    }
  }
}

/// One set of kernels under test.
struct KernelSet: CustomTestStringConvertible {
  let name: String
  let kernels: ck_kernels

  var testDescription: String { name }

  private init(_ table: ck_kernels) {
    kernels = table
    name = String(cString: table.name)
  }

  /// All that this processor runs, and the source of AVX-512 on whatever there is.
  static var all: [KernelSet] {
    let available = (0...).lazy.map { ck_available($0) }.prefix { $0 != nil }
    return available.map { KernelSet($0!.pointee) } + [KernelSet(ck_wide)]
  }

  static var best: KernelSet { KernelSet(ck_best().pointee) }
}

/// Records the first number that is not the twin's bit for bit, and any write outside.
func expectSame(
  _ field: LaneField, _ expected: (_ lane: Int) -> [Double], _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for lane in 0..<laneCount {
    expectSame(field[lane], expected(lane), "\(what), lane \(lane)", sourceLocation: sourceLocation)
  }
  #expect(field.isIntactAround, "\(what): memory around", sourceLocation: sourceLocation)
}

/// Records the first pair that differs in a bit.
func expectSame(
  _ actual: [Double], _ expected: [Double], _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let first = zip(actual, expected).enumerated().first { $1.0.bitPattern != $1.1.bitPattern }
  let isSame = first == nil && actual.count == expected.count
  #expect(
    isSame,
    "\(what): \(first.map { "number \($0) is \($1.0), not \($1.1)" } ?? "count \(actual.count)")",
    sourceLocation: sourceLocation)
}

extension SeededGenerator {
  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// A power of ten between two, so that sizes of every order occur.
  mutating func power(_ exponents: ClosedRange<Double>) -> Double {
    var result = 1.0
    let exponent = uniform(exponents)
    let whole = Int(exponent.rounded(.down))
    for _ in 0..<whole.magnitude { result *= 10 }
    if whole < 0 { result = 1 / result }
    return result * (1 + 9 * (exponent - Double(whole)))
  }

  /// Numbers of either sign, now and then 0.
  mutating func signed(_ exponents: ClosedRange<Double>) -> Double {
    let size = power(exponents)
    let kind = int(0...9)
    return kind == 0 ? 0 : kind < 5 ? -size : size
  }

  /// An item of any kind: two bounds, one of either, or fixed. Duals over slacks reach from 1e-14
  /// to 1e14.
  mutating func item(allowsUpperAlone: Bool = true) -> TwinItem {
    let kind = int(0...9)
    let hasLower = kind < 8 && (kind != 0 || !allowsUpperAlone)
    let hasUpper = kind < 6
    return TwinItem(
      lowerSlack: hasLower ? power(-7...7) : 1, upperSlack: hasUpper ? power(-7...7) : 1,
      lowerDual: hasLower ? power(-7...7) : 0, upperDual: hasUpper ? power(-7...7) : 0)
  }

  mutating func field(_ count: Int, _ exponents: ClosedRange<Double> = -3...3) -> LaneField {
    LaneField(values: (0..<count * laneCount).map { _ in signed(exponents) })
  }

  mutating func items(_ count: Int) -> ItemFields {
    let items = (0..<count * laneCount).map { _ in item() }
    return ItemFields(count) { items[$0 * laneCount + $1] }
  }
}
