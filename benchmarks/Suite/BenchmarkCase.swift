// SPDX-License-Identifier: Apache-2.0

/// How much of the year a case covers, from its first hour on.
package enum BenchmarkSize: String, CaseIterable, Codable, Sendable {
  case day, week, month, quarter, year

  /// A month is four weeks and a quarter thirteen, so that all but day and year are whole weeks.
  package var hours: Int {
    switch self {
    case .day: 24
    case .week: 168
    case .month: 672
    case .quarter: 2184
    case .year: 8760
    }
  }
}

/// The problems that are timed.
package enum BenchmarkCase: String, CaseIterable, Codable, Sendable {
  /// The synthetic year of `benchmarks/cases/class_p.py`, seed 1.
  case classP = "class_p"
  /// The same without storage: hours that have nothing to do with each other.
  case classPHours = "class_p_hours"
  /// The built-in Penta case for 2030, flow-based, first climate year, without the slope that
  /// shares ties, so that linear solvers have the same problem.
  case penta
}

/// A case at one size.
package struct BenchmarkItem: Hashable, Codable, Sendable {
  package var name: BenchmarkCase
  package var size: BenchmarkSize

  package init(_ name: BenchmarkCase, _ size: BenchmarkSize) {
    self.name = name
    self.size = size
  }
}

package enum SuiteKind: String, CaseIterable, Codable, Sendable {
  /// What `make test` gates on: seconds of work, all counts.
  case quick
  /// The table of `benchmarks/README.md`.
  case full

  package var items: [BenchmarkItem] {
    switch self {
    case .quick:
      [
        BenchmarkItem(.classP, .day), BenchmarkItem(.classP, .week),
        BenchmarkItem(.classPHours, .day), BenchmarkItem(.penta, .day),
      ]
    case .full:
      BenchmarkCase.allCases.flatMap { name in
        BenchmarkSize.allCases.map { BenchmarkItem(name, $0) }
      }
    }
  }

  /// Sizes whose instructions are counted; a counted solve takes about fifty times as long.
  static let countedHours = 168
}
