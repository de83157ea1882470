// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import TestSupport
import Testing

@Suite("report page")
struct ReportPageTests {
  private let page: ReportPage

  init() throws { page = try reportPage(of: TinyResult.make()) }

  @Test("every chart is valid JSON of Vega-Lite, with words, units and a table")
  func specifications() throws {
    #expect(
      page.plots.map(\.id) == [
        "price-duration", "price-heat-map", "generation", "residual-load", "scarcity",
        "storage-levels", "net-positions", "exchanges", "hubs", "binding-cnecs", "domain",
        "hydrogen", "stage-times",
      ])
    #expect(page.omitted.isEmpty, "\(page.omitted)")
    for plot in page.plots {
      let spec = try ParsedPlot(plot).spec
      #expect(spec["$schema"] as? String == "https://vega.github.io/schema/vega-lite/v6.json")
      #expect(plot.look.hasSuffix("."), "\(plot.id)")
      let notes = try #require(spec["usermeta"] as? [String: Any])
      let columns = try #require(notes["columns"] as? [[String: String]])
      let fields = Set(try ParsedPlot(plot).rows.flatMap(\.keys))
      for column in columns { #expect(fields.contains(column["field"] ?? ""), "\(plot.id)") }
    }
  }

  @Test("a price duration curve goes through the hours of the table, dearest first")
  func priceDuration() throws {
    let plot = try parsed("price-duration", page)
    let row = try plot.row("zone", "A")
    #expect(row["price"] as? [Double] == [80, 70, 60.12, -5])
    #expect(row["hours"] as? [Double] == [1, 2, 3, 4])
    #expect(plot.rows.map { $0["zone"] as? String } == ["A", "B", "C"])  // D has no load
  }

  @Test("the heat map has the price of each hour at its day and hour")
  func heatMap() throws {
    let rows = try parsed("price-heat-map", page).rows.filter { $0["zone"] as? String == "A" }
    #expect(rows.map { $0["day"] as? String } == ["2030-01-31", "2030-02-01"])
    #expect(rows.map { $0["hour"] as? [Double] } == [[22, 23], [0, 1]])
    #expect(rows.map { $0["price"] as? [Double] } == [[80, 60.12], [-5, 70]])
  }

  @Test("generation is summed by kind and zone, load beside it")
  func generation() throws {
    let rows = try parsed("generation", page).rows
    func power(_ zone: String, _ kind: String) -> [Double]? {
      rows.first { $0["zone"] as? String == zone && $0["kind"] as? String == kind }?["power"]
        as? [Double]
    }
    #expect(power("A", "nuclear") == [0.9, 0.9, 0.8, 0.9])
    #expect(power("all zones", "gas") == [0.6, 0.7, 0.5, 0.48])
    #expect(power("all zones", "load") == [2.1, 2.2, 2.0, 2.0])
    #expect(power("B", "not served") == [0, 0, 0, 0.02])
    #expect(power("B", "nuclear") == nil)
  }

  @Test("residual load is load less the renewable energy on offer, used or not")
  func residualLoad() throws {
    let row = try parsed("residual-load", page).row("zone", "A")
    // 1000 - 10 - 100, 1100, 900 - 100, 900.
    #expect(row["power"] as? [Double] == [1.1, 0.9, 0.89, 0.8])
  }

