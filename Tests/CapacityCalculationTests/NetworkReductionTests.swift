// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import LinearAlgebra
import TestSupport
import Testing

@Suite("network reduction")
struct NetworkReductionTests {
  /// A connected random grid: a ring and chords.
  private func randomBranches(
    busCount: Int, generator: inout SeededGenerator
  ) -> [(from: Int, to: Int, susceptance: Double)] {
    var branches: [(from: Int, to: Int, susceptance: Double)] = []
    for bus in 0..<busCount {
      branches.append((bus, (bus + 1) % busCount, generator.uniform(1...100)))
    }
    for _ in 0..<busCount {
      let from = Int.random(in: 0..<busCount, using: &generator)
      let to = Int.random(in: 0..<busCount, using: &generator)
      if from != to { branches.append((from, to, generator.uniform(1...100))) }
    }
    return branches
  }

  @Test("flows on branches between kept buses are exact", arguments: 0..<20)
  func kronIsExact(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let busCount = 30
    let branches = randomBranches(busCount: busCount, generator: &generator)
    var order = Array(0..<busCount)
    order.shuffle(using: &generator)
    let retained = order.prefix(9).sorted()
    let kron = try KronReduction(busCount: busCount, branches: branches, retaining: retained)

    let position = Dictionary(uniqueKeysWithValues: retained.enumerated().map { ($1, $0) })
    let kept = branches.filter { position[$0.from] != nil && position[$0.to] != nil }
    var reduced = kept.map { (from: position[$0.from]!, to: position[$0.to]!, $0.susceptance) }
    for i in retained.indices {
      for j in retained.indices.dropFirst(i + 1) {
        reduced.append((i, j, kron.equivalentSusceptance(i, j)))
      }
    }
    var injections = Matrix(rows: busCount, columns: 1)
    for bus in 1..<busCount { injections[bus, 0] = generator.uniform(-100...100) }
    injections[0, 0] = -(1..<busCount).reduce(0) { $0 + injections[$1, 0] }
    var spread = Matrix(rows: retained.count, columns: 1)
    for (row, bus) in retained.enumerated() { spread[row, 0] += injections[bus, 0] }
    for (row, bus) in kron.eliminated.enumerated() {
      var sum = 0.0
      for column in retained.indices {
        spread[column, 0] += kron.weights[row, column] * injections[bus, 0]
        sum += kron.weights[row, column]
        #expect(kron.weights[row, column] > -1e-12)
      }
      expectClose(sum, 1, absolute: 1e-12, "weights of bus \(bus)")
    }
    let full = try AngleSolver(busCount: busCount, branches: branches).angles(of: injections)
    let small = try AngleSolver(busCount: retained.count, branches: reduced.map { ($0, $1, $2) })
      .angles(of: spread)
    for branch in kept {
      let (i, j) = (position[branch.from]!, position[branch.to]!)
      expectClose(
        branch.susceptance * (small[i, 0] - small[j, 0]),
        branch.susceptance * (full[branch.from, 0] - full[branch.to, 0]), absolute: 1e-9, "flow")
    }
    #expect(kron.schurComplement.rowCount == retained.count)
  }

  /// Four stations around a joint, west and east, north and south.
  private func cross(circuits: [Int]) -> NetworkExtract {
    let places = [(0.0, -1.0), (0.0, 1.0), (1.0, 0.05), (-1.0, 0.0)]
    var buses = places.enumerated().map { index, place in
      NetworkExtract.Bus(
        id: index + 1, station: index + 1, country: "XX", nominalKV: 380, latitude: 50 + place.0,
        longitude: 5 + place.1)
    }
    buses.append(
      NetworkExtract.Bus(
        id: 9, station: 9, country: "XX", nominalKV: 380, symbol: "joint", latitude: 50,
        longitude: 5))
    let lines = circuits.enumerated().filter { $0.element > 0 }.map { index, number in
      NetworkExtract.Line(
        id: "l\(index + 1)", from: index + 1, to: 9, circuits: number,
        lengthKM: Double(10 * (index + 1)))
    }
    return NetworkExtract(buses: buses, lines: lines)
  }

