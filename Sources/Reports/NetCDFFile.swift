// SPDX-License-Identifier: Apache-2.0
import CNetCDF

/// Why a NetCDF file was not written.
package struct NetCDFError: Error, Equatable, Sendable, CustomStringConvertible {
  package var path: String
  package var reason: String

  package var description: String { "cannot write \(path): \(reason)" }
}

/// A NetCDF-4 file being written: dimensions, then variables with their attributes, then values.
struct NetCDFFile: ~Copyable {
  struct Dimension {
    var id: Int32
    var length: Int
  }

  private let path: String
  private let file: Int32

  init(creating path: String) throws(NetCDFError) {
    self.path = path
    // Asked here, as the library prints traces of its own when it finds a file.
    if LocalDisk().exists(path) { throw NetCDFError(path: path, reason: "the file exists") }
    var id: Int32 = 0
    let status = nc_create(path, NC_NETCDF4 | NC_NOCLOBBER, &id)
    guard status == NC_NOERR else { throw NetCDFError(path: path, status: status) }
    file = id
  }

  /// Ends the file; an error here means that values are missing.
  consuming func close() throws(NetCDFError) { try check(nc_close(file)) }

  func addDimension(_ name: String, length: Int) throws(NetCDFError) -> Dimension {
    var id: Int32 = 0
    try check(nc_def_dim(file, name, length, &id))
    return Dimension(id: id, length: length)
  }

  /// Text of a variable, or of the file.
  func setAttribute(_ name: String, of variable: Int32? = nil, to text: String) throws(NetCDFError)
  {
    try check(nc_put_att_text(file, variable ?? NC_GLOBAL, name, text.utf8.count, text))
  }

  /// Names along a dimension.
  func addLabels(_ name: String, _ dimension: Dimension, _ labels: [String]) throws(NetCDFError) {
    let variable = try define(name, NC_STRING, [dimension])
    for (index, label) in labels.enumerated() {
      var position = index
      let status = label.withCString { text in
        var pointer: UnsafePointer<CChar>? = text
        return nc_put_var1_string(file, variable, &position, &pointer)
      }
      try check(status)
    }
  }

  /// Numbers along some dimensions, the last running fastest, compressed.
  func addNumbers(
    _ name: String, _ dimensions: [Dimension], units: String, meaning: String,
    attributes: [(name: String, text: String)] = [], _ values: [Double]
  ) throws(NetCDFError) {
    let count = dimensions.reduce(1) { $0 * $1.length }
    precondition(values.count == count, "\(name): \(values.count) values for \(count) places")
    let variable = try define(name, NC_DOUBLE, dimensions)
    try check(nc_def_var_deflate(file, variable, 1, 1, fastestCompression))
    try setAttribute("long_name", of: variable, to: meaning)
    try setAttribute("units", of: variable, to: units)
    for attribute in attributes {
      try setAttribute(attribute.name, of: variable, to: attribute.text)
    }
    guard count > 0 else { return }
    try check(nc_put_var_double(file, variable, values))
  }

  private func define(
    _ name: String, _ type: Int32, _ dimensions: [Dimension]
  ) throws(NetCDFError) -> Int32 {
    var id: Int32 = 0
    try check(
      nc_def_var(file, name, type, Int32(dimensions.count), dimensions.map(\.id), &id))
    return id
  }

  private func check(_ status: Int32) throws(NetCDFError) {
    guard status == NC_NOERR else { throw NetCDFError(path: path, status: status) }
  }
}

extension NetCDFError {
  fileprivate init(path: String, status: Int32) {
    self.init(path: path, reason: String(cString: nc_strerror(status)))
  }
}

/// Deflate level 1: within a few per cent of the smallest file at a fraction of the time.
private let fastestCompression: Int32 = 1

/// Version of the NetCDF library, for example `4.9.0`.
package func netCDFVersion() -> String {
  guard let text = nc_inq_libvers() else { return "unknown" }
  return String(String(cString: text).prefix { $0 != " " })
}
