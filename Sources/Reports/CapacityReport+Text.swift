// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation

extension CapacityReport {
  /// The account of one domain for a terminal.
  package func text(title: String) -> String {
    var lines = [title]
    lines.append(
      "  \(monitoredElements) monitored elements, \(candidatePairs) pairs with outage states before"
        + " selection")
    lines.append("  \(rows) rows, \(presolvedRows) of them after presolve")
    lines.append(
      "  margin set by the minimum: \(percent(minimumMarginShare)) of CNECs, "
        + "\(percent(presolvedMinimumMarginShare)) of the presolved ones")
    lines.append(
      "  margin negative before the minimum: \(percent(negativeShareBeforeMinimum)), after it: "
        + "\(negativeRows) rows")
    if isEmptyWithoutMinimum == true {
      lines.append("  without the minimum the domain would be empty")
    }
    switch netPositionBounds {
    case .ranges(let ranges):
      lines.append("  " + leftAligned("net position, MW", 28) + "   lowest  highest")
      for range in ranges {
        lines.append(
          "  " + leftAligned(range.hub, 28) + rightAligned(fixed(range.minimumMW, 0), 9)
            + rightAligned(fixed(range.maximumMW, 0), 9))
      }
    case .empty:
      lines.append("  THE DOMAIN IS EMPTY: no balanced net positions meet every row")
    case .stopped:
      lines.append("  the linear programs for the net positions did not end")
    }
    if baseCasePosition.overshootMW > 0 {
      lines.append(
        "  the base case lies outside by \(fixed(baseCasePosition.overshootMW, 1)) MW of flow")
    }
    for overload in overloads {
      lines.append(
        "  overloaded in the base case: \(overload.circuit), \(fixed(overload.flowMW, 0)) of "
          + "\(fixed(overload.limitMW, 0)) MW")
    }
    for outage in islandingOutages { lines.append("  not considered: \(outage)") }
    for note in notes { lines.append("  note: \(note)") }
    return lines.joined(separator: "\n") + "\n"
  }

  package var json: JSONText {
    var bounds: [JSONText.Member] = []
    if case .ranges(let ranges) = netPositionBounds {
      bounds = ranges.map {
        .init(
          $0.hub,
          .object([
            .init("minimum_mw", .number($0.minimumMW)), .init("maximum_mw", .number($0.maximumMW)),
          ]))
      }
    }
    return .object([
      .init("monitored_elements", .integer(monitoredElements)),
      .init("candidate_pairs", .integer(candidatePairs)),
      .init("rows", .integer(rows)), .init("presolved_rows", .integer(presolvedRows)),
      .init("is_empty", .bool(isEmpty)),
      .init("is_empty_without_minimum", isEmptyWithoutMinimum.map { .bool($0) } ?? .null),
      .init("net_positions", .object(bounds)),
      .init("minimum_margin_share", .number(minimumMarginShare)),
      .init("presolved_minimum_margin_share", .number(presolvedMinimumMarginShare)),
      .init("negative_share_before_minimum", .number(negativeShareBeforeMinimum)),
      .init("negative_rows", .integer(negativeRows)),
      .init("base_case_overshoot_mw", .number(baseCasePosition.overshootMW)),
      .init(
        "overloads",
        .array(
          overloads.map {
            .object([
              .init("circuit", .string($0.circuit)), .init("flow_mw", .number($0.flowMW)),
              .init("limit_mw", .number($0.limitMW)),
            ])
          })),
      .init("islanding_outages", .array(islandingOutages.map { .string("\($0)") })),
      .init("notes", .array(notes.map { .string($0) })),
    ])
  }
}

private func percent(_ share: Double) -> String { fixed(100 * share, 1) + " %" }
