// SPDX-License-Identifier: Apache-2.0

extension AdequacyFigures {
  func loleBars() -> PlotAttempt {
    intervalBars(
      id: "lole", title: "Loss of load expectation", unit: "h/yr", decimals: 4,
      values: short.map { ($0.name, $0.lole, $0.loleError, $0.standard) },
      look:
        "A bar beyond its orange mark misses the reliability standard; where the whisker reaches "
        + "across the mark, more climate years are needed to tell.")
  }

  func eensBars() -> PlotAttempt {
    intervalBars(
      id: "eens", title: "Expected energy not served", unit: "MWh/yr", decimals: 3,
      values: short.map { ($0.name, $0.eens, $0.eensError, .nan) },
      look: "Long bars beside short ones in the chart above are rare but deep shortages.")
  }

  private func intervalBars(
    id: String, title: String, unit: String, decimals: Int,
    values: [(name: String, mean: Double, error: Double, standard: Double)], look: String
  ) -> PlotAttempt {
    guard !values.isEmpty else {
      return .omitted(
        title, "No zone was short.",
        "Draw more climate years and outages, or stress the case with a scenario.")
    }
    let rows = values.map { value -> [String: VegaCell] in
      [
        "zone": .text(value.name), "mean": .rounded(value.mean, decimals),
        "low": .rounded(max(0, value.mean - halfWidth95 * value.error), decimals),
        "high": .rounded(value.mean + halfWidth95 * value.error, decimals),
        "standard": .rounded(value.standard, decimals),
      ]
    }
    let hasStandard = values.contains { $0.standard.isFinite }
    let y = VegaChannel.name("zone", "zone") { $0.sort = .asGiven }
    let words = "\(title.lowercased()) (\(unit))"
    let (bars, whiskers) = VegaLite.barsWithWhiskers(
      words, along: y,
      tooltip: [
        .name("zone", "zone"), .quantity("mean", words), .quantity("low", "95 % interval, from"),
        .quantity("high", "to"),
      ])
    let marks = VegaLite(
      transform: [VegaTransform(filter: "isValid(datum.standard)")],
      mark: VegaMark("tick") {
        $0.color = moreColor
        $0.thickness = 4
      },
      encoding: VegaEncoding {
        $0.x = .quantity("standard", words)
        $0.y = y
        $0.tooltip = [.name("zone", "zone"), .quantity("standard", "standard (\(unit))")]
      })
    return .drawn(
      Plot(
        id: id, title: title, look: look,
        note: (isSampled ? "Whiskers: 95 % interval of the mean. " : "")
          + (values.count < zones.count
            ? "Zones that are never short are left out: "
              + zones.filter { zone in !values.contains { $0.name == zone.name } }.map(\.name)
              .joined(separator: ", ") + "." : ""),
        columns: [
          ("zone", "zone"), ("mean", words), ("low", "95 % interval, from"), ("high", "to"),
        ]
          + (hasStandard ? [("standard", "standard (\(unit))")] : []),
        height: Double(max(60, rows.count * 28)),
        VegaLite(
          data: VegaData(rows),
          layer: [bars] + (isSampled ? [whiskers] : []) + (hasStandard ? [marks] : []))))
  }

  /// The mean over the draws so far.
  ///
  /// - Parameter figure: with unit, for axes.
  func convergence(
    id: String, of name: String, _ figure: String, column: String, final: KeyPath<Zone, Double>,
    error: KeyPath<Zone, Double>
  ) throws -> PlotAttempt {
    let title = "Convergence of \(name.lowercased())"
    guard let frame = try result.frame("adequacy_years", "zone", "sample", column),
      let all = all ?? (self.zones.count == 1 ? self.zones.first : nil)
    else {
      return .omitted(
        title, "There are no single Monte Carlo years.", "Take `--method monte-carlo`.")
    }
    let zones = frame.texts("zone")
    let samples = try frame.numbers("sample")
    let values = try frame.numbers(column)
    var sums: [Int: (sum: Double, count: Double)] = [:]
    for row in zones.indices where zones[row] == all.name && samples[row].isFinite {
      let old = sums[Int(samples[row])] ?? (0, 0)
      sums[Int(samples[row])] = (old.sum + values[row], old.count + 1)
    }
    guard sums.count > 1 else {
      return .omitted(
        title, "There is one outage sample only.", "Draw more with `--samples`.")
    }
    var sum = 0.0
    var count = 0.0
    var means: [Double] = []
    var years: [Double] = []
    for sample in sums.keys.sorted() {
      sum += sums[sample]?.sum ?? 0
      count += sums[sample]?.count ?? 0
      means.append(sum / count)
      years.append(count)
    }
    let places = thinned(means.count, to: 400)
    let rows: [[String: VegaCell]] = [
      [
        "years": .rounded(places.map { years[$0] }, 0),
        "mean": .rounded(places.map { means[$0] }, 6),
      ]
    ]
    let (mean, halfWidth) = (all[keyPath: final], halfWidth95 * all[keyPath: error])
    let band = VegaLite(
      data: VegaData([
        [
          "low": .rounded(max(0, mean - halfWidth), 6), "high": .rounded(mean + halfWidth, 6),
        ]
      ]),
      mark: VegaMark("rect") {
        $0.color = "#56B4E9"
        $0.opacity = 0.25
      },
      encoding: VegaEncoding {
        $0.y = .quantity("low", figure) { $0.scale = VegaScale { $0.zero = false } }
        $0.y2 = VegaChannel(field: "high")
      })
    let line = VegaLite(
      transform: [.flatten("years", "mean")],
      mark: VegaMark("line") {
        $0.color = "#000000"
        $0.strokeWidth = 2
      },
      encoding: VegaEncoding {
        $0.x = .quantity("years", "Monte Carlo years so far") {
          $0.scale = VegaScale { $0.nice = false }
          $0.axis = VegaAxis { $0.tickCount = .about(Double(min(8, means.count - 1))) }
        }
        $0.y = .quantity("mean", figure) { $0.scale = VegaScale { $0.zero = false } }
        $0.tooltip = [
          .quantity("years", "Monte Carlo years"), .quantity("mean", figure),
        ]
      })
    return .drawn(
      Plot(
        id: id, title: title,
        look:
          "The line should settle inside the band, the 95 % interval of the final figure; while it "
          + "still drifts, draw more.",
        columns: [("years", "Monte Carlo years"), ("mean", figure)],
        height: 240,
        VegaLite(data: VegaData(rows), layer: [band, line])))
  }
}
