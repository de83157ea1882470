// SPDX-License-Identifier: Apache-2.0

/// How many of unit `to` one of unit `from` is; nil where they measure different things or are
/// not known.
func unitFactor(from: String, to: String) -> Double? {
  if from == to { return 1 }
  for family in unitFamilies {
    guard let one = family[from], let other = family[to] else { continue }
    return one / other
  }
  return nil
}

/// Units that may stand for `unit`, the unit itself first.
func units(like unit: String) -> [String] {
  let family = unitFamilies.first { $0[unit] != nil } ?? [:]
  return [unit] + family.keys.filter { $0 != unit && !$0.isEmpty }.sorted()
}

/// By what they measure, each with its size in one of them.
private let unitFamilies: [[String: Double]] = [
  ["kW": 1e-3, "MW": 1, "GW": 1e3, "TW": 1e6],
  ["kWh": 1e-3, "MWh": 1, "GWh": 1e3, "TWh": 1e6],
  ["EUR/MWh": 1, "EUR/kWh": 1e3, "ct/kWh": 10],
  ["EUR/t": 1, "EUR/kg": 1e3],
  ["t/MWh": 1, "kg/MWh": 1e-3, "g/kWh": 1e-3],
  ["": 1, "%": 0.01],
  ["m": 1e-3, "km": 1],
  ["V": 1e-3, "kV": 1],
  ["A": 1, "kA": 1e3],
]
