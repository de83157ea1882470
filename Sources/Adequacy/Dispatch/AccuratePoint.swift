// SPDX-License-Identifier: Apache-2.0
import Optimization

extension StagedProgram {
  /// An optimum, or a point next to one; nil where there is neither. Duals are not made unique.
  func accuratePoint() -> StagedPoint? {
    solve(self, settings: .columnsOnly).outcome.accuratePoint(of: self)
  }
}
