// SPDX-License-Identifier: Apache-2.0
import Accounts
import Glibc
import Reports
import Scenarios
import Studies
import TestSupport
import Testing

private let columns = ["price_eur_per_mwh", "cost_meur"]

private func engine(_ version: String = "1") -> Engine {
  Engine(
    version: version, programSHA256: "ab", solverKernels: "avx2", blasKernel: "Haswell",
    blasConfiguration: "OpenBLAS")
}

private let study = Study(
  name: "test", casePath: "case", kind: .coupling, years: [2030],
  book: ScenarioBook(["a", "b", "c"].map { Scenario(name: $0) }), scenarios: ["a", "b", "c"],
  reference: "a")

private func planned(_ study: Study = study) -> [PlannedRun] {
  study.runs.map { PlannedRun(run: $0, key: "key of \($0.scenario)") }
}

private func plan(_ study: Study = study, shards: Int = 1) -> StudyPlan {
  StudyPlan(
    study: study, runs: planned(study), studyFile: "study.yaml", isQuick: false,
    casePath: "case", workingFolder: "/",
    shards: shardRanges(
      loads: study.runs.map { _ in 1 }, shards: shards))
}

private func report(_ run: StudyRun, value: Double = 0.1) -> RunReport {
  RunReport(
    run: run, ending: .optimal, zones: [ZoneFigures(zone: allZones, values: [value, .nan])],
    relativeGap: 1e-9, primalResidualMW: 2e-6, dualResidualEURPerMWh: 3e-9)
}

/// What a coupling of a week came to.
private func coupledReport(_ run: StudyRun) -> RunReport {
  var made = report(run)
  made.objectiveEUR = 0.1 + 0.2
  made.safeLowerBoundEUR = 1e9 / 3
  made.iterations = 17
  made.durationHours = 168
  return made
}

private func make(_ run: PlannedRun, in store: DiskStore) throws {
  try store.begin(run)
  try store.write(Array("table of \(run.folder)\n".utf8), to: "results/zones.csv", of: run)
  try store.write(Array("{}\n".utf8), to: "manifest.json", of: run)
  try store.complete(run, with: report(run.run))
}

private func store(_ disk: FaultyDisk, root: String = "out", engine: Engine = engine()) -> DiskStore
{
  DiskStore(
    root: root, engine: engine, columns: StudyKind.coupling.columns.map(\.name), on: disk)
}

extension StoredRun {
  fileprivate var word: String {
    switch self {
    case .missing: "missing"
    case .damaged: "damaged"
    case .other: "other"
    case .made: "made"
    }
  }
}

