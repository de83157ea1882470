// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import MarketCoupling
import Optimization

/// Figures of one bidding zone over the whole run.
package struct ZoneTotals: Sendable, Equatable {
  package var biddingZone: String
  /// Mean over time, and weighted by load.
  package var meanPriceEURPerMWh: Double
  package var loadWeightedPriceEURPerMWh: Double
  package var lowestPriceEURPerMWh: Double
  package var highestPriceEURPerMWh: Double
  package var loadMWh: Double
  package var generationMWh: Double
  package var netExportMWh: Double
  package var curtailedMWh: Double
  package var demandResponseMWh: Double
  package var energyNotServedMWh: Double
  /// Hours with more than ``shortHourMW`` not served.
  package var shortHours: Double
  package var emissionsTonnes: Double
}

/// Less energy not served in an hour is below the accuracy of the interior point. MW.
package let shortHourMW = 1.0

/// One CNEC over the whole run.
package struct CNECTotals: Sendable, Equatable {
  /// As it is in the first unit in which it binds.
  package var cnec: DomainRow
  package var bindingHours: Double
  /// Mean over the hours in which it binds.
  package var meanShadowPriceEURPerMWh: Double
  package var rentEUR: Double
}

extension ReportedRun {
  package func zoneTotals() -> [ZoneTotals] {
    result.nodes.indices.map { n in
      let generation = steps(atNode: n, generatingKinds)
      let renewable = steps(atNode: n, [.renewable])
      let response = steps(atNode: n, [.demandResponse])
      let lost = steps(atNode: n, [.lostLoad])
      var totals = ZoneTotals(
        biddingZone: result.nodes[n].name, meanPriceEURPerMWh: 0, loadWeightedPriceEURPerMWh: 0,
        lowestPriceEURPerMWh: .infinity, highestPriceEURPerMWh: -.infinity, loadMWh: 0,
        generationMWh: 0, netExportMWh: 0, curtailedMWh: 0, demandResponseMWh: 0,
        energyNotServedMWh: 0, shortHours: 0, emissionsTonnes: 0)
      var paid = 0.0
      for t in units {
        let price = result.prices[t, n]
        totals.meanPriceEURPerMWh += price / Double(units.count)
        totals.lowestPriceEURPerMWh = min(totals.lowestPriceEURPerMWh, price)
        totals.highestPriceEURPerMWh = max(totals.highestPriceEURPerMWh, price)
        totals.loadMWh += result.loads[t, n] * hours
        paid += price * result.loads[t, n] * hours
        totals.generationMWh += result.supply.sum(t, generation) * hours
        totals.netExportMWh += result.netPositions[t, n] * hours
        totals.curtailedMWh +=
          (result.availability.sum(t, renewable) - result.supply.sum(t, renewable)) * hours
        totals.demandResponseMWh += result.supply.sum(t, response) * hours
        let notServed = result.supply.sum(t, lost)
        totals.energyNotServedMWh += notServed * hours
        if notServed > shortHourMW { totals.shortHours += hours }
        for g in generation {
          totals.emissionsTonnes +=
            result.supply[t, g] * hours * result.steps[g].emissionsTonnesPerMWh
        }
      }
      totals.loadWeightedPriceEURPerMWh = totals.loadMWh > 0 ? paid / totals.loadMWh : .nan
      return totals
    }
  }

  /// Every CNEC that binds at least once, by falling rent; ties in the order of the domain.
  package func cnecTotals() -> [CNECTotals] {
    let totals = cnecTotalsInOrder()
    return totals.indices
      .sorted { (totals[$1].rentEUR, $0) < (totals[$0].rentEUR, $1) }
      .map { totals[$0] }
  }

  /// The same in the order of the domain. A CNEC is told by its id, wherever it stands in the
  /// domain of a unit.
  func cnecTotalsInOrder() -> [CNECTotals] {
    var totals: [CNECTotals] = []
    var bindingUnits: [Int] = []
    var priceSums: [Double] = []
    var places: [String: Int] = [:]
    for k in result.cnecs.indices {
      for t in units where result.shadowPrices[t, k] >= bindingShadowPriceEURPerMWh {
        let cnec = result.cnec(k, at: t)
        let place = places[cnec.id] ?? totals.count
        if place == totals.count {
          places[cnec.id] = place
          totals.append(
            CNECTotals(cnec: cnec, bindingHours: 0, meanShadowPriceEURPerMWh: 0, rentEUR: 0))
          bindingUnits.append(0)
          priceSums.append(0)
        }
        bindingUnits[place] += 1
        priceSums[place] += result.shadowPrices[t, k]
        totals[place].rentEUR += result.shadowPrices[t, k] * result.cnecMargins[t, k] * hours
      }
    }
    for place in totals.indices {
      totals[place].bindingHours = Double(bindingUnits[place]) * hours
      totals[place].meanShadowPriceEURPerMWh = priceSums[place] / Double(bindingUnits[place])
    }
    return totals
  }

