// SPDX-License-Identifier: Apache-2.0
import GridModel
import MarketCoupling
import Quantities

/// What is asked of an assessment.
package struct FlexibilityOptions: Sendable {
  package var week = NeedCalendar.Week.iso
  package var season = NeedCalendar.Season.months
  /// A calendar for every zone; nil for the time zone of each.
  package var timeZone: String?
  /// Bidding zones that make the region; nil for all.
  package var region: [String]?
  /// Renewable energy to be integrated, as a share of load.
  package var renewableTarget: Double?
  /// Share by which forecasts are better in the target year.
  package var forecastImprovement = 0.0

  package init() {}
}

/// A technology's share of the needs of one zone, MWh.
package struct Contribution: Sendable {
  package var kind: ProviderKind
  package var technology: String
  /// In the order of ``NeedPeriod/allCases``.
  package var energiesMWh: [Double]
}

/// Needs on the three time scales, in the order of ``NeedPeriod/allCases``, MWh.
package struct ResidualLoadNeeds: Sendable {
  package var timeZone: String
  package var loadMWh: Double
  package var residualLoadMWh: Double
  package var needsMWh: [Double]
  /// Empty where no coupled run is given.
  package var contributions: [Contribution]
  package var ramping: [RampingNeeds]

  /// The part of each need that only lost load, spilled energy and dumped power meet; nil where no
  /// coupled run is given.
  package var uncoveredMWh: [Double]? {
    guard !contributions.isEmpty else { return nil }
    return NeedPeriod.allCases.indices.map { period in
      contributions.filter(\.kind.isUncovered).reduce(0) { $0 + $1.energiesMWh[period] }
    }
  }

  init(
    load: [Double], residualLoad: [Double], providers: [Provider], timeZone: String,
    blocks: TimeBlocks, axis: TimeAxis
  ) {
    let functionals = NeedPeriod.allCases.map {
      NeedFunctional(residualLoad: residualLoad, period: $0, blocks: blocks)
    }
    self.timeZone = timeZone
    loadMWh = load.reduce(0, +) * axis.stepHours
    residualLoadMWh = residualLoad.reduce(0, +) * axis.stepHours
    needsMWh = functionals.map { $0(residualLoad) }
    contributions = providers.map { provider in
      Contribution(
        kind: provider.kind, technology: provider.technology,
        energiesMWh: functionals.map { $0(provider.output) })
    }
    ramping = rampHours.compactMap { hours in
      let units = hours * 3600 / axis.stepSeconds
      guard units > 0, units < residualLoad.count else { return nil }
      return RampingNeeds(residualLoad: residualLoad, units: units)
    }
  }
}

/// Hours over which ramps are measured.
package let rampHours = [1, 3, 8]

/// What margins leave open of the ramps of one length, up and down.
package struct RampingCover: Sendable {
  package var units: Int
  package var up: Uncovered
  package var down: Uncovered
}

package struct ShortTermAssessment: Sendable {
  package var needs: ShortTermNeeds
  package var outageUpMW: Double
  package var outageDownMW: Double
  /// FCR requirement of the case's reserves table, MW; nil where it has none.
  package var fcrMW: Double?
  /// The whole need of every hour against its margin; nil where no coupled run is given.
  package var up: Uncovered?
  package var down: Uncovered?

  package var upMW: Double { needs.total.upMW + outageUpMW }
  package var downMW: Double { needs.total.downMW + outageDownMW }
}

package struct ZoneFlexibility: Sendable {
  package var name: String
  package var needs: ResidualLoadNeeds
  /// Empty where no coupled run is given.
  package var rampingCover: [RampingCover]
  /// Nil without renewables.
  package var renewables: RenewableIntegration?
  package var shortTerm: ShortTermAssessment?
}

/// Needs of zones together: residual loads net under a copperplate.
package struct RegionFlexibility: Sendable {
  package var zones: [String]
  package var needs: ResidualLoadNeeds
  /// Sum of the zones' needs in the calendar of the region, so that the difference to the region's
  /// need is netting alone and never negative.
  package var sumOfZonesMWh: [Double]
}

