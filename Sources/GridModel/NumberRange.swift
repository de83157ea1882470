// SPDX-License-Identifier: Apache-2.0

/// Numbers that a figure may have.
package struct NumberRange: Hashable, Sendable {
  package let lower: Double
  package let upper: Double
  package let excludesLower: Bool
  package let excludesZero: Bool

  package init(
    _ lower: Double, _ upper: Double, excludesLower: Bool = false, excludesZero: Bool = false
  ) {
    self.lower = lower
    self.upper = upper
    self.excludesLower = excludesLower
    self.excludesZero = excludesZero
  }

  package static let any = NumberRange(-.infinity, .infinity)
  package static let notZero = NumberRange(-.infinity, .infinity, excludesZero: true)
  package static let notNegative = NumberRange(0, .infinity)
  package static let positive = NumberRange(0, .infinity, excludesLower: true)
  package static let share = NumberRange(0, 1)
  package static let positiveShare = NumberRange(0, 1, excludesLower: true)

  package func contains(_ value: Double) -> Bool {
    value >= lower && value <= upper && !(excludesLower && value == lower)
      && !(excludesZero && value == 0)
  }

  /// `from 0 to 1`, `above 0`, `other than 0` ...
  package var words: String {
    if excludesZero { return "other than 0" }
    let low = shortest(lower)
    let high = shortest(upper)
    switch (lower.isFinite, upper.isFinite) {
    case (true, true):
      return excludesLower ? "above \(low) up to \(high)" : "from \(low) to \(high)"
    case (true, false): return excludesLower ? "above \(low)" : "at least \(low)"
    case (false, true): return "at most \(high)"
    case (false, false): return "any number"
    }
  }
}

/// A number for messages: `2` rather than `2.0`.
package func shortest(_ value: Double) -> String {
  value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : String(value)
}
