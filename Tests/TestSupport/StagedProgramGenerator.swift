// SPDX-License-Identifier: Apache-2.0
import Foundation
import LinearAlgebra
import Optimization

/// Seeded market-coupling programs of realistic size and difficulty, in MW, MWh and EUR.
///
/// Flow-based core zones around a random grid, outer zones on links with losses, thermal tranches,
/// weather-driven supply, demand response, lost load, and three kinds of storage. Every program has
/// a feasible point: supply can be curtailed, load shed, stores idle and water spilled, and a zero
/// exchange respects every row.
package struct StagedProgramGenerator {
  package var stages = 168
  package var firstHour = 0
  package var seed: UInt64 = 1
  package var zones = 18
  package var coreZones = 11
  package var pumpedStores = 13
  package var reservoirs = 6
  package var batteries = 8
  /// Even; each monitored element gives both directions.
  package var rows = 60
  /// EUR/MWh across the range of every column; 0 gives a pure linear program.
  package var slope = 0.0
  /// Share of a level that is lost in an hour, of batteries alone.
  package var batteryLoss = 0.0
  /// EUR/MWh for what is left in reservoirs; nil fixes all end levels at their start.
  package var waterValue: Double?

  package init() {}

  package func program() -> StagedProgram {
    var draft = Draft(self)
    draft.addZones()
    draft.addLinks()
    draft.addStores()
    draft.addNetwork()
    return draft.program()
  }
}

/// The program while it is being put together.
private struct Draft {
  let size: StagedProgramGenerator
  let hours: [Int]
  /// What must not depend on the seed of the weather: the grid and the fleets.
  var structure = SeededGenerator(seed: 77)
  var weather: SeededGenerator

  var columns: [StageColumn] = []
  var cost: [Double] = []
  var upper: [[Double]] = []
  var states: [StageState] = []
  var inflow: [[Double]] = []
  var levelUpper: [Double] = []
  var retention: [Double] = []
  var demand: [[Double]] = []
  var peaks: [Double] = []
  var networkColumns: [NetworkColumn] = []
  var matrix = Matrix(rows: 0, columns: 0)
  var limits: [[Double]] = []
  var boundedNetwork = 0

  init(_ size: StagedProgramGenerator) {
    self.size = size
    hours = (0..<size.stages).map { size.firstHour + $0 }
    weather = SeededGenerator(seed: size.seed &* 7919 &+ 13)
  }

  // MARK: Zones

  private static let peaksInGigawatts = [
    82, 88, 27, 19.5, 13.5, 11, 10.5, 7.4, 4.6, 2.4, 1.1, 58, 41, 32, 10.5, 6.5, 4.5, 3.9,
  ]

  private struct Technology {
    let name: String
    let likelihood: Double
    let shareOfPeak: Double
    let tranches: [Double]
  }

  private static let technologies = [
    Technology(name: "nuclear", likelihood: 0.5, shareOfPeak: 0.3, tranches: [12]),
    Technology(name: "lignite", likelihood: 0.35, shareOfPeak: 0.2, tranches: [72, 84]),
    Technology(name: "coal", likelihood: 0.5, shareOfPeak: 0.15, tranches: [92, 104]),
    Technology(name: "gas", likelihood: 1, shareOfPeak: 0.6, tranches: [82, 91, 103]),
    Technology(name: "turbine", likelihood: 0.8, shareOfPeak: 0.06, tranches: [148]),
    Technology(name: "oil", likelihood: 0.5, shareOfPeak: 0.03, tranches: [235]),
    Technology(name: "heat and power", likelihood: 0.9, shareOfPeak: 0.1, tranches: [68]),
    Technology(name: "biomass", likelihood: 0.9, shareOfPeak: 0.06, tranches: [58]),
  ]

