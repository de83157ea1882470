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
  /// Hydrogen zones and budgets; empty without them.
  package var hydrogen: [ReportedRun.HydrogenTotals]
  package var limits: [ReportedRun.LimitTotals]
  package var pipelineRentEUR: Double
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
    hydrogen = run.hydrogenTotals()
    limits = run.limitTotals()
    pipelineRentEUR = welfare.pipelineRentEUR
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
    lines += hydrogenLines + limitLines
    lines.append("")
    lines += certificateLines
    for note in notes { lines.append("note: \(note)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private var hydrogenLines: [String] {
    guard !hydrogen.isEmpty else { return [] }
    let width = hydrogen.map(\.node.count).reduce(14, max)
    let head = [
      "",
      leftAligned("hydrogen", width) + rightAligned("mean price", 12) + rightAligned("demand", 10)
        + rightAligned("electrolysis", 14) + rightAligned("not served", 12),
      leftAligned("", width) + rightAligned("EUR/MWh", 12) + rightAligned("TWh", 10)
        + rightAligned("TWh", 14) + rightAligned("GWh", 12),
    ]
    let rows = hydrogen.map {
      leftAligned($0.node, width) + rightAligned(fixed($0.meanPriceEURPerMWh, 2), 12)
        + rightAligned(fixed($0.demandMWh / 1e6, 3), 10)
        + rightAligned(fixed($0.electrolysisMWh / 1e6, 3), 14)
        + rightAligned(fixed($0.unservedMWh / 1e3, 3), 12)
    }
    return head + rows
      + ["", "rent of pipelines: \(fixed(pipelineRentEUR / 1e6, 2)) million EUR"]
  }

  /// Budgets that were drawn on.
  private var limitLines: [String] {
    let drawn = limits.filter { $0.used > 0 }
    guard !drawn.isEmpty else { return [] }
    let width = drawn.map(\.name.count).reduce(14, max)
    let head = [
      "", leftAligned("limit", width) + rightAligned("used", 16) + rightAligned("shadow price", 16),
    ]
    return head
      + drawn.map {
        leftAligned($0.name, width)
          + rightAligned("\(fixed($0.used / 1000, 3)) k\($0.kind.unit)", 16)
          + rightAligned("\(fixed($0.meanShadowPrice, 2)) EUR/\($0.kind.unit)", 16)
      }
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
    ] + hydrogenFigures
  }

  private var hydrogenFigures: [JSONText.Member] {
    var members: [JSONText.Member] = []
    if !hydrogen.isEmpty {
      members.append(
        .init(
          "hydrogen_zones",
          .object(
            hydrogen.map {
              .init(
                $0.node,
                .object([
                  .init("mean_price_eur_per_mwh", .number($0.meanPriceEURPerMWh)),
                  .init("demand_mwh", .number($0.demandMWh)),
                  .init("electrolysis_mwh", .number($0.electrolysisMWh)),
                  .init("unserved_mwh", .number($0.unservedMWh)),
                ]))
            })))
      members.append(.init("pipeline_rent_eur", .number(pipelineRentEUR)))
    }
    if !limits.isEmpty {
      members.append(
        .init(
          "limits",
          .object(
            limits.map {
              .init(
                $0.name,
                .object([
                  .init("kind", .string($0.kind.rawValue)), .init("used", .number($0.used)),
                  .init(
                    "mean_shadow_price",
                    $0.meanShadowPrice.isFinite ? .number($0.meanShadowPrice) : .null),
                ]))
            })))
    }
    return members
  }
}

/// CNECs listed on the terminal.
private let shownCNECCount = 5
