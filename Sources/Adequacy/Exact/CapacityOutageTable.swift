// SPDX-License-Identifier: Apache-2.0

/// The distribution of the available power of independent units, by convolution.
///
/// `C` is the power available. For a load of `x` MW the table answers
///
///     P(C < x)            cumulative probability
///     E[max(0, x − C)]    expected shortage
///     ν(C < x)            how often per hour power falls from `C >= x` to `C < x`
///
/// each in O(log states). Adding a unit of states `c[i]` with probabilities `p[i]` and net descents
/// `g[i]` (``OutageUnit/State/netDescentsPerHour``) gives
///
///     P'(C < x) = Σ_i p[i] P(C < x − c[i])
///     ν'(C < x) = Σ_i p[i] ν(C < x − c[i]) + Σ_i g[i] P(C < x − c[i])
///
/// **What is rounded.** Nothing but the power of a state, to a multiple of 1e-9 MW, so that sums that
/// should be equal are equal and are merged: sizes need not be whole MW. No state is left out for
/// being improbable before its probability is below 1e-200. Loads are taken as they are. Whether load
/// equal to available power is short (`<` or `<=`) is decided in one place,
/// ``lossOfLoadProbability(ofLoad:threshold:)``: it is not.
///
/// Source: R. Billinton, R. N. Allan, *Reliability Evaluation of Power Systems*, 2nd ed. (1996),
/// sections 2.2 (table), 2.5 and 2.6 (frequency); the sum over net descents is that frequency written
/// for units of any number of states.
public struct CapacityOutageTable: Sendable {
  /// The states' available power, rising, MW.
  public let availableMW: [Double]
  /// Of each state.
  public let probability: [Double]
  /// Of each state, as of a unit's: ``OutageUnit/State/netDescentsPerHour``.
  public let netDescentsPerHour: [Double]
  /// `[k]`: sums over the first `k` states; one more entry than states.
  private let cumulativeProbability: [Double]
  private let cumulativeMW: [Double]
  private let cumulativeFrequency: [Double]

  /// - Throws: where the units have more states together than the table may hold.
  /// - Complexity: O(units × states); states are at most the total power over the largest power of
  ///   which all sizes are multiples.
  public init(units: [OutageUnit]) throws(ExactAdequacyError) {
    self.init(try Convolution(units: units).run())
  }

  private init(_ states: Convolution.States) {
    availableMW = states.availableMW
    probability = states.probability
    netDescentsPerHour = states.netDescents
    var probabilitySum = 0.0
    var powerSum = 0.0
    var frequencySum = 0.0
    var cumulative = [0.0]
    var power = [0.0]
    var frequency = [0.0]
    for k in states.availableMW.indices {
      probabilitySum += states.probability[k]
      powerSum += states.probability[k] * states.availableMW[k]
      frequencySum += states.netDescents[k]
      cumulative.append(probabilitySum)
      power.append(powerSum)
      frequency.append(frequencySum)
    }
    cumulativeProbability = cumulative
    cumulativeMW = power
    cumulativeFrequency = frequency
  }

  /// Power with every unit whole, MW.
  public var installedMW: Double { availableMW.last ?? 0 }

  public var meanAvailableMW: Double { cumulativeMW[cumulativeMW.count - 1] }

  /// How many states have less than `load` MW.
  func stateCount(below load: Double) -> Int {
    var low = 0
    var high = availableMW.count
    while low < high {
      let middle = (low + high) / 2
      if availableMW[middle] < load { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Probability that fewer than `load` MW are available.
  public func probability(availableBelow load: Double) -> Double {
    cumulativeProbability[stateCount(below: load)]
  }

  /// Probability that more than `threshold` MW of `load` cannot be served.
  ///
  /// Load equal to the available power is served. The threshold keeps the noise of a load's last
  /// digits from deciding ties.
  public func lossOfLoadProbability(
    ofLoad load: Double, threshold: Double = ExactSettings.defaultThresholdMW
  ) -> Double {
    probability(availableBelow: load - threshold)
  }

  /// Expected MW of `load` that cannot be served.
  public func expectedShortageMW(ofLoad load: Double) -> Double {
    let count = stateCount(below: load)
    return max(0, load * cumulativeProbability[count] - cumulativeMW[count])
  }

  /// How often per hour the available power falls below `load` MW (and, in steady state, rises to it
  /// again).
  public func descentsPerHour(below load: Double) -> Double {
    max(0, cumulativeFrequency[stateCount(below: load)])
  }

  /// The three at the first `count` states, without a search.
  func probability(ofFirst count: Int) -> Double { cumulativeProbability[count] }

  func shortageMW(ofLoad load: Double, overFirst count: Int) -> Double {
    max(0, load * cumulativeProbability[count] - cumulativeMW[count])
  }

  func descentsPerHour(belowFirst count: Int) -> Double { max(0, cumulativeFrequency[count]) }
}
