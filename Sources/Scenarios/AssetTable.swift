// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// One table of the system as scenarios see it: rows with names, what they are chosen by, and the
/// figures that can be changed.
package struct AssetTable: Sendable {
  /// That of the case table.
  package let name: String
  package let attributes: [Attribute]
  /// What tells a row from others and where it stands: given when a row is inserted, never changed.
  package let identity: [Attribute]
  /// Columns that an inserted row must state, unless it is like another one.
  package let required: [String]
  /// Whether rows belong to a row of another table and go with it.
  let isPartOfOther: Bool
  package let keys: [SelectorKey]
  /// Whether rows stand in the system by their dates of service, not by target year.
  package let hasDatesOfService: Bool
  let count: @Sendable (EnergySystem) -> Int
  let rowName: @Sendable (EnergySystem, Int) -> String
  let names: @Sendable (SelectorKey, EnergySystem, Int) -> [String]
  let provenance: @Sendable (EnergySystem, Int) -> Provenance?
  let setProvenance: @Sendable (inout EnergySystem, Int, Provenance) -> Void
  let clear: @Sendable (inout EnergySystem) -> Void
  /// Appends a new row: a copy of another, or one with the defaults of its kind, with these columns.
  let insert: @Sendable (inout EnergySystem, _ like: Int?, [String: Figure]) -> Int
  /// What contradicts itself in a row, with the columns that were stated.
  let objections: @Sendable (EnergySystem, Int, Set<String>) -> [RowObjection]
  /// Appends a row of one system to another; nil where something that it refers to is not there.
  let append: @Sendable (EnergySystem, Int, inout EnergySystem, inout RowMap) -> Int?

  package func attribute(_ name: String) -> Attribute? { attributes.first { $0.name == name } }

  package func rowNames(in system: EnergySystem) -> [String] {
    (0..<count(system)).map { rowName(system, $0) }
  }

  package func rowCount(in system: EnergySystem) -> Int { count(system) }

  package func figure(_ attribute: Attribute, of row: Int, in system: EnergySystem) -> Figure {
    attribute.read(system, row)
  }

  package func provenance(of row: Int, in system: EnergySystem) -> Provenance? {
    provenance(system, row)
  }

  /// What a row is chosen by under a key.
  package func selectorNames(_ key: SelectorKey, row: Int, in system: EnergySystem) -> [String] {
    names(key, system, row)
  }

  /// The rows that a selector finds, in order; its table is not looked at.
  package func rows(_ selector: RowSelector, in system: EnergySystem) -> [Int] {
    (0..<count(system)).filter { row in
      selector.terms.allSatisfy { term in
        names(term.key, system, row).contains { name in
          term.names.contains { matches(name, pattern: $0) }
        }
      }
    }
  }

  /// Whether a changed figure is one by which ``EnergySystem/provenanceShares`` weighs the row: then
  /// the provenance of the row is that of the change.
  func carriesProvenance(_ attribute: Attribute) -> Bool {
    attribute.addsUp || !attributes.contains { $0.addsUp }
  }
}

/// A contradiction in a row, as in a case table.
struct RowObjection: Equatable {
  var column: String
  var message: String
  var fix: String
}

/// Where the rows of one system stand in another.
struct RowMap: Sendable {
  var zones: [Row<Zone>?] = []
  var fuels: [Row<Fuel>?] = []
  var buses: [Row<Bus>?] = []
  var branches: [Row<Branch>?] = []
  var renewables: [Row<RenewableFleet>?] = []
  var electrolysers: [Row<Electrolyser>?] = []
  var captureNetworks: [Row<CaptureNetwork>?] = []
  var terminals: [Row<Terminal>?] = []

  init() {}

  /// By name.
  init(from source: EnergySystem, to target: EnergySystem) {
    func rows<Entry>(_ from: [Entry], _ to: [Entry], _ name: (Entry) -> String) -> [Row<Entry>?] {
      let places = Dictionary(
        to.enumerated().map { (name($1), Row<Entry>($0)) }, uniquingKeysWith: { first, _ in first })
      return from.map { places[name($0)] }
    }
    zones = rows(source.zones, target.zones, \.name)
    fuels = rows(source.fuels, target.fuels, \.name)
    buses = rows(source.grid.buses, target.grid.buses, \.name)
    branches = rows(source.grid.branches, target.grid.branches, \.name)
    renewables = rows(source.renewables, target.renewables, \.name)
    electrolysers = rows(source.electrolysers, target.electrolysers, \.name)
    captureNetworks = rows(source.captureNetworks, target.captureNetworks, \.name)
    terminals = rows(source.terminals, target.terminals, \.name)
  }
}

