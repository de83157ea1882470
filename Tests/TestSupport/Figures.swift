// SPDX-License-Identifier: Apache-2.0

/// Prints what a test measured, as a line that `benchmarks/record` keeps.
package func report(figure: String) { print("figure: \(figure)") }
