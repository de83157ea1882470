// SPDX-License-Identifier: Apache-2.0
import Adequacy
import ArgumentParser
import CapacityCalculation
import GridModel
import InputFiles
import MarketCoupling
import Optimization
import Quantities
import Reports

extension AdequacyCommand {
  func runMonteCarlo() throws {
    try exact.checkMonteCarlo()
    let progress = ProgressLine(isQuiet: talk.quiet)
    var clock = StageClock()
    var inputs = try RunInputs(
      caseOptions, seriesOptions, climateYears: sampling.climateYears, talk: talk)
    var options = sampling.options(network: network, for: inputs.system)
    options.target = try target(in: inputs.system)
    clock.end("read")
    let preparation = YearPreparation(
      caseOptions: caseOptions, seriesOptions: seriesOptions, sampling: sampling, talk: talk,
      options: options, plansMaintenance: plansMaintenance, holdsReserves: !exact.useReserves)
    let line = AdequacyProgress(progress)
    let (years, schedule) = try preparation.years(&inputs, progress: line, clock: &clock)
    line.beginDispatch()
    let result = try monteCarloAdequacy(
      system: inputs.system, years: years, schedule: schedule, options: options,
      firstSample: sampling.firstSample
    ) { line.dispatched($0) }
    clock.end("dispatch")
    let summary = AdequacySummary(
      result, system: inputs.system, options: options, years: years,
      plansMaintenance: plansMaintenance, holdsReserves: !exact.useReserves,
      climate: inputs.syntheticClimateWords(years: years.count, seed: seriesOptions.seed))
    var manifest = inputs.manifest(
      of: "adequacy",
      options: [
        .init("method", .string(method.rawValue)),
        .init("network", .string(options.networkName)),
        .init("maintenance", .string(plansMaintenance ? "levelised" : "none")),
        .init("use_reserves", .bool(exact.useReserves)),
      ] + sampling.members + targeting.members
        + seriesOptions.members(
          caseFolder: caseOptions.caseFolder, origin: inputs.series.origin))
    manifest.facts = summary.facts
    let axis = years[0].inputs.axis
    let nodes = result.nodes + (result.nodes.count > 1 ? [result.system] : [])
    let digest = try write(
      monteCarloTables(summary, nodes: nodes, axis: axis), summary: summary, axis: axis,
      manifest: manifest, threads: sampling.threads,
      clock: &clock)
    progress.end()
    try print(summary, digest: digest, wallSeconds: clock.wallSeconds)
  }

  private func target(in system: EnergySystem) throws -> ErrorTarget? {
    let known = Set(system.zones.filter { $0.carrier == .electricity }.map(\.biddingZone))
    for zone in targeting.targetZone where !known.contains(zone) {
      throw UsageError(
        message: "--target-zone \(zone) is not a bidding zone of the case",
        fix: "choose one of \(known.sorted().joined(separator: ", "))")
    }
    return targeting.target
  }

  private var plansMaintenance: Bool { (exact.maintenance ?? .levelised) == .levelised }
}

/// The tables of a Monte Carlo run.
func monteCarloTables(
  _ summary: AdequacySummary, nodes: [NodeAdequacy], axis: TimeAxis
) -> [OutputTable] {
  [
    OutputTable(
      AdequacyTable.zones.schema, adequacyZonesTable(summary.rows, network: summary.network)),
    OutputTable(AdequacyTable.years.schema, adequacyYearsTable(nodes)),
    OutputTable(AdequacyTable.events.schema, adequacyEventsTable(nodes, axis: axis)),
  ]
}
