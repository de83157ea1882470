// SPDX-License-Identifier: Apache-2.0
import Accounts
import Studies

/// Tables of a study with a block `cost_sharing`.
package enum CostSharingTable: String, CaseIterable, Sendable {
  /// What each project is worth to each country in each target year.
  case gains = "cost_sharing_gains"
  /// Who owns the congestion rent, with and without each project.
  case rents = "cost_sharing_rents"
  /// Who would pay for each project.
  case shares = "cost_sharing_shares"

  package var schema: OutputTableSchema {
    switch self {
    case .gains:
      OutputTableSchema(
        rawValue,
        "What a project is worth to a country in a target year: the system with it less the system "
          + "without, mean over climate years and samples, scaled to a whole year.",
        projectColumns + [
          .init("year", "target year"), countryColumn,
          .init("gain_meur_per_a", unit: "million EUR/yr", "sum of the accounts that follow"),
        ]
          + gainColumns.map { .init($0.name, unit: "million EUR/yr", $0.meaning) }
          + [
            .init(
              "emission_damage_meur_per_a", unit: "million EUR/yr",
              "minus co2_value_eur_per_t times emissions_kt_per_a"),
            .init("emissions_kt_per_a", unit: "kt/yr", "carbon dioxide emitted there"),
            .init("runs", "runs compared, of which the figures are means"),
          ])
    case .rents:
      OutputTableSchema(
        rawValue,
        "Congestion rent of an asset that a country owns: half of each end, the flow-based region "
          + "by value traded.",
        projectColumns + [
          .init("year", "target year"), .init("asset", "border, cable, pipeline or region"),
          .init("kind", "border, dc_cable, pipeline or flow_based_region"), countryColumn,
          .init("rent_with_meur_per_a", unit: "million EUR/yr", "rent with the project"),
          .init("rent_without_meur_per_a", unit: "million EUR/yr", "rent without the project"),
        ])
    case .shares:
      OutputTableSchema(
        rawValue,
        "What a country would pay for a project, in present values over the project's life.",
        projectColumns + [
          .init(
            "key",
            "gain: losers made whole, the rest by gain; equal: in equal parts; agreed: as stated"),
          countryColumn,
          .init("takes_part", "whether the country shares cost and compensation"),
          .init("gain_meur", unit: "million EUR", "present value of its gains"),
          .init("part_of_gains", mayBeEmpty: true, "its part of the gains of all who gain"),
          .init(
            "is_significant", mayBeEmpty: true, "whether that is at least the threshold"),
          .init(
            "payment_meur", unit: "million EUR",
            "part of the cost and of compensation, negative for who receives"),
          .init("net_gain_meur", unit: "million EUR", "gain less payment"),
        ])
    }
  }

  package func output(_ assessments: [CostSharingAssessment]) -> OutputTable {
    var table = CSVText(header: schema.header)
    for assessment in assessments {
      switch self {
      case .gains: addGains(assessment, to: &table)
      case .rents: addRents(assessment, to: &table)
      case .shares: addShares(assessment, to: &table)
      }
    }
    return OutputTable(schema, table)
  }

  private func addProject(_ assessment: CostSharingAssessment, to table: inout CSVText) {
    table.add(assessment.project.name)
    table.add(assessment.method.rawValue)
    table.add(assessment.with)
    table.add(assessment.without)
  }

  private func addGains(_ assessment: CostSharingAssessment, to table: inout CSVText) {
    for year in assessment.years {
      for gain in year.gains {
        addProject(assessment, to: &table)
        table.add(year.year)
        table.add(gain.country)
        table.add(assessment.worthEUR(gain) / 1e6, decimals: decimals)
        for column in gainColumns {
          table.add(gain[keyPath: column.part] / 1e6, decimals: decimals)
        }
        table.add(
          -assessment.co2ValueEURPerTonne * gain.emissionsTonnes / 1e6, decimals: decimals)
        table.add(gain.emissionsTonnes / 1e3, decimals: decimals)
        table.add(year.runs)
        table.endRow()
      }
    }
  }

  private func addRents(_ assessment: CostSharingAssessment, to table: inout CSVText) {
    for year in assessment.years {
      for rent in year.rents {
        addProject(assessment, to: &table)
        table.add(year.year)
        table.add(rent.asset)
        table.add(rent.kind.rawValue)
        table.add(rent.country)
        table.add(rent.withEUR / 1e6, decimals: decimals)
        table.add(rent.withoutEUR / 1e6, decimals: decimals)
        table.endRow()
      }
    }
  }

  private func addShares(_ assessment: CostSharingAssessment, to table: inout CSVText) {
    for (key, sharing) in assessment.sharings {
      for share in sharing.shares {
        addProject(assessment, to: &table)
        table.add(key.name)
        table.add(share.country)
        table.add("yes")
        table.add(share.gainEUR / 1e6, decimals: decimals)
        table.add(share.partOfGains, decimals: 4)
        table.add(share.isSignificant ? "yes" : "no")
        table.add(share.paymentEUR / 1e6, decimals: decimals)
        table.add(share.netGainEUR / 1e6, decimals: decimals)
        table.endRow()
      }
      for other in assessment.others {
        addProject(assessment, to: &table)
        table.add(key.name)
        table.add(other.country)
        table.add("no")
        table.add(other.gainEUR / 1e6, decimals: decimals)
        table.addEmpty()
        table.addEmpty()
        table.add(0.0, decimals: decimals)
        table.add(other.gainEUR / 1e6, decimals: decimals)
        table.endRow()
      }
    }
  }
}

