// SPDX-License-Identifier: Apache-2.0
import LinearAlgebra
import MarketCoupling
import Optimization
import Quantities

/// Who goes short in an hour in which not everyone can be served.
///
/// The domestic energy not served (DENS) of a node is what it lacks of its own: load and reserves
/// less supply and what its stores give, at most the load.
package enum SharingRule: String, CaseIterable, Sendable {
  /// The least total, whoever it hits: a node may export while it is short. Of several such
  /// outcomes the one with the least sum of squares over load.
  case leastCost = "least_cost"
  /// The least total with nobody short beyond its DENS: own supply serves own load first.
  case localMatching = "local_matching"
  /// Least `Σ ENS² / DENS`, nobody beyond its DENS.
  case curtailmentSharing = "curtailment_sharing"
  /// Least `Σ ENS² / load`, nobody beyond its DENS.
  case curtailmentSharingByLoad = "curtailment_sharing_by_load"
  /// One share of DENS for all nodes that lack something, as small as the network lets it be.
  case equalRatio = "equal_ratio"

  package var words: String {
    switch self {
    case .leastCost: "least total energy not served, ties by load"
    case .localMatching: "least total, own supply serves own load first"
    case .curtailmentSharing: "least sum of squares over domestic energy not served"
    case .curtailmentSharingByLoad: "least sum of squares over load"
    case .equalRatio: "one share of the domestic energy not served for all"
    }
  }

  var respectsLocalMatching: Bool { self != .leastCost }
}

/// An hour to be shared: what each node has and needs.
package struct SharedHour: Sendable {
  /// Row of the schedule's domains; 0 without.
  package var kind: Int
  /// MW by node: supply, stores included, less load and reserves.
  package var balance: [Double]
  package var load: [Double]
  /// By direct-current link of the system: the share of its capacity that is not on outage.
  package var cableShare: [Double]

  package init(kind: Int, balance: [Double], load: [Double], cableShare: [Double]) {
    self.kind = kind
    self.balance = balance
    self.load = load
    self.cableShare = cableShare
  }

  /// MW by node, at most its load: a reserve that nothing of its own covers is given up.
  package var domestic: [Double] { zip(balance, load).map { min(max(0, -$0), $1) } }
}

/// Energy not served by node in hours that stand alone, MW, under a rule.
///
/// - Returns: one row for each hour; nil where the solver found no answer.
package func share(
  _ hours: [SharedHour], over network: ShortageNetwork, rule: SharingRule
) throws(CouplingError) -> [[Double]]? {
  guard !hours.isEmpty else { return [] }
  return try SharingProgram(hours: hours, network: network, rule: rule).solved()
}

private struct SharingProgram {
  /// Share of the price by which a shortage of the whole load costs more than the first megawatt:
  /// small enough to choose among outcomes of one total only.
  static let tieWeight = 1e-3

  let hours: [SharedHour]
  let network: ShortageNetwork
  let rule: SharingRule

  private var nodes: Int { network.nodeCount }

  func solved() throws(CouplingError) -> [[Double]]? {
    let names = network.nodeNames
    let most = (0..<nodes).map { n in
      hours.reduce(1) { max($0, abs($1.balance[n]), $1.load[n]) }
    }
    var steps = (0..<nodes).map {
      ShortageNetwork.Step(name: "\(names[$0]) supply", node: $0, cost: 0, mostMW: most[$0])
    }
    if rule == .equalRatio {
      // One column for all nodes: its entries are written below.
      steps.append(ShortageNetwork.Step(name: "ratio", node: 0, cost: 1, mostMW: 1))
    } else {
      steps += (0..<nodes).map {
        ShortageNetwork.Step(
          name: "\(names[$0]) shortage", node: $0, cost: linearCost, mostMW: most[$0])
      }
    }
    if rule == .equalRatio { return try hoursOfEqualRatio(steps) }
    let problem = try network.problem(
      kinds: hours.map(\.kind), axis: network.axis(count: hours.count), steps: steps,
      withStorages: false)
    var program = problem.program
    write(&program, problem.pathColumns)
    guard let point = program.accuratePoint() else {
      // Hours of very different size spoil each other's accuracy; alone, each has its own.
      return hours.count > 1 ? try hourByHour() : nil
    }
    return hours.indices.map { i in (0..<nodes).map { point.columns[i, nodes + $0] } }
  }