  mutating func addZones() {
    let common = noise(days: 2.5)
    let commonWind = noise(days: 1.5)
    for z in 0..<size.zones {
      let peak = Self.peaksInGigawatts[z % Self.peaksInGigawatts.count] * 1000
      peaks.append(peak)
      let load = loadSeries(peak, common)
      demand.append(load)
      for technology in Self.technologies {
        let isBuilt = structure.uniform(0...1) < technology.likelihood
        let share = technology.shareOfPeak * structure.uniform(0.6...1.6)
        for (step, price) in technology.tranches.enumerated() {
          let exact = price * structure.uniform(0.97...1.03)
          guard isBuilt else { continue }
          let capacity = peak * share / Double(technology.tranches.count)
          add(
            "\(technology.name) \(step) \(z)", [(z, 1)], cost: (exact * 10).rounded() / 10,
            upper: availability(capacity))
        }
      }
      let windShare = structure.uniform(0.1...0.9)
      let solarShare = structure.uniform(0.3...1.2)
      let riverShare = structure.uniform(0...0.15)
      let wind = zip(commonWind, noise(days: 1.5)).enumerated().map { index, pair in
        let season = 0.35 * cosine(ofDay: hours[index] / 24, peakDay: 10)
        return 1 / (1 + exp(-(1.5 * (0.6 * pair.0 + 0.8 * pair.1) + season - 1.25)))
      }
      add("wind \(z)", [(z, 1)], cost: 0.5, upper: wind.map { peak * windShare * $0 })
      let clouds = noise(days: 0.8)
      let sun = hours.enumerated().map { index, hour in
        let height = sunHeight(hour)
        return max(0, height - 0.02) * (0.55 + 0.35 / (1 + exp(-1.5 * clouds[index])))
      }
      add("solar \(z)", [(z, 1)], cost: 0.2, upper: sun.map { peak * solarShare * $0 })
      if riverShare > 0.03 {
        let river = noise(days: 8)
        add(
          "river \(z)", [(z, 1)], cost: 0.1,
          upper: river.map { peak * riverShare * min(max(0.5 + 0.08 * $0, 0.05), 1) })
      }
      add(
        "response a \(z)", [(z, 1)], cost: 300 + 20 * Double(z % 5),
        upper: constant(0.02 * peak))
      add(
        "response b \(z)", [(z, 1)], cost: 1000 + 100 * Double(z % 7),
        upper: constant(0.02 * peak))
      add("lost load \(z)", [(z, 1)], cost: 6000 + 1000 * Double(z * 7 % 10), upper: load)
    }
  }

  private func constant(_ value: Double) -> [Double] {
    [Double](repeating: value, count: size.stages)
  }

  private mutating func add(
    _ name: String, _ balance: [(Int, Double)], state: [(Int, Double)] = [], cost: Double,
    upper: [Double]
  ) {
    columns.append(
      StageColumn(
        name: name, balance: balance.map { Coefficient(row: $0.0, value: $0.1) },
        state: state.map { Coefficient(row: $0.0, value: $0.1) }))
    self.cost.append(cost)
    // Nothing below a tenth of a megawatt: nights without sun are truly fixed.
    self.upper.append(upper.map { $0 < 0.1 ? 0 : $0 })
  }

  /// Two daily peaks, a weaker week-end, winter above summer.
  private mutating func loadSeries(_ peak: Double, _ common: [Double]) -> [Double] {
    let own = noise(days: 2.5)
    let winter = structure.uniform(0.05...0.16)
    return hours.enumerated().map { index, hour in
      let h = Double(hour % 24)
      func bump(_ at: Double, _ width: Double) -> Double { exp(-pow((h - at) / width, 2)) }
      let day = 0.78 + 0.13 * bump(11, 4) + 0.20 * bump(19, 2.6) - 0.10 * bump(4, 3)
      let week = hour / 24 % 7 >= 5 ? 0.88 : 1
      let season = 1 - winter + winter * cosine(ofDay: hour / 24, peakDay: 15)
      let random = 1 + 0.03 * (0.6 * common[index] + 0.8 * own[index])
      return peak * min(1.04, day * week * season * random)
    }
  }

  private func cosine(ofDay day: Int, peakDay: Double) -> Double {
    cos(2 * .pi * (Double(day) - peakDay) / 365)
  }

  private func sunHeight(_ hour: Int) -> Double {
    let declination = -23.4 * .pi / 180 * cosine(ofDay: hour / 24, peakDay: -10)
    let angle = (Double(hour % 24) - 12.5) * .pi / 12
    let latitude = 50 * Double.pi / 180
    return sin(latitude) * sin(declination) + cos(latitude) * cos(declination) * cos(angle)
  }

