// SPDX-License-Identifier: Apache-2.0
import Foundation
import GridModel
import Optimization
import Quantities

/// A circuit that the base case overloads with the grid intact.
package struct Overload: Hashable, Sendable {
  package var circuit: String
  /// MW, positive from `from` to `to`.
  package var flowMW: Double
  package var limitMW: Double
}

/// Size and shape of a domain and what the base case did to it.
///
/// An empty domain or a base case outside it is a finding, not an error.
package struct CapacityReport: Sendable {
  package var hubs: [String]
  package var monitoredElements: Int
  /// Pairs of element and outage state before the thresholds.
  package var candidatePairs: Int
  package var rows: Int
  package var presolvedRows: Int
  /// Of the domain itself; `empty` names rows of it.
  package var netPositionBounds: NetPositionBounds
  /// Shares of the CNEC rows whose margin the minimum sets, among all and among presolved ones.
  package var minimumMarginShare: Double
  package var presolvedMinimumMarginShare: Double
  /// Share of the CNEC rows whose margin is negative before the minimum, and their number after it.
  package var negativeShareBeforeMinimum: Double
  package var negativeRows: Int
  /// nil where the linear program that decides it did not end.
  package var isEmptyWithoutMinimum: Bool?
  package var overloads: [Overload]
  /// Where the net positions of the base case lie.
  package var baseCasePosition: DomainPosition
  package var islandingOutages: [IslandingOutage]
  /// What a reader should know besides: fallbacks, an unbalanced base case, words of the presolve.
  package var notes: [String]

  package var isEmpty: Bool {
    if case .empty = netPositionBounds { true } else { false }
  }
}

/// A presolved domain and the account of how it came about.
package struct CapacityResult: Sendable {
  package var domain: FlowBasedDomain
  package var report: CapacityReport
}

extension CapacityCalculator {
  /// The presolved domain around a base case with its report.
  ///
  /// Rows are kept that bound something while every link with virtual hubs is within its own limits;
  /// the bounds in the report hold with these limits too.
  package func result(
    around baseCase: BaseCase, method: RedundancyMethod = .linearProgramming
  ) -> CapacityResult {
    let full = self.domain(around: baseCase)
    let limits = linkLimitRows
    let (limited, presolve) = FlowBasedDomain(hubs: full.hubs, rows: full.rows + limits)
      .presolved(method: method)
    let domain = FlowBasedDomain(
      hubs: full.hubs, rows: Array(limited.rows.prefix(full.rows.count)))
    let kept = domain.rows.indices.filter { domain.rows[$0].isPresolved }
    var bounds = netPositionBounds(
      of: FlowBasedDomain(hubs: full.hubs, rows: kept.map { domain.rows[$0] } + limits))
    if case .empty(let rows) = bounds {
      bounds = .empty(conflictingRows: rows.filter { $0 < kept.count }.map { kept[$0] })
    }
    let cnecRows = domain.rows.filter { !$0.element.isEmpty }
    let presolvedRows = cnecRows.filter(\.isPresolved)
    let flows = self.flows(of: baseCase)
    return CapacityResult(
      domain: domain,
      report: CapacityReport(
        hubs: domain.hubs, monitoredElements: selection.monitoredCount,
        candidatePairs: selection.candidateCount, rows: domain.rows.count,
        presolvedRows: kept.count, netPositionBounds: bounds,
        minimumMarginShare: share(of: cnecRows) { $0.amr > 0 },
        presolvedMinimumMarginShare: share(of: presolvedRows) { $0.amr > 0 },
        negativeShareBeforeMinimum: share(of: cnecRows) { $0.ram - $0.amr < 0 },
        negativeRows: cnecRows.count { $0.ram < 0 },
        isEmptyWithoutMinimum: isEmptyWithoutMinimum(around: baseCase, lifted: bounds),
        overloads: overloads(flows), baseCasePosition: domain.position(of: baseCase.netPositionsMW),
        islandingOutages: selection.islandingOutages,
        notes: notes(on: flows) + presolve.notes))
  }

  /// The margins without a minimum are the smaller ones: where the lifted domain is empty, so is the
  /// other.
  private func isEmptyWithoutMinimum(
    around baseCase: BaseCase, lifted: NetPositionBounds
  ) -> Bool? {
    if case .empty = lifted { return true }
    var bare = domain(around: baseCase, minimumMargin: nil)
    bare.rows += linkLimitRows
    switch bare.supportFunction([Double](repeating: 0, count: hubs.count)) {
    case .finite, .unbounded: return false
    case .empty: return true
    case .stopped: return nil
    }
  }

  /// Circuits with a limit that carry more than it, whether monitored or not.
  private func overloads(_ flows: BaseCaseFlows) -> [Overload] {
    zip(network.circuits, flows.reference).compactMap { circuit, flow in
      let branch = system.grid.branches[circuit.branch]
      guard branch.kind != .equivalent, let limit = maximumFlowMW(of: branch), abs(flow) > limit
      else { return nil }
      return Overload(circuit: circuit.name, flowMW: flow, limitMW: limit)
    }
  }

  private func notes(on flows: BaseCaseFlows) -> [String] {
    var notes: [String] = []
    if !shiftKey.flatFallbacks.isEmpty {
      notes.append(
        "no basis for the shift key of \(shiftKey.flatFallbacks.joined(separator: ", ")): "
          + "all buses alike")
    }
    if !flows.classesWithoutWeights.isEmpty {
      let names = flows.classesWithoutWeights.map {
        "\($0.injection) in \(system.zones[$0.zone].name)"
      }
      notes.append(
        "no injection weights for \(names.joined(separator: ", ")): placed like the zone's load")
    }
    if abs(flows.imbalanceMW) > smallestToldImbalanceMW {
      notes.append(
        "the base case injects \(String(format: "%.0f", flows.imbalanceMW)) MW more than it takes out "
          + "of the grid; the slack takes them")
    }
    return notes
  }
}

private func share(of rows: [DomainRow], where condition: (DomainRow) -> Bool) -> Double {
  rows.isEmpty ? 0 : Double(rows.count(where: condition)) / Double(rows.count)
}

/// Below it an imbalance is rounding of the dispatch.
private let smallestToldImbalanceMW = 0.5
