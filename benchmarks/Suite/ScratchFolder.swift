// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Where instances and exported problems are kept between runs: in `.build` where there is one.
package struct ScratchFolder: Sendable {
  let folder: String

  package init() throws {
    let build = ".build"
    folder =
      FileManager.default.fileExists(atPath: build)
      ? build + "/benchmarks" : NSTemporaryDirectory() + "pentaflow-benchmarks"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  func path(_ name: String) -> String { folder + "/" + name }
}

/// The Python that makes instances and runs other solvers.
package struct PythonTool: Sendable {
  let path: String

  /// `PENTAFLOW_PYTHON`, or that of the project's `.venv`.
  package init() throws {
    let named = ProcessInfo.processInfo.environment["PENTAFLOW_PYTHON"]
    let candidates = [named, ".venv/bin/python"].compactMap { $0 }
    guard let found = candidates.first(where: FileManager.default.isExecutableFile(atPath:)) else {
      throw BenchmarkError(
        "there is no Python with numpy for the benchmark cases",
        fix: "run .ci/setup test, or name one in PENTAFLOW_PYTHON")
    }
    path = found
  }

  /// Runs a script and returns what it printed.
  func run(_ script: String, _ arguments: [String]) throws -> String {
    let outcome = try runProcess(path, [script] + arguments, environment: Self.oneThread)
    guard outcome.status == 0 else {
      throw BenchmarkError(
        "\(script) ended with \(outcome.status): \(outcome.lastWords)",
        fix: "see the message; numpy, highspy and coinor-libclp1 are what the scripts need")
    }
    return outcome.output
  }

  private static var oneThread: [String: String] {
    ProcessInfo.processInfo.environment.merging([
      "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1",
    ]) { $1 }
  }
}

struct ProcessOutcome {
  var status: Int32
  var output: String
  var errors: String

  var lastWords: String {
    errors.split(separator: "\n").last.map(String.init) ?? "it said nothing"
  }
}

/// Runs a program to its end.
func runProcess(
  _ executable: String, _ arguments: [String], environment: [String: String]
) throws -> ProcessOutcome {
  let process = Process()
  process.executableURL = URL(filePath: executable)
  process.arguments = arguments
  process.environment = environment
  process.standardInput = FileHandle.nullDevice
  // A file, so that a program with much to say cannot block.
  let talk = NSTemporaryDirectory() + "pentaflow-talk-\(UUID().uuidString)"
  try Data().write(to: URL(filePath: talk))
  defer { try? FileManager.default.removeItem(atPath: talk) }
  let output = Pipe()
  process.standardOutput = output
  process.standardError = try FileHandle(forWritingTo: URL(filePath: talk))
  try process.run()
  let text = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return ProcessOutcome(
    status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
    errors: (try? String(contentsOfFile: talk, encoding: .utf8)) ?? "")
}

/// Path of this program.
let currentExecutable =
  (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
  ?? CommandLine.arguments[0]
