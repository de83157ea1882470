// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Reports

/// How indices are found.
enum AdequacyMethod: String, CaseIterable, ExpressibleByArgument {
  case exact
}

struct AdequacyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adequacy",
    abstract: "Tells whether supply is adequate: LOLE and EENS of each zone.",
    discussion: """
      The exact method has no sampling error. It adds up the outage states of all generating units of
      a bidding zone and holds the load of every hour against them:

        pentaflow adequacy grids/rts79 --method exact

      gives LOLE 9.394175 h/yr, 1.368863 d/yr and EENS 1176.30 MWh/yr of the reliability test system.
      Two bidding zones are solved with what joins them; more of them each on its own or as one
      (--network). Load equal to the available power is served. Figures are sums over the hours of
      the case, 8736 or 8760, and are not scaled from one to the other.

      Load has the shape of the series and the annual demand of the case as its energy. Storages and
      demand response cannot be counted exactly: a case that has them is refused unless
      --without-storage leaves them out.

        pentaflow adequacy grids/rts79-two-area --method exact --load-sigma 0.05 --out out/two-areas

      --out writes adequacy_zones.csv and adequacy_hourly.csv; `pentaflow schema --table
      adequacy_zones` says what is in them.
      """)

  @OptionGroup var caseOptions: CaseOptions

  @Option(help: ArgumentHelp("How indices are found: exact.", valueName: "method"))
  var method = AdequacyMethod.exact

  @OptionGroup(title: "EXACT METHOD") var exact: ExactMethodOptions
  @OptionGroup var seriesOptions: SeriesOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var talk: TalkOptions

  func run() throws {
    try output.check()
    switch method {
    case .exact: try runExact()
    }
  }
}