  @Test("network elements stand by rent, with their hours")
  func bindingElements() throws {
    let rows = try parsed("binding-cnecs", page).rows
    #expect(
      rows.map { $0["element"] as? String } == [
        "Dam - Mill / outage of Port - Mill", "Meadow - Hill (opposite)",
      ])
    #expect(rows.map { $0["rent"] as? Double } == [0.004, 0])
    #expect(rows.map { $0["words"] as? String } == ["1 h", "1 h"])
  }

  @Test("the domain is the cut through the clearing point, with the row that binds")
  func domain() throws {
    let plot = try parsed("domain", page)
    let layers = try #require(plot.spec["layer"] as? [[String: Any]])
    let data = try #require(layers[0]["data"] as? [String: Any])
    let area = try #require((data["values"] as? [[String: Any]])?.first)
    let xs = try #require(area["x"] as? [Double])
    let ys = try #require(area["y"] as? [Double])
    // The last corner is the first again.
    let corners = Set(zip(xs.dropLast(), ys.dropLast()).map { [$0, $1] })
    #expect(corners == [[0.3, 0.1], [-0.1, 0.5], [-0.45, 0.5], [0.3, -1]])
    let point = try #require(layers[2]["data"] as? [String: Any])
    #expect(
      (point["values"] as? [[String: Double]]) == [["x": -0.1, "y": -0.2]])
    let line = try #require(plot.rows.first)
    #expect(plot.rows.count == 1)
    for (x, y) in [("x", "y"), ("x2", "y2")] {
      let end = (try #require(line[x] as? Double), try #require(line[y] as? Double))
      expectClose(-500 * end.0 - 250 * end.1, 100, absolute: 0.1)
    }
  }

  @Test("a clearing point that the domain does not hold is not drawn")
  func domainThatDoesNotFit() throws {
    let result = try TinyResult.make { name, table in
      name == "cnecs_hourly" ? table.renaming("0.25", to: "0.26") : table
    }
    let page = try reportPage(of: result)
    #expect(!page.plots.contains { $0.id == "domain" })
    #expect(page.omitted.map(\.title) == ["Flow-based domain in the most congested hour"])
  }

  /// Coupled with domains already, so that coupling it so again is no way to get them.
  @Test("a run of a study says that it keeps no domains, any other how to get them")
  func domainOfStudyRun() throws {
    func remedy(_ options: String) throws -> String {
      let manifest = TinyResultText.manifest.replacing(
        "\"options\": {\"network\": \"flow_based\"}", with: "\"options\": {\(options)}"
      ).replacing("\"facts\": {\"domains\"", with: "\"facts\": {\"none\"")
      let page = try reportPage(of: TinyResult.make(manifest: manifest))
      let omitted = try #require(
        page.omitted.first { $0.title == "Flow-based domain in the most congested hour" })
      #expect(omitted.reason == "The domain of that hour is not in the result.")
      return omitted.remedy
    }
    let network = "\"network\": \"flow_based\""
    #expect(
      try remedy(network)
        == "Couple with `--network flow_based`, which writes results/cnecs_hourly.csv and domains/."
    )
    #expect(
      try remedy("\"scenario\": \"base\", " + network)
        == "Runs of studies keep no domains. `pentaflow couple --network flow_based`, for a case "
        + "folder with the changes of the scenario, writes them.")
  }

  @Test("sources and uses of hydrogen are equally long")
  func hydrogen() throws {
    var sums: [String: Double] = [:]
    for row in try parsed("hydrogen", page).rows {
      sums[try #require(row["node"] as? String), default: 0] += try #require(
        row["energy"] as? Double)
    }
    #expect(sums == ["H2_A": 0, "H2_B": 0])
  }

  @Test("trade over links is net, from seller to buyer")
  func exchanges() throws {
    let plot = try parsed("exchanges", page)
    #expect(plot.rows.count == 1)
    let row = plot.rows[0]
    #expect(row["from"] as? String == "D")
    #expect(row["to"] as? String == "C")
    #expect(row["flow"] as? Double == 0.05)
    // D lies south of C, so the arrow points up.
    #expect(row["turn"] as? Double == 0)
    // D has no load.
    #expect(row["kind"] as? String == "of a hub at sea")
  }

  @Test("what goes into a hub is as much as goes out")
  func hubs() throws {
    let rows = try parsed("hubs", page).rows
    #expect(
      rows.compactMap { $0["flow"] as? String } == [
        "wind on offer", "out over cables", "wind not used",
      ])
    #expect(rows.compactMap { $0["energy"] as? Double } == [0.06, -0.05, -0.01])
    #expect(rows.allSatisfy { $0["hub"] as? String == "D" && $0["home"] as? String == "C" })
  }

  @Test("a run of weeks shows the median of each week in the band of its hours")
  func storageBands() throws {
    let hours = 20 * 24
    func stamp(_ hour: Int) -> String {
      let (day, hour) = (hour / 24 + 1, hour % 24)
      return "2030-01-\(day < 10 ? "0" : "")\(day)T\(hour < 10 ? "0" : "")\(hour):00:00Z"
    }
    let result = try TinyResult.make { name, table in
      var table = table
      switch name {
      case "zones_hourly":
        let row = table.rows[0]
        table.rows = (0..<hours).map { [stamp($0)] + row.dropFirst() }
      case "storages_hourly":
        // 0, 1, ..., 99 % of 1 GWh, and so on from 0 again; full in the last hour.
        let row = table.rows[0]
        table.rows = (0..<hours).map { hour in
          var cells = row
          (cells[0], cells[2]) = (stamp(hour), "A")
          cells[6] = "\(hour == hours - 1 ? 1000 : 10 * (hour % 100))"
          return cells
        }
      default: break
      }
      return table
    }
    let row = try parsed("storage-levels", reportPage(of: result)).row("storage", "Lake")
    #expect(
      row["time"] as? [String] == [
        "2030-01-01T00:00:00Z", "2030-01-08T00:00:00Z", "2030-01-15T00:00:00Z",
      ])
    // Hours 0 to 167: 0 to 67 twice, 68 to 99 once. Places 17, 84 and 150 of 0 to 167.
    #expect((row["low"] as? [Double])?.first == 8)
    #expect((row["share"] as? [Double])?.first == 42)
    #expect((row["high"] as? [Double])?.first == 82)
    #expect((row["level"] as? [Double])?.first == 0.42)
  }

  @Test("the summary says it in sentences")
  func summary() throws {
    let html = try page.html(vegaBundle: "")
    for sentence in [
      "Load paid 59.63 EUR/MWh on average, from 52.00 in A to 67.53 in C.",
      "The dearest hour was 31 Jan 2030, 22:00 UTC in C, at 100.00 EUR/MWh.",
      "20 MWh of load were not served, in B.",
      "The network element worth most was Dam - Mill: at its limit in 1 hour, it earned",
      "proven to 5.0e-1 EUR",
    ] {
      #expect(html.contains(sentence), "\(sentence)")
    }
  }

  @Test("a run without hours says what is missing, and how to get it")
  func withoutHours() throws {
    let hourly: Set = ["zones_hourly", "supply_hourly", "cnecs_hourly", "links_hourly"]
    let page = try reportPage(of: TinyResult.make(without: hourly))
    #expect(page.plots.map(\.id) == ["hydrogen", "stage-times"])
    let html = try page.html(vegaBundle: "")
    #expect(html.contains("set `outputs: hourly` in the study file"))
  }

  @Test("an infeasible run is said in words")
  func infeasible() throws {
    let manifest = TinyResultText.manifest.replacing("\"optimal\"", with: "\"infeasible\"")
      .replacing("\"explanation\": []", with: "\"explanation\": [\"balance B lacks 3 MW\"]")
    let page = try reportPage(
      of: TinyResult.make(without: Set(TinyResultText.tables.keys), manifest: manifest))
    #expect(page.plots.isEmpty)
    #expect(try page.html(vegaBundle: "").contains("balance B lacks 3 MW"))
  }

  @Test("all missing columns are told at once")
  func missingColumns() throws {
    let result = try TinyResult.make { name, table in
      var table = table
      if name == "zones_hourly" { table.header = table.header.map { $0 + "_old" } }
      return table
    }
    let error = #expect(throws: ReportError.self) { _ = try reportPage(of: result) }
    #expect(
      error?.description.hasPrefix(
        "results/zones_hourly.csv lacks the columns time, bidding_zone, price_eur_per_mwh, ")
        == true)
  }

  @Test("a cell that is no number is told with its place")
  func notANumber() throws {
    let result = try TinyResult.make { name, table in
      name == "zones_hourly" ? table.renaming("-5.00000", to: "minus five") : table
    }
    #expect(
      throws: ReportError.notANumber(
        table: "zones_hourly", row: 8, column: "price_eur_per_mwh", text: "minus five")
    ) { _ = try reportPage(of: result) }
  }

  @Test("two results side by side: difference is this less the other")
  func comparison() throws {
    let other = try TinyResult.make { name, table in
      name == "zones_annual" ? table.renaming("52.00000", to: "50.00000") : table
    }
    let page = try reportPage(of: TinyResult.make(), comparedWith: other)
    let rows = try parsed("zone-differences", page).rows
    let changes = rows.filter { $0["figure"] as? String == "price by load (EUR/MWh)" }
    #expect(changes.map { $0["zone"] as? String } == ["A", "B", "C"])
    #expect(changes.map { $0["change"] as? Double } == [2, 0, 0])
    #expect(page.plots.contains { $0.id == "price-comparison" })
    // 2 EUR/MWh on 3.9 of 8.3 GWh.
    #expect(
      try page.html(vegaBundle: "").contains(
        "Against out/tiny, load pays 0.94 EUR/MWh more and as much of it is served; congestion "
          + "earns 0.0 million EUR more."))
  }

  @Test("equal results are equal bytes")
  func sameBytes() throws {
    let again = try reportPage(of: TinyResult.make())
    #expect(try page.html(vegaBundle: "x") == again.html(vegaBundle: "x"))
  }
}

