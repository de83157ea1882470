// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Optimization
import Reports

/// Makes a result folder of what `body` writes, manifest last, so that neither an interruption
/// between two steps nor an error leaves anything behind.
///
/// - Parameter body: writes in steps of ``Interruption/step(_:)`` and returns the manifest.
func writeFolder(
  at out: String, replacing: Bool, _ body: (OutputFolder) throws -> JSONText
) throws {
  let folder = try Interruption.protecting { try OutputFolder(at: out, replacing: replacing) }
  defer { Interruption.release() }
  do {
    let manifest = try body(folder)
    try Interruption.step {
      try folder.finish(manifest: Array(manifest.text.utf8))
      Interruption.release()
    }
  } catch {
    try? folder.discard()
    throw error
  }
}

/// Where files of a result go.
protocol ResultSink {
  /// Writes a file; `name` may have folders in it.
  func write(_ bytes: [UInt8], to name: String) throws
}

extension OutputFolder: ResultSink {}

extension StudyResultsDraft: ResultSink {}

extension ResultSink {
  /// Writes one CSV file for each domain into a folder of the result, or into the result itself.
  func write(
    _ domains: [NamedDomain], into folder: String = "", onlyPresolved: Bool = false
  ) throws -> [FileDigest] {
    try domains.map { domain in
      let bytes = Array(domain.domain.text(onlyPresolved: onlyPresolved).utf8)
      try Interruption.step { try write(bytes, to: folder + domain.name + ".csv") }
      return FileDigest(name: domain.name + ".csv", bytes: bytes)
    }
  }

  /// Writes result tables of a run.
  func write(
    _ tables: [ResultTable] = ResultTable.allCases, of run: ReportedRun,
    into folder: String = "results/", progress: ProgressLine? = nil
  ) throws -> [FileDigest] {
    try tables.map { table in
      progress?.report("writing results", share: 0.99, detail: table.fileName)
      let bytes = table.csv(of: run).bytes
      try Interruption.step { try write(bytes, to: folder + table.fileName) }
      return FileDigest(name: table.fileName, bytes: bytes)
    }
  }

  /// Writes tables that are made already.
  func write(_ tables: [OutputTable], into folder: String = "results/") throws -> [FileDigest] {
    try tables.map { table in
      try Interruption.step { try write(table.bytes, to: folder + table.schema.fileName) }
      return table.digest
    }
  }

  /// Writes all result tables and the hourly NetCDF file.
  func write(
    _ run: ReportedRun, seriesOrigin: String, progress: ProgressLine
  ) throws -> [FileDigest] {
    let files = try write(of: run, progress: progress) + write(HydrogenTable.tables(of: run))
    progress.report("writing results", share: 0.99, detail: "hourly.nc")
    let hourly = try run.hourlyNetCDF(
      title: "Hourly results of a coupled run of \(run.result.axis.count) units",
      seriesOrigin: seriesOrigin)
    try Interruption.step { try write(hourly, to: "results/hourly.nc") }
    return files
  }
}

/// Writes a program for another solver.
func writeMPS(of program: StagedProgram, name: String, to path: String) throws {
  do {
    let file = try Interruption.protecting { try StreamedFile(path) }
    defer { Interruption.release() }
    try mpsText(of: program, name: name) { try file.write($0) }
    try Interruption.step {
      try file.finish()
      Interruption.release()
    }
  } catch let error as FileSystemError {
    throw OutputError.failed(error)
  }
}

/// Throws where ``writeMPS(of:name:to:)`` would, before hours of work.
func checkMPS(_ path: String) throws(OutputError) {
  do { try StreamedFile.check(path) } catch { throw .failed(error) }
}
