// SPDX-License-Identifier: Apache-2.0

/// The page of `pentaflow tariff`.
func tariffPage(of result: FinishedResult) throws -> ReportPage {
  let accounts = try TariffFrame(result)
  return ReportPage(
    title: "Tariff accounts of \(result.manifest.study ?? "a study")",
    subtitle: accounts?.spanWords ?? "no account", summary: accounts?.summary ?? [],
    keyFigures: [], sections: [try result.tariffSection()].compactMap { $0 },
    notes: result.manifest.notes ?? [], origin: result.origin)
}

extension FinishedResult {
  /// The section of tariff accounts; nil where the study has none.
  func tariffSection() throws -> ReportPage.Section? {
    guard let accounts = try TariffFrame(self) else { return nil }
    return .init("Tariff accounts", [accounts.balances(), accounts.flows()])
  }
}

/// Rows of `tariff_account`. Million EUR.
private struct TariffFrame {
  struct Year {
    var account: String
    var year: Double
    var bookedShare: Double
    var tariff: Double
    var revenue: Double
    var cost: Double
    var interest: Double
    var balance: Double
  }

  let rows: [Year]
  /// Scenario and variant of each account, in the order of the table.
  let names: [String]

  /// Nil where the result has no such account.
  init?(_ result: FinishedResult) throws {
    guard
      let frame = try result.frame(
        "tariff_account", "scenario", "variant", "year", "capacity_mw", "booked_mw",
        "tariff_eur_per_mw_a", "revenue_meur", "cost_meur", "interest_meur", "balance_meur"),
      frame.rowCount > 0
    else { return nil }
    let (scenarios, variants) = (frame.texts("scenario"), frame.texts("variant"))
    let accounts = zip(scenarios, variants).map { scenario, variant in
      let words = [scenario, variant].filter { !$0.isEmpty }
      return words.isEmpty ? "account" : words.joined(separator: ", ")
    }
    let years = try frame.numbers("year")
    let (capacity, booked) = (try frame.numbers("capacity_mw"), try frame.numbers("booked_mw"))
    let tariffs = try frame.numbers("tariff_eur_per_mw_a")
    let (revenue, cost) = (try frame.numbers("revenue_meur"), try frame.numbers("cost_meur"))
    let (interest, balance) = (
      try frame.numbers("interest_meur"), try frame.numbers("balance_meur")
    )
    rows = accounts.indices.map { row in
      Year(
        account: accounts[row], year: years[row],
        bookedShare: capacity[row] > 0 ? 100 * booked[row] / capacity[row] : 0,
        tariff: tariffs[row], revenue: revenue[row], cost: cost[row], interest: interest[row],
        balance: balance[row])
    }
    names = distinct(accounts)
  }

  var spanWords: String {
    let years = rows.map(\.year)
    guard let first = years.min(), let last = years.max() else { return "no year" }
    return "\(names.count) accounts from \(fixed(first, 0)) to \(fixed(last, 0))"
  }

  /// A sentence for each account: its deepest debt and its end.
  var summary: [String] {
    names.prefix(12).compactMap { name in
      let years = rows.filter { $0.account == name }
      guard let deepest = years.min(by: { $0.balance < $1.balance }),
        let last = years.max(by: { $0.year < $1.year })
      else { return nil }
      let debt =
        deepest.balance < 0
        ? "owes most at the end of \(fixed(deepest.year, 0)), \(groupedNumber(-deepest.balance, 0)) "
          + "million EUR, and " : ""
      return
        "\(name): \(debt)stands at \(groupedNumber(last.balance, 0)) million EUR at the end of "
        + "\(fixed(last.year, 0))."
    }
  }

  /// Accounts that colours tell apart.
  private var shown: [String] { Array(names.prefix(categoryColors.count)) }

  private var note: String {
    names.count > shown.count
      ? "The first \(shown.count) of \(names.count) accounts; all are in results/tariff_account.csv."
      : ""
  }

