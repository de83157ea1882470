// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Optimization
import Quantities

/// What comes over one border into a zone while the zone is short.
package struct BorderContribution: Sendable {
  /// Border or cable as in the case; nil for the exchange within the flow-based region, which has no
  /// borders of its own.
  package var border: String?
  /// Zone at the other end; nil within the flow-based region.
  package var neighbour: String?
  /// Most that can arrive, MW; nil within the flow-based region.
  package var limitMW: Double?
  /// Mean import over the scarcity hours, MW arriving, net of export; nil without such hours.
  package var meanImportMW: Estimate?
}

/// Imports of one zone in its hours of scarcity.
package struct ScarcityImports: Sendable {
  package var zone: String
  /// Hours in which the zone is short after import and sharing, above the threshold, h/yr.
  package var scarcityHours: TwoLevelEstimate
  /// Means over these hours, MW; nil without any. What the zone lacks of its own, what of it is not
  /// served, and the difference: its net import.
  package var domesticShortageMW: Estimate?
  package var energyNotServedMW: Estimate?
  package var netImportMW: Estimate?
  package var borders: [BorderContribution]
}

extension CapacityStudy {
  /// Import of each zone in its hours of scarcity, in all and by border.
  ///
  /// An hour of scarcity of a zone is one in which it is short after import and sharing. The net
  /// import then is its domestic shortage less what stays unserved, whatever way it takes. Over which
  /// border it comes is not unique: of all exchanges that leave the shared shortages as they are, the
  /// one with the least Σ flow² / limit is counted. Shortages are held to 0.01 MW.
  ///
  /// Means are ratios of sums over Monte Carlo years, with errors over climate years.
  ///
  /// - Throws: ``OutageDataError``, ``CouplingError``, ``DispatchError``.
  package func scarcityImports() throws -> [ScarcityImports] {
    let threshold = options.threshold.megawatts
    let years = try perYear(unchanged, otherwise: ScarcityYear?.none) { dispatched in
      try ScarcityYear(dispatched, threshold: threshold)
    }
    let found = years.compactMap(\.self)
    guard let layout = found.first?.layout else { return [] }
    return nodeNames.indices.map { node in
      imports(of: node, layout, years.map { $0!.sums[node] })
    }
  }

  private func imports(
    of node: Int, _ layout: ExchangeLayout, _ sums: [ScarcityYear.Sums]
  ) -> ScarcityImports {
    let hours = sums.map(\.hours)
    func annual(_ values: [Double]) -> AnnualValues {
      AnnualValues(values, climateYears: climateYears)
    }
    func mean(_ value: (ScarcityYear.Sums) -> Double) -> Estimate? {
      annual(sums.map(value)).ratio(over: hours)
    }
    return ScarcityImports(
      zone: nodeNames[node], scarcityHours: annual(hours).mean,
      domesticShortageMW: mean(\.domesticMW), energyNotServedMW: mean(\.notServedMW),
      netImportMW: mean(\.netImportMW),
      borders: layout.borders(of: node).enumerated().map { place, border in
        BorderContribution(
          border: border.name, neighbour: border.neighbour.map { nodeNames[$0] },
          limitMW: border.limitMW, meanImportMW: mean { $0.importsMW[place] })
      })
  }
}

/// Sums over the hours of scarcity of one Monte Carlo year.
private struct ScarcityYear: Sendable {
  struct Sums: Sendable {
    var hours = 0.0
    var domesticMW = 0.0
    var notServedMW = 0.0
    /// A short zone uses all it has.
    var netImportMW = 0.0
    /// By border of the node.
    var importsMW: [Double]
  }
  var layout: ExchangeLayout
  /// By node.
  var sums: [Sums]

  init(_ dispatched: DispatchedChange, threshold: Double) throws {
    let exchanges = ExchangeProgram(dispatched.network)
    layout = try exchanges.layout()
    let layout = layout
    sums = (0..<dispatched.nodeCount).map {
      Sums(importsMW: [Double](repeating: 0, count: layout.borders(of: $0).count))
    }
    let shared = try dispatched.shared()
    let hours = dispatched.hours
    guard !hours.isEmpty else { return }
    guard let imports = try exchanges.imports(hours, shared: shared) else {
      throw DispatchError(
        sample: dispatched.shortages.sample,
        reason: "no exchange was found for the shared shortages of \(hours.count) hours")
    }
    for (i, hour) in hours.enumerated() {
      let domestic = hour.domestic
      for n in sums.indices where shared[i][n] > threshold {
        sums[n].hours += 1
        sums[n].domesticMW += domestic[n]
        sums[n].notServedMW += shared[i][n]
        sums[n].netImportMW -= max(hour.balance[n], -hour.load[n]) + shared[i][n]
        for place in sums[n].importsMW.indices { sums[n].importsMW[place] += imports[i][n][place] }
      }
    }
  }
}

/// Borders of the nodes of a network.
private struct ExchangeLayout: Sendable {
  struct Border: Sendable {
    var name: String?
    var neighbour: Int?
    var limitMW: Double?
    /// Rows of the program's paths with the sign of an import and the share that arrives.
    var flows: [(path: Int, sign: Double)]
  }
  var paths: [PathColumn]
  var isInRegion: [Bool]

