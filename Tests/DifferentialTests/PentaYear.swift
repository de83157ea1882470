// SPDX-License-Identifier: Apache-2.0
import Climate
import GridModel
import InputFiles
import Quantities
import TestSupport

/// The built-in Penta case with one synthetic year.
struct PentaYear {
  var system: EnergySystem
  var series: HourlySeries

  init(_ year: Int) throws {
    let folder = ProjectFolder.path("grids/penta")
    system = try loadCase(at: folder, year: year)
    series = syntheticYear(
      parameters: try loadClimate(at: folder), axis: TimeAxis(hoursOfYear: year), seed: 1,
      climateYear: 1)
  }
}
