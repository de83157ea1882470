// SPDX-License-Identifier: Apache-2.0
import GridModel
import LinearAlgebra

/// The whole grid of the map as single circuits between real stations: the reference that the
/// reduced grid is held against.
package struct FullGrid: Sendable {
  package struct Circuit: Hashable, Sendable {
    /// Positions in ``FullGrid/buses``.
    package var from: Int
    package var to: Int
    package var lengthKM: Double
    package var resistanceOhm: Double
    package var reactanceOhm: Double
    package var nominalKV: Double
    /// Nil for transformers, whose rating is a placeholder of the map.
    package var maximumCurrentA: Double?
    package var kind: BranchKind

    /// Per unit on 100 MVA.
    package var susceptancePerUnit: Double { nominalKV * nominalKV / (100 * reactanceOhm) }
  }

  package var buses: [NetworkExtract.Bus]
  package var circuits: [Circuit]
  package var joints: JointCounts
  package var addedTransformers: Int
  /// Zone of each bus, position in the settings; nil for countries without a zone.
  package var zoneOfBus: [Int?]

  /// Builds the largest connected grid of the extract.
  package init(_ extract: NetworkExtract, settings: NetworkReductionSettings) {
    let routing = extract.routedCircuits()
    joints = routing.counts
    let position = Dictionary(
      uniqueKeysWithValues: extract.buses.enumerated().map { ($1.id, $0) })
    var circuits = routing.circuits.map { route in
      let from = position[route.from]!
      let to = position[route.to]!
      let type = LineType.overhead(nominalKV: route.nominalKV)
      // Lines drawn without a length still need a reactance: 100 m.
      let length = max(route.lengthKM, 0.1)
      return Circuit(
        from: from, to: to, lengthKM: length, resistanceOhm: type.resistanceOhmPerKM * length,
        reactanceOhm: type.reactanceOhmPerKM * length, nominalKV: route.nominalKV,
        maximumCurrentA: type.maximumCurrentA,
        kind: extract.buses[from].country == extract.buses[to].country ? .line : .tie)
    }
    var transformers = extract.transformers.sorted { $0.id < $1.id }.map { transformer in
      Self.transformer(
        from: position[transformer.from]!, to: position[transformer.to]!, buses: extract.buses,
        ratedMVA: transformer.ratedMVA, reactancePerUnit: transformer.reactancePerUnit)
    }
    let missing = Self.missingTransformers(extract.buses, circuits: circuits, transformers)
    addedTransformers = missing.count
    transformers += missing
    circuits += transformers
    let kept = Self.largestPart(busCount: extract.buses.count, circuits: circuits)
    var newPosition = [Int](repeating: -1, count: extract.buses.count)
    for (new, old) in kept.enumerated() { newPosition[old] = new }
    buses = kept.map { extract.buses[$0] }
    self.circuits = circuits.filter { newPosition[$0.from] >= 0 }.map { circuit in
      var moved = circuit
      moved.from = newPosition[circuit.from]
      moved.to = newPosition[circuit.to]
      return moved
    }
    zoneOfBus = buses.map { settings.zone(ofCountry: $0.country) }
  }

  private static func transformer(
    from: Int, to: Int, buses: [NetworkExtract.Bus], ratedMVA: Double, reactancePerUnit: Double
  ) -> Circuit {
    let nominalKV = max(buses[from].nominalKV, buses[to].nominalKV)
    return Circuit(
      from: from, to: to, lengthKM: 0, resistanceOhm: 0,
      reactanceOhm: reactancePerUnit * nominalKV * nominalKV / ratedMVA, nominalKV: nominalKV,
      maximumCurrentA: nil, kind: .transformer)
  }

  /// A placeholder, as the map gives everywhere else, for each station with lines at 220 and 380 kV
  /// and no transformer between them.
  private static func missingTransformers(
    _ buses: [NetworkExtract.Bus], circuits: [Circuit], _ transformers: [Circuit]
  ) -> [Circuit] {
    var hasLine = [Bool](repeating: false, count: buses.count)
    for circuit in circuits {
      hasLine[circuit.from] = true
      hasLine[circuit.to] = true
    }
    let hasTransformer = Set(
      transformers.flatMap { [buses[$0.from].station, buses[$0.to].station] })
    var upper: [Int: Int] = [:]
    for (bus, row) in buses.enumerated()
    where hasLine[bus] && row.nominalKV == 380 && upper[row.station] == nil {
      upper[row.station] = bus
    }
    var result: [Circuit] = []
    for (bus, row) in buses.enumerated() where hasLine[bus] && row.nominalKV == 220 {
      guard let top = upper[row.station], !hasTransformer.contains(row.station) else { continue }
      result.append(
        transformer(from: bus, to: top, buses: buses, ratedMVA: 2000, reactancePerUnit: 0.1))
    }
    return result
  }

  /// Buses of the largest connected part, ascending.
  private static func largestPart(busCount: Int, circuits: [Circuit]) -> [Int] {
    var neighbours = [[Int]](repeating: [], count: busCount)
    for circuit in circuits {
      neighbours[circuit.from].append(circuit.to)
      neighbours[circuit.to].append(circuit.from)
    }
    var isSeen = [Bool](repeating: false, count: busCount)
    var largest: [Int] = []
    for start in 0..<busCount where !isSeen[start] {
      isSeen[start] = true
      var part = [start]
      var index = 0
      while index < part.count {
        for bus in neighbours[part[index]] where !isSeen[bus] {
          isSeen[bus] = true
          part.append(bus)
        }
        index += 1
      }
      if part.count > largest.count { largest = part }
    }
    return largest.sorted()
  }
}

