// SPDX-License-Identifier: Apache-2.0
import Scenarios
import Studies

extension StudyReader {
  static let sampledWord = LeverSampling.word

  mutating func sampling(_ node: YAMLNode) -> LeverSampling? {
    let what = "sampling"
    guard let map = values.map(node, what, .sampling) else { return nil }
    let samples = values.required(map, "samples", what, "20").flatMap {
      values.integer($0, "samples", 1...Self.mostScenarios)
    }
    let seed = map["seed"].map { values.integer($0, "seed", 0...UInt64.max) } ?? 1
    let base = map["base"].flatMap { values.text($0, "base") }
    let list = values.required(
      map, "levers", what, "[{name: gas, from: 0.5, to: 2, patches: [...]}]")
    var levers: [LeverSampling.Lever] = []
    for entry in list.map({ values.entries($0) }) ?? [] {
      guard let lever = sampledLever(entry) else { continue }
      if levers.contains(where: { $0.name == lever.name }) {
        values.report(entry.place, "lever \(lever.name) is given twice", "give one another name")
      }
      levers.append(lever)
    }
    if let list, list.list?.isEmpty == true {
      values.report(list.place, "levers is empty", "give at least one")
    }
    guard let samples, let seed, !levers.isEmpty else { return nil }
    return LeverSampling(
      base: base, samples: samples, seed: seed, levers: levers,
      place: map["base"]?.place ?? node.place)
  }

  private mutating func sampledLever(_ node: YAMLNode) -> LeverSampling.Lever? {
    let what = "a lever"
    guard let map = values.map(node, what, .sampledLever) else { return nil }
    let name = values.required(map, "name", what, "a short name").flatMap {
      values.text($0, "name")
    }
    let unitAndRange = leverRange(map, what)
    let patchNode = values.required(
      map, "patches", what, "[{select: {table: ...}, scale: {...: \(Self.sampledWord)}}]")
    let patches = patchNode.map { self.patches(of: $0) } ?? []
    if let patchNode, patchNode.list?.isEmpty == true {
      values.report(patchNode.place, "patches is empty", "give at least one")
    }
    if let patchNode, !patches.isEmpty, !patches.contains(where: \.hasSampledValue) {
      values.report(
        patchNode.place, "no patch of lever \(name ?? "") takes its value",
        "write the word \(Self.sampledWord) in place of a value: {installed_mw: \(Self.sampledWord)}"
      )
    }
    guard let name, let (unit, range) = unitAndRange, !patches.isEmpty else { return nil }
    return LeverSampling.Lever(name: name, range: range, unit: unit, patches: patches)
  }

  private mutating func leverRange(
    _ map: YAMLMap, _ what: String
  ) -> (unit: String, range: LeverRange)? {
    let lower = values.required(map, "from", what, "0.8").flatMap { quantity($0, "from") }
    let upper = values.required(map, "to", what, "1.2").flatMap { quantity($0, "to") }
    let mode = map["mode"].flatMap { quantity($0, "mode") }
    let distribution: LeverDistribution? =
      map["distribution"].map { values.choice($0, "distribution") } ?? .uniform
    guard let lower, let upper, let distribution else { return nil }
    let faults = values.errors.count
    for (name, other) in [("to", upper), ("mode", mode ?? lower)] where other.unit != lower.unit {
      values.report(
        map[name]?.place ?? map.place,
        "\(name) is in \(words(other.unit)), but from is in "
          + words(lower.unit), "give both the same unit")
    }
    if upper.value <= lower.value {
      values.report(
        map["to"]?.place ?? map.place, "the range ends at \(map["to"]?.text ?? ""), not above from",
        "give a larger to")
    }
    if distribution == .logUniform, lower.value <= 0 {
      values.report(
        map["from"]?.place ?? map.place,
        "from is \(map["from"]?.text ?? ""), which has no logarithm",
        "give one above 0, or distribution: uniform")
    }
    checkMode(map, mode?.value, distribution, lower.value, upper.value)
    guard values.errors.count == faults else { return nil }
    return (lower.unit, LeverRange(lower.value, upper.value, distribution, mode: mode?.value))
  }

  private mutating func checkMode(
    _ map: YAMLMap, _ mode: Double?, _ distribution: LeverDistribution, _ lower: Double,
    _ upper: Double
  ) {
    switch (map["mode"], distribution) {
    case (nil, .triangular):
      values.report(map.place, "a triangular lever has no mode", "add mode: its most likely value")
    case (let node?, .triangular):
      if let mode, mode < lower || mode > upper {
        values.report(
          node.place, "mode is \(node.text ?? ""), outside the range", "give one from from to to")
      }
    case (let node?, _):
      values.report(
        node.place, "mode does nothing in a lever that is \(distribution.rawValue)",
        "leave it out, or write distribution: triangular")
    case (nil, _): break
    }
  }

  private func words(_ unit: String) -> String { unit.isEmpty ? "no unit" : unit }

  /// A number with or without a unit.
  private mutating func quantity(
    _ node: YAMLNode, _ name: String
  ) -> (value: Double, unit: String)? {
    switch values.amount(node, name) {
    case .number(let value, let unit)?: return (value, unit)
    case .word(let word)?:
      values.report(
        node.place, "\(name) is \"\(word)\", which is not a number", "write it as 0.8 or 3 GW")
      return nil
    case nil: return nil
    }
  }
}
