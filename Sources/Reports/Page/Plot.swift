// SPDX-License-Identifier: Apache-2.0
import Foundation

/// One chart of a report.
package struct Plot: Sendable {
  /// Unique in its report; letters, digits and hyphens.
  package var id: String
  package var title: String
  /// One sentence of what to look at.
  package var look: String
  /// How the data was thinned out or cut off, and where all of it is; empty where nothing was.
  package var note: String
  package var spec: VegaLite

  /// - Parameter columns: what the data table under the chart shows, with units.
  init(
    id: String, title: String, look: String, note: String = "",
    columns: [(field: String, title: String)], width: Double = chartWidth, height: Double = 320,
    _ spec: VegaLite
  ) {
    self.id = id
    self.title = title
    self.look = look
    self.note = note
    self.spec = spec
    self.spec.schema = VegaLite.schemaName
    self.spec.description = title + ". " + look
    self.spec.width = width
    self.spec.height = height
    self.spec.config = VegaConfig()
    self.spec.usermeta = VegaTableNotes(
      columns: columns.map { .init(field: $0.field, title: $0.title) })
  }

  /// The specification as JSON; equal charts are equal bytes.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(spec), as: UTF8.self)
  }
}

/// A chart that this result has no data for.
package struct OmittedPlot: Sendable, Equatable {
  package var title: String
  package var reason: String
  /// How to get it.
  package var remedy: String
}

/// What became of a chart.
enum PlotAttempt {
  case drawn(Plot)
  case omitted(OmittedPlot)

  static func omitted(_ title: String, _ reason: String, _ remedy: String) -> PlotAttempt {
    .omitted(OmittedPlot(title: title, reason: reason, remedy: remedy))
  }
}

/// Width of the drawing area beside a legend. Pixels.
let chartWidth = 760.0

/// Below the axis of a chart whose figure is chosen from a list: the figure with its unit.
func chosenFigureTitle(chartHeight: Double) -> VegaLite {
  VegaLite(
    data: VegaData([["title": .text("")]]),
    mark: VegaMark("text") {
      $0.text = VegaExpression(expr: "figure_choice")
      $0.fontSize = 12
      $0.color = "#222"
    },
    encoding: VegaEncoding {
      $0.x = .constant(chartWidth / 2)
      $0.y = .constant(chartHeight + 36)
    })
}

/// Colours that people with any kind of colour vision tell apart.
///
/// Source: M. Okabe, K. Ito, "Color Universal Design" (2008); yellow, too pale for lines on white,
/// is left out.
let categoryColors = [
  "#000000", "#E69F00", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9",
]

/// Colour of what stands in the background.
let backgroundColor = "#BBBBBB"

/// Colours of gain and loss, and of more and less.
let moreColor = "#D55E00"
let lessColor = "#0072B2"

/// As many places of `count` rows as a chart can show, first and last among them.
package func thinned(_ count: Int, to most: Int) -> [Int] {
  guard count > most, most > 1 else { return Array(0..<count) }
  return (0..<most).map { Int((Double($0) * Double(count - 1) / Double(most - 1)).rounded()) }
}

/// The value below which a share of `sorted` lies; the nearest rank, so always one of the values.
package func quantile(_ sorted: [Double], _ share: Double) -> Double {
  guard let last = sorted.last else { return .nan }
  let place = Int((share * Double(sorted.count - 1)).rounded())
  return sorted.indices.contains(place) ? sorted[place] : last
}
