// SPDX-License-Identifier: Apache-2.0
import GridModel
import Synchronization

/// The systems of a case over the years.
package struct SystemTimeline: Sendable {
  /// Years whose figures were collected, rising.
  package let collectedYears: [Int]
  private let collected: @Sendable (Int) -> EnergySystem
  private let frame: @Sendable (Int) -> EnergySystem
  /// Systems between collected years, which are asked for again and again.
  private let made = SystemsByYear()

  /// - Parameters:
  ///   - collected: the system of a collected year.
  ///   - frame: for any year, what stands in the case by dates of service alone (zones, grid, links);
  ///     tables of target years are empty.
  package init(
    collectedYears: [Int], collected: @escaping @Sendable (Int) -> EnergySystem,
    frame: @escaping @Sendable (Int) -> EnergySystem
  ) {
    self.collectedYears = collectedYears
    self.collected = collected
    self.frame = frame
  }

  /// The years that a system can be had for.
  package var range: ClosedRange<Int>? {
    guard let first = collectedYears.first, let last = collectedYears.last else { return nil }
    return first...last
  }

  /// The system of a year; nil outside the range. Between two collected years, figures lie on the
  /// straight line between them and are marked as derived.
  package func system(in year: Int) -> EnergySystem? {
    if collectedYears.contains(year) { return collected(year) }
    guard let after = collectedYears.first(where: { $0 > year }),
      let before = collectedYears.last(where: { $0 < year })
    else { return nil }
    return made.system(in: year) {
      interpolated(
        frame(year), between: collected(before), and: collected(after),
        share: Double(year - before) / Double(after - before))
    }
  }
}

/// Systems that are made once.
private final class SystemsByYear: Sendable {
  private let systems = Mutex<[Int: EnergySystem]>([:])

  func system(in year: Int, make: () -> EnergySystem) -> EnergySystem {
    if let found = systems.withLock({ $0[year] }) { return found }
    let system = make()
    systems.withLock { $0[year] = system }
    return system
  }
}

/// `frame` with the tables of target years between those of two systems; `share` 0 is the first.
///
/// Where a row is in one of the two alone, its MW and MWh go to zero towards the other.
private func interpolated(
  _ frame: EnergySystem, between before: EnergySystem, and after: EnergySystem, share: Double
) -> EnergySystem {
  var result = frame
  let frameTables = Set(assetTables.filter { $0.count(frame) > 0 }.map(\.name))
  for table in assetTables where !frameTables.contains(table.name) && !table.hasDatesOfService {
    // The maps are made anew, for fuels come after zones and before units.
    var fromBefore = RowMap(from: before, to: result)
    var fromAfter = RowMap(from: after, to: result)
    let rowsBefore = table.rowsByName(in: before)
    let rowsAfter = table.rowsByName(in: after)
    for (row, name) in table.rowNames(in: before).enumerated() {
      guard let new = table.append(before, row, &result, &fromBefore) else { continue }
      table.mix(
        new, of: &result, first: (before, row), second: rowsAfter[name].map { (after, $0) },
        share: share)
    }
    for (row, name) in table.rowNames(in: after).enumerated() where rowsBefore[name] == nil {
      guard let new = table.append(after, row, &result, &fromAfter) else { continue }
      table.mix(new, of: &result, first: (after, row), second: nil, share: 1 - share)
    }
  }
  return result
}

extension AssetTable {
  func rowsByName(in system: EnergySystem) -> [String: Int] {
    Dictionary(
      rowNames(in: system).enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Puts amounts of a row on the line between two rows; without a second one, those that add up go
  /// to zero.
  fileprivate func mix(
    _ row: Int, of system: inout EnergySystem, first: (system: EnergySystem, row: Int),
    second: (system: EnergySystem, row: Int)?, share: Double
  ) {
    for attribute in attributes where attribute.isAmount {
      guard let start = attribute.read(first.system, first.row).number else { continue }
      let end =
        second.flatMap { attribute.read($0.system, $0.row).number }
        ?? (second == nil && attribute.addsUp ? 0 : start)
      attribute.write(&system, row, .number(start + share * (end - start)))
    }
    if var origin = provenance(system, row) {
      origin.quality = .derived
      setProvenance(&system, row, origin)
    }
  }
}
