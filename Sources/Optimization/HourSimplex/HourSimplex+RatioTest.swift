// SPDX-License-Identifier: Apache-2.0

/// A reduced cost that reaches 0 along the ray.
struct RatioCandidate {
  /// The step at which it does.
  var ratio: Double
  /// `aᵀ ray`: the rate at which the reduced cost falls.
  var slope: Double
  var variable: Int
}

/// How far the duals go and what enters the basis.
struct DualStep {
  var length: Double
  var variable: Int
  /// `aᵀ ray` of the entering variable.
  var slope: Double
  /// Whether it leaves its bound upwards.
  var rises: Bool
}

extension HourSimplex {
  /// Goes along the ray while the dual objective rises; variables whose reduced costs change sign on
  /// the way move to their other bound.
  ///
  /// The slope of the dual objective is at first the excess of the leaving variable; each bound
  /// passed takes off what crossing it supplies. Among reduced costs that reach 0 together the one
  /// with the largest entry enters.
  ///
  /// - Returns: nil if the dual objective rises without end.
  mutating func ratioTest(excess: Double, first: Bool) -> DualStep? {
    var count = gatherCandidates()
    var remaining = excess
    while count > 0 {
      let at = smallestRatio(count)
      let candidate = candidates[at]
      let supplied = abs(candidate.slope) * breadth(candidate)
      // What is left by rounding is no reason to look further.
      if remaining - supplied <= tolerances.primal {
        let chosen = first ? candidate : largestEntry(count, within: candidate.ratio)
        return DualStep(
          length: chosen.ratio, variable: chosen.variable, slope: chosen.slope,
          rises: rises(chosen))
      }
      remaining -= supplied
      cross(candidate)
      if let next = nextStep(of: candidate) {
        candidates[at] = next
      } else {
        count -= 1
        candidates[at] = candidates[count]
      }
    }
    return nil
  }

  /// All reduced costs that the ray drives to 0.
  private mutating func gatherCandidates() -> Int {
    var count = gatherLinks(after: gatherCurves())
    for variable in shape.firstNetworkColumn..<shape.firstSlack where !isBasic[variable] {
      let slope = product(variable, ray)
      guard isAtUpper[variable] ? -slope > smallestEntry : slope > smallestEntry,
        range(variable) > 0
      else { continue }
      let reduced = self.cost(variable) - product(variable, dual)
      candidates[count] = RatioCandidate(
        ratio: max(reduced / slope, 0), slope: slope, variable: variable)
      count += 1
    }
    for r in shape.balances..<max(basis.count, shape.balances) {
      let variable = shape.firstSlack + basis.networkRow[r]
      guard !isBasic[variable], ray[r] > smallestEntry else { continue }
      candidates[count] = RatioCandidate(
        ratio: max(-dual[r] / ray[r], 0), slope: ray[r], variable: variable)
      count += 1
    }
    return count
  }

  @inline(__always)
  private var smallestEntry: Double { HourTolerances.smallestEntry }

  /// Of the supply curves. Here and for links every variable is written and counts only if it is a
  /// candidate: which ones are cannot be foreseen, and a wrong guess costs more than the division.
  @inline(__always)
  private mutating func gatherCurves() -> Int {
    let (candidates, ray, dual) = (candidates, ray, dual)
    let (start, position, price) = (shape.curveStart, curvePosition, stepPrice)
    let isBasic = isBasic
    var count = 0
    for z in 0..<shape.balances {
      let slope = ray[z]
      let isUp = slope > 0
      let step = start[z] &+ position[z] &- (isUp ? 0 : 1)
      let exists = isUp ? step < start[z &+ 1] : step >= start[z]
      let isUseful = exists && abs(slope) > smallestEntry && !isBasic[z]
      // Beyond the ends of a curve stand the neighbour's prices, or a place held for them.
      let ratio = (price[step] - dual[z]) / slope
      candidates[count] = RatioCandidate(
        ratio: ratio > 0 ? ratio : 0, slope: slope, variable: z)
      count &+= isUseful ? 1 : 0
    }
    return count
  }

