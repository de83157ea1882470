// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import GridModel
import MarketCoupling
import Quantities

extension MatpowerCase {
  /// The network in service, every bus a zone of its own (zone rows are bus rows).
  ///
  /// Per-unit values become ohms at the nominal voltage of the branch's `from` bus; buses without
  /// one count as 1 kV. Ratings become amperes at the voltage that turns them into power again.
  package var nodalGrid: Grid {
    let present = buses.filter { !$0.isIsolated }
    let rowOfNumber = busRows
    var names: [String: Int] = [:]
    let kept = branches.compactMap { branch -> Branch? in
      guard branch.isInService, let from = rowOfNumber[branch.from],
        let to = rowOfNumber[branch.to]
      else { return nil }
      let kilovolts = nominalKV(present[from])
      let ohms = kilovolts * kilovolts / baseMVA
      let name = "\(branch.from)-\(branch.to)"
      let number = names[name, default: 0] + 1
      names[name] = number
      return Branch(
        name: number == 1 ? name : "\(name) (\(number))", from: Row(from), to: Row(to),
        resistanceOhm: branch.resistancePerUnit * ohms,
        reactanceOhm: branch.reactancePerUnit * ohms, nominalKV: kilovolts,
        maximumCurrentA: branch.ratingMVA == 0
          ? nil
          : branch.ratingMVA * 1000
            / (3.0.squareRoot() * ratingVoltageKV(nominalKV: kilovolts)),
        tap: branch.tap, phaseShiftDegrees: branch.phaseShiftDegrees)
    }
    return Grid(
      buses: present.enumerated().map { row, bus in
        Bus(name: String(bus.number), zone: Row(row), nominalKV: nominalKV(bus))
      }, branches: kept)
  }

  /// The linear optimal power flow of the case: loads and shunts, costs, ratings and angle limits.
  ///
  /// - Throws: ``DCNetworkError`` where the network in service is not connected.
  package func nodalDispatch(
    convention: SusceptanceConvention
  ) throws(DCNetworkError) -> NodalDispatch {
    let network = try DCNetwork(grid: nodalGrid, convention: convention)
    let rowOfNumber = busRows
    let kept = branches.filter {
      $0.isInService && rowOfNumber[$0.from] != nil && rowOfNumber[$0.to] != nil
    }
    var supplies: [NodalSupply] = []
    for (index, generator) in generators.enumerated() {
      guard generator.isInService, let bus = rowOfNumber[generator.bus] else { continue }
      supplies += generator.supplies(name: "generator \(index + 1)", bus: bus)
    }
    let links = directCurrentLines.enumerated().compactMap { index, line -> NodalLink? in
      guard line.isInService, let from = rowOfNumber[line.from], let to = rowOfNumber[line.to]
      else { return nil }
      return NodalLink(
        name: "DC line \(index + 1)", from: from, to: to, minimumMW: line.minimumMW,
        maximumMW: line.maximumMW)
    }
    return try NodalDispatch(
      network: network,
      loadMW: buses.filter { !$0.isIsolated }.map { $0.loadMW + $0.shuntMW },
      supplies: supplies, links: links,
      flowLimits: zip(network.circuits, kept).map { $1.flowLimits(of: $0) })
  }

  private func nominalKV(_ bus: MatpowerBus) -> Double { bus.nominalKV > 0 ? bus.nominalKV : 1 }

  /// Position of each bus of the network by its number.
  private var busRows: [Int: Int] {
    let present = buses.filter { !$0.isIsolated }
    return Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1.number, $0) })
  }
}

extension MatpowerBranch {
  /// The rating and the angle limits as limits of the flow `b (θ − φ)`.
  fileprivate func flowLimits(of circuit: Circuit) -> ClosedRange<Double> {
    let rating = ratingMVA == 0 ? Double.infinity : ratingMVA
    func flow(_ degrees: Double) -> Double {
      circuit.susceptanceMWPerRad * (degrees * .pi / 180 - circuit.phaseShiftRadians)
    }
    let ends = [flow(minimumAngleDegrees), flow(maximumAngleDegrees)].sorted()
    return max(-rating, ends[0])...min(rating, ends[1])
  }
}

extension MatpowerGenerator {
  /// One supply for a polynomial; for a piecewise cost its fixed start and one supply per piece.
  fileprivate func supplies(name: String, bus: Int) -> [NodalSupply] {
    switch cost {
    case nil:
      return [
        NodalSupply(name: name, bus: bus, minimumMW: minimumMW, maximumMW: maximumMW, cost: 0)
      ]
    case .polynomial(let quadratic, let linear, let constant):
      return [
        NodalSupply(
          name: name, bus: bus, minimumMW: minimumMW, maximumMW: maximumMW, cost: linear,
          curvature: 2 * quadratic, fixedCost: constant)
      ]
    case .piecewise(let points):
      return pieces(points, name: name, bus: bus)
    }
  }

  /// The first and the last piece go on to the limits of the output.
  private func pieces(_ points: [MatpowerCostPoint], name: String, bus: Int) -> [NodalSupply] {
    let first = points[0]
    guard points.count > 1 else {
      return [
        NodalSupply(
          name: name, bus: bus, minimumMW: minimumMW, maximumMW: maximumMW, cost: 0,
          fixedCost: first.costPerHour)
      ]
    }
    var result: [NodalSupply] = []
    for (index, (low, high)) in zip(points, points.dropFirst()).enumerated() {
      let slope = (high.costPerHour - low.costPerHour) / (high.outputMW - low.outputMW)
      let isFirst = index == 0
      let isLast = index == points.count - 2
      if isFirst {
        result.append(
          NodalSupply(
            name: "\(name) at minimum", bus: bus, minimumMW: minimumMW, maximumMW: minimumMW,
            cost: 0, fixedCost: first.costPerHour))
      }
      let from = isFirst ? minimumMW : max(minimumMW, low.outputMW)
      let to = isLast ? maximumMW : min(maximumMW, high.outputMW)
      // Cost from the first point up to the minimum output, which always runs.
      let below = (isLast ? minimumMW : min(minimumMW, high.outputMW)) - low.outputMW
      if isFirst || below > 0 { result[0].fixedCost += slope * below }
      if to > from {
        result.append(
          NodalSupply(
            name: "\(name) piece \(index + 1)", bus: bus, minimumMW: 0, maximumMW: to - from,
            cost: slope))
      }
    }
    return result
  }
}
