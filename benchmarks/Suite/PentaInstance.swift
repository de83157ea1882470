// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import Climate
import GridModel
import InputFiles
import MarketCoupling
import Optimization
import Quantities

/// The built-in Penta case for 2030 in its first synthetic year, phase by phase.
struct PentaInstance {
  static let folder = "grids/penta"
  static let year = 2030

  private let system: EnergySystem
  private let series: HourlySeries
  private let options: CouplingOptions

  /// Reads tables and climate.
  init(hours: Int, threads: Int) throws {
    system = try loadCase(at: Self.folder, year: Self.year)
    series = syntheticYear(
      parameters: try loadClimate(at: Self.folder), axis: TimeAxis(hoursOfYear: Self.year),
      seed: 1, climateYear: 1)
    var options = CouplingOptions()
    options.range = 0..<hours
    // Without the slope that shares ties, for the linear solvers it is compared with.
    options.slopeEURPerMWh = 0
    options.solver.threads = threads
    self.options = options
  }

  /// Base case and one domain for every class of hours.
  func schedule() throws -> DomainSchedule {
    let capacity = try calculateCapacity(system: system, series: series, options: options)
    return try DomainSchedule(
      domains: capacity.domains.map(\.domain), domainOfUnit: capacity.domainOfUnit)
  }

  func program(under schedule: DomainSchedule) throws -> StagedProgram {
    try CouplingProblem(
      system: system,
      inputs: MarketInputs(
        system: system, series: series, range: options.range ?? 0..<series.axis.count),
      network: .flowBased, schedule: schedule, slopeEURPerMWh: options.slopeEURPerMWh
    ).program
  }
}
