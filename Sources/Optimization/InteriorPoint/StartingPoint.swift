// SPDX-License-Identifier: Apache-2.0

/// The first point: every box on the central path of its own, at given duals.
///
/// Without a warm start all balance duals are equal and each state's dual is where charging and
/// discharging neither win nor lose. The value `x` of an item of width `w` and reduced cost `r`
/// solves `mu/x − mu/(w − x) = r`. Only the rows and the stationarity of network columns start
/// violated.
struct StartingPoint {
  /// So large that every box starts near its middle: a column pressed against a bound, such as
  /// shedding at its price, could open up only by a constant factor per step where it is needed.
  static let coldBarrier = 10_000.0
  static let smallestSlackShare = 1e-6
  static let smallestRowSlack = 0.1
  static let nearBound = 0.02

  let program: LaneProgram
  let matrices: any StageMatrices
  let point: LanePoint
  let warmStart: WarmStart?
  /// Product of every slack and its multiplier.
  private let barrier: Double

  init(
    program: LaneProgram, matrices: any StageMatrices, point: LanePoint, warmStart: WarmStart?
  ) {
    self.program = program
    self.matrices = matrices
    self.point = point
    self.warmStart = warmStart
    barrier = warmStart?.complementarity ?? Self.coldBarrier
  }

  func place() {
    let shape = program.shape
    let arena = Arena()
    let margin = arena.lanes(shape.rows)
    placeDuals()
    for g in 0..<shape.groups {
      for j in 0..<shape.columns {
        placeBox(
          group: g, item: j, width: program.width[g][j],
          reducedCost: reducedCost(group: g, column: j))
      }
      for s in 0..<shape.states {
        placeBox(
          group: g, item: shape.levelOffset + s, width: program.levelWidth[g][s],
          reducedCost: reducedCost(group: g, state: s))
      }
      for i in 0..<shape.network { placeNetworkColumn(group: g, column: i) }
      for k in 0..<shape.rows { margin[k] = program.limit[g][k] }
      matrices.multiplyTransposed(
        group: g, columns: point.network + g * shape.network, sign: -1, into: margin)
      for k in 0..<shape.rows { placeRow(group: g, row: k, margin: margin[k]) }
    }
  }

  private func placeDuals() {
    let shape = program.shape
    guard let warmStart else {
      let neutral = neutralStateDuals(price: ProgramScale.typicalPrice)
      for n in 0..<shape.groups * shape.balances {
        point.balanceDual[n] = Lanes(all: ProgramScale.typicalPrice)
      }
      for s in 0..<shape.groups * shape.states {
        point.stateDual[s] = Lanes(all: neutral[s % shape.states])
      }
      return
    }
    let price = warmStart.scale.price / program.scale.price
    for n in 0..<shape.groups * shape.balances {
      point.balanceDual[n] = price * warmStart.point.balanceDual[n]
    }
    for s in 0..<shape.groups * shape.states {
      point.stateDual[s] = price * warmStart.point.stateDual[s]
    }
  }

  private func reducedCost(group g: Int, column j: Int) -> Lanes {
    let shape = program.shape
    var reduced = program.cost[g][j]
    for p in shape.balance.start[j]..<shape.balance.start[j + 1] {
      reduced -=
        shape.balance.value[p] * point.balanceDual[g * shape.balances + shape.balance.row[p]]
    }
    for p in shape.state.start[j]..<shape.state.start[j + 1] {
      reduced += shape.state.value[p] * point.stateDual[g * shape.states + shape.state.row[p]]
    }
    // At the middle of the box.
    if program.hasCurvature { reduced += 0.5 * program.width[g][j] * program.curvature[g][j] }
    return reduced
  }

  private func reducedCost(group g: Int, state s: Int) -> Lanes {
    let shape = program.shape
    let dual = point.stateDual + g * shape.states + s
    var reduced = program.levelCost(g)[s] - dual.pointee
    for lane in 0..<laneCount where g * laneCount + lane + 1 < shape.stages {
      let isLast = lane + 1 == laneCount
      let kept = program.retention[isLast ? g + 1 : g][s][isLast ? 0 : lane + 1]
      reduced[lane] += kept * (isLast ? dual[shape.states][0] : dual.pointee[lane + 1])
    }
    return reduced
  }

