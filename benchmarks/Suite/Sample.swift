// SPDX-License-Identifier: Apache-2.0

/// What one case at one size came to. EUR, MW, EUR/MWh.
package struct Sample: Codable, Equatable, Sendable {
  package var item: BenchmarkItem
  package var threads: Int
  /// Kernels that this processor was given; counts are compared with those of the same alone.
  package var kernels: String
  package var shape: ProgramSize
  /// In the order in which they ran.
  package var phases: [Phase]
  /// Every repetition of the solve, and the calibration kernel run just before it.
  package var solves: [TimedSolve]
  package var outcome: String
  package var iterations: Int
  package var factorizations: Int
  /// Of one solve on one thread; nil where they were not counted.
  package var counts: Counts?
  /// Largest resident memory of the process up to the end of the solve.
  package var peakMemoryMB: Double
  /// The same less what was resident before the solve.
  package var solveMemoryMB: Double
  package var objectiveEUR: Double
  /// As another solver or a publication has it; nil where none is known.
  package var known: KnownObjective?
  package var certificate: CertificateFigures

  package init(
    item: BenchmarkItem, threads: Int, kernels: String, shape: ProgramSize, phases: [Phase],
    solves: [TimedSolve], outcome: String, iterations: Int, factorizations: Int, counts: Counts?,
    peakMemoryMB: Double, solveMemoryMB: Double, objectiveEUR: Double, known: KnownObjective?,
    certificate: CertificateFigures
  ) {
    self.item = item
    self.threads = threads
    self.kernels = kernels
    self.shape = shape
    self.phases = phases
    self.solves = solves
    self.outcome = outcome
    self.iterations = iterations
    self.factorizations = factorizations
    self.counts = counts
    self.peakMemoryMB = peakMemoryMB
    self.solveMemoryMB = solveMemoryMB
    self.objectiveEUR = objectiveEUR
    self.known = known
    self.certificate = certificate
  }

  enum CodingKeys: String, CodingKey {
    case item, threads, kernels, shape, phases, solves, outcome, iterations, factorizations
    case counts, known, certificate
    case peakMemoryMB = "peak_memory_mb"
    case solveMemoryMB = "solve_memory_mb"
    case objectiveEUR = "objective_eur"
  }

  /// Median CPU seconds of a solve.
  package var solveCPUSeconds: Double { solves.map(\.seconds.cpu).median ?? .nan }
  package var solveWallSeconds: Double { solves.map(\.seconds.wall).median ?? .nan }

  /// CPU seconds of each solve in runs of the calibration kernel.
  package var calibratedTimes: [Double] { solves.map { $0.seconds.cpu / $0.calibrationCPUSeconds } }
}

package struct ProgramSize: Codable, Equatable, Sendable {
  package var stages: Int
  package var columns: Int
  package var rows: Int
  package var nonzeros: Int

  package init(stages: Int, columns: Int, rows: Int, nonzeros: Int) {
    self.stages = stages
    self.columns = columns
    self.rows = rows
    self.nonzeros = nonzeros
  }
}

package struct Phase: Codable, Equatable, Sendable {
  package var name: String
  package var seconds: Seconds

  package init(name: String, seconds: Seconds) {
    self.name = name
    self.seconds = seconds
  }
}

package struct TimedSolve: Codable, Equatable, Sendable {
  package var seconds: Seconds
  package var calibrationCPUSeconds: Double

  package init(seconds: Seconds, calibrationCPUSeconds: Double) {
    self.seconds = seconds
    self.calibrationCPUSeconds = calibrationCPUSeconds
  }

  enum CodingKeys: String, CodingKey {
    case seconds
    case calibrationCPUSeconds = "calibration_cpu_s"
  }
}

/// Counted by callgrind in a process of its own.
package struct Counts: Codable, Equatable, Sendable {
  /// Calls of malloc and its kin.
  package var allocations: Int
  package var instructions: Int
  /// Those of the counted process: callgrind does not know every instruction of every processor.
  package var kernels: String

  package init(allocations: Int, instructions: Int, kernels: String) {
    self.allocations = allocations
    self.instructions = instructions
    self.kernels = kernels
  }
}

package struct KnownObjective: Codable, Equatable, Sendable {
  package var valueEUR: Double
  /// Largest |difference| / (1 + |value|) that counts as the same.
  package var relativeTolerance: Double
  package var source: String

  package init(valueEUR: Double, relativeTolerance: Double, source: String) {
    self.valueEUR = valueEUR
    self.relativeTolerance = relativeTolerance
    self.source = source
  }

  enum CodingKeys: String, CodingKey {
    case source
    case valueEUR = "value_eur"
    case relativeTolerance = "relative_tolerance"
  }
}

/// Of the independent certificate.
package struct CertificateFigures: Codable, Equatable, Sendable {
  package var relativeGap: Double
  package var primalResidualMW: Double
  package var dualResidualEURPerMWh: Double
  package var safeLowerBoundEUR: Double

  package init(
    relativeGap: Double, primalResidualMW: Double, dualResidualEURPerMWh: Double,
    safeLowerBoundEUR: Double
  ) {
    self.relativeGap = relativeGap
    self.primalResidualMW = primalResidualMW
    self.dualResidualEURPerMWh = dualResidualEURPerMWh
    self.safeLowerBoundEUR = safeLowerBoundEUR
  }

  enum CodingKeys: String, CodingKey {
    case relativeGap = "relative_gap"
    case primalResidualMW = "primal_residual_mw"
    case dualResidualEURPerMWh = "dual_residual_eur_per_mwh"
    case safeLowerBoundEUR = "safe_lower_bound_eur"
  }
}

/// The same problem in another solver, one thread.
package struct PeerSample: Codable, Equatable, Sendable {
  package var item: BenchmarkItem
  package var solver: PeerSolver
  package var version: String
  /// `optimal`, or how it ended; `stopped_at_limit` where the time ran out.
  package var status: String
  package var seconds: Seconds
  package var iterations: Int
  package var objectiveEUR: Double
  /// As the solver itself reports them, in the units of the problem it was given; nil where it does
  /// not.
  package var primalInfeasibility: Double?
  package var dualInfeasibility: Double?
  package var options: String

  package init(
    item: BenchmarkItem, solver: PeerSolver, version: String, status: String, seconds: Seconds,
    iterations: Int, objectiveEUR: Double, primalInfeasibility: Double?,
    dualInfeasibility: Double?, options: String
  ) {
    self.item = item
    self.solver = solver
    self.version = version
    self.status = status
    self.seconds = seconds
    self.iterations = iterations
    self.objectiveEUR = objectiveEUR
    self.primalInfeasibility = primalInfeasibility
    self.dualInfeasibility = dualInfeasibility
    self.options = options
  }

  enum CodingKeys: String, CodingKey {
    case item, solver, version, status, seconds, iterations, options
    case objectiveEUR = "objective_eur"
    case primalInfeasibility = "primal_infeasibility"
    case dualInfeasibility = "dual_infeasibility"
  }
}

package enum PeerSolver: String, CaseIterable, Codable, Sendable {
  case highsSimplex = "highs_simplex"
  case highsInteriorPoint = "highs_ipm"
  case clpSimplex = "clp_simplex"
  /// One model of one hour, changed and solved again hour after hour; only for separable hours.
  case highsHotStart = "highs_hot_start"

  package var title: String {
    switch self {
    case .highsSimplex: "HiGHS dual simplex"
    case .highsInteriorPoint: "HiGHS interior point"
    case .clpSimplex: "CLP dual simplex"
    case .highsHotStart: "HiGHS hot start"
    }
  }
}
