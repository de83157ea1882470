// SPDX-License-Identifier: Apache-2.0

/// The first point: every box on the central path of its own, at one price everywhere.
///
/// With all balance duals equal and each state's dual where charging and discharging neither win
/// nor lose, the value `x` of an item of width `w` and reduced cost `r` solves
/// `mu/x − mu/(w − x) = r`. Only the rows and the stationarity of network columns start violated.
struct StartingPoint {
  /// So large that every box starts near its middle: a column pressed against a bound, such as
  /// shedding at its price, could open up only by a constant factor per step where it is needed.
  static let barrier = 10_000.0
  static let smallestSlackShare = 1e-6
  static let smallestRowSlack = 0.1

  let program: LaneProgram
  let point: LanePoint

  func place() {
    let shape = program.shape
    let price = ProgramScale.typicalPrice
    let neutral = neutralStateDuals(price: price)
    for g in 0..<shape.groups {
      for n in 0..<shape.balances { point.balanceDual[g * shape.balances + n] = Lanes(all: price) }
      for s in 0..<shape.states {
        point.stateDual[g * shape.states + s] = Lanes(all: neutral[s])
      }
      for j in 0..<shape.columns {
        var reduced = program.cost[g * shape.priced + j]
        for p in shape.balanceStart[j]..<shape.balanceStart[j + 1] {
          reduced -= Lanes(all: shape.balanceValue[p] * price)
        }
        for p in shape.stateStart[j]..<shape.stateStart[j + 1] {
          reduced += Lanes(all: shape.stateValue[p] * neutral[shape.stateRow[p]])
        }
        if program.hasCurvature {
          // At the middle of the box.
          let width = program.width[g * shape.priced + j]
          reduced += 0.5 * width * program.curvature[g * shape.priced + j]
        }
        placeBox(group: g, item: j, reducedCost: reduced)
      }
      for s in 0..<shape.states {
        let item = shape.levelOffset + s
        var reduced = program.cost[g * shape.priced + item] - neutral[s]
        for lane in 0..<laneCount {
          let t = g * laneCount + lane
          if t + 1 < shape.stages {
            let next = (t + 1) / laneCount * shape.states + s
            reduced[lane] += program.retention[next][(t + 1) % laneCount] * neutral[s]
          }
        }
        placeBox(group: g, item: item, reducedCost: reduced)
      }
      for i in 0..<shape.network { placeNetworkColumn(group: g, column: i, price: price) }
      for k in 0..<shape.rows { placeRow(group: g, row: k) }
    }
  }

  /// Half-way between the dual at which the best charging column wins nothing and the one at which
  /// the best discharging column does.
  private func neutralStateDuals(price: Double) -> [Double] {
    let shape = program.shape
    var lowest = [Double](repeating: .infinity, count: shape.states)
    var highest = [Double](repeating: -.infinity, count: shape.states)
    for j in 0..<shape.columns {
      var revenue = 0.0
      for p in shape.balanceStart[j]..<shape.balanceStart[j + 1] {
        revenue += shape.balanceValue[p] * price
      }
      for p in shape.stateStart[j]..<shape.stateStart[j + 1] where revenue != 0 {
        // A minor by-product of a column (a budget's tonnes per MWh) must not set a huge dual.
        let dual = min(max(revenue / shape.stateValue[p], -4 * price), 4 * price)
        lowest[shape.stateRow[p]] = min(lowest[shape.stateRow[p]], dual)
        highest[shape.stateRow[p]] = max(highest[shape.stateRow[p]], dual)
      }
    }
    return zip(lowest, highest).map { $0.0 <= $0.1 ? 0.5 * ($0.0 + $0.1) : 0 }
  }

  private func placeBox(group g: Int, item: Int, reducedCost: Lanes) {
    let shape = program.shape
    let mu = Self.barrier
    let at = g * shape.items + item
    let width = program.width[g * shape.priced + item]
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
        lowerDual = mu / lower
        upperDual = mu / upper
      }
      point.lowerSlack[at][lane] = lower
      point.upperSlack[at][lane] = upper
      point.lowerDual[at][lane] = lowerDual
      point.upperDual[at][lane] = upperDual
    }
  }

  /// As near to 0 as the bounds leave room.
  private func placeNetworkColumn(group g: Int, column i: Int, price: Double) {
    let shape = program.shape
    let mu = Self.barrier
    let at = g * shape.items + shape.networkOffset + i
    let column = g * shape.network + i
    for lane in 0..<laneCount {
      let lower = program.networkLower[column][lane]
      let upper = program.networkUpper[column][lane]
      point.lowerSlack[at][lane] = 1
      point.upperSlack[at][lane] = 1
      point.lowerDual[at][lane] = 0
      point.upperDual[at][lane] = 0
      guard program.networkMoves[column][lane] > 0 else {
        point.network[column][lane] = lower
        continue
      }
      let room = min(1, 0.25 * (upper - lower))
      let value = min(max(0, lower + room), upper - room)
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

  private func placeRow(group g: Int, row k: Int) {
    let shape = program.shape
    let at = g * shape.items + shape.rowOffset + k
    let factors = program.factors + program.factorsOfGroup[g] * shape.network * shape.rows
    var load = Lanes.zero
    for i in 0..<shape.network {
      load += factors[i * shape.rows + k] * point.network[g * shape.network + i]
    }
    let margin = program.limit[g * shape.rows + k] - load
    for lane in 0..<laneCount {
      let isOn = program.rowIsOn[g * shape.rows + k][lane] > 0
      let slack = isOn ? max(margin[lane], Self.smallestRowSlack) : 1
      point.lowerSlack[at][lane] = slack
      point.upperSlack[at][lane] = 1
      point.lowerDual[at][lane] = isOn ? Self.barrier / slack : 0
      point.upperDual[at][lane] = 0
    }
  }
}
