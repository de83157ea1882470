// SPDX-License-Identifier: Apache-2.0

/// The tables of a report in Markdown.
package struct MarkdownTables {
  let report: BenchmarkReport

  package init(of report: BenchmarkReport) { self.report = report }

  package var text: String {
    ([heading] + BenchmarkCase.allCases.compactMap(ratios) + [resources, phases, targets])
      .joined(separator: "\n\n") + "\n"
  }

  private var heading: String {
    let machine = report.machine
    let changes = report.hasUncommittedChanges ? " with uncommitted changes" : ""
    let versions = PeerSolver.allCases.compactMap { solver in
      report.peers.first { $0.solver == solver }.map { "\(solver.title) \($0.version)" }
    }
    let threads = report.samples.first?.threads ?? 1
    return "Commit \(report.commit)\(changes), \(report.startedUTC), \(machine.processor), "
      + "\(machine.processors) processors, kernels \(machine.kernels), "
      + (threads == 1 ? "one thread" : "\(threads) threads")
      + (versions.isEmpty ? "." : "; \(versions.joined(separator: ", ")).")
  }

  private func samples(_ name: BenchmarkCase) -> [Sample] {
    report.samples.filter { $0.item.name == name }.sorted {
      $0.item.size.hours < $1.item.size.hours
    }
  }

  /// CPU seconds and iterations of each solver, and how many times as long as ours.
  private func ratios(_ name: BenchmarkCase) -> String? {
    let samples = samples(name)
    guard let first = samples.first else { return nil }
    let solvers = first.item.peers
    var rows = [
      ["Size", "Columns", "pentaflow"] + solvers.flatMap { [$0.title, "Ratio"] }
    ]
    for sample in samples {
      var row = [
        sample.item.size.rawValue, "\(sample.shape.columns)",
        "\(rounded(sample.solveCPUSeconds)) s, \(sample.iterations) it",
      ]
      for solver in solvers { row += cells(of: report.peer(solver, sample.item), beside: sample) }
      rows.append(row)
    }
    return "**\(name.rawValue)**, CPU seconds of the solve alone and iterations; ratios with the "
      + "interval that pentaflow's repetitions leave:\n\n" + table(rows)
  }

  private func cells(of peer: PeerSample?, beside sample: Sample) -> [String] {
    guard let peer else { return ["not run", ""] }
    let time = "\(rounded(peer.seconds.cpu)) s, \(peer.iterations) it"
    switch peer.status {
    case "optimal": return [time, ratioText(of: peer, to: sample)]
    case "stopped_at_limit": return ["stopped at \(rounded(peer.seconds.cpu)) s", "above"]
    default: return ["\(time), \(peer.status)", ratioText(of: peer, to: sample)]
    }
  }

  private func ratioText(of peer: PeerSample, to sample: Sample) -> String {
    let interval = BootstrapInterval(
      ofMedian: sample.solves.map { peer.seconds.cpu / $0.seconds.cpu })
    return "\(rounded(ratio(of: peer, to: sample))) (\(rounded(interval.lower))–"
      + "\(rounded(interval.upper)))"
  }

  private func ratio(of peer: PeerSample, to sample: Sample) -> Double {
    peer.seconds.cpu / sample.solveCPUSeconds
  }

  private var resources: String {
    var rows = [
      [
        "Case", "Iterations", "Factorizations", "Allocations", "Instructions", "µs/h",
        "Memory kB/h", "Calibrated time", "Gap", "Primal MW", "Dual EUR/MWh",
      ]
    ]
    for sample in report.samples {
      let hours = Double(sample.item.size.hours)
      let interval = BootstrapInterval(ofMedian: sample.calibratedTimes)
      rows.append([
        sample.item.title, "\(sample.iterations)", "\(sample.factorizations)",
        sample.counts.map { "\($0.allocations)" } ?? "–",
        sample.counts.map { "\($0.instructions)" } ?? "–",
        rounded(1e6 * sample.solveCPUSeconds / hours),
        rounded(1000 * sample.solveMemoryMB / hours),
        "\(rounded(interval.lower))–\(rounded(interval.upper))",
        rounded(sample.certificate.relativeGap), rounded(sample.certificate.primalResidualMW),
        rounded(sample.certificate.dualResidualEURPerMWh),
      ])
    }
    return "Counts, memory of the solve, time in runs of the calibration kernel, independent "
      + "certificate:\n\n" + table(rows)
  }

  private var phases: String {
    let names = ["read", "capacity", "build", "solve", "certificate", "write"]
    let rows = report.samples.map { sample in
      [sample.item.title]
        + names.map { name in
          sample.phases.first { $0.name == name }.map { rounded($0.seconds.cpu) } ?? "–"
        }
    }
    return "CPU seconds by phase:\n\n" + table([["Case"] + names] + rows)
  }

  private var targets: String {
    let rows = Target.all.map { target in
      [target.title, target.required, target.reached(report).map(target.show) ?? "not measured"]
    }
    return "Targets:\n\n" + table([["Target", "Required", "Reached"]] + rows)
  }

  private func table(_ rows: [[String]]) -> String {
    guard let head = rows.first else { return "" }
    let rule = head.indices.map { $0 == 0 ? "---" : "---:" }
    return ([head, rule] + rows.dropFirst()).map { "| \($0.joined(separator: " | ")) |" }
      .joined(separator: "\n")
  }
}

/// A target of the project and where a report says how far it is reached.
private struct Target: Sendable {
  var title: String
  var required: String
  var reached: @Sendable (BenchmarkReport) -> Double?
  var unit = ""

  func show(_ value: Double) -> String { rounded(value) + unit }

  static let all: [Target] = [
    Target(title: "year to HiGHS interior point", required: "at least 100") {
      $0.ratio(.highsInteriorPoint, BenchmarkItem(.classP, .year))
    },
    Target(title: "year to HiGHS dual simplex", required: "at least 150") {
      $0.ratio(.highsSimplex, BenchmarkItem(.classP, .year))
    },
    Target(title: "quarter to the best other solver", required: "at least 60") {
      $0.bestRatio(BenchmarkItem(.classP, .quarter))
    },
    Target(title: "week to the best other solver", required: "at least 25") {
      $0.bestRatio(BenchmarkItem(.classP, .week))
    },
    Target(
      title: "hour problems", required: "at most 20 µs each",
      reached: { report in
        report.largest(.classPHours).map {
          1e6 * $0.solveCPUSeconds / Double($0.item.size.hours)
        }
      }, unit: " µs"),
    Target(title: "hour problems to HiGHS hot start", required: "at least 9") { report in
      report.largest(.classPHours).flatMap { report.ratio(.highsHotStart, $0.item) }
    },
    Target(
      title: "memory", required: "at most 60 kB per hour",
      reached: { report in
        report.largest(.classP).map { 1000 * $0.solveMemoryMB / Double($0.item.size.hours) }
      }, unit: " kB"),
  ]
}

extension BenchmarkReport {
  fileprivate func ratio(_ solver: PeerSolver, _ item: BenchmarkItem) -> Double? {
    guard let sample = sample(item), let peer = peer(solver, item), peer.status == "optimal" else {
      return nil
    }
    return peer.seconds.cpu / sample.solveCPUSeconds
  }

  fileprivate func bestRatio(_ item: BenchmarkItem) -> Double? {
    item.peers.compactMap { ratio($0, item) }.min()
  }

  fileprivate func largest(_ name: BenchmarkCase) -> Sample? {
    samples.filter { $0.item.name == name }.max { $0.item.size.hours < $1.item.size.hours }
  }
}
