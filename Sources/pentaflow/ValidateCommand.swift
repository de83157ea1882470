// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import GridModel
import InputFiles
import Reports

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Reads a case and says everything that is wrong with it.",
    discussion: """
      Every fault of every table is printed with file, line and column, what was seen and what to
      do; the exit status is then 65. Without --year every target year of the case is checked.

        pentaflow validate grids/penta
        pentaflow validate grids/penta --year 2030 --provenance

      --provenance prints how much of the case's power (GW) and energy (TWh) was read from a source,
      derived from such figures, or assumed.
      """)

  @Argument(
    help: ArgumentHelp(
      "The case folder, or one that comes with pentaflow: grids/penta.", valueName: "case-folder"),
    completion: .directory)
  var givenFolder: String

  private var caseFolder: String { ShippedFiles.casePath(givenFolder, namedIn: ".") }

  @Option(help: "Target year to check; without it, every year of the case.")
  var year: Int?

  @Flag(help: "Print the share of GW and TWh by quality of the figures.")
  var provenance = false

  @OptionGroup var talk: TalkOptions

  func run() throws {
    let years =
      try year.map { [try readCase(at: caseFolder, year: $0)] } ?? readEveryYear(of: caseFolder)
    var said: Set<InputWarning> = []
    for warning in years.flatMap(\.warnings) where said.insert(warning).inserted {
      talk.say("\(warning)")
    }
    if talk.json {
      let objects = years.map { members(of: $0.system, warnings: $0.warnings) }
      let name = JSONText.Member("case", .string(years[0].system.name))
      try Talk.printData(
        JSONText.object(
          [name]
            + (objects.count == 1
              ? objects[0] : [.init("years", .array(objects.map { .object($0) }))])
        ).text)
    } else {
      for (system, _) in years { try Talk.printData(words(for: system)) }
    }
  }

  private func words(for system: EnergySystem) -> String {
    let counts = rowCounts(of: system).filter { $0.count > 0 }.map { "\($0.count) \($0.name)" }
    return "\(system.name), \(system.year): no fault found\n  \(counts.joined(separator: ", "))\n"
      + (provenance ? system.provenanceShares.text : "")
  }

  private func members(of system: EnergySystem, warnings: [InputWarning]) -> [JSONText.Member] {
    let shares = system.provenanceShares
    return [
      .init("year", .integer(system.year)),
      .init("warnings", .array(warnings.map { .string("\($0)") })),
      .init("rows", .object(rowCounts(of: system).map { .init($0.name, .integer($0.count)) })),
    ] + (provenance ? [.init("provenance", .array((shares + shares.totals).map(\.json)))] : [])
  }

  private func rowCounts(of system: EnergySystem) -> [(name: String, count: Int)] {
    [
      ("zones", system.zones.count), ("buses", system.grid.buses.count),
      ("branches", system.grid.branches.count), ("borders", system.borders.count),
      ("dc_links", system.dcLinks.count), ("generating_units", system.generatingUnits.count),
      ("renewables", system.renewables.count), ("storages", system.storages.count),
      ("demand_response", system.demandResponse.count), ("fuels", system.fuels.count),
      ("external_constraints", system.externalConstraints.count),
    ]
  }
}
