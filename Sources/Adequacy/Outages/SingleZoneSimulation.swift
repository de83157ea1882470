// SPDX-License-Identifier: Apache-2.0

/// Sequential Monte Carlo of one zone without storage or neighbours: outages drawn, available power
/// compared with the load of each hour.
///
/// Hours are looked at only in blocks where the outages at the block's start, with all that begin
/// in it and none that ends, could leave load unserved; the result is that of looking at all hours.
package struct SingleZoneSimulation: Sendable {
  /// Of a power of 2, so that an hour finds its block by a shift.
  private static let blockShift = 5
  /// MW by which sums in another order may differ, above any rounding of them.
  private static let slackMW = 1e-6

  private let sampler: OutageSampler
  private let residualLoadMW: [Double]
  private let threshold: ShortageThreshold
  private let loadMWh: Double
  /// Load less undisturbed availability, MW: by hour, and its largest value by block.
  private let need: [Double]
  private let largestNeed: [Double]

  /// - Parameters:
  ///   - residualLoadMW: load less what is not drawn (renewables), by hour; its length is the
  ///     horizon.
  ///   - loadMWh: energy that EENS is compared with; the sum of the residual load if nil.
  /// - Throws: every fault of every asset at once.
  package init(
    assets: [OutageAsset], residualLoadMW: [Double], loadMWh: Double? = nil, seed: UInt64,
    threshold: ShortageThreshold = .vertex
  ) throws(OutageDataError) {
    let sampler = try OutageSampler(seed: seed, hours: residualLoadMW.count, groups: [assets])
    self.sampler = sampler
    self.residualLoadMW = residualLoadMW
    self.threshold = threshold
    self.loadMWh = loadMWh ?? residualLoadMW.reduce(0, +)
    let need = zip(residualLoadMW, sampler.undisturbed(group: 0)).map { $0 - $1 }
    self.need = need
    largestNeed = stride(from: 0, to: need.count, by: 1 << Self.blockShift).map { first in
      need[first..<min(need.count, first + 1 << Self.blockShift)].max() ?? 0
    }
  }

  /// Simulates samples of a climate year, in order. Nothing is allocated in a year.
  package func run(climateYear: Int = 0, samples: Range<Int>) -> MonteCarloTable {
    var workspace = OutageBlocks(hours: need.count, blocks: largestNeed.count)
    let entries = samples.map { sample in
      let year = MonteCarloYear(climateYear: climateYear, sample: sample)
      return MonteCarloTable.Entry(year: year, shortage: shortage(in: year, &workspace))
    }
    return MonteCarloTable(sorted: entries)
  }

  /// Energy not served by hour in one Monte Carlo year, for tables and tests.
  package func energyNotServedMW(in year: MonteCarloYear) -> [Double] {
    zip(residualLoadMW, sampler.available(in: year)[0]).map { max(0, $0 - $1) }
  }

  private func shortage(in year: MonteCarloYear, _ blocks: inout OutageBlocks) -> AnnualShortage {
    blocks.clear()
    for asset in sampler.assets(of: 0) { draw(asset, year, &blocks) }
    var tally = ShortageTally(threshold: threshold, hours: need.count, loadMWh: loadMWh)
    var out = 0.0
    for block in 0..<largestNeed.count {
      if largestNeed[block] + out + blocks.begun[block] > -Self.slackMW {
        look(into: block, out: out, blocks, &tally)
      }
      out += blocks.change[block]
    }
    return tally.finished()
  }

  @inline(__always)
  private func draw(_ asset: Int, _ year: MonteCarloYear, _ blocks: inout OutageBlocks) {
    switch sampler.capacity(of: asset) {
    case .constant(let lost):
      sampler.forEachOutage(of: asset, in: year) { from, to in
        blocks.begin(hour: from, block: from >> Self.blockShift, lost)
        blocks.end(hour: to, block: to >> Self.blockShift, lost)
      }
    case .hourly(let profile):
      sampler.forEachOutage(of: asset, in: year) { from, to in
        for hour in from..<to {
          blocks.begin(hour: hour, block: hour >> Self.blockShift, profile[hour])
          blocks.end(hour: hour + 1, block: (hour + 1) >> Self.blockShift, profile[hour])
        }
      }
    }
  }

  private func look(
    into block: Int, out start: Double, _ blocks: borrowing OutageBlocks,
    _ tally: inout ShortageTally
  ) {
    let first = block << Self.blockShift
    var out = start
    for hour in first..<min(need.count, first + 1 << Self.blockShift) {
      out += blocks.hourly[hour]
      let missing = need[hour] + out
      if missing > 0 { tally.add(hour: hour, energyNotServedMW: missing) }
    }
  }
}

/// MW on outage as changes by hour and by block of hours.
private struct OutageBlocks: ~Copyable {
  /// Change of the MW on outage from the hour before; one place beyond the last hour.
  let hourly: UnsafeMutableBufferPointer<Double>
  /// Change over a whole block, and the MW whose outage begins in it.
  let change: UnsafeMutableBufferPointer<Double>
  let begun: UnsafeMutableBufferPointer<Double>

  init(hours: Int, blocks: Int) {
    hourly = .allocate(capacity: hours + 1)
    change = .allocate(capacity: blocks + 1)
    begun = .allocate(capacity: blocks + 1)
  }

  deinit {
    hourly.deallocate()
    change.deallocate()
    begun.deallocate()
  }

  func clear() {
    hourly.initialize(repeating: 0)
    change.initialize(repeating: 0)
    begun.initialize(repeating: 0)
  }

  @inline(__always)
  func begin(hour: Int, block: Int, _ lost: Double) {
    hourly[hour] += lost
    change[block] += lost
    begun[block] += lost
  }

  @inline(__always)
  func end(hour: Int, block: Int, _ lost: Double) {
    hourly[hour] -= lost
    change[block] -= lost
  }
}
