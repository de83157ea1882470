// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel
import Scenarios
import Studies

/// A study or scenario file as it was read.
package struct StudyFile: Sendable {
  package let path: String
  /// All scenarios, those of the grid too.
  package let book: ScenarioBook
  /// Nil where the file is no whole study.
  package let study: Study?
  package let casePath: String?
  let casePlace: TextPlace?
  /// Of every scenario that does not say otherwise.
  package let options: RunOptions
}

/// Why a path in a study file is not followed.
package struct PathRefusal: Sendable {
  package var message: String
  package var fix: String

  package init(message: String, fix: String) {
    self.message = message
    self.fix = fix
  }
}

/// The refusals with the place of the path in the file.
private func inputErrors(
  _ refusals: [PathRefusal], at place: TextPlace?, in file: String
) -> [InputError] {
  refusals.map {
    InputError(
      file: file, line: place?.line ?? 1, column: place?.column ?? 1, message: $0.message,
      fix: $0.fix)
  }
}

extension StudyFile {
  /// - Throws: every refusal of the case's path, with its place.
  package func check(_ refusals: [PathRefusal]) throws(InputErrors) {
    if !refusals.isEmpty { throw InputErrors(inputErrors(refusals, at: casePlace, in: path)) }
  }
}

/// Faults of scenarios with their places in the file, each once.
package func inputErrors(_ faults: [ScenarioFault], in file: String) -> [InputError] {
  let errors = faults.map { fault in
    InputError(
      file: file, line: fault.place?.line ?? 1, column: fault.place?.column ?? 1,
      message: fault.message, fix: fault.fix)
  }
  return Array(Set(errors)).sorted()
}

/// Reads a study file, strictly: every unknown key and wrong value is reported, each with its line
/// and column, and scenarios are held against the case.
///
/// - Parameters:
///   - isQuick: whether the block `quick` replaces what it names.
///   - refusals: why the case that the file names is not to be read; none where it may be.
///   - timeline: gives the case's systems; called once, where the file says which case.
/// - Throws: everything wrong in the file; what is wrong with the case, where that cannot be read.
package func readStudy(
  _ path: String, isQuick: Bool = false,
  refusals: (_ casePath: String) -> [PathRefusal] = { _ in [] },
  timeline: (_ casePath: String) throws(InputErrors) -> SystemTimeline
) throws(InputErrors) -> (study: Study, timeline: SystemTimeline) {
  var reader = StudyReader(file: path)
  let draft = try reader.read(isQuick: isQuick)
  let book = ScenarioBook(draft.scenarios)
  var errors = reader.values.errors + inputErrors(book.faults, in: path)
  guard let casePath = draft.casePath else { throw InputErrors(errors) }
  let refused = inputErrors(refusals(casePath), at: draft.casePlace, in: path)
  if !refused.isEmpty { throw InputErrors(errors + refused) }
  let systems: SystemTimeline
  do { systems = try timeline(casePath) } catch { throw InputErrors(errors + error.errors) }
  errors += reader.checked(draft, against: systems)
  let years = draft.years.filter { systems.range?.contains($0) == true }
  for scenario in draft.scenarios {
    guard let lineage = book.lineage(of: scenario.name) else { continue }
    let faults = inputErrors(systems.faults(of: lineage, in: years), in: path)
    // Samples differ in a value alone: what is wrong with one patch is said once.
    errors += faults.filter { fault in
      draft.sampling == nil
        || !errors.contains { ($0.line, $0.column) == (fault.line, fault.column) }
    }
  }
  guard errors.isEmpty, let study = draft.study(book) else {
    throw InputErrors(Array(Set(errors)))
  }
  return (study, systems)
}

/// Reads the scenarios of a file, which may be a whole study.
///
/// - Throws: everything wrong in the file, but for what is missing to make it a study.
package func readScenarios(_ path: String) throws(InputErrors) -> StudyFile {
  var reader = StudyReader(file: path)
  let draft = try reader.read(isQuick: false, needsStudy: false)
  let book = ScenarioBook(draft.scenarios)
  let errors = reader.values.errors + inputErrors(book.faults, in: path)
  if !errors.isEmpty { throw InputErrors(Array(Set(errors))) }
  return StudyFile(
    path: path, book: book, study: draft.study(book), casePath: draft.casePath,
    casePlace: draft.casePlace, options: draft.options)
}

/// What a study file says, as far as it could be read.
struct StudyDraft {
  var name: String?
  var description = ""
  var casePath: String?
  var casePlace: TextPlace?
  var kind: StudyKind?
  var years: [Int] = []
  var yearPlaces: [Int: TextPlace] = [:]
  var horizon: Horizon?
  var timeUnit = TimeUnit.hour
  var timeUnitPlace: TextPlace?
  var outputs = StudyOutputs.annual
  var horizonPlace: TextPlace?
  var options = RunOptions()
  var optionPlaces: [[String: TextPlace]] = []
  var scenarios: [Scenario] = []
  /// Names to run; nil for all.
  var chosen: [String]?
  var reference: String?
  var costSharing: CostSharingDraft?
  var tariffAccounts: [TariffPlan] = []
  var sampling: LeverSampling?

