// SPDX-License-Identifier: Apache-2.0

/// A report and what the gate found, as JUnit XML for continuous integration: one test case per
/// item, failed where there is a regression.
package func junitText(of report: BenchmarkReport, findings: [Finding]) -> String {
  let cases = report.samples.map { sample -> (text: String, failed: Bool) in
    let own = findings.filter { $0.item == sample.item }
    let regressions = own.filter { $0.verdict == .regression }
    let head =
      "  <testcase classname=\"\(escaped(sample.item.name.rawValue))\" "
      + "name=\"\(sample.item.size.rawValue)\" time=\"\(sample.solveWallSeconds)\""
    let failures = regressions.map {
      "    <failure type=\"\($0.measure.rawValue)\" message=\"\(escaped($0.text))\"/>\n"
    }
    let rest = own.filter { $0.verdict != .regression }.map(\.text)
    let notes =
      rest.isEmpty ? "" : "    <system-out>\(escaped(rest.joined(separator: "\n")))</system-out>\n"
    let body = failures.joined() + notes
    return (
      body.isEmpty ? head + "/>\n" : head + ">\n" + body + "  </testcase>\n", !regressions.isEmpty
    )
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    + "<testsuite name=\"pentaflow bench \(escaped(report.suite))\" tests=\"\(cases.count)\" "
    + "failures=\"\(cases.count { $0.failed })\" timestamp=\"\(escaped(report.startedUTC))\">\n"
    + cases.map(\.text).joined() + "</testsuite>\n"
}

/// Text as it stands in XML and HTML.
func escaped(_ text: String) -> String {
  text.reduce(into: "") { result, character in
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.append(character)
    }
  }
}
