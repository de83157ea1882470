// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The quick suite's gate on counts, and what the command says where something is missing.
@Suite("pentaflow bench", .serialized)
struct BenchTests {
  private static let hasPython =
    ProcessInfo.processInfo.environment["PENTAFLOW_PYTHON"].map(
      FileManager.default.isExecutableFile(atPath:)) ?? false
  private static let hasValgrind = FileManager.default.isExecutableFile(
    atPath: "/usr/bin/valgrind")

  @Test(
    "the quick suite is right and takes no more than its baseline",
    .enabled(if: hasPython && hasValgrind, "needs PENTAFLOW_PYTHON and valgrind"))
  func quickGate() throws {
    let folder = try TemporaryFolder()
    let results = folder.path + "/results.json"
    let outcome = try Tool.run(
      "bench", "--suite", "quick", "--check", "--no-time", "--quiet", "--out", results)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(!outcome.errors.contains("regression"))
    let json = try jsonObject(String(contentsOfFile: results, encoding: .utf8))
    #expect(json["schema_version"] as? Int == 1)
    let samples = try #require(json["samples"] as? [[String: Any]])
    #expect(samples.count == 4)
    for sample in samples {
      let counts = try #require(sample["counts"] as? [String: Any], "\(sample["item"] ?? "?")")
      #expect(try #require(counts["instructions"] as? Int) > 1_000_000)
    }

    // The same results against a baseline with half the iterations fail; with less, kernels other
    // than the baseline's could pass.
    let text = try String(contentsOfFile: "\(Self.baseline)", encoding: .utf8)
    let iterations = try #require(samples[0]["iterations"] as? Int)
    let expected = iterations / 2
    try folder.write(
      text.replacingOccurrences(
        of: "\"iterations\" : \(iterations),", with: "\"iterations\" : \(expected),"),
      to: "fewer.json")
    let regressed = try Tool.run(
      "bench", "--from", results, "--check", "--no-time", "--baseline",
      folder.path + "/fewer.json", "--out", folder.path + "/junit.xml")
    #expect(regressed.status == 2)
    #expect(
      regressed.errors.contains(
        "regression: \(iterations) iterations, the baseline has \(expected)"),
      "\(regressed.errors)")
    let junit = try String(contentsOfFile: folder.path + "/junit.xml", encoding: .utf8)
    #expect(junit.contains("<failure type=\"iterations\""))
  }

  private static let baseline =
    Tool.process([]).currentDirectoryURL!.path
    + "/benchmarks/baselines/counts.json"

  @Test("a missing baseline is 65 before anything runs, with the way out")
  func missingBaseline() throws {
    let outcome = try Tool.run("bench", "--check", "--baseline", "/nowhere/counts.json")
    #expect(outcome.status == 65)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.errors
        == "error: there is no baseline /nowhere/counts.json\n"
        + "  fix: run `make bench-baseline` on a commit that you trust and commit the file\n")
  }

  @Test("an output of unknown kind is wrong usage")
  func unknownOutput() throws {
    let outcome = try Tool.run("bench", "--out", "results.txt")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--out results.txt must end in .json, .md, .xml or .html"))
  }

  @Test("results that are none are 65")
  func noResults() throws {
    let outcome = try Tool.run("bench", "--from", "Package.swift")
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("error: Package.swift is no result of pentaflow bench"))
  }
}