  /// Weekly steps around nine tenths.
  private mutating func availability(_ capacity: Double) -> [Double] {
    var result: [Double] = []
    var level = 0.0
    for (index, hour) in hours.enumerated() {
      if index == 0 || hour % 168 == 0 { level = weather.uniform(0.78...0.96) }
      result.append(capacity * level)
    }
    return result
  }

  /// Normal noise that forgets with the given time constant.
  private mutating func noise(days: Double) -> [Double] {
    let keep = exp(-1 / (24 * days))
    let fresh = (1 - keep * keep).squareRoot()
    var value = normal()
    return (0..<size.stages).map { _ in
      defer { value = keep * value + fresh * normal() }
      return value
    }
  }

  private mutating func normal() -> Double {
    let u = weather.uniform(1e-12...1)
    let angle = weather.uniform(0...(2 * .pi))
    return (-2 * log(u)).squareRoot() * cos(angle)
  }

  // MARK: Links and stores

  mutating func addLinks() {
    guard size.zones > 1 else { return }
    let outer = max(0, size.zones - size.coreZones)
    var borders: [(Int, Int)] = []
    for k in 0..<3 * outer {
      let from = size.coreZones + k % outer
      let to = Int(structure.next() % UInt64(size.zones))
      if to != from { borders.append((from, to)) }
    }
    for (k, (a, b)) in borders.enumerated() {
      let capacity = 0.25 * min(peaks[a], peaks[b]) * structure.uniform(0.4...1.6)
      let kept = k % 2 == 0 ? 0.97 : 1
      for (from, to) in [(a, b), (b, a)] {
        var factor = 1.0
        let outages = hours.enumerated().map { index, hour in
          if index == 0 || hour % 168 == 0 { factor = weather.uniform(0...1) < 0.03 ? 0.5 : 1 }
          return capacity * factor
        }
        add(
          "link \(k) \(from) to \(to)", [(from, -1), (to, kept)], cost: kept < 1 ? 0.1 : 0.05,
          upper: outages)
      }
    }
  }

  mutating func addStores() {
    for k in 0..<size.pumpedStores {
      let zone = k % size.zones
      let power = peaks[zone] * structure.uniform(0.05...0.2)
      addStore(
        "pumped \(k)", zone, charge: 0.95 * power, discharge: power,
        energy: power * structure.uniform(5...40), efficiency: (0.87, 0.90), retention: 1)
    }
    for k in 0..<size.reservoirs {
      let zone = (size.zones - 1) - k % size.zones
      let power = peaks[zone] * structure.uniform(0.15...0.6)
      addStore(
        "reservoir \(k)", zone, charge: 0, discharge: power,
        energy: power * structure.uniform(500...2200), efficiency: (1, 0.95), retention: 1,
        inflowMean: power * structure.uniform(0.3...0.5))
    }
    for k in 0..<size.batteries {
      let zone = (3 * k + 1) % size.zones
      let power = peaks[zone] * structure.uniform(0.03...0.1)
      addStore(
        "battery \(k)", zone, charge: power, discharge: power,
        energy: power * structure.uniform(1.5...4), efficiency: (0.95, 0.95),
        retention: 1 - size.batteryLoss)
    }
  }

  private mutating func addStore(
    _ name: String, _ zone: Int, charge: Double, discharge: Double, energy: Double,
    efficiency: (Double, Double), retention: Double, inflowMean: Double = 0
  ) {
    let s = states.count
    let isReservoir = inflowMean > 0
    let value = isReservoir ? size.waterValue ?? 0 : 0
    states.append(StageState(name: name, initialLevel: 0.5 * energy, endValue: value))
    levelUpper.append(energy)
    self.retention.append(retention)
    let wet = noise(days: 6)
    let water = hours.enumerated().map { index, hour in
      let season = max(0.15, 1 - 0.8 * cosine(ofDay: hour / 24, peakDay: 20))
      return inflowMean * season * (1 + 0.2 * min(max(wet[index], -2), 2))
    }
    inflow.append(water)
    add(
      "\(name) charge", [(zone, -1)], state: [(s, efficiency.0)], cost: 0, upper: constant(charge))
    add(
      "\(name) discharge", [(zone, 1)], state: [(s, -1 / efficiency.1)], cost: 0,
      upper: constant(discharge))
    add("\(name) spill", [], state: [(s, -1)], cost: 0, upper: water)
  }

  // MARK: Network

