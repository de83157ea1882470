// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import Reports

extension AdequacySummary {
  init(
    _ result: MonteCarloResult, system: EnergySystem, options: MonteCarloOptions,
    years: [AdequacyYear], plansMaintenance: Bool, holdsReserves: Bool, climate: String?
  ) {
    var notes =
      (climate.map { [$0] } ?? []) + [
        "sharing between zones: \(options.sharing.rawValue), \(options.sharing.words)",
        "stores: \(options.storage.rawValue), \(options.storage.words)",
        plansMaintenance
          ? "planned outages levelised on residual load, the same in all samples"
          : "no planned outages",
        "energy not served before sharing: \(result.system.eensBeforeSharing.estimate.shown) MWh/yr",
        "\(result.monteCarloYears) Monte Carlo years; \(result.windowHours) of \(result.hours) hours "
          + "solved in \(result.windows) windows, the rest screened out",
      ]
    let reserve = system.reserves.reduce(0) { $0 + $1.powerMW }
    if reserve > 0 {
      notes.append(
        "reserves of \(fixed(reserve, 0)) MW are "
          + (holdsReserves ? "held back: load is shed first" : "used before load is shed"))
    }
    if let after = result.system.withOutOfMarket {
      notes.append(
        "units out of the market are left out; used after the market in their own zone they leave "
          + "\(after.eens.estimate.shown) MWh/yr and \(after.lole.estimate.shown) h/yr over all zones"
      )
    }
    if let words = result.rounds.words(options.target) { notes.append(words) }
    if result.wholeYears > 0 {
      notes.append(
        "\(result.wholeYears) Monte Carlo years were solved whole: reservoirs came to their end")
    }
    if let words = result.zeroShortageWords { notes.append(words) }
    let standards = Dictionary(
      grouping: system.zones, by: \.biddingZone
    ).compactMapValues { $0.compactMap(\.loleStandardHours).min() }
    self.init(
      title: "\(system.name) \(system.year), Monte Carlo, \(options.networkName), "
        + "\(counted(years.count, "climate year")) x \(counted(result.rounds.samples, "sample"))",
      method: AdequacyMethod.monteCarlo.rawValue, network: options.networkName,
      thresholdMW: options.threshold.megawatts,
      zones: result.nodes.map { AdequacyZone($0, loleStandardHours: standards[$0.name]) },
      system: result.nodes.count > 1 ? AdequacyZone(result.system) : nil,
      notes: notes + (years[0].inputs.notes))
    facts = result.facts
  }
}

extension MonteCarloResult {
  /// What the run supports about the zones in which no hour was short; nil where all have some.
  fileprivate var zeroShortageWords: String? {
    let loaded = nodes.filter { $0.table.entries.contains { $0.shortage.loadMWh > 0 } }
    let never = loaded.filter { $0.indices.zeroShortageBound != nil }
    let names = never.count == loaded.count ? "any zone" : listed(never.map(\.name))
    guard let bound = never.first?.indices.zeroShortageBound else { return nil }
    let climateYears = never[0].indices.lole.climateYears
    let outages =
      climateYears > 1
      ? ", over the outages of these \(climateYears) climate years at most "
        + "\(fixed(bound.loleGivenClimate(), 1)) h/yr"
      : ""
    return "no hour of \(names) was short: with "
      + "\(fixed(100 * bound.confidence, 0)) % confidence at most "
      + "\(percent(bound.shortYearProbability)) of years are short, so LOLE is at most "
      + "\(fixed(bound.lole(), 1)) h/yr\(outages), if a short year were short in all its hours"
  }

  /// What the manifest says of the run.
  fileprivate var facts: [JSONText.Member] {
    [
      .init("monte_carlo_years", .integer(monteCarloYears)), .init("hours", .integer(hours)),
      .init("window_hours", .integer(windowHours)), .init("windows", .integer(windows)),
      .init("network_hours", .integer(networkHours)), .init("whole_years", .integer(wholeYears)),
      .init("unsettled_windows", .integer(unsettledWindows)),
      .init("gap_mwh", .number(gapMWh)), .init("samples", .integer(rounds.samples)),
      .init("ending", .string(rounds.ending.rawValue)),
      .init(
        "rounds",
        .array(
          rounds.rounds.map {
            .object([
              .init("samples", .integer($0.samples)),
              .init("relative_error", $0.relativeError.map { .number($0) } ?? .null),
            ])
          })),
    ]
  }
}

extension MonteCarloRounds {
  /// Nil where no error was asked for.
  fileprivate func words(_ target: ErrorTarget?) -> String? {
    guard let target, let error = relativeError else { return nil }
    let index = target.index.rawValue.uppercased()
    let zones = target.zones.isEmpty ? "all zones" : target.zones.joined(separator: ", ")
    let found =
      error.isFinite
      ? "standard error \(percent(error)) of \(index), asked for \(percent(target.relativeError))"
      : "no energy not served, so no error relative to \(index)"
    let why =
      switch ending {
      case .given, .reached: ""
      case .mostSamples: "; --most-samples ended the run"
      case .climateYears:
        "; more samples cannot help, for the climate years alone leave more: take more of them"
      }
    return "\(counted(rounds.count, "round")) of samples up to "
      + "\(rounds.map { "\($0.samples)" }.joined(separator: ", ")) per climate year; \(zones): "
      + found + why
  }
}

private func percent(_ share: Double) -> String { "\(fixed(100 * share, 2)) %" }

/// The first few names, and how many more there are.
private func listed(_ names: [String]) -> String {
  let most = 8
  let more = names.count - most
  return names.prefix(most).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
}

/// `1 sample`, `2 samples`.
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