@Suite("record of a run")
struct RunRecordTests {
  private func again(_ report: RunReport) throws -> RunReport {
    let record = RunRecord(key: "k", engine: engine(), report: report, columns: columns)
    return try #require(
      RunRecord(Array(record.json.text.utf8), of: report.run, columns: columns)
    ).report
  }

  @Test("figures come back to the last bit", arguments: 0..<20)
  func exact(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    var values = (0..<200).map { _ in
      Double(bitPattern: UInt64.random(in: 0 ... .max, using: &generator))
    }
    values += [
      0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
    ]
    var given = coupledReport(study.runs[0])
    given.zones = [ZoneFigures(zone: "A \"quoted\", \u{1F600}\n", values: values)]
    let found = try again(given)
    #expect(found.zones[0].zone == given.zones[0].zone)
    for (a, b) in zip(found.zones[0].values, values) {
      #expect(a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN))
    }
    #expect(found.relativeGap == given.relativeGap)
    #expect(found.primalResidualMW == given.primalResidualMW)
    #expect(found.dualResidualEURPerMWh == given.dualResidualEURPerMWh)
    #expect(found.objectiveEUR == given.objectiveEUR)
    #expect(found.safeLowerBoundEUR == given.safeLowerBoundEUR)
    #expect(found.iterations == 17)
    #expect(found.durationHours == 168)
  }

  @Test("a study's manifest and certificates.jsonl give the same runs again, to the last bit")
  func entries() throws {
    let entries = [
      RunEntry(coupledReport(study.runs[0]), resultSha256: "ab"),
      RunEntry(
        RunReport(run: study.runs[1], ending: .failed("no \"room\"")), resultSha256: nil),
    ]
    let manifest = JSONText.object([
      .init("command", .string("run")), .init("runs", .array(entries.map(\.json))),
    ])
    #expect(try ResultManifest(json: Array(manifest.text.utf8)).entries == entries)
    #expect(
      String(decoding: entries.certificates, as: UTF8.self) == """
        {"run": 1, "folder": "0001-a-2030", "scenario": "a", "year": 2030, "climate_year": null, \
        "sample": null, "status": "optimal", "reason": "", "duration_h": 168.0, \
        "objective_eur": 0.30000000000000004, "safe_lower_bound_eur": 333333333.3333333, \
        "relative_gap": 1e-09, "primal_residual_mw": 2e-06, "dual_residual_eur_per_mwh": 3e-09, \
        "iterations": 17, "result_sha256": "ab"}
        {"run": 2, "folder": "0002-b-2030", "scenario": "b", "year": 2030, "climate_year": null, \
        "sample": null, "status": "failed", "reason": "no \\"room\\"", "duration_h": null, \
        "objective_eur": null, "safe_lower_bound_eur": null, "relative_gap": null, \
        "primal_residual_mw": null, "dual_residual_eur_per_mwh": null, "iterations": null, \
        "result_sha256": null}

        """)
  }

  @Test("accounts by country come back") func accounts() throws {
    var benefit = CountryBenefit(country: "Aland")
    for (place, part) in CountryBenefit.parts.enumerated() {
      benefit[keyPath: part] = 0.1 + Double(place)
    }
    benefit.emissionsTonnes = 7.3
    var given = report(study.runs[0])
    given.accounts = YearlyAccounts(
      accounts: CountryAccounts(
        benefits: [benefit],
        rents: [
          OwnedRent(asset: "cable", kind: .dcCable, country: "Aland", rentEUR: -0.3)
        ]), runsPerYear: 26.07)
    #expect(try again(given).accounts == given.accounts)
    given.accounts = nil
    #expect(try again(given).accounts == nil)
  }

  @Test(
    "endings come back with their reasons",
    arguments: [
      RunEnding.optimal, .infeasible("balance of A"), .inaccurate("slow"), .failed("a; \"b\""),
    ])
  func endings(ending: RunEnding) throws {
    let found = try again(RunReport(run: study.runs[0], ending: ending))
    #expect(found.ending == ending)
    #expect(found.zones.isEmpty)
    #expect(found.relativeGap == nil)
  }

  @Test("figures of other columns are not read as these")
  func otherColumns() {
    let record = RunRecord(
      key: "k", engine: engine(), report: report(study.runs[0]), columns: columns)
    let bytes = Array(record.json.text.utf8)
    #expect(RunRecord(bytes, of: study.runs[0], columns: columns.reversed()) == nil)
    #expect(RunRecord(Array(bytes.dropLast(3)), of: study.runs[0], columns: columns) == nil)
  }
}

