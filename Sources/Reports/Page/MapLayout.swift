// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Where zones stand on a chart: at their places on the map where the case gives them, else on a
/// circle in the order of the case. y grows to the south. Pixels.
struct MapLayout {
  var points: [(x: Double, y: Double)]
  var width: Double
  var height: Double
  /// Whether the places are made up.
  var isSchematic: Bool

  private static let width = 720.0
  private static let margin = 46.0
  /// Zones are moved apart until their bubbles are no nearer than this.
  private static let distance = 44.0

  init(of zones: [String], positions: [String: MapPosition]) {
    let known = zones.compactMap { positions[$0] }
    width = Self.width
    guard known.count == zones.count, known.count > 1 else {
      isSchematic = true
      height = 520
      let (middle, radius) = (height / 2, height / 2 - Self.margin)
      points = zones.indices.map { place in
        let angle = 2 * Double.pi * Double(place) / Double(max(1, zones.count))
        return (Self.width / 2 + radius * sin(angle), middle - radius * cos(angle))
      }
      return
    }
    isSchematic = false
    // Equirectangular: a degree of longitude is as wide as it is in the middle of the map.
    let south = known.map(\.latitude).min() ?? 0
    let north = known.map(\.latitude).max() ?? 0
    let west = known.map(\.longitude).min() ?? 0
    let east = known.map(\.longitude).max() ?? 0
    let narrowing = cos((south + north) / 2 * .pi / 180)
    let across = max((east - west) * narrowing, 1e-3)
    let inner = Self.width - 2 * Self.margin
    let scale = min(inner / across, 620 / max(north - south, 1e-3))
    let shift = (inner - across * scale) / 2
    height = max(160, (north - south) * scale + 2 * Self.margin)
    points = known.map {
      (
        x: Self.margin + shift + ($0.longitude - west) * narrowing * scale,
        y: Self.margin + (north - $0.latitude) * scale
      )
    }
    moveApart()
  }

  private mutating func moveApart() {
    for _ in 0..<60 {
      for a in points.indices {
        for b in points.indices where b > a {
          let (dx, dy) = (points[b].x - points[a].x, points[b].y - points[a].y)
          let distance = (dx * dx + dy * dy).squareRoot()
          guard distance < Self.distance else { continue }
          // Two zones in one place go apart along x.
          let (ux, uy) = distance > 1e-9 ? (dx / distance, dy / distance) : (1, 0)
          let step = (Self.distance - distance) / 2
          points[a] = inside(points[a].x - ux * step, points[a].y - uy * step)
          points[b] = inside(points[b].x + ux * step, points[b].y + uy * step)
        }
      }
    }
  }

  private func inside(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    let edge = Self.margin / 2
    return (min(max(x, edge), width - edge), min(max(y, edge), height - edge))
  }
}

/// Clockwise angle from north of the way between two points of a chart. Degrees, 0 to 360.
func direction(from: (x: Double, y: Double), to: (x: Double, y: Double)) -> Double {
  let angle = atan2(to.x - from.x, from.y - to.y) * 180 / .pi
  return angle < 0 ? angle + 360 : angle
}
