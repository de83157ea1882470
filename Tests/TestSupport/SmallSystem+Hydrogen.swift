// SPDX-License-Identifier: Apache-2.0
import GridModel
import Quantities

extension SmallSystem {
  /// A zone without load that is not a hub of any domain.
  package mutating func addOffshoreHub(_ name: String) -> Row<Zone> {
    let zone = Row<Zone>(system.zones.count)
    modify {
      $0.zones.append(
        Zone(name: name, country: name, biddingZone: name, kind: .offshoreHub, isFlowBased: false))
    }
    return zone
  }

  /// A hydrogen zone with an even demand.
  @discardableResult
  package mutating func addHydrogenNode(
    _ name: String, loadMW: Double = 0, unservedEURPerMWh: Double = 3000, linepackMWh: Double = 0
  ) -> Row<Zone> {
    let zone = Row<Zone>(system.zones.count)
    let hours = series.axis.date(at: 0).year % 4 == 0 ? 8784.0 : 8760
    modify {
      $0.zones.append(
        Zone(
          name: name, country: name, biddingZone: name, carrier: .hydrogen, kind: .hydrogen,
          isFlowBased: false, priceCapEURPerMWh: 3000, priceFloorEURPerMWh: 0))
      $0.hydrogenNodes.append(
        HydrogenNode(
          zone: zone, annualTWh: loadMW * hours / 1e6, unservedEURPerMWh: unservedEURPerMWh,
          linepackMWh: linepackMWh, provenance: Self.provenance))
    }
    return zone
  }

  @discardableResult
  package mutating func addElectrolyser(
    _ name: String = "electrolyser", from zone: Row<Zone>, to node: Row<Zone>, megawatts: Double,
    efficiency: Double, rule: RenewableHydrogenRule = .none
  ) -> Row<Electrolyser> {
    modify {
      $0.electrolysers.append(
        Electrolyser(
          name: name, powerZone: zone, hydrogenNode: node, installedMW: megawatts,
          efficiency: efficiency, rule: rule, provenance: Self.provenance))
    }
    return Row(system.electrolysers.count - 1)
  }

  package mutating func addPipeline(
    _ name: String = "pipeline", from: Row<Zone>, to: Row<Zone>, megawatts: Double,
    backwardMW: Double = 0
  ) {
    modify {
      $0.pipelines.append(
        Pipeline(
          name: name, from: from, to: to, maximumForwardMW: megawatts,
          maximumBackwardMW: backwardMW, provenance: Self.provenance))
    }
  }

  package mutating func addCavern(
    _ name: String = "cavern", at node: Row<Zone>, megawatts: Double, energyMWh: Double,
    efficiency: Double = 1, startLevelShare: Double = 0, endRule: EndRule = .fixed
  ) {
    modify {
      $0.caverns.append(
        Cavern(
          name: name, hydrogenNode: node, workingMWh: energyMWh, injectMW: megawatts,
          withdrawMW: megawatts, injectEfficiency: efficiency, withdrawEfficiency: efficiency,
          startLevelShare: startLevelShare, endRule: endRule, provenance: Self.provenance))
    }
  }

  @discardableResult
  package mutating func addFuel(
    _ name: String, price: Double, co2TonnesPerMWh: Double = 0, co2Price: Double = 0
  ) -> Row<Fuel> {
    modify {
      $0.fuels.append(
        Fuel(
          name: name, priceEURPerMWh: price, co2TonnesPerMWh: co2TonnesPerMWh,
          co2PriceEURPerTonne: co2Price, provenance: Self.provenance))
    }
    return Row(system.fuels.count - 1)
  }

  package mutating func addReformer(
    _ name: String = "reformer", at node: Row<Zone>, megawatts: Double, efficiency: Double = 1,
    fuel: Row<Fuel> = Row(0), variableCost: Double = 0, captureShare: Double = 0,
    captureNetwork: Row<CaptureNetwork>? = nil
  ) {
    modify {
      $0.reformers.append(
        Reformer(
          name: name, hydrogenNode: node, installedMW: megawatts, efficiency: efficiency,
          fuel: fuel, variableCostEURPerMWh: variableCost, captureShare: captureShare,
          captureNetwork: captureNetwork, provenance: Self.provenance))
    }
  }

  /// Generation without cost, with one share of its power for all hours, or one for each.
  @discardableResult
  package mutating func addRenewable(
    _ name: String, in zone: Row<Zone>, megawatts: Double, shares: [Double]
  ) -> Row<RenewableFleet> {
    let count = series.axis.count
    let hourly = shares.count == 1 ? [Double](repeating: shares[0], count: count) : shares
    setSeries("cf_\(name)", column: name, hourly)
    modify {
      $0.renewables.append(
        RenewableFleet(
          name: name, zone: zone, technology: "wind", injection: "wind", installedMW: megawatts,
          profile: "cf_\(name)", profileColumn: name, provenance: Self.provenance))
    }
    return Row(system.renewables.count - 1)
  }
}
