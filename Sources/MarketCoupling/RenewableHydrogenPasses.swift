// SPDX-License-Identifier: Apache-2.0
import GridModel
import Optimization
import Quantities

/// When electricity counts as renewable without a match under contract.
///
/// Source: Commission Delegated Regulation (EU) 2023/1184, Articles 4 and 6. Its Article 4(2), low
/// emissions of the zone, frees from new plants only; here it frees from the match, as the figures
/// of the zone are those of the run and not of the year before. Nil switches an exemption off.
package struct RenewableHydrogenSettings: Sendable {
  /// Exempt hours follow from the prices of the pass before.
  package var maximumPasses = 5
  /// A price below this share of the price of a tonne of carbon dioxide is low enough, beside each
  /// electrolyser's own limit.
  package var carbonPriceFactor: Double? = 0.36
  /// Share of renewable electricity in what the bidding zone uses above which all of it counts.
  package var renewableShare: Double? = 0.9
  /// Emissions per MJ of electricity made in the bidding zone below which all of it counts.
  package var emissionGramsPerMJ: Double? = 18

  package init() {}

  /// Only each electrolyser's own price limit exempts.
  package static var withoutExemptions: Self {
    var settings = Self()
    settings.carbonPriceFactor = nil
    settings.renewableShare = nil
    settings.emissionGramsPerMJ = nil
    return settings
  }
}

/// One solve of a run whose electrolysers are under a rule of matching.
package struct RenewableHydrogenPass: Hashable, Sendable {
  /// Hours of all electrolysers under a rule in which they are exempt.
  package var exemptHours: Double
  /// Of these or of the others, hours that were otherwise in the pass before.
  package var changedHours: Double
  /// Largest change of a price of either carrier since the pass before; 0 in the first one.
  package var largestPriceChangeEURPerMWh: Double
}

extension RenewableHydrogenSettings {
  /// By row of ``ProcessInputs/matched`` and unit: whether the result's prices and the figures of its
  /// zones exempt it.
  package func exemptHours(
    after result: CouplingResult, matched: [MatchedElectrolyser], system: EnergySystem
  ) -> [[Bool]] {
    let carbonPrice = system.fuels.map(\.co2PriceEURPerTonne).max() ?? 0
    return matched.map { electrolyser in
      let node = electrolyser.powerNode
      if isExempt(node, in: result) {
        return [Bool](repeating: true, count: result.axis.count)
      }
      let own = system.electrolysers[electrolyser.row].priceExemptionEURPerMWh
      return (0..<result.axis.count).map { t in
        let price = result.prices[t, node]
        return price <= own || carbonPriceFactor.map { price < $0 * carbonPrice } ?? false
      }
    }
  }

  /// Whether all electricity of a bidding zone counts as renewable over the whole run.
  private func isExempt(_ node: Int, in result: CouplingResult) -> Bool {
    let zone = ZoneMix(node, in: result)
    if let renewableShare, zone.consumed > 0, zone.renewable / zone.consumed > renewableShare {
      return true
    }
    let gramsPerTonne = 1e6
    let megajoulesPerMWh = 3600.0
    guard let emissionGramsPerMJ, zone.generated > 0 else { return false }
    return zone.emissions * gramsPerTonne / (zone.generated * megajoulesPerMWh)
      < emissionGramsPerMJ
  }
}

/// Sums over a run of one bidding zone. MW × units, and tonnes per hour × units.
private struct ZoneMix {
  var consumed = 0.0
  var generated = 0.0
  var renewable = 0.0
  var emissions = 0.0

  init(_ node: Int, in result: CouplingResult) {
    var stored = 0.0
    for t in 0..<result.axis.count {
      consumed += result.loads[t, node]
      for p in result.processes.processes.indices {
        consumed -= result.processes.power(of: p, at: .power(node), unit: t)
      }
      for (j, step) in result.steps.enumerated() where step.node == node {
        let power = result.supply[t, j]
        if step.kind == .renewable { renewable += power }
        if step.kind == .renewable || step.kind == .thermal { generated += power }
        emissions += power * step.emissionsTonnesPerMWh
      }
      for (s, storage) in result.storages.enumerated() where storage.node == node {
        stored += result.discharge[t, s] - result.charge[t, s]
      }
    }
    // What stores give above what they take is natural inflow.
    renewable += max(0, stored)
    generated += max(0, stored)
  }
}

/// Solves again with the exempt hours of the pass before until they no longer change.
///
/// - Parameter solve: one pass with these inputs.
/// - Returns: what each pass changed; the last one is that of `result`.
func repeatWithExemptions(
  from inputs: MarketInputs, result: inout CouplingResult, system: EnergySystem,
  settings: RenewableHydrogenSettings,
  solve: (MarketInputs) throws(CouplingError) -> CouplingResult
) throws(CouplingError) -> [RenewableHydrogenPass] {
  let matched = inputs.processes.matched
  guard !matched.isEmpty, result.status == .optimal else { return [] }
  let hours = inputs.axis.stepHours
  var exempt = matched.map { [Bool](repeating: false, count: $0.availableMW.count) }
  var passes = [
    RenewableHydrogenPass(exemptHours: 0, changedHours: 0, largestPriceChangeEURPerMWh: 0)
  ]
  var isSettled = false
  while passes.count < settings.maximumPasses {
    let next = settings.exemptHours(after: result, matched: matched, system: system)
    let changed = differences(next, exempt)
    isSettled = changed == 0
    if isSettled { break }
    exempt = next
    var changedInputs = inputs
    changedInputs.processes = inputs.processes.exempting(exempt)
    let before = result
    result = try solve(changedInputs)
    passes.append(
      RenewableHydrogenPass(
        exemptHours: Double(exempt.reduce(0) { $0 + $1.count { $0 } }) * hours,
        changedHours: Double(changed) * hours,
        largestPriceChangeEURPerMWh: max(
          largestDifference(before.prices, result.prices),
          largestDifference(before.processes.prices, result.processes.prices))))
    if result.status != .optimal { break }
  }
  let open =
    isSettled || result.status != .optimal
    ? 0
    : differences(
      settings.exemptHours(after: result, matched: matched, system: system), exempt)
  result.notes.append(words(passes, openHours: Double(open) * hours))
  return passes
}

/// `renewable hydrogen: 3 passes, 120 exempt hours, no change at the last prices`.
private func words(_ passes: [RenewableHydrogenPass], openHours: Double) -> String {
  let exempt = Int((passes.last?.exemptHours ?? 0).rounded())
  return "renewable hydrogen: \(passes.count) \(passes.count == 1 ? "pass" : "passes"), "
    + "\(exempt) exempt hours of electrolysers, "
    + (openHours == 0
      ? "none would change at the last prices"
      : "\(Int(openHours.rounded())) would change at the last prices: not settled")
}

private func differences(_ a: [[Bool]], _ b: [[Bool]]) -> Int {
  zip(a, b).reduce(0) { $0 + zip($1.0, $1.1).count { $0 != $1 } }
}

private func largestDifference(_ a: StageTable, _ b: StageTable) -> Double {
  zip(a.values, b.values).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
}