  /// Borders and cables in the order of the paths, both directions as one, then the flow-based region.
  func borders(of node: Int) -> [Border] {
    var result: [Border] = []
    func add(_ name: String, _ neighbour: Int, limitMW: Double, _ flow: (path: Int, sign: Double)) {
      if let known = result.firstIndex(where: { $0.name == name && $0.neighbour == neighbour }) {
        result[known].limitMW! += limitMW
        result[known].flows.append(flow)
      } else {
        result.append(
          Border(name: name, neighbour: neighbour, limitMW: limitMW, flows: [flow]))
      }
    }
    for (p, path) in paths.enumerated() {
      let suffix = "_backward"
      let name = path.name.hasSuffix(suffix) ? String(path.name.dropLast(suffix.count)) : path.name
      if path.to == node {
        add(name, path.from, limitMW: max(0, path.upperMW) * (1 - path.loss), (p, 1 - path.loss))
      }
      if path.from == node { add(name, path.to, limitMW: max(0, -path.lowerMW), (p, -1)) }
    }
    if isInRegion[node] {
      result.append(Border(name: nil, neighbour: nil, limitMW: nil, flows: []))
    }
    return result
  }
}

/// The exchange that goes with shared shortages.
private struct ExchangeProgram {
  /// How far the program may leave the shared shortages, MW.
  static let slackMW = 0.01
  /// Curvature of supply beside that of flows: it settles who supplies, and hardly more.
  static let supplyWeight = 1e-3

  let network: ShortageNetwork
  private var nodes: Int { network.nodeCount }

  init(_ network: ShortageNetwork) { self.network = network }

  func layout() throws(CouplingError) -> ExchangeLayout {
    let problem = try problem(kinds: [0], most: [Double](repeating: 1, count: nodes))
    return layout(of: problem)
  }

  private func layout(of problem: CouplingProblem) -> ExchangeLayout {
    ExchangeLayout(
      paths: problem.pathColumns,
      isInRegion: network.reference.nodes.map {
        network.model == .flowBased && network.schedule != nil && $0.isFlowBased
      })
  }

  private func problem(kinds: [Int], most: [Double]) throws(CouplingError) -> CouplingProblem {
    let names = network.nodeNames
    let steps = ["supply", "shortage"].flatMap { word in
      (0..<nodes).map {
        ShortageNetwork.Step(name: "\(names[$0]) \(word)", node: $0, cost: 0, mostMW: most[$0])
      }
    }
    return try network.problem(
      kinds: kinds, axis: network.axis(count: kinds.count), steps: steps, withStorages: false)
  }

  /// MW arriving by hour, node and border; nil where the solver found no answer.
  func imports(_ hours: [SharedHour], shared: [[Double]]) throws(CouplingError) -> [[[Double]]]? {
    let most = (0..<nodes).map { n in hours.reduce(1) { max($0, abs($1.balance[n]), $1.load[n]) } }
    let problem = try problem(kinds: hours.map(\.kind), most: most)
    let layout = layout(of: problem)
    var program = problem.program
    write(&program, hours, shared, layout.paths)
    guard let point = program.accuratePoint() else { return nil }
    return hours.indices.map { i in
      (0..<nodes).map { n in
        // What it lacks and is given; what does not come over its borders comes over the region.
        let net = hours[i].domestic[n] - point.columns[i, nodes + n] - point.columns[i, n]
        let borders = layout.borders(of: n)
        var imports = borders.map { border in
          border.flows.reduce(0) { sum, flow in
            let path = layout.paths[flow.path]
            let value =
              path.isNetworkColumn ? point.network[i, path.column] : point.columns[i, path.column]
            return sum + flow.sign * value
          }
        }
        if let last = borders.last, last.name == nil {
          imports[imports.count - 1] = net - imports.dropLast().reduce(0, +)
        }
        return imports
      }
    }
  }

  private func write(
    _ program: inout StagedProgram, _ hours: [SharedHour], _ shared: [[Double]],
    _ paths: [PathColumn]
  ) {
    program.write(hours, over: network, paths)
    var curvature = StageTable(stageCount: hours.count, itemCount: program.columns.count)
    for (i, hour) in hours.enumerated() {
      for n in 0..<nodes {
        let most = max(0, hour.balance[n])
        if most > 0 { curvature[i, n] = Self.supplyWeight / max(most, 1) }
        program.lower[i, nodes + n] = max(0, shared[i][n] - Self.slackMW)
        program.upper[i, nodes + n] = shared[i][n] + Self.slackMW
      }
      for path in paths where !path.isNetworkColumn { curvature[i, path.column] = bend(path) }
    }
    program.curvature = curvature
    var networkCurvature = program.networkCurvature.row(0)
    for path in paths where path.isNetworkColumn { networkCurvature[path.column] = bend(path) }
    program.networkCurvature = StageTable(
      constant: networkCurvature, stageCount: hours.count)
  }

  /// Curvature of a flow: the reciprocal of the most it carries.
  private func bend(_ path: PathColumn) -> Double { 1 / max(path.upperMW, -path.lowerMW, 1) }
}
