// SPDX-License-Identifier: Apache-2.0
import CZlib
import Foundation

/// The bytes of a file, decompressed where its name ends in `.gz`.
package func readBytes(of file: String) throws(InputErrors) -> [UInt8] {
  guard let data = FileManager.default.contents(atPath: file) else {
    throw InputErrors([
      InputError(
        file: file, line: 1, column: 1, message: "cannot read the file",
        fix: "check the name and that you may read it")
    ])
  }
  let bytes = [UInt8](data)
  guard file.hasSuffix(".gz") else { return bytes }
  guard let plain = gunzip(bytes) else {
    throw InputErrors([
      InputError(
        file: file, line: 1, column: 1, message: "not a whole gzip file",
        fix: "compress it again with gzip, or give the plain file without .gz")
    ])
  }
  return plain
}

/// The content of a gzip file, all members of it; nil where it is damaged or cut short.
func gunzip(_ compressed: [UInt8]) -> [UInt8]? {
  var result: [UInt8] = []
  var stream = z_stream()
  let automaticHeader: Int32 = 15 + 32  // largest window, gzip or zlib header
  guard
    inflateInit2_(
      &stream, automaticHeader, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  else { return nil }
  defer { inflateEnd(&stream) }
  var input = compressed
  var chunk = [UInt8](repeating: 0, count: 1 << 18)
  return input.withUnsafeMutableBufferPointer { input -> [UInt8]? in
    stream.next_in = input.baseAddress
    stream.avail_in = UInt32(input.count)
    while true {
      let status = chunk.withUnsafeMutableBufferPointer { output in
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        return inflate(&stream, Z_NO_FLUSH)
      }
      result.append(contentsOf: chunk[..<(chunk.count - Int(stream.avail_out))])
      if status == Z_STREAM_END {
        if stream.avail_in == 0 { return result }
        guard inflateReset(&stream) == Z_OK else { return nil }
      } else if status != Z_OK {
        return nil
      }
    }
  }
}
