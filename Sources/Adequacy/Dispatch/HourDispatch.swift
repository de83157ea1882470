// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Optimization
import Quantities

/// Least shortage in one hour after the other: what is left over charges the stores, and stores
/// are used only for what would be short.
///
/// First the hour is held against net exports known to fit through the network; only where none of
/// them serves is a program solved. One for each worker: it holds the program's memory.
final class HourDispatch {
  /// Costs of the program, far enough apart that each comes before the next.
  private enum Cost {
    static let idleCharging = 1.0
    /// Of the first store in the order of use, and from one to the next.
    static let discharging = 10.0
    static let order = 0.01
  }
  /// MW of shortage or discharge that is rounding.
  static let dust = 1e-6

  let network: ShortageNetwork
  private let program: HourProgram
  private let stores: [EnergyStore]
  private let hours: Double
  private let nodes: Int
  private let columns: Columns
  private let paths: [CablePath]
  private let networkPaths: [CablePath]
  private var known: [KnownExports]

  private struct Columns {
    var idleCharging: Int
    var discharging: Int
    var shortage: Int
  }

  /// A direction of a cable whose capacity outages may take away.
  private struct CablePath {
    var cable: Int
    var column: Int
    var lowerMW: Double
    var upperMW: Double
  }

  /// - Parameter largest: most supply, load and so on of any hour, MW by node; sets tolerances.
  init(_ network: ShortageNetwork, axis: TimeAxis, largest: [Double]) throws(CouplingError) {
    self.network = network
    let stores = network.stores
    let nodes = network.nodeCount
    self.stores = stores
    self.nodes = nodes
    hours = axis.stepHours
    let names = network.nodeNames
    var steps = (0..<nodes).map {
      ShortageNetwork.Step(name: "\(names[$0]) supply", node: $0, cost: 0, mostMW: largest[$0])
    }
    columns = Columns(
      idleCharging: nodes, discharging: 2 * nodes, shortage: 2 * nodes + stores.count)
    steps += (0..<nodes).map { node in
      ShortageNetwork.Step(
        name: "\(names[node]) idle charging", node: node, cost: Cost.idleCharging,
        mostMW: stores.reduce(0) { $0 + ($1.node == node ? $1.chargeMW : 0) })
    }
    // Long-lasting stores first: the others may yet be needed for their power.
    let order = stores.indices.sorted { a, b in
      let left = stores[a].energyMWh / max(stores[a].dischargeMW, 1e-9)
      let right = stores[b].energyMWh / max(stores[b].dischargeMW, 1e-9)
      return left == right ? a < b : left > right
    }
    var rank = [Int](repeating: 0, count: stores.count)
    for (position, store) in order.enumerated() { rank[store] = position }
    steps += stores.enumerated().map { s, store in
      ShortageNetwork.Step(
        name: "\(store.name) discharging", node: store.node,
        cost: Cost.discharging + Cost.order * Double(rank[s]), mostMW: store.dischargeMW)
    }
    steps += (0..<nodes).map {
      ShortageNetwork.Step(
        name: "\(names[$0]) shortage", node: $0, cost: ShortageNetwork.shortagePrice,
        mostMW: largest[$0])
    }
    let problem = try network.problem(
      kinds: Array(0..<network.kindCount), axis: axis.slice(0..<network.kindCount), steps: steps,
      withStorages: false)
    program = HourProgram(problem.program)
    var paths: [CablePath] = []
    var networkPaths: [CablePath] = []
    for path in problem.pathColumns {
      guard let cable = network.cable(of: path) else { continue }
      let entry = CablePath(
        cable: cable, column: path.column, lowerMW: path.lowerMW, upperMW: path.upperMW)
      if path.isNetworkColumn { networkPaths.append(entry) } else { paths.append(entry) }
    }
    self.paths = paths
    self.networkPaths = networkPaths
    known = (0..<network.kindCount).map { _ in KnownExports(nodes: network.nodeCount) }
  }

  /// Forgets everything learned, so that a year's outcome does not depend on the years before.
  func restart() {
    program.restart()
    for kind in known.indices { known[kind].removeAll() }
  }

  /// What an hour comes to.
  struct Outcome {
    /// MW not served over all nodes.
    var shortage = 0.0
    /// Whether stores had to help.
    var usesStores = false
    /// Whether a program was solved.
    var solved = false
  }

  /// Dispatches hour `t` and moves `levels` (MWh at its end; before, after the hour's own losses and
  /// inflow).
  ///
  /// - Returns: nil where no accurate dispatch was found, most likely because the network holds no
  ///   exchange at all.
  func dispatch(_ t: Int, of year: SampledYear, levels: inout [Double]) -> Outcome? {
    let kind = year.year.domainOfHour[t]
    return withUnsafeTemporaryAllocation(
      of: Double.self, capacity: 2 * nodes + stores.count
    ) { buffer in
      buffer.initialize(repeating: 0)
      let wish = UnsafeMutableBufferPointer(rebasing: buffer[0..<nodes])
      let surplus = UnsafeMutableBufferPointer(rebasing: buffer[nodes..<2 * nodes])
      let desired = UnsafeMutableBufferPointer(rebasing: buffer[(2 * nodes)...])
      for (s, store) in stores.enumerated() where store.chargeMW > 0 {
        let room = max(0, store.energyMWh - levels[s]) / (store.chargeEfficiency * hours)
        desired[s] = min(store.chargeMW * share(year.storeShare, s, t), room)
        wish[store.node] += desired[s]
      }
      for n in 0..<nodes { surplus[n] = year.surplus[t * nodes + n] - wish[n] }
      let isWhole = setCables(t, year)
      if isWhole, known[kind].serves(surplus) {
        for (s, store) in stores.enumerated() where desired[s] > 0 {
          levels[s] += desired[s] * store.chargeEfficiency * hours
        }
        return Outcome()
      }
      return solve(
        t, kind, year, wish, desired, exports: surplus, &levels, learns: isWhole)
    }
  }

