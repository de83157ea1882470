// SPDX-License-Identifier: Apache-2.0
import Optimization

/// One thing the gate has to say of a sample.
package struct Finding: Codable, Equatable, Sendable {
  package enum Measure: String, Codable, Sendable {
    case outcome, certificate, objective, iterations, factorizations, allocations, instructions
    case time
  }

  package enum Verdict: String, Codable, Sendable {
    /// Fails the run.
    case regression
    /// Better than the baseline, which should be recorded again.
    case improvement
    /// Not comparable, and why.
    case notCompared = "not_compared"
  }

  package var item: BenchmarkItem
  package var measure: Measure
  package var verdict: Verdict
  package var text: String

  package init(item: BenchmarkItem, measure: Measure, verdict: Verdict, text: String) {
    self.item = item
    self.measure = measure
    self.verdict = verdict
    self.text = text
  }
}

/// Holds samples against what is known of their problems and against the committed counts.
///
/// A pure function of its inputs: what it flags does not depend on when and where it runs.
package struct Gate {
  /// The certificate's limits for a benchmark: tighter than those of a result.
  package static let relativeGap = 1e-8
  /// Instructions differ a little with addresses and clocks.
  package static let instructionTolerance = 0.003
  /// A few allocations differ with addresses and folders (13 seen); one in each iteration of the
  /// shortest solve is 22.
  package static let allocationTolerance = 20
  /// With other kernels the last bits differ, and with them a step or two.
  package static let otherKernelsTolerance = 0.1
  /// The whole interval of the calibrated time must lie this far above the baseline: caches are
  /// shared with whatever else runs, and the calibration kernel does not see that.
  package static let timeTolerance = 0.5
  /// Two vertex solutions of one problem agree to this.
  package static let peerObjectiveTolerance = 1e-7

  let baseline: Baseline
  /// Whether seconds are compared too.
  let comparesTime: Bool

  package init(baseline: Baseline, comparesTime: Bool) {
    self.baseline = baseline
    self.comparesTime = comparesTime
  }

  /// - Throws: where a sample has no entry in the baseline.
  package func findings(of report: BenchmarkReport) throws -> [Finding] {
    try report.samples.flatMap { sample in
      guard let entry = baseline.entry(sample.item) else {
        throw BenchmarkError(
          "the baseline has no \(sample.item.title)",
          fix: "run `make bench-baseline` on a commit that you trust and commit the file")
      }
      return correctness(of: sample, peers: report.peers) + counts(of: sample, against: entry)
        + time(of: sample, against: entry, processor: report.machine.processor)
    }
  }

  // MARK: Correctness, at any speed

  private func correctness(of sample: Sample, peers: [PeerSample]) -> [Finding] {
    var findings: [Finding] = []
    func fail(_ measure: Finding.Measure, _ text: String) {
      findings.append(
        Finding(item: sample.item, measure: measure, verdict: .regression, text: text))
    }
    if sample.outcome != "optimal" { fail(.outcome, "the solve is \(sample.outcome)") }
    let certificate = sample.certificate
    if !(certificate.relativeGap.magnitude <= Self.relativeGap) {
      fail(.certificate, "relative gap \(certificate.relativeGap) is above \(Self.relativeGap)")
    }
    if !(certificate.primalResidualMW <= CertificateLimits.primalResidualMW) {
      fail(
        .certificate,
        "primal residual \(certificate.primalResidualMW) MW is above "
          + "\(CertificateLimits.primalResidualMW) MW")
    }
    if !(certificate.dualResidualEURPerMWh <= CertificateLimits.dualResidualEURPerMWh) {
      fail(
        .certificate,
        "dual residual \(certificate.dualResidualEURPerMWh) EUR/MWh is above "
          + "\(CertificateLimits.dualResidualEURPerMWh) EUR/MWh")
    }
    if let known = sample.known {
      compare(sample.objectiveEUR, known.valueEUR, known.relativeTolerance, known.source) {
        fail(.objective, $0)
      }
    }
    for peer in peers
    where peer.item == sample.item && peer.status == "optimal" && peer.solver.givesVertex {
      compare(
        sample.objectiveEUR, peer.objectiveEUR, Self.peerObjectiveTolerance, peer.solver.title
      ) { fail(.objective, $0) }
    }
    return findings
  }

  private func compare(
    _ found: Double, _ expected: Double, _ tolerance: Double, _ source: String,
    _ fail: (String) -> Void
  ) {
    let away = (found - expected).magnitude / (1 + expected.magnitude)
    if !(away <= tolerance) {
      fail("objective \(found) EUR is \(away) from \(expected) EUR (\(source))")
    }
  }

  // MARK: Counts

  private func counts(of sample: Sample, against entry: Baseline.Entry) -> [Finding] {
    let tolerance = sample.kernels == entry.kernels ? 0 : Self.otherKernelsTolerance
    var findings = compare(
      sample.item, .iterations, sample.iterations, entry.iterations, tolerance: tolerance)
    findings += compare(
      sample.item, .factorizations, sample.factorizations, entry.factorizations,
      tolerance: tolerance)
    guard let counted = sample.counts, let expected = entry.counts else { return findings }
    guard counted.kernels == expected.kernels else {
      return findings + [
        Finding(
          item: sample.item, measure: .instructions, verdict: .notCompared,
          text: "counted with kernels \(counted.kernels), the baseline with \(expected.kernels)")
      ]
    }
    findings += compare(
      sample.item, .allocations, counted.allocations, expected.allocations, tolerance: 0,
      smallest: Self.allocationTolerance)
    return findings
      + compare(
        sample.item, .instructions, counted.instructions, expected.instructions,
        tolerance: Self.instructionTolerance)
  }

  private func compare(
    _ item: BenchmarkItem, _ measure: Finding.Measure, _ found: Int, _ expected: Int,
    tolerance: Double, smallest: Int = 0
  ) -> [Finding] {
    let allowed = max(tolerance * Double(expected), Double(smallest))
    let more = Double(found - expected)
    guard more.magnitude > allowed else { return [] }
    return [
      Finding(
        item: item, measure: measure, verdict: more > 0 ? .regression : .improvement,
        text: "\(found) \(measure.rawValue), the baseline has \(expected)"
          + (more > 0 ? "" : "; record it again"))
    ]
  }

  // MARK: Time

  private func time(
    of sample: Sample, against entry: Baseline.Entry, processor: String
  ) -> [Finding] {
    guard comparesTime else { return [] }
    guard processor == entry.processor, sample.kernels == entry.kernels else {
      return [
        Finding(
          item: sample.item, measure: .time, verdict: .notCompared,
          text: "timed on \(processor), the baseline on \(entry.processor)")
      ]
    }
    let interval = BootstrapInterval(ofMedian: sample.calibratedTimes)
    guard interval.lower > (1 + Self.timeTolerance) * entry.calibratedTime else { return [] }
    return [
      Finding(
        item: sample.item, measure: .time, verdict: .regression,
        text: "a solve takes \(rounded(interval.lower)) to \(rounded(interval.upper)) runs of the "
          + "calibration kernel, the baseline has \(rounded(entry.calibratedTime))")
    ]
  }
}

extension PeerSolver {
  /// Whether its optimum is exact but for rounding.
  var givesVertex: Bool { self != .highsInteriorPoint }
}

extension BenchmarkItem {
  package var title: String { "\(name.rawValue), \(size.rawValue)" }
}
