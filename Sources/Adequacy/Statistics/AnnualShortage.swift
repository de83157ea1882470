// SPDX-License-Identifier: Apache-2.0

/// Energy not served in an hour above which the hour counts as short.
///
/// A solver leaves dust: without a threshold, its tolerance would decide over LOLE. The energy of
/// hours below it stays in EENS and is reported beside it.
package struct ShortageThreshold: Hashable, Sendable {
  package var megawatts: Double

  package init(megawatts: Double) {
    precondition(megawatts >= 0 && megawatts.isFinite, "threshold of \(megawatts) MW")
    self.megawatts = megawatts
  }

  /// For tables, comparisons of sums and solutions at a vertex.
  package static let vertex = ShortageThreshold(megawatts: 1e-3)
  /// For solutions of the interior point.
  package static let interiorPoint = ShortageThreshold(megawatts: 1)
  /// LOLE is also given at the threshold times this.
  static let widening = 10.0
}

/// What was not served to one zone in one Monte Carlo year.
///
/// An event is a run of consecutive short hours; its depth is its largest hourly value.
package struct AnnualShortage: Hashable, Sendable {
  /// Hours simulated.
  package var hours: Int
  /// Load of these hours, MWh.
  package var loadMWh: Double
  package var shortHours = 0
  /// Days (24 hours from the first on) with at least one short hour.
  package var shortDays = 0
  /// Hours above ten times the threshold.
  package var shortHoursAtTenTimes = 0
  /// Of all hours, also those not above the threshold.
  package var energyNotServedMWh = 0.0
  /// Of which in hours not above the threshold.
  package var energyBelowThresholdMWh = 0.0
  package var events = 0
  /// Sum of the depths of the events, MW.
  package var eventDepthsMW = 0.0
  package var largestShortageMW = 0.0
  package var longestEventHours = 0

  package init(hours: Int, loadMWh: Double) {
    self.hours = hours
    self.loadMWh = loadMWh
  }
}

/// A run of consecutive short hours of one zone.
package struct ShortageEvent: Hashable, Sendable {
  package var firstHour: Int
  package var hours: Int
  package var energyMWh: Double
  /// Largest hourly value, MW.
  package var depthMW: Double

  package init(firstHour: Int, hours: Int, energyMWh: Double, depthMW: Double) {
    self.firstHour = firstHour
    self.hours = hours
    self.energyMWh = energyMWh
    self.depthMW = depthMW
  }
}

/// Builds an ``AnnualShortage`` from hourly values; hours without shortage may be left out.
package struct ShortageTally: Sendable {
  static let hoursPerDay = 24

  package let threshold: ShortageThreshold
  private var result: AnnualShortage
  private var lastHour = -1
  private var lastShortHour = -2
  private var lastShortDay = -1
  private var event: ShortageEvent?
  private let listsEvents: Bool
  private var list: [ShortageEvent] = []

  /// - Parameter listsEvents: whether ``events()`` is asked for; nothing is allocated else.
  package init(
    threshold: ShortageThreshold, hours: Int, loadMWh: Double, listsEvents: Bool = false
  ) {
    self.threshold = threshold
    self.listsEvents = listsEvents
    result = AnnualShortage(hours: hours, loadMWh: loadMWh)
  }

  /// Adds an hour after the last one added. What is not above 0 counts for nothing.
  package mutating func add(hour: Int, energyNotServedMW missing: Double) {
    precondition(hour > lastHour && hour < result.hours, "hour \(hour) after \(lastHour)")
    lastHour = hour
    guard missing > 0 else { return }
    result.energyNotServedMWh += missing
    guard missing > threshold.megawatts else {
      result.energyBelowThresholdMWh += missing
      return
    }
    if hour != lastShortHour + 1 { closeEvent() }
    lastShortHour = hour
    result.shortHours += 1
    if hour / Self.hoursPerDay != lastShortDay {
      lastShortDay = hour / Self.hoursPerDay
      result.shortDays += 1
    }
    if missing > ShortageThreshold.widening * threshold.megawatts {
      result.shortHoursAtTenTimes += 1
    }
    var running = event ?? ShortageEvent(firstHour: hour, hours: 0, energyMWh: 0, depthMW: 0)
    running.hours += 1
    running.energyMWh += missing
    running.depthMW = max(running.depthMW, missing)
    event = running
  }

  /// The year so far, the running event counted as ended.
  package func finished() -> AnnualShortage {
    var copy = self
    copy.closeEvent()
    return copy.result
  }

  /// Events in order of time, the running one counted as ended.
  package func events() -> [ShortageEvent] {
    precondition(listsEvents, "the tally was not told to list events")
    return event.map { list + [$0] } ?? list
  }

  private mutating func closeEvent() {
    guard let event else { return }
    result.events += 1
    result.eventDepthsMW += event.depthMW
    result.largestShortageMW = max(result.largestShortageMW, event.depthMW)
    result.longestEventHours = max(result.longestEventHours, event.hours)
    if listsEvents { list.append(event) }
    self.event = nil
  }
}
