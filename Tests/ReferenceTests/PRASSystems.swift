// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import TestSupport

/// One of the small systems with which PRAS tests itself.
///
/// Every unit, tie and store is out for a tenth of the hours and back after 1 / 0.9 h on average: with
/// failure and repair probabilities of 0.1 and 0.9 per hour, an hour does not depend on the hour before.
///
/// Source: National Renewable Energy Laboratory, Probabilistic Resource Adequacy Suite (PRAS), MIT
/// licence, `PRASCore.jl/src/Systems/TestData.jl`.
struct PRASSystem {
  static let forcedOutageRate = 0.1
  static let meanTimeToRepairHours = 1 / 0.9

  struct Unit {
    var zone: Int
    /// MW by hour while it is not out.
    var megawatts: [Double]
    var isPerfect = false
  }

  /// MW by zone and hour.
  var load: [[Double]]
  var units: [Unit]
  /// Between every two zones, MW.
  var tieMW: Double?
  var tieFails = false
  /// 10 MW and 10 MWh, empty at first.
  var storeZone: Int?

  var hours: Int { load[0].count }

  /// The system in some of its hours. Units have no profile, so they must be the same in all of them.
  func built(hours: Range<Int>) -> SmallSystem {
    var small = SmallSystem(hours: hours.count)
    let zones = load.enumerated().map { z, hourly in
      small.addZone(Self.zoneNames[z], loadMW: Array(hourly[hours]))
    }
    for (u, unit) in units.enumerated() {
      let sizes = Set(unit.megawatts[hours])
      precondition(sizes.count == 1, "unit \(u) has \(sizes) MW")
      let row = small.addUnit(
        "unit \(u)", in: zones[unit.zone], megawatts: sizes.first!, cost: 1)
      guard !unit.isPerfect else { continue }
      small.modify {
        $0.generatingUnits[row.index].forcedOutageRate = Self.forcedOutageRate
        $0.generatingUnits[row.index].meanTimeToRepairHours = Self.meanTimeToRepairHours
      }
    }
    for (a, b) in pairs {
      small.addLink("tie \(a)-\(b)", from: zones[a], to: zones[b], megawatts: tieMW!)
    }
    if let storeZone {
      small.addStorage("store", in: zones[storeZone], megawatts: 10, energyMWh: 10)
    }
    small.modify { system in
      for s in system.storages.indices {
        system.storages[s].forcedOutageRate = Self.forcedOutageRate
        system.storages[s].meanTimeToRepairHours = Self.meanTimeToRepairHours
      }
      for k in system.dcLinks.indices where tieFails {
        system.dcLinks[k].forcedOutageRate = Self.forcedOutageRate
        system.dcLinks[k].meanTimeToRepairHours = Self.meanTimeToRepairHours
      }
    }
    return small
  }

  /// Zones that a tie joins.
  private var pairs: [(Int, Int)] {
    guard tieMW != nil else { return [] }
    return load.indices.flatMap { a in (a + 1..<load.count).map { (a, $0) } }
  }

  static let zoneNames = ["A", "B", "C"]
}

extension PRASSystem {
  private static func unit(_ zone: Int, _ megawatts: Double, hours: Int) -> Unit {
    Unit(zone: zone, megawatts: [Double](repeating: megawatts, count: hours))
  }

  private static func variable(_ zone: Int, _ megawatts: [Double]) -> Unit {
    Unit(zone: zone, megawatts: megawatts, isPerfect: true)
  }

  static let singleNodeA = PRASSystem(
    load: [[25, 28, 27, 24]],
    units: (0..<3).map { _ in unit(0, 10, hours: 4) } + [variable(0, [5, 6, 7, 8])])

  static let singleNodeB = PRASSystem(
    load: [[28, 29, 30, 31, 32, 33]],
    units: [
      Unit(zone: 0, megawatts: [10, 10, 10, 15, 15, 15]),
      Unit(zone: 0, megawatts: [20, 20, 20, 25, 25, 25]), variable(0, [7, 8, 9, 9, 8, 7]),
    ])

