// SPDX-License-Identifier: Apache-2.0

/// Searches the MW with which the mean of an annual index is that of another system.
struct LevelSearch {
  /// Index by Monte Carlo year at 0 MW, and to be reached.
  let start: [Double]
  let aim: [Double]
  /// -1 where the index falls with the MW, 1 where it rises.
  let sign: Double
  /// Far end: the index is at or beyond the aim there, but for rounding.
  let limitMW: Double
  let toleranceMW: Double
  /// Whether the index is a step function of the MW.
  let isStep: Bool
  let climateYears: [Range<Int>]
  let annual: (Double) throws -> [Double]

  /// More steps than any search took.
  private static let mostSteps = 60
  /// Distance of the points between which the slope is taken, as a share of the limit, and in
  /// tolerances.
  private static let slopeShare = 0.01
  private static let slopeTolerances = 10.0

  private struct Point {
    var megawatts: Double
    var annual: [Double]
    /// Mean index less the aim's, made to rise with the MW.
    var excess: Double
  }

  private func point(_ megawatts: Double) throws -> Point {
    point(megawatts, try annual(megawatts))
  }

  private func point(_ megawatts: Double, _ annual: [Double]) -> Point {
    // Sums of equal terms are equal: the excess is 0 where no year differs.
    let difference = zip(annual, aim).reduce(0) { $0 + ($1.0 - $1.1) } / Double(aim.count)
    return Point(megawatts: megawatts, annual: annual, excess: sign * difference)
  }

  /// - Returns: nil where the index does not move between 0 and the limit.
  func estimate() throws -> CapacityValueEstimate? {
    let low = point(0, start)
    let high = try point(limitMW)
    guard high.excess > low.excess else { return nil }
    return isStep ? try steps(low, high) : try root(low, high)
  }

  // MARK: Continuous

  /// Secant steps kept between two ends (Illinois variant of false position), until the root is known
  /// to the tolerance: an index convex in the MW keeps above the flatter of the two chords.
  ///
  /// Source: M. Dowell, P. Jarratt, "A modified regula falsi method for computing the root of an
  /// equation", BIT 11 (1971), pp. 168-174.
  private func root(_ first: Point, _ second: Point) throws -> CapacityValueEstimate {
    // Nothing to make up for, or no less than the limit: up to rounding of the dispatch.
    if first.excess >= 0 { return estimate(at: first, near: [second]) }
    if second.excess <= 0 { return estimate(at: second, near: [first]) }
    var low = first
    var high = second
    var (lowWeight, highWeight) = (1.0, 1.0)
    var known = [first, second]
    for _ in 0..<Self.mostSteps {
      let a = low.excess * lowWeight
      let b = high.excess * highWeight
      let last = known.last!.excess
      let next = try point((low.megawatts * b - high.megawatts * a) / (b - a))
      known.append(next)
      let flattest = min(Self.slope(low, next), Self.slope(next, high))
      if next.excess.magnitude <= flattest * toleranceMW
        || high.megawatts - low.megawatts <= toleranceMW
      {
        break
      }
      if next.excess < 0 {
        low = next
        lowWeight = 1
        highWeight = last < 0 ? highWeight / 2 : 1
      } else {
        high = next
        highWeight = 1
        lowWeight = last > 0 ? lowWeight / 2 : 1
      }
    }
    return estimate(at: known.removeLast(), near: known)
  }

  private static func slope(_ a: Point, _ b: Point) -> Double {
    ((b.excess - a.excess) / (b.megawatts - a.megawatts)).magnitude
  }

  private func estimate(at found: Point, near known: [Point]) -> CapacityValueEstimate {
    let difference = TwoLevelEstimate(
      zip(found.annual, aim).map { $0 - $1 }, climateYears: climateYears)
    let slope = slope(at: found, known)
    let error = difference.estimate.standardError / slope
    return CapacityValueEstimate(
      lowMW: found.megawatts, highMW: found.megawatts,
      standardErrorMW: error.isFinite ? error : nil)
  }

  /// Change of the mean index per MW about the root, from the nearest point known that is not so near
  /// that rounding would show.
  private func slope(at found: Point, _ known: [Point]) -> Double {
    let least = max(Self.slopeTolerances * toleranceMW, Self.slopeShare * limitMW)
    func distance(_ point: Point) -> Double { (point.megawatts - found.megawatts).magnitude }
    let far = known.filter { distance($0) >= least }.min { distance($0) < distance($1) }
    return far.map { Self.slope($0, found) } ?? 0
  }

  // MARK: Steps

  /// Both ends of the MW on which the index is the aim's.
  private func steps(_ low: Point, _ high: Point) throws -> CapacityValueEstimate {
    let least = try crossing(low, high) { $0 >= 0 }
    let greatest = try crossing(low, high) { $0 > 0 }
    return CapacityValueEstimate(lowMW: least, highMW: greatest, standardErrorMW: nil)
  }

  /// The least MW, to the tolerance, from which on `isBeyond` holds of the excess.
  private func crossing(
    _ first: Point, _ second: Point, _ isBeyond: (Double) -> Bool
  ) throws -> Double {
    if isBeyond(first.excess) { return first.megawatts }
    if !isBeyond(second.excess) { return second.megawatts }
    var (low, high) = (first.megawatts, second.megawatts)
    while high - low > toleranceMW {
      let middle = (low + high) / 2
      if isBeyond(try point(middle).excess) { high = middle } else { low = middle }
    }
    return (low + high) / 2
  }
}
