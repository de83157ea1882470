// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import Scenarios
import Studies

extension StudyReader {
  mutating func scenarios(_ node: YAMLNode) -> [Scenario] {
    guard let list = node.list else {
      values.report(
        node.place, "scenarios is \(node.kindWords), not a list", "begin each with - name: ...")
      return []
    }
    return list.compactMap { scenario($0, "a scenario", .scenario) }
  }

  private mutating func scenario(
    _ node: YAMLNode, _ what: String, _ known: StudyMap
  ) -> Scenario? {
    guard let map = values.map(node, what, known),
      let nameNode = values.required(map, "name", what, "a short name"),
      let name = values.text(nameNode, "name")
    else { return nil }
    var scenario = Scenario(name: name, place: nameNode.place)
    if let base = map["base"] {
      scenario.base = values.text(base, "base")
      scenario.basePlace = base.place
    }
    scenario.description = map["description"].flatMap { values.text($0, "description") } ?? ""
    if let node = map["options"] { scenario.options = options(node) }
    if let node = map["patches"] { scenario.patches = patches(of: node) }
    return scenario
  }

  mutating func patches(of node: YAMLNode) -> [Patch] {
    values.entries(node).flatMap { patches($0) }
  }

  mutating func grid(_ node: YAMLNode) -> LeverGrid? {
    guard let map = values.map(node, "grid", .grid),
      let leverNode = values.required(map, "levers", "grid", "[{name: gas, settings: [...]}]")
    else { return nil }
    var grid = LeverGrid(levers: [], place: map["base"]?.place ?? node.place)
    grid.base = map["base"].flatMap { values.text($0, "base") }
    for entry in values.entries(leverNode) {
      guard let lever = values.map(entry, "a lever", .lever),
        let nameNode = values.required(lever, "name", "a lever", "a short name"),
        let name = values.text(nameNode, "name"),
        let settings = values.required(lever, "settings", "a lever", "[{name: low, patches: []}]")
      else { continue }
      let found = values.entries(settings).compactMap {
        scenario($0, "a setting", .setting)
      }
      for (place, setting) in found.enumerated()
      where found[..<place].contains(where: { $0.name == setting.name }) {
        values.report(
          setting.place ?? entry.place, "lever \(name) has setting \(setting.name) twice",
          "give one another name")
      }
      grid.levers.append(LeverGrid.Lever(name: name, settings: found))
    }
    return grid
  }

  mutating func options(_ node: YAMLNode) -> RunOptions {
    var options = RunOptions()
    guard let map = values.map(node, "options", .options) else { return options }
    options.network = map["network"].flatMap { values.choice($0, "network") }
    options.minimumRAM = map["min_ram"].flatMap { values.number($0, "min_ram", .share) }
    options.priceCapEURPerMWh = map["price_cap_eur_per_mwh"].flatMap {
      values.number($0, "price_cap_eur_per_mwh", .positive)
    }
    if let node = map["climate_years"] {
      options.climateYears = values.integers(node, "climate_years", Self.drawRange)
    }
    options.climateSeed = map["climate_seed"].flatMap {
      values.integer($0, "climate_seed", 0...UInt64.max)
    }
    options.samples = map["samples"].flatMap { values.integer($0, "samples", Self.drawRange) }
    options.outageSeed = map["outage_seed"].flatMap {
      values.integer($0, "outage_seed", 0...UInt64.max)
    }
    options.sharingRule = map["sharing_rule"].flatMap { values.choice($0, "sharing_rule") }
    options.storageRule = map["storage_rule"].flatMap { values.choice($0, "storage_rule") }
    options.usesReserves = map["use_reserves"].flatMap { values.flag($0, "use_reserves") }
    options.hasRenewableExemptions = map["renewable_exemptions"].flatMap {
      values.flag($0, "renewable_exemptions")
    }
    var places: [String: TextPlace] = [:]
    for key in map.keys { places[key] = map.keyPlace(key) }
    optionPlaces.append(places)
    return options
  }

  /// A patch with several figures is one for each of them.
  private mutating func patches(_ node: YAMLNode) -> [Patch] {
    guard let map = values.map(node, "a patch", .patch) else { return [] }
    var places: [PatchPart: TextPlace] = [.whole: node.place]
    let selector = values.required(map, "select", "a patch", "{table: renewables, zone: BE}")
      .flatMap { self.selector($0, &places) }
    let given = StudyMap.operationNames.filter { map[$0] != nil }
    guard given.count == 1, let verb = given.first, let operand = map[verb] else {
      values.report(
        node.place,
        given.isEmpty
          ? "the patch does nothing" : "the patch does \(given.joined(separator: " and "))",
        "give it one of \(StudyMap.operationNames.joined(separator: ", "))")
      return []
    }
    places[.operation] = map.keyPlace(verb)
    if verb == "insert" {
      for (key, value) in operand.members ?? [] {
        if let name = key.text { places[.column(name)] = value.place }
      }
    }
    let operations = operations(verb, operand)
    var patch = Patch(selector ?? RowSelector("", []), .remove(cascade: false), places: places)
    patch.over = map["over"].flatMap { values.choice($0, "over") }
    if let node = map["years"] {
      patch.years = values.integers(node, "years", Self.yearRange)
      patch.places[.years] = node.place
    }
    patch.quality = map["quality"].flatMap { values.choice($0, "quality") }
    patch.source = map["source"].flatMap { source($0) }
    guard selector != nil else { return [] }
    return operations.map { operation, attributePlace, valuePlace in
      var result = patch
      result.operation = operation
      result.places[.attribute] = attributePlace
      result.places[.value] = valuePlace
      return result
    }
  }

