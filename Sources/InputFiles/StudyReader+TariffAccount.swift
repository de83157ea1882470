// SPDX-License-Identifier: Apache-2.0
import Accounts
import GridModel
import Scenarios
import Studies

extension StudyReader {
  /// The accounts of the block `tariff_account`: its variants, or itself.
  mutating func tariffAccounts(_ node: YAMLNode) -> [TariffPlan] {
    let what = "tariff_account"
    guard let map = values.map(node, what, .tariffAccount) else { return [] }
    guard let list = map["variants"] else {
      return tariffPlan(name: "", what, [map]).map { [$0] } ?? []
    }
    var plans: [TariffPlan] = []
    for entry in values.entries(list) {
      guard let variant = values.map(entry, "a variant", .tariffVariant),
        let nameNode = values.required(variant, "name", "a variant", "a short name"),
        let name = values.text(nameNode, "name")
      else { continue }
      if plans.contains(where: { $0.name == name }) {
        values.report(nameNode.place, "variant \(name) is given twice", "give one another name")
      } else if let plan = tariffPlan(name: name, "variant \(name)", [variant, map]) {
        plans.append(plan)
      }
    }
    if list.list?.isEmpty == true {
      values.report(list.place, "variants is empty", "give at least one, or leave it out")
    }
    return plans
  }

  /// - Parameter maps: where keys stand, the first one first.
  private mutating func tariffPlan(name: String, _ what: String, _ maps: [YAMLMap]) -> TariffPlan? {
    func node(_ key: String) -> YAMLNode? { maps.lazy.compactMap { $0[key] }.first }
    let place = maps[0].place
    let faults = values.errors.count
    func required(_ key: String, _ example: String) -> YAMLNode? {
      if let found = node(key) { return found }
      values.report(place, "\(what) has no \(key)", "add \(key): \(example)")
      return nil
    }
    let from = required("from", "2025").flatMap { values.integer($0, "from", Self.yearRange) }
    let to =
      node("to").map { values.integer($0, "to", Self.yearRange) }
      ?? TariffPlan.customaryLastYear
    let interest = required("interest", "4 %").flatMap { share($0, "interest") }
    let tariff = required("tariff_eur_per_mw_a", "25000, or levelised").flatMap { stated($0) }
    let network = network(node, what, place)
    let bookedShare = node("booked_share").flatMap { yearlyPath($0, "booked_share", .share) }
    if case .stated = network, node("booked_share") == nil {
      _ = required("booked_share", "{2028: 0.1, 2045: 0.6}")
    }
    let plan = TariffPlan(
      name: name, firstYear: from ?? 0, lastYear: to ?? 0, interest: interest ?? 0,
      indexation: node("indexation").flatMap { share($0, "indexation") } ?? 0,
      openingEUR: (node("opening_meur").flatMap { values.number($0, "opening_meur", .any) } ?? 0)
        * 1e6,
      tariff: tariff ?? .levelised, network: network ?? .pipelines(RowSelector("pipelines")),
      lifeYears: node("life_years").flatMap { values.integer($0, "life_years", Self.lifeRange) }
        ?? Self.pipelineLifeYears,
      operationShare: node("operation_share").flatMap { share($0, "operation_share") } ?? 0,
      bookedShare: bookedShare, place: place)
    if let from, let to, to < from {
      values.report(
        (node("to") ?? node("from"))?.place ?? place, "the account ends in \(to), before it begins",
        "give to: \(from) or a later year")
    }
    return values.errors.count == faults ? plan : nil
  }

  /// Life of onshore hydrogen pipelines in cost-benefit analyses.
  private static let pipelineLifeYears = 50

  private mutating func stated(_ node: YAMLNode) -> TariffPlan.Tariff? {
    if node.text == "levelised" { return .levelised }
    guard let text = node.text, let value = Double(text), value.isFinite, value >= 0 else {
      values.report(
        node.place, "tariff_eur_per_mw_a is \(node.kindWords)",
        "write EUR per MW and year, at least 0, or levelised")
      return nil
    }
    return .given(eurPerMWYear: value)
  }