  private func hourByHour() throws(CouplingError) -> [[Double]]? {
    var result: [[Double]] = []
    for hour in hours {
      let single = SharingProgram(hours: [hour], network: network, rule: rule)
      guard let shared = try single.solved() else { return nil }
      result += shared
    }
    return result
  }

  private var linearCost: Double {
    rule == .leastCost || rule == .localMatching ? 1 : 0
  }

  private func write(_ program: inout StagedProgram, _ paths: [PathColumn]) {
    program.write(hours, over: network, paths)
    var curvature = StageTable(stageCount: hours.count, itemCount: program.columns.count)
    for (i, hour) in hours.enumerated() {
      let domestic = hour.domestic
      for n in 0..<nodes {
        let most = rule.respectsLocalMatching ? domestic[n] : hour.load[n]
        program.upper[i, nodes + n] = most
        if most > 0 { curvature[i, nodes + n] = slope(hour, domestic, n) }
      }
    }
    program.curvature = curvature
  }

  /// Second derivative of the objective in the energy not served of a node.
  private func slope(_ hour: SharedHour, _ domestic: [Double], _ n: Int) -> Double {
    switch rule {
    case .leastCost, .localMatching: Self.tieWeight / max(hour.load[n], 1)
    case .curtailmentSharing: 2 / max(domestic[n], 1)
    case .curtailmentSharingByLoad: 2 / max(hour.load[n], 1)
    case .equalRatio: 0
    }
  }

  /// The ratio's column has other entries in every hour, so hours are solved one by one.
  private func hoursOfEqualRatio(
    _ steps: [ShortageNetwork.Step]
  ) throws(CouplingError) -> [[Double]]? {
    var result: [[Double]] = []
    for hour in hours {
      let problem = try network.problem(
        kinds: [hour.kind], axis: network.axis(count: 1), steps: steps, withStorages: false)
      var program = problem.program
      let domestic = hour.domestic
      var rows: [Int: Double] = [:]
      for n in 0..<nodes where domestic[n] > 0 { rows[network.row(n), default: 0] += domestic[n] }
      program.columns[nodes].balance = rows.sorted { $0.key < $1.key }.map {
        Coefficient(row: $0.key, value: $0.value)
      }
      program.write([hour], over: network, problem.pathColumns)
      program.upper[0, nodes] = 1
      guard let point = program.accuratePoint() else { return nil }
      result.append(domestic.map { $0 * point.columns[0, nodes] })
    }
    return result
  }
}

extension StagedProgram {
  /// Writes hours that stand alone: their cables, what each node has to spare as bound of its supply
  /// (the first columns, in the order of the nodes) and what it lacks of its own as demand.
  mutating func write(
    _ hours: [SharedHour], over network: ShortageNetwork, _ paths: [PathColumn]
  ) {
    lower = lower.byStage
    upper = upper.byStage
    demand = StageTable(stageCount: hours.count, itemCount: balanceNames.count)
    for (i, hour) in hours.enumerated() {
      for (n, lack) in hour.domestic.enumerated() {
        upper[i, n] = max(0, hour.balance[n])
        demand[i, network.row(n)] += lack
      }
    }
    guard hours.contains(where: { $0.cableShare.contains { $0 < 1 } }) else { return }
    for path in paths {
      guard let cable = network.cable(of: path) else { continue }
      limit(path) { hours[$0].cableShare[cable] }
    }
  }
}
