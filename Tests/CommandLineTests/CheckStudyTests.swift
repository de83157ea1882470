// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// The four-node case with a fifth generating unit: technology node_1 in zone A is G1 (1000 MW, fails
/// half the time when outages are drawn) and G5 (100 MW). With margins as they are, zone A makes
/// 160 MW of node_1 where it can.
@Suite("check of a study's runs")
struct CheckStudyTests {
  private final class Study {
    let folder: TemporaryFolder
    var file: String { folder.path + "/study.yaml" }

    /// - Parameter isRun: whether its runs are made.
    init(isRun: Bool = true, kind: String = "coupling") throws {
      folder = try TemporaryFolder()
      try FileManager.default.copyItem(
        atPath: ProjectFolder.path("grids/four-node"), toPath: folder.path + "/case")
      try folder.write(
        """
        unit,zone,technology,injection,year,installed_mw,efficiency,fuel,vom_eur_per_mwh,min_stable,\
        must_run,forced_outage_rate,mttr_h,planned_days,source,quality
        G1,A,node_1,nuclear,2030,1000,1,none,5,0,0,0.5,6,0,own,assumption
        G2,A,node_2,oil,2030,500,1,none,70,0,0,0,0,0,own,assumption
        G3,B,node_3,coal,2030,700,1,none,15,0,0,0,0,0,own,assumption
        G4,C,node_4,gas,2030,800,1,none,40,0,0,0,0,0,own,assumption
        G5,A,node_1,nuclear,2030,100,1,none,5,0,0,0,0,0,own,assumption

        """, to: "case/generating_units.csv")
      try folder.write(
        """
        study: four nodes
        case: case
        kind: \(kind)
        years: 2030
        \(kind == "coupling" ? "horizon: {from: 01-01, to: 01-02}" : "")
        outputs: hourly
        options: {min_ram: 0}
        quick: {scenarios: [base]}
        scenarios:
          - name: base
          - name: without G1
            patches:
              - select: {table: generating_units, asset: G1}
                remove: yes
          - name: drawn
            options: {samples: 2}

        """, to: "study.yaml")
      if !isRun { return }
      let made = try Tool.run("run", file, "--out", folder.path + "/out")
      #expect(made.status == 0, "\(made.errors)")
    }

    /// Checks the solution of a run, named by its folder.
    func check(_ run: String, _ options: [String]) throws -> Tool.Outcome {
      try Tool.run(
        ["check", file, "--solution", "\(folder.path)/out/runs/\(run)"] + options)
    }

    /// Names and places of the families that fail.
    func failures(in outcome: Tool.Outcome) throws -> [String: String] {
      #expect(outcome.status == 2, "\(outcome.errors)")
      let families = try jsonObject(outcome.output)["families"] as? [String: [String: Any]] ?? [:]
      return families.filter { $0.value["passes"] as? Bool == false }
        .mapValues { $0["place"] as? String ?? "" }
    }
  }

