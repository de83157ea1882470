// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import MarketCoupling
import Optimization

/// What a run came to, short enough for a terminal.
package struct RunSummary: Sendable {
  package var title: String
  package var status: RunStatus
  package var objectiveEUR: Double
  package var certificate: Certificate
  package var iterations: Int
  package var zones: [ZoneTotals]
  package var flowBasedRentEUR: Double
  package var linkRentEUR: Double
  /// The CNECs with the highest rent, with their names.
  package var bindingCNECs: [(name: String, totals: CNECTotals)]
  package var bindingCNECCount: Int
  package var notes: [String]

  package init(of run: ReportedRun, title: String) {
    let result = run.result
    self.title = title
    status = result.status
    objectiveEUR = result.objectiveEUR
    certificate = result.certificate
    iterations = result.statistics.iterations
    zones = run.zoneTotals()
    let welfare = run.welfare()
    flowBasedRentEUR = welfare.flowBasedRentEUR
    linkRentEUR = welfare.linkRentEUR
    let totals = run.cnecTotals()
    bindingCNECCount = totals.count
    bindingCNECs = totals.prefix(shownCNECCount).map { ($0.cnec.label, $0) }
    notes = result.notes
  }

  package var text: String {
    var lines = [title, ""]
    guard status.hasResult else {
      lines.append("NO RESULT: no dispatch meets every constraint.")
      lines += status.explanation.map { "  " + $0 }
      return lines.joined(separator: "\n") + "\n"
    }
    lines.append(
      leftAligned("bidding zone", 14) + rightAligned("mean price", 12) + rightAligned("by load", 10)
        + rightAligned("net export", 12) + rightAligned("not served", 12))
    lines.append(
      leftAligned("", 14) + rightAligned("EUR/MWh", 12) + rightAligned("EUR/MWh", 10)
        + rightAligned("TWh", 12)
        + rightAligned("GWh", 12))
    for zone in zones {
      lines.append(
        leftAligned(zone.biddingZone, 14) + rightAligned(fixed(zone.meanPriceEURPerMWh, 2), 12)
          + rightAligned(fixed(zone.loadWeightedPriceEURPerMWh, 2), 10)
          + rightAligned(fixed(zone.netExportMWh / 1e6, 3), 12)
          + rightAligned(fixed(zone.energyNotServedMWh / 1e3, 3), 12))
    }
    lines.append("")
    lines.append(
      "congestion rent: \(fixed((flowBasedRentEUR + linkRentEUR) / 1e6, 2)) million EUR"
        + " (flow-based region \(fixed(flowBasedRentEUR / 1e6, 2)), links "
        + "\(fixed(linkRentEUR / 1e6, 2)))")
    if !bindingCNECs.isEmpty {
      let title = "most binding of \(bindingCNECCount) CNECs"
      let nameWidth = bindingCNECs.map(\.name.count).reduce(title.count, max)
      lines.append("")
      lines.append(
        leftAligned(title, nameWidth)
          + rightAligned("binding", 10) + rightAligned("mean shadow", 14) + rightAligned("rent", 14)
      )
      lines.append(
        leftAligned("", nameWidth) + rightAligned("h", 10) + rightAligned("price EUR/MWh", 14)
          + rightAligned("million EUR", 14))
      for cnec in bindingCNECs {
        lines.append(
          leftAligned(cnec.name, nameWidth) + rightAligned(fixed(cnec.totals.bindingHours, 0), 10)
            + rightAligned(fixed(cnec.totals.meanShadowPriceEURPerMWh, 2), 14)
            + rightAligned(fixed(cnec.totals.rentEUR / 1e6, 2), 14))
      }
    }
    lines.append("")
    lines += certificateLines
    for note in notes { lines.append("note: \(note)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private var certificateLines: [String] {
    let proven: String
    switch status {
    case .optimal:
      proven = "certificate: proven optimal"
    case .inaccurate(let reason):
      proven = "CERTIFICATE FAILED: \(reason)"
    case .infeasible:
      proven = "infeasible"
    }
    let bound =
      status == .optimal
      ? "at most \(scientific(max(0, certificate.relativeGap))) (relative) above the least possible"
      : "relative gap \(scientific(certificate.relativeGap))"
    return [
      "\(proven) after \(iterations) iterations",
      "  cost \(fixed(objectiveEUR / 1e6, 3)) million EUR, \(bound)",
      "  rows hold within \(scientific(certificate.primalResidual)) MW,"
        + " prices within \(scientific(certificate.dualResidual)) EUR/MWh",
    ]
  }

  /// The same for programs; the members that every coupling command prints. Without a result,
  /// rents and zones are left out and the objective is null.
  package func json(out: String?, resultSHA256: String?, wallSeconds: Double) -> JSONText {
    let head: [JSONText.Member] = [
      .init("status", .string(status.word)),
      .init("explanation", .array(status.explanation.map { .string($0) })),
      .init("objective_eur", status.hasResult ? .number(objectiveEUR) : .null),
      .init("certificate", status.hasResult ? certificate.json : .null),
      .init("iterations", .integer(iterations)),
      .init("wall_s", .number(wallSeconds)),
      .init("out", .optional(out)),
      .init("result_sha256", .optional(resultSHA256)),
    ]
    return .object(
      head + (status.hasResult ? figures : [])
        + [.init("notes", .array(notes.map { .string($0) }))])
  }

  private var figures: [JSONText.Member] {
    [
      .init(
        "congestion_rent_eur",
        .object([
          .init("flow_based_region", .number(flowBasedRentEUR)),
          .init("links", .number(linkRentEUR)),
        ])),
      .init(
        "zones",
        .object(
          zones.map { zone in
            .init(
              zone.biddingZone,
              .object([
                .init("mean_price_eur_per_mwh", .number(zone.meanPriceEURPerMWh)),
                .init(
                  "load_weighted_price_eur_per_mwh", .number(zone.loadWeightedPriceEURPerMWh)),
                .init("net_export_mwh", .number(zone.netExportMWh)),
                .init("energy_not_served_mwh", .number(zone.energyNotServedMWh)),
                .init("short_hours_h", .number(zone.shortHours)),
              ]))
          })),
    ]
  }
}

/// CNECs listed on the terminal.
private let shownCNECCount = 5
