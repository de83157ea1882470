// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import Foundation
import GridModel
import Quantities

/// One flow-based domain for every class of time units, each around the mean base case of its
/// units.
///
/// Rows that bound nothing over balanced net positions, with every link within its limits, are
/// marked as not presolved.
func classDomains(
  system: EnergySystem, base: CouplingResult, classes: DomainClasses, settings: CapacitySettings
) throws(CouplingError) -> [NamedDomain] {
  let calculator: CapacityCalculator
  do {
    calculator = try CapacityCalculator(system: system, settings: settings)
  } catch {
    throw CouplingError([error.description])
  }
  let table = BaseCaseTable(result: base, system: system)
  return classes.names.indices.map { index in
    let units = classes.classOfUnit.indices.filter { classes.classOfUnit[$0] == index }
    let mean = table.mean(of: units)
    let baseCase = BaseCase(
      classes: table.classes, injectionsMW: mean.injections,
      netPositionsMW: calculator.netPositionsMW(
        exchangesMW: { name in
          table.biddingZones.firstIndex(of: name).map { mean.coreNetPositions[$0] } ?? 0
        },
        linkFlowsMW: mean.linkFlows))
    let result = calculator.result(around: baseCase, method: .convexHull)
    return NamedDomain(name: classes.names[index], domain: result.domain, report: result.report)
  }
}

/// What a reader must know about the domains of a run, in sentences.
func domainNotes(_ domains: [NamedDomain]) -> [String] {
  let reports = domains.compactMap { domain in domain.report.map { (domain.name, $0) } }
  var notes: [String] = []
  let empty = reports.filter { $0.1.isEmpty }.map(\.0)
  if !empty.isEmpty { notes.append("empty flow-based domain: \(empty.joined(separator: ", "))") }
  let withoutMinimum = reports.filter { $0.1.isEmptyWithoutMinimum == true }.map(\.0)
  if !withoutMinimum.isEmpty {
    notes.append(
      "without a minimum margin the domain would be empty: "
        + withoutMinimum.joined(separator: ", "))
  }
  if let outages = reports.first?.1.islandingOutages, !outages.isEmpty {
    notes.append(
      "outages not considered, for they split the grid: "
        + outages.map { $0.circuits.joined(separator: " and ") }.joined(separator: ", "))
  }
  let outside = reports.filter { $0.1.baseCasePosition.overshootMW > 1 }
  if let worst = outside.max(by: {
    $0.1.baseCasePosition.overshootMW < $1.1.baseCasePosition.overshootMW
  }) {
    notes.append(
      "the base case lies outside its domain in \(outside.count) of \(reports.count) classes, "
        + "at most by \(String(format: "%.0f", worst.1.baseCasePosition.overshootMW)) MW "
        + "(\(worst.0))")
  }
  return notes
}
