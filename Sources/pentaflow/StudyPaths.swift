// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import InputFiles
import Reports

/// A study file is often another's: the case that it names, and every file of that case, must lie
/// where it says, so that running it reads nothing else. A case that comes with the tool is where
/// the user put it.
enum StudyPaths {
  /// Why the case that a study file names is not read; empty where it may be.
  ///
  /// - Parameter name: as it is written in the file.
  static func refusals(ofCase name: String, namedBy file: String) -> [PathRefusal] {
    if name.hasPrefix("/") {
      return [
        PathRefusal(
          message: "case is \(name), an absolute path",
          fix: "name it from the study file or the current folder on, or one that comes with "
            + "pentaflow: grids/penta")
      ]
    }
    let path = ShippedFiles.casePath(name, namedIn: folder(of: file))
    guard let found = realPath(path) else { return [] }
    if name.split(separator: "/").contains("..") {
      let study = realPath(folder(of: file)) ?? ""
      guard isInside(study, found) else {
        return [
          PathRefusal(
            message: "case is \(name), which leads out of the folder of the study",
            fix: "put the study beside the case, or into it, and leave .. out")
        ]
      }
    } else if ShippedFiles.home.map({ path == $0 + "/" + name }) == true {
      // Where the tool was installed is not up to the study.
      return []
    } else if let root = realPath(String(path.dropLast(name.count)) + "."), !isInside(found, root) {
      return [
        PathRefusal(
          message: "case is \(name), a link to \(found)", fix: "put the case itself there")
      ]
    }
    return outwardLinks(below: path).map { link, target in
      PathRefusal(
        message: "case is \(name), but its \(link) is a link to \(target), outside the case",
        fix: "put the file itself there")
    }
  }

  /// Links below a folder that lead out of it, sorted; links to folders are not followed.
  private static func outwardLinks(below root: String) -> [(link: String, target: String)] {
    guard let home = realPath(root), let names = FileManager.default.enumerator(atPath: root)
    else { return [] }
    return names.compactMap { $0 as? String }.sorted().compactMap { name in
      let path = root + "/" + name
      guard let written = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
      else { return nil }
      let target = realPath(path) ?? written
      return isInside(target, home) ? nil : (name, target)
    }
  }

  private static func isInside(_ path: String, _ folder: String) -> Bool {
    path == folder || path.hasPrefix(folder == "/" ? folder : folder + "/")
  }

  /// The path without links and dots; nil where nothing is there.
  private static func realPath(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}
