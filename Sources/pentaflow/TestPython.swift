// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The Python that the tests take HiGHS from.
struct TestPython {
  var path: String
  /// Nil where it has no HiGHS.
  var highsVersion: String?

  /// The interpreter of `PENTAFLOW_PYTHON`, of the project's `.venv`, or the system's.
  static func find() -> TestPython? {
    let named = ProcessInfo.processInfo.environment["PENTAFLOW_PYTHON"]
    let candidates = [named, ".venv/bin/python", "/usr/bin/python3"].compactMap { $0 }
    for path in candidates where FileManager.default.isExecutableFile(atPath: path) {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = ["-c", "import highspy; print(highspy.Highs().version())"]
      let output = Pipe()
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { continue }
      let text = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      let version = String(decoding: text, as: UTF8.self).trimmingCharacters(in: .newlines)
      return TestPython(
        path: path,
        highsVersion: process.terminationStatus == 0 && !version.isEmpty ? version : nil)
    }
    return nil
  }
}
