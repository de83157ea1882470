// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CapacityCalculation
import Reports

/// How margins of the flow-based domain are computed.
struct CapacityOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Share of every CNEC's limit that all trade between zones gets at least, "
        + "\(MinimumMargin().share) where none is given; trade outside the region counts, and "
        + "\(MinimumMargin().floor) stay for trade inside in any case. 0 leaves margins as they are.",
      valueName: "share"))
  var minRam: Double?

  func validate() throws {
    if let minRam, !(0...1).contains(minRam) {
      throw ValidationError("--min-ram must be from 0 to 1")
    }
  }

  var settings: CapacitySettings {
    var settings = CapacitySettings()
    if let minRam { settings.minimumMargin = minRam == 0 ? nil : MinimumMargin(share: minRam) }
    return settings
  }
}

extension CapacitySettings {
  /// What the manifest says of them.
  var json: JSONText {
    .object([
      .init("min_ram", .number(minimumMargin?.share ?? 0)),
      .init("min_ram_floor", .number(minimumMargin?.floor ?? 0)),
      .init("reliability_margin_share", .number(reliabilityMarginShare)),
      .init("zone_to_zone_threshold", .number(zoneToZoneThreshold)),
      .init("outage_factor_threshold", .number(outageFactorThreshold)),
      .init("considers_outages", .bool(considersOutages)),
      .init("loses_double_circuits", .bool(losesDoubleCircuits)),
      .init(
        "shift_key", .string(shiftKey?.name ?? "that of the case, else installed_capacity")),
      .init("slack", .string(slack?.words ?? "annual demand")),
      .init("susceptance", .string(convention.rawValue)),
    ])
  }
}

extension Slack {
  fileprivate var words: String {
    switch self {
    case .bus(let bus): "bus \(bus.index)"
    case .distributed: "given weights"
    }
  }
}
