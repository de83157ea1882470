// SPDX-License-Identifier: Apache-2.0
import GridModel

/// What a reader must know about load and weather that do not vary, in sentences.
///
/// Named are series with one value in all hours, and assets without a series whose kind has one in
/// another zone: the climate has no column for them. What never has a series (waste, say) is flat by
/// nature and not named.
func flatSeriesNotes(system: EnergySystem, series: HourlySeries) -> [String] {
  var notes: [String] = []
  let needed = system.neededSeries
  let flat = needed.filter { key in
    guard let values = series[key.variable, key.column], values.count > 1 else { return false }
    return values.allSatisfy { $0 == values[0] }
  }
  if !flat.isEmpty, flat.count == needed.count {
    notes.append("load and weather are the same in every hour (\(series.origin))")
  } else if !flat.isEmpty {
    notes.append(
      "the same in every hour: " + listed(flat.map { ($0.variable, $0.column) })
        + " (\(series.origin))")
  }

  let fleets = system.renewables.filter { $0.installedMW > 0 }
  let withProfile = Set(fleets.filter { $0.profile != nil }.map(\.technology))
  let withoutProfile = fleets.filter { $0.profile == nil && withProfile.contains($0.technology) }
  let stores = system.storages.filter { $0.annualInflowTWh > 0 && $0.dischargeMW > 0 }
  let withShape = Set(stores.filter { $0.inflowProfile != nil }.map(\.kind))
  let withoutShape = stores.filter { $0.inflowProfile == nil && withShape.contains($0.kind) }
  let missing =
    withoutProfile.map { ($0.technology, system.zones[$0.zone].name) }
    + withoutShape.map { ("inflow of \($0.kind)", system.zones[$0.zone].name) }
  if !missing.isEmpty {
    notes.append(
      "flat at their mean, for want of a climate column: " + listed(missing))
  }
  return notes
}

/// `run_of_river in HU, NL; solar in X`: places by what stands there, both in order, each once.
private func listed(_ entries: [(what: String, place: String)]) -> String {
  Set(entries.map(\.what)).sorted().map { what in
    let places = Set(entries.filter { $0.what == what }.map(\.place)).sorted()
    return "\(what) in \(places.joined(separator: ", "))"
  }.joined(separator: "; ")
}
