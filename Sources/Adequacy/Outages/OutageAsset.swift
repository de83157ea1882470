// SPDX-License-Identifier: Apache-2.0

/// Something that is either in full order or out: a generating unit, a pole of a direct-current
/// link, a storage.
package struct OutageAsset: Sendable {
  /// Part of the key of the draws, so that a unit and a storage of one name differ.
  package enum Kind: String, Sendable {
    case generatingUnit = "generating_unit"
    case dcPole = "dc_pole"
    case storage
  }

  /// What is there while the asset is not on outage. In MW, or a share (0 to 1) where the caller
  /// wants the available share of a link or a storage.
  package enum Capacity: Sendable {
    case constant(Double)
    /// One value per hour of the sampler: planned maintenance, seasonal rating.
    case hourly([Double])
  }

  package var name: String
  package var kind: Kind
  package var capacity: Capacity
  /// Share of hours out, 0 to 1.
  package var forcedOutageRate: Double
  /// Mean duration of an outage, h; at least 1, the step of the chain, unless there are none.
  package var meanTimeToRepairHours: Double

  package init(
    name: String, kind: Kind = .generatingUnit, capacity: Capacity, forcedOutageRate: Double,
    meanTimeToRepairHours: Double
  ) {
    self.name = name
    self.kind = kind
    self.capacity = capacity
    self.forcedOutageRate = forcedOutageRate
    self.meanTimeToRepairHours = meanTimeToRepairHours
  }

  var key: String { kind.rawValue + "/" + name }
}

/// Assets for which no outages can be drawn: everything wrong, in the order of the assets.
package struct OutageDataError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Fault: Equatable, Sendable {
    case forcedOutageRate(Double)
    case meanTimeToRepair(Double)
    /// The mean time between outages that rate and repair time imply, h.
    case meanTimeToFailure(Double, forcedOutageRate: Double, meanTimeToRepairHours: Double)
    case capacity(Double, hour: Int?)
    case capacityCount(Int, hours: Int)
    case duplicateName
  }

  package struct Entry: Equatable, Sendable {
    package var asset: String
    package var fault: Fault
  }

  package var entries: [Entry]

  package var description: String {
    entries.map { "\($0.asset): \($0.fault.words)" }.joined(separator: "\n")
  }
}

extension OutageDataError.Fault {
  package var words: String {
    switch self {
    case .forcedOutageRate(let rate):
      "forced outage rate \(rate); give a share from 0 to 1"
    case .meanTimeToRepair(let hours):
      "mean time to repair \(hours) h; outages are drawn in steps of 1 h: give at least 1 h"
    case .meanTimeToFailure(let hours, let rate, let repair):
      "forced outage rate \(rate) with a mean time to repair of \(repair) h implies \(hours) h "
        + "between outages, less than the step of 1 h; give at least \(rate / (1 - rate)) h"
    case .capacity(let value, let hour):
      "capacity \(value)\(hour.map { " in hour \($0)" } ?? ""); give a finite number, 0 or more"
    case .capacityCount(let count, let hours):
      "\(count) hourly capacities for \(hours) hours; give one per hour"
    case .duplicateName:
      "the name occurs twice, so both would have the same outages; rename one"
    }
  }
}

extension OutageAsset {
  /// What keeps the two-state chain from holding the figures of this asset exactly.
  func faults(hours: Int) -> [OutageDataError.Fault] {
    let rate = forcedOutageRate
    let repair = meanTimeToRepairHours
    var found: [OutageDataError.Fault] = []
    let hasRate = rate >= 0 && rate <= 1
    // What never fails has nothing to repair.
    let hasRepair = rate == 0 || repair >= 1 && repair.isFinite
    if !hasRate { found.append(.forcedOutageRate(rate)) }
    if !hasRepair { found.append(.meanTimeToRepair(repair)) }
    // Rounding alone must not refuse the figures of a chain with a failure every second hour.
    if hasRate, hasRepair, rate > 0, rate < 1, repair * (1 - rate) / rate < 1 - 1e-12 {
      found.append(
        .meanTimeToFailure(
          repair * (1 - rate) / rate, forcedOutageRate: rate, meanTimeToRepairHours: repair))
    }
    return found + capacityFaults(hours: hours)
  }

  private func capacityFaults(hours: Int) -> [OutageDataError.Fault] {
    switch capacity {
    case .constant(let value):
      return value >= 0 && value.isFinite ? [] : [.capacity(value, hour: nil)]
    case .hourly(let values):
      guard values.count == hours else { return [.capacityCount(values.count, hours: hours)] }
      return values.enumerated().first { !($0.element >= 0 && $0.element.isFinite) }
        .map { [.capacity($0.element, hour: $0.offset)] } ?? []
    }
  }
}
