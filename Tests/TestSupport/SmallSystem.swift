// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

/// Builds small systems in code: zones with flat or hourly load, units of a given marginal cost.
package struct SmallSystem {
  package private(set) var system = EnergySystem(name: "small", year: 2030)
  package private(set) var series: HourlySeries

  package static let provenance = Provenance(source: "test", quality: .assumption)

  package init(hours: Int = 1) {
    series = HourlySeries(
      axis: TimeAxis(startSeconds: TimeAxis(hoursOfYear: 2030).startSeconds, count: hours),
      origin: "test")
    system.fuels = [
      Fuel(
        name: "none", priceEURPerMWh: 0, co2TonnesPerMWh: 0, co2PriceEURPerTonne: 0,
        provenance: Self.provenance)
    ]
  }

  /// Adds a zone with one load value for all hours, or one for each.
  @discardableResult
  package mutating func addZone(
    _ name: String, loadMW: [Double], isFlowBased: Bool = true, biddingZone: String? = nil
  ) -> Row<Zone> {
    let zone = Row<Zone>(system.zones.count)
    system.zones.append(
      Zone(
        name: name, country: name, biddingZone: biddingZone ?? name, isFlowBased: isFlowBased))
    let count = series.axis.count
    let hourly = loadMW.count == 1 ? [Double](repeating: loadMW[0], count: count) : loadMW
    series["load_mw", name] = hourly
    let energy = hourly.reduce(0, +)
    system.demand.append(
      ZoneDemand(
        zone: zone, annualTWh: energy * 8760 / Double(count) / 1e6, peakMW: hourly.max() ?? 0,
        provenance: Self.provenance))
    return zone
  }

  @discardableResult
  package mutating func addUnit(
    _ name: String, in zone: Row<Zone>, megawatts: Double, cost: Double, mustRunShare: Double = 0
  ) -> Row<GeneratingUnit> {
    system.generatingUnits.append(
      GeneratingUnit(
        name: name, zone: zone, technology: name, injection: "gas", installedMW: megawatts,
        efficiency: 1, fuel: Row(0), variableCostEURPerMWh: cost, mustRunShare: mustRunShare,
        provenance: Self.provenance))
    return Row(system.generatingUnits.count - 1)
  }

  package mutating func addBorder(
    from: Row<Zone>, to: Row<Zone>, forwardMW: Double, backwardMW: Double
  ) {
    system.borders.append(
      Border(
        from: from, to: to, maximumForwardMW: forwardMW, maximumBackwardMW: backwardMW,
        provenance: Self.provenance))
  }

  package mutating func addLink(
    _ name: String, from: Row<Zone>, to: Row<Zone>, megawatts: Double, loss: Double = 0,
    model: LinkModel = .ntc
  ) {
    system.dcLinks.append(
      DCLink(
        name: name, from: from, to: to, maximumForwardMW: megawatts, maximumBackwardMW: megawatts,
        loss: loss, model: model, provenance: Self.provenance))
  }

  package mutating func addStorage(
    _ name: String, in zone: Row<Zone>, megawatts: Double, energyMWh: Double,
    efficiency: Double = 1, startLevelShare: Double = 0
  ) {
    system.storages.append(
      Storage(
        name: name, zone: zone, kind: "battery", chargeMW: megawatts, dischargeMW: megawatts,
        energyMWh: energyMWh, chargeEfficiency: efficiency, dischargeEfficiency: efficiency,
        startLevelShare: startLevelShare, provenance: Self.provenance))
  }

  package mutating func addDemandResponse(
    _ name: String, in zone: Row<Zone>, megawatts: Double, price: Double, hoursPerDay: Double = 24
  ) {
    system.demandResponse.append(
      DemandResponseBlock(
        name: name, zone: zone, powerMW: megawatts, priceEURPerMWh: price,
        maximumHoursPerDay: hoursPerDay, provenance: Self.provenance))
  }

  package mutating func setSeries(_ variable: String, column: String, _ values: [Double]) {
    series[variable, column] = values
  }

  package mutating func modify(_ change: (inout EnergySystem) -> Void) { change(&system) }
}
