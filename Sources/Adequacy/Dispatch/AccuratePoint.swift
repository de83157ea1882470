// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Optimization

extension Outcome {
  /// The optimum, or a point that the certificate finds next to it; nil where there is neither.
  func accuratePoint(of program: StagedProgram) -> StagedPoint? {
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
