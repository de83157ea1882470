// SPDX-License-Identifier: Apache-2.0
import Adequacy
import TestSupport

/// Indices by going through every state of every unit: slow, and nothing like a convolution.
struct Enumeration {
  /// A unit that is whole, derated or out; `derated` is 0 where it has two states.
  struct Unit {
    var megawatts: Double
    var outageRate: Double
    var repairHours: Double
    var deratedMW = 0.0
    var deratedRate = 0.0
    var deratedHours = 1.0

    var levels: [Double] { [megawatts, deratedMW, 0] }
    var shares: [Double] { [1 - outageRate - deratedRate, deratedRate, outageRate] }

    /// Moves per hour from one state, given that it is there.
    func rate(from a: Int, to b: Int) -> Double {
      switch (a, b) {
      case (0, 1): deratedRate / deratedHours / shares[0]
      case (0, 2): outageRate / repairHours / shares[0]
      case (1, 0): deratedRate > 0 ? 1 / deratedHours : 0
      case (2, 0): 1 / repairHours
      default: 0
      }
    }

    func outageUnit(_ name: String) throws -> OutageUnit {
      try OutageUnit(
        name: name, installedMW: megawatts, forcedOutageRate: outageRate,
        meanTimeToRepairHours: repairHours, deratedMW: deratedMW, deratedRate: deratedRate,
        meanTimeDeratedHours: deratedHours)
    }
  }

  var units: [Unit]

  /// Every combination of states with its probability.
  func forEachState(_ body: ([Int], Double) -> Void) {
    var state = [Int](repeating: 0, count: units.count)
    while true {
      let probability = zip(units, state).reduce(1) { $0 * $1.0.shares[$1.1] }
      if probability > 0 { body(state, probability) }
      guard let next = state.firstIndex(where: { $0 < 2 }) else { return }
      state[next] += 1
      for earlier in 0..<next { state[earlier] = 0 }
    }
  }

  /// Probability of `isShort`, and how often per hour it becomes true by a move of one unit.
  func risk(_ isShort: ([Int]) -> Bool) -> (probability: Double, perHour: Double) {
    var sum = 0.0
    var frequency = 0.0
    forEachState { state, probability in
      if isShort(state) {
        sum += probability
        return
      }
      for unit in units.indices {
        for other in 0...2 where other != state[unit] {
          var next = state
          next[unit] = other
          if isShort(next) {
            frequency += probability * units[unit].rate(from: state[unit], to: other)
          }
        }
      }
    }
    return (sum, frequency)
  }

  func mean(_ value: ([Int]) -> Double) -> Double {
    var sum = 0.0
    forEachState { sum += $1 * value($0) }
    return sum
  }

  /// Power of the units in `range`.
  func available(_ state: [Int], _ range: Range<Int>) -> Double {
    range.reduce(0) { $0 + units[$1].levels[state[$1]] }
  }

  /// Units with sizes that are multiples of `step` MW.
  static func random(
    count: Int, step: Double, using generator: inout SeededGenerator
  ) -> [Unit] {
    (0..<count).map { _ in
      var unit = Unit(
        megawatts: (generator.uniform(10...200) / step).rounded() * step,
        outageRate: generator.uniform(0.01...0.3), repairHours: generator.uniform(5...100))
      if generator.uniform(0...1) < 0.4 {
        unit.deratedMW = (unit.megawatts * generator.uniform(0.1...0.9) / step).rounded() * step
        unit.deratedRate = generator.uniform(0.01...0.3)
        unit.deratedHours = generator.uniform(5...100)
      }
      return unit
    }
  }
}
