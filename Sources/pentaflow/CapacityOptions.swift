// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CapacityCalculation

/// How margins of the flow-based domain are computed.
struct CapacityOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Share of every CNEC's limit that trade gets at least; 0 leaves margins as they are.",
      valueName: "share"))
  var minRam = MinimumMargin().share

  func validate() throws {
    if !(0...1).contains(minRam) { throw ValidationError("--min-ram must be from 0 to 1") }
  }

  var settings: CapacitySettings {
    var settings = CapacitySettings()
    settings.minimumMargin = minRam == 0 ? nil : MinimumMargin(share: minRam)
    return settings
  }
}
