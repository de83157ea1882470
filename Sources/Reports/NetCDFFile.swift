// SPDX-License-Identifier: Apache-2.0
import CNetCDF
import Glibc

/// Why a NetCDF file was not made.
package struct NetCDFError: Error, Equatable, Sendable, CustomStringConvertible {
  package var reason: String

  package var description: String { "cannot make the NetCDF file: \(reason)" }
}

/// A NetCDF-4 file in the making: dimensions, then variables with their attributes, then values.
///
/// It is made in memory. The HDF5 library beneath gives no reason where a disk is full, and ends
/// the process with a fault of its own when it tries again at exit; bytes are written like those of
/// any other file.
struct NetCDFFile: ~Copyable {
  struct Dimension {
    var id: Int32
    var length: Int
  }

  private let file: Int32

  private init() throws(NetCDFError) {
    var id: Int32 = 0
    // The name serves the library's list of open files alone.
    try check(nc_create_mem("memory", NC_NETCDF4, 0, &id))
    file = id
  }

  /// A file after the CF conventions.
  static func titled(_ title: String) throws(NetCDFError) -> NetCDFFile {
    let file = try NetCDFFile()
    try file.setAttribute("Conventions", to: "CF-1.10")
    try file.setAttribute("title", to: title)
    try file.setAttribute("source", to: "pentaflow")
    return file
  }

  /// Without `finish`, what has been made is dropped.
  deinit { nc_abort(file) }

  /// Ends the file and gives its bytes.
  consuming func finish() throws(NetCDFError) -> [UInt8] {
    var image = NC_memio()
    let status = nc_close_memio(file, &image)
    discard self
    try check(status)
    defer { free(image.memory) }
    return [UInt8](UnsafeRawBufferPointer(start: image.memory, count: image.size))
  }

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

  /// Adds starts and bounds of the time units.
  ///
  /// - Parameter start: of the first unit, `2030-01-31T05:00:00Z`.
  func addTime(
    from start: String, count: Int, stepHours: Double
  ) throws(NetCDFError) -> Dimension {
    let time = try addDimension("time", length: count)
    let ends = try addDimension("bound", length: 2)
    let starts = (0..<count).map { Double($0) * stepHours }
    let units = "hours since " + start.replacing("T", with: " ").replacing("Z", with: "")
    try addNumbers(
      "time", [time], units: units, meaning: "start of the time unit (UTC)",
      attributes: [
        ("standard_name", "time"), ("calendar", "proleptic_gregorian"), ("bounds", "time_bounds"),
      ], starts)
    try addNumbers(
      "time_bounds", [time, ends], units: units,
      meaning: "start and end of the time unit (UTC)", starts.flatMap { [$0, $0 + stepHours] })
    return time
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
}

private func check(_ status: Int32) throws(NetCDFError) {
  guard status == NC_NOERR else { throw NetCDFError(reason: String(cString: nc_strerror(status))) }
}

/// Deflate level 1: within a few per cent of the smallest file at a fraction of the time.
private let fastestCompression: Int32 = 1

/// Version of the NetCDF library, for example `4.9.0`.
package func netCDFVersion() -> String {
  guard let text = nc_inq_libvers() else { return "unknown" }
  return String(String(cString: text).prefix { $0 != " " })
}
