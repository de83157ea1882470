// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// Wall and CPU seconds of this process, all its threads together.
struct Stopwatch {
  private let wall = Stopwatch.read(CLOCK_MONOTONIC)
  private let cpu = Stopwatch.read(CLOCK_PROCESS_CPUTIME_ID)

  var seconds: Seconds {
    Seconds(
      wall: Self.read(CLOCK_MONOTONIC) - wall, cpu: Self.read(CLOCK_PROCESS_CPUTIME_ID) - cpu)
  }

  private static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}

package struct Seconds: Codable, Equatable, Sendable {
  package var wall: Double
  package var cpu: Double

  package init(wall: Double, cpu: Double) {
    self.wall = wall
    self.cpu = cpu
  }

  enum CodingKeys: String, CodingKey {
    case wall = "wall_s"
    case cpu = "cpu_s"
  }
}

/// Forgets the largest resident memory so far, so that the next peak is that of what comes now.
func forgetPeakMemory() {
  // 5 resets the peak: proc(5), /proc/pid/clear_refs.
  try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
}

/// A fixed piece of arithmetic: what a second is worth on this machine at this moment.
///
/// It inverts a well-conditioned matrix of the size of a stage's block in place, by Gauss and
/// Jordan without pivoting, again and again; the result is part of the answer, so that nothing is
/// left out.
struct CalibrationKernel {
  static let size = 32
  static let inversions = 400

  private var matrix: [Double]

  init() {
    matrix = (0..<Self.size * Self.size).map { position in
      let (row, column) = (position / Self.size, position % Self.size)
      return row == column ? 2.0 : 1.0 / Double(3 + (row + 2 * column) % 37)
    }
    for diagonal in 0..<Self.size { matrix[diagonal * Self.size + diagonal] += 4 }
  }

  /// CPU seconds of one run.
  mutating func cpuSeconds() -> Double {
    let watch = Stopwatch()
    for _ in 0..<Self.inversions { invert() }
    precondition(matrix[0].isFinite, "calibration diverged: \(matrix[0])")
    return watch.seconds.cpu
  }

  private mutating func invert() {
    let size = Self.size
    matrix.withUnsafeMutableBufferPointer { a in
      for pivot in 0..<size {
        let scale = 1 / a[pivot * size + pivot]
        a[pivot * size + pivot] = 1
        for column in 0..<size { a[pivot * size + column] *= scale }
        for row in 0..<size where row != pivot {
          let factor = a[row * size + pivot]
          a[row * size + pivot] = 0
          for column in 0..<size {
            a[row * size + column] -= factor * a[pivot * size + column]
          }
        }
      }
    }
  }
}

extension [Double] {
  /// Nil for none.
  package var median: Double? {
    guard !isEmpty else { return nil }
    let sorted = sorted()
    let middle = count / 2
    return count % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle])
  }
}