  static let threeNode = PRASSystem(
    load: [[19, 20, 21, 20], [20, 21, 21, 22], [22, 21, 23, 22]],
    units: [
      unit(0, 10, hours: 4), variable(0, [4, 3, 2, 3]), unit(1, 10, hours: 4),
      unit(1, 10, hours: 4), variable(1, [6, 5, 3, 4]),
      Unit(zone: 2, megawatts: [10, 10, 15, 10]), Unit(zone: 2, megawatts: [20, 20, 25, 20]),
      variable(2, [2, 1, 2, 1]),
    ], tieMW: 8)

  static let test1 = PRASSystem(
    load: [[8], [9]], units: [unit(0, 15, hours: 1), unit(1, 15, hours: 1)], tieMW: 8,
    tieFails: true)

  static let test2 = PRASSystem(load: [[8, 9]], units: [unit(0, 10, hours: 2)], storeZone: 0)

  static let test3 = PRASSystem(
    load: [[8, 9], [6, 7]], units: [unit(0, 25, hours: 2)], tieMW: 15, tieFails: true,
    storeZone: 1)

  /// Firm power, or load where negative, added to a zone in all hours.
  func adding(firmMW: Double, to zone: Int) -> PRASSystem {
    var copy = self
    if firmMW >= 0 {
      copy.units.append(
        Unit(
          zone: zone, megawatts: [Double](repeating: firmMW, count: hours), isPerfect: true))
    } else {
      copy.load[zone] = load[zone].map { $0 - firmMW }
    }
    return copy
  }
}

/// A mean over draws with its error, for draws too many to keep.
struct RunningMean {
  private var sum = 0.0
  private var squares = 0.0
  private var count = 0.0

  mutating func add(_ value: Double) {
    sum += value
    squares += value * value
    count += 1
  }

  var mean: Double { sum / count }
  /// Of the mean, squared.
  var variance: Double { max(0, squares / count - mean * mean) / (count - 1) }
}

/// Indices of one zone, or of all, over the hours of a system.
struct PRASIndices {
  var lole = RunningMean()
  var eens = RunningMean()
  var loleAtTenTimes = RunningMean()
}

extension PRASSystem {
  /// Samples dispatched in one go: outcomes of a run are all kept until its end.
  private static let samplesPerRun = 20_000
  /// Samples of one hour that a year holds, and years at least, for an error of their mean.
  private static let (hoursPerYear, fewestYears) = (500, 4_000)

  /// Monte Carlo of some hours with the project's own dispatch; zones, then all together. Sums over
  /// the hours are divided by `divisor`.
  func monteCarlo(
    hours: Range<Int>, network: NetworkModel, samples: Int, seed: UInt64, per divisor: Double = 1
  ) throws -> [PRASIndices] {
    let small = built(hours: hours)
    let year = try AdequacyYear(
      climateYear: 1, system: small.system, series: small.series, domainOfHour: [])
    var options = MonteCarloOptions()
    options.network = network
    options.seed = seed
    options.threads = 2
    options.threshold = .vertex
    var result = [PRASIndices](repeating: PRASIndices(), count: load.count + 1)
    for first in stride(from: 0, to: samples, by: Self.samplesPerRun) {
      options.samples = min(Self.samplesPerRun, samples - first)
      let run = try monteCarloAdequacy(
        system: small.system, years: [year], schedule: nil, options: options, firstSample: first)
      for (n, node) in (run.nodes + [run.system]).enumerated() {
        for entry in node.table.entries {
          let year = entry.shortage
          result[n].lole.add(Double(year.shortHours) / divisor)
          result[n].eens.add(year.energyNotServedMWh / divisor)
          result[n].loleAtTenTimes.add(Double(year.shortHoursAtTenTimes) / divisor)
        }
      }
    }
    return result
  }

