// SPDX-License-Identifier: Apache-2.0
import Flexibility
import GridModel
import MarketCoupling
import Quantities
import TestSupport
import Testing

@Suite("assessment of a coupled run")
struct AssessmentTests {
  private static let hours = 24 * 14

  /// Two zones with sun and must-run, a battery, a reservoir of demand response and a narrow border.
  private static func twoZones() -> (system: EnergySystem, series: HourlySeries) {
    var random = SeededGenerator(seed: 7)
    var small = SmallSystem(hours: hours)
    var loads: [[Double]] = [[], []]
    for hour in 0..<hours {
      let clock = Double(hour % 24) / 24
      loads[0].append(100 + 60 * clock + Double.random(in: 0...9, using: &random))
      loads[1].append(120 - 40 * clock)
    }
    let a = small.addZone("A", loadMW: loads[0])
    let b = small.addZone("B", loadMW: loads[1])
    small.addUnit("gas", in: a, megawatts: 90, cost: 60)
    small.addUnit("heat", in: a, megawatts: 40, cost: 30, mustRunShare: 0.5)
    small.addUnit("coal", in: b, megawatts: 110, cost: 40)
    small.addBorder(from: a, to: b, forwardMW: 25, backwardMW: 15)
    small.addStorage("cell", in: a, megawatts: 20, energyMWh: 60, efficiency: 0.9)
    small.addDemandResponse("bakery", in: b, megawatts: 5, price: 300, hoursPerDay: 6)
    small.modify { system in
      for (zone, name, power) in [(a, "sun", 150.0), (b, "roof", 60)] {
        system.renewables.append(
          RenewableFleet(
            name: name, zone: zone, technology: "solar", injection: "solar", installedMW: power,
            profile: "cf_solar", profileColumn: "A", provenance: SmallSystem.provenance))
      }
    }
    var series = small.series
    series["cf_solar", "A"] = (0..<hours).map { hour in
      let noon = 1 - Double(abs(hour % 24 - 12)) / 7
      return max(0, noon) * Double.random(in: 0.5...1, using: &random)
    }
    return (small.system, series)
  }

  private static func coupled(
    _ network: NetworkModel
  ) throws -> (system: EnergySystem, inputs: MarketInputs, result: CouplingResult) {
    let (system, series) = twoZones()
    var options = CouplingOptions()
    options.network = network
    options.solver.threads = 1
    let result = try couple(system: system, series: series, options: options).result
    #expect(result.status == .optimal)
    let inputs = try MarketInputs(system: system, series: series, range: 0..<hours)
    return (system, inputs, result)
  }

  @Test(
    "contributions of a real run sum to the need, zone by zone and for the region",
    arguments: [NetworkModel.ntc, .copperplate])
  func additive(network: NetworkModel) throws {
    let (system, inputs, result) = try Self.coupled(network)
    let assessment = try FlexibilityAssessment(
      system: system, inputs: inputs, dispatch: Dispatch(result))
    for needs in assessment.zones.map(\.needs) + [assessment.region.needs] {
      for (period, need) in needs.needsMWh.enumerated() {
        let sum = needs.contributions.reduce(0) { $0 + $1.energiesMWh[period] }
        expectClose(sum, need, absolute: 1e-9 * need, "\(NeedPeriod.allCases[period])")
      }
      #expect(needs.needsMWh[0] > 100 && needs.needsMWh[1] > 0)
    }
    let kinds = Set(assessment.zones.flatMap { $0.needs.contributions.map(\.kind) })
    #expect(kinds.isSuperset(of: [.generation, .spilledEnergy, .storage, .netImport]))
    let a = try #require(assessment.zones.first { $0.name == "A" })
    let rounding = a.needs.contributions.first { $0.kind == .rounding }
    #expect((rounding?.energiesMWh[0].magnitude ?? 0) < 1e-3, "a run in memory is not rounded")
    let region = assessment.region
    for (period, sum) in region.sumOfZonesMWh.enumerated() {
      let roundingOfSums = 1e-9
      #expect(region.needs.needsMWh[period] <= sum * (1 + roundingOfSums))
    }
    #expect(region.needs.needsMWh[0] < 0.95 * region.sumOfZonesMWh[0], "loads peak apart")
  }

