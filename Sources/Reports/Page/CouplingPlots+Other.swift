// SPDX-License-Identifier: Apache-2.0

/// Flows of hydrogen in the order of a stack, with their columns in the tables; those that are drawn
/// lie below zero, so that the bars of a node are as long downwards as upwards.
private let hydrogenFlows: [(column: String, name: String, isDrawn: Bool, color: String)] = [
  ("electrolysis_gwh", "electrolysis", false, "#44AA99"),
  ("reforming_gwh", "reforming", false, "#CC6677"),
  ("terminal_import_gwh", "terminals", false, "#332288"),
  ("withdrawal_gwh", "from stores", false, "#88CCEE"),
  ("pipeline_import_gwh", "pipelines, net", false, "#999933"),
  ("unserved_gwh", "not served", false, "#D55E00"),
  ("demand_gwh", "demand", true, "#4D4D4D"),
  ("injection_gwh", "into stores", true, "#0072B2"),
  ("turbines_gwh", "turbines", true, "#AA4499"),
  ("vented_gwh", "vented", true, "#DDCC77"),
]

extension FinishedResult {
  func hydrogenBalance() throws -> PlotAttempt {
    let title = "Hydrogen balance"
    guard
      let frame = try frame("hydrogen_annual", needed: ["node"] + hydrogenFlows.map(\.column)),
      frame.rowCount > 0
    else {
      return .omitted(
        title, "The run has no hydrogen.",
        "Couple a year in which the case has hydrogen zones: its tables hydrogen_nodes, "
          + "electrolysers, pipelines, caverns and terminals.")
    }
    let nodes = frame.texts("node")
    var rows: [[String: VegaCell]] = []
    var used: [Int] = []
    for (place, flow) in hydrogenFlows.enumerated() {
      let energies = try frame.numbers(flow.column).map { flow.isDrawn ? -$0 : $0 }
      guard energies.contains(where: { $0.magnitude >= 0.0005 }) else { continue }
      used.append(place)
      rows += nodes.indices.filter { energies[$0].magnitude >= 0.0005 }.map { node in
        [
          "node": .text(nodes[node]), "flow": .text(flow.name),
          "energy": .rounded(energies[node], 3),
        ]
      }
    }
    return .drawn(
      Plot(
        id: "hydrogen", title: title,
        look:
          "Right of zero is where the hydrogen of a zone comes from, left of zero where it goes; both "
          + "sides are equally long.",
        note: "Lower heating value.",
        columns: [("node", "hydrogen zone"), ("flow", "flow"), ("energy", "energy (GWh)")],
        height: Double(nodes.count * 24),
        VegaLite(
          data: VegaData(rows), mark: VegaMark("bar"),
          encoding: VegaEncoding {
            $0.x = .quantity("energy", "energy (GWh), supply positive") { $0.stack = .zero }
            $0.y = .name("node", "hydrogen zone") { $0.sort = .names(nodes) }
            $0.color = .name("flow", "flow") {
              $0.scale = .colors(
                used.map { hydrogenFlows[$0].name }, used.map { hydrogenFlows[$0].color })
            }
            $0.tooltip = [
              .name("node", "hydrogen zone"), .name("flow", "flow"),
              .quantity("energy", "energy (GWh)"),
            ]
          })))
  }

  /// Seconds by stage.
  func stageTimes() -> PlotAttempt {
    let title = "Where the time went"
    guard let stages = manifest.execution?.stagesS, !stages.isEmpty else {
      return .omitted(title, "The manifest has no times.", "They are written with every result.")
    }
    let rows = stages.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
      ["stage": VegaCell.text($0.key), "seconds": .rounded($0.value, 3)]
    }
    return .drawn(
      Plot(
        id: "stage-times", title: title,
        look: "The longest bar is what a faster machine or more threads would help most.",
        columns: [("stage", "stage"), ("seconds", "time (s)")],
        height: Double(max(60, rows.count * 26)),
        VegaLite(
          data: VegaData(rows),
          mark: VegaMark("bar") { $0.color = lessColor },
          encoding: VegaEncoding {
            $0.x = .quantity("seconds", "time (s)")
            $0.y = .name("stage", "stage") { $0.sort = .asGiven }
            $0.tooltip = [.name("stage", "stage"), .quantity("seconds", "time (s)")]
          })))
  }
}
