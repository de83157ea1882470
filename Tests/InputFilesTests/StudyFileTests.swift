// SPDX-License-Identifier: Apache-2.0
import GridModel
import InputFiles
import MarketCoupling
import Scenarios
import Studies
import TestSupport
import Testing

@Suite("study files")
struct StudyFileTests {
  /// Reads a study on ``SmallCase``.
  private func read(
    _ text: String, isQuick: Bool = false
  ) throws -> (study: Study, timeline: SystemTimeline) {
    let folder = try TemporaryFolder(files: ["study.yaml": text])
    return try readStudy(folder.path + "/study.yaml", isQuick: isQuick) {
      name throws(InputErrors) in try Self.timeline(name)
    }
  }

  private static func timeline(_ name: String) throws(InputErrors) -> SystemTimeline {
    guard let folder = try? TemporaryFolder(files: SmallCase.files) else {
      preconditionFailure("no folder for \(name)")
    }
    return try readTimeline(of: folder.path).timeline
  }

  /// Everything said of a study, without the folder.
  private func words(_ text: String) throws -> String {
    let folder = try TemporaryFolder(files: ["study.yaml": text])
    do {
      _ = try readStudy(folder.path + "/study.yaml") { name throws(InputErrors) in
        try Self.timeline(name)
      }
      return "no fault"
    } catch {
      return "\(error)".replacing(folder.path + "/", with: "")
    }
  }

  @Test("a study as it should be")
  func good() throws {
    let (study, timeline) = try read(goodStudy)
    #expect(study.name == "test")
    #expect(study.kind == .coupling)
    #expect(study.years == [2026, 2030])
    #expect(study.scenarios == ["base", "more sun"])
    #expect(study.reference == "base")
    #expect(study.outputs == .annual)
    #expect(study.runs.count == 4)
    let lineage = try #require(study.book.lineage(of: "more sun"))
    let system = try timeline.system(of: lineage, in: 2030).system
    #expect(system.renewables.map(\.installedMW) == [240_000])
  }