  func study(_ book: ScenarioBook) -> Study? {
    guard let name, let casePath, let kind, let first = (chosen ?? scenarios.map(\.name)).first
    else { return nil }
    return Study(
      name: name, description: description, casePath: casePath, kind: kind, years: years,
      horizon: horizon, timeUnit: timeUnit, outputs: outputs, options: options, book: book,
      scenarios: chosen ?? scenarios.map(\.name), reference: reference ?? first,
      costSharing: costSharing?.plan, tariffAccounts: tariffAccounts, sampling: sampling)
  }
}

struct StudyReader {
  var values: YAMLValues
  /// Sources that patches may name.
  var sources: [SourceRecord] = []
  var optionPlaces: [[String: TextPlace]] = []
  /// Where the pipelines of tariff accounts are chosen.
  var selectorPlaces: [(key: SelectorKey, place: TextPlace)] = []

  init(file: String) { values = YAMLValues(file: file) }

  mutating func read(isQuick: Bool, needsStudy: Bool = true) throws(InputErrors) -> StudyDraft {
    let root = try YAMLNode(file: values.file)
    var draft = StudyDraft()
    guard let map = values.map(root, "a study", .study) else {
      throw InputErrors(values.errors)
    }
    if needsStudy { requireStudy(map) }
    draft.name = map["study"].flatMap { values.text($0, "study") }
    draft.description = map["description"].flatMap { values.text($0, "description") } ?? ""
    draft.casePath = map["case"].flatMap { values.text($0, "case") }
    draft.casePlace = map["case"]?.place
    draft.kind = map["kind"].flatMap { values.choice($0, "kind") }
    if let node = map["years"] { readYears(node, &draft) }
    draft.horizon = map["horizon"].flatMap { horizon($0) }
    draft.horizonPlace = map.keyPlace("horizon")
    if let unit: TimeUnit = map["time_unit"].flatMap({ values.choice($0, "time_unit") }) {
      draft.timeUnit = unit
      draft.timeUnitPlace = map.keyPlace("time_unit")
    }
    if let outputs: StudyOutputs = map["outputs"].flatMap({ values.choice($0, "outputs") }) {
      draft.outputs = outputs
    }
    if let node = map["options"] { draft.options = options(node) }
    sources = map["sources"].map { readSources($0) } ?? []
    draft.scenarios = map["scenarios"].map { scenarios($0) } ?? []
    if let node = map["grid"], let grid = grid(node) {
      if grid.combinations > Self.mostScenarios {
        values.report(
          node.place, "the grid has \(grid.combinations) combinations",
          "at most \(Self.mostScenarios) are run: take settings away")
      } else {
        draft.scenarios += grid.scenarios
      }
    }
    if let node = map["sampling"], let sampling = sampling(node) {
      draft.sampling = sampling
      draft.scenarios += sampling.scenarios
    }
    // Where something is wrong with the list, that has been said.
    if draft.scenarios.isEmpty, values.errors.isEmpty {
      values.report(
        map["scenarios"]?.place ?? map.place, "the file has neither scenarios nor a grid",
        "add scenarios: [{name: base}]")
    }
    if isQuick, map["quick"] == nil {
      values.report(
        map.place, "the file has no block quick",
        "add quick: {climate_years: 1}, or leave out --quick")
    }
    if let node = map["quick"] { readQuick(node, isQuick: isQuick, &draft) }
    if let node = map["reference"], let name = values.text(node, "reference") {
      draft.reference = checkedScenario(name, node.place, draft)
    }
    if let node = map["cost_sharing"] {
      draft.costSharing = costSharing(node, at: map.keyPlace("cost_sharing") ?? node.place)
      addCostSharing(to: &draft)
    }
    if let node = map["tariff_account"] { draft.tariffAccounts = tariffAccounts(node) }
    draft.optionPlaces = optionPlaces
    return draft
  }

  private mutating func requireStudy(_ map: YAMLMap) {
    _ = values.required(map, "study", "the file", "a short name")
    _ = values.required(map, "case", "the file", "grids/penta")
    _ = values.required(map, "kind", "the file", "coupling")
    _ = values.required(map, "years", "the file", "[2030]")
  }

  private mutating func readYears(_ node: YAMLNode, _ draft: inout StudyDraft) {
    draft.years = values.integers(node, "years", Self.yearRange)
    for entry in values.entries(node) {
      if let year = entry.text.flatMap({ Int($0) }) { draft.yearPlaces[year] = entry.place }
    }
  }

  /// The name of a scenario to run, reported where there is none.
  private mutating func checkedScenario(
    _ name: String, _ place: TextPlace, _ draft: StudyDraft
  ) -> String? {
    let known = draft.scenarios.map(\.name)
    if known.contains(name) { return name }
    values.report(
      place, "there is no scenario \(name)",
      suggestion(for: name, among: known, called: "scenarios")
    )
    return nil
  }

