// SPDX-License-Identifier: Apache-2.0
import Adequacy
import GridModel
import MarketCoupling
import Synchronization
import TestSupport
import Testing

/// Rounds of samples until an error is reached.
@Suite("rounds of a Monte Carlo run")
struct RoundsTests {
  private let small: SmallSystem

  init() {
    var small = SmallSystem(hours: 7 * 24)
    let zones = ["A", "B"].map { small.addZone($0, loadMW: [80]) }
    for zone in zones {
      for k in 0..<5 { small.addUnit("\(zone.index)_\(k)", in: zone, megawatts: 20, cost: 10) }
    }
    small.modify { system in
      for k in system.generatingUnits.indices {
        system.generatingUnits[k].forcedOutageRate = 0.1
        system.generatingUnits[k].meanTimeToRepairHours = 10
      }
    }
    small.addBorder(from: zones[0], to: zones[1], forwardMW: 10, backwardMW: 10)
    self.small = small
  }

  /// Climate years whose loads are the given shares of the first's.
  private func run(
    target: ErrorTarget?, samples: Int = 4, threads: Int = 1, loads: [Double] = [1, 1],
    progress: (@Sendable (MonteCarloProgress) -> Void)? = nil
  ) throws -> MonteCarloResult {
    let years = try loads.enumerated().map { index, share in
      var system = small.system
      for row in system.demand.indices { system.demand[row].annualTWh *= share }
      return try AdequacyYear(
        climateYear: index + 1, system: system, series: small.series, domainOfHour: [])
    }
    var options = MonteCarloOptions()
    options.network = .ntc
    options.samples = samples
    options.target = target
    options.threads = threads
    return try monteCarloAdequacy(
      system: small.system, years: years, schedule: nil, options: options, progress: progress)
  }

  @Test("rounds double, and give what the final number of samples gives outright")
  func sameAsGiven() throws {
    let target = ErrorTarget(relativeError: 1e-6, mostSamples: 24)
    let inRounds = try run(target: target, threads: 2)
    #expect(inRounds.rounds.rounds.map(\.samples) == [4, 8, 16, 24])
    #expect(inRounds.rounds.ending == .mostSamples && inRounds.rounds.samples == 24)
    let given = try run(target: nil, samples: 24)
    #expect(given.rounds == MonteCarloRounds(rounds: [.init(samples: 24)], ending: .given))
    #expect(given.system.indices.eens.mean > 0)
    for (a, b) in zip(inRounds.nodes + [inRounds.system], given.nodes + [given.system]) {
      #expect(a.table == b.table && a.events == b.events && a.indices == b.indices)
      #expect(a.eensBeforeSharing == b.eensBeforeSharing)
    }
    #expect(inRounds.gapMWh == given.gapMWh && inRounds.windows == given.windows)
  }

  @Test("a run of more samples begins with those of a run of fewer")
  func nested() throws {
    let few = try run(target: nil, samples: 3)
    let many = try run(target: nil, samples: 9)
    let first = many.system.table.entries.filter { $0.year.sample < 3 }
    #expect(first == few.system.table.entries)
  }

  @Test("ends with the first round that has the error asked for", arguments: [1, 2])
  func reached(threads: Int) throws {
    let target = ErrorTarget(relativeError: 0.2, index: .lole, zones: ["A", "B"], mostSamples: 512)
    let result = try run(target: target, samples: 2, threads: threads)
    #expect(result.rounds.ending == .reached)
    let errors = result.rounds.rounds.compactMap(\.relativeError)
    #expect(errors.count > 1 && errors.count == result.rounds.rounds.count)
    #expect(errors.dropLast().allSatisfy { $0 > 0.2 } && errors.last! <= 0.2)
    let worst = result.nodes.compactMap(\.indices.lole.estimate.relativeError).max()
    #expect(errors.last == worst)
  }

  @Test("says when only more climate years help")
  func climateYears() throws {
    let target = ErrorTarget(relativeError: 0.2, mostSamples: 4096)
    let result = try run(target: target, samples: 32, loads: [0.7, 1.2])
    #expect(result.rounds.ending == .climateYears)
    #expect(result.rounds.samples < 4096)
    #expect(try #require(result.rounds.relativeError) > 0.2)
  }

  @Test("without any shortage the error stays unknown and the most samples are drawn")
  func neverShort() throws {
    let target = ErrorTarget(relativeError: 0.2, mostSamples: 8)
    let result = try run(target: target, samples: 2, loads: [0.1, 0.1])
    #expect(result.rounds.rounds.map(\.relativeError) == [.infinity, .infinity, .infinity])
    #expect(result.rounds.ending == .mostSamples)
    #expect(result.system.indices.zeroShortageBound?.hours == 7 * 24)
  }

  @Test("progress counts every Monte Carlo year and knows the zones that are short")
  func progress() throws {
    struct Seen {
      var done: [Int] = []
      var expected: [Int] = []
      var last: [(name: String, lole: Estimate)] = []
      var words = ""
    }
    let seen = Mutex(Seen())
    let target = ErrorTarget(relativeError: 1e-6, mostSamples: 16)
    let result = try run(target: target) { run in
      seen.withLock {
        $0.done.append(run.done)
        $0.expected.append(run.expected)
        $0.last = run.largestLOLE(1)
        $0.words = run.words
      }
    }
    seen.withLock {
      #expect($0.done == Array(1...32))
      // The error of the first round lets expect all samples that may be drawn.
      #expect($0.expected == Array(repeating: 8, count: 8) + Array(repeating: 32, count: 24))
      let largest = result.nodes.max { $0.indices.lole.mean < $1.indices.lole.mean }!
      #expect($0.last.count == 1 && $0.last[0].name == largest.name)
      expectClose($0.last[0].lole.mean, largest.indices.lole.mean, relative: 1e-12)
      #expect($0.words.hasPrefix("32 of 32, LOLE h/yr \(largest.name) \($0.last[0].lole), "))
    }
  }
}
