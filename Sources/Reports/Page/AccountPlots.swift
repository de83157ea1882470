// SPDX-License-Identifier: Apache-2.0

/// Words for how a project is judged, as in the tables of cost sharing.
private let methodWords = ["toot": "taken out of all projects", "pint": "put in alone"]

private let keyWords = [
  "gain": "key: losers made whole, the rest by gain", "equal": "key: in equal parts",
  "agreed": "key: as agreed",
]

/// Accounts of a gain in the order of a waterfall, with their columns in `cost_sharing_gains`.
private let gainAccounts = [
  ("consumer_surplus_meur_per_a", "consumers"), ("supply_surplus_meur_per_a", "supply"),
  ("storage_surplus_meur_per_a", "storages"), ("conversion_surplus_meur_per_a", "electrolysers"),
  ("congestion_rent_meur_per_a", "networks"), ("emission_payment_meur_per_a", "CO2 rights"),
  ("emission_damage_meur_per_a", "CO2 damage"),
]

private let allCountries = "all countries"

extension ResultFrame {
  /// The project of each row and how it is judged: `Cable, taken out of all projects`.
  fileprivate var projects: [String] {
    zip(texts("project"), texts("method")).map { "\($0), \(methodWords[$1] ?? $1)" }
  }
}

extension FinishedResult {
  /// The section of cost sharing; nil where the study shares no cost.
  func costSharingSection() throws -> ReportPage.Section? {
    guard try table("cost_sharing_shares") != nil else { return nil }
    return .init("Cost sharing", [try costShares(), try projectGains()])
  }

  /// Gain, payment and what is left to each country, in present values.
  private func costShares() throws -> PlotAttempt {
    let title = "Who gains from a project, and who pays"
    guard
      let frame = try frame(
        "cost_sharing_shares", "project", "method", "key", "country", "takes_part", "gain_meur",
        "payment_meur", "net_gain_meur"), frame.rowCount > 0
    else {
      return .omitted(
        title, "No project has all its runs.", "See the runs without an optimum.")
    }
    let (projects, keys, countries) = (frame.projects, frame.texts("key"), frame.texts("country"))
    let takesPart = frame.texts("takes_part")
    let gains = try frame.numbers("gain_meur")
    let payments = try frame.numbers("payment_meur")
    let nets = try frame.numbers("net_gain_meur")
    let data = projects.indices.map { row -> [String: VegaCell] in
      [
        "project": .text(projects[row]), "key": .text(keyWords[keys[row]] ?? keys[row]),
        "country": .text(countries[row]), "takes_part": .text(takesPart[row]),
        "gain": .rounded(gains[row], 3), "payment": .rounded(payments[row], 3),
        "net": .rounded(nets[row], 3), "sign": .text(gains[row] < 0 ? "loses" : "gains"),
      ]
    }
    let (projectNames, keyNames) = (
      distinct(projects), distinct(keys).map { keyWords[$0] ?? $0 }
    )
    let names = distinct(countries)
    let words = "present value (million EUR)"
    let y = VegaChannel.name("country", "country") { $0.sort = .names(names) }
    let tooltip: [VegaChannel] = [
      .name("country", "country"), .quantity("gain", "gain (million EUR)"),
      .quantity("payment", "payment (million EUR)"),
      .quantity("net", "gain less payment (million EUR)"),
    ]
    func mark(_ field: String, _ mark: VegaMark, color: VegaChannel? = nil) -> VegaLite {
      VegaLite(
        mark: mark,
        encoding: VegaEncoding {
          $0.x = .quantity(field, words)
          $0.y = y
          $0.color = color
          $0.tooltip = tooltip
        })
    }
    return .drawn(
      Plot(
        id: "cost-shares", title: title,
        look:
          "The bar is what a country gains or loses, the black mark what it pays, the dot what is left "
          + "to it: a dot left of zero is a country that the project makes poorer under that key.",
        note: "Payments below zero are compensation received.",
        columns: [
          ("project", "project"), ("key", "key"), ("country", "country"),
          ("takes_part", "takes part"), ("gain", "gain (million EUR)"),
          ("payment", "payment (million EUR)"), ("net", "gain less payment (million EUR)"),
        ], height: Double(max(60, names.count * 24)),
        VegaLite(
          data: VegaData(data), transform: [.chosen("project"), .chosen("key")],
          layer: [
            mark(
              "gain", VegaMark("bar") { $0.opacity = 0.75 },
              color: .name("sign", "country") {
                $0.scale = .colors(["gains", "loses"], ["#56B4E9", categoryColors[1]])
              }),
            mark(
              "payment",
              VegaMark("tick") {
                $0.color = "#000000"
                $0.thickness = 4
              }),
            mark(
              "net",
              VegaMark("point") {
                $0.color = moreColor
                $0.filled = true
                $0.size = 70
                $0.opacity = 1
              }),
          ],
          params: [
            .choice(of: "project", label: "project", from: projectNames, first: projectNames[0]),
            .choice(of: "key", label: "shared by", from: keyNames, first: keyNames[0]),
          ])))
  }