/// A linear power flow on plain susceptances: angles from injections, the last bus as reference.
package struct AngleSolver: Sendable {
  private let factor: CholeskyFactor
  private let busCount: Int

  /// - Parameter branches: ends and susceptance; they join all buses.
  /// - Complexity: O(buses³ / 3)
  package init(
    busCount: Int, branches: [(from: Int, to: Int, susceptance: Double)]
  ) throws(FactorizationError) {
    let laplacian = susceptanceMatrix(busCount: busCount, branches: branches)
    var reduced = Matrix(rows: busCount - 1, columns: busCount - 1)
    for j in 0..<busCount - 1 {
      for i in 0..<busCount - 1 { reduced[i, j] = laplacian[i, j] }
    }
    factor = try CholeskyFactor(reduced)
    self.busCount = busCount
  }

  /// Angles (bus × column) of injections (bus × column); the reference bus takes up what is not
  /// balanced.
  package func angles(of injections: Matrix) -> Matrix {
    var reduced = Matrix(rows: busCount - 1, columns: injections.columnCount)
    for j in 0..<injections.columnCount {
      for i in 0..<busCount - 1 { reduced[i, j] = injections[i, j] }
    }
    let solution = factor.solve(reduced)
    var angles = Matrix(rows: busCount, columns: injections.columnCount)
    for j in 0..<injections.columnCount {
      for i in 0..<busCount - 1 { angles[i, j] = solution[i, j] }
    }
    return angles
  }
}

/// The weighted Laplacian of a grid, bus × bus; rows sum to zero.
func susceptanceMatrix(
  busCount: Int, branches: [(from: Int, to: Int, susceptance: Double)]
) -> Matrix {
  var matrix = Matrix(rows: busCount, columns: busCount)
  for branch in branches {
    matrix[branch.from, branch.from] += branch.susceptance
    matrix[branch.to, branch.to] += branch.susceptance
    matrix[branch.from, branch.to] -= branch.susceptance
    matrix[branch.to, branch.from] -= branch.susceptance
  }
  return matrix
}

extension FullGrid {
  package var branches: [(from: Int, to: Int, susceptance: Double)] {
    circuits.map { ($0.from, $0.to, $0.susceptancePerUnit) }
  }
}
