// SPDX-License-Identifier: Apache-2.0
import Quantities

/// Hourly weather and load: one variable (`load_mw`, `cf_solar`, `inflow_pu` ...) by column
/// (mostly a country or zone), all on one time axis in UTC.
public struct HourlySeries: Sendable {
  public var axis: TimeAxis
  /// Where the numbers come from, in words, for reports and manifests.
  public var origin: String
  /// The level of this year as a share of that of all years, where it is known: an annual energy or
  /// mean availability given for all years is to be multiplied by it.
  public var annualFactors: [Key: Double] = [:]
  private var table: [Key: [Double]] = [:]

  public struct Key: Hashable, Comparable, Sendable {
    public var variable: String
    public var column: String

    public init(variable: String, column: String) {
      self.variable = variable
      self.column = column
    }

    public static func < (a: Self, b: Self) -> Bool {
      (a.variable, a.column) < (b.variable, b.column)
    }
  }

  public init(axis: TimeAxis, origin: String) {
    self.axis = axis
    self.origin = origin
  }

  /// The values of a variable in a column; nil where it is not there.
  public subscript(variable: String, column: String) -> [Double]? {
    get { table[Key(variable: variable, column: column)] }
    set {
      if let newValue {
        precondition(newValue.count == axis.count, "\(newValue.count) values, \(axis.count) units")
      }
      table[Key(variable: variable, column: column)] = newValue
    }
  }

  /// The entry of ``annualFactors``; 1 where there is none.
  public func annualFactor(_ variable: String, _ column: String) -> Double {
    annualFactors[Key(variable: variable, column: column)] ?? 1
  }

  /// What is there, sorted.
  public var keys: [Key] { table.keys.sorted() }

  /// The units `range` of every variable.
  public func slice(_ range: Range<Int>) -> HourlySeries {
    var result = HourlySeries(axis: axis.slice(range), origin: origin)
    result.annualFactors = annualFactors
    for (key, values) in table { result[key.variable, key.column] = Array(values[range]) }
    return result
  }

  /// The same with `parts` equal units in place of each: each part holds the value of the whole, so
  /// that energy (MW times hours) stays what it was and nothing is made up within the hour.
  ///
  /// - Precondition: `parts` divides the length of a unit in seconds.
  public func divided(into parts: Int) -> HourlySeries {
    if parts == 1 { return self }
    precondition(
      parts > 0 && axis.stepSeconds % parts == 0, "\(axis.stepSeconds) s in \(parts) parts")
    var result = HourlySeries(
      axis: TimeAxis(
        startSeconds: axis.startSeconds, stepSeconds: axis.stepSeconds / parts,
        count: axis.count * parts),
      origin: origin)
    result.annualFactors = annualFactors
    for (key, values) in table {
      result[key.variable, key.column] = values.flatMap { [Double](repeating: $0, count: parts) }
    }
    return result
  }
}
