// SPDX-License-Identifier: Apache-2.0
import Foundation
import MarketCoupling
import Optimization
import Reports

/// Runs a case phase by phase.
struct MeasuredRun {
  /// A solve is repeated until its repetitions took this long,
  static let repetitionCPUSeconds = 2.0
  /// but so often at most.
  static let mostRepetitions = 15

  let threads: Int
  /// Whether the solve is repeated for its time.
  let repeats: Bool
  let scratch: ScratchFolder

  /// - Parameter counting: whether instructions and allocations of a small size are counted too.
  func sample(of item: BenchmarkItem, counting: Bool) throws -> Sample {
    var phases = PhaseList()
    let program = try program(of: item, &phases)
    let before = Host.residentMemoryMB()
    forgetPeakMemory()
    let settings = SolverSettings.ofBenchmarks(threads: threads)
    var (solves, result) = timed(program, settings)
    let peak = Host.peakMemoryMB
    if repeats { repeatSolve(program, settings, &solves) }
    phases.append("solve", solves.map(\.seconds))

    let (point, outcome) = point(of: result.outcome)
    let certificate = phases.measure("certificate") {
      Certificate.compute(for: program, at: point)
    }
    let problem = try phases.measure("write") { try exportLinearProgram(program, of: item) }
    return Sample(
      item: item, threads: threads, kernels: currentKernels(), shape: problem.size,
      phases: phases.list, solves: solves, outcome: outcome,
      iterations: result.statistics.iterations, factorizations: result.statistics.factorizations,
      counts: counting && item.size.hours <= SuiteKind.countedHours
        ? try CountedSolve(scratch: scratch).counts(of: program, item) : nil,
      peakMemoryMB: peak, solveMemoryMB: peak - before,
      objectiveEUR: certificate.primalObjective, known: try KnownObjectives.of(item),
      certificate: CertificateFigures(certificate))
  }

  /// The program of a case, with the phases that lead to it.
  func program(of item: BenchmarkItem, _ phases: inout PhaseList) throws -> StagedProgram {
    switch item.name {
    case .classP, .classPHours:
      // Making the instance is no phase: a real case is read, not drawn.
      _ = try classP(item)
      let instance = try phases.measure("read") { try classP(item) }
      return try phases.measure("build") {
        try instance.program(withStorage: item.name == .classP)
      }
    case .penta:
      let instance = try phases.measure("read") {
        try PentaInstance(hours: item.size.hours, threads: threads)
      }
      let schedule = try phases.measure("capacity") { try instance.schedule() }
      return try phases.measure("build") { try instance.program(under: schedule) }
    }
  }

  private func classP(_ item: BenchmarkItem) throws -> ClassPInstance {
    try ClassPInstance(
      seed: 1, start: 0, hours: item.size.hours, scratch: scratch, python: PythonTool())
  }

  private func timed(
    _ program: StagedProgram, _ settings: SolverSettings
  ) -> ([TimedSolve], SolveResult) {
    var calibration = CalibrationKernel()
    let unit = calibration.cpuSeconds()
    let watch = Stopwatch()
    let result = measuredSolve(program, settings)
    return ([TimedSolve(seconds: watch.seconds, calibrationCPUSeconds: unit)], result)
  }

  private func repeatSolve(
    _ program: StagedProgram, _ settings: SolverSettings, _ solves: inout [TimedSolve]
  ) {
    let first = max(solves[0].seconds.cpu, 1e-3)
    let count = min(Self.mostRepetitions, Int(Self.repetitionCPUSeconds / first))
    for _ in 0..<count { solves += timed(program, settings).0 }
  }

  private func point(of outcome: Outcome) -> (StagedPoint, String) {
    switch outcome {
    case .optimal(let point): (point, "optimal")
    case .infeasible(let infeasibility): (infeasibility.relaxed, "infeasible")
    case .stopped(let reason, let best): (best, "stopped: \(reason.rawValue)")
    }
  }

  /// Writes the problem for other solvers.
  func exportLinearProgram(
    _ program: StagedProgram, of item: BenchmarkItem
  ) throws -> LinearProgramFile {
    let problem = LinearProgramFile(of: program)
    try problem.write(to: Self.problemPath(of: item, in: scratch))
    return problem
  }

  static func problemPath(of item: BenchmarkItem, in scratch: ScratchFolder) -> String {
    scratch.path("\(item.name.rawValue)-\(item.size.rawValue).lp.arrays")
  }
}

/// What is timed and counted. Not inlined, so that a counter of instructions finds it by name.
@inline(never)
func measuredSolve(_ program: StagedProgram, _ settings: SolverSettings) -> SolveResult {
  solve(program, settings: settings)
}

extension CertificateFigures {
  init(_ certificate: Certificate) {
    self.init(
      relativeGap: certificate.relativeGap, primalResidualMW: certificate.primalResidual,
      dualResidualEURPerMWh: certificate.dualResidual,
      safeLowerBoundEUR: certificate.safeLowerBound)
  }
}

/// Phases as they end.
struct PhaseList {
  private(set) var list: [Phase] = []

  mutating func measure<Value>(_ name: String, _ body: () throws -> Value) rethrows -> Value {
    let watch = Stopwatch()
    let value = try body()
    list.append(Phase(name: name, seconds: watch.seconds))
    return value
  }

  /// The median of several repetitions.
  mutating func append(_ name: String, _ seconds: [Seconds]) {
    list.append(
      Phase(
        name: name,
        seconds: Seconds(
          wall: seconds.map(\.wall).median ?? .nan, cpu: seconds.map(\.cpu).median ?? .nan)))
  }
}

/// Objectives that are known from elsewhere: `benchmarks/cases/objectives.json`.
enum KnownObjectives {
  static let file = "benchmarks/cases/objectives.json"

  private struct Entry: Codable {
    var item: BenchmarkItem
    var known: KnownObjective
  }

  static func of(_ item: BenchmarkItem) throws -> KnownObjective? {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw BenchmarkError(
        "there is no \(file) here", fix: "run pentaflow bench in the project's folder")
    }
    return try JSONDecoder().decode([Entry].self, from: data).first { $0.item == item }?.known
  }
}
