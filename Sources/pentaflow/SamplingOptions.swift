// SPDX-License-Identifier: Apache-2.0
import Adequacy
import ArgumentParser
import Reports

extension SharingRule: ExpressibleByArgument {}
extension StorageRule: ExpressibleByArgument {}
extension ErrorTarget.Index: ExpressibleByArgument {}

/// A share above 0 and below 1, also written in percent.
struct ErrorShare: ExpressibleByArgument {
  var share: Double

  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    guard let number = Double(isPercent ? String(argument.dropLast()) : argument) else {
      return nil
    }
    share = isPercent ? number / 100 : number
    guard share > 0, share < 1 else { return nil }
  }
}

struct SamplingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Climate years, such as 1...35 or 1,4,7: synthetic ones or, with --series, those of a folder "
        + "of years; without it the one of --climate-year.",
      valueName: "list"))
  var climateYears: ClimateYearList?

  @Option(
    help: ArgumentHelp(
      "Outage patterns of each climate year, of the first round where rounds are drawn.",
      valueName: "n"))
  var samples = MonteCarloOptions().samples

  @Option(
    help: ArgumentHelp(
      "Number of the first outage pattern: parts of a run can be drawn apart.", valueName: "n"))
  var firstSample = 0

  @Option(help: ArgumentHelp("Seed of the outages; the climate has --seed.", valueName: "n"))
  var outageSeed = MonteCarloOptions().seed

  @Option(
    help: ArgumentHelp(
      "Who goes short: least_cost, local_matching, curtailment_sharing, "
        + "curtailment_sharing_by_load or equal_ratio.", valueName: "rule"))
  var sharing = MonteCarloOptions().sharing

  @Option(
    help: ArgumentHelp(
      "When stored energy is used: earliest, fewest_hours or perfect_foresight.",
      valueName: "rule"))
  var storageRule = MonteCarloOptions().storage

  @Option(
    help: ArgumentHelp(
      "Flow-based domains: the folder that `pentaflow capacity` wrote; computed without it.",
      valueName: "dir"), completion: .directory)
  var domain: String?

  @Option(help: "Worker threads; the results are the same bytes for any number.")
  var threads = Host.processorCount

  /// More would not fit in memory.
  static let mostSamplesEver = 1_000_000

  func validate() throws {
    try checkThreads(threads)
    if !(1...Self.mostSamplesEver).contains(samples) {
      throw ValidationError("--samples is \(samples); give 1 to \(Self.mostSamplesEver)")
    }
    if firstSample < 0 { throw ValidationError("--first-sample starts at 0") }
  }

  /// Options of Monte Carlo that are set other than left out, by name.
  var given: [String] {
    let untouched = MonteCarloOptions()
    return [
      ("--climate-years", climateYears != nil), ("--samples", samples != untouched.samples),
      ("--first-sample", firstSample != 0), ("--outage-seed", outageSeed != untouched.seed),
      ("--sharing", sharing != untouched.sharing),
      ("--storage-rule", storageRule != untouched.storage), ("--domain", domain != nil),
    ].filter(\.1).map(\.0)
  }

  /// What the manifest says of them; threads are a matter of the machine.
  var members: [JSONText.Member] {
    [
      .init(
        "climate_years", climateYears.map { .array($0.years.map { .integer($0) }) } ?? .null),
      .init("samples", .integer(samples)), .init("first_sample", .integer(firstSample)),
      .init("outage_seed", .string("\(outageSeed)")),
      .init("sharing_rule", .string(sharing.rawValue)),
      .init("storage_rule", .string(storageRule.rawValue)), .init("domain", .optional(domain)),
    ]
  }
}

/// Until when rounds of samples are drawn.
struct TargetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Draw rounds of samples until the standard error is at most this share of the index, such as "
        + "5%.", valueName: "share"))
  var targetError: ErrorShare?

  @Option(
    help: ArgumentHelp("Index that must have it: eens or lole.", valueName: "index"))
  var targetIndex = ErrorTarget.Index.eens

  @Option(
    help: ArgumentHelp(
      "Bidding zone whose index must have it, may be given several times; without it all zones "
        + "together.", valueName: "zone"))
  var targetZone: [String] = []

  @Option(
    help: ArgumentHelp(
      "Outage patterns of each climate year at most, with --target-error.", valueName: "n"))
  var mostSamples = 1000

  /// The error to reach; nil where the samples are given.
  var target: ErrorTarget? {
    targetError.map {
      ErrorTarget(
        relativeError: $0.share, index: targetIndex, zones: targetZone, mostSamples: mostSamples)
    }
  }

  func validate() throws {
    if targetError != nil, !(1...SamplingOptions.mostSamplesEver).contains(mostSamples) {
      throw ValidationError(
        "--most-samples is \(mostSamples); give 1 to "
          + "\(SamplingOptions.mostSamplesEver)")
    }
    if targetError == nil, !targetZone.isEmpty {
      throw ValidationError("--target-zone goes with --target-error")
    }
  }

  /// What the manifest says of them.
  var members: [JSONText.Member] {
    [
      .init(
        "target",
        target.map {
          .object([
            .init("relative_error", .number($0.relativeError)),
            .init("index", .string($0.index.rawValue)),
            .init("zones", .array($0.zones.map { .string($0) })),
            .init("most_samples", .integer($0.mostSamples)),
          ])
        } ?? .null)
    ]
  }
}
