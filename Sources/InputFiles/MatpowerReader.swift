// SPDX-License-Identifier: Apache-2.0
import GridModel

/// Reads a MATPOWER case file (`.m`, or `.m.gz`), format version 2.
///
/// - Parameter convexCosts: whether a cost that is not convex is a fault; a caller that reads only
///   the network can do without.
/// - Throws: the first statement that is no plain assignment; or everything wrong in the numbers.
package func loadMatpowerCase(
  at file: String, convexCosts: Bool = true
) throws(InputErrors) -> MatpowerCase {
  let bytes = try readBytes(of: file)
  let text = try MatpowerText(bytes: bytes, file: file)
  var reader = MatpowerReader(text: text, file: file, convexCosts: convexCosts)
  let result = reader.read()
  guard reader.errors.isEmpty else { throw InputErrors(reader.errors) }
  return result
}

/// Turns the matrices of a case into its buses, generators and branches.
private struct MatpowerReader {
  let text: MatpowerText
  let file: String
  let convexCosts: Bool
  var errors: [InputError] = []

  init(text: MatpowerText, file: String, convexCosts: Bool) {
    self.convexCosts = convexCosts
    self.text = text
    self.file = file
  }

  mutating func read() -> MatpowerCase {
    checkVersion()
    var result = MatpowerCase(name: text.name, baseMVA: baseMVA())
    result.buses = rows("bus", columns: 10).map { bus($0) }
    checkNumbers()
    let numbers = Set(result.buses.map(\.number))
    let generators = rows("gen", columns: 10)
    let costs = generatorCosts(count: generators.count)
    for (position, row) in generators.enumerated() {
      checkBus(row, 0, numbers)
      if !row[8].isFinite || !row[9].isFinite {
        report(row, 8, "Pmax or Pmin is not finite", "give a power")
      }
      if row[8] < row[9] {
        report(row, 8, "Pmax \(shortest(row[8])) is below Pmin \(shortest(row[9]))", "correct one")
      }
      result.generators.append(
        MatpowerGenerator(
          bus: Int(exactly: row[0]) ?? 0, isInService: row[7] > 0, minimumMW: row[9],
          maximumMW: row[8],
          cost: costs.isEmpty ? nil : costs[position]))
    }
    for row in rows("branch", columns: 11) {
      checkBus(row, 0, numbers)
      checkBus(row, 1, numbers)
      result.branches.append(branch(row))
    }
    for row in rows("dcline", columns: 17, isOptional: true) {
      checkBus(row, 0, numbers)
      checkBus(row, 1, numbers)
      if row[2] > 0 && (row[15] != 0 || row[16] != 0) {
        report(row, 15, "the DC line has losses", "give lines without losses")
      }
      result.directCurrentLines.append(
        MatpowerDCLine(
          from: Int(exactly: row[0]) ?? 0, to: Int(exactly: row[1]) ?? 0, isInService: row[2] > 0,
          minimumMW: row[9],
          maximumMW: row[10]))
    }
    return result
  }

  /// One row of a matrix; columns it lacks read as zero.
  private struct NumberRow {
    var matrix: MatpowerText.MatrixRow

    subscript(column: Int) -> Double {
      column < matrix.values.count ? matrix.values[column] : 0
    }

    func byte(_ column: Int) -> Int { matrix.bytes[min(column, matrix.bytes.count - 1)] }
  }

  private mutating func report(_ row: NumberRow, _ column: Int, _ message: String, _ fix: String) {
    errors.append(text.error(row.byte(column), message, fix: fix))
  }

  private mutating func checkVersion() {
    guard case .string(let version, let byte) = text.fields["version"], version != "2" else {
      return
    }
    errors.append(
      text.error(
        byte, "the case has format version \(version)", fix: "convert the case to version 2"))
  }

  private mutating func baseMVA() -> Double {
    guard case .number(let value, let byte) = text.fields["baseMVA"] else {
      errors.append(text.error(0, "mpc.baseMVA is missing", fix: "add mpc.baseMVA = 100;"))
      return 1
    }
    if value > 0 && value.isFinite { return value }
    errors.append(text.error(byte, "baseMVA is \(shortest(value))", fix: "give a power above 0"))
    return 1
  }

  private mutating func rows(
    _ field: String, columns: Int, isOptional: Bool = false
  ) -> [NumberRow] {
    guard let value = text.fields[field] else {
      if !isOptional {
        errors.append(
          text.error(0, "mpc.\(field) is missing", fix: "add the matrix mpc.\(field) = [ ... ];"))
      }
      return []
    }
    guard case .matrix(let matrix, _) = value else {
      errors.append(text.error(0, "mpc.\(field) is not a matrix", fix: "give it in brackets"))
      return []
    }
    for row in matrix where row.values.count < columns {
      errors.append(
        text.error(
          row.bytes[0], "a row of mpc.\(field) has \(row.values.count) columns, not \(columns)",
          fix: "give all columns of format version 2"))
    }
    return matrix.map { NumberRow(matrix: $0) }
  }

