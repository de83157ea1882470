// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Optimization

/// A file and what is in it.
package struct FileDigest: Sendable, Equatable {
  package var name: String
  package var byteCount: Int
  package var sha256: String

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    byteCount = bytes.count
    sha256 = SHA256.hexDigest(of: bytes)
  }

  var json: JSONText {
    .object([
      .init("name", .string(name)), .init("bytes", .integer(byteCount)),
      .init("sha256", .string(sha256)),
    ])
  }
}

/// The digest of several files: of the lines `sha256sum` prints for them in the order of their
/// names, so that `cd results && sha256sum *.csv | sha256sum` gives the same.
package func combinedSHA256(_ files: [FileDigest]) -> String {
  let lines = files.sorted { $0.name < $1.name }.map { "\($0.sha256)  \($0.name)\n" }
  return SHA256.hexDigest(of: Array(lines.joined().utf8))
}

/// What made a result: everything needed to make it again, and how it went.
package struct Manifest: Sendable {
  /// Version of the tool.
  package var version: String
  /// What it was asked for: `couple`, `capacity`.
  package var command: String
  package var caseName: String
  package var casePath: String
  package var year: Int
  package var inputs: [FileDigest]
  /// Every option and setting that the result depends on with its value, defaults included.
  package var options: [JSONText.Member]
  /// Shares of figures by quality, table by table.
  package var provenance: [JSONText]
  /// What else the run has to say: sizes of the domain, for example.
  package var facts: [JSONText.Member]

  /// Facts of the machine and the moment; no result depends on them.
  package struct Execution: Sendable {
    package var host: String
    package var processor: String
    package var solverKernels: String
    package var blasKernel: String
    package var blasConfiguration: String
    package var threads: Int
    package var startedUTC: String
    package var wallSeconds: Double
    /// Seconds by stage, in the order of the stages.
    package var stages: [(name: String, seconds: Double)]
    package var peakMemoryMB: Double

    package init(
      host: String, processor: String, solverKernels: String, blasKernel: String,
      blasConfiguration: String, threads: Int, startedUTC: String, wallSeconds: Double,
      stages: [(name: String, seconds: Double)], peakMemoryMB: Double
    ) {
      self.host = host
      self.processor = processor
      self.solverKernels = solverKernels
      self.blasKernel = blasKernel
      self.blasConfiguration = blasConfiguration
      self.threads = threads
      self.startedUTC = startedUTC
      self.wallSeconds = wallSeconds
      self.stages = stages
      self.peakMemoryMB = peakMemoryMB
    }
  }

  package init(
    version: String, command: String, caseName: String, casePath: String, year: Int,
    inputs: [FileDigest], options: [JSONText.Member], provenance: [JSONText],
    facts: [JSONText.Member]
  ) {
    self.version = version
    self.command = command
    self.caseName = caseName
    self.casePath = casePath
    self.year = year
    self.inputs = inputs
    self.options = options
    self.provenance = provenance
    self.facts = facts
  }

  /// The whole manifest; `files` are the tables written, in any order. `result` is that of the
  /// base case where only capacity was computed. Without a result there is no objective and no
  /// digest.
  package func json(
    of result: CouplingResult, files: [FileDigest], execution: Execution
  ) -> JSONText {
    let hasResult = result.status.hasResult
    let members: [JSONText.Member] = [
      .init("tool", .string("pentaflow")),
      .init("version", .string(version)),
      .init("command", .string(command)),
      .init("status", .string(result.status.word)),
      .init("explanation", .array(result.status.explanation.map { .string($0) })),
      .init("case", .string(caseName)),
      .init("case_path", .string(casePath)),
      .init("year", .integer(year)),
      .init("first_unit", .string(result.axis.timestamp(at: 0))),
      .init("unit_count", .integer(result.axis.count)),
      .init("unit_hours", .number(result.axis.stepHours)),
      .init("options", .object(options)),
      .init("objective_eur", hasResult ? .number(result.objectiveEUR) : .null),
      .init(
        "slope_share_of_objective", hasResult ? .number(result.slopeShareOfObjective) : .null),
      .init("certificate", result.status.hasResult ? result.certificate.json : .null),
      .init("iterations", .integer(result.statistics.iterations)),
      .init("factorizations", .integer(result.statistics.factorizations)),
      .init("units_with_open_prices", .integer(result.statistics.openStages)),
      .init("units_with_open_prices_kept", .integer(result.statistics.keptStages)),
      .init("notes", .array(result.notes.map { .string($0) })),
      .init("facts", .object(facts)),
      .init("provenance", .array(provenance)),
    ]
    return .object(members + manifestEnding(inputs: inputs, files: files, execution: execution))
  }
}

/// What every manifest ends with: what the result was made of, its tables, in any order, and how it
/// went.
func manifestEnding(
  inputs: [FileDigest], files: [FileDigest], execution: Manifest.Execution
) -> [JSONText.Member] {
  [
    .init("inputs", .array(inputs.map(\.json))),
    .init("results", .array(files.sorted { $0.name < $1.name }.map(\.json))),
    .init("result_sha256", .optional(files.isEmpty ? nil : combinedSHA256(files))),
    .init("execution", execution.json),
  ]
}

extension Manifest.Execution {
  var json: JSONText {
    .object([
      .init("host", .string(host)),
      .init("processor", .string(processor)),
      .init("solver_kernels", .string(solverKernels)),
      .init("blas_kernel", .string(blasKernel)),
      .init("blas_configuration", .string(blasConfiguration)),
      .init("threads", .integer(threads)),
      .init("started_utc", .string(startedUTC)),
      .init("wall_s", .number(wallSeconds)),
      .init("stages_s", .object(stages.map { .init($0.name, .number($0.seconds)) })),
      .init("peak_memory_mb", .number(peakMemoryMB)),
    ])
  }
}

extension Certificate {
  /// With the units of the coupling problem.
  package var json: JSONText {
    .object([
      .init("primal_objective_eur", .number(primalObjective)),
      .init("safe_lower_bound_eur", .number(safeLowerBound)),
      .init("relative_gap", .number(relativeGap)),
      .init("primal_residual_mw", .number(primalResidual)),
      .init("primal_residual_at", .string(worstPrimal)),
      .init("dual_residual_eur_per_mwh", .number(dualResidual)),
      .init("dual_residual_at", .string(worstDual)),
      .init("complementarity_eur", .number(complementarity)),
      .init("complementarity_at", .string(worstComplementarity)),
    ])
  }
}

extension RunStatus {
  /// Whether there are figures to report; where no feasible point exists, those of the least
  /// relaxation stand for nothing but its words.
  package var hasResult: Bool {
    if case .infeasible = self { false } else { true }
  }

  package var word: String {
    switch self {
    case .optimal: "optimal"
    case .infeasible: "infeasible"
    case .inaccurate: "inaccurate"
    }
  }

  package var explanation: [String] {
    switch self {
    case .optimal: []
    case .infeasible(let words): words
    case .inaccurate(let reason): [reason]
    }
  }
}
