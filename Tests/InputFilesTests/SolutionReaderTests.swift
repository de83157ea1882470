// SPDX-License-Identifier: Apache-2.0
import GridModel
import InputFiles
import MarketCoupling
import Quantities
import TestSupport
import Testing

@Suite("tables of a solution")
struct SolutionReaderTests {
  /// Four quarters of an hour of one zone with one unit.
  private func quarterHours() throws -> SolutionLayout {
    var small = SmallSystem(hours: 4)
    let zone = small.addZone("A", loadMW: [100])
    small.addUnit("one", in: zone, megawatts: 200, cost: 40)
    var options = CouplingOptions()
    options.network = .copperplate
    let run = try couple(system: small.system, series: small.series, options: options)
    var layout = try #require(run.problem).solutionLayout(zoneNames: ["A"])
    layout.axis = TimeAxis(
      startSeconds: layout.axis.startSeconds, stepSeconds: 900, count: layout.axis.count)
    return layout
  }

  @Test("a case of quarter hours has units of time, not hours")
  func quarterHourWords() throws {
    let layout = try quarterHours()
    var zones = "time,bidding_zone,net_position_mw\n"
    for minute in ["00", "15", "30", "40"] { zones += "2030-01-01T00:\(minute):00Z,A,0\n" }
    let folder = try TemporaryFolder(files: [
      "zones_hourly.csv": zones,
      "supply_hourly.csv":
        "time,zone,one_mw\n2030-01-01T00:00:00Z,A,100\n2030-01-01T00:15:00Z,A,100\n",
    ])
    let errors = #expect(throws: InputErrors.self) {
      try readSolution(folder: folder.path, layout: layout)
    }
    let words = try #require(errors).errors.map { "\($0.message)\n\($0.fix)" }
    #expect(
      words == [
        """
        zone A has no row in 2 of 4 units of time, first 2030-01-01T00:30:00Z
        give a row for every unit of time that is checked, or choose fewer with --from and --to
        """,
        """
        bidding zone A has no row in 1 of 4 units of time, first 2030-01-01T00:45:00Z
        give a row for every unit of time that is checked, or choose fewer with --from and --to
        """,
        """
        2030-01-01T00:40:00Z is not a unit of time that is checked
        the units of time start from 2030-01-01T00:00:00Z to 2030-01-01T00:45:00Z; choose others \
        with --from and --to
        """,
      ])
  }

  /// A link in the other direction has a row of its own.
  @Test("a flow with the wrong sign is refused")
  func negativeFlow() throws {
    var small = SmallSystem()
    let a = small.addZone("A", loadMW: [100])
    let b = small.addZone("B", loadMW: [100])
    small.addUnit("one", in: a, megawatts: 300, cost: 40)
    small.addBorder(from: a, to: b, forwardMW: 150, backwardMW: 150)
    var options = CouplingOptions()
    options.network = .ntc
    let run = try couple(system: small.system, series: small.series, options: options)
    let layout = try #require(run.problem).solutionLayout(zoneNames: ["A", "B"])
    let link = try #require(layout.links.first).name
    let time = layout.axis.timestamp(at: 0)
    let folder = try TemporaryFolder(files: [
      "zones_hourly.csv":
        "time,bidding_zone,net_position_mw\n\(time),A,100\n\(time),B,-100\n",
      "supply_hourly.csv": "time,zone,one_mw\n\(time),A,200\n",
      "links_hourly.csv": "time,link,flow_mw\n\(time),\(link),-5\n",
    ])
    let errors = #expect(throws: InputErrors.self) {
      try readSolution(folder: folder.path, layout: layout)
    }
    let words = try #require(errors).errors.map { "\($0.message)\n\($0.fix)" }
    #expect(
      words == [
        """
        -5 in column flow_mw is negative
        give a number that is not negative; a flow against a link is one of its other direction
        """
      ])
  }
}
