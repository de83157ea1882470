// SPDX-License-Identifier: Apache-2.0
import Accounts
import GridModel
import Scenarios
import Studies

/// The block `cost_sharing` as it was read, with the places of what is held against the case.
struct CostSharingDraft {
  /// Nil for the reference scenario.
  var base: String?
  var plan: CostSharingPlan
  var place: TextPlace
  /// Every country named, with its place.
  var countryPlaces: [(country: String, place: TextPlace)] = []
}

extension StudyReader {
  mutating func costSharing(_ node: YAMLNode, at place: TextPlace) -> CostSharingDraft? {
    let what = "cost_sharing"
    guard let map = values.map(node, what, .costSharing),
      let list = values.required(
        map, "projects", what, "[{name: ..., without: [{select: ..., remove: yes}]}]")
    else { return nil }
    var draft = CostSharingDraft(plan: CostSharingPlan(base: "", projects: []), place: place)
    draft.base = map["base"].flatMap { values.text($0, "base") }
    draft.plan.threshold =
      map["threshold"].flatMap { share($0, "threshold") } ?? draft.plan.threshold
    draft.plan.interest = map["interest"].flatMap { share($0, "interest") } ?? draft.plan.interest
    draft.plan.co2ValueEURPerTonne =
      map["co2_value_eur_per_t"].flatMap {
        values.number($0, "co2_value_eur_per_t", .notNegative)
      } ?? 0
    let life = map["life_years"].flatMap { values.integer($0, "life_years", Self.lifeRange) }
    if let node = map["countries"] {
      let found = values.entries(node).compactMap { entry in
        values.text(entry, "countries").map { ($0, entry.place) }
      }
      draft.plan.countries = found.map(\.0)
      draft.countryPlaces += found
      if found.isEmpty { values.report(node.place, "countries is empty", "give at least one") }
    }
    for entry in values.entries(list) {
      let named = draft.countryPlaces.count
      guard
        let project = project(
          entry, life: life ?? CostSharingPlan.customaryLifeYears, &draft.countryPlaces)
      else { continue }
      if project.agreedShares != nil, let parties = draft.plan.countries {
        for (country, place) in draft.countryPlaces[named...] where !parties.contains(country) {
          values.report(
            place, "\(country) has a share of project \(project.name) but is not among countries",
            "add it to countries, or give its share to those who take part")
        }
      }
      if draft.plan.projects.contains(where: { $0.name == project.name }) {
        values.report(
          project.place ?? entry.place, "project \(project.name) is given twice",
          "give one another name")
      } else {
        draft.plan.projects.append(project)
      }
    }
    if list.list?.isEmpty == true {
      values.report(list.place, "projects is empty", "give at least one")
    }
    return draft.plan.projects.isEmpty ? nil : draft
  }

  private mutating func project(
    _ node: YAMLNode, life: Int, _ countries: inout [(country: String, place: TextPlace)]
  ) -> CostSharingPlan.Project? {
    let what = "a project"
    guard let map = values.map(node, what, .project),
      let nameNode = values.required(map, "name", what, "a short name"),
      let name = values.text(nameNode, "name")
    else { return nil }
    var project = CostSharingPlan.Project(name: name, lifeYears: life, place: nameNode.place)
    project.description = map["description"].flatMap { values.text($0, "description") } ?? ""
    project.with = map["with"].map { patches(of: $0) } ?? []
    project.without = map["without"].map { patches(of: $0) } ?? []
    if map["with"] == nil && map["without"] == nil {
      values.report(
        nameNode.place, "project \(name) has neither with nor without",
        "give the patches that build it in with, or those that take it away in without")
    }
    func meur(_ key: String) -> Double {
      (map[key].flatMap { values.number($0, key, .notNegative) } ?? 0) * 1e6
    }
    project.investmentEUR = meur("investment_meur")
    project.operationEURPerYear = meur("operation_meur_per_a")
    project.firstYear = map["first_year"].flatMap {
      values.integer($0, "first_year", Self.yearRange)
    }
    if let years = map["life_years"].flatMap({ values.integer($0, "life_years", Self.lifeRange) }) {
      project.lifeYears = years
    }
    if let node = map["shares"] { project.agreedShares = agreedShares(node, name, &countries) }
    return project
  }

