// SPDX-License-Identifier: Apache-2.0
import Accounts
import MarketCoupling

extension ReportedRun {
  package func welfare() -> Welfare { Welfare(of: result, in: system) }

  func welfareTable() -> CSVText {
    let welfare = welfare()
    var table = CSVText(header: ResultTable.welfare.schema.header)
    func addRow(_ account: String, _ values: [Double]) {
      table.add(account)
      for value in values { table.add(value, decimals: Decimals.euros) }
      table.endRow()
    }
    func row(_ zones: [Welfare.ZoneAccounts], rent: Double, rest: Double, objective: Double)
      -> [Double]
    {
      func sum(_ figure: KeyPath<Welfare.ZoneAccounts, Double>) -> Double {
        zones.reduce(0) { $0 + $1[keyPath: figure] }
      }
      return [
        sum(\.loadPaymentEUR), sum(\.supplyCostEUR), sum(\.supplySurplusEUR),
        sum(\.storageSurplusEUR), rent, rest, objective, sum(\.consumerSurplusEUR),
        sum(\.emissionPaymentEUR), sum(\.unservedCostEUR), sum(\.welfareEUR),
        sum(\.conversionSurplusEUR),
      ]
    }
    let balances =
      result.nodes.map { (name: $0.name, zones: $0.zones) }
      + result.processes.nodes.map { (name: $0.name, zones: [$0.zone]) }
    for balance in balances {
      let zones = balance.zones.map { welfare.zones[$0.index] }
      addRow(
        balance.name,
        row(
          zones, rent: zones.reduce(0) { $0 + $1.congestionRentEUR }, rest: .nan, objective: .nan))
    }
    let blank = [Double](repeating: .nan, count: 4)
    let tail = [Double](repeating: .nan, count: 7)
    addRow("flow_based_region", blank + [welfare.flowBasedRentEUR] + tail)
    addRow("links", blank + [welfare.linkRentEUR] + tail)
    if !result.processes.nodes.isEmpty {
      addRow("pipelines", blank + [welfare.pipelineRentEUR] + tail)
    }
    addRow(
      "total",
      row(
        welfare.zones, rent: welfare.congestionRentEUR, rest: welfare.restEUR,
        objective: welfare.objectiveEUR))
    return table
  }
}