  private func share(_ shares: [[Double]], _ row: Int, _ t: Int) -> Double {
    shares[row].isEmpty ? 1 : shares[row][t]
  }

  /// Writes the capacities of the cables; whether all are whole.
  private func setCables(_ t: Int, _ year: SampledYear) -> Bool {
    var isWhole = true
    for path in paths {
      let share = share(year.cableShare, path.cable, t)
      if share < 1 { isWhole = false }
      program.lower[path.column] = share * path.lowerMW
      program.upper[path.column] = share * path.upperMW
    }
    for path in networkPaths {
      let share = share(year.cableShare, path.cable, t)
      if share < 1 { isWhole = false }
      program.networkLower[path.column] = share * path.lowerMW
      program.networkUpper[path.column] = share * path.upperMW
    }
    return isWhole
  }

  /// - Parameter exports: memory for one number by node.
  private func solve(
    _ t: Int, _ kind: Int, _ year: SampledYear, _ wish: UnsafeMutableBufferPointer<Double>,
    _ desired: UnsafeMutableBufferPointer<Double>, exports: UnsafeMutableBufferPointer<Double>,
    _ levels: inout [Double], learns: Bool
  ) -> Outcome? {
    for n in 0..<nodes { program.demand[network.row(n)] = 0 }
    for n in 0..<nodes {
      let surplus = year.surplus[t * nodes + n]
      program.upper[n] = max(0, surplus)
      program.demand[network.row(n)] += max(0, -surplus) + wish[n]
      program.upper[columns.idleCharging + n] = wish[n]
      // Where nothing covers the reserve either, it is missing beside the load.
      program.upper[columns.shortage + n] = max(year.year.load[t * nodes + n], -surplus)
    }
    for (s, store) in stores.enumerated() {
      program.upper[columns.discharging + s] = min(
        store.dischargeMW * share(year.storeShare, s, t),
        max(0, levels[s]) * store.dischargeEfficiency / hours)
    }
    guard let values = program.solve(kind: kind) else { return nil }
    var outcome = Outcome()
    outcome.solved = true
    for n in 0..<nodes {
      let idle = values[columns.idleCharging + n]
      let shortage = values[columns.shortage + n]
      outcome.shortage += shortage
      let surplus = year.surplus[t * nodes + n]
      exports[n] = values[n] - max(0, -surplus) - wish[n] + idle + shortage
      chargeStores(of: n, by: wish[n] - idle, desired, &levels)
    }
    for (s, store) in stores.enumerated() {
      let power = values[columns.discharging + s]
      exports[store.node] += power
      if power > Self.dust { outcome.usesStores = true }
      levels[s] = max(0, levels[s] - power * hours / store.dischargeEfficiency)
    }
    if learns { known[kind].add(exports) }
    return outcome
  }

  /// Shares charging power among the stores of a node, the first in the table first.
  private func chargeStores(
    of node: Int, by power: Double, _ desired: UnsafeMutableBufferPointer<Double>,
    _ levels: inout [Double]
  ) {
    var left = power
    for (s, store) in stores.enumerated() where store.node == node && desired[s] > 0 {
      let own = min(left, desired[s])
      levels[s] += own * store.chargeEfficiency * hours
      left -= own
      if left <= 0 { return }
    }
  }
}

/// Net exports that fit through the network with all cables whole.
///
/// Power can be thrown away, so an hour in which every node has at least its export to spare has no
/// shortage.
struct KnownExports {
  /// More would cost more time than they save.
  static let most = 64

  private let nodes: Int
  private var exports: [Double] = []
  /// Rows of `exports`, the last that served first.
  private var order: [Int] = []

  init(nodes: Int) { self.nodes = nodes }

  mutating func removeAll() {
    exports.removeAll(keepingCapacity: true)
    order.removeAll(keepingCapacity: true)
  }

  mutating func serves(_ surplus: UnsafeMutableBufferPointer<Double>) -> Bool {
    for (place, row) in order.enumerated() {
      let first = row * nodes
      var fits = true
      for n in 0..<nodes where surplus[n] < exports[first + n] {
        fits = false
        break
      }
      if fits {
        if place > 0 { order.swapAt(place, place - 1) }
        return true
      }
    }
    return false
  }

  mutating func add(_ new: UnsafeMutableBufferPointer<Double>) {
    if order.count < Self.most {
      order.insert(exports.count / nodes, at: 0)
      exports += new
    } else {
      let row = order.removeLast()
      for n in 0..<nodes { exports[row * nodes + n] = new[n] }
      order.insert(row, at: 0)
    }
  }
}
