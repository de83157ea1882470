// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Optimization
import Quantities

/// A system in one climate year as adequacy sees it, before outages are drawn.
///
/// Nodes are bidding zones. Everything that is not on forced outage, not stored and not limited in
/// energy is one number per node and hour.
package struct AdequacyYear: Sendable {
  /// Thermal units of one step of the market: the same planned outages.
  package struct Fleet: Sendable {
    package var node: Int
    /// Rows of ``EnergySystem/generatingUnits``.
    package var unitRows: [Int]
    package var installedMW: Double
    /// Share that is not on planned outage, by week; the last week takes what is left of the year.
    var maintenanceFactor: [Double]

    /// That share in hour `t`.
    func share(at t: Int, hoursPerWeek: Int) -> Double {
      maintenanceFactor[min(t / hoursPerWeek, maintenanceFactor.count - 1)]
    }
  }

  package let climateYear: Int
  package internal(set) var inputs: MarketInputs
  /// Which flow-based domain holds in each hour; 0 where there is none.
  package internal(set) var domainOfHour: [Int]
  package internal(set) var fleets: [Fleet]
  /// Units out of the market, by node; empty where the system has none. Their planned outages are
  /// spread evenly over the year.
  package let outOfMarketFleets: [Fleet]
  package let hoursPerWeek: Int
  /// MW, hour × node: load, and what is there without thermal units (renewables, demand response
  /// without daily limit) less load and reserves.
  var load: [Double]
  var firmSurplus: [Double]

  package var nodeCount: Int { inputs.nodes.count }
  package var hourCount: Int { inputs.axis.count }

  /// - Parameters:
  ///   - domainOfHour: row of the schedule's domains for each hour; empty without domains.
  ///   - plansMaintenance: whether planned outages, levelised on the residual load of each zone, take
  ///     away their share of every week.
  ///   - holdsReserves: whether reserves are held back in every hour, so that load is shed first.
  package init(
    climateYear: Int, system: EnergySystem, series: HourlySeries, domainOfHour: [Int],
    plansMaintenance: Bool = true, holdsReserves: Bool = true
  ) throws(CouplingError) {
    self.climateYear = climateYear
    let inputs = try MarketInputs(system: system, series: series, range: 0..<series.axis.count)
    self.inputs = inputs
    let hours = inputs.axis.count
    let nodes = inputs.nodes.count
    self.domainOfHour = domainOfHour.isEmpty ? [Int](repeating: 0, count: hours) : domainOfHour
    let hoursPerWeek = max(1, 7 * 86_400 / inputs.axis.stepSeconds)
    self.hoursPerWeek = hoursPerWeek
    let weeks = max(1, hours / hoursPerWeek)
    let firstHours = (0..<weeks).map { $0 * hoursPerWeek }
    fleets = inputs.steps.indices.filter { inputs.steps[$0].kind == .thermal }.map { j in
      let units = inputs.unitRows[j].map { system.generatingUnits[$0] }
      let reliable = units.reduce(0) { $0 + $1.installedMW * (1 - $1.forcedOutageRate) }
      return Fleet(
        node: inputs.steps[j].node, unitRows: inputs.unitRows[j],
        installedMW: units.reduce(0) { $0 + $1.installedMW },
        maintenanceFactor: firstHours.map {
          plansMaintenance && reliable > 0 ? inputs.availability[$0, j] / reliable : 1
        })
    }
    outOfMarketFleets = Self.outOfMarketFleets(
      system, inputs: inputs, plansMaintenance: plansMaintenance)
    let reserve =
      holdsReserves ? inputs.reservesMW(of: system) : [Double](repeating: 0, count: nodes)
    let isLimited = Set(inputs.dailyBudgets.map(\.step))
    let firm = inputs.steps.indices.filter { j in
      inputs.steps[j].kind == .renewable
        || inputs.steps[j].kind == .demandResponse && !isLimited.contains(j)
    }
    var load = [Double](repeating: 0, count: hours * nodes)
    var surplus = load
    for t in 0..<hours {
      for n in 0..<nodes {
        load[t * nodes + n] = inputs.loads[t, n]
        surplus[t * nodes + n] = -inputs.loads[t, n] - reserve[n]
      }
      for j in firm { surplus[t * nodes + inputs.steps[j].node] += inputs.availability[t, j] }
    }
    self.load = load
    firmSurplus = surplus
  }

  private static func outOfMarketFleets(
    _ system: EnergySystem, inputs: MarketInputs, plansMaintenance: Bool
  ) -> [Fleet] {
    let daysPerYear = 365.0
    return inputs.nodes.indices.compactMap { node in
      let rows = system.generatingUnits.indices.filter {
        let unit = system.generatingUnits[$0]
        return unit.isOutOfMarket && unit.installedMW > 0
          && inputs.nodeOfZone[unit.zone.index] == node
      }
      guard !rows.isEmpty else { return nil }
      let units = rows.map { system.generatingUnits[$0] }
      let installed = units.reduce(0) { $0 + $1.installedMW }
      let planned = units.reduce(0) { $0 + $1.installedMW * $1.plannedOutageDays } / daysPerYear
      return Fleet(
        node: node, unitRows: rows, installedMW: installed,
        maintenanceFactor: [plansMaintenance ? max(0, 1 - planned / installed) : 1])
    }
  }

  /// Adds what the thermal fleets have to give to `surplus`, MW, hour × node.
  ///
  /// - Parameter availableMW: by hour of one fleet, without units on forced outage.
  func add(_ availableMW: UnsafePointer<Double>, of fleet: Fleet, to surplus: inout [Double]) {
    let nodes = nodeCount
    let last = fleet.maintenanceFactor.count - 1
    surplus.withUnsafeMutableBufferPointer { surplus in
      for week in 0...last {
        let end = week == last ? hourCount : (week + 1) * hoursPerWeek
        let factor = fleet.maintenanceFactor[week]
        for t in week * hoursPerWeek..<end {
          surplus[t * nodes + fleet.node] += factor * availableMW[t]
        }
      }
    }
  }
}