@Suite("runs on the disk")
struct DiskStoreTests {
  @Test("a run is made when all of it is in place, and its bytes do not depend on its number")
  func made() throws {
    let disk = FaultyDisk()
    let runs = planned()
    try make(runs[0], in: store(disk))
    #expect(store(disk).verify(runs[0]).word == "made")
    #expect(store(disk).verify(runs[1]).word == "missing")
    #expect(try store(disk).list() == ["0001-a-2030"])
    #expect(try disk.entries(of: "out/runs") == ["0001-a-2030"])
    #expect(
      try disk.entries(of: "out/runs/0001-a-2030")
        == ["SHA256SUMS", "manifest.json", "record.json", "results"])
    let record = try disk.read("out/runs/0001-a-2030/record.json")
    #expect(!String(decoding: record, as: UTF8.self).contains("0001"))
  }

  @Test(
    "whatever step fails, a run is whole or not made, and is made the next time", arguments: 0..<24)
  func anyStepMayFail(failing: Int) throws {
    let disk = FaultyDisk()
    let run = planned()[0]
    disk.fail(afterSteps: failing, code: ENOSPC)
    var error: OutputError?
    do { try make(run, in: store(disk)) } catch let found as OutputError { error = found }
    disk.fail(afterSteps: nil)
    #expect((error != nil) == (failing < disk.stepsOfTheLastRun))
    if let error { #expect(error == .failed(error.cause) && error.cause.isOutOfSpace) }
    let word = store(disk).verify(run).word
    #expect(word == "made" || (word == "missing" && error != nil))
    try make(run, in: store(disk))
    #expect(store(disk).verify(run).word == "made")
    #expect(try disk.entries(of: "out/runs") == ["0001-a-2030"])
  }

  @Test("one changed bit in any file of a run is found")
  func bits() throws {
    let disk = FaultyDisk()
    let run = planned()[0]
    try make(run, in: store(disk))
    let folder = "out/runs/0001-a-2030/"
    let files = disk.files.filter { $0.key.hasPrefix(folder) }
    #expect(files.count == 4)
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
        var changed = bytes
        changed[place] ^= 1 << UInt8(place % 8)
        disk.set(path, to: changed)
        #expect(store(disk).verify(run).word == "damaged", "\(path) byte \(place)")
      }
      disk.set(path, to: nil)
      #expect(store(disk).verify(run).word == "damaged", "\(path) missing")
      disk.set(path, to: Array(bytes.dropLast()))
      #expect(store(disk).verify(run).word == "damaged", "\(path) cut short")
      disk.set(path, to: bytes)
    }
    #expect(store(disk).verify(run).word == "made")
  }

  @Test("a run with a file that cannot be read is damaged, and no folder takes it over")
  func unreadable() throws {
    let disk = FaultyDisk()
    let run = planned()[0]
    try make(run, in: store(disk, root: "old"))
    for path in disk.files.keys.sorted() {
      disk.setReadable(path, to: false)
      guard case .damaged(let words) = store(disk, root: "old").verify(run) else {
        Issue.record("\(path) is not missed")
        continue
      }
      #expect(words.hasSuffix("cannot be read"), "\(words)")
      #expect(try store(disk).take([run], from: ["old/runs"]) == 0, "\(path)")
      disk.setReadable(path, to: true)
    }
    #expect(try store(disk).take([run], from: ["old/runs"]) == 1)
  }

  @Test("runs of other inputs or another engine do not count")
  func others() throws {
    let disk = FaultyDisk()
    var run = planned()[0]
    try make(run, in: store(disk))
    #expect(store(disk, engine: engine("2")).verify(run).word == "other")
    run.key = "another"
    #expect(store(disk).verify(run).word == "other")
  }

  @Test("a run is taken file by file, so that no interruption waits for all of it")
  func takenInSteps() throws {
    let disk = FaultyDisk()
    let run = planned()[0]
    try make(run, in: store(disk, root: "old"))
    var writes: [Int] = []
    let taken = try store(disk).take([run], from: ["old/runs"]) { body in
      let before = disk.writes.count
      try body()
      writes.append(disk.writes.count - before)
    }
    #expect(taken == 1)
    // Its folder, two files, its record with its seal.
    #expect(writes == [0, 1, 1, 2])
  }

  @Test("runs are taken by key from other folders, whole ones of the same engine")
  func taken() throws {
    let disk = FaultyDisk()
    let runs = planned()
    for run in runs { try make(run, in: store(disk, root: "old")) }
    disk.set("old/runs/0002-b-2030/results/zones.csv", to: [1])
    var edited = study
    edited.scenarios = ["c", "b", "a"]
    let wanted = planned(edited)
    #expect(try store(disk, engine: engine("2")).take(wanted, from: ["old/runs"]) == 0)
    #expect(try store(disk).take(wanted, from: ["nowhere", "old/runs"]) == 2)
    #expect(wanted.map { store(disk).verify($0).word } == ["made", "missing", "made"])
    #expect(
      try disk.read("out/runs/0001-c-2030/record.json")
        == disk.read("old/runs/0003-c-2030/record.json"))
    guard case .made(let report) = store(disk).verify(wanted[0]) else { return }
    #expect(report.run.number == 1)
  }

  @Test("why runs are made anew: another engine, parts that changed; nothing of runs never made")
  func reasons() throws {
    let disk = FaultyDisk()
    for run in planned().prefix(2) { try make(run, in: store(disk)) }
    var before = plan()
    before.caseFiles = ["demand.csv": "1", "zones.csv": "1"]
    before.parts = [["levers": "1"], ["levers": "1", "options": "1"], ["levers": "1"]]
    func words(_ engine: Engine, _ now: StudyPlan) -> [String] {
      store(disk, engine: engine).rerunReasons(
        now.runs.map(\.planned), pools: ["nowhere"], plan: now, before: [before]
      ).map { "\($0.runs) \($0.reason.words)" }
    }
    #expect(words(engine(), before) == [])
    #expect(words(engine("2"), before) == ["2 made by pentaflow 1, this is 2"])
    var other = engine()
    other.programSHA256 = "cd"
    #expect(words(other, before) == ["2 the program has been built anew since"])
    other = engine()
    other.blasKernel = "Zen"
    #expect(
      words(other, before) == [
        "2 made with other kernels (avx2 and Haswell, here avx2 and Zen)"
      ])

    var now = before
    for place in now.runs.indices { now.runs[place].key += ", changed" }
    now.caseFiles?["demand.csv"] = "2"
    #expect(words(engine(), now) == ["2 changed since: case file demand.csv"])
    now.caseFiles?["sources.csv"] = "1"
    now.parts?[1] = ["levers": "2", "options": "2"]
    #expect(
      words(engine(), now) == [
        "1 changed since: case files demand.csv and sources.csv",
        "1 changed since: case files demand.csv and sources.csv, levers, options",
      ])
    // A folder of an earlier version says nothing of parts.
    before.parts = nil
    #expect(words(engine(), now) == ["2 changed since: what it is made from"])
  }
}

