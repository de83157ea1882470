// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import TestSupport
import Testing

@Suite("remaining available margin")
struct RemainingAvailableMarginTests {
  func margin(
    f0Core: Double, f0All: Double, minimum: MinimumMargin? = MinimumMargin()
  ) -> RemainingAvailableMargin {
    RemainingAvailableMargin(
      fmax: 1000, fref: 0, f0Core: f0Core, f0All: f0All, reliabilityMarginShare: 0.1,
      minimum: minimum)
  }

  @Test("an empty grid leaves fmax less the reliability margin")
  func empty() {
    let margin = margin(f0Core: 0, f0All: 0)
    #expect(margin.frm == 100)
    #expect(margin.ram == 900)
    #expect(margin.amr == 0)
    #expect(margin.minRAMTarget == 0.7)
  }

  @Test("a loop flow is lifted to the minimum, its opposite is left alone")
  func loopFlow() {
    let with = margin(f0Core: 300, f0All: 300)
    expectClose(with.amr, 100, absolute: 1e-9)
    expectClose(with.ram, 700, absolute: 1e-9)
    let against = margin(f0Core: -300, f0All: -300)
    #expect(against.amr == 0)
    expectClose(against.ram, 1200, absolute: 1e-9)
  }

  @Test("flows from outside count towards the minimum in their direction and raise it in the other")
  func flowsFromOutside() {
    // f0All 250, fuaf 150: target 0.7 - 0.15, margin 500 lifted to 550.
    let with = margin(f0Core: 400, f0All: 250)
    #expect(with.fuaf == 150)
    expectClose(with.minRAMTarget, 0.55, absolute: 1e-12)
    expectClose(with.amr, 50, absolute: 1e-9)
    expectClose(with.ram, 550, absolute: 1e-9)
    // Against it, with a loop flow of 250 this way: fuaf -150, target 0.85, margin 800.
    let against = margin(f0Core: 100, f0All: 250)
    expectClose(against.minRAMTarget, 0.85, absolute: 1e-12)
    expectClose(against.ram, 850, absolute: 1e-9)
  }

  @Test("the floor holds whatever the outside takes")
  func floor() {
    let margin = margin(f0Core: 900, f0All: 100)
    #expect(margin.minRAMTarget == 0.2)
    expectClose(margin.ram, 200, absolute: 1e-9)
  }

  @Test("without a minimum the margin may be negative")
  func negative() {
    let margin = margin(f0Core: 1100, f0All: 0, minimum: nil)
    #expect(margin.amr == 0)
    #expect(margin.minRAMTarget == 0)
    expectClose(margin.ram, -200, absolute: 1e-9)
  }

  /// Core region, CNE Lixhe-Gramme: fmax 1421, frm 142, F0,core 568, amr 140, ram 851, in whole MW.
  @Test("a published row")
  func published() {
    let target = 851.0 / 1421
    let fuaf = (0.7 - target) * 1421
    let margin = RemainingAvailableMargin(
      fmax: 1421, fref: 0, f0Core: 568, f0All: 568 - fuaf, reliabilityMarginShare: 0.1,
      minimum: MinimumMargin())
    expectClose(margin.frm, 142, absolute: 0.5)
    expectClose(margin.amr, 140, absolute: 0.5)
    expectClose(margin.ram, 851, absolute: 0.5)
  }
}
