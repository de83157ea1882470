// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import Scenarios
import Studies

extension StudyReader {
  static let yearRange = 1900...2200
  static let lifeRange = 1...100
  static let delayRange = -100...100
  /// Of climate years and samples.
  static let drawRange = 1...1_000_000
  /// More scenarios of a grid, or samples of levers, than anyone means.
  static let mostScenarios = 10_000
}

extension StudyMap {
  /// A whole study file.
  package static let study = StudyMap(
    "study", "A Pentaflow study: what is run and compared.",
    [
      Key("study", .text, "short name of the study", isRequired: true),
      Key("description", .text, "the question that it answers"),
      Key(
        "case", .text,
        "case folder: beside the file, in the current folder, or one that comes with the tool",
        isRequired: true, example: "grids/penta"),
      Key(
        "kind", choice(of: StudyKind.self),
        "what each run is: a coupling, a Monte Carlo adequacy or a flexibility assessment",
        isRequired: true),
      Key(
        "years", .integers(StudyReader.yearRange),
        "target years; those between years of the case "
          + "are interpolated", isRequired: true, example: "[2030, 2040]"),
      Key("horizon", .map(horizon), "days of every target year; the whole year without it"),
      Key(
        "time_unit", choice(of: TimeUnit.self),
        "length of the market time unit; quarter hours hold the values of their hour"),
      Key("outputs", choice(of: StudyOutputs.self), "tables that every run leaves"),
      Key("options", .map(options), "of every scenario that does not say otherwise"),
      Key("quick", .map(quick), "what --quick takes instead"),
      Key("reference", .text, "scenario that the others are compared with; the first without it"),
      Key("sources", .oneOrMore(.map(source)), "sources of figures that patches state"),
      Key("scenarios", .list(.map(scenario)), "chosen assumptions"),
      Key("grid", .map(grid), "levers of which every combination is a scenario"),
      Key("sampling", .map(sampling), "levers drawn together by Latin hypercube sampling"),
      Key("cost_sharing", .map(costSharing), "projects whose cost is shared among countries"),
      Key("tariff_account", .map(tariffAccount), "tariff accounts of a hydrogen network"),
    ])

  static let horizon = StudyMap(
    "horizon", "Days of every target year.",
    [
      Key("from", .day, "first day; 1 January without it", example: "01-14"),
      Key("to", .day, "first day that is left out; the end of the year without it"),
    ])

  static let quick = StudyMap(
    "quick", "What --quick takes instead of the settings of the study.",
    [
      Key("years", .integers(StudyReader.yearRange), "target years"),
      Key("horizon", .map(horizon), "days of every target year"),
      Key("climate_years", .integers(StudyReader.drawRange), "climate years", example: "1...3"),
      Key("samples", .integer(StudyReader.drawRange), "outage samples of each climate year"),
      Key("scenarios", .names, "names of scenarios, also of a grid or of samples"),
    ])

  static let source = StudyMap(
    "source", "Where figures come from.",
    [
      Key("id", .text, "what patches call it", isRequired: true),
      Key("title", .text, "its title", isRequired: true),
      Key("year", .integer(StudyReader.yearRange), "year of its edition", isRequired: true),
      Key("licence", .text, "licence of its data", isRequired: true, example: "CC-BY-4.0"),
    ])

  static let options = StudyMap(
    "options", "Settings of runs.",
    [
      Key("network", choice(of: NetworkModel.self), "limits of exchanges between zones"),
      Key(
        "min_ram", .number(.share),
        "least share of the limit of every CNEC that trade gets (0 to 1)", example: "0.7"),
      Key(
        "price_cap_eur_per_mwh", .number(.positive),
        "highest clearing price of every electricity zone in EUR/MWh", example: "4000"),
      Key(
        "climate_years", .integers(StudyReader.drawRange), "climate years: one, a list, or a range",
        example: "1...3"),
      Key("climate_seed", .seed, "seed of drawn climate years"),
      Key("samples", .integer(StudyReader.drawRange), "outage samples of each climate year"),
      Key("outage_seed", .seed, "seed of drawn outages"),
      Key("sharing_rule", choice(of: SharingRule.self), "how zones share a shortage"),
      Key("storage_rule", choice(of: StorageRule.self), "how storages act around a shortage"),
      Key("use_reserves", .flag, "whether reserves are used before load is shed"),
      Key(
        "renewable_exemptions", .flag,
        "whether zones and hours are exempt from the match of renewable hydrogen"),
    ])

  private static let scenarioKeys = [
    Key("name", .text, "a short name", isRequired: true),
    Key("base", .text, "scenario that it stands on; the case without it"),
    Key("description", .text, "what it assumes"),
    Key("options", .map(options), "settings of its runs"),
    Key("patches", .oneOrMore(.map(patch)), "changes of the case, in their order"),
  ]