  func zonesAnnual() -> CSVText {
    var table = CSVText(header: ResultTable.zonesAnnual.schema.header)
    for zone in zoneTotals() {
      table.add(zone.biddingZone)
      for price in [
        zone.meanPriceEURPerMWh, zone.loadWeightedPriceEURPerMWh, zone.lowestPriceEURPerMWh,
        zone.highestPriceEURPerMWh,
      ] {
        table.add(price, decimals: Decimals.price)
      }
      for energy in [
        zone.loadMWh, zone.generationMWh, zone.netExportMWh, zone.curtailedMWh,
        zone.demandResponseMWh,
      ] {
        table.add(energy / 1000, decimals: Decimals.energyMWh)
      }
      table.add(zone.energyNotServedMWh, decimals: Decimals.energyMWh)
      table.add(zone.shortHours, decimals: Decimals.hours)
      table.add(zone.emissionsTonnes / 1000, decimals: Decimals.energyMWh)
      table.endRow()
    }
    return table
  }

  /// Zone by zone, every kind of supply and technology in the order of the supply steps.
  func generationAnnual() -> CSVText {
    struct Group: Hashable {
      var zone: Int
      var kind: SupplyKind
      var technology: String
    }
    var table = CSVText(header: ResultTable.generationAnnual.schema.header)
    var order: [Group] = []
    var members: [Group: [Int]] = [:]
    for (j, step) in result.steps.enumerated() {
      let group = Group(zone: step.zone.index, kind: step.kind, technology: step.technology)
      if members[group] == nil { order.append(group) }
      members[group, default: []].append(j)
    }
    order = order.enumerated().sorted { ($0.1.zone, $0.0) < ($1.1.zone, $1.0) }.map(\.1)
    for group in order {
      let steps = members[group] ?? []
      var energy = 0.0
      var available = 0.0
      var revenue = 0.0
      var cost = 0.0
      var emissions = 0.0
      for j in steps {
        let step = result.steps[j]
        for t in units {
          let supplied = result.supply[t, j] * hours
          energy += supplied
          available += result.availability[t, j] * hours
          revenue += supplied * result.prices[t, step.node]
          cost += supplied * step.costEURPerMWh * (step.kind == .dumped ? -1 : 1)
          emissions += supplied * step.emissionsTonnesPerMWh
        }
      }
      table.add(zones[group.zone].name)
      table.add(zones[group.zone].biddingZone)
      table.add(group.kind.rawValue)
      table.add(group.technology)
      table.add(energy / 1000, decimals: Decimals.energyMWh)
      table.add(available / 1000, decimals: Decimals.energyMWh)
      table.add(energy >= 1 ? revenue / energy : .nan, decimals: Decimals.price)
      table.add(cost, decimals: Decimals.euros)
      table.add(emissions / 1000, decimals: Decimals.energyMWh)
      table.endRow()
    }
    return table
  }

  func bordersAnnual() -> CSVText {
    var table = CSVText(header: ResultTable.bordersAnnual.schema.header)
    for (l, link) in result.links.enumerated() {
      var energy = 0.0
      var fullUnits = 0
      var rent = 0.0
      for t in units {
        energy += result.flows[t, l] * hours
        rent += result.linkRentEUR(at: t, link: l)
        let limit = result.linkLimits[t, l]
        if limit > 0 && result.flows[t, l] >= fullLinkShare * limit { fullUnits += 1 }
      }
      table.add(link.name)
      table.add(link.kind.rawValue)
      table.add(result.nodes[link.from].name)
      table.add(result.nodes[link.to].name)
      table.add(energy / 1000, decimals: Decimals.energyMWh)
      table.add(Double(fullUnits) * hours, decimals: Decimals.hours)
      table.add(rent, decimals: Decimals.euros)
      table.addExact(link.loss)
      table.endRow()
    }
    return table
  }

  func cnecsAnnual() -> CSVText {
    var table = CSVText(header: ResultTable.cnecsAnnual.schema.header)
    for total in cnecTotals() {
      table.add(total.cnec.id)
      table.add(total.cnec.element)
      table.add(total.cnec.direction)
      table.add(total.cnec.contingency)
      table.add(total.bindingHours, decimals: Decimals.hours)
      table.add(total.meanShadowPriceEURPerMWh, decimals: Decimals.price)
      table.add(total.rentEUR, decimals: Decimals.euros)
      table.endRow()
    }
    return table
  }
}
