// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import Quantities
import TestSupport

/// Systems for the tests of capacity calculation.
enum TestSystem {
  static let provenance = Provenance(source: "test", quality: .assumption)

  static func zone(_ name: String, isFlowBased: Bool = true) -> Zone {
    Zone(name: name, country: name, biddingZone: name, isFlowBased: isFlowBased)
  }

  /// Two zones of one bus each, joined by one branch of some circuits: each carries the same share
  /// of an exchange. 100 MW per circuit.
  static func parallelCircuits(_ count: Int) -> EnergySystem {
    var system = EnergySystem(name: "parallel", year: 2030)
    system.zones = [zone("A"), zone("B")]
    system.grid.buses = [Bus(name: "a", zone: Row(0)), Bus(name: "b", zone: Row(1))]
    system.grid.branches = [
      Branch(
        name: "tie", from: Row(0), to: Row(1), circuits: count, reactanceOhm: 20, nominalKV: 100,
        maximumCurrentA: 1000 / 3.0.squareRoot(), kind: .tie)
    ]
    return system
  }

  static func link(_ name: String, _ from: Int, _ to: Int, _ model: LinkModel) -> DCLink {
    DCLink(
      name: name, from: Row(from), to: Row(to), maximumForwardMW: 1000, maximumBackwardMW: 1000,
      model: model, provenance: provenance)
  }

  /// A random grid with a flat key, `gas` and `load` at random buses of each zone, the last zone
  /// outside the region and a link of the first zone to a zone without a grid.
  static func random(seed: UInt64, zoneCount: Int = 4) -> EnergySystem {
    var generator = SeededGenerator(seed: seed)
    var system = EnergySystem(name: "random", year: 2030)
    system.grid = RandomGrid(zoneCount: zoneCount, busCount: 16, doubleCircuitShare: 0.3).make(
      using: &generator)
    system.zones = (0..<zoneCount).map { zone("Z\($0)", isFlowBased: $0 < zoneCount - 1) }
    system.zones.append(zone("overseas", isFlowBased: false))
    for zone in 0..<zoneCount {
      let buses = system.grid.buses.rows.filter { system.grid.buses[$0].zone.index == zone }
      for injection in ["gas", "load"] {
        let raw = buses.map { _ in generator.uniform(0...1) }
        let sum = raw.reduce(0, +)
        for (bus, weight) in zip(buses, raw) {
          system.grid.injectionWeights.append(
            InjectionWeight(
              injection: injection, zone: Row(zone), bus: bus, weight: weight / sum))
        }
      }
    }
    system.dcLinks = [link("sea", 0, zoneCount, .advancedHybrid)]
    system.grid.injectionWeights.append(
      InjectionWeight(injection: "dc:sea", zone: Row(0), bus: Row(0), weight: 1))
    return system
  }

  /// A dispatch of a random system: some MW of every class, balanced, with the net positions that
  /// follow when the zone outside the region trades with the first zone only.
  static func randomBaseCase(
    of system: EnergySystem, calculator: CapacityCalculator, seed: UInt64
  ) -> BaseCase {
    var generator = SeededGenerator(seed: seed &+ 1000)
    let zoneCount = system.zones.count - 1
    var classes: [InjectionClass] = []
    var injections: [Double] = []
    var totals = [Double](repeating: 0, count: zoneCount)
    for zone in 0..<zoneCount {
      for (injection, sign) in [("gas", 1.0), ("load", -1)] {
        classes.append(InjectionClass(injection: injection, zone: Row(zone)))
        injections.append(sign * generator.uniform(200...2000))
        totals[zone] += injections.last!
      }
    }
    let seaImport = generator.uniform(-500...500)
    classes.append(InjectionClass(injection: "dc:sea", zone: Row(0)))
    injections.append(seaImport)
    // The first zone takes up what is missing.
    let missing = -injections.reduce(0, +)
    injections[0] += missing
    totals[0] += missing
    let outside = totals[zoneCount - 1]
    return BaseCase(
      classes: classes, injectionsMW: injections,
      netPositionsMW: calculator.netPositionsMW(
        exchangesMW: { name in
          let zone = system.zone(named: name)!.index
          return zone == 0 ? totals[0] + outside + seaImport : totals[zone]
        }, linkFlowsMW: [-seaImport]))
  }
}