@Suite("report safety")
struct ReportSafetyTests {
  private func page(named payload: String) throws -> ReportPage {
    try reportPage(
      of: TinyResult.make(
        manifest: TinyResultText.manifest.replacing("\"no weather\"", with: jsonText(payload))
          .replacing("\"tiny\"", with: jsonText(payload))
      ) { $1.renaming("B", to: payload).renaming("Dam - Mill", to: payload) })
  }

  private func jsonText(_ text: String) throws -> String {
    String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
  }

  @Test("no name is markup", arguments: HostileNames.all)
  func namesAreText(payload: String) throws {
    let page = try page(named: payload)
    let plain = try page.html(vegaBundle: "0")
    // As many elements of each kind as with a plain name.
    let expected = try self.page(named: "plain").html(vegaBundle: "0")
    for tag in ["<script", "</script", "<style", "<img", "<svg", "<title", "<h1", "<b>", "<!--"] {
      #expect(
        plain.lowercased().split(separator: tag, omittingEmptySubsequences: false).count
          == expected.lowercased().split(separator: tag, omittingEmptySubsequences: false).count,
        "\(tag)")
    }
    #expect(!plain.contains("onerror=alert(1)>"))
    #expect(!plain.unicodeScalars.contains("\u{2028}"))
    #expect(!plain.unicodeScalars.contains("\u{202E}"))
  }

  @Test("a name reaches the chart's data whole", arguments: HostileNames.all)
  func namesReachTheData(payload: String) throws {
    let html = try page(named: payload).html(vegaBundle: "0")
    let opening = "<script type=\"application/json\">"
    let blocks = html.components(separatedBy: opening).dropFirst().map {
      $0.components(separatedBy: "</script>")[0]
    }
    #expect(blocks.count == 13)
    let found = try blocks.contains { block in
      let object = try JSONSerialization.jsonObject(with: Data(block.utf8)) as? [String: Any]
      let rows = (object?["data"] as? [String: Any])?["values"] as? [[String: Any]]
      return rows?.contains { $0["zone"] as? String == payload } ?? false
    }
    #expect(found)
  }

  /// All texts of a chart that are neither data nor words, sorted.
  private func code(_ value: Any) -> [String] {
    let words = ["values", "domain", "sort", "options", "value", "title", "description"]
    if let object = value as? [String: Any] {
      return object.filter { !words.contains($0.key) }.flatMap { [$0.key] + code($0.value) }
        .sorted()
    }
    if let list = value as? [Any] { return list.flatMap(code).sorted() }
    return (value as? String).map { [$0] } ?? []
  }

  @Test("names stand in no field and no expression of a chart", arguments: HostileNames.all)
  func namesAreNoCode(payload: String) throws {
    func codes(_ name: String) throws -> [[String]] {
      try page(named: name).plots.map {
        code(try JSONSerialization.jsonObject(with: Data(try $0.json().utf8)))
      }
    }
    let plain = try codes("plain")
    #expect(plain.count == 13 && plain.allSatisfy { $0.count > 20 })
    #expect(try codes(payload) == plain)
  }

  @Test("the policy lets the page's own scripts run, and nothing else")
  func policy() throws {
    let bundle = "window.vegaEmbed = 1; // </script> <!-- "
    let html = try page(named: "plain").html(vegaBundle: bundle)
    let start = try #require(html.range(of: "Content-Security-Policy\" content=\""))
    let policy = html[start.upperBound...].prefix { $0 != "\"" }
    #expect(policy.hasPrefix("default-src 'none'; script-src 'sha256-"))
    #expect(!policy.contains("unsafe-eval"))
    #expect(!policy.contains("http"))
    let scripts = html.components(separatedBy: "<script>").dropFirst().map {
      $0.components(separatedBy: "</script>")[0]
    }
    #expect(scripts.count == 2)
    #expect(scripts[0] == "window.vegaEmbed = 1; // <\\/script> <\\!-- ")
    for script in scripts { #expect(policy.contains("'\(scriptHash(script))'")) }
    // No element fetches anything.
    for attribute in [" src=", " srcset=", "@import", "url("] {
      #expect(!html.contains(attribute), "\(attribute)")
    }
    #expect(!html.contains("href=\"http"))
  }

  @Test("known hash")
  func hash() {
    // FIPS 180-2: SHA-256 of nothing, in base 64.
    #expect(scriptHash("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
  }

  @Test("text and data keep what they say")
  func escapes() throws {
    #expect(escapedHTML("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;")
    let json = "{\"a\":\"<\\/script>\u{2028}&\"}"
    let safe = scriptSafeJSON(json)
    #expect(safe == "{\"a\":\"\\u003c\\/script\\u003e\\u2028\\u0026\"}")
    let before = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: String]
    let after = try JSONSerialization.jsonObject(with: Data(safe.utf8)) as? [String: String]
    #expect(before == after)
  }
}

