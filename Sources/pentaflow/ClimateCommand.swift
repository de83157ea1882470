// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Climate
import GridModel
import InputFiles
import Quantities
import Reports

/// The synthetic climate of a case: fitted, shown, set beside the series it was fitted to.
struct ClimateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "climate",
    abstract: "Fits the synthetic climate of a case and shows what it draws.",
    subcommands: [Fit.self, Show.self, Compare.self])

  struct Fit: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fits climate parameters to a year of hourly series.",
      discussion: """
        SERIES holds load_mw, temperature_c, cf_solar, cf_wind_onshore and, where the case has
        them, cf_wind_offshore, cf_hydro_ror, inflow_hdam_pu and inflow_hphs_pu, as CSV or gzipped
        CSV with a column for each zone or country. Where each column lies stands in
        climate/places.csv of the case. Wind, sun and rivers get the mean availability of the case's
        fleets.

          pentaflow climate fit SERIES --case grids/penta --out out/climate
        """)

    @Argument(help: "Folder of hourly series of one year.", completion: .directory)
    var series: String

    @Option(name: .customLong("case"), help: "The case folder.", completion: .directory)
    var caseFolder: String

    @Option(help: "Folder that gets the tables.", completion: .directory)
    var out: String

    @Option(help: "Target year whose fleets give the mean availabilities; the last where absent.")
    var year: Int?

    @Option(help: "Id of the source of the series, as in sources.csv of the case.")
    var source = "own_series"

    @OptionGroup var talk: TalkOptions

    func run() throws {
      let years = try targetYears(at: caseFolder)
      let (system, caseWarnings) = try readCase(at: caseFolder, year: year ?? years.last)
      let needed = system.neededSeries
      let inputs = try readClimateFitInputs(
        seriesFolder: series, caseFolder: caseFolder, needed: needed)
      for warning in caseWarnings + inputs.warnings { talk.say("\(warning)") }
      talk.say("fitting the climate of \(caseFolder)")
      let tables = fitClimate(
        inputs.series,
        settings: ClimateFitSettings(
          sites: inputs.sites, targetMeans: meanAvailabilities(of: system), source: source))
      try Interruption.step { try writeTables(tables.map { PlainTable($0) }, folder: out) }
      let made = PlainTable(
        name: "tables", header: ["table", "rows"],
        rows: tables.map { [$0.name, "\($0.rows.count)"] })
      try print([made], json: talk.json, markdown: false)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints statistics of a drawn year and of the cold spells of many.",
      discussion: """
        Load, weather and inflow of one climate year, and how cold the coldest spells of several are.

          pentaflow climate show grids/penta --years 3 --columns BE,FR
        """)

    @OptionGroup var caseOptions: CaseOptions
    @OptionGroup var drawing: DrawingOptions

    @Option(help: ArgumentHelp("Which climate year, from 1 on.", valueName: "n"))
    var climateYear = 1

    @OptionGroup var talk: TalkOptions

    func validate() throws {
      if climateYear < 1 { throw ValidationError("--climate-year starts at 1") }
    }

    func run() throws {
      let parameters = try drawing.parameters(of: caseOptions.caseFolder)
      let axis = try drawing.axis(of: caseOptions)
      let columns = try drawing.chosenColumns(of: parameters)
      let year = SyntheticClimate(parameters: parameters, axis: axis)
        .year(climateYear, seed: drawing.seed)
      let statistics = statisticsTable(
        of: [("year \(climateYear)", [year])],
        keys: year.keys.filter { columns.contains($0.column) })
      let cold = coldSpellTable(
        parameters: parameters, columns: columns, years: drawing.years, seed: drawing.seed,
        axis: axis)
      talk.say(year.origin)
      try print(
        [PlainTable(statistics), PlainTable(cold)], json: talk.json, markdown: false)
    }
  }

  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sets drawn years beside the real series they were fitted to.",
      discussion: """
        SERIES is the folder of real series that `pentaflow climate fit` was given.

          pentaflow climate compare grids/penta SERIES --years 5
        """)

    @OptionGroup var caseOptions: CaseOptions

    @Argument(help: "Folder of the real hourly series.", completion: .directory)
    var series: String

    @OptionGroup var drawing: DrawingOptions

    @Flag(name: .customLong("md"), help: "Print tables for a Markdown page.")
    var markdown = false

    @OptionGroup var talk: TalkOptions

    func run() throws {
      let parameters = try drawing.parameters(of: caseOptions.caseFolder)
      let columns = try drawing.chosenColumns(of: parameters)
      let (real, warnings) = try readSeries(folder: series, year: nil)
      for warning in warnings { talk.say("\(warning)") }
      let wanted = parameters.keys.filter { columns.contains($0.column) }
      let climate = SyntheticClimate(
        parameters: parameters, axis: real.axis, columns: Set(wanted))
      let drawn = (1...drawing.years).map { climate.year($0, seed: drawing.seed) }
      let sides: [(series: String, years: [HourlySeries])] = [
        ("real", [real]), ("synthetic", drawn),
      ]
      let statistics = statisticsTable(of: sides, keys: wanted)
      let correlations = correlationTable(
        of: sides, variables: ["load_mw", "temperature_c", "cf_wind_onshore", "cf_solar"],
        columns: columns)
      try print(
        [PlainTable(statistics), PlainTable(correlations)], json: talk.json, markdown: markdown)
    }
  }
}

/// What is drawn from a climate.
struct DrawingOptions: ParsableArguments {
  @Option(help: "Seed of the synthetic climate.")
  var seed: UInt64 = 1

  @Option(help: "How many climate years stand behind means and cold spells.")
  var years = 20

  @Option(
    help: ArgumentHelp(
      "Columns to show, with commas between them; those of the case's main zones where absent.",
      valueName: "names"))
  var columns: String?

  func validate() throws {
    if years < 1 { throw ValidationError("--years starts at 1") }
  }

  func parameters(of caseFolder: String) throws -> ClimateParameters {
    guard hasClimate(at: caseFolder) else {
      throw UsageError(
        message: "\(caseFolder) has no climate",
        fix: "fit one with pentaflow climate fit, or name another case")
    }
    return try loadClimate(at: caseFolder)
  }

  func axis(of options: CaseOptions) throws -> TimeAxis {
    let years = try targetYears(at: options.caseFolder)
    return TimeAxis(hoursOfYear: options.year ?? years.last ?? 2030)
  }

  /// The columns named, or the first seven that have a load.
  func chosenColumns(of parameters: ClimateParameters) throws -> [String] {
    let known = parameters.loads.map(\.column)
    guard let columns else { return Array(known.prefix(7)) }
    let named = columns.split(separator: ",").map(String.init)
    if let unknown = named.first(where: { !known.contains($0) }) {
      throw UsageError(
        message: "the climate has no load of \(unknown)",
        fix: suggestion(for: unknown, among: known, called: "columns"))
    }
    return named
  }
}

extension PlainTable {
  fileprivate init(_ table: ClimateTable) {
    self.init(name: table.name, header: table.header, rows: table.rows)
  }
}

private func print(_ tables: [PlainTable], json: Bool, markdown: Bool) throws {
  if json {
    let members = tables.map { JSONText.Member($0.name, $0.json) }
    try Talk.printData(
      JSONText.object([.init("label", .string(HourlySeries.syntheticLabel))] + members).text)
  } else {
    let texts = tables.map { markdown ? $0.markdown : $0.aligned }
    try Talk.printData(
      "(\(HourlySeries.syntheticLabel))\n\n" + texts.joined(separator: "\n"))
  }
}
