// SPDX-License-Identifier: Apache-2.0
import BenchmarkSuite

/// A report of one good sample and the baseline it was recorded as.
enum GoodRun {
  static let item = BenchmarkItem(.classP, .day)
  static let iterations = 37
  /// As many calls of the allocator as one in each iteration.
  static let allocations = 4870

  static var report: BenchmarkReport {
    var report = BenchmarkReport(
      suite: "quick", commit: "0000000", hasUncommittedChanges: false,
      startedUTC: "2026-01-01T00:00:00Z",
      machine: .init(processor: "a processor", processors: 2, memoryGB: 16, kernels: "kernels"))
    report.samples = [sample]
    return report
  }

  static var sample: Sample {
    Sample(
      item: item, threads: 1, kernels: "kernels",
      shape: ProgramSize(stages: 24, columns: 9456, rows: 2520, nonzeros: 38_000),
      phases: [Phase(name: "solve", seconds: Seconds(wall: 0.02, cpu: 0.02))],
      solves: (0..<9).map {
        TimedSolve(
          seconds: Seconds(wall: 0.02, cpu: 0.020 + 0.0001 * Double($0)),
          calibrationCPUSeconds: 0.005)
      },
      outcome: "optimal", iterations: iterations, factorizations: iterations,
      counts: Counts(allocations: allocations, instructions: 253_391_221, kernels: "counted"),
      peakMemoryMB: 60, solveMemoryMB: 2, objectiveEUR: 3.0e8,
      known: KnownObjective(valueEUR: 3.0e8, relativeTolerance: 2e-8, source: "by hand"),
      certificate: CertificateFigures(
        relativeGap: 3e-11, primalResidualMW: 1e-5, dualResidualEURPerMWh: 1e-9,
        safeLowerBoundEUR: 3.0e8))
  }

  static var baseline: Baseline {
    var baseline = Baseline()
    baseline.record(report)
    return baseline
  }

  /// What the gate says of the report after a change of its sample.
  static func findings(
    comparesTime: Bool = true, _ change: (inout Sample) -> Void
  ) throws -> [Finding] {
    var report = report
    change(&report.samples[0])
    return try Gate(baseline: baseline, comparesTime: comparesTime).findings(of: report)
  }
}
