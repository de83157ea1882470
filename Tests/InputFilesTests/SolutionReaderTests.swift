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

  @Test("a figure that no market has is refused with its place")
  func greatFigures() throws {
    var layout = try quarterHours()
    layout.axis = TimeAxis(startSeconds: layout.axis.startSeconds, stepSeconds: 900, count: 2)
    func read(price: String, netPosition: String) throws -> StatedSolution {
      let folder = try TemporaryFolder(files: [
        "zones_hourly.csv": """
        time,bidding_zone,price_eur_per_mwh,net_position_mw
        2030-01-01T00:00:00Z,A,40,0
        2030-01-01T00:15:00Z,A,\(price),\(netPosition)

        """,
        "supply_hourly.csv":
          "time,zone,one_mw\n2030-01-01T00:00:00Z,A,100\n2030-01-01T00:15:00Z,A,100\n",
      ])
      return try readSolution(folder: folder.path, layout: layout)
    }
    let errors = #expect(throws: InputErrors.self) {
      try read(price: "1e308", netPosition: "-2e12")
    }
    let words = try #require(errors).errors.map {
      "\($0.line):\($0.column) \($0.message)\n\($0.fix)"
    }
    #expect(
      words == [
        """
        3:24 1e308 in column price_eur_per_mwh is beyond 1000000000
        give a number from -1000000000 to 1000000000; power is in MW, energy in MWh, a price in \
        EUR/MWh
        """,
        """
        3:30 -2e12 in column net_position_mw is beyond 1000000000000
        give a number from -1000000000000 to 1000000000000; power is in MW, energy in MWh, a price \
        in EUR/MWh
        """,
      ])
    let most = try read(price: "-1e9", netPosition: "1e12")
    #expect(most.prices?.zones[1, 0] == -1e9)
    #expect(most.netPositions[1, 0] == 1e12)
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
