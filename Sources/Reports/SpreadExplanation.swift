// SPDX-License-Identifier: Apache-2.0

/// Why two bidding zones have different prices in one time unit, from the result tables alone.
///
/// Within the flow-based region `P_to − P_from = Σ_k μ_k (PTDF_k,from − PTDF_k,to)`. A zone outside
/// it is reached over the fewest links, each with the price difference between its ends. What the
/// terms leave over (rounding of the tables, limits on net positions) is a term of its own, so that
/// the sum is the spread.
package struct SpreadExplanation: Sendable {
  /// One time unit as the tables give it.
  package struct Snapshot: Sendable {
    package struct Zone: Sendable {
      package var name: String
      package var priceEURPerMWh: Double

      package init(name: String, priceEURPerMWh: Double) {
        self.name = name
        self.priceEURPerMWh = priceEURPerMWh
      }
    }
    package struct Link: Sendable {
      package var name: String
      package var from: String
      package var to: String
      package var flowMW: Double
      /// NaN for a link that carries nothing: the tables leave its limit out.
      package var limitMW: Double

      package init(name: String, from: String, to: String, flowMW: Double, limitMW: Double) {
        self.name = name
        self.from = from
        self.to = to
        self.flowMW = flowMW
        self.limitMW = limitMW
      }
    }
    package struct CNEC: Sendable {
      package var name: String
      package var loadMW: Double
      package var marginMW: Double
      package var shadowPriceEURPerMWh: Double
      /// One per hub.
      package var factors: [Double]

      package init(
        name: String, loadMW: Double, marginMW: Double, shadowPriceEURPerMWh: Double,
        factors: [Double]
      ) {
        self.name = name
        self.loadMW = loadMW
        self.marginMW = marginMW
        self.shadowPriceEURPerMWh = shadowPriceEURPerMWh
        self.factors = factors
      }
    }
    package var time: String
    package var zones: [Zone]
    package var hubs: [String]
    package var links: [Link]
    package var cnecs: [CNEC]

    package init(time: String, zones: [Zone], hubs: [String], links: [Link], cnecs: [CNEC]) {
      self.time = time
      self.zones = zones
      self.hubs = hubs
      self.links = links
      self.cnecs = cnecs
    }
  }

  package struct Term: Sendable, Equatable {
    package var words: String
    package var contributionEURPerMWh: Double
  }

  package var time: String
  package var from: String
  package var to: String
  package var fromPriceEURPerMWh: Double
  package var toPriceEURPerMWh: Double
  package var terms: [Term]

  package var spreadEURPerMWh: Double { toPriceEURPerMWh - fromPriceEURPerMWh }
  package var sumEURPerMWh: Double { terms.reduce(0) { $0 + $1.contributionEURPerMWh } }

  /// Explains the price of `to` against that of `from`; nil where one of them is not in the tables.
  package init?(of to: String, against from: String, in snapshot: Snapshot) {
    func price(_ name: String) -> Double? {
      snapshot.zones.first { $0.name == name }?.priceEURPerMWh
    }
    guard let toPrice = price(to), let fromPrice = price(from) else { return nil }
    time = snapshot.time
    self.from = from
    self.to = to
    fromPriceEURPerMWh = fromPrice
    toPriceEURPerMWh = toPrice
    terms = []
    let isLinked = { (name: String) in !snapshot.hubs.contains(name) }
    var start = from
    var end = to
    var tail: [Term] = []
    if isLinked(from) || isLinked(to) {
      // Walk over links to the region, or from zone to zone where there is no region on the way.
      let path = Self.path(from: from, to: to, in: snapshot)
      guard let path else {
        terms = [Term(words: "no link or CNEC connects the two", contributionEURPerMWh: 0)]
        terms[0].contributionEURPerMWh = spreadEURPerMWh
        return
      }
      for step in path.before { terms.append(Self.term(of: step, price: price)) }
      for step in path.after { tail.append(Self.term(of: step, price: price)) }
      start = path.regionEntry ?? to
      end = path.regionExit ?? to
    }
    if start != end { terms += Self.cnecTerms(from: start, to: end, in: snapshot) }
    terms += tail
    let rest = spreadEURPerMWh - sumEURPerMWh
    if rest.magnitude >= arithmeticErrorEURPerMWh {
      terms.append(Term(words: remainderWords, contributionEURPerMWh: rest))
    }
  }

  /// The CNECs that pull two hubs apart, largest first.
  private static func cnecTerms(from: String, to: String, in snapshot: Snapshot) -> [Term] {
    guard let a = snapshot.hubs.firstIndex(of: from), let b = snapshot.hubs.firstIndex(of: to)
    else { return [] }
    let terms = snapshot.cnecs.enumerated().map { index, cnec in
      (index, cnec, cnec.shadowPriceEURPerMWh * (cnec.factors[a] - cnec.factors[b]))
    }
    return terms.filter { $0.2.magnitude >= shownTermEURPerMWh }
      .sorted { ($0.2.magnitude, $1.0) > ($1.2.magnitude, $0.0) }
      .map { _, cnec, contribution in
        Term(
          words: "\(cnec.name): shadow price \(fixed(cnec.shadowPriceEURPerMWh, 2)) EUR/MWh x "
            + "\(fixed(cnec.factors[a] - cnec.factors[b], 4)) (PTDF of \(from) less that of \(to)), "
            + "load \(fixed(cnec.loadMW, 0)) of \(fixed(cnec.marginMW, 0)) MW",
          contributionEURPerMWh: contribution)
      }
  }

  private typealias Step = (from: String, to: String, link: Snapshot.Link)

  private static func term(of step: Step, price: (String) -> Double?) -> Term {
    let difference = (price(step.to) ?? .nan) - (price(step.from) ?? .nan)
    let link = step.link
    let state =
      link.limitMW.isNaN
      ? "carries nothing"
      : "\(fixed(link.flowMW, 0)) of \(fixed(link.limitMW, 0)) MW from \(link.from) to \(link.to)"
    return Term(
      words: "link \(link.name) between \(step.from) and \(step.to): \(state)",
      contributionEURPerMWh: difference)
  }

  private struct Path {
    var before: [Step] = []
    var after: [Step] = []
    /// Where the walk enters and leaves the region; nil where it never does.
    var regionEntry: String?
    var regionExit: String?
  }

  /// The walk with the fewest links; moving between two hubs of the region costs none. Among links
  /// between the same two zones the one that carries most is named.
  private static func path(from: String, to: String, in snapshot: Snapshot) -> Path? {
    var previous: [String: (zone: String, link: Snapshot.Link?)] = [:]
    var reached: Set<String> = [from]
    var frontier = [from]
    while !frontier.isEmpty, !reached.contains(to) {
      // Within the region first: it costs nothing.
      if let hub = frontier.first(where: { snapshot.hubs.contains($0) }) {
        for other in snapshot.hubs where !reached.contains(other) {
          reached.insert(other)
          previous[other] = (hub, nil)
          frontier.append(other)
        }
      }
      var next: [String] = []
      let links = snapshot.links.sorted { $0.flowMW > $1.flowMW }
      for zone in frontier {
        for link in links where link.from == zone || link.to == zone {
          let other = link.from == zone ? link.to : link.from
          guard !reached.contains(other) else { continue }
          reached.insert(other)
          previous[other] = (zone, link)
          next.append(other)
        }
      }
      frontier = next
    }
    guard reached.contains(to) else { return nil }
    var path = Path()
    var zone = to
    while let step = previous[zone] {
      if let link = step.link {
        let walked = (from: step.zone, to: zone, link: link)
        if path.regionExit == nil {
          path.after.insert(walked, at: 0)
        } else {
          path.before.insert(walked, at: 0)
        }
      } else {
        path.regionEntry = step.zone
        path.regionExit = zone
      }
      zone = step.zone
    }
    return path
  }

  package var text: String {
    var lines = [
      "\(time): \(to) \(fixed(toPriceEURPerMWh, 2)) EUR/MWh, "
        + "\(from) \(fixed(fromPriceEURPerMWh, 2)) EUR/MWh"
    ]
    // A remainder that prints as zero says nothing; it stays in the sum.
    for term in terms
    where term.words != remainderWords || term.contributionEURPerMWh.magnitude >= shownTermEURPerMWh
    {
      lines.append("  " + rightAligned(signed(term.contributionEURPerMWh), 10) + "  " + term.words)
    }
    lines.append("  " + rightAligned(signed(sumEURPerMWh), 10) + "  sum")
    lines.append(
      "  " + rightAligned(signed(spreadEURPerMWh), 10)
        + "  spread = price of \(to) - price of \(from)")
    return lines.joined(separator: "\n") + "\n"
  }

  package var json: JSONText {
    .object([
      .init("time", .string(time)), .init("zone", .string(to)), .init("against", .string(from)),
      .init("price_eur_per_mwh", .number(toPriceEURPerMWh)),
      .init("against_price_eur_per_mwh", .number(fromPriceEURPerMWh)),
      .init("spread_eur_per_mwh", .number(spreadEURPerMWh)),
      .init("sum_eur_per_mwh", .number(sumEURPerMWh)),
      .init(
        "terms",
        .array(
          terms.map {
            .object([
              .init("words", .string($0.words)),
              .init("contribution_eur_per_mwh", .number($0.contributionEURPerMWh)),
            ])
          })),
    ])
  }
}

private let remainderWords = "limits on net positions, and rounding"

private let shownDecimals = 4

/// What is smaller prints as zero: a CNEC is left to the remainder, a remainder out of the text.
/// EUR/MWh.
private let shownTermEURPerMWh = 5e-5

/// A remainder below this comes from the sum itself. EUR/MWh.
private let arithmeticErrorEURPerMWh = 1e-9

private func signed(_ value: Double) -> String {
  (value >= 0 ? "+" : "") + fixed(value, shownDecimals)
}
