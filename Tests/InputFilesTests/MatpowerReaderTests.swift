// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import InputFiles
import MarketCoupling
import Quantities
import TestSupport
import Testing

@Suite("MATPOWER case files")
struct MatpowerReaderTests {
  /// Three buses (one isolated), a line, a transformer, two generators.
  static let small = """
    %% comment before the function line
    function mpc = small
    mpc.version = '2';
    %{
    mpc.baseMVA = 1;
    %}
    mpc.baseMVA = 1e2; % the base
    mpc.bus = [ % rows end at semicolons or line ends
      1, 3, 90, 30, 0, 0, 1, 1, 0, 345, 1, 1.1, 0.9
      2  1  100 35  2.5 0 1  1  0  ...
         345 1 1.1 0.9;
      7  4  50  0   0 0 1  1  0  345 1 1.1 0.9;
    ];
    mpc.gen = [
      1 0 0 300 -300 1 100 1 250 10;
      2 0 0 300 -300 1 100 1 +100 0;
      7 0 0 300 -300 1 100 1 100 0;
    ];
    mpc.branch = [
      1 2 0.01 0.1 0 150 0 0 0    0  1 -360 360;
      1 2 0.02 0.2 0 0   0 0 1.05 -3 1 -30  30;
      2 7 0.02 0.2 0 0   0 0 0    0  1 0    0;
    ];
    mpc.gencost = [
      2 0 0 3 0.11 5 150 0 0 0;
      1 0 0 3 0 0 50 500 100 2000;
      2 0 0 2 20 0 0 0 0 0;
    ];
    mpc.bus_name = {
      'one; not a {cell'; % names
      'two';
      'seven';
    };
    """

  private func read(_ text: String) throws -> MatpowerCase {
    let folder = try TemporaryFolder(files: ["case.m": text])
    return try loadMatpowerCase(at: folder.path + "/case.m")
  }

