// SPDX-License-Identifier: Apache-2.0
import Climate
import Foundation
import Scenarios

/// Levers drawn together by Latin hypercube sampling: the range of every lever is cut into as many
/// equally likely parts as there are samples, and each part holds exactly one of its values.
///
/// Draws are keyed by seed, name of the lever and number of the sample: adding, removing or
/// reordering levers changes no value of the others. Another number of samples changes all values,
/// for it cuts the ranges elsewhere.
///
/// Source: M. McKay, R. Beckman, W. Conover, "A Comparison of Three Methods for Selecting Values of
/// Input Variables in the Analysis of Output from a Computer Code", Technometrics 21 (1979), no. 2,
/// pp. 239–245, section 2.
package struct LeverSampling: Sendable {
  package struct Lever: Sendable {
    package var name: String
    package var range: LeverRange
    /// Of its values; empty for that of the figures.
    package var unit: String
    /// With the word ``LeverSampling/word`` in place of the value.
    package var patches: [Patch]

    package init(name: String, range: LeverRange, unit: String = "", patches: [Patch] = []) {
      self.name = name
      self.range = range
      self.unit = unit
      self.patches = patches
    }
  }

  /// Stands for the value of a lever in its patches.
  package static let word = "sampled"

  /// What every sample stands on; nil for the case.
  package var base: String?
  package var samples: Int
  package var seed: UInt64
  package var levers: [Lever]
  package var place: TextPlace?

  package init(
    base: String? = nil, samples: Int, seed: UInt64, levers: [Lever], place: TextPlace? = nil
  ) {
    self.base = base
    self.samples = samples
    self.seed = seed
    self.levers = levers
    self.place = place
  }

  /// The values of a lever, sample by sample, in its unit.
  ///
  /// - Complexity: O(samples log samples)
  package func values(of lever: Lever) -> [Double] {
    let draws = (0..<samples).map { draw(lever.name, sample: $0) }
    let order = draws.indices.sorted { (draws[$0].order, $0) < (draws[$1].order, $1) }
    var values = [Double](repeating: 0, count: samples)
    for (part, sample) in order.enumerated() {
      // The draw has 32 bits: far enough from both ends of the part to stay inside when rounded.
      let share = (Double(part) + draws[sample].inside) / Double(samples)
      values[sample] = lever.range.quantile(share)
    }
    return values
  }

  /// By which the samples are put into parts, and where in its part the value lies, in (0, 1).
  private func draw(_ lever: String, sample: Int) -> (order: UInt64, inside: Double) {
    let name = fnv1a("lever \(lever)")
    let words = Philox4x32.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: sample), 0, UInt32(truncatingIfNeeded: name),
        UInt32(truncatingIfNeeded: name >> 32)),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    return (
      UInt64(words[0]) << 32 | UInt64(words[1]), (Double(words[2]) + 0.5) * 0x1p-32
    )
  }

  /// One scenario for each sample, in order; patches in the order of the levers.
  package var scenarios: [Scenario] {
    let values = levers.map { self.values(of: $0) }
    return (0..<samples).map { sample in
      var scenario = Scenario(name: name(ofSample: sample), base: base, place: place)
      scenario.basePlace = place
      for (lever, values) in zip(levers, values) {
        let value = PatchValue.number(values[sample], unit: lever.unit)
        scenario.patches += lever.patches.map { $0.withSampledValue(value) }
      }
      return scenario
    }
  }

  /// `sample 07` for the seventh of ten to ninety-nine, so that names sort as samples do.
  package func name(ofSample sample: Int) -> String {
    let digits = String(sample + 1)
    return "sample " + String(repeating: "0", count: String(samples).count - digits.count) + digits
  }
}

/// How the values of a lever are spread over its range.
package enum LeverDistribution: String, CaseIterable, Sendable {
  case uniform
  /// The logarithm is uniform: a factor of two is as likely anywhere.
  case logUniform = "log_uniform"
  /// Density rises from `lower` to `mode` and falls to `upper`, both on straight lines.
  case triangular
}

/// What values a lever can take, and how likely each is.
package struct LeverRange: Hashable, Sendable {
  package var lower: Double
  package var upper: Double
  package var distribution: LeverDistribution
  /// Of a triangular distribution.
  package var mode: Double

  /// - Precondition: `lower < upper`; above 0 where the logarithm is uniform; `mode` between them.
  package init(
    _ lower: Double, _ upper: Double, _ distribution: LeverDistribution = .uniform,
    mode: Double? = nil
  ) {
    precondition(lower < upper, "from \(lower) to \(upper)")
    precondition(distribution != .logUniform || lower > 0, "logarithm of \(lower)")
    self.lower = lower
    self.upper = upper
    self.distribution = distribution
    self.mode = mode ?? (lower + upper) / 2
    precondition((lower...upper).contains(self.mode), "mode \(self.mode)")
  }

  /// The value below which a share of all values lies.
  package func quantile(_ share: Double) -> Double {
    let width = upper - lower
    let value =
      switch distribution {
      case .uniform: lower + share * width
      case .logUniform: lower * exp(share * log(upper / lower))
      case .triangular:
        share * width < mode - lower
          ? lower + (share * width * (mode - lower)).squareRoot()
          : upper - ((1 - share) * width * (upper - mode)).squareRoot()
      }
    return min(max(value, lower), upper)
  }
}

extension Patch {
  /// Whether the word for a lever's value stands in it.
  package var hasSampledValue: Bool {
    switch operation {
    case .set(_, let value), .add(_, let value), .scale(_, let value), .cap(_, let value):
      value.isSampled
    case .insert(let row): row.columns.contains { $0.value.isSampled }
    case .swap, .delay, .remove: false
    }
  }

  /// The patch with a value in place of the word.
  fileprivate func withSampledValue(_ sampled: PatchValue) -> Patch {
    func filled(_ value: PatchValue) -> PatchValue { value.isSampled ? sampled : value }
    var patch = self
    switch operation {
    case .set(let name, let value): patch.operation = .set(attribute: name, filled(value))
    case .add(let name, let value): patch.operation = .add(attribute: name, filled(value))
    case .scale(let name, let value): patch.operation = .scale(attribute: name, filled(value))
    case .cap(let name, let value): patch.operation = .cap(attribute: name, filled(value))
    case .insert(var row):
      for place in row.columns.indices where row.columns[place].value.isSampled {
        row.columns[place].value = sampled
        row.columns[place].text = sampled.description
      }
      patch.operation = .insert(row)
    case .swap, .delay, .remove: break
    }
    return patch
  }
}

extension PatchValue {
  fileprivate var isSampled: Bool { self == .word(LeverSampling.word) }
}
