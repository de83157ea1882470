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
  /// On the solution's prices, where the gap failed on them and a solve of our own was made beside
  /// them; `check` is then the one of both that proves more.
  package private(set) var onStatedPrices: SolutionCheck?
  package var notes: [String]

  package init(
    title: String, check: SolutionCheck, boundSource: BoundSource, notes: [String]
  ) {
    self.title = title
    self.check = check
    self.boundSource = boundSource
    self.notes = notes
  }

  /// Takes a check on prices of our own beside that on the solution's: the one that proves more
  /// judges.
  package mutating func judge(by ours: SolutionCheck) {
    onStatedPrices = check
    guard ours.rowsHold, ours.passes || ours.lowerBoundEUR > check.lowerBoundEUR else { return }
    check = ours
    boundSource = .ours
  }

  /// How much less the solution's prices prove than `check`, in EUR; nil without such a check.
  /// Infinite where they prove no bound.
  private var provenLessEUR: Double? {
    guard let theirs = onStatedPrices?.excessEUR, let best = check.excessEUR else { return nil }
    return theirs - best
  }

  /// ``notes``, and that the solution's prices are poor where they alone would fail it.
  private var allNotes: [String] {
    guard boundSource == .ours, let less = provenLessEUR,
      less > check.tolerances.relativeGap * (1 + abs(check.costEUR))
    else { return notes }
    let poor =
      less.isFinite
      ? "the stated prices are poor: the lower bound that they prove is \(fixed(less, 2)) EUR lower"
      : "the stated prices are poor: they prove no lower bound"
    return [poor + "; the gap is judged by that of our own solve"] + notes
  }

  package var text: String {
    let lines =
      [title, ""] + familyLines + [""] + costLines + [""] + verdictLines
      + allNotes.map { "note: \($0)" }
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
    func words(_ bound: Double) -> String {
      rightAligned(bound.isFinite ? fixed(bound, 2) : "none", 20) + " EUR"
    }
    let stated = boundSource == .ours ? onStatedPrices?.lowerBoundEUR : nil
    let gap = check.relativeGap.map {
      rightAligned(scientific($0), 20) + ", at most " + scientific(check.tolerances.relativeGap)
    }
    return [
      "cost of the dispatch   " + rightAligned(fixed(check.costEUR, 2), 20) + " EUR",
      "of it to share ties    " + rightAligned(fixed(check.slopeEUR, 2), 20) + " EUR",
      (check.rowsHold ? "rounding of the tables " : "violations, valued     ")
        + rightAligned(fixed(check.residualEUR, 2), 20) + " EUR",
      "lower bound            " + words(check.lowerBoundEUR) + ", from " + prices,
    ]
      + (stated.map { ["stated prices prove    " + words($0)] } ?? [])
      + ["relative gap           " + (gap ?? "not judged: rows fail")]
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
    return boundSource == .ours || onStatedPrices != nil
      ? "\(fixed(excess, 2)) EUR to the optimum (dear dispatch)"
      : "\(fixed(excess, 2)) EUR above what the prices prove; --bound ours tells a dear dispatch "
        + "from poor prices"
  }

  package func json(solution: String, wallSeconds: Double) -> JSONText {
    let stated = onStatedPrices ?? (boundSource == .solution ? check : nil)
    return .object([
      .init("status", .string(check.passes ? "passed" : "failed")),
      .init("solution", .string(solution)),
      .init("cost_eur", .number(check.costEUR)),
      .init("slope_eur", .number(check.slopeEUR)),
      .init("rounding_eur", check.rowsHold ? .number(check.residualEUR) : .null),
      .init("violations_eur", check.rowsHold ? .null : .number(check.residualEUR)),
      .init("lower_bound_eur", .number(check.lowerBoundEUR)),
      .init("bound_source", .string(boundSource.rawValue)),
      .init("stated_lower_bound_eur", stated.map { .number($0.lowerBoundEUR) } ?? .null),
      .init("gap_eur", check.excessEUR.map { .number($0) } ?? .null),
      .init("stated_gap_eur", stated?.excessEUR.map { .number($0) } ?? .null),
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
      .init("notes", .array(allNotes.map { .string($0) })),
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
