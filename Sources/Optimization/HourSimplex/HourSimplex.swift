// SPDX-License-Identifier: Apache-2.0

/// A bounded dual simplex for the hours of a program without states, each started from the optimal
/// basis of the one before.
///
/// Only balances and active network rows are in the basis; a network row comes in when it is
/// violated and goes when its slack enters. The ratio test passes bounds as long as the dual
/// objective still rises, so that one pivot can cross many steps of a zone's supply curve.
///
///     c: costs   y: duals of the working rows, of a network row y = −μ   x: values of the basis
///     d = c − aᵀy: reduced costs   ρ: a row of the inverse   θ: step along ±ρ
///
/// Nothing is allocated after the initialiser. Methods that are not inlined are marked mutating even
/// where they change nothing but the memory behind the pointers: others would be given a copy.
/// The result of an hour depends on the hours solved since ``isFresh`` was last set, not on anything
/// before.
///
/// Sources: I. Maros, "Computational Techniques of the Simplex Method", Kluwer (2003), chapter 10;
/// for the choice of the leaving row J. J. Forrest, D. Goldfarb, "Steepest-edge simplex algorithms
/// for linear programming", Mathematical Programming 57 (1992), pp. 341–374.
struct HourSimplex {
  /// How the search for the optimum of an hour ended.
  enum Ending {
    case optimal
    /// A dual ray was met: no point meets the rows.
    case infeasible
    /// The pivots did not come to an end, or what they came to does not stand up to the check.
    case failed
  }

  let shape: HourShape
  let tables: HourTables
  let tolerances: HourTolerances
  var basis: WorkingBasis

  // State by variable.
  /// Of each curve, the number of steps below its value; the step it is on if it is in the basis.
  let curvePosition: IndexPointer
  /// Supply of each curve at the lower end of that step.
  let curveSupply: DoublePointer
  /// Supply of each curve with all steps at their lower ends.
  let curveBase: DoublePointer
  let isBasic: UnsafeMutablePointer<Bool>
  /// Of links and network columns out of the basis.
  let isAtUpper: UnsafeMutablePointer<Bool>
  /// Working row of each network row, or −1.
  let workingRow: IndexPointer

  // Steps of the curves of the present hour, by rising price.
  let stepColumn: IndexPointer
  let stepCoefficient: DoublePointer
  let stepPrice: DoublePointer
  let stepWidth: DoublePointer

  // By position of the basis.
  let value: DoublePointer
  let lowest: DoublePointer
  let highest: DoublePointer
  let weight: DoublePointer
  let column: DoublePointer

  // By working row.
  let rightHandSide: DoublePointer
  let dual: DoublePointer
  let ray: DoublePointer
  let entering: DoublePointer

  // By network column and network row.
  let flow: DoublePointer
  let load: DoublePointer
  let candidates: UnsafeMutablePointer<RatioCandidate>

  var stage = 0
  var matrix: DoublePointer
  var matrixIndex = -1
  /// Whether the next hour starts from nothing.
  var isFresh = true
  var totals = BlockTotals()
  /// Pivots since the inverse was last computed afresh.
  var age = 0

