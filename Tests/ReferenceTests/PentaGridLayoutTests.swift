// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import InputFiles
import Quantities
import TestSupport
import Testing

/// What the shipped network tables of the Penta case must hold, read from the tables alone.
struct PentaGridLayoutTests {
  private static let shipped = Result {
    try loadCase(at: ProjectFolder.path("grids/penta"), year: 2016)
  }
  private let pentaZones: Set = ["AT", "BE", "CH", "DE", "FR", "LU", "NL"]

  /// Circuits at 380 and 220 kV and MVA by type rating.
  ///
  /// Source: counts of the ENTSO-E map of March 2022 with joints resolved; 1,698 and 492 MVA each.
  private let publishedTies: [String: (high: Int, low: Int, ratingMVA: Double)] = [
    "AT-DE": (8, 7, 17_026), "AT-CH": (4, 0, 6792), "BE-FR": (3, 4, 7060), "BE-NL": (4, 0, 6792),
    "BE-LU": (0, 2, 983), "CH-DE": (9, 0, 15_283), "CH-FR": (7, 6, 14_836),
    "DE-FR": (4, 2, 7776), "DE-LU": (0, 9, 4424), "DE-NL": (8, 0, 13_585), "FR-LU": (0, 1, 492),
    "AT-CZ": (2, 2, 4379), "AT-HU": (2, 2, 4379), "AT-SI": (2, 1, 3888), "AT-ITN": (0, 1, 492),
    "CH-ITN": (5, 5, 10_948), "CZ-DE": (4, 0, 6792), "DE-DKW": (2, 2, 4379),
    "DE-PL": (4, 0, 6792), "ES-FR": (2, 2, 4379), "FR-ITN": (3, 1, 5586),
  ]

  @Test("every tie circuit of the Penta borders is there")
  func ties() throws {
    let system = try Self.shipped.get()
    var found: [String: (high: Int, low: Int, ratingMVA: Double)] = [:]
    var pentaCircuits = 0
    for branch in system.grid.branches where branch.kind == .tie {
      let zones = [branch.from, branch.to].map { system.zones[system.grid.buses[$0].zone].name }
      guard zones.contains(where: pentaZones.contains) else { continue }
      if zones.allSatisfy(pentaZones.contains) { pentaCircuits += branch.circuits }
      let name = zones.sorted().joined(separator: "-")
      var entry = found[name] ?? (0, 0, 0)
      if branch.nominalKV == 380 {
        entry.high += branch.circuits
      } else {
        entry.low += branch.circuits
      }
      entry.ratingMVA +=
        Double(branch.circuits) * 3.0.squareRoot() * branch.nominalKV
        * (branch.maximumCurrentA ?? 0) / 1000
      found[name] = entry
    }
    #expect(pentaCircuits == 78)
    #expect(found.keys.sorted() == publishedTies.keys.sorted())
    for (name, expected) in publishedTies {
      let entry = found[name] ?? (0, 0, 0)
      #expect(entry.high == expected.high && entry.low == expected.low, "\(name): \(entry)")
      expectClose(entry.ratingMVA, expected.ratingMVA, absolute: 1.5, name)
    }
  }

  @Test("no equivalent branch crosses a border of a Penta zone")
  func equivalentsStayInside() throws {
    let system = try Self.shipped.get()
    let equivalents = system.grid.branches.filter { $0.kind == .equivalent }
    #expect(!equivalents.isEmpty)
    for branch in equivalents {
      let zones = [branch.from, branch.to].map { system.zones[system.grid.buses[$0].zone].name }
      #expect(
        zones[0] == zones[1] || !zones.contains(where: pentaZones.contains), "\(branch.name)")
      #expect(branch.maximumCurrentA == nil, "\(branch.name) has a rating")
    }
  }

  @Test("the number of buses")
  func busCounts() throws {
    let system = try Self.shipped.get()
    #expect((200...600).contains(system.grid.buses.count))
    func count(_ zone: String) -> Int {
      system.grid.buses.count { system.zones[$0.zone].name == zone }
    }
    #expect(count("NL") >= 20)
    for neighbour in ["CZ", "DKW", "ES", "HU", "ITN", "PL", "SI"] {
      #expect((1...10).contains(count(neighbour)), "\(neighbour)")
    }
  }

  @Test("weights of an injection sum to 1 on the buses of its own zone")
  func weights() throws {
    let system = try Self.shipped.get()
    var sums: [[String]: Double] = [:]
    for weight in system.grid.injectionWeights {
      #expect(weight.weight > 0)
      #expect(system.grid.buses[weight.bus].zone == weight.zone, "\(weight.injection)")
      sums[[system.zones[weight.zone].name, weight.injection], default: 0] += weight.weight
    }
    for key in sums.keys.sorted(by: { $0.joined() < $1.joined() }) {
      expectClose(sums[key]!, 1, absolute: 1e-9, key.joined(separator: " "))
    }
    let groups = [
      "load", "nuclear", "coal", "gas", "oil", "hydro", "wind_onshore", "wind_offshore", "solar",
      "biomass", "other",
    ]
    let zones = pentaZones.union(["CZ", "DKW", "ES", "HU", "ITN", "PL", "SI"])
    for zone in zones.sorted() {
      for group in groups { #expect(sums[[zone, group]] != nil, "\(zone) \(group)") }
    }
  }

  @Test(
    "later target years have more lines",
    arguments: [(2016, 0), (2026, 5), (2030, 11), (2035, 15), (2040, 16), (2050, 16)])
  func datedProjects(year: Int, count: Int) throws {
    let grid = try loadCase(at: ProjectFolder.path("grids/penta"), year: year).grid
    let dated = grid.branches.filter { $0.firstYear != nil }
    #expect(dated.count == count)
    #expect(dated.allSatisfy { $0.firstYear! <= year })
    // One connected grid in every year.
    let network = try DCNetwork(grid: grid)
    #expect(network.circuits.count > grid.branches.count)
  }

  /// Source: operators' announcements, see `grids/penta/GRID.md`.
  @Test(
    "a new line at St Peter takes the place of the old one",
    arguments: [(2026, true), (2030, false)])
  func replacedLine(year: Int, isOld: Bool) throws {
    let grid = try loadCase(at: ProjectFolder.path("grids/penta"), year: year).grid
    func has(_ from: String, _ to: String) -> Bool {
      grid.branches.contains { grid.buses[$0.from].name == from && grid.buses[$0.to].name == to }
    }
    #expect(has("AT St Peter 220", "DE Simbach 220") == isOld)
    #expect(has("AT St Peter 380", "DE Isar 380") == !isOld)
    #expect(has("AT St Peter 380", "AT Tauern 380"))
  }
}
