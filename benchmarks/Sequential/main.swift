// SPDX-License-Identifier: Apache-2.0
import Adequacy
import Foundation
import InputFiles

/// Sequential Monte Carlo of grids/rts79, timed; one line of JSON with the fields that
/// compare/sequential.c prints. Usage: sequential-benchmark CASE YEARS SEED
func simulate(case folder: String, years: Int, seed: UInt64) throws {
  let assets = try loadCase(at: folder).generatingUnits.map {
    OutageAsset(
      name: $0.name, capacity: .constant($0.installedMW), forcedOutageRate: $0.forcedOutageRate,
      meanTimeToRepairHours: $0.meanTimeToRepairHours)
  }
  let series = try loadSeries(folder: folder + "/series", year: 1979)
  let zone = try SingleZoneSimulation(
    assets: assets, residualLoadMW: series["load_mw", "RTS"] ?? [], seed: seed)
  let start = clock()
  let table = zone.run(samples: 0..<years)
  let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
  let indices = AdequacyIndices(table)
  print(
    String(
      format: "{\"cpu_s\": %.6f, \"years\": %ld, \"units\": %ld, \"hours\": %ld, "
        + "\"lole_h_per_yr\": %.6f, \"lole_standard_error\": %.6f, "
        + "\"eens_mwh_per_yr\": %.4f, \"eens_standard_error\": %.4f}",
      seconds, years, assets.count, table.entries.first?.shortage.hours ?? 0,
      indices.lole.mean, indices.lole.estimate.standardError, indices.eens.mean,
      indices.eens.estimate.standardError))
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let years = Int(arguments[2]), years > 0,
  let seed = UInt64(arguments[3])
else {
  FileHandle.standardError.write(Data("usage: sequential-benchmark CASE YEARS SEED\n".utf8))
  exit(64)
}
try simulate(case: arguments[1], years: years, seed: seed)