  init(
    _ shape: HourShape, tables: HourTables, tolerances: HourTolerances, in arena: Arena
  ) {
    self.shape = shape
    self.tables = tables
    self.tolerances = tolerances
    basis = WorkingBasis(balances: shape.balances, mostRows: shape.mostRows, in: arena)
    let rows = basis.stride
    curvePosition = arena.allocate(Int.self, shape.balances, 0)
    curveSupply = arena.doubles(shape.balances)
    curveBase = arena.doubles(shape.balances)
    isBasic = arena.allocate(Bool.self, shape.variables, false)
    isAtUpper = arena.allocate(Bool.self, shape.variables, false)
    workingRow = arena.allocate(Int.self, shape.networkRows, -1)
    stepColumn = arena.allocate(Int.self, shape.steps, 0)
    stepCoefficient = arena.doubles(shape.steps)
    // A place more at each end.
    stepPrice = arena.doubles(shape.steps + 2) + 1
    stepWidth = arena.doubles(shape.steps)
    value = arena.doubles(rows)
    lowest = arena.doubles(rows)
    highest = arena.doubles(rows)
    weight = arena.doubles(rows)
    column = arena.doubles(rows)
    rightHandSide = arena.doubles(rows)
    dual = arena.doubles(rows)
    ray = arena.doubles(rows)
    entering = arena.doubles(rows)
    flow = arena.doubles(shape.networkColumns)
    load = arena.doubles(shape.paddedNetworkRows)
    candidates = arena.allocate(
      RatioCandidate.self, shape.variables + 1, RatioCandidate(ratio: 0, slope: 0, variable: 0))
    matrix = shape.matrices
  }

  // MARK: An hour

  /// Solves one stage and writes its point.
  mutating func solve(stage t: Int) -> Ending {
    stage = t
    let startsWarm = !isFresh
    takeStage()
    isFresh = false
    if startsWarm {
      if adoptLastBasis() {
        if findOptimum() == .optimal, writePoint() { return .optimal }
      }
      if invertBasis(), adoptLastBasis() {
        if findOptimum() == .optimal, writePoint() { return .optimal }
      }
    }
    startCold()
    let ending = findOptimum()
    if ending == .optimal, writePoint() { return .optimal }
    // The basis of a failed hour is no start for the next.
    isFresh = true
    return ending == .infeasible ? .infeasible : .failed
  }

  /// Pivots from a dual feasible basis to an optimal one.
  private mutating func findOptimum() -> Ending {
    let limit = totals.pivots + HourTolerances.mostPivots(rows: shape.mostRows + shape.networkRows)
    let careful = (totals.pivots + limit) / 2
    while totals.pivots < limit {
      if age >= HourTolerances.oldestInverse, !invertBasis() { return .failed }
      basis.multiply(rightHandSide, into: value)
      guard let leaving = violatedPosition(first: totals.pivots > careful) ?? violatedNetworkRow()
      else {
        return .optimal
      }
      if leaving.excess.isNaN { return .failed }
      takeRay(leaving)
      release(leaving)
      guard let step = ratioTest(excess: abs(leaving.excess), first: totals.pivots > careful) else {
        isBasic[basis.variable[leaving.position]] = true
        return .infeasible
      }
      advanceDuals(step.length)
      guard exchange(leaving, step) else {
        isBasic[basis.variable[leaving.position]] = true
        return .failed
      }
      totals.pivots += 1
    }
    return .failed
  }

  // MARK: The leaving variable

  /// A variable of the basis outside its bounds.
  struct Leaving {
    var position: Int
    /// Above the upper bound, or minus what is missing to the lower one.
    var excess: Double
  }

  /// The position with the steepest ascent of the dual objective, or the first that is violated.
  private mutating func violatedPosition(first: Bool) -> Leaving? {
    var best: Leaving?
    var steepest = 0.0
    for p in 0..<basis.count {
      let above = value[p] - highest[p]
      let below = lowest[p] - value[p]
      let excess = above > below ? above : below
      if excess <= tolerances.primal { continue }
      let leaving = Leaving(position: p, excess: above > below ? above : -below)
      // Also where the value is not a number.
      if first || excess.isNaN { return leaving }
      let ascent = excess * excess / basis.squaredLength(p)
      if ascent > steepest {
        steepest = ascent
        best = leaving
      }
    }
    return best
  }