  @inline(__always)
  private mutating func gatherLinks(after first: Int) -> Int {
    let (candidates, ray, dual) = (candidates, ray, dual)
    let (entries, column) = (shape.linkEntries, shape.linkColumn)
    let (cost, lower, upper) = (
      tables.cost.at(stage), tables.lower.at(stage), tables.upper.at(stage)
    )
    let isBasic = isBasic + shape.firstLink
    let isAtUpper = isAtUpper + shape.firstLink
    let firstLink = shape.firstLink
    var count = first
    for link in 0..<shape.links {
      let slope = entries.product(link, ray)
      let j = column[link]
      let inward = isAtUpper[link] ? -slope : slope
      let isUseful = inward > smallestEntry && !isBasic[link] && upper[j] > lower[j]
      let ratio = (cost[j] - entries.product(link, dual)) / slope
      candidates[count] = RatioCandidate(
        ratio: ratio > 0 ? ratio : 0, slope: slope, variable: firstLink &+ link)
      count &+= isUseful ? 1 : 0
    }
    return count
  }

  /// The next step of a supply curve in the direction in which its price goes.
  @inline(__always)
  private func curveCandidate(_ z: Int, slope: Double) -> RatioCandidate? {
    let start = shape.curveStart[z]
    let position = curvePosition[z]
    if slope > smallestEntry {
      guard start + position < shape.curveStart[z + 1] else { return nil }
      let ratio = (stepPrice[start + position] - dual[z]) / slope
      return RatioCandidate(ratio: max(ratio, 0), slope: slope, variable: z)
    }
    guard slope < -smallestEntry, position > 0 else { return nil }
    let ratio = (stepPrice[start + position - 1] - dual[z]) / slope
    return RatioCandidate(ratio: max(ratio, 0), slope: slope, variable: z)
  }

  @inline(__always)
  private func smallestRatio(_ count: Int) -> Int {
    var best = 0
    var smallest = candidates[0].ratio
    for at in 1..<max(count, 1) where candidates[at].ratio < smallest {
      smallest = candidates[at].ratio
      best = at
    }
    return best
  }

  private mutating func largestEntry(_ count: Int, within ratio: Double) -> RatioCandidate {
    let limit = ratio + tolerances.dual
    var best = candidates[0]
    var largest = -1.0
    for at in 0..<count where candidates[at].ratio <= limit {
      if abs(candidates[at].slope) > largest {
        largest = abs(candidates[at].slope)
        best = candidates[at]
      }
    }
    return best
  }

  /// How far the candidate goes to its other bound.
  @inline(__always)
  private func breadth(_ candidate: RatioCandidate) -> Double {
    let variable = candidate.variable
    if variable < shape.firstLink {
      let step = shape.curveStart[variable] + curvePosition[variable]
      return candidate.slope > 0 ? stepWidth[step] : stepWidth[step - 1]
    }
    return variable < shape.firstSlack ? range(variable) : .infinity
  }

  private func rises(_ candidate: RatioCandidate) -> Bool { candidate.slope > 0 }

  /// Moves a variable to its other bound.
  private mutating func cross(_ candidate: RatioCandidate) {
    let variable = candidate.variable
    if variable < shape.firstLink {
      let width = breadth(candidate)
      let sign = candidate.slope > 0 ? 1 : -1
      curvePosition[variable] += sign
      curveSupply[variable] += Double(sign) * width
      rightHandSide[variable] -= Double(sign) * width
    } else {
      let before = valueAtBound(variable)
      isAtUpper[variable].toggle()
      shift(variable, by: valueAtBound(variable) - before)
    }
  }

  /// The curve's step after the one just crossed.
  @inline(__always)
  private func nextStep(of candidate: RatioCandidate) -> RatioCandidate? {
    guard candidate.variable < shape.firstLink else { return nil }
    return curveCandidate(candidate.variable, slope: candidate.slope)
  }
}
