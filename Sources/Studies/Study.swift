// SPDX-License-Identifier: Apache-2.0
import GridModel
import Scenarios

/// All runs of one file: scenarios by target years by climate years and outage samples.
package struct Study: Sendable {
  package var name: String
  package var description: String
  /// As it is written: a folder, or the name of a case that comes with the tool.
  package var casePath: String
  package var kind: StudyKind
  package var years: [Int]
  /// Part of every target year; nil for all of it.
  package var horizon: Horizon?
  package var timeUnit: TimeUnit
  package var outputs: StudyOutputs
  /// Of every scenario that does not say otherwise.
  package var options: RunOptions
  /// Scenarios that are run or stood on.
  package var book: ScenarioBook
  /// Names of those that are run, in order.
  package var scenarios: [String]
  /// The scenario that the others are compared with.
  package var reference: String
  /// Nil where no cost is to be shared; its scenarios are among those of the book and of the runs.
  package var costSharing: CostSharingPlan?
  package var tariffAccounts: [TariffPlan]
  /// Nil where no levers are drawn; its scenarios are among those of the book.
  package var sampling: LeverSampling?

  package init(
    name: String, description: String = "", casePath: String, kind: StudyKind, years: [Int],
    horizon: Horizon? = nil, timeUnit: TimeUnit = .hour, outputs: StudyOutputs = .annual,
    options: RunOptions = RunOptions(), book: ScenarioBook, scenarios: [String], reference: String,
    costSharing: CostSharingPlan? = nil, tariffAccounts: [TariffPlan] = [],
    sampling: LeverSampling? = nil
  ) {
    self.name = name
    self.description = description
    self.casePath = casePath
    self.kind = kind
    self.years = years
    self.horizon = horizon
    self.timeUnit = timeUnit
    self.outputs = outputs
    self.options = options
    self.book = book
    self.scenarios = scenarios
    self.reference = reference
    self.costSharing = costSharing
    self.tariffAccounts = tariffAccounts
    self.sampling = sampling
  }
}

/// What every run of a study is.
package enum StudyKind: String, CaseIterable, Sendable {
  /// One coupling for each climate year and outage sample.
  case coupling
  /// One Monte Carlo over all climate years and outage samples.
  case adequacy
  /// A coupling of each climate year, then needs and who meets them.
  case flexibility

  /// Options that mean nothing for runs of this kind.
  package var unusedOptions: [String] {
    switch self {
    case .coupling: ["sharing_rule", "storage_rule", "use_reserves"]
    case .adequacy: ["renewable_exemptions"]
    case .flexibility: ["samples", "outage_seed", "sharing_rule", "storage_rule", "use_reserves"]
    }
  }
}

/// Which tables every run leaves in its folder.
package enum StudyOutputs: String, CaseIterable, Sendable {
  /// None: the study's own tables say what each run came to.
  case summary
  case annual
  /// Annual and hourly ones.
  case hourly
}

/// Days of a target year, from the first on and before the last.
package struct Horizon: Hashable, Sendable {
  package struct Day: Hashable, Comparable, Sendable {
    package var month: Int
    package var day: Int

    package init(month: Int, day: Int) {
      self.month = month
      self.day = day
    }

    package static func < (a: Self, b: Self) -> Bool { (a.month, a.day) < (b.month, b.day) }
  }
  package var from: Day
  /// The first day that is left out; nil for the end of the year.
  package var to: Day?

  package init(from: Day, to: Day?) {
    self.from = from
    self.to = to
  }
}

/// One run of a study.
package struct StudyRun: Hashable, Sendable {
  /// From 1 on, in the order in which runs are made.
  package var number: Int
  package var scenario: String
  package var year: Int
  /// Nil where the run takes the climate years of its options together, or the mean climate.
  package var climateYear: Int?
  /// Nil for mean availability, or all samples together.
  package var sample: Int?

  package init(number: Int, scenario: String, year: Int, climateYear: Int?, sample: Int?) {
    self.number = number
    self.scenario = scenario
    self.year = year
    self.climateYear = climateYear
    self.sample = sample
  }

  /// File systems end names at 255 bytes.
  private static let longestNameInFolder = 80

  /// Name of its result folder: number, scenario, year, climate year and sample.
  package var folder: String {
    let digits = String(number)
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    let word = String(
      scenario.lowercased().prefix(Self.longestNameInFolder)
        .map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    return "\(padded)-\(word)-\(year)" + (climateYear.map { "-c\($0)" } ?? "")
      + (sample.map { "-s\($0)" } ?? "")
  }

  /// What it is compared with: the same but for scenario and number.
  var setting: [Int] { [year, climateYear ?? -1, sample ?? -1] }
}

extension Study {
  /// Every run, scenario by scenario.
  package var runs: [StudyRun] {
    var runs: [StudyRun] = []
    for scenario in scenarios {
      let options = options(of: scenario)
      for year in years {
        for (climateYear, sample) in draws(options) {
          runs.append(
            StudyRun(
              number: runs.count + 1, scenario: scenario, year: year, climateYear: climateYear,
              sample: sample))
        }
      }
    }
    return runs
  }

  /// The options of a scenario: its own, then those it stands on, then the study's.
  package func options(of scenario: String) -> RunOptions {
    (book.lineage(of: scenario) ?? []).reversed().reduce(RunOptions()) {
      $0.completed(by: $1.options)
    }.completed(by: options)
  }

  private func draws(_ options: RunOptions) -> [(climateYear: Int?, sample: Int?)] {
    guard kind == .coupling else { return [(nil, nil)] }
    let climateYears: [Int?] = options.climateYears.map { $0.map { $0 } } ?? [nil]
    let samples: [Int?] = options.samples.map { (0..<$0).map { $0 } } ?? [nil]
    return climateYears.flatMap { year in samples.map { (year, $0) } }
  }
}
