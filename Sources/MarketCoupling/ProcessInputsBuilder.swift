// SPDX-License-Identifier: Apache-2.0
import GridModel
import Optimization
import Quantities

/// Turns the hydrogen tables and limits of a system into ``ProcessInputs``.
struct ProcessInputsBuilder {
  let system: EnergySystem
  let series: HourlySeries
  let range: Range<Int>
  let hoursOfYear: Double
  /// The supply steps of electricity, with the rows of the units behind the thermal ones.
  let steps: [SupplyStep]
  let unitRows: [[Int]]
  /// MW by unit of the range and step.
  let availability: StageTable
  let mustRun: StageTable
  let nodeOfZone: [Int?]
  private(set) var problems: [String] = []

  private var result: ProcessInputs
  private var nodeOfHydrogenZone: [Int: Int] = [:]
  private var columns: [(lower: [Double], upper: [Double])] = []
  private var stateColumns: [StateColumns] = []

  private struct StateColumns {
    var retention: [Double]
    var inflow: [Double]
    var lower: [Double]
    var upper: [Double]
  }

  init(
    system: EnergySystem, series: HourlySeries, range: Range<Int>, hoursOfYear: Double,
    steps: [SupplyStep], unitRows: [[Int]], availability: StageTable, mustRun: StageTable,
    nodeOfZone: [Int?]
  ) {
    self.system = system
    self.series = series
    self.range = range
    self.hoursOfYear = hoursOfYear
    self.steps = steps
    self.unitRows = unitRows
    self.availability = availability
    self.mustRun = mustRun
    self.nodeOfZone = nodeOfZone
    result = ProcessInputs(stageCount: range.count)
  }

  private var count: Int { range.count }
  private var stepHours: Double { series.axis.stepHours }
  /// Share of the year that the range covers.
  private var yearShare: Double { Double(count) * stepHours / hoursOfYear }

  mutating func build() -> ProcessInputs {
    for zone in system.zones.rows where system.zones[zone].carrier == .hydrogen {
      nodeOfHydrogenZone[zone.index] = result.nodes.count
      result.nodes.append(HydrogenBalance(name: system.zones[zone].name, zone: zone))
    }
    let loads = nodeLoads()
    addTurbines()
    for row in system.electrolysers.indices { addElectrolyser(row) }
    for pipeline in system.pipelines { addPipeline(pipeline) }
    for cavern in system.caverns { addCavern(cavern) }
    for node in system.hydrogenNodes where node.linepackMWh > 0 { addLinepack(of: node) }
    for terminal in system.terminals { addTerminal(terminal) }
    let reformers = system.reformers.map { addReformer($0) }
    addLastResorts(loads: loads)
    addCaptureNetworks(reformers)
    for budget in system.fuelBudgets { addFuelBudget(budget, reformers) }
    for cap in system.emissionCaps { addEmissionCap(cap) }
    result.loads = table(loads)
    result.lower = table(columns.map(\.lower))
    result.upper = table(columns.map(\.upper))
    result.retention = table(stateColumns.map(\.retention))
    result.inflow = table(stateColumns.map(\.inflow))
    result.levelLower = table(stateColumns.map(\.lower))
    result.levelUpper = table(stateColumns.map(\.upper))
    return result
  }

  // MARK: - Parts

  private func constant(_ value: Double) -> [Double] { [Double](repeating: value, count: count) }

  /// Items by unit from items of units.
  private func table(_ columns: [[Double]]) -> StageTable {
    var table = StageTable(stageCount: count, itemCount: columns.count)
    for t in 0..<count {
      for (item, column) in columns.enumerated() { table[t, item] = column[t] }
    }
    return table
  }

  private mutating func add(_ process: Process, lower: [Double]? = nil, upper: [Double]) -> Int {
    result.processes.append(process)
    columns.append((lower ?? constant(0), upper))
    return result.processes.count - 1
  }

  private mutating func add(_ state: ProcessState, _ columns: StateColumns) -> Int {
    result.states.append(state)
    stateColumns.append(columns)
    return result.states.count - 1
  }

