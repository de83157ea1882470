// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport

/// A headless Chromium that opens files.
enum Browser {
  static let path = ["chromium", "chromium-browser", "google-chrome"].map { "/usr/bin/" + $0 }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  struct Visit {
    /// The page when its scripts have run.
    var document: String
    /// What scripts and the browser wrote to the console.
    var console: [String]

    /// The page without what stands in its scripts.
    var elements: String {
      document.components(separatedBy: "<script").enumerated().map { place, part in
        place == 0 ? part : part.components(separatedBy: "</script>").dropFirst().joined()
      }.joined()
    }
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Opens a file and lets its scripts run.
  ///
  /// - Parameter fragment: what stands after `#`.
  static func visit(_ file: String, fragment: String = "") throws -> Visit {
    let outcome = try run(["--dump-dom", url(file, fragment)])
    return Visit(
      document: outcome.output,
      console: outcome.errors.split(separator: "\n").filter { $0.contains(":CONSOLE") }
        .map(String.init))
  }

  /// Makes a picture of the page from its top, as an artefact of the test run.
  static func picture(of file: String, to image: String, height: Int) throws {
    _ = try run(
      ["--screenshot=\(image)", "--window-size=1100,\(height)", url(file, "")])
  }

  static func pdf(of file: String, to pdf: String) throws {
    _ = try run(["--print-to-pdf=\(pdf)", "--no-pdf-header-footer", url(file, "")])
  }

  private static func url(_ file: String, _ fragment: String) -> String {
    URL(fileURLWithPath: file).absoluteString + (fragment.isEmpty ? "" : "#" + fragment)
  }

  private static func run(_ arguments: [String]) throws -> (output: String, errors: String) {
    guard let path else { throw Failure(description: "there is no Chromium") }
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments =
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
        "--virtual-time-budget=60000", "--enable-logging=stderr",
        "--user-data-dir=\(folder.path)/profile",
      ] + arguments
    try folder.write("", to: "output")
    try folder.write("", to: "errors")
    process.standardOutput = FileHandle(forWritingAtPath: folder.path + "/output")
    process.standardError = FileHandle(forWritingAtPath: folder.path + "/errors")
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let output = try String(contentsOfFile: folder.path + "/output", encoding: .utf8)
    let errors = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: folder.path + "/errors")), as: UTF8.self)
    guard process.terminationStatus == 0 else {
      throw Failure(description: "Chromium ended with \(process.terminationStatus): \(errors)")
    }
    return (output, errors)
  }
}
