// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import MarketCoupling
import Reports

extension CouplingRun {
  /// What the manifest says of the domains and of the passes for renewable hydrogen.
  var facts: [JSONText.Member] { domainFacts + passFacts }

  private var passFacts: [JSONText.Member] {
    guard !renewableHydrogenPasses.isEmpty else { return [] }
    return [
      .init(
        "renewable_hydrogen_passes",
        .array(
          renewableHydrogenPasses.map {
            .object([
              .init("exempt_h", .number($0.exemptHours)),
              .init("changed_h", .number($0.changedHours)),
              .init(
                "largest_price_change_eur_per_mwh", .number($0.largestPriceChangeEURPerMWh)),
            ])
          }))
    ]
  }

  private var domainFacts: [JSONText.Member] {
    guard !domains.isEmpty else { return [] }
    return [
      .init("domain_count", .integer(domains.count)),
      .init("cnec_union", .integer(result.cnecs.count)),
      .init("domains", json(of: domains, domainOfUnit: domainOfUnit)),
    ]
  }
}

extension CapacityRun {
  /// The same for domains alone.
  var facts: [JSONText.Member] {
    [.init("domains", json(of: domains, domainOfUnit: domainOfUnit))]
  }
}

private func json(of domains: [NamedDomain], domainOfUnit: [Int]) -> JSONText {
  .array(
    domains.enumerated().map { index, domain in
      .object([
        .init("name", .string(domain.name)),
        .init("units", .integer(domainOfUnit.count { $0 == index })),
        .init("rows", .integer(domain.domain.rows.count)),
        .init("presolved_rows", .integer(domain.domain.rows.count { $0.isPresolved })),
        .init("report", domain.report?.json ?? .null),
      ])
    })
}

extension ProvenanceShare {
  var json: JSONText {
    .object([
      .init("table", .string(table)), .init("unit", .string(unit)), .init("total", .number(total)),
      .init(
        "shares",
        .object(Quality.allCases.map { .init($0.rawValue, .number(share(of: $0))) })),
    ])
  }
}

extension NetworkModel {
  var words: String {
    switch self {
    case .flowBased: "flow-based"
    case .ntc: "NTC"
    case .copperplate: "copperplate"
    }
  }
}