  @Test("reads numbers, comments, continuations and cells")
  func reads() throws {
    let result = try read(Self.small)
    #expect(result.name == "small")
    #expect(result.baseMVA == 100)
    #expect(result.buses.map(\.number) == [1, 2, 7])
    #expect(result.buses[1].nominalKV == 345)
    #expect(result.buses.map(\.shuntMW) == [0, 2.5, 0])
    #expect(result.generators.map(\.maximumMW) == [250, 100, 100])
    #expect(result.generators[0].cost == .polynomial(quadratic: 0.11, linear: 5, constant: 150))
    #expect(
      result.generators[1].cost
        == .piecewise([
          MatpowerCostPoint(outputMW: 0, costPerHour: 0),
          MatpowerCostPoint(outputMW: 50, costPerHour: 500),
          MatpowerCostPoint(outputMW: 100, costPerHour: 2000),
        ]))
    #expect(result.generators[2].cost == .polynomial(quadratic: 0, linear: 20, constant: 0))
    #expect(result.branches.map(\.tap) == [1, 1.05, 1])
    #expect(result.branches[0].maximumAngleDegrees == .infinity)
    #expect(result.branches[1].minimumAngleDegrees == -30)
    #expect(result.branches[2].maximumAngleDegrees == .infinity)
  }

  @Test("the grid has ohms and amperes, and nothing of isolated buses")
  func grid() throws {
    let grid = try read(Self.small).nodalGrid
    #expect(grid.buses.map(\.name) == ["1", "2"])
    #expect(grid.branches.map(\.name) == ["1-2", "1-2 (2)"])
    let ohms = 345.0 * 345 / 100
    expectClose(grid.branches[0].reactanceOhm, 0.1 * ohms, relative: 1e-12)
    expectClose(
      try #require(grid.branches[0].maximumCurrentA), 251.0218561, relative: 1e-9)
    #expect(grid.branches[1].maximumCurrentA == nil)
    let network = try DCNetwork(grid: grid)
    expectClose(network.circuits[0].susceptanceMWPerRad, 1000, relative: 1e-12)
    expectClose(network.circuits[1].susceptanceMWPerRad, 500 / 1.05, relative: 1e-12)
  }

  @Test("dispatch: loads with shunts, pieces of costs, tighter of rating and angle")
  func dispatch() throws {
    let dispatch = try read(Self.small).nodalDispatch(convention: .reactanceOnly)
    #expect(dispatch.loadMW == [90, 102.5])
    #expect(dispatch.supplies.map(\.minimumMW) == [10, 0, 0, 0])
    #expect(dispatch.supplies.map(\.maximumMW) == [250, 0, 50, 50])
    #expect(dispatch.supplies.map(\.cost) == [5, 0, 10, 30])
    expectClose(dispatch.supplies[0].curvature, 0.22, relative: 1e-15)
    expectClose(dispatch.constantCost, 150)
    #expect(dispatch.flowLimits[0] == -150...150)
    let shift = -3 * Double.pi / 180
    expectClose(
      dispatch.flowLimits[1].upperBound, 500 / 1.05 * (Double.pi / 6 - shift), relative: 1e-12)
    expectClose(
      dispatch.flowLimits[1].lowerBound, 500 / 1.05 * (-Double.pi / 6 - shift), relative: 1e-12)
  }

  @Test("a minimum output within a later piece is paid for")
  func minimumWithinPieces() throws {
    let text = Self.small.replacing("1 100 1 +100 0;", with: "1 100 1 90 60;")
    let dispatch = try read(text).nodalDispatch(convention: .seriesImpedance)
    // 60 MW cost 500 + 10 * 30 = 800 per hour; 30 MW more are in the second piece.
    expectClose(dispatch.constantCost, 150 + 800)
    #expect(dispatch.supplies.map(\.maximumMW) == [250, 60, 30])
    #expect(dispatch.supplies.map(\.cost) == [5, 0, 30])
  }

  @Test(
    "what would have to be evaluated, or makes no network, is named with its place",
    arguments: [
      (
        "mpc.baseMVA = 1e2;", "mpc.baseMVA = 10*10;",
        """
        case.m:7:15: error: "10*10; % the base" would have to be evaluated
          fix: give plain numbers: let MATPOWER load the case and save it with savecase
        """
      ),
      (
        "mpc.bus_name = {", "mpc.bus(:, 3) = 2 * mpc.bus(:, 3);\nmpc.bus_name = {",
        """
        case.m:29:1: error: "mpc.bus(:, 3) = 2 * mpc.bus(:, 3);" would have to be evaluated
          fix: give plain numbers: let MATPOWER load the case and save it with savecase
        """
      ),
      (
        "mpc.bus_name = {", "define_constants;\nmpc.bus_name = {",
        """
        case.m:29:1: error: "define_constants;" would have to be evaluated
          fix: give plain numbers: let MATPOWER load the case and save it with savecase
        """
      ),
      (
        "function mpc = small", "function [baseMVA, bus, gen] = small",
        """
        case.m:2:1: error: "function [baseMVA, bus, gen] = small" is not the function line of a \
        version 2 case
          fix: convert the case to version 2, which starts with function mpc = <name>
        """
      ),
      (
        "mpc.version = '2';", "mpc.version = '1';",
        """
        case.m:3:15: error: the case has format version 1
          fix: convert the case to version 2
        """
      ),
      (
        "2 7 0.02 0.2", "2 8 0.02 0",
        """
        case.m:22:5: error: bus 8 is not in mpc.bus
          fix: give one of its buses
        case.m:22:12: error: the branch has no reactance
          fix: give x other than 0, or join its buses
        """
      ),
      (
        "2 0 0 2 20 0", "2 0 0 4 1 2 3",
        """
        case.m:27:11: error: the cost is not a convex quadratic
          fix: give powers up to 2, c2 at least 0
        """
      ),
      (
        "50 500 100 2000", "50 1500 100 2000",
        """
        case.m:26:11: error: the cost is not convex
          fix: give pieces of rising slope
        """
      ),
      (
        "];\nmpc.gen = [", "\nmpc.gen = [",
        """
        case.m:14:1: error: "mpc.gen = [" would have to be evaluated
          fix: give plain numbers: let MATPOWER load the case and save it with savecase
        """
      ),
      (
        "'seven';\n};", "'seven';",
        """
        case.m:29:16: error: the cell array never ends
          fix: close it with }
        """
      ),
    ])
  func faults(_ old: String, _ new: String, _ expected: String) throws {
    let text = Self.small.replacing(old, with: new)
    #expect(text != Self.small)
    let folder = try TemporaryFolder(files: ["case.m": text])
    let errors = #expect(throws: InputErrors.self) {
      try loadMatpowerCase(at: folder.path + "/case.m")
    }
    #expect((errors?.description ?? "").replacing(folder.path + "/", with: "") == expected)
  }

  @Test(
    "large cases", .enabled(if: DataFolder.isAvailable, "PENTAFLOW_DATA is not set"))
  func largeCases() throws {
    let pegase = try loadMatpowerCase(
      at: DataFolder.path("matpower-pegase/case9241pegase.m.gz"))
    #expect(pegase.buses.count == 9241)
    #expect(pegase.branches.count == 16_049)
    #expect(pegase.generators.count == 1445)
    let gmlc = try loadMatpowerCase(at: DataFolder.path("rts-gmlc/RTS_GMLC.m"), convexCosts: false)
    #expect(gmlc.buses.count == 73)
    #expect(gmlc.branches.count == 120)
    #expect(gmlc.directCurrentLines.map(\.maximumMW) == [100])
  }
}
