// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CapacityCalculation
import Foundation
import InputFiles
import Reports

/// Tools for the networks of cases.
struct GridCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grid", abstract: "Makes the network tables of a case.",
    subcommands: [Derive.self])

  struct Derive: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reduces a raw network map to buses, branches and injection weights.",
      discussion: """
        Resolves the drawing points of the map, keeps all circuits between countries, the internal
        380 kV circuits that feel exchanges and the buses of large plants, and eliminates all other
        buses by Kron reduction. What was done goes to standard output.

          pentaflow grid derive --data DIR --case grids/penta
        """)

    @Option(
      help: """
        Folder with penta-real/network and penta-real/fleet; PENTAFLOW_DATA where it is not given.
        """, completion: .directory)
    var data: String?

    @Option(
      name: .customLong("case"),
      help: "Case folder that gets the three tables; its dc_links.csv is read.",
      completion: .directory)
    var caseFolder: String

    @OptionGroup var talk: TalkOptions

    func run() throws {
      let fromEnvironment = ProcessInfo.processInfo.environment["PENTAFLOW_DATA"] ?? ""
      guard let data = data ?? (fromEnvironment.isEmpty ? nil : fromEnvironment) else {
        throw UsageError(
          message: "no data folder", fix: "give --data DIR or set PENTAFLOW_DATA")
      }
      talk.say("deriving the network of \(caseFolder)")
      let derived: DerivedGrid
      do {
        derived = try deriveGrid(
          extractFolder: data + "/penta-real/network",
          plantsFile: data + "/penta-real/fleet/powerplants.csv.gz",
          linksFile: caseFolder + "/dc_links.csv")
      } catch let error as NetworkReductionError {
        exitNow(.wrongInput, saying: "error: \(error)")
      }
      try Interruption.step { try writeGridTables(derived, folder: caseFolder) }
      guard talk.json else { return try Talk.printData(derived.summary + "\n") }
      try Talk.printData(
        JSONText.object([
          .init("full_buses", .integer(derived.full.buses.count)),
          .init("full_circuits", .integer(derived.full.circuits.count)),
          .init("buses", .integer(derived.grid.buses.count)),
          .init("branches", .integer(derived.grid.branches.count)),
          .init("equivalent_branches", .integer(derived.report.equivalentBranches)),
          .init("injection_weights", .integer(derived.grid.injectionWeights.count)),
        ]).text)
    }
  }
}
