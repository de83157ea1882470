// SPDX-License-Identifier: Apache-2.0

/// A chart as a Vega-Lite 6 specification: only the parts of the grammar that the report uses.
///
/// No expression and no field name is ever made of a name out of a case or a study: those are
/// values of the data, so no name can change what a chart does.
///
/// Source: https://vega.github.io/vega-lite/docs/spec.html
package struct VegaLite: Encodable, Equatable, Sendable {
  var schema: String?
  var description: String?
  var width: Double?
  var height: Double?
  var data: VegaData?
  var params: [VegaParameter]?
  var transform: [VegaTransform]?
  var mark: VegaMark?
  var encoding: VegaEncoding?
  var layer: [VegaLite]?
  var config: VegaConfig?
  var usermeta: VegaTableNotes?

  enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case description, width, height, data, params, transform, mark, encoding, layer, config
    case usermeta
  }

  static let schemaName = "https://vega.github.io/schema/vega-lite/v6.json"

  /// A layer of a chart, or a chart in the making.
  init(
    data: VegaData? = nil, transform: [VegaTransform]? = nil, mark: VegaMark? = nil,
    encoding: VegaEncoding? = nil, layer: [VegaLite]? = nil, params: [VegaParameter]? = nil
  ) {
    self.data = data
    self.transform = transform
    self.mark = mark
    self.encoding = encoding
    self.layer = layer
    self.params = params
  }
}

/// Rows of a chart. A cell that is a list stands for one row per entry, as the transform `flatten`
/// makes them: thousands of hours take no more room than their numbers.
struct VegaData: Encodable, Equatable, Sendable {
  var values: [[String: VegaCell]]

  init(_ values: [[String: VegaCell]]) { self.values = values }
}

enum VegaCell: Encodable, Equatable, Sendable {
  case text(String)
  case number(Double)
  case missing
  case numbers([Double?])
  case texts([String])

  /// Missing where the value is not finite: JSON has no word for that.
  static func exact(_ value: Double) -> VegaCell { value.isFinite ? .number(value) : .missing }

  /// `value` rounded to `decimals` places; missing where it is not finite.
  static func rounded(_ value: Double, _ decimals: Int) -> VegaCell {
    Reports.rounded(value, decimals).map { .number($0) } ?? .missing
  }

  static func rounded(_ values: [Double], _ decimals: Int) -> VegaCell {
    .numbers(values.map { Reports.rounded($0, decimals) })
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .text(let text): try value.encode(text)
    case .number(let number): try value.encode(number)
    case .missing: try value.encodeNil()
    case .numbers(let numbers): try value.encode(numbers)
    case .texts(let texts): try value.encode(texts)
    }
  }
}

/// `value` rounded to `decimals` places, half away from zero; nil where it is not finite.
func rounded(_ value: Double, _ decimals: Int) -> Double? {
  guard value.isFinite else { return nil }
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let result = (value * scale).rounded() / scale
  return result == 0 ? 0 : result  // no minus zero
}

/// What the table under a chart shows: columns of the chart's data in their order.
struct VegaTableNotes: Encodable, Equatable, Sendable {
  struct Column: Encodable, Equatable, Sendable {
    var field: String
    /// With unit.
    var title: String
  }
  var columns: [Column]
}

struct VegaMark: Encodable, Equatable, Sendable {
  var type: String
  var color: String?
  var fill: String?
  var stroke: String?
  var opacity: Double?
  var fillOpacity: Double?
  var strokeWidth: Double?
  var strokeDash: [Double]?
  var size: Double?
  var filled: Bool?
  var clip: Bool?
  var interpolate: String?
  var align: String?
  var baseline: String?
  var dx: Double?
  var dy: Double?
  var fontSize: Double?
  var fontWeight: String?
  var shape: String?
  var thickness: Double?
  var text: VegaExpression?

  init(_ type: String, _ change: (inout VegaMark) -> Void = { _ in }) {
    self.type = type
    change(&self)
  }
}

/// The value of a parameter; its name is never that of anything in the data.
struct VegaExpression: Encodable, Equatable, Sendable {
  var expr: String
}

struct VegaTransform: Encodable, Equatable, Sendable {
  struct Window: Encodable, Equatable, Sendable {
    var op: String
    var `as`: String
  }

  var flatten: [String]?
  var filter: String?
  var window: [Window]?
  var calculate: String?
  var `as`: String?
  var groupby: [String]?

  static func flatten(_ fields: String...) -> VegaTransform { VegaTransform(flatten: fields) }

  /// Reads a moment out of its text; cells of lists are not read by themselves.
  static func moment(_ field: String) -> VegaTransform {
    VegaTransform(calculate: "toDate(datum.\(field))", as: field)
  }

  /// Keeps the rows whose `field` is what was chosen in the parameter of the same name.
  static func chosen(_ field: String) -> VegaTransform {
    VegaTransform(filter: "datum.\(field) === \(field)_choice")
  }

}

/// Something the reader can choose: an entry of a list, or of the legend by a click.
struct VegaParameter: Encodable, Equatable, Sendable {
  struct Selection: Encodable, Equatable, Sendable {
    var type: String
    var fields: [String]
  }

  struct List: Encodable, Equatable, Sendable {
    var input: String
    var name: String
    var options: [String]
  }

  enum Binding: Encodable, Equatable, Sendable {
    case legend
    case list(List)

    func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      switch self {
      case .legend: try value.encode("legend")
      case .list(let list): try value.encode(list)
      }
    }
  }

  var name: String
  var value: String?
  var select: Selection?
  var bind: Binding

  /// A list to choose the value of `field` from; see ``VegaTransform/chosen(_:)``.
  static func choice(
    of field: String, label: String, from options: [String], first: String
  ) -> VegaParameter {
    VegaParameter(
      name: field + "_choice", value: first, select: nil,
      bind: .list(List(input: "select", name: label, options: options)))
  }

  /// A click on an entry of the legend puts it in front.
  static func legend(_ field: String) -> VegaParameter {
    VegaParameter(
      name: "front", value: nil, select: Selection(type: "point", fields: [field]), bind: .legend)
  }
}

/// Looks that all charts share.
struct VegaConfig: Encodable, Equatable, Sendable {
  struct View: Encodable, Equatable, Sendable {
    var stroke: String?
  }

  struct Axis: Encodable, Equatable, Sendable {
    var labelFontSize: Double
    var titleFontSize: Double
    var titleFontWeight: String
    var labelColor: String
    var titleColor: String
    var gridColor: String
    var domainColor: String
    var tickColor: String
  }

  struct Legend: Encodable, Equatable, Sendable {
    var labelFontSize: Double
    var titleFontSize: Double
    var titleFontWeight: String
    var labelColor: String
    var titleColor: String
    var symbolStrokeWidth: Double
  }

  var background = "white"
  var font = "system-ui, 'DejaVu Sans', sans-serif"
  var view = View(stroke: "transparent")
  var axis = Axis(
    labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelColor: "#444",
    titleColor: "#222", gridColor: "#e6e6e6", domainColor: "#999", tickColor: "#999")
  var legend = Legend(
    labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelColor: "#444",
    titleColor: "#222", symbolStrokeWidth: 3)
}