  private func bus(_ row: NumberRow) -> MatpowerBus {
    MatpowerBus(
      number: Int(exactly: row[0]) ?? 0, isIsolated: row[1] == 4, loadMW: row[2], shuntMW: row[4],
      nominalKV: row[9])
  }

  private mutating func checkNumbers() {
    var seen: Set<Double> = []
    for row in rows("bus", columns: 0) {
      if row[0] < 1 || Int(exactly: row[0]) == nil {
        report(row, 0, "bus number \(shortest(row[0])) is not a positive whole number", "number it")
      } else if !seen.insert(row[0]).inserted {
        report(row, 0, "bus \(shortest(row[0])) is given twice", "keep one of the two rows")
      }
    }
  }

  private mutating func checkBus(_ row: NumberRow, _ column: Int, _ known: Set<Int>) {
    guard let number = Int(exactly: row[column]), known.contains(number) else {
      report(row, column, "bus \(shortest(row[column])) is not in mpc.bus", "give one of its buses")
      return
    }
  }

  private mutating func branch(_ row: NumberRow) -> MatpowerBranch {
    let isInService = row[10] > 0
    if isInService && row[0] == row[1] {
      report(
        row, 0, "the branch joins bus \(shortest(row[0])) to itself", "give two different buses")
    }
    if isInService && row[3] == 0 {
      report(row, 3, "the branch has no reactance", "give x other than 0, or join its buses")
    }
    // Zero (both) and a full circle mean no limit.
    let hasLimits = row[11] != 0 || row[12] != 0
    return MatpowerBranch(
      from: Int(exactly: row[0]) ?? 0, to: Int(exactly: row[1]) ?? 0, resistancePerUnit: row[2],
      reactancePerUnit: row[3], ratingMVA: row[5], tap: row[8] == 0 ? 1 : row[8],
      phaseShiftDegrees: row[9], isInService: isInService,
      minimumAngleDegrees: hasLimits && row[11] > -360 ? row[11] : -.infinity,
      maximumAngleDegrees: hasLimits && row[12] < 360 ? row[12] : .infinity)
  }

  /// One per generator; none where the file has no costs. A second half gives costs of reactive
  /// power, which the linear model does not have.
  private mutating func generatorCosts(count: Int) -> [MatpowerCost] {
    let costs = rows("gencost", columns: 5, isOptional: true)
    if costs.isEmpty { return [] }
    guard costs.count == count || costs.count == 2 * count else {
      report(
        costs[0], 0, "mpc.gencost has \(costs.count) rows for \(count) generators",
        "give one row for each row of mpc.gen")
      return []
    }
    return costs.prefix(count).map { cost($0) }
  }

  private mutating func cost(_ row: NumberRow) -> MatpowerCost {
    let free = MatpowerCost.polynomial(quadratic: 0, linear: 0, constant: 0)
    let model = row[0]
    guard model == 1 || model == 2, let count = Int(exactly: row[3]), count >= 1 else {
      report(row, 0, "cost model \(shortest(model)) is not known", "give 1 (pieces) or 2 (powers)")
      return free
    }
    let first = 4
    guard row.matrix.values.count >= first + (model == 1 ? 2 * count : count) else {
      report(row, 3, "the row is too short for \(count) cost figures", "give all of them")
      return free
    }
    if model == 1 { return piecewise(row, first: first, count: count) }
    let powers = (0..<count).map { row[first + $0] }.reversed() + [0, 0, 0]
    if powers.dropFirst(3).contains(where: { $0 != 0 }) || (convexCosts && powers[2] < 0) {
      report(row, first, "the cost is not a convex quadratic", "give powers up to 2, c2 at least 0")
    }
    return .polynomial(quadratic: powers[2], linear: powers[1], constant: powers[0])
  }

  private mutating func piecewise(_ row: NumberRow, first: Int, count: Int) -> MatpowerCost {
    let points = (0..<count).map {
      MatpowerCostPoint(outputMW: row[first + 2 * $0], costPerHour: row[first + 2 * $0 + 1])
    }
    var slopes: [Double] = []
    for (low, high) in zip(points, points.dropFirst()) {
      guard high.outputMW > low.outputMW else {
        report(row, first, "the outputs of the cost points do not rise", "sort the points")
        return .piecewise(points)
      }
      slopes.append((high.costPerHour - low.costPerHour) / (high.outputMW - low.outputMW))
    }
    let tolerance = 1e-9  // of slopes computed from printed figures
    let falls = zip(slopes, slopes.dropFirst()).contains { $1 < $0 - tolerance * abs($0) }
    if convexCosts && falls {
      report(row, first, "the cost is not convex", "give pieces of rising slope")
    }
    return .piecewise(points)
  }
}
