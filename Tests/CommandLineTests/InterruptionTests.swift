// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import TestSupport
import Testing

/// A year of the four-node case takes long enough to write that a signal meets half a result.
@Suite("interruptions", .serialized)
struct InterruptionTests {
  @Test("a killed run leaves no result, and the next run clears up after it")
  func killed() throws {
    let folder = try TemporaryFolder()
    let status = try signalWhileWriting(SIGKILL, in: folder)
    #expect(status == SIGKILL)
    #expect(folder.entries.count == 1)
    #expect(folder.entries[0].hasPrefix(".run.partial-"))
    let outcome = try Tool.run(
      "couple", "grids/four-node", "--to", "2030-01-02", "--out", folder.path + "/run")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(folder.entries == ["run"])
  }

  @Test(
    "an interrupted run removes what it has written and ends with 130",
    arguments: [
      SIGINT, SIGTERM,
    ])
  func interrupted(number: Int32) throws {
    let folder = try TemporaryFolder()
    #expect(try signalWhileWriting(number, in: folder) == 130)
    #expect(folder.entries.isEmpty)
  }

  @Test("an interrupted export leaves no part of the file; a killed one is cleared up after")
  func exporting() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/year.mps"
    let arguments = ["couple", "grids/four-node", "--network", "ntc", "--export-mps", file]
    let isWriting = {
      folder.entries.contains { name in
        name.contains("year.mps.partial")
          && (try? FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(name)"))?[.size]
            as? Int ?? 0 > 0
      }
    }
    #expect(try signal(SIGINT, to: arguments, when: isWriting, output: file) == 130)
    #expect(folder.entries.isEmpty)
    #expect(try signal(SIGKILL, to: arguments, when: isWriting, output: file) == SIGKILL)
    #expect(folder.entries.count == 1)
    #expect(try Tool.run(arguments + ["--to", "2030-01-02"]).status == 0)
    #expect(folder.entries == ["year.mps"])
  }

  @Test("a replaced result is the old one or the new one after a kill")
  func killedWhileReplacing() throws {
    let folder = try TemporaryFolder()
    let out = folder.path + "/run"
    let day = ["couple", "grids/four-node", "--to", "2030-01-02", "--out", out]
    #expect(try Tool.run(day).status == 0)
    let before = try String(contentsOfFile: out + "/manifest.json", encoding: .utf8)
    #expect(try signalWhileWriting(SIGKILL, in: folder, options: ["--force"]) == SIGKILL)
    #expect(try String(contentsOfFile: out + "/manifest.json", encoding: .utf8) == before)
  }

  /// Starts a year and sends a signal as soon as the folder in the making appears.
  private func signalWhileWriting(
    _ number: Int32, in folder: TemporaryFolder, options: [String] = []
  ) throws -> Int32 {
    let out = folder.path + "/run"
    return try signal(
      number, to: ["couple", "grids/four-node", "--network", "ntc", "--out", out] + options,
      when: { folder.entries.contains { $0.hasPrefix(".run.") } },
      output: options.isEmpty ? out : nil)
  }

  /// Starts the tool, sends a signal at a moment, and gives the exit status or the number of the
  /// signal that ended it. Runs that end before the signal comes are tried again, without `output`.
  private func signal(
    _ number: Int32, to arguments: [String], when isMoment: () -> Bool, output: String?
  ) throws -> Int32 {
    for _ in 0..<5 {
      let process = Tool.process(arguments)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      while process.isRunning && !isMoment() { usleep(200) }
      kill(process.processIdentifier, number)
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal || process.terminationStatus == 130 {
        return process.terminationStatus
      }
      #expect(process.terminationStatus == 0)
      if let output { try FileManager.default.removeItem(atPath: output) }
    }
    Issue.record("five runs ended before the signal came")
    return 0
  }
}
