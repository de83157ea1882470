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
      do; the exit status is then 65.

        pentaflow validate grids/four-node
      """)

  @OptionGroup var caseOptions: CaseOptions
  @OptionGroup var talk: TalkOptions

  func run() throws {
    let (system, warnings) = try readCase(at: caseOptions.caseFolder, year: caseOptions.year)
    for warning in warnings { talk.say("\(warning)") }
    let counts = rowCounts(of: system)
    if talk.json {
      Talk.printData(
        JSONText.object([
          .init("case", .string(system.name)), .init("year", .integer(system.year)),
          .init("warnings", .array(warnings.map { .string("\($0)") })),
          .init("rows", .object(counts.map { .init($0.name, .integer($0.count)) })),
        ]).text)
    } else {
      let words = counts.filter { $0.count > 0 }.map { "\($0.count) \($0.name)" }
      Talk.printData(
        "\(system.name), \(system.year): no fault found\n  \(words.joined(separator: ", "))\n")
    }
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
