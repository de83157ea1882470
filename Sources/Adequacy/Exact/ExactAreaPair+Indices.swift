// SPDX-License-Identifier: Apache-2.0

/// Adequacy of two areas with a tie.
public struct ExactPairIndices: Sendable {
  public var first: ExactIndices
  public var second: ExactIndices
  /// Short where any area is short; energy of both. Its frequency is not computed.
  public var system: ExactIndices
  public var firstHours: ExactHours
  public var secondHours: ExactHours
}

extension ExactAreaPair {
  /// Exact indices of both areas under the rule "no load loss sharing": an area sends what it has
  /// beyond its own need, up to the limit, and never sheds load for the other.
  ///
  /// With needs `x`, available power `C`, the limit `T` of what the helper `h` can send and the share
  /// `η` that arrives, area `a` is short of
  ///
  ///     max(0, x_a − η min(T, max(0, C_h − x_h)) − C_a)
  ///
  /// and the expectation runs over the states of the helper and of the tie, with the table of `a` for
  /// the rest. Both areas are short in the hours in which both are short alone, for then none sends.
  ///
  /// The frequency adds the moves of both areas' units, of the tie and of the loads, each with the
  /// states of the other area fixed.
  ///
  /// - Complexity: O(hours × states) for every state of the tie.
  public func indices(_ settings: ExactSettings = ExactSettings()) -> ExactPairIndices {
    let count = first.loadMW.count
    let step = first.stepHours
    var sums = [IndexSums](repeating: IndexSums(stepHours: step, hourCount: count), count: 3)
    for (factor, probability) in settings.loadFactors {
      let helped = [
        Assistance(
          of: first, by: second, limitMW: tie.backwardMW, tie: tie, factor: factor,
          settings: settings
        ).year(),
        Assistance(
          of: second, by: first, limitMW: tie.forwardMW, tie: tie, factor: factor,
          settings: settings
        ).year(),
      ]
      sums[0].add(helped[0], probability: probability)
      sums[1].add(helped[1], probability: probability)
      sums[2].add(
        anyShort(helped[0], helped[1], factor: factor, settings: settings),
        probability: probability)
    }
    return ExactPairIndices(
      first: sums[0].indices(loadMWh: first.loadMWh),
      second: sums[1].indices(loadMWh: second.loadMWh),
      system: sums[2].indices(loadMWh: first.loadMWh + second.loadMWh, hasFrequency: false),
      firstHours: sums[0].hours, secondHours: sums[1].hours)
  }

  private func anyShort(
    _ a: YearOfHours, _ b: YearOfHours, factor: Double, settings: ExactSettings
  ) -> YearOfHours {
    func bothShort(_ hour: Int, threshold: Double) -> Double {
      [first, second].reduce(1) {
        $0
          * $1.table(atHour: hour).lossOfLoadProbability(
            ofLoad: $1.needMW(atHour: hour, factor: factor), threshold: threshold)
      }
    }
    var year = YearOfHours(count: a.lossOfLoad.count)
    year.lossOfLoadAtTenTimes = a.lossOfLoadAtTenTimes + b.lossOfLoadAtTenTimes
    for hour in year.lossOfLoad.indices {
      year.lossOfLoad[hour] =
        a.lossOfLoad[hour] + b.lossOfLoad[hour]
        - bothShort(hour, threshold: settings.thresholdMW)
      year.shortageMW[hour] = a.shortageMW[hour] + b.shortageMW[hour]
      year.lossOfLoadAtTenTimes -= bothShort(hour, threshold: 10 * settings.thresholdMW)
    }
    return year
  }
}

/// One area helped by another, with one factor on both loads.
private struct Assistance {
  let area: ExactArea
  let helper: ExactArea
  /// Most that the helper can send with the whole tie in service, MW.
  let limitMW: Double
  let tie: ExactTie
  let factor: Double
  let settings: ExactSettings

  init(
    of area: ExactArea, by helper: ExactArea, limitMW: Double, tie: ExactTie, factor: Double,
    settings: ExactSettings
  ) {
    self.area = area
    self.helper = helper
    self.limitMW = limitMW
    self.tie = tie
    self.factor = factor
    self.settings = settings
  }

  /// The needs of an hour and the tables behind them.
  private struct Hour {
    let area: CapacityOutageTable
    let helper: CapacityOutageTable
    let need: Double
    let helperNeed: Double
    let load: Double
  }

  private func hour(_ t: Int) -> Hour {
    Hour(
      area: area.table(atHour: t), helper: helper.table(atHour: t),
      need: area.needMW(atHour: t, factor: factor),
      helperNeed: helper.needMW(atHour: t, factor: factor), load: area.loadMW[t] * factor)
  }

