// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Reports

/// Writes a coupled run into its result folder, step by step, so that an interruption between two
/// steps leaves nothing behind.
struct ResultWriter {
  var out: String
  var replacing: Bool
  var progress: ProgressLine
  /// How the run went, asked for when all else is written.
  var execution: () -> Manifest.Execution

  /// Tables, domains, hourly NetCDF and, last, the manifest. A run without a feasible point has no
  /// tables: its manifest says why.
  ///
  /// - Returns: the digest over all result tables.
  func write(_ run: ReportedRun, domains: [NamedDomain], manifest: Manifest) throws -> String {
    let folder = try Interruption.protecting { try OutputFolder(at: out, replacing: replacing) }
    defer { Interruption.release() }
    do {
      let files = run.result.status.word == "infeasible" ? [] : try writeTables(run, to: folder)
      try step {
        for domain in domains {
          try folder.write(Array(domain.domain.text().utf8), to: "domains/\(domain.name).csv")
        }
      }
      let json = manifest.json(of: run.result, files: files, execution: execution())
      try step {
        try folder.finish(manifest: Array(json.text.utf8))
        Interruption.release()
      }
      return combinedSHA256(files)
    } catch {
      try? folder.discard()
      throw error
    }
  }

  private func writeTables(_ run: ReportedRun, to folder: OutputFolder) throws -> [FileDigest] {
    var files: [FileDigest] = []
    for table in ResultTable.allCases {
      progress.report("writing results", share: 0.99, detail: table.fileName)
      try step {
        let bytes = table.csv(of: run).bytes
        try folder.write(bytes, to: "results/" + table.fileName)
        files.append(FileDigest(name: table.fileName, bytes: bytes))
      }
    }
    progress.report("writing results", share: 0.99, detail: "hourly.nc")
    try step {
      try run.writeHourlyNetCDF(
        to: folder.temporaryPath + "/results/hourly.nc",
        title: "Hourly results of a coupled run of \(run.result.axis.count) units")
    }
    return files
  }

  private func step(_ body: () throws -> Void) throws { try Interruption.step(body) }
}
