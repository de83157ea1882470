// SPDX-License-Identifier: Apache-2.0
import Adequacy
import Testing

@Suite("Estimate")
struct EstimateTests {
  @Test("prints the digits it knows")
  func digits() {
    #expect("\(Estimate(mean: 2.3871, standardError: 0.094, sampleCount: 10))" == "2.387±0.094")
    #expect("\(Estimate(mean: 1176.3, standardError: 31, sampleCount: 10))" == "1176±31")
    #expect("\(Estimate.exact(9.394175))" == "9.39418")
  }

  @Test("relative error")
  func relative() {
    #expect(Estimate(mean: -4, standardError: 1, sampleCount: 2).relativeError == 0.25)
    #expect(Estimate(mean: 0, standardError: 1, sampleCount: 2).relativeError == nil)
  }
}
