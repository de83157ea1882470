// SPDX-License-Identifier: Apache-2.0

/// A unit whose available power is one of a few states, independent of all other units: in steady
/// state, so that only the share of time in each state and the frequency of moves count.
public struct OutageUnit: Hashable, Sendable {
  public struct State: Hashable, Sendable {
    /// MW, 0 or more.
    public var availableMW: Double
    /// Share of time in this state.
    public var probability: Double
    /// Arrivals from states of more power less departures to states of less, per hour.
    ///
    /// With `f[i, j]` the frequency of moves from state `i` to `j`, state `k` has
    /// `Σ f[i, k] (i above k) − Σ f[k, j] (j below k)`; all states together sum to 0. A two-state unit
    /// has `−q / MTTR` when up and `+q / MTTR` when down, `q` being its forced outage rate.
    public var netDescentsPerHour: Double

    public init(availableMW: Double, probability: Double, netDescentsPerHour: Double = 0) {
      self.availableMW = availableMW
      self.probability = probability
      self.netDescentsPerHour = netDescentsPerHour
    }
  }

  public let name: String
  public let states: [State]

  /// A unit of any number of states.
  ///
  /// - Throws: every state whose power or probability is none, and sums that are off: probabilities
  ///   sum to 1 and net descents to 0 within 1e-9.
  public init(name: String, states: [State]) throws(ExactAdequacyError) {
    var problems: [String] = []
    for state in states {
      if !(0...largestUnitMW).contains(state.availableMW) {
        problems.append(
          "\(name) has a state of \(state.availableMW) MW; give 0 to \(largestUnitMW) MW")
      }
      if !(0...1).contains(state.probability) {
        problems.append(
          "\(name) has a state of probability \(state.probability); give a share from 0 to 1")
      }
    }
    let total = states.reduce(0) { $0 + $1.probability }
    if (total - 1).magnitude > roundingOfShares {
      problems.append("the states of \(name) have probabilities that sum to \(total), not to 1")
    }
    let descents = states.reduce(0) { $0 + $1.netDescentsPerHour }
    if !(descents.magnitude <= roundingOfShares) {
      problems.append("the states of \(name) have net descents that sum to \(descents), not to 0")
    }
    if !problems.isEmpty { throw ExactAdequacyError(problems) }
    self.name = name
    self.states = states
  }

  /// A unit that is either whole or out.
  ///
  /// - Parameters:
  ///   - forcedOutageRate: share of time out, 0 to 1.
  ///   - meanTimeToRepairHours: mean hours of an outage; above 0 where there are outages.
  public init(
    name: String, installedMW: Double, forcedOutageRate: Double, meanTimeToRepairHours: Double
  ) throws(ExactAdequacyError) {
    try self.init(
      name: name, installedMW: installedMW, forcedOutageRate: forcedOutageRate,
      meanTimeToRepairHours: meanTimeToRepairHours, deratedMW: 0, deratedRate: 0,
      meanTimeDeratedHours: 0)
  }

  /// A unit that is whole, derated or out, and comes back whole from either.
  ///
  /// - Parameters:
  ///   - forcedOutageRate: share of time out.
  ///   - meanTimeToRepairHours: mean hours of an outage.
  ///   - deratedMW: what is available while derated, from 0 to `installedMW`.
  ///   - deratedRate: share of time derated; with `forcedOutageRate` at most 1.
  ///   - meanTimeDeratedHours: mean hours of a derated period.
  public init(
    name: String, installedMW: Double, forcedOutageRate: Double, meanTimeToRepairHours: Double,
    deratedMW: Double, deratedRate: Double, meanTimeDeratedHours: Double
  ) throws(ExactAdequacyError) {
    var problems: [String] = []
    if !(0...largestUnitMW).contains(installedMW) {
      problems.append("\(name) has \(installedMW) MW installed; give 0 to \(largestUnitMW) MW")
    }
    if !(0...1).contains(forcedOutageRate) {
      problems.append(
        "\(name) has a forced outage rate of \(forcedOutageRate); give a share from 0 to 1")
    }
    if forcedOutageRate > 0 && !(meanTimeToRepairHours > 0 && meanTimeToRepairHours.isFinite) {
      problems.append(
        "\(name) has a forced outage rate of \(forcedOutageRate) and a mean time to repair of "
          + "\(meanTimeToRepairHours) h; give more than 0 h")
    }
    if !(deratedRate >= 0 && forcedOutageRate + deratedRate <= 1) {
      problems.append(
        "\(name) is out for a share \(forcedOutageRate) of time and derated for \(deratedRate); "
          + "give shares that sum to at most 1")
    }
    if deratedRate > 0 {
      if !(deratedMW >= 0 && deratedMW <= installedMW) {
        problems.append(
          "\(name) has \(deratedMW) MW of \(installedMW) MW when derated; give no more than the "
            + "whole")
      }
      if !(meanTimeDeratedHours > 0 && meanTimeDeratedHours.isFinite) {
        problems.append(
          "\(name) is derated for a mean time of \(meanTimeDeratedHours) h; give more than 0 h")
      }
    }
    if !problems.isEmpty { throw ExactAdequacyError(problems) }
    let whole = 1 - forcedOutageRate - deratedRate
    // A unit that is never whole makes no moves.
    let outages = whole > 0 && forcedOutageRate > 0 ? forcedOutageRate / meanTimeToRepairHours : 0
    let deratings = whole > 0 && deratedRate > 0 ? deratedRate / meanTimeDeratedHours : 0
    self.name = name
    states =
      [
        State(
          availableMW: installedMW, probability: whole, netDescentsPerHour: -outages - deratings),
        State(availableMW: deratedMW, probability: deratedRate, netDescentsPerHour: deratings),
        State(availableMW: 0, probability: forcedOutageRate, netDescentsPerHour: outages),
      ].filter { $0.probability > 0 }
  }

  /// The most it can give, MW.
  public var installedMW: Double { states.map(\.availableMW).max() ?? 0 }

  /// Mean available power, MW.
  public var meanAvailableMW: Double {
    states.reduce(0) { $0 + $1.probability * $1.availableMW }
  }
}

/// More than all power plants of a continent: a slip of units.
private let largestUnitMW = 1e7

/// Sums of a few decimal shares are off by no more.
private let roundingOfShares = 1e-9
