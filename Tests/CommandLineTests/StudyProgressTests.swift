// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import TestSupport
import Testing

/// The reliability test system, some two milliseconds a sample.
private func adequacyStudy(samples: Int, more: String = "") -> String {
  """
  study: rts
  case: grids/rts79
  kind: adequacy
  years: 1979
  options: {network: copperplate, samples: \(samples), outage_seed: 1}
  scenarios:
    - name: base
  \(more)

  """
}

/// What a study says while it is at work, and how it ends where nobody listens.
@Suite("progress of studies", .serialized)
struct StudyProgressTests {
  /// A progress line as a terminal shows it.
  private struct Line {
    var percent: Int
    var detail: String
    /// Seconds so far and left; nil where the words are not of seconds alone.
    var soFar: Int?
    var left: Int?

    init?(_ text: Substring) {
      let pattern = #/ *(\d+) %  run \d+ of \d+, [^:]*: (.*); ([^;]*) so far(?:, about (.*) left)?/#
      guard let match = text.wholeMatch(of: pattern) else { return nil }
      percent = Int(match.1) ?? -1
      detail = String(match.2)
      func seconds(_ words: Substring) -> Int? {
        words.hasSuffix(" s") ? Int(words.dropLast(2)) : nil
      }
      soFar = seconds(match.3)
      left = match.4.flatMap(seconds)
    }
  }

  /// Runs the tool with a terminal as standard error, to its end.
  private func linesOnTerminal(
    _ arguments: [String]
  ) throws -> (status: Int32, lines: [Line], seconds: Double) {
    var (reader, terminal): (Int32, Int32) = (-1, -1)
    try #require(openpty(&reader, &terminal, nil, nil, nil) == 0)
    defer { close(reader) }
    // No other process that is started meanwhile is to keep the terminal open.
    for end in [reader, terminal] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let process = Tool.process(arguments)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(fileDescriptor: terminal, closeOnDealloc: false)
    let started = Date()
    try process.run()
    close(terminal)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    // Ends with an error as soon as the tool has closed the terminal.
    while true {
      let count = read(reader, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += chunk[..<count]
    }
    process.waitUntilExit()
    let seconds = Date().timeIntervalSince(started)
    let said = String(decoding: bytes, as: UTF8.self).split(separator: "\r\u{1B}[2K")
    return (process.terminationStatus, said.compactMap { Line($0) }, seconds)
  }

  private func expectProgress(_ lines: [Line]) {
    #expect(lines.count >= 3)
    #expect(Set(lines.map(\.percent)).count >= 3, "\(lines.map(\.percent))")
    // What is left is estimated, so that a percent may be taken back.
    for (line, next) in zip(lines, lines.dropFirst()) {
      #expect(next.percent >= line.percent - 1, "\(lines.map(\.percent))")
    }
    #expect((lines.last?.percent ?? 0) >= 60)
  }

  @Test("within the one run of an adequacy study the line moves, and its time left is right")
  func adequacy() throws {
    let folder = try TemporaryFolder()
    try folder.write(adequacyStudy(samples: 2500), to: "study.yaml")
    let (status, lines, seconds) = try linesOnTerminal(
      ["run", folder.path + "/study.yaml", "--threads", "1", "--out", folder.path + "/out"])
    #expect(status == 0)
    expectProgress(lines)
    for line in lines {
      #expect(
        line.detail.contains(#/^Monte Carlo years \d+ of 2500, LOLE h/yr RTS /#), "\(line.detail)")
      guard let soFar = line.soFar, let left = line.left else { continue }
      // In whole seconds, and beside other tests.
      #expect(Double(soFar + left) < 3 * seconds + 1, "\(line) of \(seconds) s")
      #expect(Double(soFar + left) > seconds / 3 - 1, "\(line) of \(seconds) s")
    }
    #expect(lines.contains { $0.left != nil })
    let log = try String(contentsOfFile: folder.path + "/out/logs/progress.jsonl", encoding: .utf8)
    let events = try log.split(separator: "\n").map {
      try jsonObject(String($0))["event"] as? String
    }
    #expect(events == ["began", "made", "finished"])
  }

  @Test(
    "the climate years of a flexibility run follow each other on the line",
    .enabled(if: Tier.isSoak, "only at full size"))
  func flexibility() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      study: needs
      case: grids/penta
      kind: flexibility
      years: 2030
      horizon: {from: 01-01, to: 04-01}
      options: {network: ntc, climate_years: 1...2}
      scenarios:
        - name: base

      """, to: "study.yaml")
    let (status, lines, _) = try linesOnTerminal(
      ["run", folder.path + "/study.yaml", "--threads", "1"])
    #expect(status == 0)
    expectProgress(lines)
    for year in 1...2 {
      #expect(lines.contains { $0.detail.hasPrefix("climate year \(year) of 2, ") })
    }
  }

  @Test("a dry run tries every scenario: one that takes much longer is not missed")
  func dryRun() throws {
    let folder = try TemporaryFolder()
    let more = "  - name: many samples\n    options: {samples: 1000}"
    try folder.write(adequacyStudy(samples: 1, more: more), to: "study.yaml")
    let dry = try Tool.run(
      "run", folder.path + "/study.yaml", "--threads", "1", "--dry-run", "--json")
    #expect(dry.status == 0, "\(dry.errors)")
    let json = try jsonObject(dry.output)
    let expected = try #require(json["expected_s"] as? Double)
    #expect(
      (json["basis"] as? String)?.hasSuffix("; all 2 scenarios and years tried") == true)
    let longest = try #require(json["longest_run_s"] as? Double)
    #expect(longest > 0.8 * expected)
    let out = folder.path + "/out"
    #expect(
      try Tool.run("run", folder.path + "/study.yaml", "--threads", "1", "--out", out).status == 0)
    let manifest = try jsonObject(
      String(contentsOfFile: out + "/manifest.json", encoding: .utf8))
    let execution = try #require(manifest["execution"] as? [String: Any])
    let seconds = try #require((execution["stages_s"] as? [String: Double])?["runs"])
    // Beside other tests; a trial of the first run alone would say a twentieth.
    #expect(expected < 4 * seconds, "\(expected) s for \(seconds) s")
    #expect(expected > seconds / 4, "\(expected) s for \(seconds) s")
  }

  @Test("an interruption ends the process within five seconds, even where nobody takes its words")
  func blockedTalk() throws {
    let pipe = Pipe()
    let end = pipe.fileHandleForWriting.fileDescriptor
    let flags = fcntl(end, F_GETFL)
    _ = fcntl(end, F_SETFL, flags | O_NONBLOCK)
    for size in [4096, 1] {
      let filling = [UInt8](repeating: 32, count: size)
      while write(end, filling, size) == size {}
    }
    _ = fcntl(end, F_SETFL, flags)
    let folder = try TemporaryFolder()
    try folder.write(adequacyStudy(samples: 20_000), to: "study.yaml")
    let process = Tool.process(
      ["run", folder.path + "/study.yaml", "--threads", "1", "--out", folder.path + "/out"])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = pipe
    try process.run()
    Thread.sleep(forTimeInterval: 1)
    kill(process.processIdentifier, SIGTERM)
    let sent = Date()
    process.waitUntilExit()
    let seconds = Date().timeIntervalSince(sent)
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    // It has waited for its words to be taken.
    #expect(seconds > 2)
    #expect(seconds < 5)
    let status = try jsonObject(try Tool.run("status", folder.path + "/out", "--json").output)
    #expect(status["state"] as? String == "unfinished")
  }
}
