// SPDX-License-Identifier: Apache-2.0
import Accounts
import Studies

/// The table of tariff accounts.
package let tariffTableSchema = OutputTableSchema(
  "tariff_account",
  "A year of a tariff account: balance = balance of the year before with interest + revenue - cost.",
  [
    .init("scenario", mayBeEmpty: true, "scenario of the network; empty for a stated network"),
    .init("variant", mayBeEmpty: true, "variant of the account; empty where there is one alone"),
    .init("year", "year"),
    .init("capacity_mw", unit: "MW", "entry and exit capacity of the network"),
    .init("booked_mw", unit: "MW", "entry and exit capacity booked on average over the year"),
    .init("tariff_eur_per_mw_a", unit: "EUR/MW/yr", "paid for booked capacity at entry and exit"),
    .init("revenue_meur", unit: "million EUR", "tariff times booked capacity"),
    .init("cost_meur", unit: "million EUR", "annuities of investments and operation"),
    .init(
      "interest_meur", unit: "million EUR",
      "on the balance at the start of the year, negative while the users owe"),
    .init(
      "balance_meur", unit: "million EUR",
      "at the end of the year, negative while the users owe"),
  ])

/// Tariff accounts of a study, as table and for a terminal.
package struct TariffSummary: Sendable {
  package var accounts: [TariffAssessment]
  /// Accounts that no levelised tariff can leave even, because nobody books the network.
  package var unbooked: [String]

  package init(_ accounts: [TariffAssessment], unbooked: [String] = []) {
    self.accounts = accounts
    self.unbooked = unbooked
  }

  package var table: OutputTable {
    var table = CSVText(header: tariffTableSchema.header)
    for assessment in accounts {
      for (year, capacity) in zip(assessment.account.years, assessment.capacityMW) {
        if let scenario = assessment.scenario { table.add(scenario) } else { table.addEmpty() }
        if assessment.variant.isEmpty { table.addEmpty() } else { table.add(assessment.variant) }
        table.add(year.year)
        table.add(capacity, decimals: Decimals.power)
        table.add(year.bookedMW, decimals: Decimals.power)
        table.add(year.tariffEURPerMWYear, decimals: Decimals.euros)
        for amount in [year.revenueEUR, year.costEUR, year.interestEUR, year.balanceEUR] {
          table.add(amount / 1e6, decimals: 6)
        }
        table.endRow()
      }
    }
    return OutputTable(tariffTableSchema, table)
  }

  package var text: String {
    guard let first = accounts.first else {
      return "tariff account: no capacity is booked, so no tariff leaves the account even\n"
    }
    var lines = ["tariff account to \(first.account.years.last?.year ?? 0), million EUR"]
    lines += overview.lines
    lines += ["", "balance at the end of the year, million EUR"]
    lines += balances.lines
    lines += unbooked.map {
      "\($0.isEmpty ? "an account" : $0): nobody books the network, so no tariff leaves it even"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func name(_ place: Int) -> String {
    let account = accounts[place]
    let words = [account.scenario ?? "", account.variant].filter { !$0.isEmpty }
    return words.isEmpty ? "account" : words.joined(separator: ", ")
  }

  private var overview: PlainTable {
    PlainTable(
      name: "accounts",
      header: [
        "", "account", "first tariff EUR/MW/yr", "even tariff EUR/MW/yr", "revenue", "cost",
        "deepest debt", "in year", "even from", "balance",
      ],
      rows: accounts.enumerated().map { place, assessment in
        let account = assessment.account
        let deepest = account.years.min { $0.balanceEUR < $1.balanceEUR }
        return [
          "(\(place + 1))", name(place), fixed(account.years.first?.tariffEURPerMWYear ?? .nan, 0),
          assessment.evenTariffEURPerMWYear.map { fixed($0, 0) } ?? "-",
          fixed(account.years.reduce(0) { $0 + $1.revenueEUR } / 1e6, 0),
          fixed(account.years.reduce(0) { $0 + $1.costEUR } / 1e6, 0),
          fixed(account.deepestDebtEUR / 1e6, 0),
          account.deepestDebtEUR > 0 ? "\(deepest?.year ?? 0)" : "-",
          account.firstYearInCredit.map(String.init) ?? "never",
          fixed(account.balanceEUR / 1e6, 0),
        ]
      })
  }

  /// Years down, accounts across.
  private var balances: PlainTable {
    let years = Set(accounts.flatMap { $0.account.years.map(\.year) }).sorted()
    return PlainTable(
      name: "balances", header: ["year"] + accounts.indices.map { "(\($0 + 1))" },
      rows: years.map { year in
        ["\(year)"]
          + accounts.map { assessment in
            assessment.account.years.first { $0.year == year }.map {
              fixed($0.balanceEUR / 1e6, 1)
            } ?? "-"
          }
      })
  }

  /// What made the table, where it is made without the runs of its study.
  package func manifest(
    version: String, study: String, studyFile: FileDigest, casePath: String, inputs: [FileDigest],
    files: [FileDigest], execution: Manifest.Execution
  ) -> JSONText {
    let members: [JSONText.Member] = [
      .init("tool", .string("pentaflow")), .init("version", .string(version)),
      .init("command", .string("tariff")), .init("status", .string("done")),
      .init("study", .string(study)), .init("study_file", studyFile.json),
      .init("case_path", .string(casePath)),
    ]
    return .object(members + manifestEnding(inputs: inputs, files: files, execution: execution))
  }

  package var json: JSONText {
    .array(
      accounts.map { assessment in
        .object([
          .init("scenario", .optional(assessment.scenario)),
          .init("variant", .string(assessment.variant)),
          .init(
            "even_tariff_eur_per_mw_a",
            assessment.evenTariffEURPerMWYear.map { .number($0) } ?? .null),
          .init("deepest_debt_meur", .number(assessment.account.deepestDebtEUR / 1e6)),
          .init("balance_meur", .number(assessment.account.balanceEUR / 1e6)),
          .init(
            "years",
            .array(
              assessment.account.years.map {
                .object([
                  .init("year", .integer($0.year)), .init("booked_mw", .number($0.bookedMW)),
                  .init("tariff_eur_per_mw_a", .number($0.tariffEURPerMWYear)),
                  .init("revenue_meur", .number($0.revenueEUR / 1e6)),
                  .init("cost_meur", .number($0.costEUR / 1e6)),
                  .init("interest_meur", .number($0.interestEUR / 1e6)),
                  .init("balance_meur", .number($0.balanceEUR / 1e6)),
                ])
              })),
        ])
      })
  }
}
