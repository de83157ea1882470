// SPDX-License-Identifier: Apache-2.0

/// The digests of the files of a folder, in the form that `sha256sum --check` reads.
package struct Seal: Sendable, Equatable {
  package static let fileName = "SHA256SUMS"

  /// Names within the folder, sorted.
  package private(set) var files: [(name: String, sha256: String)]

  package init(_ files: [(name: String, sha256: String)]) {
    self.files = files.sorted { $0.name < $1.name }
  }

  package static func == (a: Self, b: Self) -> Bool { a.text == b.text }

  package var text: String { files.map { "\($0.sha256)  \($0.name)\n" }.joined() }

  /// Nil where the bytes are not exactly what ``text`` writes.
  package init?(_ bytes: [UInt8]) {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    self.init(
      lines.map { line in
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        return (parts.count == 2 ? String(parts[1].dropFirst()) : "", parts.first ?? "")
      })
    let areSafe = files.allSatisfy { !$0.name.hasPrefix("/") && !$0.name.contains("..") }
    guard !files.isEmpty, areSafe, Array(text.utf8) == bytes else { return nil }
  }

  /// Holds every file named in the seal of a folder against its digest; other files do not count.
  ///
  /// - Returns: the seal, or the words for the first file that is wrong; nil where there is no seal.
  package static func check(
    _ folder: String, on disk: any FileSystem
  ) -> (seal: Seal, fault: String?)? {
    guard disk.exists(folder + "/" + fileName) else { return nil }
    guard let bytes = try? disk.read(folder + "/" + fileName) else {
      return (Seal([]), "\(fileName) cannot be read")
    }
    guard let seal = Seal(bytes) else { return (Seal([]), "\(fileName) is damaged") }
    for (name, sha256) in seal.files {
      guard let bytes = try? disk.read(folder + "/" + name) else {
        return (seal, "\(name) is missing or cannot be read")
      }
      guard SHA256.hexDigest(of: bytes) == sha256 else {
        return (seal, "\(name) does not match its hash")
      }
    }
    return (seal, nil)
  }
}
