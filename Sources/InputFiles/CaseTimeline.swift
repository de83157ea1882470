// SPDX-License-Identifier: Apache-2.0
import GridModel
import Scenarios

/// Reads a case folder at every target year that it has, for scenarios that look at several years.
///
/// - Throws: everything wrong in all tables of the folder, in whichever year, each fault once.
package func readTimeline(
  of folder: String
) throws(InputErrors) -> (timeline: SystemTimeline, warnings: [InputWarning]) {
  let years = try readEveryYear(of: folder)
  let tables = CaseTables(folder: folder)
  let systems = Dictionary(uniqueKeysWithValues: years.map { ($0.system.year, $0.system) })
  let timeline = SystemTimeline(
    collectedYears: systems.keys.sorted(),
    collected: { systems[$0] ?? EnergySystem(name: "", year: $0) },
    frame: { year in
      var builder = SystemBuilder(tables: tables, year: year)
      return builder.build()
    })
  return (timeline, Set(years.flatMap(\.warnings)).sorted())
}
