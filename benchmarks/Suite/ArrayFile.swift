// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// Named arrays of 64-bit numbers in one file: the way in for instances, the way out to other
/// solvers.
///
///     bytes 0–7      ARRAYS01
///     bytes 8–15     n, the length of the header (little-endian, a multiple of 8)
///     n bytes        JSON: {"facts": {name: integer}, "arrays": [{"name", "type", "shape"}]}
///     then           the arrays in that order, row by row, 8 bytes a number, little-endian;
///                    "type" is int64 or float64
struct ArrayFile {
  private struct Header: Codable {
    var facts: [String: Int]
    var arrays: [Entry]
  }

  private struct Entry: Codable {
    var name: String
    var type: String
    var shape: [Int]
  }

  enum Values {
    case integers([Int])
    case numbers([Double])
  }

  private(set) var facts: [String: Int]
  private var entries: [Entry] = []
  private var values: [Values] = []

  init(facts: [String: Int] = [:]) { self.facts = facts }

  mutating func add(_ name: String, _ numbers: [Double], shape: [Int]? = nil) {
    entries.append(Entry(name: name, type: "float64", shape: shape ?? [numbers.count]))
    values.append(.numbers(numbers))
  }

  mutating func add(_ name: String, _ integers: [Int]) {
    entries.append(Entry(name: name, type: "int64", shape: [integers.count]))
    values.append(.integers(integers))
  }

  func integers(_ name: String) throws -> [Int] {
    guard case .integers(let result)? = find(name) else { throw missing(name, "int64") }
    return result
  }

  func numbers(_ name: String) throws -> [Double] {
    guard case .numbers(let result)? = find(name) else { throw missing(name, "float64") }
    return result
  }

  func fact(_ name: String) throws -> Int {
    guard let value = facts[name] else { throw missing(name, "fact") }
    return value
  }

  private func find(_ name: String) -> Values? {
    entries.firstIndex { $0.name == name }.map { values[$0] }
  }

  private func missing(_ name: String, _ type: String) -> BenchmarkError {
    BenchmarkError(
      "the array file has no \(type) \(name)", fix: "remove the file, it is made again")
  }
}

extension ArrayFile {
  private static let magic = Array("ARRAYS01".utf8)

  init(contentsOf path: String) throws {
    let data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
    let damaged = BenchmarkError(
      "\(path) is no whole array file", fix: "remove it, it is made again")
    guard data.count >= 16, data.prefix(8).elementsEqual(Self.magic) else { throw damaged }
    let headerLength = Self.read(Int.self, count: 1, from: data, at: 8)[0]
    guard headerLength > 0, data.count >= 16 + headerLength else { throw damaged }
    let header = try JSONDecoder().decode(Header.self, from: data[16..<16 + headerLength])
    facts = header.facts
    var position = 16 + headerLength
    for entry in header.arrays {
      let count = entry.shape.reduce(1, *)
      guard position + 8 * count <= data.count else { throw damaged }
      entries.append(entry)
      values.append(
        entry.type == "int64"
          ? .integers(Self.read(Int.self, count: count, from: data, at: position))
          : .numbers(Self.read(Double.self, count: count, from: data, at: position)))
      position += 8 * count
    }
  }

  private static func read<Number>(
    _: Number.Type, count: Int, from data: Data, at position: Int
  ) -> [Number] {
    [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
      _ = data.copyBytes(
        to: UnsafeMutableRawBufferPointer(buffer), from: position..<position + 8 * count)
      initialized = count
    }
  }

  /// Writes the file whole or not at all.
  func write(to path: String) throws {
    var header = try JSONEncoder().encode(Header(facts: facts, arrays: entries))
    header.append(contentsOf: [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8))
    let partial = "\(path).\(ProcessInfo.processInfo.processIdentifier).part"
    try Data().write(to: URL(filePath: partial))
    let file = try FileHandle(forWritingTo: URL(filePath: partial))
    try file.write(contentsOf: Self.magic)
    try withUnsafeBytes(of: header.count) { try file.write(contentsOf: Data($0)) }
    try file.write(contentsOf: header)
    for array in values {
      switch array {
      case .integers(let list):
        try list.withUnsafeBytes { try file.write(contentsOf: Self.view(of: $0)) }
      case .numbers(let list):
        try list.withUnsafeBytes { try file.write(contentsOf: Self.view(of: $0)) }
      }
    }
    try file.close()
    guard rename(partial, path) == 0 else {
      throw BenchmarkError("cannot write \(path)", fix: "see whether the disk is full")
    }
  }

  private static func view(of bytes: UnsafeRawBufferPointer) -> Data {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return Data() }
    return Data(
      bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count, deallocator: .none)
  }
}

/// Why the suite cannot run as asked, and what helps.
package struct BenchmarkError: Error, CustomStringConvertible {
  package var message: String
  package var fix: String

  init(_ message: String, fix: String) {
    self.message = message
    self.fix = fix
  }

  package var description: String { "error: \(message)\n  fix: \(fix)" }
}
