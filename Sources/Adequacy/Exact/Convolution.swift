// SPDX-License-Identifier: Apache-2.0

/// Adds up the states of independent units.
///
/// Power is counted in whole multiples of a step, the largest power of which all states of all units
/// are multiples (0.1 MW, say). Where the multiples up to the total are few enough they are kept in
/// order in one array; where they are not (sizes with many digits), the states that occur are kept
/// as a sorted list.
struct Convolution {
  struct States {
    /// Rising.
    var availableMW: [Double] = []
    var probability: [Double] = []
    /// Sums to 0.
    var netDescents: [Double] = []
  }

  /// Most states that a table holds, and most multiples kept in one array.
  static let largestStateCount = 4_000_000
  /// Below, a probability is 0: sums of that size leave no trace in any index.
  static let smallestProbability = 1e-200
  /// Power is held in multiples of 1e-9 MW.
  static let resolutionsPerMW = 1e9

  private struct Outcome {
    /// Power in multiples of the step.
    var power: Int
    var probability: Double
    var netDescents: Double
  }
  private let units: [[Outcome]]
  /// In multiples of the resolution.
  private let step: Int

  init(units: [OutageUnit]) {
    let scaled = units.map { unit in
      unit.states.map { state in
        Outcome(
          power: Int((state.availableMW * Self.resolutionsPerMW).rounded()),
          probability: state.probability, netDescents: state.netDescentsPerHour)
      }
    }
    let divisor = scaled.reduce(0) { $1.reduce($0) { greatestCommonDivisor($0, $1.power) } }
    let step = max(1, divisor)
    self.step = step
    self.units = scaled.map { states in
      states.map {
        Outcome(power: $0.power / step, probability: $0.probability, netDescents: $0.netDescents)
      }
    }
  }

  func run() throws(ExactAdequacyError) -> States {
    let total = units.reduce(0) { $0 + ($1.map(\.power).max() ?? 0) }
    return total < Self.largestStateCount ? inOrder(total) : try asList()
  }

  /// Multiples of the step as MW, rounded once.
  private func megawatts(_ power: Int) -> Double {
    Double(power * step) / Self.resolutionsPerMW
  }

  // MARK: - All multiples in order

  private func inOrder(_ total: Int) -> States {
    var probability = [Double](repeating: 0, count: total + 1)
    var descents = probability
    var oldProbability = probability
    var oldDescents = probability
    probability[0] = 1
    var most = 0  // the highest multiple so far
    for unit in units {
      swap(&probability, &oldProbability)
      swap(&descents, &oldDescents)
      let largest = unit.map(\.power).max() ?? 0
      for power in 0...(most + largest) {
        probability[power] = 0
        descents[power] = 0
      }
      for outcome in unit {
        addShifted(
          outcome, oldProbability.span, oldDescents.span, upTo: most, into: &probability, &descents)
      }
      most += largest
      for power in 0...most where probability[power] < Self.smallestProbability {
        probability[power] = 0
        descents[power] = 0
      }
    }
    var states = States()
    for power in 0...most where probability[power] > 0 {
      states.availableMW.append(megawatts(power))
      states.probability.append(probability[power])
      states.netDescents.append(descents[power])
    }
    return states
  }

  private func addShifted(
    _ outcome: Outcome, _ oldProbability: Span<Double>, _ oldDescents: Span<Double>,
    upTo most: Int, into probability: inout [Double], _ descents: inout [Double]
  ) {
    var newProbability = probability.mutableSpan
    var newDescents = descents.mutableSpan
    for power in 0...most {
      newProbability[power + outcome.power] += outcome.probability * oldProbability[power]
      newDescents[power + outcome.power] +=
        outcome.probability * oldDescents[power] + outcome.netDescents * oldProbability[power]
    }
  }

  // MARK: - The states that occur as a list

  private func asList() throws(ExactAdequacyError) -> States {
    var states = [Outcome(power: 0, probability: 1, netDescents: 0)]
    for unit in units {
      guard states.count * unit.count <= 2 * Self.largestStateCount else { throw tooMany }
      states = unit.reduce(into: []) { $0 = merged($0, shifted(states, by: $1)) }
        .filter { $0.probability >= Self.smallestProbability }
      guard states.count <= Self.largestStateCount else { throw tooMany }
    }
    return States(
      availableMW: states.map { megawatts($0.power) }, probability: states.map(\.probability),
      netDescents: states.map(\.netDescents))
  }

  private func shifted(_ states: [Outcome], by outcome: Outcome) -> [Outcome] {
    states.map { state in
      Outcome(
        power: state.power + outcome.power, probability: state.probability * outcome.probability,
        netDescents: outcome.probability * state.netDescents
          + outcome.netDescents * state.probability)
    }
  }

  /// Two sorted lists as one, equal powers added up.
  private func merged(_ a: [Outcome], _ b: [Outcome]) -> [Outcome] {
    var result: [Outcome] = []
    result.reserveCapacity(a.count + b.count)
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      if j == b.count || (i < a.count && a[i].power < b[j].power) {
        result.append(a[i])
        i += 1
      } else if i == a.count || b[j].power < a[i].power {
        result.append(b[j])
        j += 1
      } else {
        result.append(
          Outcome(
            power: a[i].power, probability: a[i].probability + b[j].probability,
            netDescents: a[i].netDescents + b[j].netDescents))
        i += 1
        j += 1
      }
    }
    return result
  }

  private var tooMany: ExactAdequacyError {
    ExactAdequacyError([
      "the \(units.count) units have more than \(Self.largestStateCount) states of power together; "
        + "give their sizes in whole multiples of 0.1 MW, or use Monte Carlo"
    ])
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  var (a, b) = (a, b)
  while b != 0 { (a, b) = (b, a % b) }
  return a
}
