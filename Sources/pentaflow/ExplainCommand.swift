// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import InputFiles
import Reports

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Says why a price is what it is, from a result folder alone.",
    discussion: """
      The price of a zone is set against another's (by default the lowest of that hour), and the
      difference is split into what each network element and each link contributes. The sum is the
      spread.

        pentaflow couple grids/four-node --from 2030-01-15 --to 2030-01-16 \\
          --year 2030 --out out/day
        pentaflow explain out/day --price C@2030-01-15T18:00 --against A
      """)

  @Argument(help: "A result folder of `pentaflow couple`.", completion: .directory)
  var result: String

  @Option(help: ArgumentHelp("Bidding zone and hour (UTC).", valueName: "zone@time"))
  var price: String

  @Option(help: "Bidding zone to compare with.")
  var against: String?

  @Flag(help: "Print as JSON.")
  var json = false

  func run() throws {
    guard let mark = price.lastIndex(of: "@"),
      let time = TimeArgument(argument: String(price[price.index(after: mark)...]))
    else {
      throw UsageError(
        message: "--price \(price) is not a zone and a time",
        fix: "write for example --price FR@2030-01-15T18:00")
    }
    let zone = String(price[..<mark])
    let snapshot = try ResultFolder(path: result).snapshot(at: time)
    let names = snapshot.zones.map(\.name)
    let cheapest = snapshot.zones.filter { $0.name != zone }
      .min { $0.priceEURPerMWh < $1.priceEURPerMWh }
    let other = against ?? cheapest?.name ?? zone
    guard let explanation = SpreadExplanation(of: zone, against: other, in: snapshot) else {
      let unknown = names.contains(zone) ? other : zone
      throw UsageError(
        message: "there is no bidding zone \(unknown) in \(result)",
        fix: "choose from \(names.joined(separator: ", "))")
    }
    try Talk.printData(json ? explanation.json.text : explanation.text)
  }
}
