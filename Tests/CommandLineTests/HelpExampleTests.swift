// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// The commands that `--help` shows, each made up of its example lines.
private struct HelpExamples {
  /// `couple`, or `scenario diff`.
  var command: String
  /// Whole command lines: what ends in a backslash stands together with what follows.
  var lines: [String]

  init(command: String) throws {
    self.command = command
    let outcome = try Tool.run(command.split(separator: " ").map(String.init) + ["--help"])
    lines = Self.lines(of: outcome.output)
  }

  /// Commands and subcommands, as the tool lists them.
  static func commands(below command: String = "") throws -> [String] {
    let words = command.split(separator: " ").map(String.init)
    let help = try Tool.run(words + ["--help"]).output
    guard let list = help.range(of: "SUBCOMMANDS:\n") else { return [command] }
    return try help[list.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { !$0.isEmpty }
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .flatMap { line -> [String] in
        let name = line.split(separator: " ").first.map(String.init) ?? ""
        return try commands(below: (words + [name]).joined(separator: " "))
      }
  }

  /// Indented lines that begin with a program that examples call.
  static func lines(of help: String) -> [String] {
    var lines: [String] = []
    var isUnfinished = false
    for line in help.prefix(upTo: help.range(of: "USAGE:")?.lowerBound ?? help.endIndex)
      .split(separator: "\n")
    {
      let words = line.drop { $0 == " " }
      if isUnfinished {
        lines[lines.count - 1] += "\n" + line
      } else if line.hasPrefix("  "),
        ["pentaflow ", "sh "].contains(where: { words.hasPrefix($0) })
      {
        lines.append(String(words))
      } else {
        continue
      }
      isUnfinished = line.hasSuffix("\\")
    }
    return lines
  }

  /// Examples that take more than seconds: runs of the Penta case and its studies.
  static func isLong(_ line: String) -> Bool {
    let words = line.split(separator: " ").map(String.init)
    guard words.count > 1, words[0] == "pentaflow" else { return true }
    let reading = ["validate", "scenario", "schema", "init", "tariff", "doctor"]
    return !reading.contains(words[1])
      && (line.contains("grids/penta") || line.contains(".yaml") || words[1] == "bench"
        || (words[1] == "capacity-value"))
  }

  /// As many as the tier has time for. What follows a long one may need its result.
  var linesOfTier: [String] {
    Tier.isSoak ? lines : Array(lines.prefix { !Self.isLong($0) })
  }

  /// Needs data that do not come with the tool, the project's own folder, or the library of charts
  /// that comes at set-up.
  static let elsewhere: Set = Set(["climate fit", "climate compare", "grid derive", "bench"])
    .union(
      FileManager.default.fileExists(atPath: ProjectFolder.path(".charts/vega-bundle.js"))
        ? [] : ["report"])
}

@Suite("examples of help")
struct HelpExampleTests {
  @Test("every command has an example of its own")
  func everyCommand() throws {
    let commands = try HelpExamples.commands()
    #expect(commands.count > 20)
    #expect(commands.contains("scenario diff"))
    for command in commands {
      let examples = try HelpExamples(command: command)
      #expect(
        examples.lines.contains { ($0 + " ").hasPrefix("pentaflow \(command) ") }, "\(command)")
    }
  }

  /// A line that is broken to fit the terminal is no longer a command.
  @Test("examples stand on lines that a terminal of 80 columns does not break")
  func width() throws {
    for command in try HelpExamples.commands() {
      let words = command.split(separator: " ").map(String.init) + ["--help"]
      let narrow = try Tool.run(words, environment: ["COLUMNS": "80"]).output
      let wide = try Tool.run(words, environment: ["COLUMNS": "500"]).output
      #expect(HelpExamples.lines(of: narrow) == HelpExamples.lines(of: wide), "\(command)")
    }
  }

  /// In a folder that has nothing, with the tool on the path and cases where PENTAFLOW_HOME says.
  @Test("examples run as printed")
  func run() throws {
    var made = 0
    for command in try HelpExamples.commands() where !HelpExamples.elsewhere.contains(command) {
      let examples = try HelpExamples(command: command)
      let folder = try TemporaryFolder()
      for line in examples.linesOfTier {
        let outcome = try runPrinted(line, in: folder)
        #expect(
          outcome.status == 0, "\(command): \(line)\n\(outcome.output)\n\(outcome.errors)")
        made += 1
        if outcome.status != 0 { break }
      }
    }
    #expect(made > 10)
  }

  private func runPrinted(_ line: String, in folder: TemporaryFolder) throws -> Tool.Outcome {
    let tools = URL(fileURLWithPath: Tool.path).deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try Tool.run(
      shell: line, in: folder.path,
      environment: ["PATH": tools + ":" + path, "PENTAFLOW_HOME": ProjectFolder.path("")])
  }
}
