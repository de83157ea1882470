// SPDX-License-Identifier: Apache-2.0

/// What the courses of a level cost at least up to a unit of time, as a function of the level that
/// they reach: convex, and linear between breaks.
///
///     F_t(e) = c_t e + min { F_{t−1}(e′) : |e − ρ_t e′ − f_t| ≤ r },   lower ≤ e ≤ upper
///
/// The minimum moves all breaks below the cheapest level down by `r` and all above it up; a cost
/// moves breaks from one side to the other. So a unit of time costs what it moves.
struct CourseCost {
  private var below: Breaks
  private var above: Breaks

  /// From a level that is known.
  init(start: Double) {
    below = Breaks(side: 1, end: start)
    above = Breaks(side: -1, end: start)
  }

  /// Lowest and highest of the cheapest levels.
  var cheapest: (lower: Double, upper: Double) { (below.nearest.level, above.nearest.level) }

  /// On to the next unit of time.
  mutating func carry(retention: Double, flow: Double, rounding: Double) {
    if retention > 0 {
      below.carry(retention, flow - rounding)
      above.carry(retention, flow + rounding)
    } else {
      below = Breaks(side: 1, end: flow - rounding)
      above = Breaks(side: -1, end: flow + rounding)
    }
  }

  /// No level beyond these, which are some of those reached.
  mutating func keep(from lower: Double, to upper: Double) {
    below.cut(at: lower, leaving: &above)
    above.cut(at: upper, leaving: &below)
  }

  /// - Parameter cost: of each unit of the level.
  mutating func add(cost: Double) {
    if cost > 0 {
      below.give(cost, to: &above)
    } else if cost < 0 {
      above.give(-cost, to: &below)
    }
  }
}

/// Where the slope changes on one side of the cheapest levels, from the end of the levels inwards.
/// At the end it changes without limit.
private struct Breaks {
  struct Break {
    var level: Double
    /// Change of the slope; never negative.
    var slope: Double
  }

  /// 1 below the cheapest levels, −1 above.
  let side: Double
  /// Before scale and shift; those before `first` are gone.
  private var stored: [Break]
  private var first = 0
  private var scale = 1.0
  private var shift = 0.0

  init(side: Double, end: Double) {
    self.side = side
    stored = [Break(level: end, slope: .infinity)]
  }

  private var count: Int { stored.count - first }

  private func seen(_ index: Int) -> Break {
    Break(level: scale * stored[index].level + shift, slope: stored[index].slope / scale)
  }

  private func kept(_ one: Break) -> Break {
    Break(level: (one.level - shift) / scale, slope: one.slope * scale)
  }

  var nearest: Break { seen(stored.count - 1) }

  mutating func carry(_ retention: Double, _ flow: Double) {
    scale *= retention
    shift = retention * shift + flow
    guard scale < smallestScale else { return }
    stored = (first..<stored.count).map(seen)
    first = 0
    scale = 1
    shift = 0
  }

  /// Sets the end. Where nothing is left on this side, the other one begins there.
  mutating func cut(at end: Double, leaving other: inout Breaks) {
    first += 1
    while count > 0, side * (seen(first).level - end) <= 0 { first += 1 }
    var slope = 0.0
    while other.count > 1, side * (other.nearest.level - end) <= 0 {
      slope += other.nearest.slope
      other.stored.removeLast()
    }
    if slope > 0 { other.stored.append(other.kept(Break(level: end, slope: slope))) }
    first -= 1
    stored[first] = kept(Break(level: end, slope: .infinity))
  }

  /// Moves as much of the change of slope to the other side.
  mutating func give(_ slope: Double, to other: inout Breaks) {
    var rest = slope
    while rest > 0 {
      let one = nearest
      let part = min(rest, one.slope)
      other.stored.append(other.kept(Break(level: one.level, slope: part)))
      if count == 1 || one.slope > rest {
        stored[stored.count - 1].slope = kept(Break(level: 0, slope: one.slope - part)).slope
        return
      }
      stored.removeLast()
      rest -= part
    }
  }
}

/// Below it numbers are scaled anew, before they lose their digits.
private let smallestScale = 1e-6