  private func ends(_ circuits: [RoutedCircuit]) -> [[Int]] {
    circuits.map { [$0.from, $0.to] }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  @Test("crossing lines pass straight through a joint")
  func crossingLines() {
    let routed = cross(circuits: [1, 1, 1, 1]).routedCircuits()
    #expect(ends(routed.circuits) == [[1, 2], [3, 4]])
    #expect(routed.circuits.map(\.lengthKM).sorted() == [30, 70])
    #expect(routed.counts.resolved == 1)
  }

  @Test("a double line splits to two single ones")
  func split() {
    let routed = cross(circuits: [2, 1, 1, 0]).routedCircuits()
    #expect(ends(routed.circuits) == [[1, 2], [1, 3]])
  }

  @Test("a circuit missing from the third line is added")
  func missingCircuit() {
    let routed = cross(circuits: [2, 2, 1, 0]).routedCircuits()
    #expect(ends(routed.circuits) == [[1, 2], [1, 3], [2, 3]])
    #expect(routed.counts.addedCircuits == 1)
  }

  @Test("three single lines meet in a tee")
  func tee() {
    let routed = cross(circuits: [1, 1, 1, 0]).routedCircuits()
    #expect(ends(routed.circuits) == [[1, 9], [2, 9], [3, 9]])
    #expect(routed.counts.tees == 1)
  }

  @Test("a bundle drawn once per circuit counts once")
  func bundleCountedOnce() {
    let stations = [1, 2].map {
      NetworkExtract.Bus(id: $0, station: $0, country: "XX", nominalKV: 380)
    }
    let lines = (1...3).map {
      NetworkExtract.Line(id: "l\($0)", from: 1, to: 2, circuits: 3, lengthKM: 10)
    }
    let routed = NetworkExtract(buses: stations, lines: lines).routedCircuits()
    #expect(routed.circuits.count == 3)
    #expect(routed.counts.bundlesCountedOnce == 1)
  }

  /// Two detailed zones of three stations in a row each, and a neighbour of two.
  private var toyExtract: NetworkExtract {
    let rows = [
      (1, "AA", 0.0), (2, "AA", 1.0), (3, "AA", 2.0), (4, "BB", 3.0), (5, "BB", 4.0),
      (6, "BB", 5.0), (7, "CC", 6.0), (8, "CC", 7.0),
    ]
    let buses = rows.map { id, country, longitude in
      NetworkExtract.Bus(
        id: id, station: id, country: country, nominalKV: 380, latitude: 50, longitude: longitude)
    }
    var lines = (1...7).map {
      NetworkExtract.Line(id: "r\($0)", from: $0, to: $0 + 1, circuits: 2, lengthKM: 70)
    }
    lines.append(NetworkExtract.Line(id: "ring", from: 1, to: 8, circuits: 1, lengthKM: 500))
    let plants = rows.map { id, country, longitude in
      NetworkExtract.Plant(
        name: "p\(id)", country: country, injection: "gas", capacityMW: Double(100 * id),
        latitude: 50, longitude: longitude)
    }
    return NetworkExtract(buses: buses, lines: lines, plants: plants)
  }

  private var toySettings: NetworkReductionSettings {
    var settings = NetworkReductionSettings()
    settings.zones = [
      .init(name: "AA", country: "AA", biddingZone: "AA", isDetailed: true),
      .init(name: "BB", country: "BB", biddingZone: "BB", isDetailed: true),
      .init(name: "CC", country: "CC", biddingZone: "CC", isDetailed: false),
    ]
    settings.keptZoneToZoneFactor = 2  // ties only
    return settings
  }

  @Test("only the ends of ties stay, and weights stay in their zone")
  func toyReduction() throws {
    let derived = try reduceNetwork(toyExtract, settings: toySettings)
    // Ties 3-4, 6-7 and 1-8 have six ends.
    #expect(
      derived.grid.buses.map(\.name)
        == ["AA 1 380", "AA 3 380", "BB 4 380", "BB 6 380", "CC 7 380", "CC 8 380"])
    // Two lines within AA and BB of 140 km became equivalents; 7-8 is kept.
    let equivalents = derived.grid.branches.filter { $0.kind == .equivalent }
    #expect(equivalents.count == 2)
    for branch in equivalents {
      expectClose(branch.reactanceOhm, 0.246 * 140 / 2, relative: 1e-12, branch.name)
    }
    let ties = derived.grid.branches.filter { $0.kind == .tie }
    #expect(ties.map(\.circuits) == [1, 2, 2])
    var sums = [Double](repeating: 0, count: 3)
    for weight in derived.grid.injectionWeights where weight.injection == "gas" {
      #expect(derived.grid.buses[weight.bus].zone == weight.zone)
      sums[weight.zone.index] += weight.weight
    }
    expectClose(sums, [1, 1, 1], absolute: 1e-12, "gas")
    // Bus 2 (200 MW) is halved between 1 (100 MW) and 3 (300 MW).
    let atFirst = derived.grid.injectionWeights.first {
      $0.injection == "gas" && $0.bus.index == 0
    }
    expectClose(atFirst!.weight, 200.0 / 600, absolute: 1e-12, "gas at bus 1")
  }

  @Test("printed weights sum to 1 to the last digit, and text is the same each time")
  func printedTables() throws {
    let derived = try reduceNetwork(toyExtract, settings: toySettings)
    var billionths: [String: Int] = [:]
    for line in derived.injectionWeightsCSV.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",")
      billionths["\(cells[0]) \(cells[1])", default: 0] += Int(
        (Double(cells[3])! * 1e9).rounded())
    }
    #expect(billionths.count == 33)
    #expect(billionths.values.allSatisfy { $0 == 1_000_000_000 })
    let again = try reduceNetwork(toyExtract, settings: toySettings)
    #expect(again.branchesCSV == derived.branchesCSV)
    #expect(again.injectionWeightsCSV == derived.injectionWeightsCSV)
  }

  @Test("a grid that falls apart without its weak equivalents is refused")
  func disconnected() throws {
    var settings = toySettings
    settings.droppedSusceptancePerUnit = 1e6
    #expect(throws: NetworkReductionError.self) {
      var extract = self.toyExtract
      extract.lines.removeLast()
      _ = try reduceNetwork(extract, settings: settings)
    }
  }
}