  /// Takes the network row farthest beyond its limit into the basis; nil if none is violated.
  private mutating func violatedNetworkRow() -> Leaving? {
    guard shape.networkRows > 0 else { return nil }
    findLoads()
    let limit = tables.networkLimit.at(stage)
    let weights = shape.rowWeight + matrixIndex * shape.networkRows
    var worst = -1
    var largest = 0.0
    for k in 0..<shape.networkRows {
      let excess = load[k] - limit[k]
      guard excess > tolerances.primal, workingRow[k] < 0 else { continue }
      // A row without entries cannot be met at all.
      let distance = weights[k] > 0 ? excess * weights[k] : .infinity
      if distance > largest {
        largest = distance
        worst = k
      }
    }
    guard worst >= 0 else { return nil }
    // More active rows than network columns: the inverse has lost its digits.
    guard basis.count < shape.mostRows else { return Leaving(position: 0, excess: .nan) }
    append(networkRow: worst)
    return Leaving(position: basis.count - 1, excess: limit[worst] - load[worst])
  }

  /// Network columns and the loads of all network rows.
  mutating func findLoads() {
    for i in 0..<shape.networkColumns {
      flow[i] = networkValueAtBound(i)
    }
    for p in 0..<basis.count {
      let i = basis.variable[p] - shape.firstNetworkColumn
      if i >= 0, i < shape.networkColumns { flow[i] = value[p] }
    }
    let registers = shape.paddedNetworkRows / laneCount
    for register in 0..<registers { load.lanes[register] = .zero }
    for i in 0..<shape.networkColumns where flow[i] != 0 {
      let factors = (matrix + i * shape.paddedNetworkRows).lanes
      let flow = Lanes(all: flow[i])
      for register in 0..<registers { load.lanes[register] += flow * factors[register] }
    }
  }

  private mutating func append(networkRow k: Int) {
    for p in 0..<basis.count {
      let i = basis.variable[p] - shape.firstNetworkColumn
      weight[p] = i >= 0 && i < shape.networkColumns ? networkFactor(k, i) : 0
    }
    let row = basis.count
    basis.append(networkRow: k, slack: shape.firstSlack + k, factors: weight)
    workingRow[k] = row
    isBasic[shape.firstSlack + k] = true
    dual[row] = 0
    rightHandSide[row] = networkRightHandSide(k)
  }

  /// The direction of the duals in which the leaving variable gets a reduced cost of the right sign.
  private mutating func takeRay(_ leaving: Leaving) {
    let row = basis.row(leaving.position).lanes
    let sign = Lanes(all: leaving.excess > 0 ? 1 : -1)
    for register in 0..<basis.registers { ray.lanes[register] = sign * row[register] }
  }

  /// Puts the leaving variable at the bound it violates, out of the basis.
  private mutating func release(_ leaving: Leaving) {
    let variable = basis.variable[leaving.position]
    isBasic[variable] = false
    let isAbove = leaving.excess > 0
    if variable < shape.firstLink {
      let width = stepWidthOrZero(ofCurve: variable)
      if isAbove, hasStep(variable) {
        curvePosition[variable] += 1
        curveSupply[variable] += width
      }
      rightHandSide[variable] -= curveSupply[variable]
    } else if variable < shape.firstSlack {
      isAtUpper[variable] = isAbove
      shift(variable, by: valueAtBound(variable))
    }
  }

  // MARK: The exchange

  private mutating func advanceDuals(_ length: Double) {
    let length = Lanes(all: length)
    for register in 0..<basis.registers { dual.lanes[register] += length * ray.lanes[register] }
  }

  /// Puts the entering variable at the leaving one's position. False if the pivot found along the
  /// row and the one found along the column differ.
  private mutating func exchange(_ leaving: Leaving, _ step: DualStep) -> Bool {
    let p = leaving.position
    let variable = step.variable
    let isSameCurve = variable == basis.variable[p]
    if !isSameCurve {
      findColumn(of: variable)
      let sign = leaving.excess > 0 ? 1.0 : -1.0
      let difference = abs(column[p] - sign * step.slope)
      guard difference <= HourTolerances.pivotAgreement * (1 + abs(column[p])) else { return false }
      basis.pivot(at: p, column)
      basis.variable[p] = variable
      age += 1
    }
    enter(variable, rises: step.rises)
    if variable >= shape.firstSlack {
      remove(networkRow: variable - shape.firstSlack, position: p)
    } else {
      setBounds(p)
    }
    return true
  }