  static let scenario = StudyMap("scenario", "A chosen assumption.", scenarioKeys)

  /// One way that a lever of a grid can stand.
  static let setting = StudyMap(
    "setting", "A setting of a lever of the grid.", scenarioKeys.filter { $0.name != "base" })

  static let grid = StudyMap(
    "grid", "Levers of which every combination is a scenario.",
    [
      Key("base", .text, "scenario that every combination stands on; the case without it"),
      Key("levers", .oneOrMore(.map(lever)), "levers, the last changing fastest", isRequired: true),
    ])

  static let lever = StudyMap(
    "lever", "A lever of the grid.",
    [
      Key("name", .text, "a short name", isRequired: true),
      Key("settings", .oneOrMore(.map(setting)), "the ways it can stand", isRequired: true),
    ])

  static let sampling = StudyMap(
    "sampling",
    "Latin hypercube sampling: every lever has one value in each of as many equally likely parts of "
      + "its range as there are samples.",
    [
      Key("base", .text, "scenario that every sample stands on; the case without it"),
      Key(
        "samples", .integer(1...StudyReader.mostScenarios), "number of samples, each a scenario",
        isRequired: true),
      Key("seed", .seed, "seed of the draws; 1 without it"),
      Key(
        "levers", .oneOrMore(.map(sampledLever)), "what is drawn; each lever by itself",
        isRequired: true),
    ])

  static let sampledLever = StudyMap(
    "sampled_lever", "A figure, or several that move together, drawn from a range.",
    [
      Key("name", .text, "a short name; draws depend on it, not on other levers", isRequired: true),
      Key(
        "from", .quantity, "least value, with the unit of its figures or without", isRequired: true,
        example: "0.8"),
      Key("to", .quantity, "largest value, in the unit of from", isRequired: true, example: "1.2"),
      Key(
        "distribution", choice(of: LeverDistribution.self),
        "of the values between from and to; "
          + "uniform without it"),
      Key("mode", .quantity, "most likely value of a triangular distribution"),
      Key(
        "patches", .oneOrMore(.map(patch)),
        "changes in which the word \(StudyReader.sampledWord) stands for the value",
        isRequired: true),
    ])

  static let patch = StudyMap(
    "patch", "A change of the rows that it selects: select, and one operation.",
    oneOf: operations.map(\.name),
    [Key("select", .map(select), "the rows that are changed", isRequired: true)] + operations + [
      Key("over", choice(of: PatchScope.self), "whether a figure is meant for each row or all"),
      Key(
        "years", .integers(StudyReader.yearRange), "target years in which it counts; all without"),
      Key("source", .text, "id of the source of the figures"),
      Key("quality", choice(of: Quality.self), "of the figures"),
      Key("note", .text, "a remark; nothing reads it"),
    ])

  private static let operations = [
    Key("set", figures { $0.kind != .profile }, "the figures are these values"),
    Key("add", figures(\.isAmount), "so much more, or less"),
    Key("scale", figures(\.isAmount), "times so much", example: "{installed_mw: 120 %}"),
    Key("cap", figures(\.isAmount), "no more than these values"),
    Key("swap", figures { $0.kind == .profile }, "other hourly profiles of the case"),
    Key(
      "delay", .either([.integer(StudyReader.delayRange), .map(delay)]),
      "the figures of so many years earlier"),
    Key(
      "remove", .either([.word("yes"), .word("true"), .word("cascade")]),
      "the rows are gone; with cascade also those that refer to them"),
    Key("insert", columns, "a new row of the table"),
  ]

  static let operationNames = operations.map(\.name)

  static let select = StudyMap(
    "select", "Rows of a table: those that meet every key; * stands for any letters.",
    [Key("table", .choice(assetTables.map(\.name)), "table of the case", isRequired: true)]
      + SelectorKey.allCases.map { Key($0.rawValue, .names, $0.meaning) })

  static let delay = StudyMap(
    "delay", "Figures of earlier years.",
    [
      Key(
        "years", .integer(StudyReader.delayRange), "years by which it comes later",
        isRequired: true),
      Key("attribute", .text, "the one figure that is delayed; all amounts without it"),
    ])

  static let costSharing = StudyMap(
    "cost_sharing", "Projects whose worth to each country is found and whose cost is shared.",
    [
      Key("base", .text, "scenario that projects are put into or taken out of"),
      Key("projects", .oneOrMore(.map(project)), "the projects", isRequired: true),
      Key("countries", .names, "those that share cost; all without it"),
      Key("threshold", .share, "least part of all gains that makes a country pay"),
      Key("interest", .share, "yearly", example: "4 %"),
      Key("life_years", .integer(StudyReader.lifeRange), "life of projects in years"),
      Key(
        "co2_value_eur_per_t", .number(.notNegative),
        "what a tonne of CO2 is held to cost the country that emits it, in EUR/t"),
    ])

