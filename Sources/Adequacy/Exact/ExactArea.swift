// SPDX-License-Identifier: Apache-2.0

/// An area with its own balance: units that fail, hourly load, and power that is known hour by hour.
public struct ExactArea: Sendable {
  /// A unit that is out for maintenance in some hours.
  public struct PlannedOutage: Hashable, Sendable {
    /// Position in ``ExactArea/units``.
    public var unit: Int
    /// Units of time, counted from the first.
    public var hours: Range<Int>

    public init(unit: Int, hours: Range<Int>) {
      self.unit = unit
      self.hours = hours
    }
  }

  public let name: String
  public let units: [OutageUnit]
  /// MW in each hour.
  public let loadMW: [Double]
  /// MW in each hour that need no unit: renewables and other profiled generation.
  public let variableMW: [Double]
  /// MW held back in every hour: load is shed before they are used.
  public let reserveMW: Double
  public let plannedOutages: [PlannedOutage]
  /// Length of each hour of the lists above, in hours (1, or 0.25 for quarters).
  public let stepHours: Double
  /// One table for each set of units that are in service together.
  let tables: [CapacityOutageTable]
  let tableOfHour: [Int]

  /// - Throws: every figure that is none, and planned outages of units or hours that are not there.
  /// - Complexity: one convolution for each set of units in service.
  public init(
    name: String, units: [OutageUnit], loadMW: [Double], variableMW: [Double]? = nil,
    reserveMW: Double = 0, plannedOutages: [PlannedOutage] = [], stepHours: Double = 1
  ) throws(ExactAdequacyError) {
    let variable = variableMW ?? [Double](repeating: 0, count: loadMW.count)
    var problems: [String] = []
    if loadMW.isEmpty { problems.append("\(name) has no hour of load") }
    if variable.count != loadMW.count {
      problems.append(
        "\(name) has \(loadMW.count) hours of load and \(variable.count) of variable generation; "
          + "give the same hours of both")
    }
    if let hour = loadMW.firstIndex(where: { !($0.isFinite && $0 >= 0) }) {
      problems.append("\(name) has a load of \(loadMW[hour]) MW in hour \(hour); give 0 or more")
    }
    if let hour = variable.firstIndex(where: { !$0.isFinite }) {
      problems.append(
        "\(name) has \(variable[hour]) MW of variable generation in hour \(hour); give a number")
    }
    if !(reserveMW.isFinite && reserveMW >= 0) {
      problems.append("\(name) holds back \(reserveMW) MW; give 0 or more")
    }
    if !(stepHours.isFinite && stepHours > 0) {
      problems.append("\(name) has hours of \(stepHours) h; give a length above 0")
    }
    for outage in plannedOutages {
      if !units.indices.contains(outage.unit) || outage.hours.lowerBound < 0
        || outage.hours.upperBound > loadMW.count
      {
        problems.append(
          "\(name) has a planned outage of unit \(outage.unit) in hours \(outage.hours), but "
            + "\(units.count) units and \(loadMW.count) hours")
      }
    }
    if !problems.isEmpty { throw ExactAdequacyError(problems) }
    self.name = name
    self.units = units
    self.loadMW = loadMW
    self.variableMW = variable
    self.reserveMW = reserveMW
    self.plannedOutages = plannedOutages
    self.stepHours = stepHours
    (tables, tableOfHour) = try Self.tables(
      units: units, plannedOutages: plannedOutages, hours: loadMW.count)
  }

  /// A table for each set of units in service, in the order of their first hours.
  private static func tables(
    units: [OutageUnit], plannedOutages: [PlannedOutage], hours: Int
  ) throws(ExactAdequacyError) -> ([CapacityOutageTable], [Int]) {
    let changes = Set(plannedOutages.flatMap { [$0.hours.lowerBound, $0.hours.upperBound] })
      .union([0, hours]).sorted()
    var sets: [Set<Int>] = []
    var tables: [CapacityOutageTable] = []
    var tableOfHour: [Int] = []
    for (start, end) in zip(changes, changes.dropFirst()) {
      let out = Set(plannedOutages.filter { $0.hours.contains(start) }.map(\.unit))
      let known = sets.firstIndex(of: out)
      if known == nil {
        sets.append(out)
        let inService = units.indices.filter { !out.contains($0) }.map { units[$0] }
        tables.append(try CapacityOutageTable(units: inService))
      }
      tableOfHour += [Int](repeating: known ?? sets.count - 1, count: end - start)
    }
    return (tables, tableOfHour)
  }

  func table(atHour hour: Int) -> CapacityOutageTable { tables[tableOfHour[hour]] }

  public var loadMWh: Double { loadMW.reduce(0, +) * stepHours }

  /// What units must give in an hour, with the load multiplied by `factor`; negative where variable
  /// generation exceeds load and reserve. MW.
  func needMW(atHour hour: Int, factor: Double = 1) -> Double {
    loadMW[hour] * factor + reserveMW - variableMW[hour]
  }
}

extension ExactArea {
  /// Several areas as one, without limits between them.
  ///
  /// - Throws: areas with different hours.
  public static func copperplate(
    _ areas: [ExactArea], name: String
  ) throws(ExactAdequacyError) -> ExactArea {
    if areas.count == 1 { return areas[0] }
    guard let first = areas.first else { throw ExactAdequacyError(["there is no area"]) }
    var units: [OutageUnit] = []
    var outages: [PlannedOutage] = []
    var load = [Double](repeating: 0, count: first.loadMW.count)
    var variable = load
    for area in areas {
      guard area.loadMW.count == load.count, area.stepHours == first.stepHours else {
        throw ExactAdequacyError([
          "\(first.name) and \(area.name) have different hours; give the same hours of all areas"
        ])
      }
      outages += area.plannedOutages.map {
        PlannedOutage(unit: $0.unit + units.count, hours: $0.hours)
      }
      units += area.units
      for hour in load.indices {
        load[hour] += area.loadMW[hour]
        variable[hour] += area.variableMW[hour]
      }
    }
    return try ExactArea(
      name: name, units: units, loadMW: load, variableMW: variable,
      reserveMW: areas.reduce(0) { $0 + $1.reserveMW }, plannedOutages: outages,
      stepHours: first.stepHours)
  }
}
