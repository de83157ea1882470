// SPDX-License-Identifier: Apache-2.0
import Studies

/// Figures of a study: `study_runs` or `study_differences`, summed up over the runs of each
/// scenario, target year and zone as the table is read, so that each of its cells is read once.
struct StudyFrame {
  /// A scenario in a target year.
  struct Label: Hashable {
    var scenario: String
    var year: Int
  }

  struct Figure {
    var column: String
    /// With unit.
    var title: String

    /// - Parameter meaning: what follows a semicolon, how zones are put together, is no part of the
    ///   title.
    fileprivate init(column: String, meaning: String?, unit: String) {
      self.column = column
      let words = meaning?.prefix { $0 != ";" } ?? column[...]
      title = String(words) + (unit.isEmpty ? "" : " (\(unit))")
    }
  }

  /// A run that has no optimum.
  struct Failure {
    var run: Int
    var label: Label
    var status: String
    var reason: String
  }

  /// A figure over the runs of one label that have it.
  struct Span {
    private(set) var low = Double.infinity
    private(set) var high = -Double.infinity
    private(set) var count = 0
    private var sum = 0.0

    var mean: Double { sum / Double(count) }

    fileprivate mutating func add(_ value: Double) {
      guard value.isFinite else { return }
      (low, high) = (min(low, value), max(high, value))
      sum += value
      count += 1
    }
  }

  /// Labels that a chart shows, but for the references: more bars cannot be read.
  static let mostShown = 30

  let figures: [Figure]
  /// In the order of their first run.
  let labels: [Label]
  /// Zones with their own rows, without all together.
  let zones: [String]
  let failures: [Failure]
  let reference: String?
  /// Those of ``labels`` that charts show, in the same order: all where they can be read, else the
  /// references and those whose main figure lies furthest from that of the reference in their year.
  private(set) var shown: [Label] = []
  private let isDifference: Bool
  /// Whether the study has several target years, which then stand with the scenario.
  private let hasYears: Bool
  private let runCounts: [Label: Int]

  private struct Place: Hashable {
    var label: Label
    var zone: String
  }
  private let places: [Place: Int]
  /// By place and, in the order of ``figures``, figure.
  private let spans: [[Span]]

  init?(_ result: FinishedResult, table: StudyTable) throws {
    let fixed = ["run", "scenario", "year", "zone"]
    guard let frame = try result.frame(table.rawValue, needed: fixed) else { return nil }
    let kind = result.manifest.kind.flatMap { StudyKind(rawValue: $0) }
    let notFigures = fixed + ["climate_year", "sample", "status", "reason", "reference"]
    let known = kind?.columns ?? []
    figures = frame.header.filter { !notFigures.contains($0) }.map { name in
      let column = known.first { $0.name == name }
      return Figure(column: name, meaning: column?.meaning, unit: column?.unit ?? "")
    }
    reference = result.manifest.reference
    isDifference = table == .differences
    let columns = try figures.map { try frame.numbers($0.column) }
    let (runs, years) = (try frame.numbers("run"), try frame.numbers("year"))
    let (scenarios, zoneTexts) = (frame.texts("scenario"), frame.texts("zone"))
    let (status, reasons) = (frame.texts("status"), frame.texts("reason"))

    let rowLabels = scenarios.indices.map {
      Label(scenario: scenarios[$0], year: Int(exactly: years[$0].rounded()) ?? 0)
    }
    let none = Array(repeating: Span(), count: columns.count)
    var places: [Place: Int] = [:]
    var spans: [[Span]] = []
    var counts: [Label: Int] = [:]
    var failures: [Failure] = []
    var seen = Set<Double>()
    for (row, label) in rowLabels.enumerated() {
      let key = Place(label: label, zone: zoneTexts[row])
      let place = places[key] ?? spans.count
      if place == spans.count {
        places[key] = place
        spans.append(none)
      }
      for (figure, column) in columns.enumerated() { spans[place][figure].add(column[row]) }
      guard seen.insert(runs[row]).inserted else { continue }
      counts[label, default: 0] += 1
      if !status.isEmpty, status[row] != "optimal" {
        failures.append(
          Failure(
            run: Int(exactly: runs[row].rounded()) ?? 0, label: label, status: status[row],
            reason: reasons.isEmpty ? "" : reasons[row]))
      }
    }
    (self.places, self.spans) = (places, spans)
    self.failures = failures
    runCounts = counts
    labels = distinct(rowLabels)
    zones = distinct(zoneTexts).filter { $0 != allZones && !$0.isEmpty }
    hasYears = Set(labels.map(\.year)).count > 1
    shown = chosen
  }

  /// The scenario, with its year where the study has several.
  func text(_ label: Label) -> String {
    hasYears ? "\(label.scenario) \(label.year)" : label.scenario
  }

  /// Target years in order.
  var years: [Int] { Set(labels.map(\.year)).sorted() }

  func runCount(_ label: Label) -> Int { runCounts[label] ?? 0 }

  func place(of column: String) -> Int? { figures.firstIndex { $0.column == column } }

  /// The figure that a study of its kind is about.
  var mainFigure: Int {
    place(of: "load_weighted_price_eur_per_mwh") ?? place(of: "lole_h_per_yr")
      ?? place(of: "need_day_gwh") ?? 0
  }

  /// A figure over the runs of one label; nil where none has it.
  func span(_ figure: Int, label: Label, zone: String = allZones) -> Span? {
    guard figures.indices.contains(figure), let place = places[Place(label: label, zone: zone)],
      spans[place][figure].count > 0
    else { return nil }
    return spans[place][figure]
  }

  /// How far a figure, the main one where none is named, of a label lies from that of the reference
  /// in the same year; nil where either has none.
  func move(_ label: Label, of figure: Int? = nil) -> Double? {
    let figure = figure ?? mainFigure
    guard let mean = span(figure, label: label)?.mean else { return nil }
    if isDifference { return mean }
    guard let reference,
      let base = span(figure, label: Label(scenario: reference, year: label.year))
    else { return nil }
    return mean - base.mean
  }

  private var chosen: [Label] {
    guard labels.count > Self.mostShown else { return labels }
    let moves = labels.map { $0.scenario == reference ? 0 : move($0)?.magnitude ?? -1 }
    let others = labels.indices.filter { labels[$0].scenario != reference }
    // Equal moves in the order of the table.
    let furthest = others.sorted { (moves[$1], $0) < (moves[$0], $1) }.prefix(Self.mostShown)
    let kept = Set(furthest)
    return labels.indices.filter { labels[$0].scenario == reference || kept.contains($0) }
      .map { labels[$0] }
  }

  /// What charts leave out, in words; empty where they show all.
  var shownWords: String {
    guard shown.count < labels.count else { return "" }
    let main = figures.indices.contains(mainFigure) ? figures[mainFigure].title : "the main figure"
    return
      "The \(Self.mostShown) of \(labels.count) scenarios and years that move furthest from the "
      + "reference of their year by \(main); the other \(labels.count - shown.count) are in the "
      + "table of scenarios and in results/."
  }

  var scenarioAxis: VegaChannel {
    .name("scenario", "scenario") {
      $0.sort = .names(shown.map(text))
      $0.axis = VegaAxis { $0.labelLimit = 260 }
    }
  }
}

/// Each once, in the order of the first.
func distinct<Name: Hashable>(_ names: [Name]) -> [Name] {
  var seen = Set<Name>()
  return names.filter { seen.insert($0).inserted }
}
