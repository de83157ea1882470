// SPDX-License-Identifier: Apache-2.0
import Flexibility
import Testing

@Suite("residual load")
struct ResidualLoadTests {
  @Test("load less what is not dispatched")
  func byHand() {
    #expect(
      residualLoad(load: [10, 20], renewables: [[3, 25]], mustRun: [[1, 1], [2, 0]]) == [4, -6])
  }
}