  /// Half-way between the dual at which the best charging column wins nothing and the one at which
  /// the best discharging column does.
  private func neutralStateDuals(price: Double) -> [Double] {
    let shape = program.shape
    var lowest = [Double](repeating: .infinity, count: shape.states)
    var highest = [Double](repeating: -.infinity, count: shape.states)
    for j in 0..<shape.columns {
      var revenue = 0.0
      for p in shape.balance.start[j]..<shape.balance.start[j + 1] {
        revenue += shape.balance.value[p] * price
      }
      for p in shape.state.start[j]..<shape.state.start[j + 1] where revenue != 0 {
        // A minor by-product of a column (a budget's tonnes per MWh) must not set a huge dual.
        let dual = min(max(revenue / shape.state.value[p], -4 * price), 4 * price)
        lowest[shape.state.row[p]] = min(lowest[shape.state.row[p]], dual)
        highest[shape.state.row[p]] = max(highest[shape.state.row[p]], dual)
      }
    }
    return zip(lowest, highest).map { $0.0 <= $0.1 ? 0.5 * ($0.0 + $0.1) : 0 }
  }

  private func placeBox(
    group g: Int, item: Int, width: Lanes, reducedCost: Lanes
  ) {
    let shape = program.shape
    let mu = barrier
    let at = g * shape.items + item
    for lane in 0..<laneCount {
      let w = width[lane]
      var lower = 1.0
      var upper = 1.0
      var lowerDual = 0.0
      var upperDual = 0.0
      if w > 0 {
        let r = reducedCost[lane]
        let root = (r * r * w * w + 4 * mu * mu).squareRoot()
        // The smaller of the two slacks from the form without cancellation.
        if r >= 0 {
          lower = 2 * mu * w / (r * w + 2 * mu + root)
          upper = w - lower
        } else {
          upper = 2 * mu * w / (-r * w + 2 * mu + root)
          lower = w - upper
        }
        lower = max(lower, Self.smallestSlackShare * w)
        upper = max(upper, Self.smallestSlackShare * w)
        if let warmStart {
          // Where it was, but no nearer to a bound than its reduced cost says.
          let quantity = warmStart.scale.quantity / program.scale.quantity
          let known = warmStart.point.lowerSlack[at][lane] * quantity
          let least = min(lower, Self.nearBound * w)
          let most = w - min(upper, Self.nearBound * w)
          lower = max(min(max(known, least), most), Self.smallestSlackShare * w)
          upper = max(w - lower, Self.smallestSlackShare * w)
        }
        lowerDual = mu / lower
        upperDual = mu / upper
      }
      point.lowerSlack[at][lane] = lower
      point.upperSlack[at][lane] = upper
      point.lowerDual[at][lane] = lowerDual
      point.upperDual[at][lane] = upperDual
    }
  }

  /// As near to the warm start, or to 0, as the bounds leave room.
  private func placeNetworkColumn(group g: Int, column i: Int) {
    let shape = program.shape
    let mu = barrier
    let at = g * shape.items + shape.networkOffset + i
    let column = g * shape.network + i
    for lane in 0..<laneCount {
      let lower = program.networkLower[g][i][lane]
      let upper = program.networkUpper[g][i][lane]
      point.lowerSlack[at][lane] = 1
      point.upperSlack[at][lane] = 1
      point.lowerDual[at][lane] = 0
      point.upperDual[at][lane] = 0
      guard program.networkMoves[g][i][lane] > 0 else {
        point.network[column][lane] = lower
        continue
      }
      let room = min(1, 0.25 * (upper - lower))
      let aim =
        warmStart.map {
          $0.point.network[column][lane] * $0.scale.quantity / program.scale.quantity
        } ?? 0
      let value = min(max(aim, lower + room), upper - room)
      point.network[column][lane] = value
      if lower.isFinite {
        point.lowerSlack[at][lane] = value - lower
        point.lowerDual[at][lane] = mu / (value - lower)
      }
      if upper.isFinite {
        point.upperSlack[at][lane] = upper - value
        point.upperDual[at][lane] = mu / (upper - value)
      }
    }
  }

  private func placeRow(group g: Int, row k: Int, margin: Lanes) {
    let shape = program.shape
    let at = g * shape.items + shape.rowOffset + k
    for lane in 0..<laneCount {
      let isOn = program.rowIsOn[g][k][lane] > 0
      let slack = isOn ? max(margin[lane], smallestSlack(ofRowAt: at, lane)) : 1
      point.lowerSlack[at][lane] = slack
      point.upperSlack[at][lane] = 1
      point.lowerDual[at][lane] = isOn ? barrier / slack : 0
      point.upperDual[at][lane] = 0
    }
  }

  /// The slack at which a row has the multiplier of the warm start.
  private func smallestSlack(ofRowAt at: Int, _ lane: Int) -> Double {
    guard let warmStart else { return Self.smallestRowSlack }
    let dual = warmStart.point.lowerDual[at][lane] * warmStart.scale.price / program.scale.price
    return dual > 0 ? min(barrier / dual, Self.smallestRowSlack) : Self.smallestRowSlack
  }
}
