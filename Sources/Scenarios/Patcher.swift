// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// A system as a scenario has it in one year.
package struct PatchedSystem: Sendable {
  package var system: EnergySystem
  /// Provenance of the figures that patches changed.
  package var origins: [FigureKey: Provenance] = [:]
  /// What happened beside what was asked for, in sentences.
  package var notes: [String] = []

  package init(system: EnergySystem) { self.system = system }
}

extension SystemTimeline {
  /// The system of a scenario in one year.
  ///
  /// - Parameter lineage: the scenario and what it stands on, the root first.
  /// - Throws: everything wrong with the patches that count in the year.
  package func system(
    of lineage: [Scenario], in year: Int
  ) throws(ScenarioFaults) -> PatchedSystem {
    let (patched, faults) = patched(lineage, in: year)
    if !faults.isEmpty { throw ScenarioFaults(faults.map(\.fault)) }
    return patched
  }

  /// The system of a scenario in a year in which some of its patches may find nothing to change; for
  /// scenarios that have been held against their years by ``faults(of:in:)``.
  package func systemOfAnyYear(
    of lineage: [Scenario], in year: Int
  ) throws(ScenarioFaults) -> PatchedSystem {
    let (patched, faults) = patched(lineage, in: year)
    let wrong = faults.filter { !$0.isIdle && $0.patch.number >= 0 }
    if !wrong.isEmpty { throw ScenarioFaults(wrong.map(\.fault)) }
    return patched
  }

  /// Everything wrong with a scenario over the years of a study. A patch for several years must
  /// find something to change in at least one of them, and each of its names a row.
  package func faults(of lineage: [Scenario], in years: [Int]) -> [ScenarioFault] {
    var found: [ScenarioFault] = []
    var yearsOfMessage: [IdleMessage: (fault: ScenarioFault, years: Set<Int>)] = [:]
    var idleYears: [PatchID: Set<Int>] = [:]
    for year in years {
      for fault in patched(lineage, in: year).faults {
        guard fault.isIdle else {
          found.append(fault.fault)
          continue
        }
        let key = IdleMessage(patch: fault.patch, message: fault.fault.message)
        yearsOfMessage[key] = (
          fault.fault, (yearsOfMessage[key]?.years ?? []).union([year])
        )
        if fault.isOfWholePatch { idleYears[fault.patch, default: []].insert(year) }
      }
    }
    for scenario in lineage {
      for (number, patch) in scenario.patches.enumerated() {
        let id = PatchID(scenario: scenario.name, number: number)
        let counted = Set(years.filter { patch.counts(in: $0) })
        let isIdle = idleYears[id] == counted
        found += yearsOfMessage.filter {
          $0.key.patch == id && (isIdle || $0.value.years == counted)
        }.map(\.value.fault)
      }
    }
    return Array(Set(found)).sorted()
  }

  private func patched(
    _ lineage: [Scenario], in year: Int
  ) -> (patched: PatchedSystem, faults: [PatchFault]) {
    guard let base = system(in: year) else {
      let scenario = lineage.last
      let years = range.map { "from \($0.lowerBound) to \($0.upperBound)" } ?? "none"
      return (
        PatchedSystem(system: EnergySystem(name: "", year: year)),
        [
          PatchFault(
            patch: PatchID(scenario: scenario?.name ?? "", number: -1), isIdle: false,
            fault: ScenarioFault(
              scenario: scenario?.name ?? "", place: scenario?.place,
              message: "the case has no figures for \(year)", fix: "its years are \(years)"))
        ]
      )
    }
    var patcher = Patcher(timeline: self, year: year, result: PatchedSystem(system: base))
    for scenario in lineage {
      for number in scenario.patches.indices { patcher.apply(number, of: scenario) }
    }
    if let last = lineage.last, !last.patches.isEmpty { patcher.checkHubs(of: last, base: base) }
    if let cap = lineage.reversed().compactMap(\.options.priceCapEURPerMWh).first {
      for zone in patcher.result.system.zones.rows { patcher.result.system.setCap(cap, of: zone) }
    }
    return (patcher.result, patcher.faults)
  }
}

extension EnergySystem {
  fileprivate mutating func setCap(_ cap: Double, of zone: Row<Zone>) {
    if zones[zone].carrier == .electricity { zones[zone].priceCapEURPerMWh = cap }
  }
}