  func year() -> YearOfHours {
    var year = YearOfHours(count: area.loadMW.count)
    for share in tie.shares {
      let limit = limitMW * share.availableMW
      var previous: (hour: Hour, lossOfLoad: Double)?
      for t in area.loadMW.indices {
        let hour = hour(t)
        let sums = sums(hour, limit: limit)
        year.lossOfLoad[t] += share.probability * sums.lossOfLoad
        year.lossOfLoadAtTenTimes += share.probability * sums.lossOfLoadAtTenTimes
        year.shortageMW[t] += share.probability * sums.shortageMW
        year.byOutages +=
          (share.probability * (sums.descents + helperDescents(hour, limit: limit))
            + share.netDescentsPerHour * sums.lossOfLoad) * area.stepHours
        if let previous {
          let isSameFleet =
            area.tableOfHour[t] == area.tableOfHour[t - 1]
            && helper.tableOfHour[t] == helper.tableOfHour[t - 1]
          year.byLoad +=
            share.probability
            * (isSameFleet
              ? rise(from: previous.hour, to: hour, limit: limit)
              : max(0, sums.lossOfLoad - previous.lossOfLoad))
        }
        previous = (hour, sums.lossOfLoad)
      }
    }
    return year
  }

  private struct Sums {
    var lossOfLoad = 0.0
    var lossOfLoadAtTenTimes = 0.0
    var shortageMW = 0.0
    /// Per hour, by units of the area.
    var descents = 0.0
  }

  /// What the area still needs with `available` MW at the helper.
  private func remainingNeed(_ hour: Hour, _ available: Double, limit: Double) -> Double {
    hour.need - tie.efficiency * min(limit, max(0, available - hour.helperNeed))
  }

  private func sums(_ hour: Hour, limit: Double) -> Sums {
    var sums = Sums()
    var short = FallingCount(hour.area)
    var wellShort = FallingCount(hour.area)
    var any = FallingCount(hour.area)
    var energyServed = FallingCount(hour.area)
    func add(_ remaining: Double, _ probability: Double) {
      let count = short.count(below: remaining - settings.thresholdMW)
      sums.lossOfLoad += probability * hour.area.probability(ofFirst: count)
      sums.descents += probability * hour.area.descentsPerHour(belowFirst: count)
      sums.lossOfLoadAtTenTimes +=
        probability
        * hour.area.probability(
          ofFirst: wellShort.count(below: remaining - 10 * settings.thresholdMW))
      var shortage = hour.area.shortageMW(
        ofLoad: remaining, overFirst: any.count(below: remaining))
      let beyondLoad = remaining - hour.load
      if beyondLoad > 0 {
        shortage -= hour.area.shortageMW(
          ofLoad: beyondLoad, overFirst: energyServed.count(below: beyondLoad))
      }
      sums.shortageMW += probability * shortage
    }
    let states = hour.helper
    let first = states.stateCount(below: hour.helperNeed)
    let last = states.stateCount(below: hour.helperNeed + limit)
    add(hour.need, states.probability(ofFirst: first))
    for k in first..<last {
      add(remainingNeed(hour, states.availableMW[k], limit: limit), states.probability[k])
    }
    add(hour.need - tie.efficiency * limit, 1 - states.probability(ofFirst: last))
    return sums
  }

  /// How often per hour the helper's outages make the area short that was not.
  private func helperDescents(_ hour: Hour, limit: Double) -> Double {
    guard tie.efficiency > 0, limit > 0 else { return 0 }
    // The area lacks more than nothing and no more than can arrive.
    let lacking = hour.need - settings.thresholdMW
    let first = hour.area.stateCount(below: lacking - tie.efficiency * limit)
    let last = hour.area.stateCount(below: lacking)
    var sum = 0.0
    var enough = FallingCount(hour.helper)
    for k in first..<last {
      let wanted = (lacking - hour.area.availableMW[k]) / tie.efficiency
      sum +=
        hour.area.probability[k]
        * hour.helper.descentsPerHour(
          belowFirst: enough.count(below: hour.helperNeed + wanted))
    }
    return sum
  }

  /// Probability of being short in `new` and not in `old`, with the same units in service.
  private func rise(from old: Hour, to new: Hour, limit: Double) -> Double {
    var sum = 0.0
    var oldShort = FallingCount(old.area)
    var newShort = FallingCount(new.area)
    func add(_ available: Double, _ probability: Double) {
      let before = old.area.probability(
        ofFirst: oldShort.count(
          below: remainingNeed(old, available, limit: limit) - settings.thresholdMW))
      let after = new.area.probability(
        ofFirst: newShort.count(
          below: remainingNeed(new, available, limit: limit) - settings.thresholdMW))
      sum += probability * max(0, after - before)
    }
    let states = new.helper
    let low = min(old.helperNeed, new.helperNeed)
    let high = max(old.helperNeed, new.helperNeed) + limit
    let first = states.stateCount(below: low)
    let last = states.stateCount(below: high)
    add(low, states.probability(ofFirst: first))
    for k in first..<last { add(states.availableMW[k], states.probability[k]) }
    add(high, 1 - states.probability(ofFirst: last))
    return sum
  }
}

/// Counts the states below a power that only falls from one question to the next, in one walk.
private struct FallingCount {
  private let table: CapacityOutageTable
  private var count: Int?

  init(_ table: CapacityOutageTable) { self.table = table }

  mutating func count(below load: Double) -> Int {
    guard var left = count else {
      let found = table.stateCount(below: load)
      count = found
      return found
    }
    while left > 0 && table.availableMW[left - 1] >= load { left -= 1 }
    count = left
    return left
  }
}
