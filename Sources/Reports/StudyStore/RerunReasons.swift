// SPDX-License-Identifier: Apache-2.0
import Studies

/// Why a run is made that was made before.
package enum RerunReason: Hashable, Sendable {
  /// Another program made it, or the same one with other kernels.
  case engine(words: String)
  /// Parts of what it is made from, in words.
  case changed([String])

  package var words: String {
    switch self {
    case .engine(let words): words
    case .changed(let parts): "changed since: \(parts.joined(separator: ", "))"
    }
  }
}

extension DiskStore {
  /// Why runs are made anew that the folder or a pool has in another form, with the number of runs,
  /// in the order of the first. Reads records only: damage is found when runs are verified.
  ///
  /// - Parameters:
  ///   - plan: of all runs, as it is now.
  ///   - before: plans that the runs found were made by.
  package func rerunReasons(
    _ wanted: [PlannedRun], pools: [String], plan: StudyPlan, before: [StudyPlan]
  ) -> [(reason: RerunReason, runs: Int)] {
    let engines = enginesByKey(in: [root + "/runs"] + pools)
    var reasons: [(reason: RerunReason, runs: Int)] = []
    for run in wanted {
      guard let reason = reason(run, engines, plan, before) else { continue }
      if let known = reasons.firstIndex(where: { $0.reason == reason }) {
        reasons[known].runs += 1
      } else {
        reasons.append((reason, 1))
      }
    }
    return reasons
  }

  /// Nil for a run that is there, or never was.
  private func reason(
    _ run: PlannedRun, _ engines: [String: [Engine]], _ plan: StudyPlan, _ before: [StudyPlan]
  ) -> RerunReason? {
    if let makers = engines[run.key] {
      guard let maker = makers.first, !makers.contains(engine) else { return nil }
      return .engine(words: engine.words(against: maker))
    }
    for old in before {
      for (place, entry) in old.runs.enumerated()
      where entry.planned.run.isSameCase(as: run.run) && engines[entry.key] != nil {
        let now = plan.runs.firstIndex { $0.key == run.key }
        return .changed(old.changes(at: place, to: plan, at: now))
      }
    }
    return nil
  }

  /// Who made the runs that are found in folders of runs, by their keys.
  private func enginesByKey(in folders: [String]) -> [String: [Engine]] {
    var found: [String: [Engine]] = [:]
    for folder in folders {
      for name in (try? disk.entries(of: folder)) ?? [] where !name.hasPrefix(".") {
        let path = folder + "/" + name + "/" + RunRecord.fileName
        guard let bytes = try? disk.read(path), let (key, maker) = RunRecord.identity(bytes)
        else { continue }
        found[key, default: []].append(maker)
      }
    }
    return found
  }
}

extension StudyRun {
  fileprivate func isSameCase(as other: StudyRun) -> Bool {
    (scenario, year, climateYear, sample)
      == (other.scenario, other.year, other.climateYear, other.sample)
  }
}

extension StudyPlan {
  /// What a run of this plan is no longer made from, in words.
  fileprivate func changes(at place: Int, to plan: StudyPlan, at other: Int?) -> [String] {
    let unknown = ["what it is made from"]
    guard let other, let files = caseFiles, let now = plan.caseFiles,
      let parts, parts.count == runs.count, let others = plan.parts, others.count == plan.runs.count
    else { return unknown }
    func changed(_ a: [String: String], _ b: [String: String]) -> [String] {
      Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }.sorted()
    }
    let names = changed(files, now)
    let words =
      (names.isEmpty
        ? []
        : names.count > mostFilesNamed
          ? ["\(names.count) files of the case"]
          : ["case file\(names.count > 1 ? "s" : "") \(names.joined(separator: " and "))"])
      + changed(parts[place], others[other])
    return words.isEmpty ? unknown : words
  }
}

private let mostFilesNamed = 3

extension Engine {
  /// What tells this engine from the one that made a run.
  fileprivate func words(against maker: Engine) -> String {
    if version != maker.version {
      return "made by pentaflow \(maker.version), this is \(version)"
    }
    if programSHA256 != maker.programSHA256 {
      return "the program has been built anew since"
    }
    return "made with other kernels (\(maker.solverKernels) and \(maker.blasKernel), here "
      + "\(solverKernels) and \(blasKernel))"
  }
}
