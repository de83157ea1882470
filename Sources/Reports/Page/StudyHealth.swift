// SPDX-License-Identifier: Apache-2.0

/// Certificates of the runs that couple.
struct StudyHealth {
  var runs: [(label: String, gap: Double, primal: Double, dual: Double)]

  init(_ result: FinishedResult) {
    runs = result.manifest.entries.compactMap { run in
      guard let gap = run.relativeGap else { return nil }
      return (
        "\(run.run) \(run.scenario) \(run.year)", gap, run.primalResidualMw ?? .nan,
        run.dualResidualEurPerMwh ?? .nan
      )
    }
  }

  func gaps() -> PlotAttempt {
    let title = "Exactness of the runs"
    let most = 40
    let known = runs.filter { $0.gap.isFinite }
    let shown =
      known.count > most ? Array(known.sorted { $0.gap > $1.gap }.prefix(most)) : known
    guard !shown.isEmpty else {
      return .omitted(
        title, "No run has a certificate.", "Runs that couple have one.")
    }
    // A logarithm needs more than zero; what is smaller is shown there.
    let least = 1e-16
    let rows = shown.map { run -> [String: VegaCell] in
      [
        "run": .text(run.label), "gap": .number(max(run.gap, least)), "primal": .exact(run.primal),
        "dual": .exact(run.dual),
      ]
    }
    return .drawn(
      Plot(
        id: "gaps", title: title,
        look:
          "Every dot is a run: how much cheaper, at most, any other dispatch could be; far to the left "
          + "is exact.",
        note: known.count > shown.count
          ? "The \(shown.count) least exact of \(known.count) runs." : "",
        columns: [
          ("run", "run"), ("gap", "relative gap"), ("primal", "largest violation (MW)"),
          ("dual", "largest violation (EUR/MWh)"),
        ], height: Double(max(60, rows.count * 22)),
        VegaLite(
          data: VegaData(rows),
          mark: VegaMark("point") {
            $0.filled = true
            $0.size = 80
            $0.color = lessColor
            $0.opacity = 1
          },
          encoding: VegaEncoding {
            $0.x = .quantity("gap", "relative gap to the safe lower bound (share of cost)") {
              $0.scale = VegaScale { $0.type = "log" }
              $0.axis = VegaAxis {
                $0.format = ".0e"
                $0.tickCount = .about(8)
              }
            }
            $0.y = .name("run", "run") { $0.sort = .asGiven }
            $0.tooltip = [
              .name("run", "run"), .quantity("gap", "relative gap") { $0.format = ".1e" },
              .quantity("primal", "MW") { $0.format = ".1e" },
              .quantity("dual", "EUR/MWh") { $0.format = ".1e" },
            ]
          })))
  }
}