  static let project = StudyMap(
    "project", "A project: patches that build it or take it away, and its cost.",
    [
      Key("name", .text, "a short name", isRequired: true),
      Key("description", .text, "what it is"),
      Key("with", .oneOrMore(.map(patch)), "patches that build it in a base without it"),
      Key("without", .oneOrMore(.map(patch)), "patches that take it out of a base that has it"),
      Key("investment_meur", .number(.notNegative), "investment in million EUR"),
      Key("operation_meur_per_a", .number(.notNegative), "cost in million EUR per year"),
      Key("first_year", .integer(StudyReader.yearRange), "first year of its life"),
      Key("life_years", .integer(StudyReader.lifeRange), "its life in years"),
      Key(
        "shares", .byName(.share), "agreed parts of its cost by country, which sum to 1",
        example: "{Belgium: 0.5, Germany: 0.5}"),
    ])

  private static let tariffKeys = [
    Key("from", .integer(StudyReader.yearRange), "first year"),
    Key("to", .integer(StudyReader.yearRange), "last year"),
    Key(
      "tariff_eur_per_mw_a", .either([.number(.notNegative), .word("levelised")]),
      "paid per MW booked, in EUR per MW and year of the first year"),
    Key(
      "booked_share", .either([.share, .byYear(.share)]), "booked part of capacity",
      example: "{2030: 5 %, 2045: 60 %}"),
    Key("pipelines", .either([.word("all"), .map(pipelines)]), "those of the case"),
    Key("investment_meur", .byYear(.number(.notNegative)), "investment by year in million EUR"),
    Key(
      "capacity_mw",
      .either([.number(.notNegative), .byYear(.number(.notNegative))]),
      "entry and exit capacity together in MW"),
    Key("life_years", .integer(StudyReader.lifeRange), "life of investments in years"),
    Key("operation_share", .share, "yearly cost, as a part of the investment"),
    Key("interest", .share, "yearly, on the balance and on capital"),
    Key("indexation", .share, "yearly growth of the tariff"),
    Key("opening_meur", .number(.any), "balance at the start in million EUR; debt is negative"),
  ]

  static let tariffAccount = StudyMap(
    "tariff_account", "Tariff accounts of a hydrogen network.",
    tariffKeys + [
      Key("variants", .oneOrMore(.map(tariffVariant)), "accounts that differ in some of the keys")
    ])

  static let tariffVariant = StudyMap(
    "tariff_variant", "A tariff account: what it says instead of the block.",
    [Key("name", .text, "a short name", isRequired: true)] + tariffKeys)

  static let pipelines = StudyMap(
    "pipelines", "Pipelines of the case.",
    (assetTables.first { $0.name == "pipelines" }?.keys ?? []).map {
      Key($0.rawValue, .names, $0.meaning)
    })

  // MARK: - Values

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    of type: Choice.Type
  ) -> StudyValue { .choice(type.allCases.map(\.rawValue)) }

  /// The figures that an operation can change, with the tables that have them.
  private static func figures(_ isMeant: (Attribute) -> Bool) -> StudyValue {
    .figures(named(assetTables.map { ($0.name, $0.attributes.filter(isMeant)) }))
  }

  /// What a new row can state.
  private static var columns: StudyValue {
    .figures(
      [(name: likeColumn, meaning: "row that is copied where nothing is stated")]
        + named(assetTables.map { ($0.name, $0.identity + $0.attributes) }))
  }

  private static func named(
    _ tables: [(name: String, attributes: [Attribute])]
  ) -> [(name: String, meaning: String)] {
    var order: [String] = []
    var words: [String: (unit: String, tables: [String])] = [:]
    for (table, attributes) in tables {
      for attribute in attributes {
        // Where a row has a limit each way, one name stands for both.
        let isForward = attribute.name == "p_max_forward_mw"
        for name in [attribute.name] + (isForward ? [bothDirections] : []) {
          if words[name] == nil { order.append(name) }
          words[name, default: (attribute.unit, [])].tables.append(table)
        }
      }
    }
    return order.map { name in
      let (unit, tables) = words[name] ?? ("", [])
      return (name, (unit.isEmpty ? "" : "\(unit); ") + "of \(tables.joined(separator: ", "))")
    }
  }
}

extension SelectorKey {
  /// For readers of the schema.
  fileprivate var meaning: String {
    switch self {
    case .asset: "names of rows"
    case .zone: "zones"
    case .biddingZone: "bidding zones"
    case .country: "countries"
    case .technology: "technologies, also kinds of storages, branches and zones"
    case .fuel: "fuels"
    case .border: "borders, either way round: BE-FR"
    case .hub: "offshore hubs"
    case .carrier: "carriers"
    }
  }
}
