// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import TestSupport
import Testing

/// What `make study` runs: all hours of 2030 at full size, a week in the fast tier.
@Suite("the study of the Penta case")
struct PentaStudyTests {
  @Test("is proven optimal within its limits, with the same bytes for one thread and for two")
  func study() throws {
    let folder = try TemporaryFolder()
    let range = Tier.isSoak ? [] : ["--from", "2030-01-15", "--to", "2030-01-22"]
    var digests: Set<String> = []
    for threads in ["1", "2"] {
      let out = "\(folder.path)/\(threads)"
      let outcome = try Tool.run(
        ["couple", "grids/penta", "--year", "2030", "--threads", threads, "--out", out, "--json"]
          + range)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let json = try jsonObject(outcome.output)
      #expect(json["status"] as? String == "optimal")
      digests.insert(try #require(json["result_sha256"] as? String))
      let certificate = try #require(json["certificate"] as? [String: Any])
      let gap = try #require(certificate["relative_gap"] as? Double)
      let rows = try #require(certificate["primal_residual_mw"] as? Double)
      let duals = try #require(certificate["dual_residual_eur_per_mwh"] as? Double)
      #expect(gap <= 1e-7)
      #expect(rows <= 1e-3)
      #expect(duals <= 1e-6)

      let manifest = try jsonObject(
        String(decoding: try LocalDisk().read(out + "/manifest.json"), as: UTF8.self))
      #expect(manifest["unit_count"] as? Int == (Tier.isSoak ? 8760 : 168))
      let execution = try #require(manifest["execution"] as? [String: Any])
      let memory = try #require(execution["peak_memory_mb"] as? Double)
      let seconds = try #require(execution["wall_s"] as? Double)
      #expect(memory <= 4000)
      // Only at full size: a limit of minutes for what takes one or two, not a measure of speed.
      if Tier.isSoak { #expect(seconds <= 600) }
      report(
        figure: "study, \(threads) threads: \(json["iterations"] ?? "?") iterations, \(seconds) s, "
          + "\(memory) MB, gap \(gap), rows \(rows) MW, duals \(duals) EUR/MWh, "
          + "cost \(json["objective_eur"] ?? "?") EUR")
    }
    #expect(digests.count == 1)
    let disk = LocalDisk()
    for part in ["results", "domains"] {
      let names = try disk.entries(of: "\(folder.path)/1/\(part)")
      #expect(try disk.entries(of: "\(folder.path)/2/\(part)") == names)
      #expect(part == "domains" || names.contains("hourly.nc"))
      for name in names {
        let one = try disk.read("\(folder.path)/1/\(part)/\(name)")
        #expect(try disk.read("\(folder.path)/2/\(part)/\(name)") == one, "\(part)/\(name)")
      }
    }
  }
}
