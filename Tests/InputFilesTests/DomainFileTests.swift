// SPDX-License-Identifier: Apache-2.0
import CapacityCalculation
import InputFiles
import TestSupport
import Testing

@Suite struct DomainFileTests {
  private func read(_ text: String) throws -> (series: DomainSeries, warnings: [InputWarning]) {
    try readDomains(bytes: [UInt8](text.utf8), file: "domain.csv")
  }

  private func faults(_ text: String) -> String {
    do throws(InputErrors) {
      _ = try readDomains(bytes: [UInt8](text.utf8), file: "domain.csv")
      return "none"
    } catch {
      return error.description
    }
  }

  private static let rows = [
    DomainRow(
      id: "7", element: "Lixhe - Gramme; 380", direction: "opposite", contingency: "N-1 \"A\"",
      ptdf: [0.1, -1.0 / 3, .leastNonzeroMagnitude], ram: 850.1, fmax: 1421, frm: 142.1, fref: 300,
      f0Core: 568,
      f0All: 500.5, fuaf: 67.5, amr: 140, minRAMTarget: 0.6524982406755806, isPresolved: false),
    DomainRow(id: "external BE", direction: "", ptdf: [1, 0, 0], ram: 4500, fmax: 1),
    DomainRow(id: " 9", ptdf: [-0.0, 1e300, 2], ram: .infinity, fmax: 1),
  ]

