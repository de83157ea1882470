// SPDX-License-Identifier: Apache-2.0

/// The position of an entry in the table of `Entry`: an `Int` that fits no other table.
@frozen
public struct Row<Entry>: Hashable, Comparable, Sendable {
  public let index: Int

  @inlinable
  public init(_ index: Int) { self.index = index }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}

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