  @Test("without a run there are needs, and nothing is called covered or not")
  func needsAlone() throws {
    let (system, series) = Self.twoZones()
    let inputs = try MarketInputs(system: system, series: series, range: 0..<Self.hours)
    let assessment = try FlexibilityAssessment(system: system, inputs: inputs)
    for zone in assessment.zones {
      #expect(zone.needs.contributions.isEmpty && zone.needs.uncoveredMWh == nil)
      #expect(zone.rampingCover.isEmpty && zone.shortTerm == nil)
      #expect(zone.needs.ramping.map(\.units) == [1, 3, 8])
    }
    #expect(
      assessment.notes.suffix(3) == [
        "needs are those of 336 of 8760 hours, not scaled to a year",
        "no coupled run is given: no contributions, margins or curtailment, and no uncovered needs",
        "no forecasts are given: no short-term needs",
      ])
  }

  @Test("a run of another case is refused")
  func otherRun() throws {
    let (system, inputs, result) = try Self.coupled(.ntc)
    var other = Dispatch(result)
    other.nodes[1].netPosition[30] += 1
    let error = #expect(throws: FlexibilityError.self) {
      try FlexibilityAssessment(system: system, inputs: inputs, dispatch: other)
    }
    #expect(error?.problems.count == 1)
    #expect(
      error?.problems[0].hasPrefix(
        "the result does not balance the residual load of this case: 1.0 MW are open in B at "
          + "2030-01-02T06:00:00Z; give the year") == true, "\(error?.problems ?? [])")
  }

  @Test("an unknown bidding zone and every unknown time zone are errors")
  func unknownNames() throws {
    let (base, series) = Self.twoZones()
    var system = base
    let inputs = try MarketInputs(system: system, series: series, range: 0..<Self.hours)
    var options = FlexibilityOptions()
    options.region = ["A", "C", "D"]
    let error = #expect(throws: FlexibilityError.self) {
      try FlexibilityAssessment(system: system, inputs: inputs, options: options)
    }
    #expect(
      error?.problems == [
        "there is no bidding zone C; the case has A, B",
        "there is no bidding zone D; the case has A, B",
      ])
    system.zones[0].timeZone = "Mars/North"
    system.zones[1].timeZone = "Mars/South"
    let zones = #expect(throws: FlexibilityError.self) {
      try FlexibilityAssessment(system: system, inputs: inputs)
    }
    #expect(
      zones?.problems.map { String($0.prefix(28)) } == [
        "zone A: time zone Mars/North", "zone B: time zone Mars/South",
      ])
  }

  /// One zone: load 10 MW; sun 15 MW in the first six hours; a unit of 20 MW after that.
  private static func sunnyZone() throws -> (EnergySystem, MarketInputs, CouplingResult) {
    var small = SmallSystem(hours: 24)
    let zone = small.addZone("A", loadMW: [10])
    small.addUnit("gas", in: zone, megawatts: 20, cost: 50)
    small.modify {
      $0.renewables.append(
        RenewableFleet(
          name: "sun", zone: zone, technology: "solar", injection: "solar", installedMW: 15,
          profile: "cf_solar", profileColumn: "A", provenance: SmallSystem.provenance))
    }
    var series = small.series
    series["cf_solar", "A"] = (0..<24).map { $0 < 6 ? 1 : 0 }
    var options = CouplingOptions()
    options.network = .copperplate
    let result = try couple(system: small.system, series: series, options: options).result
    return (
      small.system, try MarketInputs(system: small.system, series: series, range: 0..<24), result
    )
  }

  @Test("renewable energy: potential, curtailed, integrated, and what would take it up")
  func renewables() throws {
    let (system, inputs, result) = try Self.sunnyZone()
    let assessment = try FlexibilityAssessment(
      system: system, inputs: inputs, dispatch: Dispatch(result))
    let sun = try #require(assessment.zones[0].renewables)
    expectClose(sun.total.potentialMWh, 90, relative: 1e-9)
    expectClose(sun.total.curtailedMWh, 30, relative: 1e-4)
    expectClose(sun.total.integratedMWh, 60, relative: 1e-4)
    expectClose(sun.total.curtailedShare, 1.0 / 3, relative: 1e-4)
    expectClose(sun.byMonth[0].curtailedMWh, 30, relative: 1e-4)
    expectClose(sun.byHour[5].curtailedMWh, 5, relative: 1e-4)
    #expect(sun.byHour[6].potentialMWh == 0)
    expectClose(sun.uncoveredMWh(targetShareOfLoad: 0.5), 60, relative: 1e-4)
    #expect(sun.uncoveredMWh(targetShareOfLoad: 0.1) == 0)
    // 5 MW for six hours: two hours of storage need 15 MW, eight hours need 5 MW.
    func storage(_ hours: Double) -> AbsorbingStorage? {
      sun.absorbing.first { $0.share == 1 && $0.hours == hours }?.storage
    }
    expectClose(try #require(storage(2)).powerMW, 15, relative: 1e-4)
    expectClose(try #require(storage(8)).powerMW, 5, relative: 1e-4)
    expectClose(try #require(storage(8)).shiftedMWh, 30, relative: 1e-4)
    // Residual load −5 and 10 MW, mean 6.25: 18 h × 3.75 MW. The unit gives 10 MW in the 18 hours
    // (45 MWh), spilled energy is −5 MW in the others (22.5 MWh).
    let needs = assessment.zones[0].needs
    expectClose(needs.needsMWh[0], 67.5, relative: 1e-9)
    func contribution(_ kind: ProviderKind) -> Double {
      needs.contributions.filter { $0.kind == kind }.reduce(0) { $0 + $1.energiesMWh[0] }
    }
    expectClose(contribution(.generation), 45, relative: 1e-4)
    expectClose(contribution(.spilledEnergy), 22.5, relative: 1e-4)
    expectClose(try #require(needs.uncoveredMWh)[0], 22.5, relative: 1e-4)
  }

  /// While the sun shines the unit stands still and 5 MW are spilled: 25 MW up, nothing down.
  /// Later it runs at 10 of 20 MW.
  @Test("margins of units, and ramps against them")
  func margins() throws {
    let (system, inputs, result) = try Self.sunnyZone()
    let dispatch = Dispatch(result)
    let balance = NodeBalance(node: 0, of: inputs)
    func margins(_ direction: Direction) -> Margins {
      Margins(
        direction, hours: 1, node: 0, balance: balance, dispatch: dispatch, inputs: inputs,
        system: system)
    }
    expectClose(margins(.up).own(2), 25, absolute: 0.01)
    expectClose(margins(.up).own(12), 10, absolute: 0.01)
    expectClose(margins(.down).own(2), 0, absolute: 0.01)
    expectClose(margins(.down).own(12), 10, absolute: 0.01)
    #expect(margins(.up).interconnectors == nil, "copperplate has no borders")
    let cover = try #require(
      FlexibilityAssessment(system: system, inputs: inputs, dispatch: dispatch).zones[0]
        .rampingCover.first)
    #expect(cover.up.largestOwn == 0, "the rise of 15 MW meets 25 MW")
    #expect(cover.down.largestOwn == 0, "residual load never falls")
  }

  @Test("margins of a battery, of demand response and of a border")
  func otherMargins() throws {
    let (system, inputs, result) = try Self.coupled(.ntc)
    let dispatch = Dispatch(result)
    for (node, name) in ["A", "B"].enumerated() {
      let balance = NodeBalance(node: node, of: inputs)
      for (direction, capacity) in [(Direction.up, [15.0, 25]), (.down, [25, 15])] {
        let margins = Margins(
          direction, hours: 3, node: node, balance: balance, dispatch: dispatch, inputs: inputs,
          system: system)
        for t in 0..<Self.hours {
          let position = result.netPositions[t, node]
          let free = capacity[node] + (direction == .up ? position : -position)
          expectClose(
            try #require(margins.interconnectors)[t], max(0, free), absolute: 1e-6, name)
        }
        let flexible = margins.storageAndResponse
        #expect(flexible.allSatisfy { $0 >= 0 })
        let most = node == 0 ? 40.0 : 5
        #expect(flexible.allSatisfy { $0 <= most + 1e-6 }, "\(name) \(direction)")
        if direction == .up { #expect(flexible.contains { $0 > 1 }, "\(name)") }
      }
    }
    // Level 27 MWh after the unit, 90 % efficiency, three hours: 8.1 MW, while charging at 2 MW.
    var still = dispatch
    still.levels[0][5] = 27
    still.charge[0][5] = 2
    still.discharge[0][5] = 0
    let balance = NodeBalance(node: 0, of: inputs)
    func flexible(_ direction: Direction) -> Double {
      Margins(
        direction, hours: 3, node: 0, balance: balance, dispatch: still, inputs: inputs,
        system: system
      ).storageAndResponse[5]
    }
    expectClose(flexible(.up), 10.1, relative: 1e-12)
    expectClose(flexible(.down), (60 - 27) / 0.9 / 3 - 2, relative: 1e-12)
  }

  @Test("short-term needs: largest outage, FCR of the case, margin of the run")
  func shortTerm() throws {
    let (base, inputs, result) = try Self.coupled(.ntc)
    var system = base
    system.reserves.append(
      Reserve(zone: Row(0), product: "fcr", powerMW: 3, provenance: SmallSystem.provenance))
    let past = ForecastSeries(
      axis: TimeAxis(hoursOfYear: 2029).slice(0..<48),
      zones: [
        .init(
          name: "A", loadForecast: [Double](repeating: 100, count: 48),
          loadActual: [Double](repeating: 110, count: 48), renewables: [])
      ])
    let assessment = try FlexibilityAssessment(
      system: system, inputs: inputs, dispatch: Dispatch(result), forecasts: past)
    let short = try #require(assessment.zones[0].shortTerm)
    #expect(short.outageUpMW == 90 && short.outageDownMW == 0)
    #expect(short.fcrMW == 3)
    let load = (0..<Self.hours).reduce(0) { $0 + inputs.loads[$1, 0] } / Double(Self.hours)
    expectClose(short.needs.total.upMW, 10 * load / 110, relative: 1e-9)
    expectClose(short.upMW, 10 * load / 110 + 90, relative: 1e-9)
    #expect(try #require(short.up).largestOwn > 0)
    #expect(assessment.zones[1].shortTerm == nil)
    #expect(
      assessment.notes.suffix(2) == [
        "forecasts cover 0.01 years; the methodology asks for two",
        "no forecasts, thus no short-term needs: B",
      ])
  }

  @Test("forecasts of a zone that is not there are an error, of a fleet that is not there a note")
  func otherForecasts() throws {
    let (system, series) = Self.twoZones()
    let inputs = try MarketInputs(system: system, series: series, range: 0..<Self.hours)
    let day = [Double](repeating: 5, count: 24)
    func forecasts(_ zone: String) -> ForecastSeries {
      ForecastSeries(
        axis: TimeAxis(hoursOfYear: 2029).slice(0..<24),
        zones: [
          .init(
            name: zone, loadForecast: day, loadActual: day,
            renewables: [.init(technology: "wave", forecast: day, actual: day, installedMW: 9)])
        ])
    }
    let error = #expect(throws: FlexibilityError.self) {
      try FlexibilityAssessment(system: system, inputs: inputs, forecasts: forecasts("C"))
    }
    #expect(
      error?.problems == [
        "forecasts are given for C, which is no bidding zone; the case has A, B"
      ])
    let notes = try FlexibilityAssessment(
      system: system, inputs: inputs, forecasts: forecasts("A")
    ).notes
    #expect(
      notes.contains("forecasts of wave in A count for nothing: the target year has none there"))
  }

  @Test("outages: a cable counts pole by pole, on the side that loses")
  func outages() throws {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [10])
    let b = small.addZone("B", loadMW: [10])
    small.addUnit("gas", in: a, megawatts: 300, cost: 1)
    small.addLink("cable", from: a, to: b, megawatts: 1400)
    small.modify { $0.dcLinks[0].poles = 2 }
    let inputs = try MarketInputs(system: small.system, series: small.series, range: 0..<1)
    func outage(_ direction: Direction, _ node: Int) -> Double {
      largestOutageMW(direction, node: node, of: inputs, in: small.system)
    }
    #expect(outage(.up, 0) == 700 && outage(.down, 0) == 700)
    #expect(outage(.up, 1) == 700 && outage(.down, 1) == 700)
  }
}
