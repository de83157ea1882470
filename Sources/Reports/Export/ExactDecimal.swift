// SPDX-License-Identifier: Apache-2.0

/// A decimal number as a table writes it, for conversions and sums without rounding.
package struct ExactDecimal: Equatable {
  private var digits: Int
  /// Digits after the point.
  private var places: Int

  /// `digits` × 10^−`places`
  package init(_ digits: Int, places: Int = 0) {
    self.digits = digits
    self.places = places
  }

  /// Nil where the text is not digits with at most one point and a sign, or has too many of them.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = parts.count == 2 ? parts[1] : ""
    guard fraction.allSatisfy({ ("0"..."9").contains($0) }),
      let digits = Int(parts[0] + fraction)
    else { return nil }
    self.init(digits, places: fraction.count)
  }

  /// Nil where the sum is beyond 64 bits.
  package func adding(_ other: Self) -> Self? {
    let places = max(places, other.places)
    guard let a = atPlaces(places), let b = other.atPlaces(places) else { return nil }
    let (sum, overflows) = a.addingReportingOverflow(b)
    return overflows ? nil : Self(sum, places: places)
  }

  package func multiplied(by other: Self) -> Self? {
    let (product, overflows) = digits.multipliedReportingOverflow(by: other.digits)
    return overflows ? nil : Self(product, places: places + other.places)
  }

  private func atPlaces(_ wanted: Int) -> Int? {
    var result = digits
    for _ in places..<wanted {
      let (product, overflows) = result.multipliedReportingOverflow(by: 10)
      if overflows { return nil }
      result = product
    }
    return result
  }

  /// Without zeros at the end.
  package var text: String {
    var whole = String(digits.magnitude)
    whole = String(repeating: "0", count: max(0, places + 1 - whole.count)) + whole
    var fraction = String(whole.suffix(places))
    whole = String(whole.dropLast(places))
    while fraction.last == "0" { fraction.removeLast() }
    return (digits < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }
}
