// SPDX-License-Identifier: Apache-2.0
import Studies

/// Runs whose tables are read, over all scenarios.
private let mostRuns = 120

/// What generated in each scenario, by technology; the mean over its runs.
func scenarioSupply(_ result: FinishedResult, _ runs: StudyFrame) throws -> PlotAttempt {
  let title = "Generation by scenario"
  var members: [StudyFrame.Label: [RunEntry]] = [:]
  for run in result.manifest.runs ?? [] where run.status == "optimal" {
    members[.init(scenario: run.scenario, year: run.year), default: []].append(run)
  }
  var rows: [[String: VegaCell]] = []
  var zones: [String] = []
  var used = Set<Int>()
  var readCount = 0
  var optimalCount = 0
  for label in runs.shown {
    let all = members[label] ?? []
    var mix = GenerationMix()
    for place in thinned(all.count, to: max(2, mostRuns / runs.shown.count)) {
      if let run = try result.run(all[place].folder) { try mix.add(run) }
    }
    readCount += mix.runCount
    optimalCount += all.count
    for zone in mix.zones {
      if !zones.contains(zone) { zones.append(zone) }
      for (part, energy) in mix.means(zone) where energy >= 0.0005 {
        used.insert(part)
        rows.append([
          "zone": .text(zone), "scenario": .text(runs.text(label)),
          "technology": .text(supplyParts[part].name), "order": .number(Double(part)),
          "energy": .rounded(energy, 3),
        ])
      }
    }
  }
  guard let first = zones.first, !rows.isEmpty else {
    return .omitted(
      title, "The result keeps no tables of its runs.",
      "Set `outputs: annual` or `outputs: hourly` in the study file and run it again.")
  }
  let names = supplyParts.indices.filter { used.contains($0) }
  var spec = VegaLite.stackedBars(
    rows,
    choice: ("zone", "bidding zone", [first] + zones.dropFirst().sorted()),
    of: ("energy", "energy (GWh)"), along: runs.scenarioAxis,
    parts: .name("technology", "technology") {
      $0.scale = .colors(names.map { supplyParts[$0].name }, names.map { supplyParts[$0].color })
    },
    tooltip: [
      .name("scenario", "scenario"), .name("technology", "technology"),
      .quantity("energy", "energy (GWh)"),
    ])
  spec.encoding?.order = .quantity("order", "order")
  return .drawn(
    Plot(
      id: "scenario-supply", title: title,
      look: "Compare the lengths of one colour: what a scenario takes away, others make up for.",
      note: "Energy over the whole run, a mean over the runs of a scenario"
        + (readCount < optimalCount ? " (\(readCount) of \(optimalCount) were read)" : "")
        + ". What storages and reservoirs give is not counted."
        + (runs.shownWords.isEmpty ? "" : " " + runs.shownWords),
      columns: [
        ("zone", "zone"), ("scenario", "scenario"), ("technology", "technology"),
        ("energy", "energy (GWh)"),
      ], height: Double(max(60, runs.shown.count * 28)), spec))
}

/// Groups of technologies from left to right, and what stands beside them.
private let supplyParts =
  technologyGroups.map { (name: $0.name, color: $0.color) } + [responseGroup, unservedGroup]

/// Energy by bidding zone and part of ``supplyParts``, summed up over runs. GWh.
private struct GenerationMix {
  private(set) var runCount = 0
  /// All zones together first.
  private(set) var zones: [String] = []
  private var energies: [String: [Double]] = [:]

  mutating func add(_ run: FinishedResult) throws {
    guard
      let frame = try run.frame(
        "generation_annual", "bidding_zone", "kind", "technology", "energy_gwh")
    else { return }
    runCount += 1
    let (zoneTexts, kinds) = (frame.texts("bidding_zone"), frame.texts("kind"))
    let technologies = frame.texts("technology")
    for (row, energy) in try frame.numbers("energy_gwh").enumerated() where energy.isFinite {
      let part: Int
      switch kinds[row] {
      case "dumped": continue
      case "demand_response": part = technologyGroups.count
      case "lost_load": part = technologyGroups.count + 1
      default: part = technologyGroup(of: technologies[row])
      }
      for zone in [CouplingFigures.allZones, zoneTexts[row]] {
        if energies[zone] == nil { zones.append(zone) }
        energies[zone, default: supplyParts.map { _ in 0 }][part] += energy
      }
    }
  }

  func means(_ zone: String) -> [(part: Int, energy: Double)] {
    (energies[zone] ?? []).enumerated().map { ($0, $1 / Double(runCount)) }
  }
}