  private mutating func agreedShares(
    _ node: YAMLNode, _ project: String, _ countries: inout [(country: String, place: TextPlace)]
  ) -> [(country: String, share: Double)]? {
    guard let members = node.members, !members.isEmpty else {
      values.report(
        node.place, "shares is \(node.kindWords), not a map of countries",
        "write shares: {Belgium: 0.5, Germany: 0.5}")
      return nil
    }
    var shares: [(country: String, share: Double)] = []
    for (key, value) in members {
      guard let country = values.text(key, "shares"),
        let part = share(value, "the share of \(country)")
      else { continue }
      countries.append((country, key.place))
      shares.append((country, part))
    }
    guard shares.count == members.count else { return nil }
    let sum = shares.reduce(0) { $0 + $1.share }
    let rounding = 1e-6
    if (sum - 1).magnitude > rounding {
      values.report(
        node.place, "the shares of \(project) sum to \(shortest(sum))",
        "give parts of its cost that sum to 1")
      return nil
    }
    return shares
  }

  /// A number from 0 to 1, or up to 100 %.
  mutating func share(_ node: YAMLNode, _ name: String) -> Double? {
    switch values.amount(node, name) {
    case .number(let number, "%"):
      return checked(number / 100, node, name)
    case .number(let number, ""):
      return checked(number, node, name)
    case .number, .word:
      values.report(
        node.place, "\(name) is \"\(node.text ?? "")\", which is not a share",
        "write it as 0.1 or 10 %")
      return nil
    case nil: return nil
    }
  }

  private mutating func checked(_ value: Double, _ node: YAMLNode, _ name: String) -> Double? {
    if NumberRange.share.contains(value) { return value }
    values.report(
      node.place, "\(name) is \(node.text ?? "")", "it must be from 0 to 1, or from 0 to 100 %")
    return nil
  }

  /// Adds the scenarios that the comparison of projects needs; says where the base is unknown.
  mutating func addCostSharing(to draft: inout StudyDraft) {
    guard var block = draft.costSharing else { return }
    let names = draft.scenarios.map(\.name)
    guard let base = block.base ?? draft.reference ?? (draft.chosen ?? names).first else { return }
    if !names.contains(base) {
      values.report(
        block.place, "cost_sharing has base \(base), which is no scenario",
        suggestion(for: base, among: names, called: "scenarios"))
      return
    }
    block.plan.base = base
    draft.costSharing = block
    draft.scenarios += block.plan.scenarios
    draft.chosen = block.plan.scenarioNames.reduce(into: draft.chosen ?? names) { chosen, name in
      if !chosen.contains(name) { chosen.append(name) }
    }
  }

  /// Countries that the case does not have, and a block that means nothing for the kind of study.
  func checkedCostSharing(_ draft: StudyDraft, against timeline: SystemTimeline) -> [InputError] {
    guard let block = draft.costSharing else { return [] }
    var values = YAMLValues(file: values.file)
    if let kind = draft.kind, kind != .coupling {
      values.report(
        block.place, "cost_sharing does nothing in a study of kind \(kind.rawValue)",
        "write kind: coupling, or leave it out")
    }
    let known = draft.years.compactMap { timeline.system(in: $0) }.flatMap(\.zones)
      .map(\.country).reduce(into: [String]()) { names, country in
        if !names.contains(country) { names.append(country) }
      }
    if known.isEmpty { return values.errors }
    for (country, place) in block.countryPlaces where !known.contains(country) {
      values.report(
        place, "no zone is in country \(country)",
        suggestion(for: country, among: known, called: "countries"))
    }
    return values.errors
  }
}
