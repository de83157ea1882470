// SPDX-License-Identifier: Apache-2.0
import Foundation
import InputFiles
import Reports

/// Cases and templates that come with the tool, which is a binary beside folders.
enum ShippedFiles {
  /// Names the folder that holds `grids` and `templates`.
  static let environmentName = "PENTAFLOW_HOME"

  /// The folder named by the environment, else the nearest one above the binary that has `grids`;
  /// nil where there is neither.
  static let home: String? = {
    if let named = environment(environmentName) { return named }
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    var folder = URL(fileURLWithPath: link ?? CommandLine.arguments[0])
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      if LocalDisk().isFolder(folder.appendingPathComponent("grids").path) { return folder.path }
    }
    return nil
  }()

  /// The value of a variable of the environment; nil where it is empty.
  static func environment(_ name: String) -> String? {
    let value = ProcessInfo.processInfo.environment[name] ?? ""
    return value.isEmpty ? nil : value
  }

  /// The folder of a case that a file in `folder` names: beside the file, in the current folder, or
  /// among those that come with the tool.
  static func casePath(_ name: String, namedIn folder: String) -> String {
    var candidates = [name]
    if !name.hasPrefix("/") {
      if folder != "." { candidates.insert(folder + "/" + name, at: 0) }
      if let home { candidates.append(home + "/" + name) }
    }
    return candidates.first(where: isFolder) ?? name
  }

  /// Whether a folder is there, or a link to one.
  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Names of the templates, sorted.
  static func templates() throws -> [String] {
    let folder = try templateFolder()
    return try LocalDisk().entries(of: folder).filter { LocalDisk().isFolder(folder + "/" + $0) }
  }

  /// The files of a template with their names.
  static func files(ofTemplate name: String) throws -> [(name: String, bytes: [UInt8])] {
    let folder = try templateFolder() + "/" + name
    return try LocalDisk().entries(of: folder).map {
      ($0, try LocalDisk().read(folder + "/" + $0))
    }
  }

  private static func templateFolder() throws -> String {
    guard let home, LocalDisk().isFolder(home + "/templates") else {
      throw UsageError(
        message: "the templates that come with pentaflow are not found",
        fix: "set \(environmentName) to the folder that holds grids and templates")
    }
    return home + "/templates"
  }
}

/// The folder that a file stands in.
func folder(of file: String) -> String {
  let parts = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
  let folder = parts.joined(separator: "/")
  return folder.isEmpty ? (file.hasPrefix("/") ? "/" : ".") : folder
}
