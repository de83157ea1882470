// SPDX-License-Identifier: Apache-2.0
import Scenarios
import Studies
import TestSupport
import Testing

@Suite("Latin hypercube sampling of levers")
struct LeverSamplingTests {
  private static func lever(_ name: String, _ range: LeverRange) -> LeverSampling.Lever {
    LeverSampling.Lever(
      name: name, range: range, unit: "EUR/MWh",
      patches: [
        Patch(
          RowSelector("fuels", [.asset: name]),
          .set(attribute: "price_eur_per_mwh", .word(LeverSampling.word)))
      ])
  }

  private static let ranges: [LeverRange] = [
    LeverRange(-5, 15), LeverRange(0.1, 1000, .logUniform),
    LeverRange(0, 10, .triangular, mode: 2), LeverRange(3, 4, .triangular, mode: 3),
    LeverRange(3, 4, .triangular, mode: 4),
  ]

  /// Share of all values below `value`: what ``LeverRange/quantile(_:)`` inverts, found by halving.
  private func share(below value: Double, in range: LeverRange) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if range.quantile(middle) < value { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  @Test(
    "every part of every range has exactly one sample", arguments: [1, 2, 7, 100, 1000],
    [1 as UInt64, 2, .max])
  func stratification(samples: Int, seed: UInt64) {
    for (number, range) in Self.ranges.enumerated() {
      let lever = Self.lever("lever \(number)", range)
      let sampling = LeverSampling(samples: samples, seed: seed, levers: [lever])
      let values = sampling.values(of: lever)
      let parts = values.map { Int(share(below: $0, in: range) * Double(samples)) }
      #expect(parts.sorted() == Array(0..<samples), "\(range)")
    }
  }

  @Test("quantiles of the distributions, counted by hand")
  func quantiles() {
    expectClose(LeverRange(10, 30).quantile(0.25), 15, absolute: 1e-12)
    expectClose(LeverRange(1, 100, .logUniform).quantile(0.5), 10, absolute: 1e-12)
    // Two right triangles on 0 to 10 with the peak at 2: a fifth of the values lies below it.
    let triangle = LeverRange(0, 10, .triangular, mode: 2)
    expectClose(triangle.quantile(0.2), 2, absolute: 1e-12)
    expectClose(triangle.quantile(0.05), 1, absolute: 1e-12)
    expectClose(triangle.quantile(0.8), 10 - 4, absolute: 1e-12)
    for range in Self.ranges {
      expectClose(range.quantile(0), range.lower, absolute: 1e-12)
      expectClose(range.quantile(1), range.upper, relative: 1e-12)
    }
  }

  /// The mean over a hypercube is far nearer than that of as many independent draws: with one value
  /// in each of `n` parts it is off by less than one part.
  @Test("means of the distributions")
  func means() {
    func mean(_ range: LeverRange) -> Double {
      let lever = Self.lever("x", range)
      let values = LeverSampling(samples: 1000, seed: 5, levers: [lever]).values(of: lever)
      return values.reduce(0, +) / 1000
    }
    expectClose(mean(LeverRange(-5, 15)), 5, absolute: 20.0 / 1000)
    expectClose(mean(LeverRange(0, 10, .triangular, mode: 2)), 4, absolute: 10.0 / 1000)
  }

  @Test("a lever's values depend on its name and the seed, not on other levers")
  func independence() {
    let levers = ["gas", "coal", "co2"].map { Self.lever($0, LeverRange(0, 1)) }
    let all = LeverSampling(samples: 50, seed: 3, levers: levers)
    let reversed = LeverSampling(samples: 50, seed: 3, levers: levers.reversed())
    let alone = LeverSampling(samples: 50, seed: 3, levers: [levers[0]])
    for lever in levers { #expect(all.values(of: lever) == reversed.values(of: lever)) }
    #expect(all.values(of: levers[0]) == alone.values(of: levers[0]))
    #expect(all.values(of: levers[0]) != all.values(of: levers[1]))
    let other = LeverSampling(samples: 50, seed: 4, levers: levers)
    #expect(all.values(of: levers[0]) != other.values(of: levers[0]))
  }

  /// The rank correlation of two independent orders of 1000 has standard deviation 1 / sqrt(999).
  @Test("levers are not coupled to each other")
  func correlation() {
    let levers = ["gas", "coal", "co2", "wind"].map { Self.lever($0, LeverRange(-1, 1)) }
    let sampling = LeverSampling(samples: 1000, seed: 1, levers: levers)
    let values = levers.map { sampling.values(of: $0) }
    for first in values.indices {
      for second in values.indices where second > first {
        let product = zip(values[first], values[second]).reduce(0) { $0 + $1.0 * $1.1 }
        expectClose(product / 1000 * 3, 0, absolute: 4 / 999.0.squareRoot())
      }
    }
  }

  @Test("every sample is a scenario whose patches have its values")
  func scenarios() throws {
    let levers = [
      Self.lever("gas", LeverRange(10, 40)), Self.lever("coal", LeverRange(5, 10)),
    ]
    let sampling = LeverSampling(base: "base", samples: 12, seed: 1, levers: levers)
    let scenarios = sampling.scenarios
    #expect(scenarios.count == 12)
    #expect(scenarios[0].name == "sample 01")
    #expect(scenarios[11].name == "sample 12")
    #expect(scenarios.allSatisfy { $0.base == "base" })
    for (sample, scenario) in scenarios.enumerated() {
      #expect(
        scenario.patches.map(\.operation)
          == levers.map {
            .set(
              attribute: "price_eur_per_mwh",
              .number(sampling.values(of: $0)[sample], unit: "EUR/MWh"))
          })
    }
  }
}
