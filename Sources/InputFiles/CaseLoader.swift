// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// Reads a case folder at one target year.
///
/// `year` may be nil where the case has a single one. Rows of other years are checked like the rest,
/// then left out, as are zones and branches not in service that year.
///
/// - Throws: everything wrong in all tables of the folder.
package func loadCase(at folder: String, year: Int? = nil) throws(InputErrors) -> EnergySystem {
  try readCase(at: folder, year: year).system
}

/// The same, with what is legal but probably not meant.
package func readCase(
  at folder: String, year: Int? = nil
) throws(InputErrors) -> (system: EnergySystem, warnings: [InputWarning]) {
  var tables = CaseTables(folder: folder)
  tables.checkKeysAndReferences()
  tables.checkRows()
  let targetYear = tables.targetYear(year)
  if let targetYear { tables.checkYear(targetYear) }
  guard tables.errors.isEmpty, let targetYear else { throw InputErrors(tables.errors) }
  var builder = SystemBuilder(tables: tables, year: targetYear)
  let system = builder.build()
  return (system, tables.warnings.sorted())
}

/// Reads a case folder at every target year that it has.
///
/// - Throws: everything wrong in all tables of the folder, in whichever year, each fault once.
package func readEveryYear(
  of folder: String
) throws(InputErrors) -> [(system: EnergySystem, warnings: [InputWarning])] {
  var tables = CaseTables(folder: folder)
  tables.checkKeysAndReferences()
  tables.checkRows()
  let years = tables.targetYears().years
  guard years.count > 1 else { return [try readCase(at: folder)] }
  var faults = Set(tables.errors)
  var ofYear: [CaseTables] = []
  for year in years {
    var checked = tables
    checked.checkYear(year)
    faults.formUnion(checked.errors)
    ofYear.append(checked)
  }
  guard faults.isEmpty else { throw InputErrors(Array(faults)) }
  return zip(years, ofYear).map { year, checked in
    var builder = SystemBuilder(tables: checked, year: year)
    return (builder.build(), checked.warnings.sorted())
  }
}

/// The target years that a case folder can be read at, in order; empty where no table has years.
///
/// - Throws: what keeps the tables from being read, cell by cell.
package func targetYears(at folder: String) throws(InputErrors) -> [Int] {
  let tables = CaseTables(folder: folder)
  guard tables.errors.isEmpty else { throw InputErrors(tables.errors) }
  return tables.targetYears().years
}
