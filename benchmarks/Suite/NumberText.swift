// SPDX-License-Identifier: Apache-2.0
import Foundation

func fixedPoint(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

/// Two significant digits, as in `3.1e-09`.
func scientific(_ value: Double) -> String { String(format: "%.1e", value) }
