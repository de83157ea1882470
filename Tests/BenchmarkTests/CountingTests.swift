// SPDX-License-Identifier: Apache-2.0
import BenchmarkSuite
import Foundation
import Optimization
import TestSupport
import Testing

@Suite("counting")
struct CountingTests {
  @Test("allocations and instructions of a profile, names given once and by number after")
  func profile() throws {
    let text = """
      # callgrind format
      events: Ir
      summary: 1234567

      fn=(1) measuredSolve
      1 10
      cfn=(2) malloc
      calls=3 0
      1 30
      cfn=(3) free
      calls=9 0
      1 9
      fn=(4) other
      cfn=(2)
      calls=4 0
      1 40
      cfn=(5) posix_memalign'2
      calls=1 0
      1 5
      cfn=(6) malloc_usable_size
      calls=50 0
      """
    let counts = try CountedSolve.counts(inProfile: text, kernels: "k")
    #expect(counts == Counts(allocations: 8, instructions: 1_234_567, kernels: "k"))
  }

  @Test("a profile that counted nothing is an error")
  func emptyProfile() {
    #expect(throws: BenchmarkError.self) {
      try CountedSolve.counts(inProfile: "summary: 0\n", kernels: "k")
    }
  }

  @Test("the first stages of a program are a program", arguments: [3, 8])
  func firstStages(seed: UInt64) {
    let program = RandomProgram.make(seed: seed, stages: 12)
    let part = program.firstStages(5)
    #expect(part.validate().isEmpty)
    #expect(part.stageCount == 5)
    #expect(part.demand[4, 0] == program.demand[4, 0])
  }

  @Test("a program reads back from its file with every number", arguments: [3, 8])
  func programFile(seed: UInt64) throws {
    let program = RandomProgram.make(seed: seed)
    let path = NSTemporaryDirectory() + "pentaflow-program-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ProgramFile.write(program, to: path)
    let read = try ProgramFile.read(path)
    #expect(read.columns.map(\.balance) == program.columns.map(\.balance))
    #expect(read.columns.map(\.state) == program.columns.map(\.state))
    #expect(read.networkColumns.map(\.balance) == program.networkColumns.map(\.balance))
    #expect(read.upper == program.upper && read.levelUpper == program.levelUpper)
    #expect(read.networkLimit == program.networkLimit && read.demand == program.demand)
    let (first, second) = (solve(program), solve(read))
    guard case .optimal(let point) = first.outcome, case .optimal(let again) = second.outcome else {
      Issue.record("not optimal")
      return
    }
    #expect(point.balanceDuals == again.balanceDuals)
  }
}