  @Test("runs pass against their own scenario, and fail against another by what it changes")
  func scenarios() throws {
    let study = try Study()
    let own: [(run: String, options: [String], name: String)] = [
      ("0001-base-2030", ["--scenario", "base"], "scenario base, 2030, "),
      (
        "0002-without-g1-2030", ["--scenario", "without G1", "--year", "2030"],
        "scenario without G1, 2030, "
      ),
      (
        "0004-drawn-2030-s1", ["--scenario", "drawn", "--sample", "1"],
        "scenario drawn, 2030, sample 1, "
      ),
      ("0001-base-2030", ["--quick"], "scenario base, 2030, "),
    ]
    for (run, options, name) in own {
      let outcome = try study.check(run, options)
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
      #expect(
        outcome.output.contains("\(run) against study four nodes, \(name)flow-based\n"),
        "\(outcome.output)")
    }
    let withoutG1 = try study.failures(
      in: study.check("0001-base-2030", ["--scenario", "without G1", "--json"]))
    #expect(withoutG1 == ["supply": "node_1 in A: 160.000 MW, at most 100.000 MW"])
    // Hours in which G1 runs in sample 1 and is out in sample 0.
    let otherSample = try study.failures(
      in: study.check("0004-drawn-2030-s1", ["--scenario", "drawn", "--sample", "0", "--json"]))
    #expect(otherSample == ["supply": "node_1 in A: 160.000 MW, at most 100.000 MW"])
  }

  @Test("runs that the study has not, or that are not chosen, are said with those there are")
  func unknownRuns() throws {
    let study = try Study(isRun: false)
    for (options, words) in [
      (
        ["--scenario", "without G2"],
        "there is no scenario without G2 in \(study.file)\n  fix: did you mean without G1?"
      ),
      (
        ["--scenario", "dry year"],
        "there is no scenario dry year in \(study.file)\n"
          + "  fix: the scenarios are base, without G1, drawn"
      ),
      (
        ["--scenario", "drawn", "--quick"],
        "there is no scenario drawn in \(study.file), quick\n  fix: the only one is base"
      ),
      (
        [],
        "\(study.file) has several scenarios\n"
          + "  fix: choose one with --scenario: base, without G1, drawn"
      ),
      (
        ["--scenario", "base", "--year", "2035"],
        "scenario base has no run with --year 2035\n  fix: the only one is 2030"
      ),
      (
        ["--scenario", "base", "--climate-year", "3"],
        "--climate-year is 3, but scenario base has runs of none\n"
          + "  fix: leave it out, or give another scenario"
      ),
      (
        ["--scenario", "drawn"],
        "scenario drawn has several runs\n  fix: choose one with --sample: 0, 1"
      ),
      (
        ["--scenario", "drawn", "--sample", "2"],
        "scenario drawn has no run with --sample 2\n  fix: choose one of 0, 1"
      ),
    ] {
      let outcome = try Tool.run(["check", study.file, "--solution", "."] + options)
      #expect(outcome.status == 64, "\(options)")
      #expect(outcome.errors.contains("error: \(words)\n"), "\(outcome.errors)")
    }
  }

  @Test("options that the study decides are refused, and its own with a case folder")
  func refusedOptions() throws {
    let study = try Study(isRun: false)
    for (options, words) in [
      (
        ["--network", "ntc", "--to=2030-01-03"],
        "--to, --network with a study, which says that itself\n"
          + "  fix: leave it out: hours, network, series and options are those of the study's run"
      ),
      // The network of the study, and what --network is where it is not given.
      (["--network", "flow_based"], "--network with a study, which says that itself\n"),
      (
        ["--outage-sample", "1"],
        "--outage-sample with a study, which says that itself\n"
          + "  fix: choose the outage sample with --sample, and leave out what else the study says"
      ),
    ] {
      let outcome = try Tool.run(
        ["check", study.file, "--scenario", "base", "--solution", "."] + options)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("error: \(words)"), "\(outcome.errors)")
    }
    let folder = try Tool.run(
      "check", "grids/four-node", "--scenario", "base", "--solution", ".")
    #expect(folder.status == 64)
    #expect(
      folder.errors.contains(
        "error: --scenario, --sample and --quick choose a run of a study, and grids/four-node is a "
          + "folder\n  fix: give the study file, or leave them out"), "\(folder.errors)")
  }

  @Test("runs of an adequacy study have no dispatch to check")
  func otherKind() throws {
    let study = try Study(isRun: false, kind: "adequacy")
    let outcome = try Tool.run(
      "check", study.file, "--scenario", "base", "--solution", ".")
    #expect(outcome.status == 64)
    #expect(
      outcome.errors.contains(
        "is a study of kind adequacy, whose runs have no dispatch\n"
          + "  fix: give a study of kind coupling"), "\(outcome.errors)")
  }
}
