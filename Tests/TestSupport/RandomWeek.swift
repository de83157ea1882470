// SPDX-License-Identifier: Apache-2.0
import Foundation
import Optimization

/// Seeded weeks (or a part of one, where they are large) of very different size and with everything
/// that makes a solver stumble, in MW, MWh and EUR.
///
/// 3 to 60 zones, 0 to 300 network rows, 0 to 80 states. Always: lost load at one price cap in all
/// zones, hours in which supply falls short, bounds of no width (nights, outages, levels held in one
/// hour), supply at negative prices that must run, lossy storages with a valued end beside fixed
/// ends, links, electrolysers that feed a second balance, and a fuel budget that columns of two
/// balances draw on. Three of five are round: capacities, loads, limits and costs are multiples, so
/// that optima are degenerate and prices are not unique; rows come twice in some.
///
/// Every program has a feasible point: load can be lost and supply dumped, stores may stand still
/// and spill, and zero network columns meet every row.
package struct RandomWeek {
  package static let priceCap = 4000.0
  /// Rows and states of all hours together: what HiGHS does in seconds.
  private static let mostRows = 9000
  private static let fewestHours = 24

  package let seed: UInt64
  package let zones: Int
  package let rows: Int
  package let states: Int
  package let stages: Int
  package let isRound: Bool

  /// - Parameter isSmall: up to 8 zones, 12 rows and 6 states.
  package init(seed: UInt64, isSmall: Bool = false) {
    var random = SeededGenerator(seed: seed &+ 1_000_003)
    self.seed = seed
    zones = Self.spread(3...(isSmall ? 8 : 60), &random)
    let hasRows = random.uniform(0...1) < 0.85
    rows = hasRows ? Self.spread(2...(isSmall ? 12 : 300), &random) : 0
    let hasStates = random.uniform(0...1) < 0.85
    states = hasStates ? Self.spread(1...(isSmall ? 6 : 80), &random) : 0
    stages = min(168, max(Self.fewestHours, Self.mostRows / (zones + rows + states)))
    isRound = random.uniform(0...1) < 0.6
  }

  package var name: String {
    "seed \(seed): \(zones) zones, \(rows) rows, \(states) states, \(stages) h"
      + (isRound ? ", round" : "")
  }

  /// Round programs know no more than multiples.
  fileprivate func rounded(_ value: Double, to step: Double) -> Double {
    isRound ? (value / step).rounded() * step : value
  }

  /// - Parameter add: puts further parts on top; zones are the first balances.
  package func program(adding add: (inout ProgramBuilder) -> Void = { _ in }) -> StagedProgram {
    var draft = Draft(self)
    draft.addParts()
    add(&draft.builder)
    return draft.builder.build()
  }

  /// Even on a logarithmic scale, both ends included.
  private static func spread(_ range: ClosedRange<Int>, _ random: inout SeededGenerator) -> Int {
    let low = Double(range.lowerBound)
    let value = low * pow(Double(range.upperBound) / low, random.uniform(0...1))
    return min(range.upperBound, max(range.lowerBound, Int(value.rounded())))
  }
}

private func isNight(_ hour: Int) -> Bool { hour % 24 < 7 || hour % 24 > 18 }

/// The program while it is being put together.
private struct Draft {
  let size: RandomWeek
  var random: SeededGenerator
  var builder: ProgramBuilder
  var peaks: [Double] = []
  var statesLeft: Int

  init(_ size: RandomWeek) {
    self.size = size
    random = SeededGenerator(seed: size.seed &* 7919 &+ 17)
    builder = ProgramBuilder(stages: size.stages)
    statesLeft = size.states
  }

  mutating func addParts() {
    for z in 0..<size.zones { addZone(z) }
    addLinks()
    addConverters()
    addStores()
    addNetwork()
  }

  // MARK: Numbers

  private mutating func series(_ value: (inout SeededGenerator, Int) -> Double) -> [Double] {
    (0..<size.stages).map { value(&random, $0) }
  }

  private mutating func chance(_ share: Double) -> Bool { random.uniform(0...1) < share }

  // MARK: Parts

  private mutating func addZone(_ z: Int) {
    let size = size
    let peak = size.rounded([1000.0, 8000, 60_000][Int(random.next() % 3)], to: 100)
    peaks.append(peak)
    // At the highest load the fleet below, a little more than the mean, falls short.
    let load = series { random, t in
      let day = isNight(t) ? 0.6 : 0.85
      return size.rounded(peak * day * random.uniform(0.85...1.2), to: peak / 20)
    }
    builder.balance("zone \(z)", demand: load)
    for k in 0..<Int.random(in: 3...6, using: &random) {
      let capacity = size.rounded(peak * random.uniform(0.1...0.35), to: peak / 20)
      let isOut = chance(0.1)
      let outage = Int(random.next() % UInt64(size.stages))
      builder.column(
        "supply \(z) \(k)", balance: [z: 1], cost: [size.rounded(random.uniform(5...150), to: 10)],
        upper: series { _, t in isOut && t >= outage ? 0 : capacity })
    }
    let sun = peak * random.uniform(0.2...0.9)
    builder.column(
      "sun \(z)", balance: [z: 1], cost: [chance(0.3) ? -20 : 0],
      upper: series { random, t in
        isNight(t) ? 0 : size.rounded(sun * random.uniform(0...1), to: peak / 20)
      })
    if chance(0.3) {
      let mustRun = size.rounded(peak * random.uniform(0.05...0.4), to: 50)
      builder.column(
        "must run \(z)", balance: [z: 1], cost: [size.rounded(random.uniform(-60...0), to: 10)],
        lower: [mustRun], upper: [chance(0.5) ? mustRun : 2 * mustRun])
    }
    builder.column("lost \(z)", balance: [z: 1], cost: [RandomWeek.priceCap], upper: load)
    builder.column("dump \(z)", balance: [z: -1], cost: [500], upper: [4 * peak])
  }