  private mutating func network(
    _ node: (String) -> YAMLNode?, _ what: String, _ place: TextPlace
  ) -> TariffPlan.Network? {
    let given = ["investment_meur", "capacity_mw"].filter { node($0) != nil }
    if let pipelines = node("pipelines") {
      if let key = given.first {
        values.report(
          node(key)?.place ?? place, "\(what) has both pipelines and \(key)",
          "give pipelines, or investment_meur with capacity_mw")
        return nil
      }
      return pipelineSelector(pipelines).map { .pipelines($0) }
    }
    guard let investment = node("investment_meur"), let capacity = node("capacity_mw") else {
      values.report(
        place,
        given.isEmpty
          ? "\(what) has no network" : "\(what) has \(given[0]), but not the other of the two",
        "add pipelines: {country: Germany}, or investment_meur: {2028: 900} and capacity_mw: "
          + "{2028: 20000}")
      return nil
    }
    guard
      let amounts = yearlyFigures(investment, "investment_meur", .notNegative, needsYears: true),
      let path = yearlyPath(capacity, "capacity_mw", .notNegative)
    else { return nil }
    return .stated(
      investmentEUR: amounts.map { ($0.year, $0.value * 1e6) }, capacityMW: path)
  }

  /// Terms of a selector of the table `pipelines`, or `all`.
  private mutating func pipelineSelector(_ node: YAMLNode) -> RowSelector? {
    guard let table = assetTables.first(where: { $0.name == "pipelines" }) else { return nil }
    if node.text == "all" { return RowSelector(table.name) }
    guard let map = values.map(node, "pipelines", .pipelines) else {
      return nil
    }
    var terms: [SelectorTerm] = []
    for key in table.keys {
      guard let names = map[key.rawValue] else { continue }
      selectorPlaces.append((key, names.place))
      terms.append(SelectorTerm(key: key, names: values.names(names, key.rawValue)))
    }
    return RowSelector(table.name, terms)
  }

  private mutating func yearlyPath(
    _ node: YAMLNode, _ name: String, _ range: NumberRange
  ) -> YearlyPath? {
    yearlyFigures(node, name, range, needsYears: false).map { YearlyPath($0) }
  }

  /// `{2028: 0.1, 2045: 60 %}`, or one figure for all years.
  private mutating func yearlyFigures(
    _ node: YAMLNode, _ name: String, _ range: NumberRange, needsYears: Bool
  ) -> [(year: Int, value: Double)]? {
    func figure(_ node: YAMLNode) -> Double? {
      range == .share ? share(node, name) : values.number(node, name, range)
    }
    guard let members = node.members else {
      if needsYears || node.list != nil {
        values.report(
          node.place, "\(name) is \(node.kindWords), not a map of years",
          "write \(name): {2028: ..., 2032: ...}")
        return nil
      }
      return figure(node).map { [(Self.yearRange.lowerBound, $0)] }
    }
    var found: [(year: Int, value: Double)] = []
    for (key, value) in members {
      guard let year = values.integer(key, "a year of \(name)", Self.yearRange),
        let figure = figure(value)
      else { continue }
      found.append((year, figure))
    }
    if members.isEmpty { values.report(node.place, "\(name) is empty", "give at least one year") }
    return found.count == members.count && !found.isEmpty
      ? found.sorted { $0.year < $1.year } : nil
  }

  /// Names of pipelines that the case does not have in any of its years.
  func checkedTariffAccounts(
    _ draft: StudyDraft, against timeline: SystemTimeline
  ) -> [InputError] {
    var values = YAMLValues(file: values.file)
    guard let table = assetTables.first(where: { $0.name == "pipelines" }) else { return [] }
    let systems = timeline.collectedYears.compactMap { timeline.system(in: $0) }
    var selectors: [RowSelector] = []
    for plan in draft.tariffAccounts {
      guard case .pipelines(let selector) = plan.network, !selectors.contains(selector) else {
        continue
      }
      selectors.append(selector)
      var isKnown = true
      for term in selector.terms {
        let known = Set(
          systems.flatMap { system in
            (0..<table.rowCount(in: system)).flatMap {
              table.selectorNames(term.key, row: $0, in: system)
            }
          }
        ).sorted()
        for name in term.names where !known.contains(where: { matches($0, pattern: name) }) {
          isKnown = false
          values.report(
            selectorPlaces.first { $0.key == term.key }?.place ?? plan.place
              ?? TextPlace(line: 1, column: 1),
            "no row of pipelines has \(term.key.rawValue) \(name)",
            suggestion(for: name, among: known, called: "names there"))
        }
      }
      if isKnown, !systems.contains(where: { !table.rows(selector, in: $0).isEmpty }) {
        values.report(
          plan.place ?? TextPlace(line: 1, column: 1), "the account has no pipeline of the case",
          "its terms have rows, but none has them all, or the case has no pipelines")
      }
    }
    return values.errors
  }
}