extension OutputError {
  fileprivate var cause: FileSystemError {
    switch self {
    case .failed(let error): error
    case .occupied, .study: FileSystemError(action: "", path: "", code: 0)
    }
  }
}

@Suite("seals")
struct SealTests {
  @Test("as sha256sum writes them")
  func text() throws {
    let seal = Seal([("b.csv", "22"), ("a.csv", "11")])
    #expect(seal.text == "11  a.csv\n22  b.csv\n")
    #expect(Seal(Array(seal.text.utf8)) == seal)
  }

  @Test(
    "other texts are refused",
    arguments: [
      "", "11  a.csv", "11 a.csv\n", "22  b.csv\n11  a.csv\n", "11  a.csv\n\n", "11  /etc/passwd\n",
      "11  ../a.csv\n", "\n11  a.csv\n",
    ])
  func refused(text: String) {
    #expect(Seal(Array(text.utf8)) == nil)
  }
}

@Suite("folder of a study")
struct StudyFolderTests {
  private func folder(_ disk: FaultyDisk) -> StudyFolder { StudyFolder("./out", on: disk) }

  private func word(_ disk: FaultyDisk) -> String {
    switch folder(disk).state {
    case .absent: "absent"
    case .unfinished: "unfinished"
    case .finished: "finished"
    case .damaged: "damaged"
    case .foreign: "foreign"
    }
  }

  private func finish(_ disk: FaultyDisk, _ study: Study = study) throws {
    let draft = try folder(disk).beginResults()
    try draft.write(Array("rows\n".utf8), to: "results/study_runs.csv")
    try folder(disk).finish(plan(study), draft, manifest: Array("{}\n".utf8))
  }

  private func begin(_ disk: FaultyDisk, _ study: Study = study, shards: Int = 1) throws {
    try folder(disk).begin(plan(study, shards: shards), studyFile: Array("study: test\n".utf8))
  }

  private func store(_ disk: FaultyDisk, shard: Int? = nil) -> DiskStore {
    DiskStore(
      root: shard.map { folder(disk).shardPath($0) } ?? folder(disk).path, engine: engine(),
      columns: StudyKind.coupling.columns.map(\.name), on: disk)
  }

