// SPDX-License-Identifier: Apache-2.0

/// How much of a technology a capacity value is asked of.
package enum CapacityShare: String, CaseIterable, Sendable {
  /// What a little more of it is worth, beside all there is.
  case marginal
  /// What all of it is worth: the system without it is held against the system with it.
  case average
}

/// Whose index a capacity value holds level.
package enum CapacityScope: String, CaseIterable, Sendable {
  /// The least total over all zones, before sharing. It does not depend on the sharing rule, and EENS
  /// is a convex function of the firm power at any place.
  case allZones = "all_zones"
  /// That of the resource's own zone, after sharing.
  case zone
}

package struct CapacityValueOptions: Sendable {
  package var measure = CapacityMeasure.eens
  package var scope = CapacityScope.allZones
  package var shares = CapacityShare.allCases
  /// MW added for marginal values, where `incrementShare` is nil.
  package var incrementMW = 100.0
  /// Share of the installed power to add in place of `incrementMW`.
  package var incrementShare: Double?
  /// Values are searched to this many MW, or to `relativeTolerance` of the power in question where
  /// that is more.
  package var toleranceMW = 0.1
  package static let relativeTolerance = 1e-4

  package init() {}

  func increment(of resource: CapacityResource) -> Double {
    incrementShare.map { $0 * resource.installedMW } ?? incrementMW
  }
}

/// MW, and what is known about their error.
package struct CapacityValueEstimate: Hashable, Sendable {
  /// On EENS both are the value. On LOLE, a step function of the MW, the least MW that is no worse and
  /// the greatest that is no better than the resource, each to the tolerance.
  package var lowMW: Double
  package var highMW: Double
  /// Over climate years and outages; nil on LOLE, and with a single Monte Carlo year.
  package var standardErrorMW: Double?

  package var megawatts: Double { (lowMW + highMW) / 2 }
}

/// What a technology of a zone is worth in the interconnected system, measured on one index.
package struct ResourceCapacityValue: Sendable {
  package var resource: CapacityResource
  package var share: CapacityShare
  package var measure: CapacityMeasure
  package var scope: CapacityScope
  /// MW added, or all that is installed.
  package var powerMW: Double
  /// The index without and with that power: MWh/yr or h/yr.
  package var without: TwoLevelEstimate
  package var with: TwoLevelEstimate
  /// Equivalent firm capacity: the power that never fails, in the same zone, that does as much.
  package var efc: CapacityValueEstimate?
  /// Effective load-carrying capability: the load that may be added in the zone in every hour with
  /// the resource there, until the index is what it was without.
  package var elcc: CapacityValueEstimate?
  /// Why there is no value; nil where there is one.
  package var reason: String?

  /// EFC per MW of the resource; nil without value.
  package var deratingFactor: Double? { efc.map { $0.megawatts / powerMW } }
}

extension CapacityStudy {
  /// Capacity values of resources in the interconnected system.
  ///
  /// With `R(s)` the index (EENS or LOLE) of a system `s`, `0` the system without the resource and
  /// `r` the resource,
  ///
  ///     EFC:    R(0 + firm EFC) = R(0 + r)
  ///     ELCC:   R(0 + r + load ELCC) = R(0)
  ///     de-rating factor = EFC / MW of r
  ///
  /// firm power and load being constant over all hours and in the zone of the resource. All systems
  /// share climate years and outages (common random numbers). EENS is continuous and monotone in
  /// the MW: a root is searched. Its error is that of the mean difference of annual energies `d`
  /// at the root over the slope there (delta method), `d` taken by climate year:
  ///
  ///     standard error = standard error of mean(d) / |dR/dMW|
  ///
  /// A firm block of the resource's installed power does as much in every hour or more, so values
  /// lie between 0 and that.
  ///
  /// Sources: A. Keane et al., "Capacity value of wind power", IEEE Trans. Power Systems 26 (2011),
  /// no. 2, pp. 564-572 (ELCC and EFC); S. Zachary, C. Dent, "Probability theory of capacity value of
  /// additional generation", J. Risk and Reliability 226 (2012), no. 1, pp. 33-43.
  ///
  /// - Throws: ``OutageDataError``, ``CouplingError``, ``DispatchError``.
  package func capacityValues(
    of resources: [CapacityResource], options: CapacityValueOptions,
    each: (ResourceCapacityValue) -> Void = { _ in }
  ) throws -> [ResourceCapacityValue] {
    let base = try risks(unchanged, sharing: options.scope == .zone)
    return try resources.flatMap { resource in
      try options.shares.map { share in
        let search = CapacityValueSearch(
          study: self, options: options, resource: resource, share: share, base: base)
        let value = try search.value()
        each(value)
        return value
      }
    }
  }
}