  private mutating func selector(
    _ node: YAMLNode, _ places: inout [PatchPart: TextPlace]
  ) -> RowSelector? {
    guard let map = values.map(node, "select", .select),
      let tableNode = values.required(
        map, "table", "select", assetTables.map(\.name).joined(separator: " | ")),
      let table = values.text(tableNode, "table")
    else { return nil }
    places[.table] = tableNode.place
    var terms: [SelectorTerm] = []
    for key in SelectorKey.allCases {
      guard let node = map[key.rawValue] else { continue }
      places[.selector(key)] = node.place
      terms.append(SelectorTerm(key: key, names: values.names(node, key.rawValue)))
    }
    return RowSelector(table, terms)
  }

  private mutating func source(_ node: YAMLNode) -> SourceRecord? {
    guard let id = values.text(node, "source") else { return nil }
    if let found = sources.first(where: { $0.id == id }) { return found }
    values.report(
      node.place, "there is no source \(id)",
      sources.isEmpty
        ? "list it in the file: sources: [{id: \(id), title: ..., year: 2025, licence: ...}]"
        : suggestion(for: id, among: sources.map(\.id), called: "sources"))
    return nil
  }

  private typealias PlacedOperation = (
    operation: PatchOperation, attribute: TextPlace?, value: TextPlace?
  )

  private mutating func operations(_ verb: String, _ node: YAMLNode) -> [PlacedOperation] {
    switch verb {
    case "remove": return removal(node)
    case "delay": return delay(node)
    case "insert": return insertion(node)
    default: break
    }
    guard let members = node.members, !members.isEmpty else {
      values.report(
        node.place, "\(verb) is \(node.kindWords), not a map of figures",
        "write \(verb): {installed_mw: ...}")
      return []
    }
    return members.compactMap { key, value in
      guard let name = values.text(key, verb), let amount = values.amount(value, name) else {
        return nil
      }
      let operation: PatchOperation =
        switch verb {
        case "set": .set(attribute: name, amount)
        case "add": .add(attribute: name, amount)
        case "scale": .scale(attribute: name, amount)
        case "cap": .cap(attribute: name, amount)
        default: .swap(attribute: name, amount.description)
        }
      return (operation, key.place, value.place)
    }
  }

  private mutating func removal(_ node: YAMLNode) -> [PlacedOperation] {
    switch node.text {
    case "yes", "true": return [(.remove(cascade: false), nil, node.place)]
    case "cascade": return [(.remove(cascade: true), nil, node.place)]
    default:
      values.report(node.place, "remove is \(node.kindWords)", "write yes or cascade")
      return []
    }
  }

  private mutating func insertion(_ node: YAMLNode) -> [PlacedOperation] {
    guard let members = node.members, !members.isEmpty else {
      values.report(
        node.place, "insert is \(node.kindWords), not a map of columns",
        "write insert: {link: ..., from_zone: ..., to_zone: ..., p_max_mw: ...}")
      return []
    }
    var row = InsertedRow(columns: [])
    for (key, value) in members {
      guard let name = values.text(key, "insert"), let amount = values.amount(value, name),
        let text = value.text
      else { continue }
      if name == likeColumn {
        row.like = text
      } else {
        row.columns.append(.init(name: name, value: amount, text: text))
      }
    }
    return [(.insert(row), nil, nil)]
  }

  /// A number of years, or a map with the figure that is delayed.
  private mutating func delay(_ node: YAMLNode) -> [PlacedOperation] {
    guard node.members != nil else {
      return values.integer(node, "delay", Self.delayRange).map {
        [(.delay(years: $0, attribute: nil), nil, node.place)]
      } ?? []
    }
    guard let map = values.map(node, "delay", .delay),
      let yearNode = values.required(map, "years", "delay", "3"),
      let years = values.integer(yearNode, "years", Self.delayRange)
    else { return [] }
    let attribute = map["attribute"]
    return [
      (
        .delay(years: years, attribute: attribute.flatMap { values.text($0, "attribute") }),
        attribute?.place, yearNode.place
      )
    ]
  }
}