/// How a table is declared.
struct AssetTableDeclaration<Record: Sendable> {
  var name: String
  var records: WritableKeyPath<EnergySystem, [Record]> & Sendable
  var hasDatesOfService = false
  var rowName: @Sendable (EnergySystem, Record) -> String
  /// Zones that a row stands in or joins.
  var zones: (@Sendable (EnergySystem, Record) -> [Row<Zone>])?
  /// What else it is chosen by.
  var technology: (@Sendable (Record) -> String)?
  var fuel: (@Sendable (EnergySystem, Record) -> String)?
  var provenance: (WritableKeyPath<Record, Provenance> & Sendable)?
  /// The record with its references looked up in the map; nil where one is not there.
  var moved: @Sendable (Record, RowMap) -> Record?
  /// Where the map keeps the rows of this table.
  var place: (WritableKeyPath<RowMap, [Row<Record>?]> & Sendable)?
  var attributes: [RecordAttribute<Record>]
  /// Whether rows join two zones.
  var joinsZones = false
  /// A row as the model's defaults have it.
  var blank: @Sendable () -> Record
  var identity: [RecordAttribute<Record>]
  var required: [String] = []
  /// Rules that a new row has to keep, beside the ranges of its columns.
  var objections: @Sendable (EnergySystem, Record, Set<String>) -> [RowObjection] = { _, _, _ in []
  }
  var isPartOfOther = false

  func table() -> AssetTable {
    let (records, provenance, place) = (records, provenance, place)
    let (blank, objections, columns) = (blank, objections, identity + attributes)
    let isPartOfOther = isPartOfOther
    let (moved, rowName, zones, technology, fuel) = (moved, rowName, zones, technology, fuel)
    /// Rows of another table's rows stand in the order of those.
    let append: @Sendable (Record, inout EnergySystem) -> Int = { record, system in
      system[keyPath: records].append(record)
      let rows = system[keyPath: records]
      guard isPartOfOther else { return rows.count - 1 }
      let name = rowName(system, record)
      return rows.lastIndex { rowName(system, $0) == name } ?? rows.count - 1
    }
    var keys: [SelectorKey] = [.asset]
    if zones != nil { keys += [.zone, .biddingZone, .country, .hub, .carrier] }
    if technology != nil { keys.append(.technology) }
    if fuel != nil { keys.append(.fuel) }
    if joinsZones { keys.append(.border) }
    return AssetTable(
      name: name, attributes: attributes.map { attribute(of: $0) },
      identity: identity.map { attribute(of: $0) },
      required: identity.filter { !$0.mayBeEmpty && !$0.hasDefault }.map(\.name) + required,
      isPartOfOther: isPartOfOther, keys: keys,
      hasDatesOfService: hasDatesOfService,
      count: { $0[keyPath: records].count },
      rowName: { rowName($0, $0[keyPath: records][$1]) },
      names: { key, system, row in
        let record = system[keyPath: records][row]
        let places = zones?(system, record).map { system.zones[$0] } ?? []
        switch key {
        case .asset: return [rowName(system, record)]
        case .zone: return places.map(\.name)
        case .biddingZone: return places.map(\.biddingZone)
        case .country: return places.map(\.country)
        case .carrier: return places.map(\.carrier.rawValue)
        case .hub: return places.filter { $0.kind == .offshoreHub }.map(\.name)
        case .technology: return technology.map { [$0(record)] } ?? []
        case .fuel: return fuel.map { [$0(system, record)] } ?? []
        case .border: return borderNames(places)
        }
      },
      provenance: { system, row in
        provenance.map { system[keyPath: records][row][keyPath: $0] }
      },
      setProvenance: { system, row, value in
        if let provenance { system[keyPath: records][row][keyPath: provenance] = value }
      },
      clear: { $0[keyPath: records] = [] },
      insert: { system, like, figures in
        var record = like.map { system[keyPath: records][$0] } ?? blank()
        for column in columns {
          guard let figure = figures[column.name] else { continue }
          guard let reference = column.reference else {
            column.write(&record, figure)
            continue
          }
          var found: Int?
          if case .word(let name) = figure {
            found = reference.target.row(named: name, in: system)
          }
          reference.set(&record, found)
        }
        return append(record, &system)
      },
      objections: { objections($0, $0[keyPath: records][$1], $2) },
      append: { source, row, target, map in
        let record = moved(source[keyPath: records][row], map)
        if let place {
          map[keyPath: place].append(record.map { _ in Row(target[keyPath: records].count) })
        }
        return record.map { append($0, &target) }
      })
  }

  private func attribute(of entry: RecordAttribute<Record>) -> Attribute {
    let records = records
    if let reference = entry.reference {
      let target = reference.target
      return Attribute(
        name: entry.name, unit: "", kind: entry.kind, mayBeEmpty: entry.mayBeEmpty,
        isAmount: false, target: target,
        read: { system, row in
          reference.get(system[keyPath: records][row]).map { .word(target.name(system, $0)) }
            ?? .none
        },
        write: { system, row, figure in
          var found: Int?
          if case .word(let name) = figure { found = target.row(named: name, in: system) }
          reference.set(&system[keyPath: records][row], found)
        })
    }
    return Attribute(
      name: entry.name, unit: entry.unit, kind: entry.kind, mayBeEmpty: entry.mayBeEmpty,
      isAmount: entry.isAmount, target: nil, read: { entry.read($0[keyPath: records][$1]) },
      write: { entry.write(&$0[keyPath: records][$1], $2) })
  }
}

private func borderNames(_ ends: [Zone]) -> [String] {
  guard ends.count == 2 else { return [] }
  return [\Zone.name, \Zone.biddingZone].flatMap { path in
    let (a, b) = (ends[0][keyPath: path], ends[1][keyPath: path])
    return a == b ? [] : ["\(a)-\(b)", "\(b)-\(a)"]
  }
}