/// Finds EFC and ELCC of one resource.
private struct CapacityValueSearch {
  let study: CapacityStudy
  let options: CapacityValueOptions
  let resource: CapacityResource
  let share: CapacityShare
  /// Of the system as it is.
  let base: [YearRisk]

  private var powerMW: Double {
    share == .marginal ? options.increment(of: resource) : resource.installedMW
  }

  private var without: CapacityChange {
    share == .marginal ? study.unchanged : study.unchanged.removing(resource)
  }

  private var with: CapacityChange {
    share == .marginal ? study.unchanged.adding(powerMW, of: resource) : study.unchanged
  }

  private func risks(_ change: CapacityChange, worse: [YearRisk]?) throws -> [YearRisk] {
    try study.risks(change, worse: worse, sharing: options.scope == .zone)
  }

  /// Index of each Monte Carlo year.
  private func annual(_ risks: [YearRisk]) -> [Double] {
    switch (options.scope, options.measure) {
    case (.allZones, .eens): risks.map(\.energyMWh)
    case (.allZones, .lole): risks.map { Double($0.shortHours) }
    case (.zone, .eens): risks.map { $0.nodeEnergyMWh[resource.node] }
    case (.zone, .lole): risks.map { Double($0.nodeShortHours[resource.node]) }
    }
  }

  private func estimate(_ values: [Double]) -> TwoLevelEstimate {
    TwoLevelEstimate(values, climateYears: study.climateYears)
  }

  func value() throws -> ResourceCapacityValue {
    let before = share == .marginal ? base : try risks(without, worse: nil)
    let after = share == .marginal ? try risks(with, worse: base) : base
    var result = ResourceCapacityValue(
      resource: resource, share: share, measure: options.measure, scope: options.scope,
      powerMW: powerMW, without: estimate(annual(before)), with: estimate(annual(after)))
    guard result.without.mean > 0 else {
      result.reason = "nothing is short without it"
      return result
    }
    let heaviest = try risks(with.addingLoad(powerMW, at: resource.node), worse: nil)
    let firm = search(start: before, aim: after, sign: -1) {
      try risks(without.addingFirm($0, at: resource.node), worse: before)
    }
    let load = search(start: after, aim: before, sign: 1) { megawatts in
      megawatts == powerMW
        ? heaviest
        : try risks(with.addingLoad(megawatts, at: resource.node), worse: heaviest)
    }
    result.efc = try firm.estimate()
    result.elcc = try load.estimate()
    if result.efc == nil || result.elcc == nil {
      result.reason = "firm power in \(resource.zone) does not move the index"
    }
    return result
  }

  private func search(
    start: [YearRisk], aim: [YearRisk], sign: Double,
    _ risks: @escaping (Double) throws -> [YearRisk]
  ) -> LevelSearch {
    LevelSearch(
      start: annual(start), aim: annual(aim), sign: sign, limitMW: powerMW,
      toleranceMW: max(options.toleranceMW, CapacityValueOptions.relativeTolerance * powerMW),
      isStep: options.measure == .lole, climateYears: study.climateYears
    ) { annual(try risks($0)) }
  }
}
