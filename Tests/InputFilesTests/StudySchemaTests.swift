// SPDX-License-Identifier: Apache-2.0
import InputFiles
import TestSupport
import Testing

/// How a map of a study file is reached: what stands before and after it, and keys that must be
/// beside the one that is looked at.
private struct Surroundings {
  var before = ""
  var beside: KeyValuePairs<String, String> = [:]
  var after = ""

  /// A study with a list of a list under one key of the map, which no key can hold.
  func text(_ key: String, without left: [String]) -> String {
    let pairs =
      beside.filter { $0.key != key && !left.contains($0.key) }.map { "\($0.key): \($0.value)" }
      + ["\(key): [[]]"]
    return before + "{" + pairs.joined(separator: ", ") + "}" + after + "\n"
  }
}

private let network: KeyValuePairs = [
  "name": "n", "investment_meur": "{2028: 1}", "capacity_mw": "1",
]

private let surroundings: [String: Surroundings] = [
  "study": Surroundings(),
  "horizon": Surroundings(before: "horizon: "),
  "quick": Surroundings(before: "quick: "),
  "source": Surroundings(
    before: "sources: [",
    beside: ["id": "a", "title": "b", "year": "2026", "licence": "CC0"], after: "]"),
  "options": Surroundings(before: "options: "),
  "scenario": Surroundings(before: "scenarios: [", beside: ["name": "a"], after: "]"),
  "patch": Surroundings(
    before: "scenarios: [{name: a, patches: [",
    beside: ["select": "{table: zones}", "remove": "yes"], after: "]}]"),
  "select": Surroundings(
    before: "scenarios: [{name: a, patches: [{remove: yes, select: ", beside: ["table": "zones"],
    after: "}]}]"),
  "delay": Surroundings(
    before: "scenarios: [{name: a, patches: [{select: {table: zones}, delay: ",
    beside: ["years": "1"], after: "}]}]"),
  "grid": Surroundings(before: "grid: ", beside: ["levers": "[]"]),
  "lever": Surroundings(
    before: "grid: {levers: [", beside: ["name": "a", "settings": "[]"], after: "]}"),
  "setting": Surroundings(
    before: "grid: {levers: [{name: a, settings: [", beside: ["name": "b"], after: "]}]}"),
  "sampling": Surroundings(before: "sampling: ", beside: ["samples": "2", "levers": "[]"]),
  "sampled_lever": Surroundings(
    before: "sampling: {samples: 2, levers: [",
    beside: ["name": "a", "from": "1", "to": "2", "patches": "[]"], after: "]}"),
  "cost_sharing": Surroundings(before: "cost_sharing: ", beside: ["projects": "[]"]),
  "project": Surroundings(
    before: "cost_sharing: {projects: [", beside: ["name": "a", "without": "[]"], after: "]}"),
  "tariff_account": Surroundings(
    before: "tariff_account: ", beside: ["investment_meur": "{2028: 1}", "capacity_mw": "1"]),
  "tariff_variant": Surroundings(
    before: "tariff_account: {variants: [", beside: network, after: "]}"),
  "pipelines": Surroundings(before: "tariff_account: {pipelines: ", after: "}"),
]

@Suite("schema of study files")
struct StudySchemaTests {
  /// The reader refuses keys that the schema does not declare, for it takes them from there; this is
  /// the reverse.
  @Test(
    "the reader reads every key that is declared",
    arguments: StudyMap.study.withPartsBelow.map(\.name))
  func everyKeyIsRead(name: String) throws {
    let map = try #require(StudyMap.study.withPartsBelow.first { $0.name == name })
    let around = try #require(surroundings[map.name], "no test reaches the map \(map.name)")
    for key in map.keyNames where !(map.name == "patch" && key == "note") {
      var left: [String] = []
      if map.oneOf.contains(key) { left = ["remove"] }
      if key == "pipelines" { left = ["investment_meur", "capacity_mw"] }
      let text = around.text(key, without: left)
      let start = try #require(text.range(of: "[[]]")).lowerBound
      let column = text.distance(from: text.startIndex, to: start) + 1
      let folder = try TemporaryFolder(files: ["study.yaml": text])
      do {
        _ = try readScenarios(folder.path + "/study.yaml")
        Issue.record("\(map.name).\(key) is not read")
      } catch {
        #expect(
          error.errors.contains { $0.line == 1 && [column, column + 1].contains($0.column) },
          "\(map.name).\(key): \(error)")
      }
    }
  }

  @Test("every map and key says what it is, and no two have the same name")
  func meanings() {
    let maps = StudyMap.study.withPartsBelow
    #expect(Set(maps.map(\.name)).count == maps.count)
    #expect(maps.count == surroundings.count)
    for map in maps {
      #expect(!map.meaning.isEmpty, "\(map.name)")
      #expect(Set(map.keyNames).count == map.keys.count, "\(map.name)")
      #expect(map.keys.allSatisfy { !$0.meaning.isEmpty }, "\(map.name)")
    }
  }
}
