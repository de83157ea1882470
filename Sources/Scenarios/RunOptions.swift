// SPDX-License-Identifier: Apache-2.0
import Adequacy
import MarketCoupling

/// Levers that are no rows of the system but options of the run. Nil: as the study says, and
/// failing that the default of the commands `couple`, `adequacy` and `flexibility`.
package struct RunOptions: Sendable, Equatable {
  package var network: NetworkModel?
  /// Share of every CNEC's limit that trade gets at least; 0 leaves margins as they are.
  package var minimumRAM: Double?
  /// Highest clearing price of every electricity zone.
  package var priceCapEURPerMWh: Double?
  package var climateYears: [Int]?
  package var climateSeed: UInt64?
  /// Outage patterns of each climate year; a coupling without it has mean availability.
  package var samples: Int?
  package var outageSeed: UInt64?
  package var sharingRule: SharingRule?
  package var storageRule: StorageRule?
  /// Whether reserves are used before load is shed.
  package var usesReserves: Bool?
  /// Whether zones and hours are exempt from the match of renewable hydrogen beyond each
  /// electrolyser's own price limit.
  package var hasRenewableExemptions: Bool?

  package init() {}

  /// These options, and `other` for what they leave open.
  package func completed(by other: RunOptions) -> RunOptions {
    var result = RunOptions()
    result.network = network ?? other.network
    result.minimumRAM = minimumRAM ?? other.minimumRAM
    result.priceCapEURPerMWh = priceCapEURPerMWh ?? other.priceCapEURPerMWh
    result.climateYears = climateYears ?? other.climateYears
    result.climateSeed = climateSeed ?? other.climateSeed
    result.samples = samples ?? other.samples
    result.outageSeed = outageSeed ?? other.outageSeed
    result.sharingRule = sharingRule ?? other.sharingRule
    result.storageRule = storageRule ?? other.storageRule
    result.usesReserves = usesReserves ?? other.usesReserves
    result.hasRenewableExemptions = hasRenewableExemptions ?? other.hasRenewableExemptions
    return result
  }

  /// The options that are given, as they are written in a study file, in a fixed order.
  package var given: [(name: String, value: String)] {
    let all: [(String, String?)] = [
      ("network", network?.rawValue),
      ("min_ram", minimumRAM.map { "\($0)" }),
      ("price_cap_eur_per_mwh", priceCapEURPerMWh.map { "\($0)" }),
      ("climate_years", climateYears.map { $0.map(String.init).joined(separator: ",") }),
      ("climate_seed", climateSeed.map(String.init)), ("samples", samples.map(String.init)),
      ("outage_seed", outageSeed.map(String.init)), ("sharing_rule", sharingRule?.rawValue),
      ("storage_rule", storageRule?.rawValue),
      ("use_reserves", usesReserves.map { $0 ? "yes" : "no" }),
      ("renewable_exemptions", hasRenewableExemptions.map { $0 ? "yes" : "no" }),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }
}