/// Flexibility needs of every bidding zone and of the region in one climate year.
package struct FlexibilityAssessment: Sendable {
  package var axis: TimeAxis
  package var hasDispatch: Bool
  package var zones: [ZoneFlexibility]
  package var region: RegionFlexibility
  package var notes: [String]

  /// - Parameters:
  ///   - dispatch: a coupled run over the units of `inputs`; without it there are needs alone.
  ///   - forecasts: without them the short-term part is absent, and a note says so.
  /// - Throws: ``FlexibilityError`` with every zone and time zone that is not known, and where the
  ///   run does not belong to the inputs.
  /// - Complexity: O(units × supply steps)
  package init(
    system: EnergySystem, inputs: MarketInputs, dispatch: Dispatch? = nil,
    forecasts: ForecastSeries? = nil, options: FlexibilityOptions = FlexibilityOptions()
  ) throws(FlexibilityError) {
    let members = try Self.members(of: options.region, inputs: inputs)
    var calendars = Calendars(options: options)
    let names = inputs.nodes.map(\.name)
    var problems = (forecasts?.zones.map(\.name) ?? []).filter { !names.contains($0) }.map {
      "forecasts are given for \($0), which is no bidding zone; the case has "
        + names.joined(separator: ", ")
    }
    if let timeZone = options.timeZone { _ = try calendars.blocks(of: inputs.axis, in: timeZone) }
    for node in inputs.nodes {
      for row in node.zones {
        do { try calendars.check(system.zones[row]) } catch { problems += error.problems }
      }
    }
    if !problems.isEmpty { throw FlexibilityError(problems) }
    axis = inputs.axis
    hasDispatch = dispatch != nil
    notes = inputs.notes
    var balances: [NodeBalance] = []
    var providersOfNode: [[Provider]] = []
    zones = []
    for (n, node) in inputs.nodes.enumerated() {
      let balance = NodeBalance(node: n, of: inputs)
      let zone = system.zones[node.zones[0]]
      let timeZone = options.timeZone ?? zone.timeZone
      let blocks = try calendars.blocks(of: inputs.axis, in: timeZone)
      let providers = try dispatch.map { run throws(FlexibilityError) in
        try balance.providers(in: run, node: n, of: inputs)
      }
      let needs = ResidualLoadNeeds(
        load: balance.load, residualLoad: balance.residualLoad, providers: providers ?? [],
        timeZone: timeZone, blocks: blocks, axis: inputs.axis)
      var short: ShortTermAssessment?
      if let forecast = forecasts?.zones.first(where: { $0.name == node.name }),
        let own = forecasts?.axis
      {
        short = ShortTermAssessment(
          forecast, balance: balance, node: n, dispatch: dispatch, inputs: inputs, system: system,
          blocks: try calendars.blocks(of: own, in: timeZone),
          improvement: options.forecastImprovement)
      }
      zones.append(
        ZoneFlexibility(
          name: node.name, needs: needs,
          rampingCover: dispatch.map { run in
            needs.ramping.map {
              RampingCover(
                $0, node: n, balance: balance, dispatch: run, inputs: inputs, system: system)
            }
          } ?? [],
          renewables: RenewableIntegration(
            balance: balance, providers: providers, blocks: blocks),
          shortTerm: short))
      balances.append(balance)
      providersOfNode.append(providers ?? [])
    }
    let timeZone = options.timeZone ?? Self.timeZone(of: members, balances, inputs, system)
    region = Self.region(
      members, balances: balances, providers: providersOfNode, timeZone: timeZone,
      blocks: try calendars.blocks(of: inputs.axis, in: timeZone), axis: inputs.axis)
    notes += Self.notes(dispatch: dispatch, forecasts: forecasts, inputs: inputs, system: system)
  }

  private static func members(
    of region: [String]?, inputs: MarketInputs
  ) throws(FlexibilityError) -> [Int] {
    guard let region else { return Array(inputs.nodes.indices) }
    let names = inputs.nodes.map(\.name)
    let unknown = region.filter { !names.contains($0) }
    if !unknown.isEmpty {
      throw FlexibilityError(
        unknown.map {
          "there is no bidding zone \($0); the case has \(names.joined(separator: ", "))"
        })
    }
    return names.indices.filter { region.contains(names[$0]) }
  }

  /// The time zone of the bidding zone with the largest load; of equal ones the first.
  private static func timeZone(
    of members: [Int], _ balances: [NodeBalance], _ inputs: MarketInputs, _ system: EnergySystem
  ) -> String {
    let loads = members.map { balances[$0].load.reduce(0, +) }
    guard let largest = loads.max(), let place = loads.firstIndex(of: largest) else { return "UTC" }
    return system.zones[inputs.nodes[members[place]].zones[0]].timeZone
  }

  private static func region(
    _ members: [Int], balances: [NodeBalance], providers: [[Provider]], timeZone: String,
    blocks: TimeBlocks, axis: TimeAxis
  ) -> RegionFlexibility {
    let residual = sum(members.map { balances[$0].residualLoad }, count: axis.count)
    var order: [ProviderKind: [String: [Double]]] = [:]
    for member in members {
      for provider in providers[member] {
        add(provider.output, to: &order[provider.kind, default: [:]][provider.technology])
      }
    }
    let together = ProviderKind.allCases.flatMap { kind in
      let outputs = order[kind] ?? [:]
      return outputs.keys.sorted().map {
        Provider(kind: kind, technology: $0, output: outputs[$0] ?? [])
      }
    }
    return RegionFlexibility(
      zones: members.map { balances[$0].name },
      needs: ResidualLoadNeeds(
        load: sum(members.map { balances[$0].load }, count: axis.count), residualLoad: residual,
        providers: together, timeZone: timeZone, blocks: blocks, axis: axis),
      sumOfZonesMWh: NeedPeriod.allCases.map { period in
        members.reduce(0) { total, member in
          let residual = balances[member].residualLoad
          return total
            + NeedFunctional(residualLoad: residual, period: period, blocks: blocks)(residual)
        }
      })
  }

  private static func notes(
    dispatch: Dispatch?, forecasts: ForecastSeries?, inputs: MarketInputs, system: EnergySystem
  ) -> [String] {
    var notes: [String] = []
    let year = TimeAxis(hoursOfYear: inputs.axis.date(at: 0).year)
    let hours = Double(inputs.axis.count) * inputs.axis.stepHours
    if hours < Double(year.count) {
      notes.append(
        "needs are those of \(Int(hours)) of \(year.count) hours, not scaled to a year")
    }
    if dispatch == nil {
      notes.append(
        "no coupled run is given: no contributions, margins or curtailment, and no uncovered needs")
    }
    guard let forecasts else {
      notes.append("no forecasts are given: no short-term needs")
      return notes
    }
    let years = Double(forecasts.axis.count) * forecasts.axis.stepHours / 8760
    if years < 2 {
      notes.append(
        "forecasts cover \((years * 100).rounded() / 100) years; the methodology asks for two")
    }
    for zone in forecasts.zones {
      let target = Set(
        system.renewables.filter {
          inputs.nodeOfZone[$0.zone.index].map { inputs.nodes[$0].name } == zone.name
        }.map(\.technology))
      let gone = zone.renewables.map(\.technology).filter { !target.contains($0) }
      if !gone.isEmpty {
        notes.append(
          "forecasts of \(gone.joined(separator: ", ")) in \(zone.name) count for nothing: the target "
            + "year has none there")
      }
    }
    let missing = inputs.nodes.map(\.name).filter { name in
      !forecasts.zones.contains { $0.name == name }
    }
    if !missing.isEmpty {
      notes.append("no forecasts, thus no short-term needs: \(missing.joined(separator: ", "))")
    }
    return notes
  }
}

