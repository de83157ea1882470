// SPDX-License-Identifier: Apache-2.0

extension StateRecursion {
  /// Overwrites the right-hand side by dπ and fills the levels' step, with the last factors.
  func solve(_ pool: WorkPool) {
    guard states > 0 else { return }
    let last = (stages - 1) * stride
    lastRight.update(from: right + last, count: stride)
    for s in 0..<states {
      right[last + s] -= links[last + s] * pull[last + s]
      lateShare[s] = 0
    }
    pool.run(pieces: 2) { _, half in
      if half == 0 { self.inwardEarly() } else { self.inwardLate() }
    }
    solveMiddle()
    pool.run(pieces: 2) { _, half in
      if half == 0 { self.outwardEarly() } else { self.outwardLate() }
    }
    solveEnd()
  }

  private func inwardEarly() {
    let scratch = halves[0]
    let scaled = scratch.vector.doubles
    for t in 0..<middle {
      let at = t * stride
      for s in 0..<states { scaled[s] = links[at + s] * pull[at + s] }
      for s in 0..<states {
        let (offPull, offRight) = products(t, s, scratch.vector, right + at)
        let a = offRight + inverseDiagonal[at + s] * right[at + s]
        partial[at + s] = a
        right[at + stride + s] +=
          kept[at + stride + s]
          * (links[at + s] * (a - offPull) + linkDiagonal[at + s] * pull[at + s])
      }
    }
  }

  private func inwardLate() {
    let scratch = halves[1]
    let scaled = scratch.vector.doubles
    var t = stages - 1
    while t > middle {
      let at = t * stride
      let link = at - stride
      let target = t - 1 == middle ? lateShare : right + link
      for s in 0..<states { scaled[s] = kept[at + s] * links[link + s] * pull[link + s] }
      for s in 0..<states {
        let (offPull, offRight) = products(t, s, scratch.vector, right + at)
        let a = offRight + inverseDiagonal[at + s] * right[at + s]
        partial[at + s] = a
        let inward = links[link + s] * kept[at + s] * (a + offPull)
        target[s] += inward - linkDiagonal[link + s] * pull[link + s]
      }
      t -= 1
    }
  }

  private func solveMiddle() {
    let at = middle * stride
    let result = halves[0].vector.doubles
    for s in 0..<states { right[at + s] += lateShare[s] }
    for s in 0..<states { result[s] = product(block(middle) + s * registers, right + at) }
    for s in 0..<states { right[at + s] = result[s] }
  }

  private func outwardEarly() {
    let scratch = halves[0]
    let scaled = scratch.vector.doubles
    let u = scratch.other.doubles
    var t = middle - 1
    while t >= 0 {
      let at = t * stride
      for s in 0..<states {
        u[s] = pull[at + s] - kept[at + stride + s] * right[at + stride + s]
        scaled[s] = links[at + s] * u[s]
      }
      for s in 0..<states {
        let inner = partial[at + s] - product(block(t) + s * registers, scaled)
        right[at + s] = inner - inverseDiagonal[at + s] * scaled[s]
        level[at + s] = links[at + s] * inner + linkDiagonal[at + s] * u[s]
      }
      t -= 1
    }
  }

  private func outwardLate() {
    let scratch = halves[1]
    let scaled = scratch.vector.doubles
    let u = scratch.other.doubles
    for t in middle + 1..<stages {
      let at = t * stride
      let link = at - stride
      for s in 0..<states {
        u[s] = pull[link + s] + right[link + s]
        scaled[s] = kept[at + s] * links[link + s] * u[s]
      }
      for s in 0..<states {
        let inner = partial[at + s] + product(block(t) + s * registers, scaled)
        right[at + s] = inner + inverseDiagonal[at + s] * scaled[s]
        level[link + s] =
          linkDiagonal[link + s] * u[s] - links[link + s] * kept[at + s] * inner
      }
    }
  }

  /// The last level from its own formula `X (h + π)` or from its row, whichever has the smaller
  /// bound on the rounding error.
  private func solveEnd() {
    let at = (stages - 1) * stride
    let row = lastBlock.doubles
    for s in 0..<states {
      let dual = right[at + s]
      let own = links[at + s] * (pull[at + s] + dual)
      let ownSize = links[at + s] * (pull[at + s].magnitude + dual.magnitude)
      var other = lastRight[s]
      var otherSize = other.magnitude
      if stages > 1 {
        let before = kept[at + s] * level[at - stride + s]
        other += before
        otherSize += before.magnitude
      }
      for r in 0..<states {
        let term = row[s * stride + r] * right[at + r]
        other -= term
        otherSize += term.magnitude
      }
      level[at + s] = ownSize <= otherSize ? own : other
    }
  }

  /// Row `s` of the stage's stored matrix times two vectors.
  @inline(__always)
  private func products(_ t: Int, _ s: Int, _ first: LanePointer, _ second: DoublePointer)
    -> (Double, Double)
  {
    let row = block(t) + s * registers
    let other = second.lanes
    var a = Lanes.zero
    var b = Lanes.zero
    for r in 0..<registers {
      a += row[r] * first[r]
      b += row[r] * other[r]
    }
    return (a.total, b.total)
  }

  @inline(__always)
  private func product(_ row: LanePointer, _ vector: DoublePointer) -> Double {
    let other = vector.lanes
    var sum = Lanes.zero
    for r in 0..<registers { sum += row[r] * other[r] }
    return sum.total
  }
}
