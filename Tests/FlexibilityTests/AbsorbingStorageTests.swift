// SPDX-License-Identifier: Apache-2.0
import Flexibility
import TestSupport
import Testing

@Suite("storage that takes up curtailed energy")
struct AbsorbingStorageTests {
  private func smallest(
    _ share: Double, _ curtailed: [Double], _ residual: [Double], hours: Double
  ) -> AbsorbingStorage {
    AbsorbingStorage.smallest(
      absorbing: share, curtailed: curtailed, residualLoad: residual, hours: hours, stepHours: 1)
  }

  /// 10 MW curtailed for two hours, then two hours that want 20 MW.
  @Test(
    "counted by hand",
    arguments: [
      (share: 1.0, hours: 2.0, power: 10.0, energy: 20.0),  // power binds
      (share: 1, hours: 1, power: 20, energy: 20),  // energy binds
      (share: 1, hours: 4, power: 10, energy: 40),  // energy to spare
      (share: 0.5, hours: 2, power: 5, energy: 10),
      (share: 0.5, hours: 1, power: 10, energy: 10),
    ])
  func byHand(share: Double, hours: Double, power: Double, energy: Double) {
    let storage = smallest(share, [10, 10, 0, 0], [-10, -10, 20, 20], hours: hours)
    expectClose(storage.powerMW, power, relative: 1e-9, "MW")
    expectClose(storage.energyMWh, energy, relative: 1e-9, "MWh")
    expectClose(storage.absorbedMWh, 20 * share, relative: 1e-9, "absorbed")
    expectClose(storage.shiftedMWh, 20 * share, relative: 1e-9, "shifted")
  }

  @Test("emptied between, one storage serves twice; what the end leaves is not shifted")
  func cycles() {
    let twice = smallest(1, [10, 0, 10, 0], [0, 20, 0, 4], hours: 1)
    expectClose(twice.powerMW, 10, relative: 1e-9)
    expectClose(twice.absorbedMWh, 20, relative: 1e-9)
    expectClose(twice.shiftedMWh, 14, relative: 1e-9, "the last hour wants 4 MW")
    // Nothing wants the energy in between: the storage must hold both.
    expectClose(
      smallest(1, [10, 0, 10, 0], [0, -5, 0, 4], hours: 1).powerMW, 20, relative: 1e-9)
  }

  @Test("no curtailment, no storage")
  func nothing() {
    let nothing = smallest(1, [0, 0], [5, 5], hours: 2)
    #expect(nothing.powerMW == 0 && nothing.energyMWh == 0 && nothing.absorbedMWh == 0)
  }

  @Test("the least power, found again by halving", arguments: 0..<30 as Range<UInt64>)
  func leastPower(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let curtailed = (0..<500).map { _ in
      Double.random(in: 0...1, using: &random) < 0.3
        ? Double(Int.random(in: 1...50, using: &random)) : 0
    }
    let residual = (0..<500).map { _ in Double(Int.random(in: -20...60, using: &random)) }
    let hours = AbsorbingStorage.classes[Int(seed) % 7]
    let share = [0.3, 0.5, 0.9, 1][Int(seed) % 4]
    let wanted = share * curtailed.reduce(0, +)
    var low = 0.0
    var high = 1e6
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if absorbed(curtailed, residual, power: middle, hours: hours) < wanted * (1 - 1e-12) {
        low = middle
      } else {
        high = middle
      }
    }
    let storage = smallest(share, curtailed, residual, hours: hours)
    expectClose(storage.powerMW, high, relative: 1e-8, "seed \(seed): \(share), \(hours) h")
  }

  private func absorbed(
    _ curtailed: [Double], _ residual: [Double], power: Double, hours: Double
  ) -> Double {
    var level = 0.0
    var total = 0.0
    for (offered, wanted) in zip(curtailed, residual) {
      if offered > 0 {
        let taken = min(power, offered, power * hours - level)
        level += taken
        total += taken
      } else {
        level -= min(power, max(0, wanted), level)
      }
    }
    return total
  }
}