private let decimals = 6

private let projectColumns: [OutputTableSchema.Column] = [
  .init("project", "project"),
  .init("method", "toot: taken out of all projects; pint: put in where there is none"),
  .init("with", "scenario with the project"), .init("without", "scenario without it"),
]

private let countryColumn = OutputTableSchema.Column("country", "country, as in zones.csv")

private let gainColumns:
  [(name: String, meaning: String, part: KeyPath<CountryBenefit, Double> & Sendable)] =
    [
      (
        "consumer_surplus_meur_per_a", "value of lost load less price, load served",
        \.consumerSurplusEUR
      ),
      ("supply_surplus_meur_per_a", "what supply earns above its cost", \.supplySurplusEUR),
      ("storage_surplus_meur_per_a", "what storages earn", \.storageSurplusEUR),
      ("conversion_surplus_meur_per_a", "what electrolysers earn", \.conversionSurplusEUR),
      ("congestion_rent_meur_per_a", "congestion rent that it owns", \.congestionRentEUR),
      ("emission_payment_meur_per_a", "paid for emission rights", \.emissionPaymentEUR),
    ]

/// What cost sharing came to, short enough for a terminal.
package struct CostSharingSummary: Sendable {
  package var assessments: [CostSharingAssessment]
  package var plan: CostSharingPlan

  package init(_ assessments: [CostSharingAssessment], plan: CostSharingPlan) {
    self.assessments = assessments
    self.plan = plan
  }

  package var text: String {
    var lines = ["worth of projects to the region, present values in million EUR"]
    lines += projectTable.lines
    for assessment in assessments where !assessment.sharings.isEmpty {
      let threshold = fixed(plan.threshold * 100, 1)
      lines += [
        "",
        "\(assessment.project.name), \(assessment.method.words): who gains and who pays, million EUR",
      ]
      lines += countryTable(assessment).lines
      let below = belowThreshold(assessment)
      if !below.isEmpty {
        lines.append("below \(threshold) % of all gains: \(below.joined(separator: ", "))")
      }
      if let key = assessment.sharings.first, key.sharing.unpaidEUR > 1 {
        lines.append("nobody gains: \(fixed(key.sharing.unpaidEUR / 1e6, 1)) of the cost is unpaid")
      }
    }
    for assessment in assessments where assessment.sharings.isEmpty {
      lines.append(
        "\(assessment.project.name), \(assessment.method.words): no year has all its runs of "
          + "\(assessment.with) and \(assessment.without)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func belowThreshold(_ assessment: CostSharingAssessment) -> [String] {
    assessment.sharings.first?.sharing.shares.filter { $0.gainEUR > 0 && !$0.isSignificant }
      .map(\.country) ?? []
  }

  private var projectTable: PlainTable {
    PlainTable(
      name: "projects",
      header: ["project", "method", "gain", "cost", "net", "with", "without"],
      rows: assessments.compactMap { assessment in
        guard let sharing = assessment.sharings.first?.sharing else { return nil }
        let gain = sharing.regionalGainEUR + assessment.others.reduce(0) { $0 + $1.gainEUR }
        return [
          assessment.project.name, assessment.method.rawValue, fixed(gain / 1e6, 1),
          fixed(sharing.costEUR / 1e6, 1), fixed((gain - sharing.costEUR) / 1e6, 1),
          assessment.with, assessment.without,
        ]
      })
  }

  /// One row for each country, those with the largest changes first.
  private func countryTable(_ assessment: CostSharingAssessment) -> PlainTable {
    let shares = assessment.sharings[0].sharing.shares
    let order = shares.indices.sorted {
      (-shares[$0].gainEUR.magnitude, $0) < (-shares[$1].gainEUR.magnitude, $1)
    }
    func rentChange(_ country: String) -> Double {
      guard let year = assessment.years.last else { return .nan }
      return year.gains.first { $0.country == country }?.congestionRentEUR ?? 0
    }
    return PlainTable(
      name: "countries",
      header: ["country", "gain", "part %", "rent/yr"]
        + assessment.sharings.flatMap { ["pays (\($0.key.name))", "net (\($0.key.name))"] },
      rows: order.map { place in
        let share = shares[place]
        return [
          share.country, fixed(share.gainEUR / 1e6, 1), fixed(share.partOfGains * 100, 1),
          fixed(rentChange(share.country) / 1e6, 1),
        ]
          + assessment.sharings.flatMap { _, sharing in
            [
              fixed(sharing.shares[place].paymentEUR / 1e6, 1),
              fixed(sharing.shares[place].netGainEUR / 1e6, 1),
            ]
          }
      }
        + assessment.others.map { other in
          [
            other.country + " (takes no part)", fixed(other.gainEUR / 1e6, 1), "-",
            fixed(rentChange(other.country) / 1e6, 1),
          ] + assessment.sharings.flatMap { _ in ["-", fixed(other.gainEUR / 1e6, 1)] }
        })
  }

  package var json: JSONText {
    .array(
      assessments.map { assessment in
        .object([
          .init("project", .string(assessment.project.name)),
          .init("method", .string(assessment.method.rawValue)),
          .init("with", .string(assessment.with)), .init("without", .string(assessment.without)),
          .init("cost_meur", .number(assessment.costEUR / 1e6)),
          .init(
            "gain_meur",
            assessment.sharings.first.map {
              .number(
                ($0.sharing.regionalGainEUR + assessment.others.reduce(0) { $0 + $1.gainEUR })
                  / 1e6)
            } ?? .null),
          .init(
            "keys",
            .object(
              assessment.sharings.map { key, sharing in
                .init(key.name, .array(sharing.shares.map(\.json)))
              })),
        ])
      })
  }
}

extension CostSharing.Share {
  fileprivate var json: JSONText {
    .object([
      .init("country", .string(country)), .init("gain_meur", .number(gainEUR / 1e6)),
      .init("part_of_gains", .number(partOfGains)), .init("is_significant", .bool(isSignificant)),
      .init("payment_meur", .number(paymentEUR / 1e6)),
      .init("net_gain_meur", .number(netGainEUR / 1e6)),
    ])
  }
}

extension CostSharingMethod {
  fileprivate var words: String {
    switch self {
    case .takeOneOut: "taken out of all projects"
    case .putOneIn: "put in alone"
    }
  }
}

extension PlainTable {
  /// The lines of ``aligned``.
  var lines: [String] { aligned.split(separator: "\n").map(String.init) }
}
