// SPDX-License-Identifier: Apache-2.0

/// A figure of the tables that stands for the sum of some supply steps: one technology of a zone,
/// or demand response, energy not served or dumped energy of a node.
struct SupplyFigure {
  enum Source {
    /// Row of ``SolutionLayout/supply``.
    case supply(Int)
    /// Rows of the nodes.
    case demandResponse(Int)
    case energyNotServed(Int)
    case dumped(Int)
  }
  var source: Source
  /// Rows of the supply steps; none where the case has nothing that the figure could stand for.
  var steps: [Int]

  /// MW.
  func value(in stated: StatedSolution, stage t: Int) -> Double {
    switch source {
    case .supply(let group): stated.supply[t, group]
    case .demandResponse(let node): stated.demandResponse[t, node]
    case .energyNotServed(let node): stated.energyNotServed[t, node]
    case .dumped(let node): stated.dumped[t, node]
    }
  }

  /// `demand response in A`.
  func words(_ layout: SolutionLayout) -> String {
    switch source {
    case .supply(let group): "\(layout.supply[group].technology) in \(layout.supply[group].zone)"
    case .demandResponse(let node): "demand response in \(layout.nodes[node])"
    case .energyNotServed(let node): "energy not served in \(layout.nodes[node])"
    case .dumped(let node): "dumped energy in \(layout.nodes[node])"
    }
  }
}

extension CouplingProblem {
  /// Every supply step stands in one of them.
  func supplyFigures(_ layout: SolutionLayout) -> [SupplyFigure] {
    func steps(_ kind: SupplyKind, _ node: Int) -> [Int] {
      inputs.steps.indices.filter { inputs.steps[$0].node == node && inputs.steps[$0].kind == kind }
    }
    return layout.supply.enumerated().map {
      SupplyFigure(source: .supply($0.offset), steps: $0.element.steps)
    }
      + inputs.nodes.indices.flatMap { node in
        [
          SupplyFigure(source: .demandResponse(node), steps: steps(.demandResponse, node)),
          SupplyFigure(source: .energyNotServed(node), steps: steps(.lostLoad, node)),
          SupplyFigure(source: .dumped(node), steps: steps(.dumped, node)),
        ]
      }
  }
}
