// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Flexibility
import GridModel
import InputFiles
import MarketCoupling
import Quantities
import Reports

extension NeedCalendar.Week: ExpressibleByArgument {}

struct FlexibilityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flexibility",
    abstract: "Computes flexibility needs of a case, and who meets them.",
    discussion: """
      Residual load is load less what renewables could give and what must run. It needs
      flexibility: within days, within weeks and over the year (half its absolute deviation from
      the mean, MWh), and on ramps of 1, 3 and 8 hours (MW). Days are local days of each zone.

        pentaflow flexibility grids/penta --year 2030 --out out/needs

      A finished run of couple tells who meets the needs, technology by technology: its parts sum
      to the need. It also gives margins, curtailment, and what is left uncovered. Give it with
      the year, series, seed and climate year it was made with:

        pentaflow couple grids/penta --year 2030 --out out/run
        pentaflow flexibility grids/penta --year 2030 --result out/run \\
          --out out/flexibility

      Several climate years, with their 5th, 50th and 95th percentiles:

        pentaflow flexibility grids/penta --year 2030 --climate-years 1...5 \\
          --out out/needs-of-five

      --forecasts DIR gives short-term needs (aFRR, mFRR) from load_forecast_mw.csv,
      load_actual_mw.csv, <technology>_forecast_mw.csv and <technology>_actual_mw.csv, a column
      for each bidding zone, and installed.csv (bidding_zone, technology, installed_mw).

      Whole needs and what is uncovered of them stand in separate tables; `pentaflow schema
      --table flexibility_needs` and so on say what their columns are.
      """)

  @OptionGroup var caseOptions: CaseOptions

  @Option(
    help: ArgumentHelp(
      "Finished result of couple; given once for each climate year, in their order.",
      valueName: "dir"), completion: .directory)
  var result: [String] = []

  @Option(
    help: ArgumentHelp("Synthetic climate years: 1...5, or 1,3,7.", valueName: "list"))
  var climateYears: ClimateYearList?

  @Option(
    help: ArgumentHelp("Folder with hourly forecasts and what came true.", valueName: "dir"),
    completion: .directory)
  var forecasts: String?

  @Option(
    help: ArgumentHelp(
      "Share by which forecasts are better in the target year, 0 to 1.", valueName: "share"))
  var forecastImprovement = 0.0

  @Option(
    help: ArgumentHelp(
      "Renewable energy to be integrated, as a share of load; needs --result.",
      valueName: "share"))
  var renewableTarget: Double?

  @Option(
    help: ArgumentHelp(
      "Bidding zones of the region, as in BE,DE-LU; all where none are given.", valueName: "zones"))
  var region: String?

  @Option(
    help: ArgumentHelp(
      "iso (Monday to Sunday) or seven_days (from the first day on).", valueName: "rule"))
  var week = NeedCalendar.Week.iso

  @Option(
    help: ArgumentHelp(
      "What is compared over the year: months, or a number of days such as 28.",
      valueName: "rule"))
  var season = SeasonArgument(season: .months)

  @Option(
    help: ArgumentHelp(
      "One clock for every zone, as in UTC; that of each zone where none is given.",
      valueName: "name"))
  var timeZone: String?

  @OptionGroup var seriesOptions: SeriesOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var talk: TalkOptions

  func validate() throws {
    if !(0...1).contains(forecastImprovement) {
      throw ValidationError("--forecast-improvement is a share from 0 to 1")
    }
    if let renewableTarget, !(renewableTarget > 0 && renewableTarget <= 10) {
      throw ValidationError("--renewable-target is a share of load, above 0 and at most 10")
    }
    if renewableTarget != nil && result.isEmpty {
      throw ValidationError(
        "--renewable-target needs --result: without a run nothing is known to be integrated")
    }
    if climateYears != nil && seriesOptions.climateYear != nil {
      throw ValidationError("give --climate-year or --climate-years, not both")
    }
    let years = climateYears?.years.count ?? 1
    if !result.isEmpty && result.count != years {
      throw ValidationError(
        "--result is given \(result.count) times for \(years) climate years; give one for each, in "
          + "their order")
    }
  }

  func run() throws {
    try output.check()
    let progress = ProgressLine(isQuiet: talk.quiet)
    var clock = StageClock()
    var inputs = try RunInputs(caseOptions, options(forYear: 0), talk: talk)
    let options = flexibilityOptions()
    let past = try forecasts.map { try readForecasts(folder: $0) }
    if let forecasts { inputs.files += try digests(ofTablesIn: forecasts) }
    clock.end("read")
    var years: [AssessedYear] = []
    let count = climateYears?.years.count ?? 1
    for place in 0..<count {
      progress.report(
        "assessing", share: Double(place) / Double(count),
        detail: climateYears.map { "climate year \($0.years[place])" } ?? "")
      let series = place == 0 ? inputs.series : try self.series(of: place, inputs)
      let assessment = try assess(
        inputs.system, series, run: result.isEmpty ? nil : result[place], forecasts: past,
        options: options, files: &inputs.files)
      years.append(AssessedYear(climateYear: climateYear(of: place), assessment: assessment))
    }
    clock.end("assess")
    let report = FlexibilityReport(years: years, options: options)
    let manifest = inputs.manifest(of: "flexibility", options: members(inputs.series.origin))
    let digest = try write(report, manifest: manifest, clock: &clock, progress: progress)
    progress.end()
    try print(report, of: inputs.system, digest: digest, wallSeconds: clock.wallSeconds)
  }

  /// The options of the series of one climate year.
  private func options(forYear place: Int) -> SeriesOptions {
    var options = seriesOptions
    if let climateYears { options.climateYear = climateYears.years[place] }
    return options
  }

  private func series(of place: Int, _ inputs: RunInputs) throws -> HourlySeries {
    try options(forYear: place).load(for: inputs.system, at: inputs.casePath).series
  }

  /// Nil where load and weather are not drawn.
  private func climateYear(of place: Int) -> Int? {
    if let climateYears { return climateYears.years[place] }
    return seriesOptions.climateYearInUse(at: caseOptions.caseFolder)
  }

  private func flexibilityOptions() -> FlexibilityOptions {
    var options = FlexibilityOptions()
    options.week = week
    options.season = season.season
    options.timeZone = timeZone
    options.region = region?.split(separator: ",").map(String.init)
    options.renewableTarget = renewableTarget
    options.forecastImprovement = forecastImprovement
    return options
  }

  private func assess(
    _ system: EnergySystem, _ series: HourlySeries, run: String?, forecasts: ForecastSeries?,
    options: FlexibilityOptions, files: inout [FileDigest]
  ) throws -> FlexibilityAssessment {
    guard let run else {
      let inputs = try MarketInputs(
        system: system, series: series, range: 0..<series.axis.count)
      return try FlexibilityAssessment(
        system: system, inputs: inputs, forecasts: forecasts, options: options)
    }
    let tables = try ResultTables(folder: run)
    guard let range = tables.range(in: series.axis) else {
      throw FlexibilityError([
        "the hours of \(run), \(tables.axis.timestamp(at: 0)) to "
          + "\(tables.axis.timestamp(at: tables.axis.count - 1)), are not in the series, which "
          + "begin \(series.axis.timestamp(at: 0)) and have \(series.axis.count) hours; give the "
          + "year that the result was made for"
      ])
    }
    let inputs = try MarketInputs(system: system, series: series, range: range)
    let dispatch = try tables.dispatch(for: inputs, zoneNames: system.zones.map(\.name))
    files += try tables.files.map { try digest(ofFile: $0) }
    return try FlexibilityAssessment(
      system: system, inputs: inputs, dispatch: dispatch, forecasts: forecasts, options: options)
  }

  /// What the manifest says of the options.
  private func members(_ origin: String) -> [JSONText.Member] {
    let years = climateYears?.years.map { JSONText.integer($0) }
    return [
      .init("result", .array(result.map { .string($0) })),
      .init("climate_years", years.map { .array($0) } ?? .null),
      .init("forecasts", .optional(forecasts)),
      .init("forecast_improvement", .number(forecastImprovement)),
      .init("renewable_target", renewableTarget.map { .number($0) } ?? .null),
      .init("region", .optional(region)), .init("week", .string(week.rawValue)),
      .init("season", .string(season.text)), .init("time_zone", .optional(timeZone)),
    ] + options(forYear: 0).members(caseFolder: caseOptions.caseFolder, origin: origin)
  }

  /// - Returns: the digest over all tables; nil where none are written.
  private func write(
    _ report: FlexibilityReport, manifest: Manifest, clock: inout StageClock,
    progress: ProgressLine
  ) throws -> String? {
    guard let out = output.out else { return nil }
    var files: [FileDigest] = []
    try writeFolder(at: out, replacing: output.force) { folder in
      for table in FlexibilityTable.allCases {
        guard let bytes = table.csv(of: report)?.bytes else { continue }
        progress.report("writing results", share: 0.99, detail: table.fileName)
        try Interruption.step { try folder.write(bytes, to: "results/" + table.fileName) }
        files.append(FileDigest(name: table.fileName, bytes: bytes))
      }
      clock.end("write")
      return manifest.json(
        over: report.years[0].assessment.axis, notes: report.notes, files: files,
        execution: clock.execution(threads: 1))
    }
    return combinedSHA256(files)
  }

  private func print(
    _ report: FlexibilityReport, of system: EnergySystem, digest: String?, wallSeconds: Double
  ) throws {
    guard !talk.json else {
      let head: [JSONText.Member] = [
        .init("status", .string("done")), .init("case", .string(system.name)),
        .init("year", .integer(system.year)),
      ]
      let tail: [JSONText.Member] = [
        .init("wall_s", .number(wallSeconds)), .init("out", .optional(output.out)),
        .init("result_sha256", .optional(digest)),
      ]
      return try Talk.printData(JSONText.object(head + report.json + tail).text)
    }
    let axis = report.years[0].assessment.axis
    try Talk.printData(
      report.text(
        title: "\(system.name) \(system.year), flexibility needs, \(axis.count) hours from "
          + axis.timestamp(at: 0)))
    try Talk.printData(
      output.out.map { "results: \($0)/results\n" } ?? "results: not written (see --out)\n")
  }
}

/// `1...5` or `1,3,7`.
struct ClimateYearList: ExpressibleByArgument {
  var years: [Int]

  init(years: [Int]) { self.years = years }

  init?(argument: String) {
    let most = 1000
    if let dots = argument.range(of: "...") {
      guard let first = Int(argument[..<dots.lowerBound]),
        let last = Int(argument[dots.upperBound...]), first >= 1, last >= first,
        last - first < most
      else { return nil }
      years = Array(first...last)
      return
    }
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    years = numbers.compactMap { $0 }
    guard years.count == numbers.count, years.count <= most, years.allSatisfy({ $0 >= 1 }),
      Set(years).count == years.count
    else { return nil }
  }
}

/// `months`, or a number of days.
struct SeasonArgument: ExpressibleByArgument {
  var season: NeedCalendar.Season

  init(season: NeedCalendar.Season) { self.season = season }

  init?(argument: String) {
    if argument == "months" {
      season = .months
    } else if let days = Int(argument), (1...366).contains(days) {
      season = .days(days)
    } else {
      return nil
    }
  }

  var text: String {
    switch season {
    case .months: "months"
    case .days(let count): "\(count)"
    }
  }

  var defaultValueDescription: String { text }
}