  private var x: VegaChannel {
    .quantity("year", "year") {
      $0.scale = VegaScale {
        $0.zero = false
        $0.nice = false
        $0.padding = 8
      }
      $0.axis = VegaAxis {
        $0.format = "d"
        $0.grid = false
      }
    }
  }

  func balances() -> PlotAttempt {
    let kept = Set(shown)
    let data = rows.filter { kept.contains($0.account) }.map { row -> [String: VegaCell] in
      [
        "account": .text(row.account), "year": .rounded(row.year, 0),
        "booked": .rounded(row.bookedShare, 3), "tariff": .rounded(row.tariff, 2),
        "balance": .rounded(row.balance, 3),
      ]
    }
    let line = VegaLite(
      mark: VegaMark("line") { $0.strokeWidth = 2.4 },
      encoding: VegaEncoding {
        $0.x = x
        $0.y = .quantity("balance", "balance at the end of the year (million EUR)")
        $0.color = .name("account", "account") {
          $0.scale = .colors(shown, categoryColors)
          $0.legend = VegaLegend { $0.labelLimit = 220 }
        }
        $0.tooltip = [
          .name("account", "account"), .quantity("year", "year") { $0.format = "d" },
          .quantity("balance", "balance (million EUR)"), .quantity("booked", "booked (%)"),
          .quantity("tariff", "tariff (EUR/MW/yr)"),
        ]
      })
    let zero = VegaLite(
      data: VegaData([["zero": .number(0)]]),
      mark: VegaMark("rule") {
        $0.color = "#666666"
        $0.strokeDash = [4, 3]
      },
      encoding: VegaEncoding {
        $0.y = .quantity("zero", "balance at the end of the year (million EUR)")
      })
    return .drawn(
      Plot(
        id: "tariff-balances", title: "Balance of the tariff account",
        look:
          "Below the dashed line users owe the network; an account that does not come back to it is "
          + "not paid for by its tariff.",
        note: note,
        columns: [
          ("account", "account"), ("year", "year"), ("booked", "booked (% of capacity)"),
          ("tariff", "tariff (EUR/MW/yr)"), ("balance", "balance (million EUR)"),
        ],
        VegaLite(data: VegaData(data), layer: [zero, line])))
  }

  /// What comes in and goes out year by year, and the balance it leaves.
  func flows() -> PlotAttempt {
    let flows = ["revenue", "cost", "interest"]
    let kept = Set(shown)
    var data: [[String: VegaCell]] = []
    for row in rows where kept.contains(row.account) {
      for (flow, amount) in zip(flows, [row.revenue, -row.cost, row.interest]) {
        data.append([
          "account": .text(row.account), "year": .rounded(row.year, 0), "flow": .text(flow),
          "amount": .rounded(amount, 3),
        ])
      }
    }
    return .drawn(
      Plot(
        id: "tariff-flows", title: "What fills and empties the tariff account",
        look:
          "Above zero is paid in, below zero paid out: debt grows while cost and interest together are "
          + "longer than revenue.",
        note: note,
        columns: [
          ("account", "account"), ("year", "year"), ("flow", "flow"),
          ("amount", "million EUR in the year, out negative"),
        ],
        VegaLite(
          data: VegaData(data), transform: [.chosen("account")], mark: VegaMark("bar"),
          encoding: VegaEncoding {
            $0.x = x
            $0.x?.type = .ordinal
            $0.x?.scale = nil
            $0.y = .quantity("amount", "in the year (million EUR), out negative") {
              $0.stack = .zero
            }
            $0.color = .name("flow", "flow") {
              $0.scale = .colors(flows, ["#009E73", "#4D4D4D", moreColor])
            }
            $0.tooltip = [
              .quantity("year", "year") { $0.format = "d" }, .name("flow", "flow"),
              .quantity("amount", "million EUR"),
            ]
          },
          params: [.choice(of: "account", label: "account", from: shown, first: shown[0])])))
  }
}
