// SPDX-License-Identifier: Apache-2.0

/// Where the means of control variates come from.
package enum ControlMeans: Hashable, Sendable {
  /// By convolution, in each climate year: for systems without stores and planned outages, on which
  /// the coarse models are those of the exact core.
  case exact
  /// From a run of the coarse models alone, with draws of its own.
  case sampled(perClimateYear: Int)
}

/// One quantity of the coarse models whose mean is known: a control variate.
enum Control: Hashable, Sendable {
  case isolated(node: Int)
  case isolatedTogether
  case copperplate

  /// What helps to estimate an index of one node, or of all nodes (nil).
  static func all(of models: [CoarseModel], node: Int?, nodes: Int) -> [Control] {
    var result: [Control] = []
    if models.contains(.isolated) {
      if let node, nodes > 1 { result.append(.isolated(node: node)) }
      result.append(.isolatedTogether)
    }
    if models.contains(.copperplate) { result.append(.copperplate) }
    return result
  }

  /// By draw.
  func values(_ shortages: CoarseShortages, _ index: SharpenedIndex) -> [Double] {
    switch self {
    case .isolated(let node): shortages.isolated[node].map { index.value($0) }
    case .isolatedTogether: shortages.isolatedTogether.map { index.value($0) }
    case .copperplate: shortages.copperplate.map { index.value($0) }
    }
  }
}

/// Means of the coarse models in one climate year, without sampling error.
struct ExactCoarseMeans: Sendable {
  private typealias Means = (lole: Double, eens: Double)
  private let isolated: [Means]
  private let together: Means
  private let copperplate: Means

  /// - Throws: stores and planned outages, of which the exact core has others or none.
  /// - Complexity: one convolution for each node and one for all.
  init(_ study: SampledStudy, year: AdequacyYear) throws(ExactAdequacyError) {
    try Self.check(study, year)
    let settings = ExactSettings(thresholdMW: study.options.threshold.megawatts)
    let nodes = Array(0..<study.network.nodeCount)
    var isolated: [Means] = []
    var noneShort = [Double](repeating: 1, count: year.hourCount)
    for node in nodes {
      let area = try ExactArea(study, year, nodes: [node])
      let (indices, hours) = area.indicesAndHours(settings)
      isolated.append((indices.lole.mean, indices.eens.mean))
      for t in noneShort.indices { noneShort[t] *= 1 - hours.lossOfLoadProbability[t] }
    }
    self.isolated = isolated
    together = (
      noneShort.reduce(0) { $0 + 1 - $1 } * year.inputs.axis.stepHours,
      isolated.reduce(0) { $0 + $1.eens }
    )
    let whole = try ExactArea(study, year, nodes: nodes).indices(settings)
    copperplate = (whole.lole.mean, whole.eens.mean)
  }

  private static func check(
    _ study: SampledStudy, _ year: AdequacyYear
  ) throws(ExactAdequacyError) {
    var problems: [String] = []
    let stores = study.network.stores.map(\.name)
    if !stores.isEmpty {
      problems.append(
        "exact means of controls know no stores, and the system has \(stores.count): "
          + stores.prefix(3).joined(separator: ", ") + "; sample the means")
    }
    if year.fleets.contains(where: { $0.maintenanceFactor.contains { $0 != 1 } }) {
      problems.append(
        "exact means of controls know no planned outages, and climate year \(year.climateYear) has "
          + "them; sample the means or leave maintenance out")
    }
    if !problems.isEmpty { throw ExactAdequacyError(problems) }
  }

  func mean(of control: Control, _ index: SharpenedIndex) -> Double {
    let means =
      switch control {
      case .isolated(let node): isolated[node]
      case .isolatedTogether: together
      case .copperplate: copperplate
      }
    switch index {
    case .eens: return means.eens
    case .lole: return means.lole
    }
  }
}

extension ExactArea {
  /// Nodes of a climate year as one area.
  fileprivate init(
    _ study: SampledStudy, _ year: AdequacyYear, nodes: [Int]
  ) throws(ExactAdequacyError) {
    var units: [OutageUnit] = []
    for fleet in year.fleets where nodes.contains(fleet.node) {
      for row in fleet.unitRows {
        let unit = study.system.generatingUnits[row]
        units.append(
          try OutageUnit(
            name: unit.name, installedMW: unit.installedMW,
            forcedOutageRate: unit.forcedOutageRate,
            meanTimeToRepairHours: unit.meanTimeToRepairHours))
      }
    }
    let count = year.nodeCount
    var load = [Double](repeating: 0, count: year.hourCount)
    var firm = load
    for t in load.indices {
      for n in nodes {
        load[t] += year.load[t * count + n]
        firm[t] += year.load[t * count + n] + year.firmSurplus[t * count + n]
      }
    }
    try self.init(
      name: nodes.map { study.network.nodeNames[$0] }.joined(separator: " and "), units: units,
      loadMW: load, variableMW: firm, stepHours: year.inputs.axis.stepHours)
  }
}