extension RampingCover {
  init(
    _ ramps: RampingNeeds, node: Int, balance: NodeBalance, dispatch: Dispatch,
    inputs: MarketInputs, system: EnergySystem
  ) {
    let hours = Double(ramps.units) * inputs.axis.stepHours
    func margins(_ direction: Direction) -> Margins {
      Margins(
        direction, hours: hours, node: node, balance: balance, dispatch: dispatch,
        inputs: inputs, system: system)
    }
    units = ramps.units
    up = Uncovered(need: ramps.ramps, margins: margins(.up))
    down = Uncovered(need: ramps.ramps.map { -$0 }, margins: margins(.down))
  }
}

extension ShortTermAssessment {
  init(
    _ forecast: ForecastSeries.Zone, balance: NodeBalance, node: Int, dispatch: Dispatch?,
    inputs: MarketInputs, system: EnergySystem, blocks: TimeBlocks, improvement: Double
  ) {
    var installed: [String: Double] = [:]
    for fleet in system.renewables where inputs.nodeOfZone[fleet.zone.index] == node {
      installed[fleet.technology, default: 0] += fleet.installedMW
    }
    let target = ForecastTarget(
      meanLoadMW: balance.load.reduce(0, +) / Double(balance.load.count), installedMW: installed,
      improvement: improvement)
    needs = ShortTermNeeds(zone: forecast, target: target, blocks: blocks)
    outageUpMW = largestOutageMW(.up, node: node, of: inputs, in: system)
    outageDownMW = largestOutageMW(.down, node: node, of: inputs, in: system)
    let fcr = system.reserves.filter {
      inputs.nodeOfZone[$0.zone.index] == node && $0.product == "fcr"
    }
    fcrMW = fcr.isEmpty ? nil : fcr.reduce(0) { $0 + $1.powerMW }
    guard let dispatch else { return }
    let hour = 1.0
    func uncovered(_ direction: Direction, _ need: Double) -> Uncovered {
      Uncovered(
        need: [Double](repeating: need, count: balance.load.count),
        margins: Margins(
          direction, hours: hour, node: node, balance: balance, dispatch: dispatch,
          inputs: inputs, system: system))
    }
    up = uncovered(.up, upMW)
    down = uncovered(.down, downMW)
  }
}

/// Time blocks by axis and time zone, each made once.
private struct Calendars {
  private struct Key: Hashable {
    var axis: TimeAxis
    var timeZone: String
  }
  let options: FlexibilityOptions
  private var made: [Key: TimeBlocks] = [:]

  init(options: FlexibilityOptions) { self.options = options }

  mutating func blocks(
    of axis: TimeAxis, in timeZone: String
  ) throws(FlexibilityError) -> TimeBlocks {
    let key = Key(axis: axis, timeZone: timeZone)
    if let known = made[key] { return known }
    let calendar = NeedCalendar(timeZone: timeZone, week: options.week, season: options.season)
    let blocks = try TimeBlocks(axis: axis, calendar: calendar)
    made[key] = blocks
    return blocks
  }

  /// - Throws: where the time zone is not known, naming the zone.
  mutating func check(_ zone: Zone) throws(FlexibilityError) {
    let name = options.timeZone ?? zone.timeZone
    do {
      _ = try blocks(of: TimeAxis(startSeconds: 0, count: 1), in: name)
    } catch {
      throw FlexibilityError(error.problems.map { "zone \(zone.name): \($0)" })
    }
  }
}
