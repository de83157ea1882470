// SPDX-License-Identifier: Apache-2.0
import Foundation
import LinearAlgebra
import Optimization
import Reports

/// Seconds of a command by stage.
struct StageClock {
  private let started = Date()
  private var stageStarted = Date()
  private var stage: String?
  private(set) var stages: [(name: String, seconds: Double)] = []

  /// Begins a stage, or goes on with it.
  mutating func enter(_ name: String) {
    guard name != stage else { return }
    end(stage)
    stage = name
  }

  /// Ends the stage under way; it gets `name` unless it has one.
  mutating func end(_ name: String?) {
    let now = Date()
    if let name = stage ?? name {
      stages.append((name, milliseconds(now.timeIntervalSince(stageStarted))))
    }
    stageStarted = now
    stage = nil
  }

  var wallSeconds: Double { milliseconds(Date().timeIntervalSince(started)) }

  func execution(threads: Int) -> Manifest.Execution {
    Manifest.Execution(
      host: Host.name, processor: Host.processor, solverKernels: Kernels.best.name,
      blasKernel: BLASRuntime.kernelName,
      blasConfiguration: BLASRuntime.configuration, threads: threads,
      startedUTC: started.formatted(.iso8601), wallSeconds: wallSeconds, stages: stages,
      peakMemoryMB: Host.peakMemoryMB)
  }

  private func milliseconds(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
}
