// SPDX-License-Identifier: Apache-2.0

extension VegaLite {
  /// The area between two fields, pale, so that a line in it and bands behind it can be seen; what is
  /// clicked in the legend, the parameter `front` of another layer, stands out.
  ///
  /// - Parameter scale: of the axis of both fields; from zero without it.
  static func band(
    _ low: String, _ high: String, _ title: String, along x: VegaChannel, color: VegaChannel,
    scale: VegaScale? = nil
  ) -> VegaLite {
    VegaLite(
      mark: VegaMark("area"),
      encoding: VegaEncoding {
        $0.x = x
        $0.y = .quantity(low, title) { $0.scale = scale }
        $0.y2 = VegaChannel(field: high)
        $0.color = color
        $0.opacity = .constant(0.04)
        $0.opacity?.condition = VegaCondition(param: "front", test: nil, value: .number(0.18))
      })
  }

  /// Lying bars as long as `mean`, and on each a whisker from `low` to `high`.
  static func barsWithWhiskers(
    _ title: String, along y: VegaChannel, tooltip: [VegaChannel], whiskerWidth: Double = 2
  ) -> (bars: VegaLite, whiskers: VegaLite) {
    let bars = VegaLite(
      mark: VegaMark("bar") { $0.color = "#56B4E9" },
      encoding: VegaEncoding {
        $0.x = .quantity("mean", title)
        $0.y = y
        $0.tooltip = tooltip
      })
    let whiskers = VegaLite(
      mark: VegaMark("rule") { $0.strokeWidth = whiskerWidth },
      encoding: VegaEncoding {
        $0.x = .quantity("low", title)
        $0.x2 = VegaChannel(field: "high")
        $0.y = y
        $0.tooltip = tooltip
      })
    return (bars, whiskers)
  }

  /// Lying bars whose parts are stacked from zero, of one choice out of a list at a time; its first
  /// entry stands there at first.
  ///
  /// - Parameter parts: what the parts are named by, with their colours.
  static func stackedBars(
    _ rows: [[String: VegaCell]], choice: (field: String, label: String, options: [String]),
    of quantity: (field: String, title: String), along y: VegaChannel, parts: VegaChannel,
    tooltip: [VegaChannel]
  ) -> VegaLite {
    VegaLite(
      data: VegaData(rows), transform: [.chosen(choice.field)], mark: VegaMark("bar"),
      encoding: VegaEncoding {
        $0.x = .quantity(quantity.field, quantity.title) { $0.stack = .zero }
        $0.y = y
        $0.color = parts
        $0.tooltip = tooltip
      },
      params: [
        .choice(
          of: choice.field, label: choice.label, from: choice.options, first: choice.options[0])
      ])
  }
}