  @Test("what is written reads back the same")
  func roundTrip() throws {
    let domain = FlowBasedDomain(hubs: ["BE", "DE-LU", "link@BE"], rows: Self.rows)
    let (series, warnings) = try read(domain.text())
    #expect(warnings.isEmpty)
    #expect(series.entries.count == 1)
    #expect(series.entries[0].startSeconds == nil)
    #expect(series.hubs == domain.hubs)
    #expect(series.entries[0].domain.rows == Self.rows)
    #expect(
      try read(domain.text(onlyPresolved: true)).series.entries[0].domain.rows
        == Array(Self.rows[1...]))
  }

  @Test("names that a spreadsheet would compute read back the same, with an apostrophe or without")
  func formulas() throws {
    let names = ["=1+1", "-", "'+1 outage", "@x;y", "\tz", "-3"]
    let rows = names.map {
      DomainRow(id: $0, element: $0, contingency: $0, ptdf: [-1], ram: 5, fmax: 1)
    }
    let domain = FlowBasedDomain(hubs: ["=A"], rows: rows)
    let lines = domain.text().split(separator: "\n")
    #expect(lines[1].hasPrefix("'=1+1;'=1+1;direct;'=1+1;true;5.0;"))
    #expect(lines[4].hasPrefix("\"'@x;y\";"))
    for line in lines.dropFirst() {
      #expect(line.hasPrefix("'") || line.hasPrefix("\"'"), "\(line)")
      #expect(line.hasSuffix(";-1.0"))
    }
    let (series, warnings) = try read(domain.text())
    #expect(warnings.isEmpty)
    #expect(series.hubs == ["=A"])
    #expect(series.entries[0].domain.rows == rows)
    let published = try read("Id;CneName;ContName;Ram;Ptdf_A\n=1;-;+1 outage;5;-1\n").series
    let row = published.entries[0].domain.rows[0]
    #expect([row.id, row.element, row.contingency] == ["=1", "-", "+1 outage"])
  }

  @Test("the written text")
  func text() {
    let domain = FlowBasedDomain(
      hubs: ["A", "B"],
      rows: [
        DomainRow(id: "x;y", element: "say \"a\"", ptdf: [0.1, -2], ram: 100),
        DomainRow(id: "r", ptdf: [1, 0], ram: .infinity, fmax: 9.5, isPresolved: false),
      ])
    let names =
      "CneName;Direction;ContName;Presolved;Ram;Fmax;Frm;Fref;F0core;Fall;Fuaf;Amr;"
      + "MinRamTarget;Ptdf_A;Ptdf_B\n"
    #expect(
      domain.text() == "Id;" + names
        + "\"x;y\";\"say \"\"a\"\"\";direct;;true;100.0;;0.0;0.0;0.0;0.0;0.0;0.0;0.0;0.1;-2.0\n"
        + "r;;direct;;false;inf;9.5;0.0;0.0;0.0;0.0;0.0;0.0;0.0;1.0;0.0\n")
    let series = DomainSeries(entries: [.init(startSeconds: 3600, domain: domain)])
    #expect(
      series.text(onlyPresolved: true) == "Id;DateTimeUtc;" + names
        + "\"x;y\";1970-01-01T01:00:00Z;\"say \"\"a\"\"\";direct;;true;"
        + "100.0;;0.0;0.0;0.0;0.0;0.0;0.0;0.0;0.1;-2.0\n")
  }

  @Test("a published file: other capitals, columns to skip, words for nothing")
  func published() throws {
    let (series, warnings) = try read(
      """
      id;dateTimeUtc;tso;cneName;cneEic;direction;presolved;ram;fmax;fcore;fall;amr;ptdf_AT;ptdf_BE
      1;2024-08-29T01:00:00Z;X;;10T-1;OPPOSITE;TRUE;175;429;218;192;NA;0.08888;-0.05197
      2;2024-08-29T00:00:00Z;X;Line;10T-2;DIRECT;false;12;;;;;1;0
      3;2024-08-29T01:00:00Z;X;Sum;;NA;TRUE;0;NA;;;;1;1
      """)
    #expect(warnings.isEmpty)
    #expect(series.entries.map(\.startSeconds) == [1_724_889_600, 1_724_893_200])
    let first = series.entries[0].domain
    #expect(first.hubs == ["AT", "BE"])
    #expect(first.rows.map(\.id) == ["2"])
    #expect(first.rows[0].fmax.isNaN)
    #expect(!first.rows[0].isPresolved)
    #expect(first.rows[0].element == "Line")
    let second = series.entries[1].domain.rows
    #expect(second.map(\.id) == ["1", "3"])
    #expect(
      second[0]
        == DomainRow(
          id: "1", element: "10T-1", direction: "opposite", ptdf: [0.08888, -0.05197], ram: 175,
          fmax: 429, f0Core: 218, f0All: 192))
    #expect(second[1].direction == "")
  }

  @Test("only margins and factors are needed, with commas too")
  func shortest() throws {
    let (series, warnings) = try read("Ram,PTDF_A,Ptdf_B,Rams\n5,1,0,3\n6,0,1,3\n")
    #expect(
      warnings.map(\.description) == [
        "domain.csv:1:19: warning: column Rams is not read; did you mean Ram?"
      ])
    #expect(series.hubs == ["A", "B"])
    #expect(series.entries[0].domain.rows.map(\.id) == ["1", "2"])
    #expect(series.entries[0].domain.rows.map(\.ram) == [5, 6])
    #expect(series.entries[0].domain.rows.allSatisfy { $0.direction == "direct" && $0.isPresolved })
  }

  @Test("everything wrong is told, each fault with its place")
  func cellFaults() {
    #expect(
      faults(
        """
        Id;time;Direction;Presolved;Ram;Ptdf_A;Ptdf_B
        1;2030-01-01T00:00Z;up;maybe;12,5;1;0
        2;2030-01-01T24:00Z;direct;true;5;x;0
        3;2030-01-01T01:00Z;direct;true;;1;
        3;2030-01-01T01:00Z;direct;true;7;1;0
        4;2030-01-01T01:00Z
        """)
          == """
          domain.csv:2:21: error: direction up is not known
            fix: write direct or opposite
          domain.csv:2:24: error: Presolved is "maybe"
            fix: write true or false
          domain.csv:2:30: error: "12,5" in column Ram is not a number
            fix: write a number such as 1234.5, with a point
          domain.csv:3:3: error: time is "2030-01-01T24:00Z", which is not a time in UTC
            fix: write the start of the time unit as 2030-01-31T05:00Z
          domain.csv:3:35: error: "x" in column Ptdf_A is not a number
            fix: write a number such as 1234.5, with a point
          domain.csv:4:33: error: the row has no Ram
            fix: give its margin in MW, or inf where nothing limits it
          domain.csv:4:36: error: the row has no factor for hub B
            fix: give a number, or 0
          domain.csv:5:1: error: id 3 is given twice in this time unit
            fix: give each row its own id
          domain.csv:6:1: error: the row has 2 cells, the header has 7
            fix: give one cell per column; put cells that contain a comma in double quotes
          """)
  }

  @Test("faults of the header")
  func headerFaults() {
    #expect(
      faults("Id;Rma;Fcore;F0core;PTDF_A;Ptdf_A;Ptdf_\n1;2;3;3;1;1;1\n")
        == """
        domain.csv:1:1: error: there is no column Ram
          fix: rename column Rma to Ram
        domain.csv:1:14: error: column F0core says the same as Fcore
          fix: keep one of the two
        domain.csv:1:28: error: hub A is given twice
          fix: keep one of the two columns
        domain.csv:1:35: error: column Ptdf_ names no hub
          fix: write the hub after the line, such as Ptdf_FR
        """)
    #expect(
      faults("Id;Fmax\n")
        == """
        domain.csv:1:1: error: the domain has no rows
          fix: give one row per constraint
        domain.csv:1:1: error: there is no column Ptdf_<HUB>
          fix: give one column per hub, such as Ptdf_FR
        domain.csv:1:1: error: there is no column Ram
          fix: give the remaining available margin of each row in MW in a column Ram
        """)
  }
}
