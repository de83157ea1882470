// SPDX-License-Identifier: Apache-2.0
import Accounts

/// A column of the tables that compare runs.
package struct StudyColumn: Hashable, Sendable {
  package var name: String
  package var unit: String
  package var meaning: String
  package var decimals: Int
  /// Whether the difference of two runs means something; not for standard errors.
  package var isCompared: Bool

  package init(
    _ name: String, unit: String, decimals: Int = 3, isCompared: Bool = true, _ meaning: String
  ) {
    self.name = name
    self.unit = unit
    self.meaning = meaning
    self.decimals = decimals
    self.isCompared = isCompared
  }
}

/// How a run ended.
package enum RunEnding: Hashable, Sendable {
  case optimal
  case infeasible(String)
  case inaccurate(String)
  /// Not begun, or ended by an error.
  case failed(String)

  package var word: String {
    switch self {
    case .optimal: "optimal"
    case .infeasible: "infeasible"
    case .inaccurate: "inaccurate"
    case .failed: "failed"
    }
  }

  package var reason: String {
    switch self {
    case .optimal: ""
    case .infeasible(let words), .inaccurate(let words), .failed(let words): words
    }
  }

  package var isFailure: Bool { if case .failed = self { true } else { false } }

  /// In which endings are counted.
  package static let words = ["optimal", "infeasible", "inaccurate", "failed"]
}

/// Figures of one zone, or of all together, in the order of the study's columns; NaN where a figure
/// does not exist.
package struct ZoneFigures: Sendable {
  package var zone: String
  package var values: [Double]

  package init(zone: String, values: [Double]) {
    self.zone = zone
    self.values = values
  }
}

/// The accounts of a run by country, and what makes them those of a year.
package struct YearlyAccounts: Sendable, Equatable {
  package var accounts: CountryAccounts
  /// Hours of the target year by hours of the run.
  package var runsPerYear: Double

  package init(accounts: CountryAccounts, runsPerYear: Double) {
    self.accounts = accounts
    self.runsPerYear = runsPerYear
  }
}

/// What one run came to.
package struct RunReport: Sendable {
  package var run: StudyRun
  package var ending: RunEnding
  /// All zones together first, then each.
  package var zones: [ZoneFigures]
  /// Cost that was minimised, and what no solution can cost less than: of several climate years in
  /// one run their sums, and of the gap and the residuals the largest. Nil for a run that couples
  /// nothing or has no result.
  package var objectiveEUR: Double?
  package var safeLowerBoundEUR: Double?
  package var relativeGap: Double?
  package var primalResidualMW: Double?
  package var dualResidualEURPerMWh: Double?
  package var iterations: Int?
  /// Hours that the run covers, of each climate year; nil where it failed.
  package var durationHours: Double?
  /// Where the study shares costs.
  package var accounts: YearlyAccounts?

  package init(
    run: StudyRun, ending: RunEnding, zones: [ZoneFigures] = [], relativeGap: Double? = nil,
    primalResidualMW: Double? = nil, dualResidualEURPerMWh: Double? = nil
  ) {
    self.run = run
    self.ending = ending
    self.zones = zones
    self.relativeGap = relativeGap
    self.primalResidualMW = primalResidualMW
    self.dualResidualEURPerMWh = dualResidualEURPerMWh
  }
}

/// Name of the row of all zones together.
package let allZones = "all"

/// What all runs of a study came to.
package struct StudyResult: Sendable {
  package var reference: String
  package var columns: [StudyColumn]
  /// In the order of the runs.
  package var reports: [RunReport]

  package init(reference: String, columns: [StudyColumn], reports: [RunReport]) {
    self.reference = reference
    self.columns = columns
    self.reports = reports
  }

  package func count(of ending: String) -> Int { reports.count { $0.ending.word == ending } }

  /// The run of the reference scenario with the same year, climate year and sample; nil where there
  /// is none with figures, or for the reference itself.
  package func counterpart(of report: RunReport) -> RunReport? {
    guard report.run.scenario != reference else { return nil }
    return reports.first {
      $0.run.scenario == reference && $0.run.setting == report.run.setting && !$0.zones.isEmpty
    }
  }

  /// Figures of a run less those of its counterpart, zone by zone; nil where there is no counterpart
  /// or no figures. A zone that only the run has is left out.
  package func differences(of report: RunReport) -> [ZoneFigures]? {
    guard !report.zones.isEmpty, let other = counterpart(of: report) else { return nil }
    return report.zones.compactMap { figures in
      guard let base = other.zones.first(where: { $0.zone == figures.zone }) else { return nil }
      return ZoneFigures(
        zone: figures.zone,
        values: columns.indices.map {
          columns[$0].isCompared ? figures.values[$0] - base.values[$0] : .nan
        })
    }
  }

  /// Means over climate years and samples of each scenario and target year, in the order of the runs;
  /// runs without figures are left out.
  package var means: [ScenarioMean] {
    var means: [ScenarioMean] = []
    for report in reports {
      let found = means.firstIndex {
        $0.scenario == report.run.scenario && $0.year == report.run.year
      }
      let place = found ?? means.count
      if found == nil {
        means.append(ScenarioMean(scenario: report.run.scenario, year: report.run.year))
      }
      means[place].add(report, differences: differences(of: report))
    }
    return means
  }
}

/// Figures of a scenario in one target year, and how they differ from the reference, as means over
/// runs.
package struct ScenarioMean: Sendable {
  package var scenario: String
  package var year: Int
  package private(set) var runs = 0
  package private(set) var withFigures = 0
  private var compared = 0
  private var sums: [(zone: String, values: [Double])] = []
  private var differenceSums: [(zone: String, values: [Double])] = []

  init(scenario: String, year: Int) {
    self.scenario = scenario
    self.year = year
  }

  mutating func add(_ report: RunReport, differences: [ZoneFigures]?) {
    runs += 1
    guard !report.zones.isEmpty else { return }
    withFigures += 1
    Self.add(report.zones, to: &sums)
    guard let differences else { return }
    compared += 1
    Self.add(differences, to: &differenceSums)
  }

  private static func add(
    _ figures: [ZoneFigures], to sums: inout [(zone: String, values: [Double])]
  ) {
    for zone in figures {
      if let place = sums.firstIndex(where: { $0.zone == zone.zone }) {
        for k in zone.values.indices { sums[place].values[k] += zone.values[k] }
      } else {
        sums.append((zone.zone, zone.values))
      }
    }
  }

  package var zones: [String] { sums.map(\.zone) }

  /// Nil where no run has figures of the zone.
  package func mean(_ column: Int, zone: String = allZones) -> Double? {
    sums.first { $0.zone == zone }.map { $0.values[column] / Double(withFigures) }
  }

  /// Nil where nothing could be compared.
  package func difference(_ column: Int, zone: String = allZones) -> Double? {
    differenceSums.first { $0.zone == zone }.map { $0.values[column] / Double(compared) }
  }
}
