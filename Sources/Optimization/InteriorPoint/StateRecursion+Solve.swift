// SPDX-License-Identifier: Apache-2.0
import CKernels

extension StateRecursion {
  /// Carries the right-hand sides of one group towards the middle, with the last factors.
  func solveInward(group g: Int, half: Half) {
    guard states > 0 else { return }
    let scratch = halves[half.rawValue]
    let first = g * laneCount
    let end = min(first + laneCount, stages)
    switch half {
    case .early: for t in first..<end { inwardEarly(t, scratch) }
    case .late:
      if end == stages { beginLate() }
      for t in waiting(first, end).reversed() { inwardLate(t, scratch) }
    }
  }

  private func beginLate() {
    let last = (stages - 1) * registers
    lastRight.update(from: right + last, count: registers)
    halves[Half.late.rawValue].carry.update(repeating: .zero, count: registers)
    for r in 0..<registers { right[last + r] -= links[last + r] * pull[last + r] }
  }

  private func inwardEarly(_ t: Int, _ scratch: RecursionScratch) {
    let at = t * registers
    if t == 0 { scratch.carry.update(repeating: .zero, count: registers) }
    for r in 0..<registers {
      right[at + r] += scratch.carry[r]
      scratch.scaled[r] = links[at + r] * pull[at + r]
    }
    multiply(t, scratch.scaled, scratch.first)
    multiply(t, right + at, scratch.second)
    for r in 0..<registers {
      let a = scratch.second[r] + inverseDiagonal[at + r] * right[at + r]
      partial[at + r] = a
      let inward = links[at + r] * (a - scratch.first[r]) + linkDiagonal[at + r] * pull[at + r]
      scratch.carry[r] = kept[at + registers + r] * inward
    }
  }

  private func inwardLate(_ t: Int, _ scratch: RecursionScratch) {
    let at = t * registers
    let link = at - registers
    for r in 0..<registers {
      right[at + r] += scratch.carry[r]
      scratch.scaled[r] = kept[at + r] * links[link + r] * pull[link + r]
    }
    multiply(t, scratch.scaled, scratch.first)
    multiply(t, right + at, scratch.second)
    for r in 0..<registers {
      let a = scratch.second[r] + inverseDiagonal[at + r] * right[at + r]
      partial[at + r] = a
      let inward = links[link + r] * kept[at + r] * (a + scratch.first[r])
      scratch.carry[r] = inward - linkDiagonal[link + r] * pull[link + r]
    }
  }

  /// dπ of the middle stage.
  func solveMiddle() {
    guard states > 0 else { return }
    let at = middle * registers
    let result = halves[0].first
    for r in 0..<registers {
      for half in halves { right[at + r] += half.carry[r] }
    }
    multiply(middle, right + at, result)
    right.advanced(by: at).update(from: result, count: registers)
  }

  /// Overwrites the right-hand sides of one group by dπ and fills the levels' step.
  func solveOutward(group g: Int, half: Half) {
    guard states > 0 else { return }
    let scratch = halves[half.rawValue]
    let first = g * laneCount
    let end = min(first + laneCount, stages)
    switch half {
    case .early: for t in (first..<end).reversed() { outwardEarly(t, scratch) }
    case .late:
      for t in waiting(first, end) { outwardLate(t, scratch) }
      if end == stages { solveEnd() }
    }
  }

  private func outwardEarly(_ t: Int, _ scratch: RecursionScratch) {
    let at = t * registers
    let u = scratch.second
    for r in 0..<registers {
      u[r] = pull[at + r] - kept[at + registers + r] * right[at + registers + r]
      scratch.scaled[r] = links[at + r] * u[r]
    }
    multiply(t, scratch.scaled, scratch.first)
    for r in 0..<registers {
      let inner = partial[at + r] - scratch.first[r]
      right[at + r] = inner - inverseDiagonal[at + r] * scratch.scaled[r]
      level[at + r] = links[at + r] * inner + linkDiagonal[at + r] * u[r]
    }
  }

  private func outwardLate(_ t: Int, _ scratch: RecursionScratch) {
    let at = t * registers
    let link = at - registers
    let u = scratch.second
    for r in 0..<registers {
      u[r] = pull[link + r] + right[link + r]
      scratch.scaled[r] = kept[at + r] * links[link + r] * u[r]
    }
    multiply(t, scratch.scaled, scratch.first)
    for r in 0..<registers {
      let inner = partial[at + r] + scratch.first[r]
      right[at + r] = inner + inverseDiagonal[at + r] * scratch.scaled[r]
      level[link + r] =
        linkDiagonal[link + r] * u[r] - links[link + r] * kept[at + r] * inner
    }
  }

  /// The last level from its own formula `X (h + π)` or from its row, whichever has the smaller
  /// bound on the rounding error.
  private func solveEnd() {
    let at = (stages - 1) * stride
    let row = lastBlock.doubles
    let right = right.doubles
    let links = links.doubles
    let pull = pull.doubles
    let level = level.doubles
    for s in 0..<states {
      let dual = right[at + s]
      let own = links[at + s] * (pull[at + s] + dual)
      let ownSize = links[at + s] * (pull[at + s].magnitude + dual.magnitude)
      var other = lastRight.doubles[s]
      var otherSize = other.magnitude
      if stages > 1 {
        let before = kept.doubles[at + s] * level[at - stride + s]
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

  @inline(__always)
  private func multiply(_ t: Int, _ vector: LanePointer, _ out: LanePointer) {
    kernels.block_multiply(states, registers, block(t), vector, out)
  }
}
