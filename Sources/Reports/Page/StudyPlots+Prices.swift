// SPDX-License-Identifier: Apache-2.0

/// Runs whose hours are read for curves.
private let mostCurves = categoryColors.count

/// Price duration curves of the first run of each scenario, for one zone at a time.
func scenarioPrices(_ result: FinishedResult, _ runs: StudyFrame) throws -> PlotAttempt {
  let title = "Price duration curves by scenario"
  var seen = Set<String>()
  var data: [[String: VegaCell]] = []
  var labels: [String] = []
  var zones: [String] = []
  var thinnedHours = false
  for run in result.manifest.runs ?? [] where run.status == "optimal" {
    let label = runs.text(.init(scenario: run.scenario, year: run.year))
    guard labels.count < mostCurves, !seen.contains(label),
      let finished = try result.run(run.folder), let figures = try CouplingFigures(finished)
    else { continue }
    seen.insert(label)
    labels.append(label)
    if zones.isEmpty { zones = figures.zonesWithLoad.map { figures.zones[$0] } }
    for zone in figures.zonesWithLoad {
      let sorted = figures.price.series(zone).sorted(by: >)
      let places = thinned(sorted.count, to: 121)
      thinnedHours = thinnedHours || places.count < sorted.count
      data.append([
        "zone": .text(figures.zones[zone]), "scenario": .text(label),
        "hours": .rounded(places.map { Double($0 + 1) * figures.stepHours }, 2),
        "price": .rounded(places.map { sorted[$0] }, 2),
      ])
    }
  }
  guard !labels.isEmpty, let first = zones.first else {
    return .omitted(
      title, "The result keeps no hours of its runs.",
      "Set `outputs: hourly` in the study file and run it again.")
  }
  return .drawn(
    Plot(
      id: "scenario-prices", title: title,
      look:
        "Where curves part at the left, scenarios differ in few dear hours; where they part all along, "
        + "in every hour.",
      note: "The first run of each of the first \(labels.count) scenarios"
        + (thinnedHours ? ", drawn through 121 hours of each." : "."),
      columns: [
        ("zone", "zone"), ("scenario", "scenario"), ("hours", "hours with at least this price (h)"),
        ("price", "price (EUR/MWh)"),
      ],
      VegaLite(
        data: VegaData(data), transform: [.chosen("zone"), .flatten("hours", "price")],
        mark: VegaMark("line") { $0.strokeWidth = 2.2 },
        encoding: VegaEncoding {
          $0.x = .quantity("hours", "hours with at least this price (h)") {
            $0.scale = VegaScale { $0.nice = false }
            $0.axis = VegaAxis { $0.grid = false }
          }
          $0.y = .quantity("price", "price (EUR/MWh)")
          $0.color = .name("scenario", "scenario") {
            $0.scale = .colors(labels, categoryColors)
            $0.legend = VegaLegend { $0.labelLimit = 220 }
          }
          $0.tooltip = [
            .name("scenario", "scenario"), .quantity("hours", "hours (h)"),
            .quantity("price", "price (EUR/MWh)"),
          ]
        },
        params: [.choice(of: "zone", label: "bidding zone", from: zones, first: first)])))
}