  /// What is left of `amount` at the start, with nothing to fill it up again.
  private mutating func addBudget(
    _ name: String, _ kind: ProcessStateKind, amount: Double
  ) -> Int {
    add(
      ProcessState(name: name, kind: kind, endRule: .valued, initialLevel: amount, endValue: 0),
      StateColumns(
        retention: constant(1), inflow: constant(0), lower: constant(0), upper: constant(amount)))
  }

  /// A budget that is handed out anew where a period begins; what is left is forgotten.
  ///
  /// - Parameter amounts: by unit: that of the period which begins there; nil where none begins.
  private mutating func addBudget(
    _ name: String, _ kind: ProcessStateKind, amounts: [Double?]
  ) -> Int {
    var level = 0.0
    let upper = amounts.map { amount in
      level = amount ?? level
      return level
    }
    return add(
      ProcessState(name: name, kind: kind, endRule: .valued, initialLevel: 0, endValue: 0),
      StateColumns(
        retention: amounts.map { $0 == nil ? 1 : 0 }, inflow: amounts.map { $0 ?? 0 },
        lower: constant(0), upper: upper))
  }

  private func hydrogen(_ zone: Row<Zone>, _ factor: Double) -> Process.Entry? {
    nodeOfHydrogenZone[zone.index].map {
      Process.Entry(place: .hydrogen($0), zone: zone, factor: factor)
    }
  }

  private func power(_ zone: Row<Zone>, _ factor: Double) -> Process.Entry? {
    nodeOfZone[zone.index].map { Process.Entry(place: .power($0), zone: zone, factor: factor) }
  }

  /// The part of a year's values that the range covers.
  private mutating func values(
    _ variable: String, of zone: Row<Zone>, for asset: String
  ) -> [Double]? {
    let column = system.zones[zone].seriesColumn
    guard let values = series[variable, column] else {
      problems.append("\(asset) needs \(variable) of \(column), which the series do not have")
      return nil
    }
    return values
  }

  // MARK: - Demand and what is left

  /// MW by node and unit.
  private mutating func nodeLoads() -> [[Double]] {
    var loads = result.nodes.map { _ in constant(0) }
    for node in system.hydrogenNodes where node.annualTWh > 0 {
      guard let index = nodeOfHydrogenZone[node.zone.index] else { continue }
      let mean = node.annualTWh * 1e6 / hoursOfYear
      guard let profile = node.profile else {
        loads[index] = constant(mean)
        continue
      }
      let name = system.zones[node.zone].name
      guard let shape = values(profile, of: node.zone, for: "hydrogen node \(name)") else {
        continue
      }
      let positive = shape.map { max(0, $0) }
      let average = positive.reduce(0, +) / Double(positive.count)
      guard average > 0 else {
        problems.append("\(profile) of hydrogen node \(name) sums to 0")
        continue
      }
      loads[index] = positive[range].map { $0 / average * mean }
    }
    return loads
  }

  /// Demand may stay unserved, and hydrogen that must be made may be vented.
  private mutating func addLastResorts(loads: [[Double]]) {
    for (n, node) in result.nodes.enumerated() {
      var needed = loads[n]
      for draw in result.draws where draw.node == n {
        for t in 0..<count { needed[t] += draw.factor * mustRun[t, draw.step] }
      }
      let price =
        system.hydrogenNodes.first { $0.zone == node.zone }?.unservedEURPerMWh
        ?? Self.usualUnservedEURPerMWh
      if needed.contains(where: { $0 > 0 }) {
        _ = add(
          Process(
            name: "\(node.name)_unserved", kind: .unserved, asset: node.name,
            entries: [Process.Entry(place: .hydrogen(n), zone: node.zone, factor: 1)],
            costEURPerMWh: price),
          upper: needed)
      }
      var forced = constant(0)
      for (p, process) in result.processes.enumerated() {
        let rounded = result.uncommitted.first { $0.processes.first == p }?.minimumMW ?? 0
        for entry in process.entries where entry.place == .hydrogen(n) && entry.factor > 0 {
          for t in 0..<count { forced[t] += entry.factor * max(rounded, columns[p].lower[t]) }
        }
      }
      if forced.contains(where: { $0 > 0 }) {
        _ = add(
          Process(
            name: "\(node.name)_vented", kind: .vented, asset: node.name,
            entries: [Process.Entry(place: .hydrogen(n), zone: node.zone, factor: -1)]),
          upper: forced)
      }
    }
  }

