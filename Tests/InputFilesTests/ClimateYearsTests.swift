// SPDX-License-Identifier: Apache-2.0
import Climate
import Foundation
import GridModel
import InputFiles
import Quantities
import TestSupport
import Testing

@Suite("climate years")
struct ClimateYearsTests {
  private let key = HourlySeries.Key(variable: "load_mw", column: "FR")

  /// A year of the same load in every hour.
  private func text(_ year: Int, load: Double, hours: Int? = nil) -> String {
    let axis = TimeAxis(hoursOfYear: year)
    return "time,FR\n"
      + (0..<(hours ?? axis.count)).map { "\(axis.timestamp(at: $0).dropLast(4)),\(load)\n" }
      .joined()
  }

  private func folder(_ years: [String: String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, text) in years {
      try FileManager.default.createDirectory(
        atPath: folder.path + "/" + name, withIntermediateDirectories: true)
      try folder.write(text, to: name + "/load_mw.csv")
    }
    return folder
  }

  private func faults(_ body: () throws -> Void) -> String {
    let errors = #expect(throws: InputErrors.self) { try body() }
    return errors?.description ?? ""
  }

  @Test("a folder of years keeps the level of each")
  func levels() throws {
    let folder = try folder(["1985": text(1985, load: 110), "1988": text(1988, load: 90)])
    let years = try ClimateYears(
      folder: folder.path, targetYear: 2030, policy: .drop29February, needed: [key])
    #expect(years.years == [1985, 1988])
    let cold = try years.series(climateYear: 1985)
    #expect(cold.axis == TimeAxis(hoursOfYear: 2030))
    #expect(cold["load_mw", "FR"]?[100] == 110)
    expectClose(cold.annualFactor("load_mw", "FR"), 1.1, absolute: 1e-12, "1985")
    expectClose(
      try years.series(climateYear: 1988).annualFactor("load_mw", "FR"), 0.9, absolute: 1e-12,
      "1988")
    #expect(cold.origin.hasSuffix("/1985, year 1985 mapped to 2030 by drop_29_feb"))
    #expect(
      faults { _ = try years.series(climateYear: 1986) }
        .contains("there is no climate year 1986\n  fix: the years are 1985, 1988"))
  }

  @Test("everything wrong in all years is said at once")
  func faultyYears() throws {
    let folder = try folder([
      "1985": text(1985, load: 1, hours: 100), "1986": text(1987, load: 1),
      "1988": "time,DE\n1988-01-01T00:00,1\n",
    ])
    let found = faults {
      _ = try ClimateYears(
        folder: folder.path, targetYear: 2030, policy: .keepHours, needed: [key])
    }
    #expect(found.contains("1985/load_mw.csv:1:1: error: the hours are"), "\(found)")
    #expect(found.contains("the hours are of 1987, but the folder is that of 1986"), "\(found)")
    #expect(found.contains("1988/load_mw.csv:1:1: error: column FR is missing"), "\(found)")
  }

  @Test("another calendar needs a policy, and a folder its years")
  func policy() throws {
    let folder = try folder(["1985": text(1985, load: 1)])
    #expect(
      faults {
        _ = try ClimateYears(folder: folder.path, targetYear: 2030, policy: nil, needed: [key])
      }.contains("fix: choose how the calendar is mapped"))
    let empty = try TemporaryFolder()
    #expect(
      faults {
        _ = try ClimateYears(folder: empty.path, targetYear: 2030, policy: nil, needed: [key])
      }.contains("there are no climate years in this folder"))
  }

  @Test("synthetic years come through the same door")
  func synthetic() throws {
    let parameters = try loadClimate(at: ProjectFolder.path("grids/penta"))
    let years = ClimateYears(
      parameters: parameters, seed: 1, targetYear: 2030, columns: [key])
    #expect(years.years == nil)
    let series = try years.series(climateYear: 2)
    #expect(series.isSynthetic && series.keys == [key])
    #expect(series.annualFactor("load_mw", "FR") != 1)
    #expect(faults { _ = try years.series(climateYear: 0) }.contains("count from 1"))
  }

  @Test("the fit names missing places and temperatures, and what is wrong with places.csv")
  func fitInputs() throws {
    let series = try folder(["series": text(2030, load: 5)])
    try FileManager.default.createDirectory(
      atPath: series.path + "/climate", withIntermediateDirectories: true)
    let header = "column,lat,lon,offshore_lat,offshore_lon,open_country\n"
    func read() throws {
      _ = try readClimateFitInputs(
        seriesFolder: series.path + "/series", caseFolder: series.path, needed: [])
    }
    try series.write(header + "DE,51,10,,,yes\n", to: "climate/places.csv")
    var found = faults { try read() }
    #expect(found.contains("column FR has no place in "), "\(found)")
    #expect(found.contains("load FR has no temperature"), "\(found)")
    try series.write(
      header + "FR,97,2,,,yes\nFR,47,east,,,perhaps\n", to: "climate/places.csv")
    found = faults { try read() }
    for words in [
      "lat is \"97\"", "lon is \"east\"", "column FR is given twice", "open_country is \"perhaps\"",
    ] {
      #expect(found.contains(words), "\(words) in \(found)")
    }
  }
}
