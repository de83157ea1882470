// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  /// NIST, "Example Values" for FIPS 180-4, SHA-256; the empty message from RFC 6234 test files.
  @Test(
    "published digests",
    arguments: [
      ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
  func publishedDigests(text: String, copies: Int, digest: String) {
    let bytes = Array(String(repeating: text, count: copies).utf8)
    #expect(SHA256.hexDigest(of: bytes) == digest)
  }

  @Test("pieces give the digest of the whole", arguments: [1, 7, 55, 56, 63, 64, 65, 119, 128])
  func pieces(size: Int) {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var hash = SHA256()
    for start in stride(from: 0, to: bytes.count, by: size) {
      hash.update(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    #expect(hash.hexDigest() == SHA256.hexDigest(of: bytes))
  }

  @Test("a file read piece by piece has the digest of its bytes")
  func files() throws {
    let path = NSTemporaryDirectory() + "pentaflow-digest-\(UUID().uuidString)"
    defer { try? LocalDisk().remove(path) }
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try LocalDisk().write(bytes, to: path)
    #expect(try SHA256.hexDigest(ofFile: path) == SHA256.hexDigest(of: bytes))
    #expect(throws: FileSystemError.self) { try SHA256.hexDigest(ofFile: path + "-none") }
  }
}
