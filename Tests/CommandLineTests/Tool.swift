// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport

/// The built command-line tool beside the test binary.
enum Tool {
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  static let path: String = {
    let tests = URL(fileURLWithPath: CommandLine.arguments[0])
    return tests.deletingLastPathComponent().appendingPathComponent("pentaflow").path
  }()

  /// Runs the tool in the project's folder, to its end.
  static func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
    try run(arguments, environment: environment)
  }

  static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
    try run(process(arguments, environment: environment))
  }

  private static func run(_ process: Process) throws -> Outcome {
    // Files rather than pipes: neither stream can fill up and block the tool.
    let folder = try TemporaryFolder()
    let output = try folder.newFile("stdout")
    let errors = try folder.newFile("stderr")
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: try String(contentsOfFile: folder.path + "/stdout", encoding: .utf8),
      errors: try String(contentsOfFile: folder.path + "/stderr", encoding: .utf8))
  }

  /// Runs the tool as `"$0"` of a shell's script, for what a shell can set up: limits, streams.
  static func runInShell(_ script: String) throws -> Outcome {
    try run(process(["-c", script, path], executable: "/bin/sh"))
  }

  /// Runs a line of a shell in a folder.
  static func run(
    shell line: String, in folder: String, environment: [String: String]
  ) throws -> Outcome {
    let process = process(["-c", line], environment: environment, executable: "/bin/sh")
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    return try run(process)
  }

  static func process(
    _ arguments: [String], environment: [String: String] = [:], executable: String = path
  ) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: ProjectFolder.path(""))
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    return process
  }
}

/// A folder of its own, removed with the value.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "pentaflow-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func newFile(_ name: String) throws -> FileHandle {
    let file = path + "/" + name
    try Data().write(to: URL(fileURLWithPath: file))
    return try FileHandle(forWritingTo: URL(fileURLWithPath: file))
  }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
  }

  var entries: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

/// The members of the JSON object that a command printed.
func jsonObject(_ text: String) throws -> [String: Any] {
  try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
}
