// SPDX-License-Identifier: Apache-2.0

extension ExactArea {
  /// A unit's need of maintenance.
  public struct MaintenanceNeed: Hashable, Sendable {
    /// Position in ``ExactArea/units``.
    public var unit: Int
    /// In one piece, rounded up to whole days.
    public var days: Double

    public init(unit: Int, days: Double) {
      self.unit = unit
      self.days = days
    }
  }

  /// Lays each unit's maintenance where the area misses it least (levelised reserve).
  ///
  /// Units are placed one after another, the largest (MW times days) first and equal ones in their
  /// order. Each starts with a week of the year, counted from the first hour, such that the highest
  /// daily need plus power already out, over its days, is lowest; among equal weeks the one with the
  /// lowest sum over its days, then the earliest. What exceeds the year is cut off.
  ///
  /// Source: R. Billinton, R. N. Allan, *Reliability Evaluation of Power Systems*, 2nd ed. (1996),
  /// section 2.8 (levelised reserve), with needs net of variable generation.
  public func levelisedMaintenance(_ needs: [MaintenanceNeed]) -> [PlannedOutage] {
    let perDay = max(1, Int((24 / stepHours).rounded()))
    let dayCount = loadMW.count / perDay
    guard dayCount > 0 else { return [] }
    var level = (0..<dayCount).map { day in
      (day * perDay..<(day + 1) * perDay).reduce(-Double.infinity) {
        max($0, needMW(atHour: $1))
      }
    }
    func volume(_ need: MaintenanceNeed) -> Double { units[need.unit].installedMW * need.days }
    let order = needs.indices.sorted { (volume(needs[$1]), $0) < (volume(needs[$0]), $1) }
    var outages: [PlannedOutage] = []
    for need in order.map({ needs[$0] }) where need.days > 0 {
      let length = min(dayCount, Int(need.days.rounded(.up)))
      let starts = stride(from: 0, through: dayCount - length, by: 7)
      let start =
        starts.min { height(of: level[$0..<$0 + length]) < height(of: level[$1..<$1 + length]) }
        ?? 0
      let days = start..<start + length
      for day in days { level[day] += units[need.unit].installedMW }
      outages.append(
        PlannedOutage(
          unit: need.unit,
          hours: days.lowerBound
            * perDay..<(days.upperBound == dayCount ? loadMW.count : days.upperBound * perDay)))
    }
    return outages
  }

  /// The same area with planned outages.
  public func with(
    plannedOutages: [PlannedOutage]
  ) throws(ExactAdequacyError) -> ExactArea {
    try ExactArea(
      name: name, units: units, loadMW: loadMW, variableMW: variableMW, reserveMW: reserveMW,
      plannedOutages: plannedOutages, stepHours: stepHours)
  }
}

/// Highest value and sum, compared in this order.
private func height(of days: ArraySlice<Double>) -> (Double, Double) {
  (days.max() ?? 0, days.reduce(0, +))
}