  /// For nodes without a row of their own: open-tyndp's value, as in TYNDP 2024.
  private static let usualUnservedEURPerMWh = 3000.0

  // MARK: - Conversions

  private mutating func addTurbines() {
    for (j, rows) in unitRows.enumerated() {
      guard let row = rows.first, let zone = system.generatingUnits[row].hydrogenNode,
        let node = nodeOfHydrogenZone[zone.index]
      else { continue }
      result.draws.append(
        ProcessInputs.StepDraw(
          step: j, node: node, factor: 1 / system.generatingUnits[row].efficiency))
    }
  }

  private mutating func addElectrolyser(_ row: Int) {
    let electrolyser = system.electrolysers[row]
    guard electrolyser.installedMW > 0, let input = power(electrolyser.powerZone, -1),
      let output = hydrogen(electrolyser.hydrogenNode, electrolyser.efficiency),
      case .power(let powerNode) = input.place
    else { return }
    let most = electrolyser.installedMW * (1 - electrolyser.forcedOutageRate)
    var available = constant(most)
    var minimum = constant(0)
    if let profile = electrolyser.commitmentProfile {
      guard
        let year = values(
          profile, of: electrolyser.powerZone, for: "electrolyser \(electrolyser.name)")
      else { return }
      available = year[range].map { min(1, max(0, $0)) * most }
      minimum = available.map { electrolyser.minimumLoadShare * $0 }
    }
    var process = Process(
      name: electrolyser.name, kind: .electrolyser, asset: electrolyser.name,
      entries: [input, output], costEURPerMWh: electrolyser.variableCostEURPerMWh)
    let roundedMinimumMW =
      electrolyser.commitmentProfile == nil ? electrolyser.minimumLoadShare * most : 0
    func note(_ processes: [Int]) {
      guard roundedMinimumMW > 0 else { return }
      result.uncommitted.append(
        UncommittedElectrolyser(processes: processes, minimumMW: roundedMinimumMW))
    }
    guard electrolyser.rule != .none else {
      note([add(process, lower: minimum, upper: available)])
      return
    }
    let contracted = contractedMW(row)
    let isHourly = electrolyser.rule == .hourly
    if !isHourly {
      let state = addBudget(
        "\(electrolyser.name)_matching", .renewableMatching,
        amounts: periodSums(contracted.map { $0 * stepHours }) { $0.month })
      process.states = [Process.StateEntry(state: state, perHour: -1)]
    }
    let bound = isHourly ? zip(available, contracted).map { min($0, $1) } : available
    let index = add(process, lower: zip(minimum, bound).map { min($0, $1) }, upper: bound)
    process.name = "\(electrolyser.name)_exempt"
    process.states = []
    let exempt = add(process, upper: constant(0))
    note([index, exempt])
    result.matched.append(
      MatchedElectrolyser(
        row: row, process: index, exemptProcess: exempt, powerNode: powerNode,
        availableMW: available, minimumMW: minimum, contractedMW: contracted,
        rule: electrolyser.rule))
  }

  /// MW by unit that the contracts of an electrolyser give, curtailed or not.
  private func contractedMW(_ row: Int) -> [Double] {
    var sum = constant(0)
    for contract in system.renewableContracts where contract.electrolyser.index == row {
      let fleet = system.renewables[contract.renewable]
      guard fleet.installedMW > 0,
        let step = steps.firstIndex(where: { $0.kind == .renewable && $0.name == fleet.name })
      else { continue }
      let share = contract.contractedMW / fleet.installedMW
      for t in 0..<count { sum[t] += share * availability[t, step] }
    }
    return sum
  }

