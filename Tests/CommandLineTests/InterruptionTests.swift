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

  /// Starts a year, sends a signal as soon as the folder in the making appears, and gives the exit
  /// status or the number of the signal that ended the tool. Runs that end before the signal
  /// comes are tried again.
  private func signalWhileWriting(
    _ number: Int32, in folder: TemporaryFolder, options: [String] = []
  ) throws -> Int32 {
    for _ in 0..<5 {
      let process = Tool.process(
        ["couple", "grids/four-node", "--network", "ntc", "--out", folder.path + "/run"] + options)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      while process.isRunning && !folder.entries.contains(where: { $0.hasPrefix(".run.") }) {
        usleep(200)
      }
      kill(process.processIdentifier, number)
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal || process.terminationStatus == 130 {
        return process.terminationStatus
      }
      #expect(process.terminationStatus == 0)
      if options.isEmpty { try FileManager.default.removeItem(atPath: folder.path + "/run") }
    }
    Issue.record("five runs ended before the signal came")
    return 0
  }
}
