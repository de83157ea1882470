// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The Python interpreter with HiGHS that judges solutions, named by `PENTAFLOW_PYTHON`.
package enum PythonJudge {
  package static var isAvailable: Bool { interpreter != nil }

  private static var interpreter: String? {
    ProcessInfo.processInfo.environment["PENTAFLOW_PYTHON"].flatMap {
      FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil
    }
  }

  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  /// Runs a script and returns what it wrote to standard output.
  @discardableResult
  package static func run(script: String, arguments: [String]) throws -> String {
    guard let interpreter else { throw Failure(description: "PENTAFLOW_PYTHON is not set") }
    let process = Process()
    process.executableURL = URL(filePath: interpreter)
    process.arguments = [script] + arguments
    let output = Pipe()
    let talk = Pipe()
    process.standardOutput = output
    process.standardError = talk
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let errors = talk.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(
        description: "\(script) ended with \(process.terminationStatus): "
          + String(decoding: errors, as: UTF8.self))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A scratch folder that is removed when `body` ends.
  package static func withTemporaryFolder<Result>(
    _ body: (URL) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "pentaflow-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