struct PatchID: Hashable {
  var scenario: String
  var number: Int
}

private struct IdleMessage: Hashable {
  var patch: PatchID
  var message: String
}

struct PatchFault {
  var patch: PatchID
  /// The patch finds nothing to change in this year; another year may be different.
  var isIdle: Bool
  /// Whether that is so of all that it names, or of one name among others.
  var isOfWholePatch = true
  var fault: ScenarioFault
}

/// Applies patches one after the other; faulty ones are left out and reported.
struct Patcher {
  let timeline: SystemTimeline
  let year: Int
  var result: PatchedSystem
  private(set) var faults: [PatchFault] = []
  /// The patch at work.
  private(set) var scenario = Scenario(name: "")
  private(set) var number = 0
  /// Whether it has changed anything so far.
  var hasChanged = false
  var patch = Patch(RowSelector("", []), .remove(cascade: false))

  init(timeline: SystemTimeline, year: Int, result: PatchedSystem) {
    self.timeline = timeline
    self.year = year
    self.result = result
  }

  mutating func apply(_ number: Int, of scenario: Scenario) {
    self.scenario = scenario
    self.number = number
    patch = scenario.patches[number]
    checkYears()
    guard patch.counts(in: year) else { return }
    let before = result
    hasChanged = false
    if case .insert(let row) = patch.operation {
      let faultsBefore = faults.count
      insert(row)
      if faults.count > faultsBefore { result = before }
      return
    }
    guard let found = selected() else { return }
    let faultsBefore = faults.count
    switch patch.operation {
    case .remove(let cascade): remove(found, cascade: cascade)
    case .delay(let years, let attribute): delay(found, years: years, attribute: attribute)
    default: for (table, rows) in found { change(rows, of: table) }
    }
    guard faults.count == faultsBefore else {
      result = before
      return
    }
    if !hasChanged {
      report(
        .whole, "the patch changes nothing: every figure is so already",
        "leave it out, or check its value", isIdle: true)
    }
  }

  /// Offshore hubs that scenarios leave without a cable.
  mutating func checkHubs(of scenario: Scenario, base: EnergySystem) {
    self.scenario = scenario
    let links = Self.linkedZones(of: result.system)
    for zone in result.system.zones
    where zone.kind == .offshoreHub && zone.carrier == .electricity && !links.contains(zone.name) {
      let isNew = base.zone(named: zone.name) == nil
      faults.append(
        PatchFault(
          patch: PatchID(scenario: scenario.name, number: -1), isIdle: false,
          fault: ScenarioFault(
            scenario: scenario.name, place: scenario.place,
            message: "hub \(zone.name) has no cable" + (isNew ? "" : " left"),
            fix: isNew
              ? "insert a row of dc_links that joins it to a shore"
              : "keep one of its links, or remove the hub: "
                + "select {table: zones, asset: \(zone.name)}, remove: cascade")))
    }
  }

  private static func linkedZones(of system: EnergySystem) -> Set<String> {
    Set(
      (system.dcLinks.flatMap { [$0.from, $0.to] } + system.borders.flatMap { [$0.from, $0.to] })
        .map { system.zones[$0].name })
  }

  private mutating func checkYears() {
    guard let range = timeline.range else { return }
    for year in patch.years where !range.contains(year) {
      report(
        .years, "year \(year) is outside the case",
        "its years are \(timeline.collectedYears.map(String.init).joined(separator: ", "))")
    }
  }

  mutating func report(
    _ part: PatchPart, _ message: String, _ fix: String, isIdle: Bool = false,
    isOfWholePatch: Bool = true
  ) {
    faults.append(
      PatchFault(
        patch: PatchID(scenario: scenario.name, number: number), isIdle: isIdle,
        isOfWholePatch: isOfWholePatch,
        fault: ScenarioFault(
          scenario: scenario.name, patch: number + 1, place: patch.place(of: part),
          message: message, fix: fix)))
  }
}

// MARK: - What a patch is about

