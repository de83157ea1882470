// SPDX-License-Identifier: Apache-2.0
import Glibc
import GridModel
import Quantities

extension Collection where Element == Double {
  /// Sum with compensation for what rounding loses (A. Neumaier, "Rundungsfehleranalyse einiger
  /// Verfahren zur Summation endlicher Summen", ZAMM 54 (1974), pp. 39-51).
  var compensatedSum: Double {
    var sum = 0.0
    var lost = 0.0
    for value in self {
      let next = sum + value
      lost += sum.magnitude >= value.magnitude ? (sum - next) + value : (value - next) + sum
      sum = next
    }
    return sum + lost
  }

  /// 0 for an empty collection.
  var mean: Double { isEmpty ? 0 : compensatedSum / Double(count) }

  /// Standard deviation of all values, not of a sample.
  var standardDeviation: Double {
    let centre = mean
    return sqrt(map { ($0 - centre) * ($0 - centre) }.mean)
  }

  /// The value below which the share `probability` lies, straight lines between the values.
  func quantiles(_ probabilities: [Double]) -> [Double] {
    let ordered = sorted()
    return probabilities.map { probability in
      let position = probability * Double(ordered.count - 1)
      let low = Int(position)
      let high = Swift.min(low + 1, ordered.count - 1)
      return ordered[low] + (position - Double(low)) * (ordered[high] - ordered[low])
    }
  }
}

/// Pearson's correlation; 0 where one side does not vary.
func correlation(_ a: some Collection<Double>, _ b: some Collection<Double>) -> Double {
  let meanA = a.mean
  let meanB = b.mean
  let product = zip(a, b).map { ($0 - meanA) * ($1 - meanB) }.compensatedSum
  let squareA = a.map { ($0 - meanA) * ($0 - meanA) }.compensatedSum
  let squareB = b.map { ($0 - meanB) * ($0 - meanB) }.compensatedSum
  let scale = squareA * squareB
  return scale > 0 ? product / sqrt(scale) : 0
}

/// Correlation of a series with itself `lag` units later.
func autocorrelation(_ values: [Double], lag: Int) -> Double {
  lag < values.count ? correlation(values.dropFirst(lag), values.dropLast(lag)) : 0
}

/// The argument at which a rising function meets the target, by bisection.
func argument(
  of function: (Double) -> Double, at target: Double, between lowest: Double, and highest: Double
) -> Double {
  var low = lowest
  var high = highest
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if function(middle) < target { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

/// Standard normal numbers that stand for as many equal shares of the distribution.
func normalPoints(_ count: Int) -> [Double] {
  (0..<count).map { normalQuantile((Double($0) + 0.5) / Double(count)) }
}

/// Newton's method on the normal distribution function.
func normalQuantile(_ probability: Double) -> Double {
  var z = 0.0
  for _ in 0..<60 {
    let excess = 0.5 * erfc(-z / 2.0.squareRoot()) - probability
    let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    let step = excess / density
    z -= max(-1, min(1, step))
    if step.magnitude < 1e-14 { break }
  }
  return z
}

/// Logit of a share, taken between the margins.
func logit(_ share: Double) -> Double {
  let inner = (share + logitMargin) / (1 + 2 * logitMargin)
  return log(inner / (1 - inner))
}

/// Months, hours and weekdays of the fitted series.
///
/// Monthly values stand at the middles of months of a common year; 29 February lies where a 29th day
/// of 28 would.
struct FitCalendar {
  /// Per time unit, 0 to 11 and 0 to 23.
  let months: [Int]
  let hours: [Int]
  let isWeekend: [Bool]
  private let blends: [MonthBlend]
  var count: Int { months.count }

  init(_ axis: TimeAxis) {
    let dates = (0..<axis.count).map { axis.date(at: $0) }
    months = dates.map { $0.month - 1 }
    hours = (0..<axis.count).map { axis.hourOfDay(at: $0) }
    isWeekend = dates.map { $0.isoWeekday >= 6 }
    blends = dates.map { MonthBlend($0, februaryDays: 28) }
  }

  func between(_ monthly: [Double], _ unit: Int) -> Double { blends[unit].value(monthly) }

  /// Mean per month, with the months beside it (1-2-1): one year's luck is not climate.
  ///
  /// - Parameter units: which time unit each value belongs to.
  func monthlyMeans(_ values: [Double], at units: [Int]) -> [Double] {
    var cells = [[Double]](repeating: [], count: 12)
    for (value, unit) in zip(values, units) { cells[months[unit]].append(value) }
    let means = cells.map(\.mean)
    return (0..<12).map { month in
      let before = means[(month + 11) % 12]
      let after = means[(month + 1) % 12]
      return (before + 2 * means[month] + after) / 4
    }
  }
}

/// How residuals at several places go together in space and time.
struct ResidualSet {
  private(set) var names: [HourlySeries.Key] = []
  private(set) var values: [[Double]] = []
  private var places: [Place] = []

  mutating func add(_ name: HourlySeries.Key, _ residuals: [Double], at place: Place) {
    names.append(name)
    values.append(residuals)
    places.append(place)
  }

  /// Distance and correlation of each pair nearer than `farthestKM`.
  func pairs(within farthestKM: Double) -> [(distance: Double, correlation: Double)] {
    var pairs: [(distance: Double, correlation: Double)] = []
    for first in names.indices {
      for second in names.indices where second > first {
        let distance = places[first].distanceKM(to: places[second])
        if distance < farthestKM {
          pairs.append((distance, correlation(values[first], values[second])))
        }
      }
    }
    return pairs
  }

  /// Mean over the places; nil where there is none.
  func autocorrelation(lag: Int) -> Double? {
    values.isEmpty ? nil : values.map { Climate.autocorrelation($0, lag: lag) }.mean
  }

  /// Length of the Gaussian kernel whose correlations fit best, km; nil for fewer than two places.
  var length: Double? {
    let pairs = pairs(within: 1500)
    guard !pairs.isEmpty else { return nil }
    return stride(from: 150.0, to: 900, by: 10).leastBy { length in
      pairs.map { squared($0.correlation - nearness($0.distance, length)) }.compensatedSum
    }
  }

  /// Hours after which the autocorrelation at `lag` steps has fallen by e; nil where it is not
  /// between 0 and 1.
  func timeConstant(lag: Int, stepHours: Double) -> Double? {
    guard let r = autocorrelation(lag: lag), r > 0, r < 1 else { return nil }
    return -Double(lag) * stepHours / log(r)
  }
}

/// Correlation over a distance of a field smoothed by a Gaussian kernel of that length.
func nearness(_ distance: Double, _ length: Double) -> Double {
  exp(-squared(distance / (2 * length)))
}

func squared(_ value: Double) -> Double { value * value }

extension Sequence {
  /// The first element for which the error is least.
  func leastBy(_ error: (Element) -> Double) -> Element? {
    map { ($0, error($0)) }.min { $0.1 < $1.1 }?.0
  }
}
