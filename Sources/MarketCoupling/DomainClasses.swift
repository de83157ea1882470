// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// Groups time units that share one flow-based domain: season × day type × wind level.
///
/// Seasons are the meteorological ones (winter is December to February), day types are workday and
/// weekend (UTC), and wind is `windy` in the half of a season and day type's units with the larger
/// wind power of the flow-based zones, `calm` in the other half.
package struct DomainClasses: Sendable {
  /// Names of the classes that occur, in order of first appearance.
  package var names: [String]
  package var classOfUnit: [Int]

  /// The classes of a part of the series. Wind is judged over all of it, so that an hour is of one
  /// class in whatever part it stands.
  package init(
    system: EnergySystem, series: HourlySeries, range: Range<Int>
  ) throws(CouplingError) {
    self.init(
      ofYear: try MarketInputs(system: system, series: series, range: 0..<series.axis.count),
      range: range)
  }

  /// The same where the inputs of `range` are at hand: those of the whole series are not built again.
  init(
    system: EnergySystem, series: HourlySeries, range: Range<Int>, inputs: MarketInputs
  ) throws(CouplingError) {
    if range.count == series.axis.count {
      self.init(ofYear: inputs, range: range)
    } else {
      try self.init(system: system, series: series, range: range)
    }
  }

  /// - Parameter year: inputs of all units of the series.
  private init(ofYear year: MarketInputs, range: Range<Int>) {
    let all = DomainClasses(inputs: year)
    names = []
    classOfUnit = []
    for t in range {
      let name = all.names[all.classOfUnit[t]]
      if !names.contains(name) { names.append(name) }
      classOfUnit.append(names.firstIndex(of: name)!)
    }
  }

  private init(inputs: MarketInputs) {
    let axis = inputs.axis
    let windSteps = inputs.steps.indices.filter { j in
      inputs.steps[j].technology.hasPrefix("wind") && inputs.nodes[inputs.steps[j].node].isFlowBased
    }
    let wind = (0..<axis.count).map { t in
      windSteps.reduce(0) { $0 + inputs.availability[t, $1] }
    }
    var calendarClass: [String] = []
    for t in 0..<axis.count {
      let date = axis.date(at: t)
      let season = ["winter", "spring", "summer", "autumn"][date.month % 12 / 3]
      calendarClass.append(season + (date.isoWeekday <= 5 ? "_workday" : "_weekend"))
    }
    var median: [String: Double] = [:]
    for name in Set(calendarClass) {
      let values = wind.indices.filter { calendarClass[$0] == name }.map { wind[$0] }.sorted()
      median[name] = values[values.count / 2]
    }
    names = []
    classOfUnit = []
    for t in 0..<axis.count {
      let name = calendarClass[t] + (wind[t] < median[calendarClass[t]]! ? "_calm" : "_windy")
      if let known = names.firstIndex(of: name) {
        classOfUnit.append(known)
      } else {
        classOfUnit.append(names.count)
        names.append(name)
      }
    }
  }
}
