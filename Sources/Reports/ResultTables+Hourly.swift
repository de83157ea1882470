// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Optimization

extension ReportedRun {
  /// Unit by unit, every bidding zone.
  func zonesHourly() -> CSVText {
    var table = CSVText(
      header: ResultTable.zonesHourly.schema.header,
      reservingBytes: units.count * result.nodes.count * 130)
    let nodes = result.nodes.indices
    let generation = nodes.map { steps(atNode: $0, generatingKinds) }
    let renewable = nodes.map { steps(atNode: $0, [.renewable]) }
    let dumped = nodes.map { steps(atNode: $0, [.dumped]) }
    let response = nodes.map { steps(atNode: $0, [.demandResponse]) }
    let lost = nodes.map { steps(atNode: $0, [.lostLoad]) }
    let storages = nodes.map { n in
      result.storages.indices.filter { result.storages[$0].node == n }
    }
    let hubs = result.nodes.map { node in result.hubs.firstIndex(of: node.name) }
    let times = timestamps
    for t in units {
      for (n, node) in result.nodes.enumerated() {
        table.add(times[t])
        table.add(node.name)
        table.add(result.prices[t, n], decimals: Decimals.price)
        table.add(result.netPositions[t, n], decimals: Decimals.power)
        if let hub = hubs[n] {
          table.add(result.hubNetPositions[t, hub], decimals: Decimals.power)
        } else {
          table.addEmpty()
        }
        let curtailed =
          result.availability.sum(t, renewable[n]) - result.supply.sum(t, renewable[n])
        for power in [
          result.loads[t, n], result.supply.sum(t, generation[n]), curtailed,
          result.supply.sum(t, dumped[n]), result.charge.sum(t, storages[n]),
          result.discharge.sum(t, storages[n]), result.supply.sum(t, response[n]),
          result.supply.sum(t, lost[n]),
        ] {
          table.add(power, decimals: Decimals.power)
        }
        table.endRow()
      }
    }
    return table
  }

  /// Unit by unit, every zone: one column per technology, empty where the zone has none of it.
  func supplyHourly() -> CSVText {
    let technologies = Set(
      result.steps.filter { generatingKinds.contains($0.kind) }.map(\.technology)
    ).sorted()
    var table = CSVText(
      header: ResultTable.supplyHourly.schema.header + technologies.map { $0 + "_mw" })
    let rows = zones.indices.map { zone in
      technologies.map { technology in
        result.steps.indices.filter {
          let step = result.steps[$0]
          return step.zone.index == zone && step.technology == technology
            && generatingKinds.contains(step.kind)
        }
      }
    }
    let supplied = zones.indices.filter { zone in rows[zone].contains { !$0.isEmpty } }
    let times = timestamps
    for t in units {
      for zone in supplied {
        table.add(times[t])
        table.add(zones[zone].name)
        table.add(zones[zone].biddingZone)
        for steps in rows[zone] {
          if steps.isEmpty {
            table.addEmpty()
          } else {
            table.add(result.supply.sum(t, steps), decimals: Decimals.power)
          }
        }
        table.endRow()
      }
    }
    return table
  }

  /// Links that carry power; a link that is not listed in a unit carries none.
  func linksHourly() -> CSVText {
    var table = CSVText(
      header: ResultTable.linksHourly.schema.header,
      reservingBytes: units.count * result.links.count * 40)
    let times = timestamps
    for t in units {
      for (l, link) in result.links.enumerated() where result.flows[t, l] >= listedFlowMW {
        table.add(times[t])
        table.add(link.name)
        table.add(result.nodes[link.from].name)
        table.add(result.nodes[link.to].name)
        table.add(result.flows[t, l], decimals: Decimals.power)
        table.add(result.linkLimits[t, l], decimals: Decimals.power)
        table.add(result.linkRentEUR(at: t, link: l), decimals: Decimals.euros)
        table.endRow()
      }
    }
    return table
  }

  /// Network elements with a shadow price, or loaded to at least 99 % of their margin, with the
  /// factors by which each hub's net position loads them in that unit.
  func cnecsHourly() -> CSVText {
    var table = CSVText(
      header: ResultTable.cnecsHourly.schema.header + result.hubs.map { "ptdf_" + $0 })
    let times = timestamps
    for t in units {
      for k in result.cnecs.indices {
        let margin = result.cnecMargins[t, k]
        guard margin < .infinity else { continue }
        let price = result.shadowPrices[t, k]
        let isLoaded = margin > 0 && result.cnecLoads[t, k] >= listedCNECLoadShare * margin
        guard isLoaded || price >= bindingShadowPriceEURPerMWh else { continue }
        let cnec = result.cnec(k, at: t)
        table.add(times[t])
        table.add(cnec.id)
        table.add(result.cnecLoads[t, k], decimals: Decimals.power)
        table.add(margin, decimals: Decimals.power)
        table.add(price, decimals: Decimals.price)
        table.add(price * margin * hours, decimals: Decimals.euros)
        for factor in cnec.ptdf { table.addExact(factor) }
        table.endRow()
      }
    }
    return table
  }

  /// Unit by unit, every storage; the level is that at the end of the unit.
  func storagesHourly() -> CSVText {
    var table = CSVText(
      header: ResultTable.storagesHourly.schema.header,
      reservingBytes: units.count * result.storages.count * 90)
    let times = timestamps
    for t in units {
      for (s, storage) in result.storages.enumerated() {
        table.add(times[t])
        table.add(storage.name)
        table.add(result.nodes[storage.node].name)
        table.add(result.charge[t, s], decimals: Decimals.power)
        table.add(result.discharge[t, s], decimals: Decimals.power)
        table.add(result.spill[t, s], decimals: Decimals.power)
        table.add(result.levels[t, s], decimals: Decimals.energyMWh)
        table.add(result.storageValues[t, s], decimals: Decimals.price)
        table.endRow()
      }
    }
    return table
  }
}
