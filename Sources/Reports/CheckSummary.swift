// SPDX-License-Identifier: Apache-2.0
import MarketCoupling

/// What the check of a solution came to.
package struct CheckSummary: Sendable {
  /// Whose prices prove the lower bound.
  package enum BoundSource: String, Sendable {
    case solution
    case ours
  }

  package var title: String
  package var check: SolutionCheck
  package var boundSource: BoundSource
  package var notes: [String]

  package init(
    title: String, check: SolutionCheck, boundSource: BoundSource, notes: [String]
  ) {
    self.title = title
    self.check = check
    self.boundSource = boundSource
    self.notes = notes
  }

  package var text: String {
    let lines =
      [title, ""] + familyLines + [""] + costLines + [""] + verdictLines
      + notes.map { "note: \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private var familyLines: [String] {
    let width = check.families.map(\.family.words.count).reduce(20, max)
    let head =
      leftAligned("constraints", width) + rightAligned("worst", 13) + rightAligned("allowed", 11)
      + rightAligned("beyond", 8) + "  unit"
    return [head]
      + check.families.map {
        leftAligned($0.family.words, width) + rightAligned(fixed($0.amount, 6), 13)
          + rightAligned(fixed($0.allowed, 6), 11) + rightAligned("\($0.violationCount)", 8)
          + "  \($0.family.unit)"
      }
  }

  private var costLines: [String] {
    let prices = boundSource == .solution ? "the prices of the solution" : "our own solve"
    let bound = check.lowerBoundEUR
    let gap = check.relativeGap.map {
      rightAligned(scientific($0), 20) + ", at most " + scientific(check.tolerances.relativeGap)
    }
    return [
      "cost of the dispatch   " + rightAligned(fixed(check.costEUR, 2), 20) + " EUR",
      "of it to share ties    " + rightAligned(fixed(check.slopeEUR, 2), 20) + " EUR",
      (check.rowsHold ? "rounding of the tables " : "violations, valued     ")
        + rightAligned(fixed(check.residualEUR, 2), 20) + " EUR",
      "lower bound            "
        + rightAligned(bound.isFinite ? fixed(bound, 2) : "none", 20) + " EUR, from " + prices,
      "relative gap           " + (gap ?? "not judged: rows fail"),
    ]
  }

  private var verdictLines: [String] {
    guard !check.passes else { return ["passed: within all tolerances"] }
    var lines = check.families.filter { !$0.isWithin }.map {
      "FAILED \($0.family.words), \($0.time): \($0.place); \(fixed($0.amount, 3)) "
        + "\($0.family.unit) beyond the constraint"
    }
    if check.isGapWithin == false, let excess = check.excessEUR {
      lines.append("FAILED gap: \(gapWords(excess))")
    }
    return lines
  }

  private func gapWords(_ excess: Double) -> String {
    guard excess.isFinite else { return "these prices prove no lower bound; try --bound ours" }
    guard excess >= 0 else {
      return "\(fixed(-excess, 2)) EUR cheaper than anything that meets the constraints"
    }
    return boundSource == .ours
      ? "\(fixed(excess, 2)) EUR dearer than the least cost"
      : "\(fixed(excess, 2)) EUR above what the prices prove; --bound ours tells a dear dispatch "
        + "from poor prices"
  }

  package func json(solution: String, wallSeconds: Double) -> JSONText {
    .object([
      .init("status", .string(check.passes ? "passed" : "failed")),
      .init("solution", .string(solution)),
      .init("cost_eur", .number(check.costEUR)),
      .init("slope_eur", .number(check.slopeEUR)),
      .init("rounding_eur", check.rowsHold ? .number(check.residualEUR) : .null),
      .init("violations_eur", check.rowsHold ? .null : .number(check.residualEUR)),
      .init("lower_bound_eur", .number(check.lowerBoundEUR)),
      .init("bound_source", .string(boundSource.rawValue)),
      .init("relative_gap", check.relativeGap.map { .number($0) } ?? .null),
      .init("gap_passes", check.isGapWithin.map { .bool($0) } ?? .null),
      .init(
        "tolerances",
        .object([
          .init("residual_mw", .number(check.tolerances.residualMW)),
          .init("rounding_mw", .number(CheckTolerances.roundingMW)),
          .init("relative_gap", .number(check.tolerances.relativeGap)),
        ])),
      .init("families", .object(check.families.map { .init($0.family.rawValue, $0.json) })),
      .init("notes", .array(notes.map { .string($0) })),
      .init("wall_s", .number(wallSeconds)),
    ])
  }
}

extension FamilyResidual {
  fileprivate var json: JSONText {
    .object([
      .init("passes", .bool(isWithin)), .init("unit", .string(family.unit)),
      .init("worst", .number(amount)), .init("allowed", .number(allowed)),
      .init("time", unit == nil ? .null : .string(time)),
      .init("place", unit == nil ? .null : .string(place)),
      .init("violations", .integer(violationCount)),
    ])
  }
}
