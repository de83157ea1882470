// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import Testing

/// A chart's specification as the browser parses it.
struct ParsedPlot {
  let plot: Plot
  let spec: [String: Any]

  init(_ plot: Plot) throws {
    self.plot = plot
    let object = try JSONSerialization.jsonObject(with: Data(try plot.json().utf8))
    spec = try #require(object as? [String: Any])
  }

  var rows: [[String: Any]] {
    (spec["data"] as? [String: Any])?["values"] as? [[String: Any]] ?? []
  }

  func row(_ field: String, _ value: String) throws -> [String: Any] {
    try #require(rows.first { $0[field] as? String == value })
  }
}

func parsed(_ id: String, _ page: ReportPage) throws -> ParsedPlot {
  try ParsedPlot(try #require(page.plots.first { $0.id == id }, "no chart \(id)"))
}
