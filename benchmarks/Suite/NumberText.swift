// SPDX-License-Identifier: Apache-2.0
import Foundation

func fixedPoint(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

/// Two significant digits, as in `3.1e-09`.
func scientific(_ value: Double) -> String { String(format: "%.1e", value) }

/// Three significant digits: more than repeated measurements support. Small numbers as powers.
func rounded(_ value: Double) -> String {
  guard value.isFinite else { return "–" }
  guard value != 0 else { return "0" }
  guard value.magnitude >= 0.001 else { return scientific(value) }
  // The exponent is that of the rounded number: 9.999 is shown as 10.0.
  let shown = Double(String(format: "%.2e", value)) ?? value
  return fixedPoint(shown, max(0, 2 - Int(log10(shown.magnitude).rounded(.down))))
}