  /// By unit: the sum over the period that begins there, as far as the range goes; nil elsewhere.
  private func periodSums(
    _ values: [Double], period: (CivilDate) -> Int
  ) -> [Double?] {
    let periods = range.map { period(series.axis.date(at: $0)) }
    var sums = [Double?](repeating: nil, count: count)
    var begin = 0
    for t in 0..<count {
      if t == 0 || periods[t] != periods[t - 1] {
        begin = t
        sums[t] = 0
      }
      sums[begin]! += values[t]
    }
    return sums
  }

  private mutating func addPipeline(_ pipeline: Pipeline) {
    for (name, from, to, most) in [
      (pipeline.name, pipeline.from, pipeline.to, pipeline.maximumForwardMW),
      ("\(pipeline.name)_backward", pipeline.to, pipeline.from, pipeline.maximumBackwardMW),
    ] where most > 0 {
      guard let taken = hydrogen(from, -1), let given = hydrogen(to, 1) else { continue }
      var entries = [taken, given]
      if let zone = pipeline.compressorZone, pipeline.compressorShare > 0,
        let compressor = power(zone, -pipeline.compressorShare)
      {
        entries.append(compressor)
      }
      _ = add(
        Process(name: name, kind: .pipeline, asset: pipeline.name, entries: entries),
        upper: constant(most))
    }
  }

  // MARK: - Stores

  private mutating func addCavern(_ cavern: Cavern) {
    guard cavern.workingMWh > 0 else { return }
    let throughput = cavern.cyclesPerYear.map {
      addBudget(
        "\(cavern.name)_cycles", .throughput, amount: $0 * cavern.workingMWh * yearShare)
    }
    addStore(
      cavern.name, node: cavern.hydrogenNode, energyMWh: cavern.workingMWh,
      injectMW: cavern.injectMW, withdrawMW: cavern.withdrawMW,
      injectEfficiency: cavern.injectEfficiency, withdrawEfficiency: cavern.withdrawEfficiency,
      startShare: cavern.startLevelShare, endRule: cavern.endRule,
      endValue: cavern.endValueEURPerMWh, throughput: throughput)
  }

  /// Half full at the start and the end; it can be filled or emptied within an hour.
  private mutating func addLinepack(of node: HydrogenNode) {
    addStore(
      "\(system.zones[node.zone].name)_linepack", node: node.zone, energyMWh: node.linepackMWh,
      injectMW: node.linepackMWh, withdrawMW: node.linepackMWh, injectEfficiency: 1,
      withdrawEfficiency: 1, startShare: 0.5, endRule: .fixed, endValue: 0, throughput: nil)
  }

  private mutating func addStore(
    _ name: String, node: Row<Zone>, energyMWh: Double, injectMW: Double, withdrawMW: Double,
    injectEfficiency: Double, withdrawEfficiency: Double, startShare: Double, endRule: EndRule,
    endValue: Double, throughput: Int?
  ) {
    guard let taken = hydrogen(node, -1), let given = hydrogen(node, 1) else { return }
    let start = startShare * energyMWh
    var lower = constant(0)
    var upper = constant(energyMWh)
    if endRule == .fixed, let last = upper.indices.last {
      lower[last] = start
      upper[last] = start
    }
    let state = add(
      ProcessState(
        name: name, kind: .store, endRule: endRule, initialLevel: start,
        endValue: endRule == .valued ? endValue : 0),
      StateColumns(
        retention: constant(1), inflow: constant(0), lower: lower, upper: upper))
    _ = add(
      Process(
        name: "\(name)_injection", kind: .injection, asset: name, entries: [taken],
        states: [Process.StateEntry(state: state, perHour: injectEfficiency)]),
      upper: constant(injectMW))
    var withdrawal = [Process.StateEntry(state: state, perHour: -1 / withdrawEfficiency)]
    if let throughput {
      withdrawal.append(Process.StateEntry(state: throughput, perHour: -1 / withdrawEfficiency))
    }
    _ = add(
      Process(
        name: "\(name)_withdrawal", kind: .withdrawal, asset: name, entries: [given],
        states: withdrawal),
      upper: constant(withdrawMW))
  }

