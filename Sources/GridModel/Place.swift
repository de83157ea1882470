// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A point on the Earth, degrees north and east.
package struct Place: Hashable, Sendable {
  package var latitude: Double
  package var longitude: Double

  package init(latitude: Double, longitude: Double) {
    self.latitude = latitude
    self.longitude = longitude
  }

  /// Great-circle distance by the haversine formula on a sphere of the mean Earth radius.
  package func distanceKM(to other: Place) -> Double {
    let radians = Double.pi / 180
    let meanEarthRadiusKM = 6371.0
    let sinLatitude = sin((other.latitude - latitude) * radians / 2)
    let sinLongitude = sin((other.longitude - longitude) * radians / 2)
    let h =
      sinLatitude * sinLatitude + cos(latitude * radians) * cos(other.latitude * radians)
      * sinLongitude * sinLongitude
    return 2 * meanEarthRadiusKM * asin(min(1, sqrt(h)))
  }
}
