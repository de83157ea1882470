// SPDX-License-Identifier: Apache-2.0

/// The load of the IEEE Reliability Test System of 1979, MW: 52 weeks of seven days from a Monday
/// on, worked out from its published percentages.
///
/// Source: "IEEE Reliability Test System", IEEE Trans. Power Apparatus and Systems PAS-98 (1979),
/// no. 6, pp. 2047–2054, tables 1 to 3.
package enum RTS79Load {
  package static let peakMW = 2850.0

  package static var hourlyMW: [Double] {
    var load: [Double] = []
    for (place, weekPeak) in weeklyPercent.enumerated() {
      let week = place + 1
      let isWinter = week <= 8 || week >= 44
      let isSummer = (18...30).contains(week)
      let (working, weekend) = isWinter ? winter : isSummer ? summer : springAndAutumn
      for (day, dayPeak) in dailyPercent.enumerated() {
        for hour in day < 5 ? working : weekend {
          load.append(peakMW * weekPeak / 100 * dayPeak / 100 * hour / 100)
        }
      }
    }
    return load
  }

  private static let weeklyPercent = [
    86.2, 90.0, 87.8, 83.4, 88.0, 84.1, 83.2, 80.6, 74.0, 73.7, 71.5, 72.7, 70.4, 75.0, 72.1, 80.0,
    75.4, 83.7, 87.0, 88.0, 85.6, 81.1, 90.0, 88.7, 89.6, 86.1, 75.5, 81.6, 80.1, 88.0, 72.2, 77.6,
    80.0, 72.9, 72.6, 70.5, 78.0, 69.5, 72.4, 72.4, 74.3, 74.4, 80.0, 88.1, 88.5, 90.9, 94.0, 89.0,
    94.2, 97.0, 100.0, 95.2,
  ]

  /// Monday to Sunday.
  private static let dailyPercent: [Double] = [93, 100, 98, 96, 94, 77, 75]

  /// Of working days and of weekends, from the hour after midnight on.
  private static let winter: ([Double], [Double]) = (
    [
      67, 63, 60, 59, 59, 60, 74, 86, 95, 96, 96, 95, 95, 95, 93, 94, 99, 100, 100, 96, 91, 83, 73,
      63,
    ],
    [
      78, 72, 68, 66, 64, 65, 66, 70, 80, 88, 90, 91, 90, 88, 87, 87, 91, 100, 99, 97, 94, 92, 87,
      81,
    ]
  )
  private static let summer: ([Double], [Double]) = (
    [
      64, 60, 58, 56, 56, 58, 64, 76, 87, 95, 99, 100, 99, 100, 100, 97, 96, 96, 93, 92, 92, 93, 87,
      72,
    ],
    [
      74, 70, 66, 65, 64, 62, 62, 66, 81, 86, 91, 93, 93, 92, 91, 91, 92, 94, 95, 95, 100, 93, 88,
      80,
    ]
  )
  private static let springAndAutumn: ([Double], [Double]) = (
    [
      63, 62, 60, 58, 59, 65, 72, 85, 95, 99, 100, 99, 93, 92, 90, 88, 90, 92, 96, 98, 96, 90, 80,
      70,
    ],
    [
      75, 73, 69, 66, 65, 65, 68, 74, 83, 89, 92, 94, 91, 90, 90, 86, 85, 88, 92, 100, 97, 95, 90,
      85,
    ]
  )
}