extension Patcher {
  /// Tables and rows that the selector finds; nil where that is nothing, which is reported.
  private mutating func selected() -> [(table: AssetTable, rows: [Int])]? {
    let selector = patch.selector
    var tables = assetTables.filter { matches($0.name, pattern: selector.table) }
    guard !tables.isEmpty else {
      report(
        .table, "there is no table \(selector.table)",
        suggestion(for: selector.table, among: assetTables.map(\.name), called: "tables"))
      return nil
    }
    if selector.table.contains("*") {
      tables = tables.filter { table in
        selector.terms.allSatisfy { table.keys.contains($0.key) }
          && (patch.operation.attribute.map { table.attribute($0) != nil } ?? true)
      }
      if tables.isEmpty {
        report(
          .table, "no table \(selector.table) has all that the patch names",
          "name one table, and choose its rows by what it has")
        return nil
      }
    }
    guard areKnown(selector.terms, in: tables) else { return nil }
    let found = tables.map { ($0, $0.rows(selector, in: result.system)) }
    let earlier = earlierRows(tables)
    guard found.contains(where: { !$0.1.isEmpty }) || earlier else {
      report(
        .whole, "the patch matches no row of \(selector.table)",
        "each of its terms has rows, but none has them all; take one away", isIdle: true)
      return nil
    }
    return found.filter { !$0.1.isEmpty || earlier }
  }

  /// Whether the rows of a patch with `delay` are there in the year it goes back to.
  private func earlierRows(_ tables: [AssetTable]) -> Bool {
    guard case .delay(let years, _) = patch.operation,
      let earlier = timeline.system(in: year - years)
    else { return false }
    return tables.contains { !$0.rows(patch.selector, in: earlier).isEmpty }
  }

  /// Whether every term can find rows. Reports keys that a table does not have, and names that none
  /// of its rows has; the other names of their terms count all the same.
  private mutating func areKnown(_ terms: [SelectorTerm], in tables: [AssetTable]) -> Bool {
    var isGood = true
    for term in terms {
      if let table = tables.first(where: { !$0.keys.contains(term.key) }) {
        isGood = false
        report(
          .selector(term.key), "rows of \(table.name) have no \(term.key.rawValue)",
          "choose them by \(table.keys.map(\.rawValue).joined(separator: ", "))")
        continue
      }
      let known = knownNames(term.key, in: tables)
      let unknown = term.names.filter { name in
        !known.contains { matches($0, pattern: name) }
      }
      if unknown.count == term.names.count { isGood = false }
      for name in unknown {
        report(
          .selector(term.key),
          "no row of \(patch.selector.table) has \(term.key.rawValue) \(name)",
          suggestion(for: name, among: known, called: "names there"), isIdle: true,
          isOfWholePatch: unknown.count == term.names.count)
      }
    }
    return isGood
  }

  /// Names of the rows of this year; with `delay` also of the year it goes back to.
  private func knownNames(_ key: SelectorKey, in tables: [AssetTable]) -> [String] {
    var systems = [result.system]
    if case .delay(let years, _) = patch.operation, let earlier = timeline.system(in: year - years)
    {
      systems.append(earlier)
    }
    var known: Set<String> = []
    for system in systems {
      for table in tables {
        for row in 0..<table.count(system) { known.formUnion(table.names(key, system, row)) }
      }
    }
    return known.sorted()
  }
}

extension Patcher {
  /// Source and quality of what the patch states.
  var origin: Provenance {
    Provenance(
      source: patch.source?.id ?? "scenario \(scenario.name)",
      quality: patch.quality ?? (patch.source == nil ? .assumption : .read))
  }

  /// Notes a new figure: its provenance, and a record of its source.
  mutating func write(
    _ figure: Figure, to attribute: Attribute, of row: Int, in table: AssetTable,
    origin: Provenance
  ) {
    guard attribute.read(result.system, row) != figure else { return }
    hasChanged = true
    attribute.write(&result.system, row, figure)
    note(origin, of: attribute, row: row, in: table)
  }

  mutating func note(
    _ origin: Provenance, of attribute: Attribute, row: Int, in table: AssetTable
  ) {
    let key = FigureKey(
      table: table.name, row: table.rowName(result.system, row), attribute: attribute.name)
    result.origins[key] = origin
    if table.carriesProvenance(attribute) { table.setProvenance(&result.system, row, origin) }
    listSource(of: origin)
  }

  /// Adds the source to those of the system.
  mutating func listSource(of origin: Provenance) {
    guard !result.system.sources.contains(where: { $0.id == origin.source }) else { return }
    result.system.sources.append(
      patch.source
        ?? SourceRecord(
          id: origin.source,
          title: scenario.description.isEmpty ? origin.source : scenario.description,
          year: year, licence: ""))
  }
}
