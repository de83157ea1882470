// SPDX-License-Identifier: Apache-2.0
import Glibc
import GridModel

extension ClimateFit {
  // MARK: - Wind

  /// Wind: logit of the capacity factor = shift + month + hour + residual quantile.
  mutating func fitWind() {
    var rows: [[String]] = []
    var openCountry = ResidualSet()
    for variable in ["cf_wind_onshore", "cf_wind_offshore"] {
      for (site, values) in columns(of: variable) {
        guard let place = variable == "cf_wind_onshore" ? site.place : site.offshore else {
          continue
        }
        let x = values.map { logit($0) }
        let monthly = calendar.monthlyMeans(x, at: Array(x.indices))
        var residuals = x.indices.map { x[$0] - calendar.between(monthly, $0) }
        var hourly = [Double](repeating: 0, count: 24)
        for t in residuals.indices {
          hourly[calendar.hours[t]] += residuals[t] / (Double(residuals.count) / 24)
        }
        for t in residuals.indices { residuals[t] -= hourly[calendar.hours[t]] }
        if site.isOpenCountry {
          openCountry.add(.init(variable: variable, column: site.column), residuals, at: place)
        }
        let target = target(variable, site.column, values)
        let shift = argument(
          of: { shift in x.map { share(ofLogit: $0 + shift) }.mean }, at: target, between: -3,
          and: 4)
        let quantiles = residuals.quantiles(ClimateParameters.quantileProbabilities)
        rows.append(
          [variable, site.column] + text(place) + [text(target, 4), text(shift, 4)]
            + texts(monthly, 3) + texts(hourly, 3) + texts(quantiles, 3))
      }
    }
    let quantileNames = ClimateParameters.quantileProbabilities.map {
      "quantile_" + String("\($0)".dropFirst(2))
    }
    add(
      "wind",
      ["variable", "column", "lat", "lon", "mean", "shift"] + Self.months + Self.hours
        + quantileNames, rows)
    addWindFactors(openCountry)
  }

  /// Two factors, one fast and near, one slow and far, and the share of the fast one.
  private mutating func addWindFactors(_ residuals: ResidualSet) {
    let pairs = residuals.pairs(within: 2000)
    let lags = [3, 6, 12, 24, 48, 96].compactMap { lag in
      residuals.autocorrelation(lag: lag).map { (lag: Double(lag), r: $0) }
    }
    guard !pairs.isEmpty, !lags.isEmpty else {
      addFactor(
        "wind_synoptic", hours: nil, lengthKM: nil, share: "0.6", otherwise: (18, 200))
      addFactor("wind_regime", hours: nil, lengthKM: nil, share: "0.4", otherwise: (40, 650))
      return
    }
    typealias Found = (error: Double, fast: Double, slow: Double)
    func best(
      _ firsts: StrideTo<Int>, _ seconds: StrideTo<Int>, _ error: (Double, Double) -> Double
    ) -> Found {
      var least: Found = (.infinity, 0, 0)
      for a in firsts {
        for b in seconds where a < b {
          let found = error(Double(a), Double(b))
          if found < least.error { least = (found, Double(a), Double(b)) }
        }
      }
      return least
    }
    func fit(_ share: Double) -> (space: Found, time: Found) {
      (
        best(
          stride(from: Self.shortestLengthKM, to: 450, by: 30), stride(from: 300, to: 1300, by: 50)
        ) { a, b in
          pairs.map { pair in
            squared(
              pair.correlation - share * nearness(pair.distance, a)
                - (1 - share) * nearness(pair.distance, b))
          }.mean
        },
        best(stride(from: 8, to: 42, by: 2), stride(from: 40, to: 260, by: 20)) { a, b in
          lags.map { squared($0.r - share * exp(-$0.lag / a) - (1 - share) * exp(-$0.lag / b)) }
            .mean
        }
      )
    }
    let fits = (8..<20).map { (share: Double($0) / 20, found: fit(Double($0) / 20)) }
    guard
      let chosen = fits.min(by: {
        $0.found.space.error + $0.found.time.error < $1.found.space.error + $1.found.time.error
      })
    else { return }
    let (space, time) = chosen.found
    addFactor(
      "wind_synoptic", hours: time.fast, lengthKM: space.fast, share: text(chosen.share, 2),
      otherwise: (18, 200))
    addFactor(
      "wind_regime", hours: time.slow, lengthKM: space.slow, share: text(1 - chosen.share, 2),
      otherwise: (40, 650))
  }

  // MARK: - Sun