  @Test("everything that a study can say")
  func complete() throws {
    let (study, _) = try read(
      """
      study: all
      description: What everything looks like.
      case: case
      kind: coupling
      years: 2026
      horizon: {from: 01-14, to: 01-21}
      time_unit: 1 h
      outputs: hourly
      reference: sunny
      options: {network: ntc, min_ram: 0.5, climate_years: [1...3, 7], climate_seed: 5, samples: 2}
      quick: {climate_years: 2, samples: 1, scenarios: [sunny, "gas=dear"]}
      sources:
        - {id: plan, title: Sun plan, year: 2026, licence: CC0}
      scenarios:
        - name: sunny
          description: More sun.
          options: {price_cap_eur_per_mwh: 5000, outage_seed: 9}
          patches:
            - select: {table: renewables, technology: [solar, sol*]}
              add: {installed_mw: 10 GW}
              over: each
              source: plan
              quality: derived
              note: not read by anything
      grid:
        base: sunny
        levers:
          - name: gas
            settings:
              - name: as collected
              - name: dear
                patches:
                  - select: {table: fuels, asset: gas}
                    scale: {price_eur_per_mwh: 200 %}
      """)
    #expect(study.years == [2026])
    #expect(
      study.horizon
        == Horizon(from: .init(month: 1, day: 14), to: .init(month: 1, day: 21)))
    #expect(study.outputs == .hourly)
    #expect(study.reference == "sunny")
    #expect(study.options.climateYears == [1, 2, 3, 7])
    #expect(study.options(of: "gas=dear").priceCapEURPerMWh == 5000)
    #expect(study.options(of: "gas=dear").network == .ntc)
    #expect(study.scenarios == ["sunny", "gas=as collected", "gas=dear"])
    let patch = try #require(study.book.scenario(named: "sunny")?.patches.first)
    #expect(patch.source?.title == "Sun plan")
    #expect(patch.quality == .derived)
    #expect(patch.over == .each)
    #expect(
      patch.operation == .add(attribute: "installed_mw", .number(10, unit: "GW")))
  }

  @Test("samples of levers are scenarios, with the unit of their range")
  func sampling() throws {
    let (study, timeline) = try read(
      goodStudy.replacing(
        "sources:",
        with: """
          sampling:
            base: base
            samples: 4
            levers:
              - name: sun
                from: 100 GW
                to: 300 GW
                patches:
                  - select: {table: renewables, zone: DE, technology: solar}
                    set: {installed_mw: sampled}
          sources:
          """))
    #expect(study.scenarios == ["base", "more sun"] + (1...4).map { "sample \($0)" })
    let sampling = try #require(study.sampling)
    #expect(sampling.seed == 1)
    let values = sampling.values(of: sampling.levers[0])
    for (sample, value) in values.enumerated() {
      #expect((100...300).contains(value))
      let lineage = try #require(study.book.lineage(of: "sample \(sample + 1)"))
      let system = try timeline.system(of: lineage, in: 2030).system
      expectClose(system.renewables[0].installedMW, value * 1000, relative: 1e-12)
    }
  }

  @Test("the block quick replaces what it names")
  func quick() throws {
    let text = goodStudy.replacing(
      "sources:", with: "quick: {years: [2030], climate_years: 4, scenarios: [more sun]}\nsources:")
    let (quick, _) = try read(text, isQuick: true)
    #expect(quick.years == [2030])
    #expect(quick.runs.map(\.folder) == ["0001-more-sun-2030-c4"])
    #expect(try read(text).study.runs.count == 4)
    #expect(throws: InputErrors.self) { try read(goodStudy, isQuick: true) }
  }

  @Test(
    "every fault is said, with its place and the fix",
    arguments: brokenStudies + brokenAccounts + brokenSamplings)
  func broken(_ broken: BrokenStudy) throws {
    let place = try #require(goodStudy.range(of: broken.old))
    #expect(
      try words(goodStudy.replacingCharacters(in: place, with: broken.new)) == broken.expected)
  }

  @Test("faults of the file and of its patches are said together")
  func together() throws {
    let text = goodStudy.replacing("kind: coupling", with: "kind: market")
      .replacing("installed_mw: 1.2", with: "installed_gw: 1.2")
    #expect(
      try words(text) == """
        study.yaml:3:7: error: kind is market
          fix: the choices are coupling, adequacy, flexibility
        study.yaml:13:17: error: renewables has no figure installed_gw to change
          fix: did you mean installed_mw?
        """)
  }

  @Test("levers have the names, units and ranges of the case tables")
  func attributesAndColumns() throws {
    var compared = 0
    for table in assetTables {
      let schema = try #require(caseSchema.first { $0.name == table.name })
      for attribute in table.identity + table.attributes {
        let place = try #require(
          schema.column(attribute.name), "\(table.name).\(attribute.name)")
        let column = schema.columns[place]
        #expect(column.unit == attribute.unit, "\(table.name).\(attribute.name)")
        switch (column.kind, attribute.kind) {
        case (.number(let range), .number(let own)): #expect(range == own)
        case (.integer(let range), .integer(let own)): #expect(range == own)
        case (.choice(let words), .choice(let own)): #expect(words == own)
        case (.yesNo, .choice(let own)): #expect(own == ["yes", "no"])
        case (.text, .profile), (.text, .text), (.monthAndDay, .monthAndDay): break
        case (.injection, .choice(let own)): #expect(own.allSatisfy(injectionGroups.contains))
        case (.reference(let table), .reference(let own)): #expect(table == own)
        default: Issue.record("\(table.name).\(attribute.name) is of another kind")
        }
        compared += 1
      }
    }
    #expect(compared > 150)
  }

  @Test("every column of a case that scenarios can reach is a lever or part of a new row")
  func everyColumn() throws {
    let beside: Set = [
      "year", "first_year", "last_year", "source", "quality", "note",
      // Not in the model: investment costs, and what tells readers more.
      "capex_eur_per_kwe", "fom_share", "life_years", "network",
    ]
    for table in assetTables {
      let schema = try #require(caseSchema.first { $0.name == table.name })
      let known = Set((table.identity + table.attributes).map(\.name)).union(beside)
      for column in schema.columns {
        #expect(known.contains(column.name), "\(table.name).\(column.name)")
      }
    }
    let unreached = Set(caseSchema.map(\.name)).subtracting(assetTables.map(\.name))
    #expect(unreached == ["sources", "injection_weights", "gsk", "cnecs", "contingencies"])
  }
}
