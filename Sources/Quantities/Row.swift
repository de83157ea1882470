// SPDX-License-Identifier: Apache-2.0

/// The position of an entry in the table of `Entry`: an `Int` that fits no other table.
@frozen
public struct Row<Entry>: Hashable, Comparable, Sendable {
  public let index: Int

  @inlinable
  public init(_ index: Int) { self.index = index }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}

/// One value per entry of the table of `Entry`, read by its own rows only.
@frozen
public struct Column<Entry, Value> {
  public var values: [Value]

  @inlinable
  public init(_ values: [Value]) { self.values = values }

  @inlinable
  public init(repeating value: Value, count: Int) {
    values = [Value](repeating: value, count: count)
  }

  @inlinable
  public subscript(row: Row<Entry>) -> Value {
    get { values[row.index] }
    set { values[row.index] = newValue }
  }

  @inlinable public var count: Int { values.count }
  @inlinable public var rows: [Row<Entry>] { values.indices.map { Row($0) } }
}

extension Column: Sendable where Value: Sendable {}
extension Column: Equatable where Value: Equatable {}

extension Array {
  /// The entry at a row of this table.
  @inlinable
  public subscript(row: Row<Element>) -> Element {
    get { self[row.index] }
    set { self[row.index] = newValue }
  }

  /// The rows of this table, in order.
  @inlinable
  public var rows: [Row<Element>] { indices.map { Row($0) } }
}
