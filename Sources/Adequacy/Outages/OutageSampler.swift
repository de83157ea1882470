// SPDX-License-Identifier: Apache-2.0

/// Forced outages of groups of assets (the fleet of a zone, the poles of a link, storages), as
/// draws keyed by seed, climate year, sample, asset name and hour.
///
/// A draw depends on nothing else: adding, removing or reordering assets, groups, samples or
/// climate years leaves all other draws as they were.
package struct OutageSampler: Sendable {
  package let hours: Int
  /// Group by group.
  let chains: [OutageChain]
  /// What an outage of the asset takes away.
  private let capacities: [OutageAsset.Capacity]
  private let assets: [Range<Int>]
  /// Available in each group without outages, by hour.
  private let undisturbed: [[Double]]

  /// - Throws: every fault of every asset at once.
  package init(
    seed: UInt64, hours: Int, groups: [[OutageAsset]]
  ) throws(OutageDataError) {
    precondition(hours >= 0 && hours <= Int(UInt32.max), "\(hours) hours")
    let all = groups.flatMap(\.self)
    try Self.check(all, hours: hours)
    self.hours = hours
    chains = all.map { OutageChain(seed: seed, asset: $0) }
    capacities = all.map(\.capacity)
    var ranges: [Range<Int>] = []
    for group in groups {
      let first = ranges.last?.upperBound ?? 0
      ranges.append(first..<first + group.count)
    }
    assets = ranges
    undisturbed = groups.map { Self.sum($0, hours: hours) }
  }

  package var groupCount: Int { assets.count }

  /// Numbers of the assets of a group, in the order given.
  package func assets(of group: Int) -> Range<Int> { assets[group] }

  package func capacity(of asset: Int) -> OutageAsset.Capacity { capacities[asset] }

  /// What `group` has without outages, by hour.
  package func undisturbed(group: Int) -> [Double] { undisturbed[group] }

  /// Calls `body` with each outage of an asset: its first hour and the hour after its last.
  @inline(__always)
  package func forEachOutage(
    of asset: Int, in year: MonteCarloYear, _ body: (Int, Int) -> Void
  ) {
    chains[asset].forEachOutage(hours: hours, year: year, body)
  }

  /// What `group` has in each hour of a Monte Carlo year, written over `available` (one value per
  /// hour). Allocates nothing.
  ///
  /// - Complexity: O(hours + outages), and O(hours out) for assets with an hourly capacity.
  package func fillAvailable(
    group: Int, in year: MonteCarloYear, into available: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(available.count == hours, "buffer of \(available.count) for \(hours) hours")
    available.update(repeating: 0)
    addConstantOutages(group: group, in: year, changes: available)
    var out = 0.0
    undisturbed[group].withUnsafeBufferPointer { full in
      for hour in 0..<hours {
        out += available[hour]
        available[hour] = full[hour] - out
      }
    }
    subtractHourlyOutages(group: group, in: year, from: available)
  }

  /// Hourly availability by group, for tables and tests.
  package func available(in year: MonteCarloYear) -> [[Double]] {
    (0..<groupCount).map { group in
      [Double](unsafeUninitializedCapacity: hours) { buffer, count in
        buffer.initialize(repeating: 0)
        fillAvailable(
          group: group, in: year, into: UnsafeMutableBufferPointer(rebasing: buffer[0..<hours]))
        count = hours
      }
    }
  }

  /// Outages of one asset in a Monte Carlo year, for tables and tests.
  package func outages(of asset: Int, in year: MonteCarloYear) -> [Range<Int>] {
    var result: [Range<Int>] = []
    forEachOutage(of: asset, in: year) { result.append($0..<$1) }
    return result
  }

  /// Adds, at the hour of each change, what outages of the assets with constant capacity take
  /// (positive) and give back (negative).
  private func addConstantOutages(
    group: Int, in year: MonteCarloYear, changes: UnsafeMutableBufferPointer<Double>
  ) {
    for asset in assets[group] {
      guard case .constant(let lost) = capacities[asset] else { continue }
      forEachOutage(of: asset, in: year) { from, to in
        changes[from] += lost
        if to < hours { changes[to] -= lost }
      }
    }
  }

  private func subtractHourlyOutages(
    group: Int, in year: MonteCarloYear, from available: UnsafeMutableBufferPointer<Double>
  ) {
    for asset in assets[group] {
      guard case .hourly(let profile) = capacities[asset] else { continue }
      profile.withUnsafeBufferPointer { lost in
        forEachOutage(of: asset, in: year) { from, to in
          for hour in from..<to { available[hour] -= lost[hour] }
        }
      }
    }
  }

  private static func check(_ assets: [OutageAsset], hours: Int) throws(OutageDataError) {
    var entries: [OutageDataError.Entry] = []
    var names = Set<String>()
    for asset in assets {
      var faults = asset.faults(hours: hours)
      if !names.insert(asset.key).inserted { faults.append(.duplicateName) }
      entries += faults.map { OutageDataError.Entry(asset: asset.name, fault: $0) }
    }
    if !entries.isEmpty { throw OutageDataError(entries: entries) }
  }

  private static func sum(_ group: [OutageAsset], hours: Int) -> [Double] {
    var total = [Double](repeating: 0, count: hours)
    for asset in group {
      switch asset.capacity {
      case .constant(let value): for hour in 0..<hours { total[hour] += value }
      case .hourly(let values): for hour in 0..<hours { total[hour] += values[hour] }
      }
    }
    return total
  }
}