  private mutating func readQuick(_ node: YAMLNode, isQuick: Bool, _ draft: inout StudyDraft) {
    guard let map = values.map(node, "quick", .quick) else { return }
    var quick = draft
    if let node = map["years"] { readYears(node, &quick) }
    if let node = map["horizon"] { quick.horizon = horizon(node) }
    if let node = map["climate_years"] {
      quick.options.climateYears = values.integers(node, "climate_years", Self.drawRange)
    }
    if let node = map["samples"] {
      quick.options.samples = values.integer(node, "samples", Self.drawRange)
    }
    if let node = map["scenarios"] {
      if node.list?.isEmpty == true {
        values.report(node.place, "scenarios is empty", "give at least one")
      }
      quick.chosen = values.entries(node).compactMap { entry in
        values.text(entry, "scenarios").flatMap { checkedScenario($0, entry.place, draft) }
      }
    }
    if isQuick { draft = quick }
  }

  private mutating func horizon(_ node: YAMLNode) -> Horizon? {
    guard let map = values.map(node, "horizon", .horizon),
      let from = map["from"].map({ day($0, "from") }) ?? Horizon.Day(month: 1, day: 1)
    else { return nil }
    let to = map["to"].flatMap { day($0, "to") }
    if let to, to <= from {
      values.report(
        map["to"]?.place ?? map.place, "no day lies between from and to",
        "to is the first day that is left out; give a later one")
    }
    return Horizon(from: from, to: to)
  }

  /// `01-14`: month and day.
  private mutating func day(_ node: YAMLNode, _ name: String) -> Horizon.Day? {
    guard let text = values.text(node, name) else { return nil }
    let parts = text.split(separator: "-").map { Int($0) ?? 0 }
    let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard text.count == 5, parts.count == 2, (1...12).contains(parts[0]),
      (1...days[parts[0] - 1]).contains(parts[1])
    else {
      values.report(
        node.place, "\(name) is \"\(text)\", which is no day", "write month and day as in 01-14")
      return nil
    }
    return Horizon.Day(month: parts[0], day: parts[1])
  }

  private mutating func readSources(_ node: YAMLNode) -> [SourceRecord] {
    let keys = StudyMap.source.keyNames
    return values.entries(node).compactMap { entry in
      guard let map = values.map(entry, "a source", .source) else { return nil }
      let found = keys.compactMap { key in
        values.required(map, key, "a source", key == "year" ? "2025" : "its \(key)")
      }
      guard found.count == 4, let id = values.text(found[0], "id"),
        let title = values.text(found[1], "title"),
        let year = values.integer(found[2], "year", Self.yearRange),
        let licence = values.text(found[3], "licence")
      else { return nil }
      return SourceRecord(id: id, title: title, year: year, licence: licence)
    }
  }

  /// What does not fit the kind of study or the years of the case.
  func checked(_ draft: StudyDraft, against timeline: SystemTimeline) -> [InputError] {
    var values = YAMLValues(file: values.file)
    if let range = timeline.range {
      for year in draft.years where !range.contains(year) {
        values.report(
          draft.yearPlaces[year] ?? TextPlace(line: 1, column: 1),
          "the case has no figures for \(year)",
          "its years are \(timeline.collectedYears.map(String.init).joined(separator: ", ")), and "
            + "those between them")
      }
    }
    values.errors += checkedCostSharing(draft, against: timeline)
    values.errors += checkedTariffAccounts(draft, against: timeline)
    values.errors += checkedTimeUnit(draft)
    guard let kind = draft.kind else { return values.errors }
    if kind == .adequacy, draft.horizon != nil {
      values.report(
        draft.horizonPlace ?? TextPlace(line: 1, column: 1),
        "horizon does nothing in a study of kind adequacy, which takes whole years",
        "leave it out; fewer climate_years and samples make it quicker")
    }
    for places in draft.optionPlaces {
      for name in kind.unusedOptions {
        guard let place = places[name] else { continue }
        values.report(
          place, "\(name) does nothing in a study of kind \(kind.rawValue)", "leave it out")
      }
    }
    return values.errors
  }

  /// Quarter hours where draws or forecasts go by the hour.
  private func checkedTimeUnit(_ draft: StudyDraft) -> [InputError] {
    guard draft.timeUnit != .hour, let kind = draft.kind else { return [] }
    var values = YAMLValues(file: values.file)
    let place = draft.timeUnitPlace ?? TextPlace(line: 1, column: 1)
    if kind != .coupling {
      values.report(
        place,
        "time_unit is \(draft.timeUnit.rawValue), but a study of kind \(kind.rawValue) goes "
          + "by the hour", "write 1 h, or kind: coupling")
    }
    for places in draft.optionPlaces where kind == .coupling {
      guard let samples = places["samples"] else { continue }
      values.report(
        samples, "samples draws outages by the hour, but time_unit is \(draft.timeUnit.rawValue)",
        "leave samples out, or write time_unit: 1 h")
    }
    return values.errors
  }
}
