// SPDX-License-Identifier: Apache-2.0

/// The tables of a coupled run that most charts need, each read once.
struct CouplingFigures {
  let result: FinishedResult
  /// Bidding zones in the order of the tables, which is that of the case.
  let zones: [String]
  /// Starts of the units, UTC.
  let times: [String]
  let stepHours: Double
  let price: TimeTable
  let netPosition: TimeTable
  let hubNetPosition: TimeTable
  let load: TimeTable
  let curtailed: TimeTable
  let notServed: TimeTable
  let storageDischarge: TimeTable
  let demandResponse: TimeTable

  /// Nil where the run has no hourly table of zones, or no zone has load.
  init?(_ result: FinishedResult) throws {
    guard
      let frame = try result.frame(
        "zones_hourly", "time", "bidding_zone", "price_eur_per_mwh", "net_position_mw",
        "flow_based_net_position_mw", "load_mw", "curtailed_mw", "storage_discharge_mw",
        "demand_response_mw", "energy_not_served_mw")
    else { return nil }
    guard frame.rowCount > 0 else { return nil }
    self.result = result
    let time = frame.names("time")
    let zone = frame.names("bidding_zone")
    func table(_ column: String) throws -> TimeTable {
      TimeTable(times: time, names: zone, values: try frame.numbers(column))
    }
    zones = zone.names
    times = time.names
    stepHours = result.manifest.unitHours ?? 1
    price = try table("price_eur_per_mwh")
    netPosition = try table("net_position_mw")
    hubNetPosition = try table("flow_based_net_position_mw")
    load = try table("load_mw")
    curtailed = try table("curtailed_mw")
    notServed = try table("energy_not_served_mw")
    storageDischarge = try table("storage_discharge_mw")
    demandResponse = try table("demand_response_mw")
    if zonesWithLoad.isEmpty { return nil }
  }

  var hours: Double { Double(times.count) * stepHours }

  /// Zones with load; offshore hubs and converters have none.
  var zonesWithLoad: [Int] { zones.indices.filter { load.series($0).contains { $0 > 0 } } }

  /// The zones that charts tell apart by colour: the first with load, in the order of the case.
  var mainZones: [Int] { Array(zonesWithLoad.prefix(categoryColors.count)) }

  /// Power of a column summed over the run. MWh.
  func energy(_ table: TimeTable, _ zone: Int) -> Double {
    table.series(zone).reduce(0) { $0 + ($1.isFinite ? $1 : 0) } * stepHours
  }

  /// The places of the units of each day, in order.
  var days: [UnitGroup] { groups(of: times) { UnitTime($0).day } }

  /// Slices of time for charts over time: hours of up to two weeks, else days of up to a quarter,
  /// else months.
  var slices: (word: String, axisFormat: String, groups: [(start: String, units: Range<Int>)]) {
    switch hours {
    case ...(15 * 24):
      ("hour", "%d %b %H:%M", times.indices.map { (times[$0], $0..<$0 + 1) })
    case ...(100 * 24):
      ("day", "%d %b", days.map { ($0.name + "T00:00:00Z", $0.units) })
    default:
      (
        "month", "%b %Y",
        groups(of: times) { UnitTime($0).month }.map { ($0.name + "-01T00:00:00Z", $0.units) }
      )
    }
  }

  /// Ticks of an axis of single days; nil where it has months.
  var dayTicks: VegaTicks? {
    hours > 62 * 24 ? nil : .everyDays((Double(days.count) / 10).rounded(.up))
  }

  /// How days stand on an axis.
  var dayFormat: String { hours > 62 * 24 ? "%b" : "%d %b" }
}

/// Neighbouring units, such as those of a day.
typealias UnitGroup = (name: String, units: Range<Int>)

/// Units whose starts have the same name, in order.
func groups(of times: [String], by name: (String) -> String) -> [UnitGroup] {
  var groups: [UnitGroup] = []
  for (unit, time) in times.enumerated() {
    let name = name(time)
    if let last = groups.last, last.name == name {
      groups[groups.count - 1].units = last.units.lowerBound..<unit + 1
    } else {
      groups.append((name, unit..<unit + 1))
    }
  }
  return groups
}

extension VegaEncoding {
  /// A heat map of hours by days: columns `day`, `hour` and the field.
  static func hoursByDays(
    _ field: String, _ title: String, dayFormat: String, scale: VegaScale
  ) -> VegaEncoding {
    VegaEncoding {
      $0.x = .time("day", "day (UTC)", unit: "utcyearmonthdate") {
        $0.axis = VegaAxis {
          $0.format = dayFormat
          $0.labelOverlap = true
          $0.grid = false
        }
      }
      $0.y = VegaChannel.quantity("hour", "hour of the day (UTC)") {
        $0.type = .ordinal
        $0.axis = VegaAxis {
          $0.labelOverlap = true
          $0.labelAngle = 0
        }
      }
      $0.color = VegaChannel.quantity(field, title) { $0.scale = scale }
      $0.tooltip = [
        .time("day", "day", unit: "utcyearmonthdate"), .quantity("hour", "hour (UTC)"),
        .quantity(field, title),
      ]
    }
  }
}
