// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import MarketCoupling
import TestSupport
import Testing

@Suite("Class domains of the Penta case")
struct PentaClassDomainTests {
  /// All sixteen classes at full size; those of one week in January in the fast tier.
  @Test("linear programs and the convex hull keep the same rows in every class")
  func presolve() throws {
    let year = try PentaYear(2030)
    var options = CouplingOptions()
    if !Tier.isSoak { options.range = 14 * 24..<21 * 24 }
    let run = try calculateCapacity(system: year.system, series: year.series, options: options)
    #expect(run.domains.count == (Tier.isSoak ? 16 : 4))
    for named in run.domains {
      let byPrograms = named.domain.presolved(method: .linearProgramming).result
      let byHull = named.domain.presolved(method: .convexHull).result
      #expect(byHull.method == .convexHull, "\(named.name)")
      #expect(byPrograms.keptRows == byHull.keptRows, "\(named.name)")
      #expect(byHull.keptRows.count >= 12, "\(named.name): \(byHull.keptRows.count) rows")
    }
  }

  @Test("an hour is of one class, whatever part of the year is coupled")
  func classesOfAPart() throws {
    let year = try PentaYear(2030)
    let all = try DomainClasses(system: year.system, series: year.series, range: 0..<8760)
    #expect(Set(all.names).count == 16)
    let hours = 14 * 24..<21 * 24
    let part = try DomainClasses(system: year.system, series: year.series, range: hours)
    #expect(part.classOfUnit.map { part.names[$0] } == hours.map { all.names[all.classOfUnit[$0]] })
  }
}
