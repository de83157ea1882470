// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import MarketCoupling
import Optimization

/// What each binding row adds to the price difference of two hubs in one time unit.
struct SpreadContribution: Sendable {
  var row: Int
  var shadowPriceEURPerMWh: Double
  /// `μ (PTDF_from − PTDF_to)`, EUR/MWh.
  var contributionEURPerMWh: Double
}

extension CouplingResult {
  /// The rows that make the price of one hub differ from another's: `P_to − P_from = Σ_k μ_k
  /// (PTDF_k,from − PTDF_k,to)` with the factors of that time unit, largest first.
  func spread(from: Int, to: Int, at t: Int) -> [SpreadContribution] {
    cnecs.indices.filter { shadowPrices[t, $0] > 0 }
      .map { row in
        let factors = cnec(row, at: t).ptdf
        return SpreadContribution(
          row: row, shadowPriceEURPerMWh: shadowPrices[t, row],
          contributionEURPerMWh: shadowPrices[t, row] * (factors[from] - factors[to]))
      }
      .sorted {
        ($0.contributionEURPerMWh.magnitude, $1.row) > ($1.contributionEURPerMWh.magnitude, $0.row)
      }
  }
}
