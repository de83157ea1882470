// SPDX-License-Identifier: Apache-2.0
import Foundation
import Optimization

/// Instructions and allocations of one solve on one thread, counted by callgrind in a process of
/// its own with a fixed environment, so that the same code gives the same counts.
package struct CountedSolve {
  private static let valgrind = "/usr/bin/valgrind"
  private static let allocators: Set<String> = [
    "malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign",
  ]

  let scratch: ScratchFolder

  func counts(of program: StagedProgram, _ item: BenchmarkItem) throws -> Counts {
    guard FileManager.default.isExecutableFile(atPath: Self.valgrind) else {
      throw BenchmarkError(
        "instructions and allocations are counted by valgrind, and it is not here",
        fix: "run .ci/setup bench, or leave the counts out with --no-counts")
    }
    // Names of this process's own, so that two runs of the suite do not meet.
    let name =
      "\(item.name.rawValue)-\(item.size.rawValue)-\(ProcessInfo.processInfo.processIdentifier)"
    let problem = scratch.path("\(name).program.arrays")
    let profile = scratch.path("\(name).callgrind")
    let tool = scratch.path("\(name).pentaflow")
    defer {
      for file in [problem, profile, tool] { try? FileManager.default.removeItem(atPath: file) }
    }
    try ProgramFile.write(program, to: problem)
    try copyWithoutDebugInformation(to: tool)
    let outcome = try runProcess(
      "/usr/bin/setarch",
      [
        "-R", Self.valgrind, "--tool=callgrind", "--callgrind-out-file=\(profile)",
        "--collect-atstart=no", "--toggle-collect=*measuredSolve*",
        tool, "bench", "--solve-program", problem,
      ], environment: ["SWIFT_DETERMINISTIC_HASHING": "1", "OPENBLAS_NUM_THREADS": "1"])
    guard outcome.status == 0,
      let text = try? String(contentsOfFile: profile, encoding: .utf8)
    else {
      throw BenchmarkError(
        "the counted solve ended with \(outcome.status): \(outcome.lastWords)",
        fix: "see the message; without counts (--no-counts) the suite needs no valgrind")
    }
    let kernels = outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    return try Self.counts(inProfile: text, kernels: kernels)
  }

  /// A copy of this program: valgrind gives up on debug information that is newer than itself.
  private func copyWithoutDebugInformation(to copy: String) throws {
    let outcome = try runProcess(
      "/usr/bin/env", ["objcopy", "--strip-debug", currentExecutable, copy],
      environment: ProcessInfo.processInfo.environment)
    guard outcome.status == 0 else {
      throw BenchmarkError(
        "objcopy ended with \(outcome.status): \(outcome.lastWords)",
        fix: "install binutils, or leave the counts out with --no-counts")
    }
  }

  /// Reads callgrind's profile: `summary:` is the instructions, `calls=` after `cfn=` the calls.
  ///
  /// Source: Valgrind manual, "Callgrind Format Specification".
  package static func counts(inProfile text: String, kernels: String) throws -> Counts {
    var names: [Substring: Substring] = [:]
    var called: Substring = ""
    var allocations = 0
    var instructions: Int?
    for line in text.split(separator: "\n") {
      if line.hasPrefix("cfn=") || line.hasPrefix("fn=") {
        let value = line.drop { $0 != "=" }.dropFirst()
        let number = value.prefix { $0 != " " }
        let name = value.dropFirst(number.count).drop { $0 == " " }
        if !name.isEmpty { names[number] = name }
        if line.hasPrefix("cfn=") { called = names[number] ?? "" }
      } else if line.hasPrefix("calls=") {
        // A name ends in '2 and the like where a function calls itself.
        if allocators.contains(String(called.prefix { $0 != "'" && $0 != "@" })) {
          allocations += Int(line.dropFirst(6).prefix { $0 != " " }) ?? 0
        }
      } else if line.hasPrefix("summary:") || line.hasPrefix("totals:") {
        instructions = Int(line.drop { $0 != " " }.dropFirst()) ?? instructions
      }
    }
    guard let instructions, instructions > 0 else {
      throw BenchmarkError(
        "the profile of the counted solve holds no instructions",
        fix: "see whether measuredSolve is a function of its own in this build")
    }
    return Counts(allocations: allocations, instructions: instructions, kernels: kernels)
  }
}

/// What the counted process does: reads a program, solves it on one thread, says its kernels.
///
/// The first hours are solved before, uncounted: what the language's runtime sets up at the first
/// use of a type depends on the rest of the program and is no work of the solver.
package func solveProgramFile(_ path: String) throws -> String {
  let program = try ProgramFile.read(path)
  let settings = SolverSettings.ofBenchmarks(threads: 1)
  _ = solve(program.firstStages(8), settings: settings)
  let result = measuredSolve(program, settings)
  guard case .optimal = result.outcome else {
    throw BenchmarkError(
      "the counted solve is not optimal", fix: "run the suite without counts to see how it ends")
  }
  return currentKernels()
}

extension StagedProgram {
  /// The first stages alone, levels free within their bounds at the end.
  package func firstStages(_ count: Int) -> StagedProgram {
    var part = self
    part.stageCount = count
    for (_, path) in ProgramFile.tables {
      let whole = self[keyPath: path]
      var table = StageTable(constant: whole.values, stageCount: count)
      if whole.varies {
        table = StageTable(stageCount: count, itemCount: whole.itemCount)
        table.values = Array(whole.values.prefix(count * whole.itemCount))
      }
      part[keyPath: path] = table
    }
    part.networkMatrixOfStage = Array(networkMatrixOfStage.prefix(count))
    return part
  }
}
