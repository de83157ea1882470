// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling

/// One Monte Carlo year before dispatch: a climate year with outages drawn.
package struct SampledYear {
  let year: AdequacyYear
  let sample: MonteCarloYear
  /// MW, hour × node: supply without stores less load and reserves.
  var surplus: [Double]
  /// Share of its capacity that a cable has, by hour; empty for cables without outages.
  var cableShare: [[Double]]
  /// Share of its power that a storage has, by hour; empty for stores without outages.
  var storeShare: [[Double]]
  /// MW, hour × node, of units out of the market; empty where there are none.
  var outOfMarket: [Double]
}

/// Draws the outages of a system's assets.
package struct OutageDraws: Sendable {
  private let sampler: OutageSampler
  private let fleetCount: Int
  /// Group of each cable and store; nil without outages.
  private let groupOfCable: [Int?]
  private let groupOfStore: [Int?]
  /// Group of the first fleet out of the market; the others follow.
  private let firstOutOfMarketGroup: Int

  /// - Parameter seed: of the outages; climate has its own.
  /// - Throws: every asset whose figures no chain can hold.
  package init(
    seed: UInt64, system: EnergySystem, year: AdequacyYear, network: ShortageNetwork
  ) throws(OutageDataError) {
    func assets(of fleet: AdequacyYear.Fleet) -> [OutageAsset] {
      fleet.unitRows.map { row in
        let unit = system.generatingUnits[row]
        return OutageAsset(
          name: unit.name, capacity: .constant(unit.installedMW),
          forcedOutageRate: unit.forcedOutageRate,
          meanTimeToRepairHours: unit.meanTimeToRepairHours)
      }
    }
    var groups = year.fleets.map(assets)
    fleetCount = groups.count
    var cables: [Int?] = []
    for link in system.dcLinks {
      guard link.forcedOutageRate > 0 else {
        cables.append(nil)
        continue
      }
      let poles = max(1, link.poles)
      cables.append(groups.count)
      groups.append(
        (1...poles).map { pole in
          OutageAsset(
            name: "\(link.name) pole \(pole)", kind: .dcPole,
            capacity: .constant(1 / Double(poles)), forcedOutageRate: link.forcedOutageRate,
            meanTimeToRepairHours: link.meanTimeToRepairHours)
        })
    }
    groupOfCable = cables
    var stores: [Int?] = []
    for row in year.inputs.storageRows {
      let storage = system.storages[row]
      guard storage.forcedOutageRate > 0 else {
        stores.append(nil)
        continue
      }
      stores.append(groups.count)
      groups.append([
        OutageAsset(
          name: storage.name, kind: .storage, capacity: .constant(1),
          forcedOutageRate: storage.forcedOutageRate,
          meanTimeToRepairHours: storage.meanTimeToRepairHours)
      ])
    }
    groupOfStore = stores + [Int?](repeating: nil, count: network.stores.count - stores.count)
    firstOutOfMarketGroup = groups.count
    groups += year.outOfMarketFleets.map(assets)
    sampler = try OutageSampler(seed: seed, hours: year.hourCount, groups: groups)
  }

  /// The same draws as a market sees them: unit by unit, without what adequacy adds up.
  ///
  /// - Precondition: as for ``sampled(_:sample:)``; `year` has the fleets of its inputs.
  package func drawn(_ year: AdequacyYear, sample: Int) -> DrawnOutages {
    let key = MonteCarloYear(climateYear: year.climateYear, sample: sample)
    let steps = year.inputs.steps.indices.filter { year.inputs.steps[$0].kind == .thermal }
    precondition(steps.count == year.fleets.count, "\(year.fleets.count) fleets")
    func values(_ group: Int) -> [Double] {
      var values = [Double](repeating: 0, count: year.hourCount)
      values.withUnsafeMutableBufferPointer {
        sampler.fillAvailable(group: group, in: key, into: $0)
      }
      return values
    }
    func shares(_ rows: [Int], _ groups: [Int?]) -> [Int: [Double]] {
      var result: [Int: [Double]] = [:]
      for (row, group) in zip(rows, groups) { if let group { result[row] = values(group) } }
      return result
    }
    var thermal: [Int: [Double]] = [:]
    for (group, step) in steps.enumerated() {
      let available = values(group)
      thermal[step] = available.indices.map {
        year.fleets[group].share(at: $0, hoursPerWeek: year.hoursPerWeek) * available[$0]
      }
    }
    return DrawnOutages(
      thermalMW: thermal, cableShare: shares(Array(groupOfCable.indices), groupOfCable),
      storageShare: shares(year.inputs.storageRows, groupOfStore))
  }

  /// - Precondition: `year` has as many hours as the one the draws were made for.
  package func sampled(_ year: AdequacyYear, sample: Int) -> SampledYear {
    let key = MonteCarloYear(climateYear: year.climateYear, sample: sample)
    var surplus = year.firmSurplus
    var outOfMarket =
      year.outOfMarketFleets.isEmpty ? [] : [Double](repeating: 0, count: surplus.count)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: year.hourCount) { available in
      for (group, fleet) in year.fleets.enumerated() {
        sampler.fillAvailable(group: group, in: key, into: available)
        year.add(UnsafePointer(available.baseAddress!), of: fleet, to: &surplus)
      }
      for (place, fleet) in year.outOfMarketFleets.enumerated() {
        sampler.fillAvailable(group: firstOutOfMarketGroup + place, in: key, into: available)
        year.add(UnsafePointer(available.baseAddress!), of: fleet, to: &outOfMarket)
      }
    }
    func shares(_ groups: [Int?]) -> [[Double]] {
      groups.map { group in
        guard let group else { return [] }
        return [Double](unsafeUninitializedCapacity: year.hourCount) { buffer, count in
          buffer.initialize(repeating: 0)
          sampler.fillAvailable(group: group, in: key, into: buffer)
          count = year.hourCount
        }
      }
    }
    return SampledYear(
      year: year, sample: key, surplus: surplus, cableShare: shares(groupOfCable),
      storeShare: shares(groupOfStore), outOfMarket: outOfMarket)
  }
}

/// The forced outages of one sample for a market run: the draws of the Monte Carlo year of the same
/// seed, climate year and sample.
///
/// - Throws: ``OutageDataError``, ``CouplingError``.
package func drawnOutages(
  system: EnergySystem, series: HourlySeries, climateYear: Int, sample: Int, seed: UInt64
) throws -> DrawnOutages {
  let year = try AdequacyYear(
    climateYear: climateYear, system: system, series: series, domainOfHour: [])
  let network = ShortageNetwork(
    system: system, inputs: year.inputs, model: .copperplate, schedule: nil)
  return try OutageDraws(seed: seed, system: system, year: year, network: network)
    .drawn(year, sample: sample)
}