  // MARK: - Supply of hydrogen

  private mutating func addTerminal(_ terminal: Terminal) {
    guard let given = hydrogen(terminal.hydrogenNode, 1) else { return }
    var entries = [given]
    if let zone = terminal.powerZone, terminal.electricityShare > 0,
      let taken = power(zone, -terminal.electricityShare)
    {
      entries.append(taken)
    }
    let throughput = terminal.throughputTWh.map {
      addBudget("\(terminal.name)_throughput", .throughput, amount: $0 * 1e6 * yearShare)
    }
    for band in terminal.bands where band.powerMW > 0 {
      _ = add(
        Process(
          name: "\(terminal.name)_band_\(band.number)", kind: .terminal, asset: terminal.name,
          entries: entries,
          states: throughput.map { [Process.StateEntry(state: $0, perHour: -1)] } ?? [],
          costEURPerMWh: band.priceEURPerMWh),
        upper: constant(band.powerMW))
    }
  }

  /// The row of its process; nil for one without power.
  private mutating func addReformer(_ reformer: Reformer) -> Int? {
    guard reformer.installedMW > 0, let given = hydrogen(reformer.hydrogenNode, 1) else {
      return nil
    }
    let fuel = system.fuels[reformer.fuel]
    let emitted = fuel.co2TonnesPerMWh * (1 - reformer.captureShare)
    let captured = fuel.co2TonnesPerMWh * reformer.captureShare
    let transport = reformer.captureNetwork.map {
      captured * system.captureNetworks[$0].priceEURPerTonne
    }
    let fuelCost =
      fuel.priceEURPerMWh + emitted * fuel.co2PriceEURPerTonne + (transport ?? 0)
    return add(
      Process(
        name: reformer.name, kind: .reformer, asset: reformer.name, entries: [given],
        costEURPerMWh: fuelCost / reformer.efficiency + reformer.variableCostEURPerMWh,
        emissionsTonnesPerMWh: emitted / reformer.efficiency),
      lower: constant(reformer.mustRunShare * reformer.installedMW),
      upper: constant(reformer.installedMW))
  }

  // MARK: - Limits over time

  private func unit(behind step: Int) -> GeneratingUnit? {
    unitRows[step].first.map { system.generatingUnits[$0] }
  }

  private mutating func addFuelBudget(_ budget: FuelBudget, _ reformers: [Int?]) {
    var uses: [ProcessInputs.StepUse] = []
    let state = result.states.count
    var most = constant(0)
    for (j, step) in steps.enumerated() where step.kind == .thermal {
      guard let unit = unit(behind: j), unit.fuel == budget.fuel, !isTurbine(unit),
        budget.scope.holds(unit.zone, of: system.zones)
      else { continue }
      uses.append(ProcessInputs.StepUse(step: j, state: state, perMWh: -1 / unit.efficiency))
      for t in 0..<count { most[t] += availability[t, j] * stepHours / unit.efficiency }
    }
    for (row, process) in reformers.enumerated() {
      let reformer = system.reformers[row]
      guard let process, reformer.fuel == budget.fuel,
        budget.scope.holds(reformer.hydrogenNode, of: system.zones)
      else { continue }
      result.processes[process].states.append(
        Process.StateEntry(state: state, perHour: -1 / reformer.efficiency))
      for t in 0..<count { most[t] += columns[process].upper[t] * stepHours / reformer.efficiency }
    }
    result.uses += uses
    _ = addBudget(budget.name, .fuelBudget, amounts: amounts(of: budget, mostMWh: most))
  }

