// SPDX-License-Identifier: Apache-2.0
import Climate
import Foundation
import GridModel
import InputFiles
import Quantities
import TestSupport
import Testing

@Suite("built-in Penta case")
struct PentaCaseTests {
  static let folder = ProjectFolder.path("grids/penta")
  static let years = [2016, 2026, 2030, 2035, 2040, 2050]
  static let penta = ["AT", "BE", "CH", "DE", "FR", "LU", "NL"]

  @Test("every target year loads", arguments: years)
  func loads(year: Int) throws {
    let system = try loadCase(at: Self.folder, year: year)
    for country in Self.penta {
      let zone = try #require(system.zone(named: country))
      let demand = try #require(system.demand.first { $0.zone == zone })
      // The peak of a zone lies between once and twice and a half its mean load.
      let mean = demand.annualTWh * 1e6 / 8760
      #expect(demand.peakMW > mean && demand.peakMW < 2.5 * mean, "\(country)")
      #expect(system.zones[zone].isFlowBased == (country != "CH"))
    }
    let limits = Set(
      system.zones.filter { $0.carrier == .electricity }.map {
        [$0.priceCapEURPerMWh, $0.priceFloorEURPerMWh]
      })
    #expect(limits == [[4000, -500]])
    #expect(system.storages.count <= 50)
    #expect(
      system.dcLinks.filter { $0.model == .evolved }.map(\.name)
        == (year > 2035 ? ["ALEGrO", "ALEGrO 2"] : year > 2019 ? ["ALEGrO"] : []))
  }

  @Test("hydrogen stands in the case from 2035 on", arguments: years)
  func hydrogen(year: Int) throws {
    let system = try loadCase(at: Self.folder, year: year)
    let nodes = system.zones.filter { $0.carrier == .hydrogen }.map(\.name)
    #expect(nodes.count == (year < 2035 ? 0 : 21), "\(nodes)")
    guard year >= 2035 else { return }
    // Six Penta countries have a local node beside the one on the grid.
    #expect(nodes.count { $0.hasSuffix("_LOCAL") } == 6)
    #expect(system.electrolysers.count >= 22 && system.reformers.count >= 14)
    let turbines = system.generatingUnits.filter { $0.hydrogenNode != nil }
    #expect(turbines.contains { system.zones[$0.zone].name == "DE" })
    #expect(turbines.allSatisfy { system.fuels[$0.fuel].name == "hydrogen" })
  }

  /// The aggregates stand in derive/totals.csv, written by the script before it splits them.
  @Test("units, fleets and storages add up to the aggregates", arguments: years)
  func aggregates(year: Int) throws {
    let system = try loadCase(at: Self.folder, year: year)
    var found: [String: Double] = [:]
    for unit in system.generatingUnits {
      let zone = system.zones[unit.zone].name
      found["generating_units,\(zone),\(unit.technology)", default: 0] += unit.installedMW
    }
    for fleet in system.renewables {
      found["renewables,\(system.zones[fleet.zone].name),\(fleet.technology)", default: 0] +=
        fleet.installedMW
    }
    for storage in system.storages {
      found["storages,\(system.zones[storage.zone].name),\(storage.name)", default: 0] +=
        storage.dischargeMW
    }
    for block in system.demandResponse {
      found["demand_response,\(system.zones[block.zone].name),shedding", default: 0] +=
        block.powerMW
    }
    let totals = try String(contentsOfFile: Self.folder + "/derive/totals.csv", encoding: .utf8)
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
      .filter { $0[3] == String(year) }
    #expect(totals.count == found.count)
    for total in totals {
      let key = total[0...2].joined(separator: ",")
      let megawatts = try #require(Double(total[4]))
      expectClose(try #require(found[key], "\(key)"), megawatts, absolute: 1, "\(key) \(year)")
    }
  }

  @Test("no figure stands without a known source", arguments: years)
  func provenance(year: Int) throws {
    let system = try loadCase(at: Self.folder, year: year)
    let known = Set(system.sources.map(\.id))
    var used = Set(system.demand.map(\.provenance.source))
    used.formUnion(system.generatingUnits.map(\.provenance.source))
    used.formUnion(system.renewables.map(\.provenance.source))
    used.formUnion(system.storages.map(\.provenance.source))
    used.formUnion(system.borders.map(\.provenance.source))
    used.formUnion(system.dcLinks.map(\.provenance.source))
    used.formUnion(system.fuels.map(\.provenance.source))
    #expect(used.isSubset(of: known), "\(used.subtracting(known).sorted())")
    for source in system.sources { #expect(!source.licence.isEmpty, "\(source.id)") }
  }

  @Test("the merit order of 2016 is that of the year")
  func meritOrderOf2016() throws {
    let system = try loadCase(at: Self.folder, year: 2016)
    func cost(_ zone: String, _ technology: String) throws -> Double {
      let unit = try #require(
        system.generatingUnits.first {
          $0.technology == technology && system.zones[$0.zone].name == zone
        })
      let fuel = system.fuels[unit.fuel]
      return (fuel.priceEURPerMWh + fuel.co2TonnesPerMWh * fuel.co2PriceEURPerTonne)
        / unit.efficiency + unit.variableCostEURPerMWh
    }
    let nuclear = try cost("FR", "nuclear")
    let lignite = try cost("DE", "lignite_old2")
    let coal = try cost("DE", "hard_coal_old2")
    let gas = try cost("DE", "ccgt_present1")
    #expect(nuclear < lignite && lignite < coal)
    // Coal and gas competed in 2016.
    expectClose(coal, gas, absolute: 5, "hard coal against combined cycles")
  }

  @Test("climate series cover every column the case asks for", arguments: years)
  func seriesColumns(year: Int) throws {
    let system = try loadCase(at: Self.folder, year: year)
    let series = syntheticYear(
      parameters: try loadClimate(at: Self.folder),
      axis: TimeAxis(hoursOfYear: year).slice(0..<24), seed: 1, climateYear: 1)
    for demand in system.demand {
      let column = system.zones[demand.zone].seriesColumn
      #expect(series["load_mw", column] != nil, "load of \(column)")
    }
    for fleet in system.renewables {
      guard let profile = fleet.profile else {
        #expect(fleet.meanCapacityFactor != nil, "\(fleet.name)")
        continue
      }
      #expect(series[profile, fleet.profileColumn] != nil, "\(profile) of \(fleet.profileColumn)")
    }
    for storage in system.storages where storage.annualInflowTWh > 0 {
      let column = system.zones[storage.zone].seriesColumn
      let profile = try #require(storage.inflowProfile)
      #expect(series[profile, column] != nil, "\(profile) of \(column)")
    }
  }

  @Test("published figures of the case are whole")
  func publishedFigures() throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: Self.folder + "/published.json"))
    let published = try JSONDecoder().decode(PublishedFigures.self, from: data)
    let keys = published.figures.map { "\($0.year) \($0.zone) \($0.quantity)" }
    #expect(Set(keys).count == keys.count)
    for country in ["DE", "FR", "BE", "NL"] {
      for quantity in ["nuclear_twh", "coal_and_lignite_twh", "gas_twh", "net_export_twh"] {
        #expect(keys.contains("2016 \(country) \(quantity)"), "\(country) \(quantity)")
      }
    }
    for figure in published.figures {
      #expect(!figure.source.isEmpty && ["read", "memory"].contains(figure.confidence))
    }
  }
}

/// The shape of grids/penta/published.json.
struct PublishedFigures: Decodable {
  struct Figure: Decodable {
    var year: Int
    var zone: String
    var quantity: String
    var value: Double
    var source: String
    /// `read` in a text, or quoted from `memory`.
    var confidence: String
  }
  var figures: [Figure]
}
