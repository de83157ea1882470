// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import TestSupport
import Testing

/// A day of four nodes without limits: G1 serves 600 MW at a cost that is drawn, and no other unit is
/// as cheap.
private let study = """
  study: drawn cost
  case: grids/four-node
  kind: coupling
  years: 2030
  horizon: {from: 01-01, to: 01-02}
  options: {network: copperplate}
  scenarios:
    - name: base
  sampling:
    base: base
    samples: 5
    seed: 3
    levers:
      - name: cost
        from: 1
        to: 6
        patches:
          - select: {table: generating_units, asset: G1}
            set: {vom_eur_per_mwh: sampled}
      - name: load
        from: 50 %
        to: 100 %
        distribution: triangular
        mode: 75 %
        patches:
          - select: {table: demand}
            scale: {annual_twh: sampled, peak_mw: sampled}

  """

@Suite("studies with sampled levers")
struct SampledStudyTests {
  private func rows(_ path: String) throws -> [[String: String]] {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  @Test("values stand in the tables, the manifest and the dry run, and the runs have them")
  func values() throws {
    let folder = try TemporaryFolder()
    try folder.write(study, to: "study.yaml")
    let (file, out) = (folder.path + "/study.yaml", folder.path + "/out")
    let outcome = try Tool.run("run", file, "--out", out, "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let samples = try rows(out + "/results/study_samples.csv")
    #expect(samples.count == 10)
    func value(_ scenario: String, _ lever: String) throws -> Double {
      let row = samples.first { $0["scenario"] == scenario && $0["lever"] == lever }
      return try #require(Double(row?["value"] ?? ""))
    }
    let names = (1...5).map { "sample \($0)" }
    // Uniform from 1 to 6 in five parts: one value in each whole number's EUR/MWh.
    #expect(try names.map { Int(try value($0, "cost")) }.sorted() == [1, 2, 3, 4, 5])
    #expect(samples.filter { $0["lever"] == "load" }.allSatisfy { $0["unit"] == "%" })
    let runs = try rows(out + "/results/study_runs.csv").filter { $0["zone"] == "all" }
    #expect(runs.map { $0["scenario"] ?? "" } == ["base"] + names)
    for run in runs.dropFirst() {
      let name = run["scenario"] ?? ""
      let expected = try value(name, "cost") * 600 * 24 * (try value(name, "load") / 100) / 1e6
      // The table has three decimals; samples differ by more.
      expectClose(
        try #require(Double(run["supply_cost_meur"] ?? "")), expected, absolute: 5.1e-4, name)
    }
    let manifest = try jsonObject(
      try String(contentsOfFile: out + "/manifest.json", encoding: .utf8))
    let sampling = try #require(manifest["sampling"] as? [String: Any])
    #expect(sampling["seed"] as? String == "3")
    let stated = try #require(sampling["values"] as? [[String: Any]])
    #expect(stated.count == samples.count)
    for (statement, row) in zip(stated, samples) {
      let value = try #require(Double(row["value"] ?? ""))
      expectClose(
        try #require(statement["value"] as? Double), value, absolute: 1e-12 * value, "value")
    }
    let dry = try Tool.run("run", file, "--dry-run")
    #expect(dry.output.contains("Latin hypercube of 5 samples, seed 3\n  sample 1: cost "))
    let json = try jsonObject(try Tool.run("run", file, "--dry-run", "--json").output)
    #expect((json["sampling"] as? [String: Any])?["samples"] as? Int == 5)
  }

  @Test("the same samples for any number of threads; another seed gives others")
  func reproducible() throws {
    let folder = try TemporaryFolder()
    try folder.write(study, to: "study.yaml")
    try folder.write(study.replacing("seed: 3", with: "seed: 4"), to: "other.yaml")
    let digests = try [("study", "1"), ("study", "2"), ("other", "1")].map { file, threads in
      let outcome = try Tool.run(
        "run", "\(folder.path)/\(file).yaml", "--out", "\(folder.path)/\(file)\(threads)",
        "--threads", threads, "--json")
      return try #require(try jsonObject(outcome.output)["result_sha256"] as? String)
    }
    #expect(digests[0] == digests[1])
    #expect(digests[0] != digests[2])
  }

  @Test("a day in quarter hours costs what it costs in hours")
  func quarterHours() throws {
    let folder = try TemporaryFolder()
    try folder.write(study, to: "hours.yaml")
    try folder.write("time_unit: 15 min\n" + study, to: "quarters.yaml")
    let costs = try ["hours", "quarters"].map { name in
      let out = "\(folder.path)/\(name)"
      let outcome = try Tool.run("run", "\(out).yaml", "--out", out, "--json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try rows(out + "/results/study_runs.csv").filter { $0["zone"] == "all" }.map {
        try #require(Double($0["supply_cost_meur"] ?? ""))
      }
    }
    expectClose(costs[1], costs[0], absolute: 2e-6)
  }

  @Test("couple takes quarter hours, and draws no outages in them")
  func coupledQuarterHours() throws {
    let day = ["couple", "grids/four-node", "--year", "2030", "--from", "2030-01-15", "--to"]
    let costs = try ["1h", "15min"].map { unit in
      let outcome = try Tool.run(day + ["2030-01-16", "--time-unit", unit, "--json"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try #require(try jsonObject(outcome.output)["objective_eur"] as? Double)
    }
    expectClose(costs[1], costs[0], relative: 1e-6)
    let part = try Tool.run(day + ["2030-01-15T06:15", "--time-unit", "15min"])
    #expect(part.output.contains("25 quarter hours from 2030-01-15T00:00:00Z"))
    let drawn = try Tool.run(day + ["2030-01-16", "--time-unit", "15min", "--outage-sample", "1"])
    #expect(drawn.status == 64)
    #expect(drawn.errors.contains("--outage-sample draws outages by the hour"))
  }
}
