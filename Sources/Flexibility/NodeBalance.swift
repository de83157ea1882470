// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Optimization

/// What meets a residual load.
package enum ProviderKind: String, CaseIterable, Sendable {
  /// Dispatched generation above must-run.
  case generation
  /// Renewable energy that is curtailed: less generation than the residual load counts on.
  case spilledEnergy = "spilled_energy"
  /// Discharge less charging.
  case storage
  case demandResponse = "demand_response"
  case netImport = "net_import"
  case lostLoad = "lost_load"
  /// Less must-run energy that nobody can use.
  case dumped
  /// Consumption of electrolysers, and of compressors and terminals for hydrogen, negative.
  case electrolyser
  /// What the figures of a table, rounded, leave open.
  case rounding

  /// Whether the need that it meets is in truth not met.
  package var isUncovered: Bool { self == .lostLoad || self == .spilledEnergy || self == .dumped }
}

/// One term of the balance of a residual load, MW, supply positive.
package struct Provider: Sendable {
  package var kind: ProviderKind
  package var technology: String
  package var output: [Double]

  package init(kind: ProviderKind, technology: String, output: [Double]) {
    self.kind = kind
    self.technology = technology
    self.output = output
  }
}

/// Residual load of one bidding zone and what it is made of, MW by time unit.
///
/// Source: residual load is load before demand response and electrolysis, less the potential of
/// non-dispatchable renewables, less must-run generation (METIS studies).
package struct NodeBalance: Sendable {
  package let name: String
  package let load: [Double]
  package let residualLoad: [Double]
  /// What renewables could give, by technology, sorted by name.
  package let potential: [(technology: String, output: [Double])]
  /// Must-run generation by technology, sorted by name.
  package let mustRun: [(technology: String, output: [Double])]

  /// - Complexity: O(units × supply steps of the node)
  package init(node: Int, of inputs: MarketInputs) {
    let units = 0..<inputs.axis.count
    name = inputs.nodes[node].name
    load = units.map { inputs.loads[$0, node] }
    var potential: [String: [Double]] = [:]
    var mustRun: [String: [Double]] = [:]
    for (j, step) in inputs.steps.enumerated() where step.node == node {
      if step.kind == .renewable {
        add(units.map { inputs.availability[$0, j] }, to: &potential[step.technology])
      } else if step.kind == .thermal {
        add(units.map { inputs.mustRun[$0, j] }, to: &mustRun[step.technology])
      }
    }
    self.potential = potential.keys.sorted().map { ($0, potential[$0] ?? []) }
    self.mustRun = mustRun.keys.sorted().map { ($0, mustRun[$0] ?? []) }
    residualLoad = Flexibility.residualLoad(
      load: load, renewables: self.potential.map(\.output), mustRun: self.mustRun.map(\.output))
  }

  /// What met the residual load in a coupled run. The outputs sum to the residual load: what
  /// rounded tables leave open is the last of them.
  ///
  /// - Throws: ``FlexibilityError`` where more is left open than rounding can explain: the run is
  ///   of another case, year or weather.
  package func providers(
    in dispatch: Dispatch, node: Int, of inputs: MarketInputs
  ) throws(FlexibilityError) -> [Provider] {
    let units = load.indices
    let acts = dispatch.nodes[node]
    var providers: [Provider] = []
    for technology in Set((mustRun + potential).map(\.technology)).sorted() {
      guard let supply = acts.supply[technology] else { continue }
      let must = mustRun.first { $0.technology == technology }?.output
      let free = potential.first { $0.technology == technology }?.output
      providers.append(
        Provider(
          kind: must == nil ? .spilledEnergy : .generation, technology: technology,
          output: units.map { supply[$0] - (must?[$0] ?? 0) - (free?[$0] ?? 0) }))
    }
    providers += storageProviders(in: dispatch, node: node, of: inputs)
    let rest: [(ProviderKind, [Double], Double)] = [
      (.demandResponse, acts.demandResponse, 1), (.netImport, acts.netPosition, -1),
      (.lostLoad, acts.energyNotServed, 1), (.dumped, acts.dumped, -1),
    ]
    for (kind, values, sign) in rest where values.contains(where: { $0 != 0 }) {
      providers.append(
        Provider(kind: kind, technology: kind.rawValue, output: values.map { sign * $0 }))
    }
    return try closed(providers, node: node, of: inputs)
  }

  private func storageProviders(
    in dispatch: Dispatch, node: Int, of inputs: MarketInputs
  ) -> [Provider] {
    var outputs: [String: [Double]] = [:]
    for (s, storage) in inputs.storages.enumerated() where storage.node == node {
      let net = zip(dispatch.discharge[s], dispatch.charge[s]).map { $0 - $1 }
      add(net, to: &outputs[storage.kind])
    }
    return outputs.keys.sorted().map {
      Provider(kind: .storage, technology: $0, output: outputs[$0] ?? [])
    }
  }

  /// What is left open is what processes draw, as far as there are some, or rounding.
  private func closed(
    _ providers: [Provider], node: Int, of inputs: MarketInputs
  ) throws(FlexibilityError) -> [Provider] {
    let met = sum(providers.map(\.output), count: load.count)
    let open = residualLoad.indices.map { residualLoad[$0] - met[$0] }
    let draws = inputs.processes.largestPowerDraw(at: node)
    func isTooMuch(_ t: Int) -> Bool {
      open[t] > largestOpenMW || open[t] < -draws[t] - largestOpenMW
    }
    if let t = open.indices.first(where: isTooMuch) {
      let megawatts = (open[t] * 1000).rounded() / 1000
      throw FlexibilityError([
        "the result does not balance the residual load of this case: \(megawatts) MW are open in "
          + "\(name) at \(inputs.axis.timestamp(at: t)); give the year, series, seed and climate "
          + "year that the result was made with (they stand in its manifest.json)"
      ])
    }
    guard open.contains(where: { $0 != 0 }) else { return providers }
    let kind =
      draws.contains { $0 > 0 } ? ProviderKind.electrolyser : .rounding
    return providers + [Provider(kind: kind, technology: kind.rawValue, output: open)]
  }
}

/// Each figure of a table is rounded to 0.001 MW, and a balance has some dozens of them.
private let largestOpenMW = 0.1
