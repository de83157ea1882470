// SPDX-License-Identifier: Apache-2.0
/// The accuracy a result must have to be called optimal.
package enum CertificateLimits {
  package static let relativeGap = 1e-7
  package static let primalResidualMW = 1e-3
  package static let dualResidualEURPerMWh = 1e-6
}

extension Outcome {
  /// The optimum, or a point that the certificate finds next to it; nil where there is neither.
  package func accuratePoint(of program: StagedProgram) -> StagedPoint? {
    switch self {
    case .optimal(let point): return point
    case .stopped(_, let best):
      let certificate = Certificate.compute(for: program, at: best)
      let isAccurate =
        certificate.primalResidual <= CertificateLimits.primalResidualMW
        && certificate.relativeGap.magnitude <= CertificateLimits.relativeGap
      return isAccurate ? best : nil
    case .infeasible: return nil
    }
  }
}
