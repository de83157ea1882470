// SPDX-License-Identifier: Apache-2.0
import BenchmarkSuite
import Foundation
import Testing

@Suite("the gate of the benchmarks")
struct GateTests {
  @Test("says nothing of what is as it was")
  func unchanged() throws {
    #expect(try GoodRun.findings { _ in }.isEmpty)
  }

  @Test("flags one more factorization in each iteration")
  func oneMoreFactorization() throws {
    let findings = try GoodRun.findings { $0.factorizations += $0.iterations }
    #expect(findings.map(\.measure) == [.factorizations])
    #expect(findings.map(\.verdict) == [.regression])
    #expect(findings.first?.text == "74 factorizations, the baseline has 37")
  }

  @Test("flags a single allocation in each iteration")
  func allocationInTheLoop() throws {
    let findings = try GoodRun.findings { $0.counts?.allocations += $0.iterations }
    #expect(findings.map(\.measure) == [.allocations])
    #expect(findings.map(\.verdict) == [.regression])
    #expect(try GoodRun.findings { $0.counts?.allocations += Gate.allocationTolerance }.isEmpty)
  }

  @Test("flags half a percent more instructions, and not a tenth")
  func moreInstructions() throws {
    func findings(_ factor: Double) throws -> [Finding] {
      try GoodRun.findings {
        $0.counts!.instructions = Int(factor * Double($0.counts!.instructions))
      }
    }
    #expect(try findings(1.005).map(\.measure) == [.instructions])
    #expect(try findings(1.005).map(\.verdict) == [.regression])
    #expect(try findings(1.001).isEmpty)
    #expect(try findings(0.95).map(\.verdict) == [.improvement])
  }

  @Test("flags one more iteration with the same kernels, and four more with others")
  func moreIterations() throws {
    #expect(try GoodRun.findings { $0.iterations += 1 }.map(\.measure) == [.iterations])
    for (more, expected) in [(3, [Finding.Measure]()), (4, [.iterations])] {
      let findings = try GoodRun.findings(comparesTime: false) {
        $0.kernels = "others"
        $0.iterations += more
      }
      #expect(findings.map(\.measure) == expected, "\(more) more")
    }
  }

  @Test("compares instructions of the same kernels only, and says so")
  func otherCountedKernels() throws {
    let findings = try GoodRun.findings {
      $0.counts = Counts(allocations: 1, instructions: 1, kernels: "others")
    }
    #expect(findings.map(\.verdict) == [.notCompared])
  }

  @Test("a wrong objective fails, however fast")
  func wrongObjective() throws {
    let findings = try GoodRun.findings { sample in
      sample.objectiveEUR *= 1 + 1e-7
      for index in sample.solves.indices { sample.solves[index].seconds.cpu = 1e-6 }
    }
    #expect(findings.map(\.measure) == [.objective])
    #expect(findings.map(\.verdict) == [.regression])
    #expect(try GoodRun.findings { $0.objectiveEUR *= 1 + 1e-8 }.isEmpty)
  }

  @Test("an objective that another solver contradicts fails")
  func contradicted() throws {
    func findings(_ solver: PeerSolver, status: String = "optimal") throws -> [Finding] {
      var report = GoodRun.report
      report.peers = [
        PeerSample(
          item: GoodRun.item, solver: solver, version: "1", status: status,
          seconds: Seconds(wall: 1, cpu: 1), iterations: 1, objectiveEUR: 2.9e8,
          primalInfeasibility: 0, dualInfeasibility: 0, options: "")
      ]
      return try Gate(baseline: GoodRun.baseline, comparesTime: true).findings(of: report)
    }
    #expect(try findings(.highsSimplex).map(\.measure) == [.objective])
    #expect(try findings(.highsSimplex, status: "stopped_at_limit").isEmpty)
    // An interior point without crossover is not exact enough to judge.
    #expect(try findings(.highsInteriorPoint).isEmpty)
  }

  @Test(
    "a failed certificate or outcome fails",
    arguments: [
      ("gap", Finding.Measure.certificate), ("gap that is no number", .certificate),
      ("primal", .certificate), ("dual", .certificate), ("outcome", .outcome),
    ])
  func failedCertificate(what: String, measure: Finding.Measure) throws {
    let findings = try GoodRun.findings {
      switch what {
      case "gap": $0.certificate.relativeGap = 1.1e-8
      case "gap that is no number": $0.certificate.relativeGap = .nan
      case "primal": $0.certificate.primalResidualMW = 1.1e-3
      case "dual": $0.certificate.dualResidualEURPerMWh = 1.1e-6
      default: $0.outcome = "stopped: slowProgress"
      }
    }
    #expect(findings.map(\.measure) == [measure])
    #expect(findings.map(\.verdict) == [.regression])
  }

  @Test("time counts where all of its interval is half as much again, on the same processor")
  func slower() throws {
    func findings(_ factor: Double, comparesTime: Bool = true) throws -> [Finding] {
      try GoodRun.findings(comparesTime: comparesTime) { sample in
        for index in sample.solves.indices { sample.solves[index].seconds.cpu *= factor }
      }
    }
    #expect(try findings(1.6).map(\.measure) == [.time])
    #expect(try findings(1.4).isEmpty)
    #expect(try findings(1.6, comparesTime: false).isEmpty)
    // A machine that is slower as a whole is no regression.
    #expect(
      try GoodRun.findings { sample in
        for index in sample.solves.indices {
          sample.solves[index].seconds.cpu *= 3
          sample.solves[index].calibrationCPUSeconds *= 3
        }
      }.isEmpty)
    var report = GoodRun.report
    report.machine.processor = "another"
    let elsewhere = try Gate(baseline: GoodRun.baseline, comparesTime: true).findings(of: report)
    #expect(elsewhere.map(\.verdict) == [.notCompared])
  }

  @Test("a sample without a baseline is an error with the way out")
  func missingEntry() throws {
    #expect {
      try Gate(baseline: Baseline(), comparesTime: false).findings(of: GoodRun.report)
    } throws: {
      "\($0)"
        == "error: the baseline has no class_p, day\n"
        + "  fix: run `make bench-baseline` on a commit that you trust and commit the file"
    }
  }
}