  @Test("a plan comes back as it was laid down")
  func planText() throws {
    let given = plan(shards: 2)
    let found = try #require(StudyPlan(Array(given.json.text.utf8)))
    #expect(found.isSame(as: given))
    #expect(found.runs == given.runs)
    #expect(found.runs.map(\.planned) == planned())
    #expect(found.runs.map(\.shard) == [0, 0, 1] || found.runs.map(\.shard) == [0, 1, 1])
    #expect(StudyPlan(Array("{}".utf8)) == nil)
  }

  @Test("finished only when all is in place, whatever step fails on the way", arguments: 0..<40)
  func finishing(failing: Int) throws {
    let disk = FaultyDisk()
    #expect(word(disk) == "absent")
    try begin(disk)
    for run in planned() { try make(run, in: store(disk)) }
    #expect(word(disk) == "unfinished")
    let undisturbed = FaultyDisk()
    try begin(undisturbed)
    for run in planned() { try make(run, in: store(undisturbed)) }
    undisturbed.fail(afterSteps: .max)
    try finish(undisturbed)
    let allSteps = undisturbed.stepsOfTheLastRun
    disk.fail(afterSteps: failing)
    var hasFailed = false
    do { try finish(disk) } catch { hasFailed = true }
    disk.fail(afterSteps: nil)
    #expect(hasFailed == (failing < disk.stepsOfTheLastRun))
    // Only bringing the folder's entries to the disk comes after the manifest.
    let isLast = failing == allSteps - 1
    #expect(word(disk) == (hasFailed && !isLast ? "unfinished" : "finished"))
    #expect(planned().allSatisfy { store(disk).verify($0).word == "made" })
    try finish(disk)
    #expect(word(disk) == "finished")
    #expect(folder(disk).faultsOfResult.isEmpty)
    #expect(
      try disk.entries(of: "./out") == [
        "SHA256SUMS", "logs", "manifest.json", "plan.json", "results", "runs", "study.yaml",
      ])
  }

  @Test("what a kill leaves before the plan is there is nobody's", arguments: 0..<12)
  func killedAtTheStart(failing: Int) throws {
    let disk = FaultyDisk()
    disk.fail(afterSteps: failing)
    do { try begin(disk) } catch {}
    disk.fail(afterSteps: nil)
    #expect(["absent", "unfinished"].contains(word(disk)))
    try begin(disk)
    #expect(word(disk) == "unfinished")
  }

  @Test("a plan that cannot be read is damage, not nothing")
  func damagedPlan() throws {
    let disk = FaultyDisk()
    try begin(disk)
    disk.set("./out/plan.json", to: Array("{".utf8))
    #expect(word(disk) == "damaged")
    for run in planned() { try make(run, in: store(disk)) }
    try finish(disk)
    #expect(word(disk) == "damaged")
  }

  @Test("a result that is made anew is kept until the new one is there")
  func keptResult() throws {
    let disk = FaultyDisk()
    try begin(disk)
    for run in planned() { try make(run, in: store(disk)) }
    try finish(disk)
    let manifest = try disk.read("./out/manifest.json")
    let pages = ["report.html", "report-run-2.html"]
    for page in pages { disk.set("./out/\(page)", to: [1]) }
    try folder(disk).begin(plan(), studyFile: [], isFresh: true)
    #expect(word(disk) == "unfinished")
    // Pages of the old figures beside new ones would mislead.
    for page in pages {
      #expect(!disk.exists("./out/\(page)") && disk.exists("./out/earlier/\(page)"), "\(page)")
    }
    #expect(try disk.read("./out/earlier/manifest.json") == manifest)
    #expect(disk.exists("./out/earlier/results/study_runs.csv"))
    #expect(planned().allSatisfy { store(disk).verify($0).word == "missing" })
    for run in planned() { try make(run, in: store(disk)) }
    try finish(disk)
    #expect(word(disk) == "finished" && !disk.exists("./out/earlier"))
  }

  @Test("no interruption waits for the removal of runs")
  func removalsAreNoSteps() throws {
    let disk = FaultyDisk()
    try begin(disk)
    for run in planned() { try make(run, in: store(disk)) }
    try finish(disk)
    func runFiles() -> Set<String> { Set(disk.files.keys.filter { $0.hasPrefix("./out/runs/") }) }
    #expect(!runFiles().isEmpty)
    var steps = 0
    let step: WritingStep = { body in
      let before = runFiles()
      try body()
      #expect(runFiles().isSuperset(of: before))
      steps += 1
    }
    try folder(disk).begin(plan(), studyFile: [], isFresh: true, step: step)
    #expect(runFiles().isEmpty)
    #expect(steps == 2)
    for run in planned() { try make(run, in: store(disk)) }
    let unknown = "./out/runs/0009-x-2030"
    try disk.makeFolder(unknown)
    try disk.write([1], to: unknown + "/record.json")
    let draft = try folder(disk).beginResults()
    try draft.write(Array("rows\n".utf8), to: "results/study_runs.csv")
    try folder(disk).finish(plan(), draft, manifest: Array("{}\n".utf8), step: step)
    #expect(!runFiles().contains(unknown + "/record.json"))
    #expect(steps == 4)
    #expect(word(disk) == "finished")
  }

  @Test("a changed byte in any sealed file of a finished study is found")
  func sealed() throws {
    let disk = FaultyDisk()
    try begin(disk)
    for run in planned() { try make(run, in: store(disk)) }
    try finish(disk)
    for (path, bytes) in disk.files where path.hasPrefix("./out/") {
      var changed = bytes
      changed[bytes.count / 2] ^= 4
      disk.set(path, to: changed)
      let inspection = StudyInspection(folder(disk), plan(), on: disk)
      #expect(
        !folder(disk).faultsOfResult.isEmpty || !inspection.damage.isEmpty, "\(path)")
      disk.set(path, to: bytes)
    }
    #expect(folder(disk).faultsOfResult.isEmpty)
  }

  @Test("a study with a file that cannot be read is not finished, and is once it can be")
  func unreadable() throws {
    let disk = FaultyDisk()
    try begin(disk)
    for run in planned() { try make(run, in: store(disk)) }
    let seal = "./out/runs/0002-b-2030/SHA256SUMS"
    disk.setReadable(seal, to: false)
    #expect(
      throws: OutputError.failed(FileSystemError(action: "read", path: seal, code: EIO))
    ) { try finish(disk) }
    #expect(word(disk) == "unfinished")
    #expect(
      StudyInspection(folder(disk), plan(), on: disk).damage == [
        "./out/runs/0002-b-2030: SHA256SUMS cannot be read"
      ])
    disk.setReadable(seal, to: true)
    try finish(disk)
    #expect(word(disk) == "finished")
    for path in disk.files.keys.sorted() where path.hasPrefix("./out/results/") {
      disk.setReadable(path, to: false)
      #expect(
        folder(disk).faultsOfResult == [
          "./out: \(path.dropFirst("./out/".count)) is missing or cannot be read"
        ])
    }
  }

  /// A study in two shards, both made and marked as made.
  private func divided() throws -> FaultyDisk {
    let disk = FaultyDisk()
    try begin(disk, shards: 2)
    let plan = plan(shards: 2)
    for (run, entry) in zip(planned(), plan.runs) {
      try make(run, in: store(disk, shard: entry.shard))
    }
    for shard in 0..<2 { try folder(disk).sealShard(shard, plan) }
    return disk
  }

  private func inspection(_ disk: FaultyDisk) -> StudyInspection {
    StudyInspection(folder(disk), plan(shards: 2), on: disk)
  }

  @Test("one flipped bit in any file of a shard is found; all bits in the soak tier")
  func bitsOfShards() throws {
    let disk = try divided()
    #expect(inspection(disk).damage.isEmpty)
    let files = disk.files.filter { $0.key.hasPrefix("./out/shards/") }
    #expect(files.count == 3 * 4 + 2)
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      // A step that is no multiple of eight comes to every place of a byte.
      let bits = 8 * bytes.count
      for bit in stride(from: 0, to: bits, by: Tier.isSoak ? 1 : max(1, bits / 40) | 1) {
        var changed = bytes
        changed[bit / 8] ^= 1 << UInt8(bit % 8)
        disk.set(path, to: changed)
        #expect(!inspection(disk).damage.isEmpty, "\(path) bit \(bit)")
      }
      disk.set(path, to: Array(bytes.dropLast()))
      #expect(!inspection(disk).damage.isEmpty, "\(path) cut short")
      disk.set(path, to: bytes)
    }
    #expect(inspection(disk).damage.isEmpty)
  }

  @Test("whatever step of a merge fails, the next one has all runs", arguments: 0..<10)
  func gathering(failing: Int) throws {
    let disk = try divided()
    disk.fail(afterSteps: failing)
    var hasFailed = false
    do { try folder(disk).gather(plan(shards: 2)) } catch { hasFailed = true }
    disk.fail(afterSteps: nil)
    #expect(hasFailed == (failing < disk.stepsOfTheLastRun))
    let found = inspection(disk)
    #expect(found.damage.isEmpty && found.conflicts.isEmpty && found.made == 3)
    try folder(disk).gather(plan(shards: 2))
    #expect(planned().allSatisfy { store(disk).verify($0).word == "made" })
    try folder(disk).unsealShard(0)
    #expect(inspection(disk).damage.isEmpty)
  }

  @Test("runs of an edited study are set aside and taken over where they are the same")
  func edited() throws {
    let disk = FaultyDisk()
    try begin(disk)
    for run in planned() { try make(run, in: store(disk)) }
    var edited = study
    edited.scenarios = ["b", "a"]
    try begin(disk, edited)
    #expect(try store(disk).list() == [])
    #expect(try store(disk).take(planned(edited), from: folder(disk).pools) == 2)
    #expect(try store(disk).list() == ["0001-b-2030", "0002-a-2030"])
    try finish(disk, edited)
    #expect(!disk.exists("./out/earlier"))
  }

  @Test("what is there of another kind is told apart")
  func states() throws {
    let disk = FaultyDisk()
    try disk.makeFolder("out/notes")
    #expect(word(disk) == "absent")
    try disk.makeFolder("./out/notes")
    #expect(word(disk) == "foreign")
    let other = FaultyDisk()
    try other.makeFolder("./out")
    try other.write([1], to: "./out/manifest.json")
    guard case .finished(nil) = folder(other).state else {
      Issue.record("\(folder(other).state)")
      return
    }
  }

  @Test("shards that miss a run, have one twice, or differ in inputs or engine are told")
  func inspection() throws {
    let disk = FaultyDisk()
    try begin(disk, shards: 2)
    let runs = planned()
    let shards = plan(shards: 2).runs.map(\.shard)
    func inspect() -> StudyInspection {
      StudyInspection(folder(disk), plan(shards: 2), on: disk)
    }
    try make(runs[0], in: store(disk, shard: shards[0]))
    try make(runs[1], in: store(disk, shard: shards[1]))
    #expect(inspect().missing.map(\.run) == [3])
    try make(runs[2], in: store(disk, shard: shards[2]))
    #expect(inspect().missing.isEmpty && inspect().conflicts.isEmpty && inspect().made == 3)
    try make(runs[0], in: store(disk, shard: 1 - shards[0]))
    #expect(
      inspect().conflicts == [
        "0001-a-2030 is there twice: ./out/shards/0000/runs/0001-a-2030, "
          + "./out/shards/0001/runs/0001-a-2030"
      ])
    try disk.remove("./out/shards/000\(1 - shards[0])/runs/0001-a-2030")
    let other = DiskStore(
      root: folder(disk).shardPath(shards[2]), engine: engine("2"),
      columns: StudyKind.coupling.columns.map(\.name), on: disk)
    try make(runs[2], in: other)
    #expect(inspect().engines.map(\.version) == ["1", "2"])
    var changed = runs[2]
    changed.key = "another"
    try make(changed, in: store(disk, shard: shards[2]))
    #expect(inspect().conflicts.count == 1)
    try make(runs[2], in: store(disk, shard: shards[2]))
    var stray = runs[2]
    stray.run.scenario = "stray"
    try make(stray, in: store(disk, shard: 1))
    #expect(inspect().conflicts == ["./out/shards/0001/runs/0003-stray-2030: no run of this study"])
  }
}
