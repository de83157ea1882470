// SPDX-License-Identifier: Apache-2.0
import Studies

/// What a study's folder holds of its plan, every file held against its hash.
package struct StudyInspection: Sendable {
  package struct Run: Sendable {
    package var entry: StudyPlan.Entry
    package var state: StoredRun
    /// Of the run that is there.
    package var engine: Engine?

    package var report: RunReport? { if case .made(let report) = state { report } else { nil } }
  }

  package var plan: StudyPlan
  package var runs: [Run] = []
  /// Files that do not match their hashes, with their places.
  package var damage: [String] = []
  /// What else keeps the parts from being one study: runs made of other inputs, runs that are there
  /// twice or are none of the study, and engines that differ.
  package var conflicts: [String] = []

  package init(_ folder: StudyFolder, _ plan: StudyPlan, on disk: any FileSystem = LocalDisk()) {
    self.plan = plan
    let columns = StudyKind(rawValue: plan.kind)?.columns.map(\.name) ?? []
    let nobody = Engine(
      version: "", programSHA256: "", solverKernels: "", blasKernel: "", blasConfiguration: "")
    let store = DiskStore(root: folder.path, engine: nobody, columns: columns, on: disk)
    let places = Self.places(folder, on: disk)
    for entry in plan.runs {
      let found = places[entry.folder] ?? []
      var run = Run(entry: entry, state: .missing)
      if let place = found.first {
        run.state = store.stored(entry.planned, at: place, needsEngine: false)
        run.engine = (try? disk.read(place + "/" + RunRecord.fileName)).flatMap {
          RunRecord.identity($0)?.engine
        }
        switch run.state {
        case .damaged(let words): damage.append(words)
        case .other: conflicts.append("\(place): made from other inputs than those planned")
        case .missing, .made: break
        }
      }
      if found.count > 1 {
        conflicts.append("\(entry.folder) is there twice: \(found.joined(separator: ", "))")
      }
      runs.append(run)
    }
    damage += folder.faultsOfShards(plan)
    let known = Set(plan.runs.map(\.folder))
    for name in places.keys.sorted() where !known.contains(name) {
      conflicts.append("\(places[name]![0]): no run of this study")
    }
  }

  /// Where each run's folder is found: below `runs` and below those of all shards.
  private static func places(_ folder: StudyFolder, on disk: any FileSystem) -> [String: [String]] {
    let shards = (try? disk.entries(of: folder.path + "/shards")) ?? []
    let roots = [folder.path] + shards.map { folder.path + "/shards/" + $0 }
    var found: [String: [String]] = [:]
    for root in roots {
      for name in (try? disk.entries(of: root + "/runs")) ?? [] where !name.hasPrefix(".") {
        found[name, default: []].append(root + "/runs/" + name)
      }
    }
    return found
  }

  package var made: Int { runs.count { $0.report != nil } }

  package var missing: [StudyPlan.Entry] {
    runs.compactMap { if case .missing = $0.state { $0.entry } else { nil } }
  }

  /// The engines that made the runs, in the order in which they first appear.
  package var engines: [Engine] {
    var found: [Engine] = []
    for run in runs {
      if run.report != nil, let engine = run.engine, !found.contains(engine) {
        found.append(engine)
      }
    }
    return found
  }
}
