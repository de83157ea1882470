// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// Everything that a study can hold, so that each of the wrong ones below differs in one thing.
private let study = """
  study: all
  case: grids/penta
  kind: coupling
  years: [2030, 2040]
  horizon: {from: 01-14, to: 01-21}
  time_unit: 15 min
  outputs: hourly
  reference: sunny
  options: {network: ntc, min_ram: 0.5, climate_years: [1...3, 7], use_reserves: no}
  quick: {climate_years: 2, scenarios: [sunny]}
  sources:
    - {id: plan, title: Sun plan, year: 2026, licence: CC0}
  scenarios:
    - name: sunny
      patches:
        - select: {table: renewables, technology: [solar, sol*]}
          add: {installed_mw: 10 GW}
          over: each
          source: plan
  sampling:
    samples: 8
    levers:
      - name: gas
        from: 20 EUR/MWh
        to: 60 EUR/MWh
        distribution: log_uniform
        patches:
          - select: {table: fuels, asset: gas}
            set: {price_eur_per_mwh: sampled}
  cost_sharing:
    threshold: 10 %
    projects:
      - name: sun
        without: [{select: {table: renewables, technology: solar}, remove: yes}]
        shares: {Belgium: 0.5, Germany: 0.5}

  """

/// What is put in place of what; each makes the file one that the reader refuses.
private let wrongs: [(old: String, new: String)] = [
  ("kind: coupling", "knd: coupling"), ("kind: coupling", "kind: couplin"),
  ("kind: coupling\n", ""), ("years: [2030, 2040]", "years: soon"),
  ("years: [2030, 2040]", "years: [1800]"), ("from: 01-14", "from: 13-14"),
  ("15 min", "30 min"), ("outputs: hourly", "outputs: [hourly]"), ("min_ram: 0.5", "min_ram: 1.5"),
  ("network: ntc", "network: fb"), ("use_reserves: no", "use_reserves: perhaps"),
  ("licence: CC0", "license: CC0"), ("- name: sunny", "- title: sunny"),
  ("table: renewables", "table: renewable"), ("table: renewables", "table: ../renewables"),
  ("technology: [solar", "tech: [solar"), ("installed_mw: 10 GW", "instaled_mw: 10 GW"),
  ("add: {installed_mw: 10 GW}", "add: 10 GW"), ("        over: each", "        remove: yes"),
  ("over: each", "over: all"), ("samples: 8", "samples: 0"), ("samples: 8", "samples: many"),
  ("to: 60 EUR/MWh", "to: dear"), ("log_uniform", "lognormal"),
  ("threshold: 10 %", "threshold: 10 GW"),
  ("threshold: 10 %", "threshold: 130 %"), ("Belgium: 0.5", "Belgium: half"),
  ("- name: sun\n", "- name: sun\n      cost: 3\n"),
]

/// Says of each study how many faults the schema finds. The values are as in YAML 1.2, which editors
/// read: only true and false are truth values.
private let script = #"""
  import json, re, sys
  import jsonschema, yaml

  class Loader(yaml.SafeLoader):
    pass

  truth = "tag:yaml.org,2002:bool"
  Loader.yaml_implicit_resolvers = {
    letter: [(tag, form) for tag, form in forms if tag != truth]
    for letter, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
  }
  Loader.add_implicit_resolver(truth, re.compile("^(true|false)$"), list("tf"))

  def plain(value):
    if isinstance(value, dict):
      return {str(key): plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list) else value

  schema = json.load(open(sys.argv[1]))
  jsonschema.Draft202012Validator.check_schema(schema)
  judge = jsonschema.Draft202012Validator(schema)
  for path in sys.argv[2:]:
    faults = list(judge.iter_errors(plain(yaml.load(open(path), Loader))))
    print(len(faults), *(fault.json_path for fault in faults[:2]))
  """#

@Suite(
  "JSON Schema of studies", .enabled(if: PythonJudge.isAvailable, "PENTAFLOW_PYTHON is not set"))
struct StudySchemaTests {
  /// Faults that the schema finds in each of some files, with where the first ones are.
  private func faults(_ paths: [String]) throws -> [String] {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run("schema", "study")
    #expect(outcome.status == 0, "\(outcome.errors)")
    try folder.write(outcome.output, to: "schema.json")
    try folder.write(script, to: "judge.py")
    let output = try PythonJudge.run(
      script: folder.path + "/judge.py", arguments: [folder.path + "/schema.json"] + paths)
    return output.split(separator: "\n").map(String.init)
  }

  @Test("every study that is shipped is valid")
  func shipped() throws {
    let templates = try FileManager.default.contentsOfDirectory(
      atPath: ProjectFolder.path("templates")
    ).sorted().map { ProjectFolder.path("templates/\($0)/study.yaml") }
      .filter { FileManager.default.fileExists(atPath: $0) }
    let paths = templates + [ProjectFolder.path("grids/penta/studies/quick.yaml")]
    #expect(paths.count > 10)
    for (path, found) in zip(paths, try faults(paths)) { #expect(found == "0", "\(path)") }
  }

  @Test("a study with everything is valid; with a wrong key, value or place it is not")
  func wrong() throws {
    let folder = try TemporaryFolder()
    try folder.write(study, to: "right.yaml")
    var paths = [folder.path + "/right.yaml"]
    for (number, wrong) in wrongs.enumerated() {
      let place = try #require(study.range(of: wrong.old), "\(wrong.old)")
      try folder.write(
        study.replacingCharacters(in: place, with: wrong.new), to: "wrong\(number).yaml")
      paths.append(folder.path + "/wrong\(number).yaml")
    }
    let found = try faults(paths)
    #expect(found.count == paths.count)
    #expect(found[0] == "0")
    for (wrong, words) in zip(wrongs, found.dropFirst()) {
      #expect(!words.hasPrefix("0"), "\(wrong.new)")
    }
  }

  @Test("it is a schema of studies alone")
  func usage() throws {
    let outcome = try Tool.run("schema", "study", "--levers")
    #expect(outcome.status == 64)
    let schema = try jsonObject(try Tool.run("schema", "study").output)
    #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    #expect(schema["required"] as? [String] == ["study", "case", "kind", "years"])
  }
}