  /// Sun: the clearest hours of each month, times the share that clouds let through.
  mutating func fitSolar() {
    var rows: [[String]] = []
    var shapes: [[String]] = []
    var all = ResidualSet()
    for (site, values) in columns(of: "cf_solar") {
      let clear = clearSky(values)
      let possible = days.map { day in
        (day..<day + 24).map { calendar.between(clear[calendar.hours[$0]], $0) }.reduce(0, +)
      }
      let cloud = days.indices.map { day in
        let energy = values[days[day]..<days[day] + 24].reduce(0, +)
        let ratio = possible[day] > 0 ? energy / possible[day] : 0.5
        return logit(min(0.99, max(0.01, ratio)))
      }
      let monthly = calendar.monthlyMeans(cloud, at: days)
      let residuals = days.indices.map { cloud[$0] - calendar.between(monthly, days[$0]) }
      let sigma = residuals.standardDeviation
      let target = target("cf_solar", site.column, values)
      let points = normalPoints(Self.pointCount)
      let expected = days.indices.map { day in
        let centre = calendar.between(monthly, days[day])
        return points.map { share(ofLogit: centre + sigma * $0) }.mean * possible[day]
      }.reduce(0, +)
      let level = target * Double(values.count) / expected
      all.add(.init(variable: "cf_solar", column: site.column), residuals, at: site.place)
      rows.append(
        [site.column] + text(site.place) + [text(target, 4), text(level, 4), text(sigma, 3)]
          + texts(monthly, 3))
      for month in 0..<12 {
        shapes.append([site.column, "\(month + 1)"] + texts(clear.map { $0[month] }, 3))
      }
    }
    add("solar", ["column", "lat", "lon", "mean", "level", "cloud_sigma"] + Self.months, rows)
    add("solar_clear", ["column", "month"] + Self.hours, shapes)
    addFactor(
      "cloud", hours: all.timeConstant(lag: 1, stepHours: 24), lengthKM: all.length,
      otherwise: (25, 300))
  }

  /// Normals that stand for the distribution where a mean over it is needed.
  private static let pointCount = 15

  /// Mean of the three highest values of each month and hour; by hour, then month.
  private func clearSky(_ values: [Double]) -> [[Double]] {
    var cells = [[[Double]]](
      repeating: [[Double]](repeating: [], count: 12), count: 24)
    for t in values.indices { cells[calendar.hours[t]][calendar.months[t]].append(values[t]) }
    return cells.map { $0.map { $0.sorted().suffix(3).mean } }
  }

  // MARK: - Water

  /// Rivers and inflow: log of the value = month + residual; run of river bends towards 1.
  mutating func fitWater() {
    var rows: [[String]] = []
    var inflows = ResidualSet()
    for variable in ["cf_hydro_ror", "inflow_hdam_pu", "inflow_hphs_pu"] {
      for (site, values) in columns(of: variable) {
        let x = values.map { log(max(0.001, $0)) }
        let monthly = calendar.monthlyMeans(x, at: Array(x.indices))
        let residuals = x.indices.map { x[$0] - calendar.between(monthly, $0) }
        let sigma = residuals.standardDeviation
        if variable == "inflow_hdam_pu" {
          inflows.add(
            .init(variable: variable, column: site.column), days.map { residuals[$0] },
            at: site.place)
        }
        let target = target(variable, site.column, values)
        let shift = waterShift(
          monthly, sigma: sigma, target: target, bends: variable == "cf_hydro_ror")
        rows.append(
          [variable, site.column] + text(site.place)
            + [text(target, 4), text(shift, 4), text(sigma, 3)] + texts(monthly, 3))
      }
    }
    add(
      "water", ["variable", "column", "lat", "lon", "mean", "shift", "sigma"] + Self.months, rows)
    addFactor(
      "water", hours: inflows.timeConstant(lag: 7, stepHours: 24), lengthKM: inflows.length,
      otherwise: (579, 260))
  }

  /// The shift at which the mean over the year is the target.
  private func waterShift(
    _ monthly: [Double], sigma: Double, target: Double, bends: Bool
  ) -> Double {
    let points = normalPoints(Self.pointCount)
    let centres = days.map { calendar.between(monthly, $0) }
    return argument(
      of: { shift in
        var total = 0.0
        for centre in centres {
          for z in points {
            let value = exp(shift + centre + sigma * z)
            total += bends ? value / (1 + value) : value
          }
        }
        return total / Double(centres.count * points.count)
      }, at: target, between: -6, and: 6)
  }
}
