// SPDX-License-Identifier: Apache-2.0
import GridModel
import Optimization

extension CouplingProblem {
  /// Keeps the home cables of every home-market hub free for its wind: what its other cables may
  /// bring to the hub, all together, is at most the capacity of the home cables less the wind that
  /// is forecast (here what is available). Each gives up the same share.
  ///
  /// What leaves the hub on other cables is not limited: it makes room on the home cables. Every
  /// dispatch under these limits is one of an offshore bidding zone on the same cables, so that a
  /// home market is never cheaper.
  mutating func limitHomeMarkets(in system: EnergySystem) {
    for hub in system.hubs where hub.market == .homeMarket {
      guard let node = inputs.nodeOfZone[hub.zone.index],
        let home = inputs.nodeOfZone[hub.homeZone.index]
      else { continue }
      let cables = pathColumns.filter { $0.from == node || $0.to == node }
      let homeCables = cables.filter { $0.from == home || $0.to == home }
      let otherCables = cables.filter { $0.from != home && $0.to != home }
      let wind = inputs.steps.indices.filter {
        inputs.steps[$0].node == node && inputs.steps[$0].kind == .renewable
      }
      for t in 0..<inputs.axis.count {
        let forecastMW = wind.reduce(0) { $0 + inputs.availability[t, $1] }
        let homeMW = homeCables.reduce(0) { $0 + program.capacity(of: $1, from: node, at: t) }
        let inwardMW = otherCables.reduce(0) { $0 + program.capacity(of: $1, to: node, at: t) }
        let freeMW = max(0, homeMW - forecastMW)
        guard inwardMW > freeMW else { continue }
        for cable in otherCables {
          program.scaleCapacity(of: cable, to: node, by: freeMW / inwardMW, at: t)
        }
      }
    }
  }
}

extension StagedProgram {
  /// MW that a path can carry away from a node.
  fileprivate func capacity(of path: PathColumn, from node: Int, at t: Int) -> Double {
    path.from == node ? upper(of: path, at: t) : -lower(of: path, at: t)
  }

  /// MW that a path can carry to a node.
  fileprivate func capacity(of path: PathColumn, to node: Int, at t: Int) -> Double {
    path.to == node ? upper(of: path, at: t) : -lower(of: path, at: t)
  }

  fileprivate mutating func scaleCapacity(
    of path: PathColumn, to node: Int, by share: Double, at t: Int
  ) {
    switch (path.isNetworkColumn, path.to == node) {
    case (true, true):
      networkUpper = networkUpper.byStage
      networkUpper[t, path.column] *= share
    case (true, false):
      networkLower = networkLower.byStage
      networkLower[t, path.column] *= share
    case (false, true): upper[t, path.column] *= share
    case (false, false): lower[t, path.column] *= share
    }
  }

  private func upper(of path: PathColumn, at t: Int) -> Double {
    path.isNetworkColumn ? networkUpper[t, path.column] : upper[t, path.column]
  }

  private func lower(of path: PathColumn, at t: Int) -> Double {
    path.isNetworkColumn ? networkLower[t, path.column] : lower[t, path.column]
  }
}
