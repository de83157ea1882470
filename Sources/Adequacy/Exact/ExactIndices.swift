// SPDX-License-Identifier: Apache-2.0

/// Adequacy of an area over the hours given, without sampling.
///
/// All figures are sums over those hours: of a year of 8,736 h they are per 8,736 h, not scaled to
/// another length of year.
public struct ExactIndices: Hashable, Sendable {
  /// Hours short of more than the threshold, h/yr.
  public var lole: Estimate
  /// The same for ten times the threshold: how far the count depends on it.
  public var loleAtTenTimesThreshold: Estimate
  /// Days (24 h from the first hour) whose worst hour is short, d/yr. Not `lole / 24`.
  public var loleDays: Estimate
  /// Expected energy not served, MWh/yr.
  public var eens: Estimate
  /// The same per million of the load.
  public var normalisedEENS: Estimate
  /// Loss of load events per year in continuous time; nil where it is not computed.
  public var lolf: Frequency?
  public var loadMWh: Double
  public var hours: Double

  /// How often load is lost, per year, by what brings it about.
  public struct Frequency: Hashable, Sendable {
    /// Units that fail while the load stands.
    public var byOutages: Double
    /// Load that rises, from hour to hour, above what is available.
    public var byLoad: Double

    public var total: Estimate { .exact(byOutages + byLoad) }
  }

  /// Mean length of a loss of load event, h; nil without events.
  public var meanDuration: Estimate? {
    guard let lolf, lolf.total.mean > 0 else { return nil }
    return .exact(lole.mean / lolf.total.mean)
  }
}

/// What is short in each hour.
public struct ExactHours: Hashable, Sendable {
  /// Probability that the hour is short.
  public var lossOfLoadProbability: [Double]
  /// Expected MW not served.
  public var shortageMW: [Double]
}

extension ExactArea {
  /// Indices of the area on its own.
  ///
  /// The frequency is that of the frequency and duration method, with load constant within an hour:
  ///
  ///     LOLF = Σ_t ν_t(C < x_t) Δ + Σ_t max(0, P(C < x_(t+1)) − P(C < x_t))
  ///
  /// An event under way in the first hour is not counted, nor a step from the last hour to the
  /// first. Where maintenance begins or ends, the second sum has the two tables' probabilities.
  ///
  /// Source: as of ``CapacityOutageTable``; the step of the load as there, section 2.6 and 3.3.
  public func indices(_ settings: ExactSettings = ExactSettings()) -> ExactIndices {
    indicesAndHours(settings).indices
  }

  /// The same with the hours behind it.
  public func indicesAndHours(
    _ settings: ExactSettings = ExactSettings()
  ) -> (indices: ExactIndices, hours: ExactHours) {
    var sums = IndexSums(stepHours: stepHours, hourCount: loadMW.count)
    for (factor, probability) in settings.loadFactors {
      var year = YearOfHours(count: loadMW.count)
      var previous = 0.0
      for hour in loadMW.indices {
        let table = table(atHour: hour)
        let need = needMW(atHour: hour, factor: factor)
        let served = need - settings.thresholdMW
        let short = table.stateCount(below: served)
        let lossOfLoad = table.probability(ofFirst: short)
        year.lossOfLoad[hour] = lossOfLoad
        year.lossOfLoadAtTenTimes += table.lossOfLoadProbability(
          ofLoad: need, threshold: 10 * settings.thresholdMW)
        year.shortageMW[hour] = table.shortageMW(ofNeed: need, atMost: loadMW[hour] * factor)
        year.byOutages += table.descentsPerHour(belowFirst: short) * stepHours
        if hour > 0 { year.byLoad += max(0, lossOfLoad - previous) }
        previous = lossOfLoad
      }
      sums.add(year, probability: probability)
    }
    return (sums.indices(loadMWh: loadMWh), sums.hours)
  }
}

extension CapacityOutageTable {
  /// Expected shortage of a need, no more than the load in it.
  func shortageMW(ofNeed need: Double, atMost load: Double) -> Double {
    let whole = expectedShortageMW(ofLoad: need)
    return need > load ? whole - expectedShortageMW(ofLoad: need - load) : whole
  }
}

/// A year with one factor on its load.
struct YearOfHours {
  var lossOfLoad: [Double]
  var shortageMW: [Double]
  /// Sum over the hours.
  var lossOfLoadAtTenTimes = 0.0
  /// Events per year.
  var byOutages = 0.0
  var byLoad = 0.0

  init(count: Int) {
    lossOfLoad = [Double](repeating: 0, count: count)
    shortageMW = lossOfLoad
  }
}

/// Means over the classes of the load's uncertainty.
struct IndexSums {
  private let stepHours: Double
  private(set) var hours: ExactHours
  private var lole = 0.0
  private var loleAtTenTimes = 0.0
  private var days = 0.0
  private var eens = 0.0
  private var byOutages = 0.0
  private var byLoad = 0.0

  init(stepHours: Double, hourCount: Int) {
    self.stepHours = stepHours
    let zeros = [Double](repeating: 0, count: hourCount)
    hours = ExactHours(lossOfLoadProbability: zeros, shortageMW: zeros)
  }

  mutating func add(_ year: YearOfHours, probability: Double) {
    let perDay = max(1, Int((24 / stepHours).rounded()))
    var worst = 0.0
    var hoursShort = 0.0
    var notServed = 0.0
    var daysShort = 0.0
    for hour in year.lossOfLoad.indices {
      let lossOfLoad = year.lossOfLoad[hour]
      hoursShort += lossOfLoad
      notServed += year.shortageMW[hour]
      worst = hour % perDay == 0 ? lossOfLoad : max(worst, lossOfLoad)
      if hour % perDay == perDay - 1 || hour == year.lossOfLoad.count - 1 { daysShort += worst }
      hours.lossOfLoadProbability[hour] += probability * lossOfLoad
      hours.shortageMW[hour] += probability * year.shortageMW[hour]
    }
    lole += probability * hoursShort * stepHours
    loleAtTenTimes += probability * year.lossOfLoadAtTenTimes * stepHours
    days += probability * daysShort
    eens += probability * notServed * stepHours
    byOutages += probability * year.byOutages
    byLoad += probability * year.byLoad
  }

  /// - Parameter hasFrequency: whether the years counted events.
  func indices(loadMWh: Double, hasFrequency: Bool = true) -> ExactIndices {
    ExactIndices(
      lole: .exact(lole), loleAtTenTimesThreshold: .exact(loleAtTenTimes),
      loleDays: .exact(days), eens: .exact(eens),
      normalisedEENS: .exact(loadMWh > 0 ? eens / loadMWh * 1e6 : 0),
      lolf: hasFrequency ? .init(byOutages: byOutages, byLoad: byLoad) : nil, loadMWh: loadMWh,
      hours: Double(hours.shortageMW.count) * stepHours)
  }
}