  /// What a project is worth in a year, account by account, to a country or to all.
  private func projectGains() throws -> PlotAttempt {
    let title = "What a project is worth, by account"
    let columns = gainAccounts.map(\.0)
    guard
      let frame = try frame(
        "cost_sharing_gains",
        needed: ["project", "method", "year", "country", "gain_meur_per_a"] + columns),
      frame.rowCount > 0
    else {
      return .omitted(title, "There is no table cost_sharing_gains.", "Run the study again.")
    }
    let years = frame.texts("year")
    let projects = frame.projects.enumerated().map { "\($1), \(years[$0])" }
    let countries = frame.texts("country")
    let parts = try columns.map { try frame.numbers($0) }
    let gains = try frame.numbers("gain_meur_per_a")
    /// By project, then by country in the order of the table with all of them first.
    var sums: [String: [String: [Double]]] = [:]
    for row in gains.indices {
      for country in [allCountries, countries[row]] {
        var sum =
          sums[projects[row]]?[country] ?? Array(repeating: 0, count: gainAccounts.count + 1)
        for (place, values) in (parts + [gains]).enumerated() { sum[place] += values[row] }
        sums[projects[row], default: [:]][country] = sum
      }
    }
    let steps = gainAccounts.map(\.1) + ["gain"]
    let projectNames = distinct(projects)
    let countryNames = [allCountries] + distinct(countries).filter { $0 != allCountries }
    var data: [[String: VegaCell]] = []
    for project in projectNames {
      for country in countryNames {
        guard let sum = sums[project]?[country] else { continue }
        var level = 0.0
        for (step, change) in zip(steps, sum) {
          let isTotal = step == steps[steps.count - 1]
          let end = isTotal ? change : level + change
          data.append([
            "project": .text(project), "country": .text(country), "step": .text(step),
            "from": .rounded(isTotal ? 0 : level, 4), "to": .rounded(end, 4),
            "change": .rounded(change, 4),
            "kind": .text(isTotal ? "gain" : change < 0 ? "less" : "more"),
          ])
          level = end
        }
      }
    }
    return .drawn(
      Plot(
        id: "project-gains", title: title,
        look:
          "From left to right: what each account of the country earns more or less with the project; "
          + "the last bar is their sum, its gain.",
        columns: [
          ("project", "project and year"), ("country", "country"), ("step", "account"),
          ("change", "change (million EUR/yr)"), ("from", "bar from (million EUR/yr)"),
          ("to", "bar to (million EUR/yr)"),
        ], height: 300,
        VegaLite(
          data: VegaData(data), transform: [.chosen("project"), .chosen("country")],
          mark: VegaMark("bar"),
          encoding: VegaEncoding {
            $0.x = .name("step", "account") {
              $0.sort = .names(steps)
              $0.axis = VegaAxis { $0.labelAngle = 0 }
            }
            $0.y = .quantity("from", "with the project less without it (million EUR/yr)")
            $0.y2 = VegaChannel(field: "to")
            $0.color = .name("kind", "bar") {
              $0.scale = .colors(["more", "less", "gain"], [lessColor, moreColor, "#4D4D4D"])
            }
            $0.tooltip = [
              .name("step", "account"), .quantity("change", "change (million EUR/yr)"),
            ]
          },
          params: [
            .choice(of: "project", label: "project", from: projectNames, first: projectNames[0]),
            .choice(of: "country", label: "country", from: countryNames, first: allCountries),
          ])))
  }
}