@Suite("report figures")
struct ReportFigureTests {
  @Test("curves are thinned to their ends and even steps between")
  func thinning() {
    #expect(thinned(3, to: 5) == [0, 1, 2])
    #expect(thinned(9, to: 5) == [0, 2, 4, 6, 8])
    #expect(thinned(8760, to: 241).count == 241)
    #expect(thinned(8760, to: 241).last == 8759)
  }

  @Test("a quantile is one of the values")
  func quantiles() {
    #expect(quantile([1, 2, 3, 4, 5], 0.5) == 3)
    #expect(quantile([1, 2, 3, 4, 5], 0.9) == 5)
    #expect(quantile([], 0.5).isNaN)
  }

  @Test("a unit square, cut")
  func planeCut() throws {
    var square = PlaneCut(x: 0...1, y: 0...1)
    square.keep(a: 1, b: 1, limit: 1.5)
    #expect(square.corners.count == 5)
    let chord = try #require(square.chord(a: 1, b: 0, limit: 0.75))
    #expect(Set([chord.0.y, chord.1.y]) == [0, 0.75])
    square.keep(a: 1, b: 0, limit: -1)
    #expect(square.corners.isEmpty)
  }

  @Test("numbers have a true minus and thin spaces")
  func numbers() {
    #expect(groupedNumber(1_234_567.891, 1) == "1\u{2009}234\u{2009}567.9")
    #expect(groupedNumber(-0.04, 1) == "0.0")
    #expect(groupedNumber(-12.5, 2) == "\u{2212}12.50")
    #expect(groupedNumber(.nan, 2) == "–")
  }
}