  /// The same for each hour as a system of its own, with draws of its own: without stores, hours have
  /// nothing to do with each other.
  ///
  /// A year is the hour over and over. What has outages is out in an hour with the same probability
  /// whether it was out before or not (0.1 = 1 - 0.9), so that each hour of it is a sample.
  func monteCarloByHour(
    network: NetworkModel = .ntc, samples: Int, seed: UInt64
  ) throws -> [[PRASIndices]] {
    precondition(storeZone == nil)
    let perYear = min(Self.hoursPerYear, max(1, samples / Self.fewestYears))
    return try (0..<hours).map {
      try repeated(hour: $0, times: perYear).monteCarlo(
        hours: 0..<perYear, network: network, samples: samples / perYear,
        seed: seed + UInt64($0), per: Double(perYear))
    }
  }

  private func repeated(hour: Int, times: Int) -> PRASSystem {
    var copy = self
    func repeated(_ values: [Double]) -> [Double] {
      [Double](repeating: values[hour], count: times)
    }
    copy.load = load.map(repeated)
    for u in units.indices { copy.units[u].megawatts = repeated(units[u].megawatts) }
    return copy
  }

  /// LOLP and expected energy not served (MWh) of each hour of a system without stores, exact: every
  /// state of units and ties with its probability, each served by the network's program of least
  /// shortage.
  func enumerated(network model: NetworkModel) throws -> [(lolp: Double, eens: Double)] {
    precondition(storeZone == nil)
    return try (0..<hours).map { hour in
      let small = built(hours: hour..<hour + 1)
      let year = try AdequacyYear(
        climateYear: 1, system: small.system, series: small.series, domainOfHour: [])
      let network = ShortageNetwork(
        system: small.system, inputs: year.inputs, model: model, schedule: nil)
      let failing = units.indices.filter { !units[$0].isPerfect }
      let ties = tieFails ? pairs.count : 0
      var states: [SharedHour] = []
      var probabilities: [Double] = []
      for state in 0..<1 << (failing.count + ties) {
        var probability = 1.0
        func isOut(_ asset: Int) -> Bool {
          let isOut = state >> asset & 1 == 1
          probability *= isOut ? Self.forcedOutageRate : 1 - Self.forcedOutageRate
          return isOut
        }
        var balance = load.map { -$0[hour] }
        for unit in units where unit.isPerfect { balance[unit.zone] += unit.megawatts[hour] }
        for (asset, unit) in failing.enumerated() where !isOut(asset) {
          balance[units[unit].zone] += units[unit].megawatts[hour]
        }
        let shares = pairs.indices.map {
          tieFails && isOut(failing.count + $0) ? 0.0 : 1
        }
        states.append(
          SharedHour(kind: 0, balance: balance, load: load.map { $0[hour] }, cableShare: shares))
        probabilities.append(probability)
      }
      let shortages = try share(states, over: network, rule: .localMatching) ?? []
      precondition(shortages.count == states.count, "the states were not served")
      var (lolp, eens) = (0.0, 0.0)
      for (probability, shortage) in zip(probabilities, shortages) {
        let missing = shortage.reduce(0, +)
        eens += probability * missing
        if missing > ShortageThreshold.vertex.megawatts { lolp += probability }
      }
      return (lolp, eens)
    }
  }

  /// Each hour of a system with one zone, or of all zones as one, for the exact core.
  func exactAreas() throws -> [ExactArea] {
    try (0..<hours).map { hour in
      let areas = try load.indices.map { zone in
        try ExactArea(
          name: Self.zoneNames[zone],
          units: units.enumerated().filter { $0.element.zone == zone && !$0.element.isPerfect }
            .map { number, unit in
              try OutageUnit(
                name: "unit \(number)", installedMW: unit.megawatts[hour],
                forcedOutageRate: Self.forcedOutageRate,
                meanTimeToRepairHours: Self.meanTimeToRepairHours)
            },
          loadMW: [load[zone][hour]],
          variableMW: [
            units.filter { $0.zone == zone && $0.isPerfect }.reduce(0) { $0 + $1.megawatts[hour] }
          ])
      }
      return try ExactArea.copperplate(areas, name: "all")
    }
  }
}