  /// `column = inverse · a` of a variable.
  mutating func findColumn(of variable: Int) {
    if variable < shape.firstLink {
      takeColumn(variable)
    } else if variable >= shape.firstSlack {
      takeColumn(workingRow[variable - shape.firstSlack])
    } else {
      for register in 0..<basis.registers { entering.lanes[register] = .zero }
      shape.addEntries(of: variable, times: 1, to: entering)
      if variable >= shape.firstNetworkColumn {
        let i = variable - shape.firstNetworkColumn
        for r in shape.balances..<max(basis.count, shape.balances) {
          entering[r] = networkFactor(basis.networkRow[r], i)
        }
      }
      basis.multiply(entering, into: column)
    }
  }

  private mutating func takeColumn(_ r: Int) {
    for p in 0..<basis.count { column[p] = basis.row(p)[r] }
  }

  private mutating func enter(_ variable: Int, rises: Bool) {
    isBasic[variable] = true
    if variable < shape.firstLink {
      rightHandSide[variable] += curveSupply[variable]
      if !rises {
        curvePosition[variable] -= 1
        curveSupply[variable] -= stepWidthOrZero(ofCurve: variable)
      }
    } else if variable < shape.firstSlack {
      shift(variable, by: -valueAtBound(variable))
    }
  }

  /// Leaves out a row whose slack has just come in at `position`.
  mutating func remove(networkRow k: Int, position: Int) {
    let r = workingRow[k]
    let last = basis.count - 1
    isBasic[shape.firstSlack + k] = false
    basis.remove(row: r, position: position)
    workingRow[k] = -1
    rightHandSide[r] = rightHandSide[last]
    dual[r] = dual[last]
    rightHandSide[last] = 0
    dual[last] = 0
    if r != last { workingRow[basis.networkRow[r]] = r }
    lowest[position] = lowest[last]
    highest[position] = highest[last]
  }
}

/// The numbers ``HourSimplex`` judges by.
struct HourTolerances {
  /// What a value may lie beyond its bound, in units of rows.
  var primal: Double
  /// What a reduced cost may lie beyond 0, in units of cost.
  var dual: Double
  /// Of the checked point.
  var residual: Double
  var relativeGap: Double
  /// Stands for a bound that a variable out of the basis lacks.
  var artificialBound: Double

  /// Pivots with one inverse.
  static let oldestInverse = 400
  /// Entries of the ray below this cannot become pivots.
  static let smallestEntry = 1e-9
  /// Difference of one pivot found in two ways.
  static let pivotAgreement = 1e-7

  /// After half of them the first choice is taken instead of the best, which cannot cycle.
  static func mostPivots(rows: Int) -> Int { 100 + 20 * rows }

  init(for program: StagedProgram, settings: SolverSettings) {
    let demand = program.demand.values.reduce(0) { max($0, abs($1)) }
    var largest = demand
    for table in [program.lower, program.upper] {
      largest = table.values.reduce(largest) { max($0, abs($1)) }
    }
    residual = settings.primalTolerance * (demand > 0 ? demand : max(largest, 1))
    var dearest = program.cost.values.reduce(0) { max($0, abs($1)) }
    dearest = program.networkCost.values.reduce(dearest) { max($0, abs($1)) }
    // Rounding of the largest sums; a bound that stands for none must not loosen it.
    primal = min(1e-11 * max(largest, 1e-9), 0.1 * residual)
    dual = 1e-12 * max(dearest, 1e-3)
    relativeGap = settings.relativeGap
    artificialBound = 1e5 * max(largest, 1)
  }
}
