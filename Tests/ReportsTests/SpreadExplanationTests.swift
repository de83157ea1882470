// SPDX-License-Identifier: Apache-2.0
import Reports
import TestSupport
import Testing

@Suite("spread explained")
struct SpreadExplanationTests {
  /// Hubs A, B and C with two binding rows; D hangs on C and E on D, over links.
  private let snapshot = SpreadExplanation.Snapshot(
    time: "2030-01-01T00:00:00Z",
    zones: [
      .init(name: "A", priceEURPerMWh: 20), .init(name: "B", priceEURPerMWh: 45),
      .init(name: "C", priceEURPerMWh: 42), .init(name: "D", priceEURPerMWh: 50),
      .init(name: "E", priceEURPerMWh: 49), .init(name: "F", priceEURPerMWh: 1),
    ],
    hubs: ["A", "B", "C"],
    links: [
      .init(name: "C-D", from: "C", to: "D", flowMW: 100, limitMW: 100),
      .init(name: "C-D weak", from: "C", to: "D", flowMW: 0, limitMW: .nan),
      .init(name: "E-D", from: "E", to: "D", flowMW: 30, limitMW: 40),
    ],
    cnecs: [
      .init(
        name: "small", loadMW: 10, marginMW: 10, shadowPriceEURPerMWh: 10,
        factors: [0.3, 0.3, 0.1]),
      .init(
        name: "large", loadMW: 25, marginMW: 25, shadowPriceEURPerMWh: 40,
        factors: [0.5, -0.125, 0]),
    ])

  private func explain(_ to: String, against from: String) throws -> SpreadExplanation {
    try #require(SpreadExplanation(of: to, against: from, in: snapshot))
  }

  @Test("between hubs every CNEC gives mu (PTDF of the one - PTDF of the other)")
  func betweenHubs() throws {
    #expect(
      try explain("B", against: "A").text == """
        2030-01-01T00:00:00Z: B 45.00 EUR/MWh, A 20.00 EUR/MWh
            +25.0000  large: shadow price 40.00 EUR/MWh x 0.6250 (PTDF of A less that of B), load 25 of 25 MW
            +25.0000  sum
            +25.0000  spread = price of B - price of A

        """)
    let terms = try explain("C", against: "A").terms
    #expect(terms.map(\.contributionEURPerMWh) == [20, 1.9999999999999998])
  }

  @Test("a remainder that prints as zero has no line, one that does not has")
  func remainder() throws {
    for (remainder, lines) in [(2e-5, 4), (8e-5, 5)] {
      var snapshot = snapshot
      snapshot.zones[1].priceEURPerMWh += remainder
      let explanation = try #require(SpreadExplanation(of: "B", against: "A", in: snapshot))
      #expect(explanation.terms.count == 2)
      expectClose(
        explanation.sumEURPerMWh, explanation.spreadEURPerMWh, absolute: 1e-12, "the sum")
      #expect(explanation.text.split(separator: "\n").count == lines, "\(explanation.text)")
    }
  }

  @Test("the sum is the spread for every pair of zones")
  func sumIsSpread() throws {
    for to in snapshot.zones {
      for from in snapshot.zones {
        let explanation = try explain(to.name, against: from.name)
        expectClose(
          explanation.sumEURPerMWh, to.priceEURPerMWh - from.priceEURPerMWh, absolute: 1e-9,
          "\(from.name) to \(to.name)")
      }
    }
  }

  @Test("a zone outside the region is reached over links")
  func overLinks() throws {
    let terms = try explain("E", against: "A").terms
    #expect(
      terms.map(\.words).suffix(2) == [
        "link C-D between C and D: 100 of 100 MW from C to D",
        "link E-D between D and E: 30 of 40 MW from E to D",
      ])
    #expect(terms.map(\.contributionEURPerMWh).suffix(2) == [8, -1])
    let back = try explain("A", against: "E").terms
    #expect(back.map(\.contributionEURPerMWh).prefix(2) == [1, -8])
  }

  @Test("a zone that nothing reaches, and one that is not there")
  func unreachable() throws {
    #expect(
      try explain("F", against: "A").terms.map(\.words) == [
        "no link or CNEC connects the two"
      ])
    #expect(SpreadExplanation(of: "X", against: "A", in: snapshot) == nil)
  }
}