  private mutating func addLinks() {
    for k in 0..<size.zones {
      let from = Int(random.next() % UInt64(size.zones))
      let to = Int(random.next() % UInt64(size.zones))
      guard from != to else { continue }
      let capacity = size.rounded(0.15 * min(peaks[from], peaks[to]), to: 50)
      let kept = chance(0.3) ? 0.97 : 1
      let hurdle = chance(0.5) ? 0 : 0.1
      builder.column(
        "link \(k) out", balance: [from: -1, to: kept], cost: [hurdle], upper: [capacity])
      builder.column(
        "link \(k) back", balance: [to: -1, from: kept], cost: [hurdle], upper: [capacity])
    }
  }

  /// A hydrogen balance with an electrolyser and a turbine in zone 0, where there is a state for
  /// the fuel budget on which a plant of zones 1 and 2 draws too.
  private mutating func addConverters() {
    guard statesLeft > 0 else { return }
    statesLeft -= 1
    let hydrogen = builder.balance("hydrogen", demand: [size.rounded(0.02 * peaks[0], to: 10)])
    builder.column(
      "lost hydrogen", balance: [hydrogen: 1], cost: [300], upper: [peaks[0]])
    builder.column("vent", balance: [hydrogen: -1], cost: [10], upper: [4 * peaks[0]])
    let budget = 0.05 * peaks[0] * Double(size.stages)
    let fuel = builder.state("fuel", initial: budget, upper: [budget])
    builder.column(
      "electrolyser", balance: [0: -1, hydrogen: 0.7], upper: [size.rounded(0.1 * peaks[0], to: 50)]
    )
    builder.column(
      "hydrogen turbine", balance: [hydrogen: -2, 0: 1], cost: [3],
      upper: [size.rounded(0.1 * peaks[0], to: 50)])
    builder.column(
      "shared plant", balance: [1: 0.6, 2: 0.4], state: [fuel: -1.25], cost: [20],
      upper: [size.rounded(0.1 * peaks[1], to: 50)])
  }

  private mutating func addStores() {
    let size = size
    for s in 0..<statesLeft {
      let zone = s % size.zones
      let power = size.rounded(peaks[zone] * random.uniform(0.02...0.2), to: 50)
      let hours = [2.0, 6, 30, 800][Int(random.next() % 4)]
      let energy = max(power, 10) * hours
      let isReservoir = hours > 100
      let loss = chance(0.2) ? 0.01 : 0
      let isValued = loss > 0 || chance(0.3)
      let inflow =
        isReservoir ? series { random, _ in 0.4 * power * random.uniform(0.5...1.5) } : [0]
      var lower = [Double](repeating: 0, count: size.stages)
      var upper = [Double](repeating: energy, count: size.stages)
      let start = 0.5 * energy
      if !isValued { (lower[size.stages - 1], upper[size.stages - 1]) = (start, start) }
      // Standing still and spilling what flows in keeps the level.
      if loss == 0, chance(0.2) { (lower[11], upper[11]) = (start, start) }
      let state = builder.state(
        "store \(s)", initial: start,
        endValue: isValued ? size.rounded(random.uniform(0...90), to: 10) : 0,
        retention: [1 - loss], inflow: inflow, lower: lower, upper: upper)
      builder.column(
        "charge \(s)", balance: [zone: -1], state: [state: 0.9],
        upper: [isReservoir ? 0 : power])
      builder.column(
        "discharge \(s)", balance: [zone: 1], state: [state: -1 / 0.9], upper: [power])
      builder.column("spill \(s)", state: [state: -1], upper: inflow)
    }
  }

  private mutating func addNetwork() {
    let size = size
    guard size.rows > 0 else { return }
    let core = min(size.zones, 14)
    for z in 1..<core {
      let isBounded = chance(0.2)
      builder.networkColumn(
        "position \(z)", balance: [0: 1, z: -1],
        lower: [isBounded ? -0.3 * peaks[z] : -.infinity],
        upper: [isBounded ? 0.3 * peaks[z] : .infinity])
    }
    var factors: [Double] = []
    for k in 0..<size.rows {
      // Both directions of an element, and some elements twice.
      let isOther = k % 2 == 1
      if isOther {
        factors = factors.map { -$0 }
      } else if k == 0 || !chance(size.isRound ? 0.1 : 0) {
        factors = (1..<core).map { _ in
          chance(0.3) ? 0 : size.rounded(random.uniform(-0.5...0.5), to: 0.01)
        }
      }
      let margin = random.uniform(300...4000)
      builder.networkRow(
        "row \(k)", factors: factors,
        limit: series { random, _ in
          random.uniform(0...1) < 0.03
            ? .infinity : size.rounded(margin * random.uniform(0...1.3), to: 50)
        })
    }
  }
}