  mutating func addNetwork() {
    let core = min(size.coreZones, size.zones)
    guard core > 2, size.rows > 0 else { return }
    let grid = CoreGrid(zones: core, using: &structure)
    let chosen = grid.elements(count: size.rows / 2)
    // All positions but the first zone's, which is minus their sum, and one cable of its own.
    for z in 1..<core {
      networkColumns.append(
        NetworkColumn(
          name: "position \(z)",
          balance: [Coefficient(row: 0, value: 1), Coefficient(row: z, value: -1)]))
    }
    networkColumns.append(
      NetworkColumn(
        name: "cable",
        balance: [Coefficient(row: 0, value: -1), Coefficient(row: 1, value: 1)]))
    boundedNetwork = 1
    matrix = Matrix(rows: size.rows, columns: networkColumns.count)
    for (r, factors) in chosen.enumerated() {
      for sign in 0..<2 {
        let k = 2 * r + sign
        for z in 1..<core { matrix[k, z - 1] = (1 - 2 * Double(sign)) * (factors[z] - factors[0]) }
        // The cable's ends stand at the first node of each zone, in the grid's own factors.
        let cable = grid.firstNodeFactor(r, zone: 0) - grid.firstNodeFactor(r, zone: 1)
        matrix[k, core - 1] = (1 - 2 * Double(sign)) * cable
      }
      let base = structure.uniform(1200...3500)
      let drift = noise(days: 2)
      limits.append(drift.map { min(max(base * (0.75 + 0.25 * $0), 0.2 * base), 1.6 * base) })
      limits.append(drift.map { min(max(base * (0.75 - 0.25 * $0), 0.2 * base), 1.6 * base) })
    }
  }

  // MARK: Result

  func program() -> StagedProgram {
    let stages = size.stages
    func table(_ series: [[Double]]) -> StageTable {
      var result = StageTable(stageCount: stages, itemCount: series.count)
      for (item, values) in series.enumerated() {
        for t in 0..<stages { result[t, item] = values[t] }
      }
      return result
    }
    let network = networkColumns.count
    let free = network - boundedNetwork
    let upperTable = table(upper)
    var curvature = StageTable(stageCount: stages, itemCount: columns.count)
    if size.slope > 0 {
      for t in 0..<stages {
        for j in columns.indices where upperTable[t, j] > 0 {
          curvature[t, j] = size.slope / upperTable[t, j]
        }
      }
    }
    var levelLower = StageTable(stageCount: stages, itemCount: states.count)
    var levels = StageTable(stageCount: stages, itemCount: states.count)
    for s in states.indices {
      for t in 0..<stages { levels[t, s] = levelUpper[s] }
      if states[s].endValue == 0 {
        levelLower[stages - 1, s] = states[s].initialLevel
        levels[stages - 1, s] = states[s].initialLevel
        // A store that loses energy cannot hold its level in a single hour.
        if retention[s] < 1 { levelLower[stages - 1, s] = 0 }
      }
    }
    return StagedProgram(
      stageCount: stages, balanceNames: (0..<size.zones).map { "zone \($0)" }, columns: columns,
      networkColumns: networkColumns,
      networkRowNames: limits.indices.map { "element \($0 / 2) \($0 % 2 == 0 ? "+" : "-")" },
      states: states, cost: StageTable(constant: cost, stageCount: stages), curvature: curvature,
      lower: StageTable(
        constant: [Double](repeating: 0, count: columns.count), stageCount: stages),
      upper: upperTable,
      networkCost: StageTable(
        constant: [Double](repeating: 0, count: network), stageCount: stages),
      networkCurvature: StageTable(
        constant: [Double](repeating: 0, count: network), stageCount: stages),
      networkLower: StageTable(
        constant: [Double](repeating: -.infinity, count: free)
          + [Double](repeating: -1000, count: boundedNetwork), stageCount: stages),
      networkUpper: StageTable(
        constant: [Double](repeating: .infinity, count: free)
          + [Double](repeating: 1000, count: boundedNetwork), stageCount: stages),
      demand: table(demand), networkMatrices: [matrix],
      networkMatrixOfStage: [Int](repeating: 0, count: stages), networkLimit: table(limits),
      retention: StageTable(constant: retention, stageCount: stages), inflow: table(inflow),
      levelLower: levelLower, levelUpper: levels)
  }
}
