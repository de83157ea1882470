// SPDX-License-Identifier: Apache-2.0
import GridModel
import Scenarios
import Studies
import TestSupport
import Testing

@Suite("what a run is made from")
struct RunDefinitionTests {
  private var study: Study {
    var options = RunOptions()
    options.climateYears = [1, 2]
    options.samples = 3
    let patch = Patch(
      RowSelector("generating_units", [.fuel: "gas"]),
      .scale(attribute: "installed_mw", .number(1.1, unit: "")), years: [2030],
      places: [.whole: TextPlace(line: 3, column: 5)])
    return Study(
      name: "test", description: "words", casePath: "case", kind: .coupling, years: [2030],
      horizon: Horizon(from: .init(month: 1, day: 2), to: nil), options: options,
      book: ScenarioBook([
        Scenario(name: "base"), Scenario(name: "more gas", base: "base", patches: [patch]),
      ]), scenarios: ["base", "more gas"], reference: "base")
  }

  private let files = [CaseFile(name: "zones.csv", sha256: "1a")]

  private func last(_ study: Study) -> String {
    study.definition(of: study.runs.last!, caseFiles: files)
  }

  @Test("every part that changes the result changes the definition")
  func changes() {
    let changes: [(inout Study) -> Void] = [
      { $0.kind = .flexibility }, { $0.outputs = .hourly }, { $0.timeUnit = .quarterHour },
      { $0.years = [2031] },
      { $0.horizon = nil }, { $0.horizon?.to = .init(month: 2, day: 1) },
      { $0.options.climateYears = [1, 3] }, { $0.options.samples = 4 },
      { $0.options.network = .ntc }, { $0.options.minimumRAM = 0.2 },
      { $0.options.priceCapEURPerMWh = 5000 }, { $0.options.climateSeed = 2 },
      { $0.options.outageSeed = 2 },
      {
        $0.change {
          $0.patches[0].operation = .scale(attribute: "installed_mw", .number(1.2, unit: ""))
        }
      },
      {
        $0.change {
          $0.patches[0].operation = .scale(attribute: "installed_mw", .number(1.1, unit: "GW"))
        }
      },
      {
        $0.change {
          $0.patches[0].operation = .add(attribute: "installed_mw", .number(1.1, unit: ""))
        }
      },
      {
        $0.change {
          $0.patches[0].operation = .scale(attribute: "min_stable", .number(1.1, unit: ""))
        }
      },
      { $0.change { $0.patches[0].selector.terms[0].names = ["lignite"] } },
      { $0.change { $0.patches[0].selector.terms[0].key = .asset } },
      { $0.change { $0.patches[0].selector.table = "storages" } },
      { $0.change { $0.patches[0].years = [] } }, { $0.change { $0.patches[0].over = .total } },
      { $0.change { $0.patches[0].quality = .read } },
      {
        $0.change {
          $0.patches[0].source = SourceRecord(id: "a", title: "b", year: 2020, licence: "c")
        }
      },
      { $0.change { $0.patches.append($0.patches[0]) } },
      { $0.change { $0.options.network = .copperplate } },
    ]
    var seen: Set<String> = [last(study)]
    for (place, change) in changes.enumerated() {
      var changed = study
      change(&changed)
      #expect(seen.insert(last(changed)).inserted, "change \(place)")
    }
    let other = study.definition(
      of: study.runs.last!, caseFiles: [CaseFile(name: "zones.csv", sha256: "1b")])
    #expect(seen.insert(other).inserted)
  }

  @Test("neither words, places in the file nor other runs change it")
  func stays() {
    let changes: [(inout Study) -> Void] = [
      { $0.name = "other" }, { $0.description = "other" }, { $0.reference = "more gas" },
      { $0.scenarios = ["more gas"] }, { $0.years = [2028, 2030] },
      { $0.options.climateYears = [5, 2] },
      { $0.change { $0.patches[0].places = [:] } },
      { $0.change { $0.place = TextPlace(line: 9, column: 9) } },
      { $0.change { $0.description = "other" } },
    ]
    for (place, change) in changes.enumerated() {
      var changed = study
      change(&changed)
      #expect(last(changed) == last(study), "change \(place)")
    }
  }

  @Test("runs of one study have definitions of their own")
  func ownDefinitions() {
    let runs = study.runs
    #expect(Set(runs.map { study.definition(of: $0, caseFiles: files) }).count == runs.count)
  }

  @Test("the text says what is meant")
  func text() {
    #expect(
      last(study) == """
        run
        kind coupling
        outputs annual
        case 1a zones.csv
        year 2030
        climate year 1'2'
        sample 1'2'
        horizon (from:(month:1'1',day:1'2'),to:none)
        time unit 1 h
        options (network:none,minimumRAM:none,priceCapEURPerMWh:none,climateYears:none,\
        climateSeed:none,samples:none,outageSeed:none,sharingRule:none,storageRule:none,\
        usesReserves:none,hasRenewableExemptions:none)
        scenario 4'base'
        scenario 8'more gas'
        patch (selector:(table:16'generating_units',terms:[(key:fuel,names:[3'gas'])]),\
        operation:(scale:(attribute:12'installed_mw',.1:(number:(.0:3'1.1',unit:0'')))),\
        over:none,years:[4'2030'],source:none,quality:none)

        """)
  }
}

extension Study {
  /// Changes the last scenario.
  fileprivate mutating func change(_ body: (inout Scenario) -> Void) {
    var scenarios = book.scenarios
    body(&scenarios[scenarios.count - 1])
    book = ScenarioBook(scenarios)
  }
}

@Suite("shards")
struct ShardTests {
  @Test("ranges follow on each other, none is empty", arguments: 1...12, [1, 2, 3, 7, 40])
  func ranges(shards: Int, runs: Int) {
    var generator = SeededGenerator(seed: UInt64(shards * 100 + runs))
    let loads = (0..<runs).map { _ in Double.random(in: 0.5...9, using: &generator) }
    let ranges = shardRanges(loads: loads, shards: shards)
    #expect(ranges.count == min(shards, runs))
    #expect(ranges.first?.lowerBound == 0)
    #expect(ranges.last?.upperBound == runs)
    #expect(ranges.allSatisfy { !$0.isEmpty })
    #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    // No range is further from its share than by the largest load.
    let share = loads.reduce(0, +) / Double(ranges.count)
    let largest = loads.max()!
    for range in ranges where ranges.count < runs {
      #expect(loads[range].reduce(0, +) <= share + 2 * largest)
    }
  }

  @Test("equal loads are divided evenly")
  func even() {
    let ranges = shardRanges(loads: .init(repeating: 1, count: 40), shards: 8)
    #expect(ranges.map(\.count) == .init(repeating: 5, count: 8))
  }
}