  /// MWh of fuel by unit in which a period begins. On days on which the budget does not count, each
  /// unit has all that could be burnt in it.
  private func amounts(of budget: FuelBudget, mostMWh: [Double]) -> [Double?] {
    let dates = range.map { series.axis.date(at: $0) }
    let counts = dates.map { budget.counts(on: DayOfYear(month: $0.month, day: $0.day)) }
    let periods = dates.map { period(of: $0, budget.period) }
    var begin = 0
    var amounts = [Double?](repeating: nil, count: count)
    var perHour = 0.0
    for t in 0..<count {
      guard counts[t] else {
        amounts[t] = mostMWh[t]
        continue
      }
      if t == 0 || periods[t] != periods[t - 1] || !counts[t - 1] {
        begin = t
        amounts[t] = 0
        perHour = budget.energyGWh * 1000 / hours(of: budget, around: dates[t])
      }
      amounts[begin]! += perHour * stepHours
    }
    return amounts
  }

  /// A number that tells a period from the ones before and after it.
  private func period(of date: CivilDate, _ period: FuelBudget.Period) -> Int {
    switch period {
    case .day: date.daysSince1970
    case .month: 12 * date.year + date.month
    // Winter is told by the year in which it begins.
    case .season:
      2 * (date.month <= 3 ? date.year - 1 : date.year) + (4...9 ~= date.month ? 0 : 1)
    case .year: date.year
    }
  }

  /// Hours of the whole period around a date on which the budget counts.
  private func hours(of budget: FuelBudget, around date: CivilDate) -> Double {
    let own = period(of: date, budget.period)
    let day = date.daysSince1970
    let days = (day - 366...day + 366).count {
      let other = CivilDate(daysSince1970: $0)
      return period(of: other, budget.period) == own
        && budget.counts(on: DayOfYear(month: other.month, day: other.day))
    }
    return min(24 * Double(days), hoursOfYear)
  }

  private func isTurbine(_ unit: GeneratingUnit) -> Bool {
    unit.hydrogenNode.map { nodeOfHydrogenZone[$0.index] != nil } ?? false
  }

  private mutating func addEmissionCap(_ cap: EmissionCap) {
    let state = addBudget(cap.name, .emissionCap, amount: cap.tonnesPerYear * yearShare)
    for (j, step) in steps.enumerated()
    where step.emissionsTonnesPerMWh > 0 && cap.scope.holds(step.zone, of: system.zones) {
      result.uses.append(
        ProcessInputs.StepUse(step: j, state: state, perMWh: -step.emissionsTonnesPerMWh))
    }
    for (p, process) in result.processes.enumerated()
    where process.emissionsTonnesPerMWh > 0
      && cap.scope.holds(process.entries[0].zone, of: system.zones)
    {
      result.processes[p].states.append(
        Process.StateEntry(state: state, perHour: -process.emissionsTonnesPerMWh))
    }
  }

  private mutating func addCaptureNetworks(_ reformers: [Int?]) {
    for (row, network) in system.captureNetworks.enumerated() {
      let hourly = addBudget(
        network.name, .captureNetwork,
        amounts: [Double?](repeating: network.tonnesPerHour * stepHours, count: count))
      var states = [hourly]
      if let annual = network.tonnesPerYear {
        states.append(
          addBudget("\(network.name)_annual", .captureNetwork, amount: annual * yearShare))
      }
      for (j, step) in steps.enumerated() where step.kind == .thermal {
        guard let unit = unit(behind: j), unit.captureNetwork?.index == row, !isTurbine(unit)
        else { continue }
        let captured =
          system.fuels[unit.fuel].co2TonnesPerMWh * unit.captureShare / unit.efficiency
        result.uses += states.map {
          ProcessInputs.StepUse(step: j, state: $0, perMWh: -captured)
        }
      }
      for (index, process) in reformers.enumerated() {
        let reformer = system.reformers[index]
        guard let process, reformer.captureNetwork?.index == row else { continue }
        let captured =
          system.fuels[reformer.fuel].co2TonnesPerMWh * reformer.captureShare
          / reformer.efficiency
        result.processes[process].states += states.map {
          Process.StateEntry(state: $0, perHour: -captured)
        }
      }
    }
  }
}
