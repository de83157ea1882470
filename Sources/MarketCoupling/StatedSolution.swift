// SPDX-License-Identifier: Apache-2.0
import Optimization
import Quantities

/// What a model, ours or another, says its market did: figures as read, nothing of them believed.
///
/// All tables are market time unit × item, items as in a ``SolutionLayout``. Power in MW, levels in
/// MWh (or the unit of the budget).
package struct StatedSolution: Sendable {
  /// By ``SolutionLayout/supply``.
  package var supply: StageTable
  /// By node.
  package var demandResponse: StageTable
  package var energyNotServed: StageTable
  package var dumped: StageTable
  /// Export over all borders, by node.
  package var netPositions: StageTable
  /// Export within the flow-based region, by node; not a number where it is not stated.
  package var flowBasedNetPositions: StageTable
  /// Of one-way links, at the sending end.
  package var flows: StageTable
  package var charge: StageTable
  package var discharge: StageTable
  package var spill: StageTable
  /// At the end of the unit, by storage; not a number where it is not stated.
  package var levels: StageTable
  /// By process of hydrogen.
  package var activity: StageTable
  /// By ``SolutionLayout/levels``; not a number where it is not stated.
  package var processLevels: StageTable
  /// Nil where the solution has none.
  package var prices: StatedPrices?
  /// What was read and plays no part, in sentences.
  package var notes: [String] = []

  /// All at zero, levels and net positions within the region not stated, no prices.
  package init(_ layout: SolutionLayout) {
    func table(_ count: Int, _ value: Double = 0) -> StageTable {
      StageTable(stageCount: layout.axis.count, itemCount: count, repeating: value)
    }
    supply = table(layout.supply.count)
    demandResponse = table(layout.nodes.count)
    energyNotServed = table(layout.nodes.count)
    dumped = table(layout.nodes.count)
    netPositions = table(layout.nodes.count)
    flowBasedNetPositions = table(layout.nodes.count, .nan)
    flows = table(layout.links.count)
    charge = table(layout.storages.count)
    discharge = table(layout.storages.count)
    spill = table(layout.storages.count)
    levels = table(layout.storages.count, .nan)
    activity = table(layout.processes.count)
    processLevels = table(layout.levels.count, .nan)
  }
}

/// Prices from which a lower bound on the least cost follows, EUR/MWh.
package struct StatedPrices: Sendable {
  /// Unit × node.
  package var zones: StageTable
  /// Unit × hydrogen zone; nil where they are to be found.
  package var hydrogen: StageTable?
  /// Unit × network row, never negative; nil where they are to be found.
  package var shadowPrices: StageTable?

  package init(zones: StageTable, hydrogen: StageTable?, shadowPrices: StageTable?) {
    self.zones = zones
    self.hydrogen = hydrogen
    self.shadowPrices = shadowPrices
  }

  /// Those of a result of ours.
  package init(of result: CouplingResult) {
    zones = result.prices
    hydrogen = result.processes.nodes.isEmpty ? nil : result.processes.prices
    shadowPrices = result.shadowPrices
  }
}

/// What a solution of a problem has to state, under the names of the result tables.
package struct SolutionLayout: Sendable {
  /// The supply of one technology in one zone.
  package struct SupplyGroup: Sendable {
    package var zone: String
    package var technology: String
    /// Rows of the supply steps.
    package var steps: [Int]
  }
  /// One direction of a path.
  package struct Link: Sendable {
    package var name: String
    /// Row of ``CouplingProblem/pathColumns``.
    package var path: Int
    /// −1 against the direction of the path.
    package var sign: Double
  }
  package var axis: TimeAxis
  package var nodes: [String]
  package var supply: [SupplyGroup]
  package var links: [Link]
  package var storages: [String]
  package var processes: [String]
  package var hydrogenNodes: [String]
  /// Stores of hydrogen and budgets.
  package var levels: [String]
  /// Network rows by name, one table for each domain; and the domain of each unit.
  package var cnecs: [[String: Int]]
  package var domainOfUnit: [Int]
  package var cnecCount: Int
}

extension CouplingProblem {
  /// - Parameter zoneNames: by row of the zones of the system.
  package func solutionLayout(zoneNames: [String]) -> SolutionLayout {
    SolutionLayout(
      axis: inputs.axis, nodes: inputs.nodes.map(\.name), supply: supplyGroups(zoneNames),
      links: pathColumns.enumerated().flatMap { place, path in
        [
          SolutionLayout.Link(name: path.name, path: place, sign: 1),
          SolutionLayout.Link(
            name: path.name + MarketLink.backwardSuffix, path: place, sign: -1),
        ].filter { $0.sign > 0 ? path.upperMW > 0 : path.lowerMW < 0 }
      },
      storages: inputs.storages.map(\.name), processes: inputs.processes.processes.map(\.name),
      hydrogenNodes: inputs.processes.nodes.map(\.name),
      levels: inputs.processes.states.map(\.name), cnecs: rowsByName,
      domainOfUnit: hasNamesakes ? domainOfUnit : inputs.axis.indices.map { _ in 0 },
      cnecCount: program.networkRowNames.count)
  }

  /// Whether bounds of the problem follow from a solve: hours in which electrolysers are exempt from
  /// a rule of matching.
  package var followsFromSolve: Bool { !inputs.processes.matched.isEmpty }

  private var hasNamesakes: Bool { union?.namesakes.isEmpty == false }

  private var rowsByName: [[String: Int]] {
    func rows(_ names: [String]) -> [String: Int] {
      Dictionary(names.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    }
    guard let union, hasNamesakes else { return [rows(program.networkRowNames)] }
    return union.namesakes.map { rows($0.map(\.id)) }
  }

  private func supplyGroups(_ zoneNames: [String]) -> [SolutionLayout.SupplyGroup] {
    var groups: [SolutionLayout.SupplyGroup] = []
    var groupOfKey: [[String]: Int] = [:]
    for (j, step) in inputs.steps.enumerated()
    where step.kind == .thermal || step.kind == .renewable {
      let zone = zoneNames[step.zone.index]
      if let known = groupOfKey[[zone, step.technology]] {
        groups[known].steps.append(j)
      } else {
        groupOfKey[[zone, step.technology]] = groups.count
        groups.append(
          SolutionLayout.SupplyGroup(zone: zone, technology: step.technology, steps: [j]))
      }
    }
    return groups
  }
}

extension TimeAxis {
  var indices: Range<Int> { 0..<count }
}
