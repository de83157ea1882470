// SPDX-License-Identifier: Apache-2.0
import Foundation

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
  /// Where the far end is first looked for, in place of the limit; nil for the limit.
  var guessMW: Double?
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

  /// A guess that falls short is made so many times larger.
  private static let widening = 2.0

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
    let first = point(0, start)
    let ends = try ends(first)
    guard ends.high.excess > first.excess else { return nil }
    return isStep ? try steps(ends.low, ends.high) : try root(ends.low, ends.high)
  }

  /// Two points between which the aim lies: from 0 to the limit, or nearer to the guess.
  private func ends(_ first: Point) throws -> (low: Point, high: Point) {
    var low = first
    var megawatts = guessMW ?? limitMW
    while megawatts < limitMW {
      let next = try point(megawatts)
      if next.excess > 0 { return (low, next) }
      // On equal terms a step begins at or before this point.
      if next.excess < 0 { low = next }
      megawatts *= Self.widening
    }
    return (low, try point(limitMW))
  }

  // MARK: Continuous

  /// Secant steps kept between two ends (Illinois variant of false position), until the root is known
  /// to the tolerance: an index convex in the MW keeps above the flatter of the two chords. They go by
  /// the logarithm of the index over the aim, which is nearly straight in the MW where the index
  /// itself falls by orders of magnitude.
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
      let a = distance(low) * lowWeight
      let b = distance(high) * highWeight
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

  /// Of an index this share of the aim or less, as of that share: its logarithm says nothing.
  private static let leastShare = 1e-2

  /// How far a point is from the aim, with the sign of its excess.
  private func distance(_ point: Point) -> Double {
    let aim = aim.reduce(0, +)
    let share = max(point.annual.reduce(0, +) / aim, Self.leastShare)
    let size = max(abs(log(share)), .leastNormalMagnitude)
    return point.excess < 0 ? -size : size
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
