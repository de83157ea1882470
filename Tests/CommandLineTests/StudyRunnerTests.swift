// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import TestSupport
import Testing

/// A day of four nodes without limits, with so many levels of load; one run cannot be made.
private func loads(_ count: Int, hours: String = "{from: 01-01, to: 01-02}", failing: Bool = true)
  -> String
{
  var text = """
    study: loads
    case: grids/four-node
    kind: coupling
    years: 2030
    horizon: \(hours)
    options: {network: ntc}
    scenarios:

    """
  for number in 1...count {
    let factor = 0.5 + Double(number) / 1000
    text += """
        - name: load \(number)
          patches: [{select: {table: demand}, scale: {annual_twh: \(factor), peak_mw: \(factor)}}]

      """
  }
  if failing { text += "  - name: drawn weather\n    options: {climate_years: 2}\n" }
  return text
}

/// All files that a study's results consist of: its tables and certificates, and tables and records
/// of its runs; not the manifests, which say when and where.
private func resultFiles(_ out: String) throws -> [String: [UInt8]] {
  var files: [String: [UInt8]] = [:]
  let disk = LocalDisk()
  func add(_ folder: String) throws {
    for name in try disk.entries(of: out + "/" + folder) {
      let path = folder + "/" + name
      if disk.isFolder(out + "/" + path) {
        try add(path)
      } else if !["manifest.json", "SHA256SUMS"].contains(name) {
        files[path] = try disk.read(out + "/" + path)
      }
    }
  }
  try add("results")
  try add("runs")
  files["certificates.jsonl"] = try disk.read(out + "/certificates.jsonl")
  return files
}

private func expectSame(_ a: String, _ b: String) throws {
  let (one, other) = (try resultFiles(a), try resultFiles(b))
  #expect(one.keys.sorted() == other.keys.sorted())
  for (name, bytes) in one { #expect(other[name] == bytes, "\(name)") }
  #expect(one.count > 4)
}

private func status(_ out: String) throws -> [String: Any] {
  try jsonObject(try Tool.run("status", out, "--json").output)
}

@Suite("studies that survive", .serialized)
struct StudyRunnerTests {
  private struct Setup {
    let folder: TemporaryFolder
    var study: String { folder.path + "/study.yaml" }
    func out(_ name: String) -> String { folder.path + "/" + name }

    init(_ text: String) throws {
      folder = try TemporaryFolder()
      try folder.write(text, to: "study.yaml")
    }

    /// Made without disturbance.
    func reference() throws -> String {
      let outcome = try Tool.run("run", study, "--out", out("reference"), "--quiet")
      #expect(outcome.status == 1, "\(outcome.errors)")
      return out("reference")
    }
  }

  /// Starts the tool and sends it a signal after a while.
  ///
  /// - Returns: the number of the signal that ended it, or 0, and its exit status; seconds from the
  ///   signal to the end.
  private func disturb(
    _ arguments: [String], signal number: Int32, after seconds: Double
  ) throws -> (signal: Int32, status: Int32, seconds: Double) {
    // With threads that BLAS starts before the tool can block signals in them.
    let process = Tool.process(arguments, environment: ["OPENBLAS_NUM_THREADS": "4"])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: seconds)
    kill(process.processIdentifier, number)
    let sent = Date()
    process.waitUntilExit()
    let isKilled = process.terminationReason == .uncaughtSignal
    return (
      isKilled ? process.terminationStatus : 0, isKilled ? 0 : process.terminationStatus,
      Date().timeIntervalSince(sent)
    )
  }

  @Test("killed at random moments and resumed, it ends with the bytes of an undisturbed run")
  func kills() throws {
    let (runs, wanted) = Tier.isSoak ? (40, 200) : (14, 8)
    let setup = try Setup(loads(runs - 1))
    let started = Date()
    let reference = try setup.reference()
    let whole = Date().timeIntervalSince(started)
    let out = setup.out("out")
    var generator = SeededGenerator(seed: 1)
    var (kills, unfinished, finished) = (0, 0, 0)
    while kills < wanted {
      let hasPlan = FileManager.default.fileExists(atPath: out + "/plan.json")
      let outcome = try disturb(
        hasPlan ? ["resume", out] : ["run", setup.study, "--out", out], signal: SIGKILL,
        after: Double.random(in: 0...whole, using: &generator))
      if outcome.signal == SIGKILL {
        kills += 1
        if FileManager.default.fileExists(atPath: out + "/plan.json") {
          let found = try status(out)
          #expect(["unfinished", "finished"].contains(found["state"] as? String))
          if let made = found["made"] as? Int, 0 < made, made < runs { unfinished += 1 }
        }
      } else {
        #expect(outcome.status == 1)
        try expectSame(reference, out)
        finished += 1
        try FileManager.default.removeItem(atPath: out)
      }
    }
    let hasPlan = FileManager.default.fileExists(atPath: out + "/plan.json")
    let last = try Tool.run(hasPlan ? ["resume", out] : ["run", setup.study, "--out", out])
    #expect(last.status == 1, "\(last.errors)")
    try expectSame(reference, out)
    #expect(try status(out)["state"] as? String == "finished")
    #expect(unfinished > 0)
    #expect(!(try LocalDisk().entries(of: out + "/runs").contains { $0.hasPrefix(".") }))
    report(
      figure: "\(kills) kills of a study of \(runs) runs, \(unfinished) of them with part of the "
        + "runs made; \(finished + 1) times finished, each time the same bytes")
  }

  @Test(
    "an interruption leaves what was made, and says how to go on", arguments: [SIGINT, SIGTERM])
  func interrupted(number: Int32) throws {
    let setup = try Setup(loads(12, hours: "{from: 01-01, to: 03-01}"))
    let reference = try setup.reference()
    let out = setup.out("out")
    // Until it comes neither too early nor too late.
    var hasPart = false
    for attempt in 0..<12 where !hasPart {
      try? FileManager.default.removeItem(atPath: out)
      let outcome = try disturb(
        ["run", setup.study, "--out", out], signal: number, after: 0.4 + 0.1 * Double(attempt))
      #expect(outcome.seconds < 5)
      if outcome.status != 130 { continue }
      hasPart = (1...12).contains(try status(out)["made"] as? Int ?? 0)
    }
    #expect(hasPart)
    let resumed = try Tool.run("resume", out)
    #expect(resumed.status == 1, "\(resumed.errors)")
    try expectSame(reference, out)
  }

  @Test("an adequacy study goes on to the same bytes, whenever it is interrupted")
  func interruptedAdequacy() throws {
    let setup = try Setup(
      """
      study: rts
      case: grids/rts79
      kind: adequacy
      years: 1979
      options: {network: copperplate, samples: 200, outage_seed: 1}
      scenarios:
        - name: base
        - name: more load
          patches:
            - select: {table: demand}
              scale: {annual_twh: 1.1, peak_mw: 1.1}
        - name: much more load
          patches:
            - select: {table: demand}
              scale: {annual_twh: 1.2, peak_mw: 1.2}

      """)
    let started = Date()
    let reference = setup.out("reference")
    #expect(try Tool.run("run", setup.study, "--out", reference, "--quiet").status == 0)
    let whole = Date().timeIntervalSince(started)
    let out = setup.out("out")
    var generator = SeededGenerator(seed: 2)
    var (interrupted, isFinished) = (0, false)
    for _ in 0..<(Tier.isSoak ? 40 : 5) where !isFinished {
      let hasPlan = FileManager.default.fileExists(atPath: out + "/plan.json")
      let outcome = try disturb(
        hasPlan ? ["resume", out] : ["run", setup.study, "--out", out], signal: SIGTERM,
        after: Double.random(in: 0.2 * whole...0.8 * whole, using: &generator))
      isFinished = outcome.status == 0 && outcome.signal == 0
      if isFinished { continue }
      #expect(outcome.seconds < 5)
      #expect(outcome.status == 130, "signal \(outcome.signal)")
      interrupted += 1
      guard FileManager.default.fileExists(atPath: out + "/plan.json") else { continue }
      let state = try status(out)["state"] as? String
      // A signal may come between the last step of writing and the end of the process.
      isFinished = state == "finished"
      #expect(isFinished || state == "unfinished")
      #expect((try status(out)["damage"] as? [String])?.isEmpty == true)
    }
    #expect(interrupted > 0)
    let hasPlan = FileManager.default.fileExists(atPath: out + "/plan.json")
    let last = try Tool.run(hasPlan ? ["resume", out] : ["run", setup.study, "--out", out])
    #expect(last.status == 0, "\(last.errors)")
    try expectSame(reference, out)
  }

  @Test("a time limit ends it with 75, and it can be gone on with")
  func timeLimit() throws {
    let setup = try Setup(loads(60, hours: "{from: 01-01, to: 12-31}", failing: false))
    let out = setup.out("out")
    // On a slow machine the first limit may come before the first run.
    for seconds in [0.8, 1.6, 3.2] {
      let started = Date()
      let limited = try Tool.run("run", setup.study, "--out", out, "--time-limit", "\(seconds)s")
      #expect(limited.status == 75, "\(limited.errors)")
      #expect(Date().timeIntervalSince(started) < seconds + 5)
      #expect(limited.errors.contains("the time limit is reached; "))
      guard try (status(out)["made"] as? Int ?? 0) > 0 else { continue }
      #expect(
        limited.errors.hasSuffix(" of 60 runs made are kept; pentaflow resume \(out) goes on\n"))
      break
    }
    #expect(try status(out)["state"] as? String == "unfinished")
    #expect(try Tool.run("resume", out, "--quiet").status == 0)
    #expect(try status(out)["state"] as? String == "finished")
  }

  @Test("a full disk is 75, keeps nothing half, and what was made is gone on with")
  func fullDisk() throws {
    let text = loads(3, hours: "{from: 01-01, to: 01-21}").replacing(
      "years: 2030\n", with: "years: 2030\noutputs: hourly\n")
    let setup = try Setup(text)
    let out = setup.out("out")
    // Blocks of 512 bytes: enough for the plan, too little for hourly tables of twenty days.
    let full = try Tool.runInShell(
      "trap '' XFSZ; ulimit -f 40; exec \"$0\" run '\(setup.study)' --out '\(out)'")
    #expect(full.status == 75, "\(full.errors)")
    #expect(full.errors.contains("_hourly.csv: File too large\n"), "\(full.errors)")
    #expect(try status(out)["made"] as? Int == 0)
    #expect(try Tool.run("resume", out).status == 1)
    try expectSame(try setup.reference(), out)
  }

  @Test(
    "a disk without room is 75, and with more room it is gone on with",
    .enabled(if: canMount, "no file system can be mounted here"))
  func smallDisk() throws {
    let text = loads(3, hours: "{from: 01-01, to: 01-21}").replacing(
      "years: 2030\n", with: "years: 2030\noutputs: hourly\n")
    let setup = try Setup(text)
    // Room for the plan and about one run of hourly tables.
    try setup.folder.write(
      """
      mkdir "$2/disk"
      mount -t tmpfs -o size=400k none "$2/disk"
      "$1" run "$2/study.yaml" --out "$2/disk/out" --quiet > /dev/null 2> "$2/errors.txt"
      echo $?
      mount -o remount,size=100m "$2/disk"
      "$1" resume "$2/disk/out" --quiet > /dev/null
      echo $?
      cp -r "$2/disk/out" "$2/out"

      """, to: "small.sh")
    let outcome = try Tool.runInShell(
      "exec unshare -rm sh '\(setup.out("small.sh"))' \"$0\" '\(setup.folder.path)'")
    #expect(outcome.output == "75\n1\n", "\(outcome.errors)")
    let errors = try String(contentsOfFile: setup.out("errors.txt"), encoding: .utf8)
    #expect(errors.contains(": No space left on device\n"), "\(errors)")
    try expectSame(try setup.reference(), setup.out("out"))
  }

  private static let canMount: Bool =
    (try? Tool.runInShell("exec unshare -rm mount -t tmpfs none /mnt").status) == 0

  @Test("the same bytes for any number of runs at once")
  func parallel() throws {
    let setup = try Setup(loads(7))
    let reference = try setup.reference()
    for options in [
      ["--threads", "1"], ["--threads", "4"], ["--threads", "4", "--max-mem", "1MB"],
    ] {
      let out = setup.out(options.joined())
      #expect(try Tool.run(["run", setup.study, "--out", out] + options).status == 1)
      try expectSame(reference, out)
    }
  }

  @Test("an edited study takes over what is the same, in the same folder or from another")
  func edited() throws {
    let setup = try Setup(loads(5))
    let out = try setup.reference()
    let edited = loads(6).replacing(
      "  - name: load 1\n", with: "  - name: load 0\n    base: load 3\n  - name: load 1\n"
    )
    try setup.folder.write(edited, to: "edited.yaml")
    let file = setup.out("edited.yaml")
    let other = try Tool.run("run", file, "--out", setup.out("other"), "--reuse", out)
    #expect(other.status == 1)
    #expect(other.errors.contains("6 runs taken from an earlier output\n"))
    let refused = try Tool.run("run", file, "--out", out)
    #expect(refused.status == 64)
    let same = try Tool.run("run", file, "--out", out, "--force")
    #expect(same.errors.contains("6 runs taken from an earlier output\n"))
    let anew = try Tool.run("run", file, "--out", setup.out("anew"))
    #expect(!anew.errors.contains("taken"))
    try expectSame(setup.out("anew"), setup.out("other"))
    try expectSame(setup.out("anew"), out)
    #expect(!FileManager.default.fileExists(atPath: out + "/earlier"))
    let fresh = try Tool.run("run", file, "--out", out, "--force", "--fresh")
    #expect(!fresh.errors.contains("taken"))
    try expectSame(setup.out("anew"), out)
  }

  @Test("a damaged file of a finished study is found, and made again")
  func damaged() throws {
    let setup = try Setup(loads(4))
    let out = try setup.reference()
    let before = try resultFiles(out)
    let file = out + "/runs/0002-load-2-2030/results/zones_annual.csv"
    try flipBit(of: file)
    let found = try Tool.run("status", out)
    #expect(found.status == 6)
    #expect(
      found.output == """
        loads: damaged, 4 of 5 runs made
          3 optimal
          1 failed
          \(out)/runs/0002-load-2-2030: results/zones_annual.csv does not match its hash
        next: pentaflow resume \(out) makes what is damaged again

        """)
    let resumed = try Tool.run("resume", out)
    #expect(resumed.status == 1)
    #expect(
      resumed.errors.hasPrefix(
        "\(out)/runs/0002-load-2-2030: results/zones_annual.csv does not match its hash; the run is "
          + "made again\n"))
    // The run that failed is tried again as well.
    #expect(resumed.errors.hasSuffix("3 runs of 5 made before\n"))
    #expect(try resultFiles(out) == before)
    #expect(try Tool.run("status", out).status == 0)
  }

  @Test("a file that cannot be read is found, and made again")
  func unreadable() throws {
    let setup = try Setup(loads(3))
    let out = try setup.reference()
    let before = try resultFiles(out)
    // A folder in its place: nobody, not even root, can read it.
    let file = out + "/runs/0002-load-2-2030/results/zones_annual.csv"
    try FileManager.default.removeItem(atPath: file)
    try LocalDisk().makeFolder(file)
    let words =
      "\(out)/runs/0002-load-2-2030: results/zones_annual.csv is missing or cannot be read"
    let found = try Tool.run("status", out)
    #expect(found.status == 6)
    #expect(found.output.contains("  \(words)\n"), "\(found.output)")
    let resumed = try Tool.run("resume", out)
    #expect(resumed.status == 1)
    #expect(resumed.errors.hasPrefix("\(words); the run is made again\n"), "\(resumed.errors)")
    #expect(try resultFiles(out) == before)
  }

  @Test("sha256sum agrees with every seal")
  func sealsOfCoreutils() throws {
    let setup = try Setup(loads(2))
    let out = try setup.reference()
    for folder in [out, out + "/runs/0001-load-1-2030"] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
      process.arguments = ["--check", "--quiet", "--strict", "SHA256SUMS"]
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }

  @Test("memory does not grow with the number of runs, and time grows as it does")
  func size() throws {
    try expectLinear(sizes: Tier.isSoak ? [1, 10, 100] : [1, 10, 40]) {
      loads($0, hours: "{from: 01-01, to: 03-01}", failing: false)
    }
  }

  @Test("the same of a winter's day of the Penta case", .enabled(if: Tier.isSoak))
  func sizeOfPenta() throws {
    try expectLinear(sizes: [1, 10, 100]) {
      loads($0, hours: "{from: 01-15, to: 01-16}", failing: false).replacing(
        "four-node", with: "penta"
      ).replacing("network: ntc", with: "network: ntc, climate_years: 1")
    }
  }

  /// Makes studies of three sizes and compares what they took. Time is that of the processor: the
  /// machine may have other work.
  private func expectLinear(sizes: [Int], _ study: (Int) -> String) throws {
    var (memory, seconds): ([Double], [Double]) = ([], [])
    for runs in sizes {
      let setup = try Setup(study(runs))
      let out = setup.out("out")
      let outcome = try Tool.runInShell(
        "\"$0\" run '\(setup.study)' --out '\(out)' --threads 1 > /dev/null && times")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let manifest = try jsonObject(
        String(decoding: try LocalDisk().read(out + "/manifest.json"), as: UTF8.self))
      let execution = try #require(manifest["execution"] as? [String: Any])
      memory.append(try #require(execution["peak_memory_mb"] as? Double))
      seconds.append(try processorSeconds(ofChildren: outcome.output))
    }
    #expect(memory[2] <= 1.1 * memory[1], "\(memory) MB")
    // What a run takes beyond the start of the program, in a small and in a large study. Were every
    // run to go through all before it, the large one's would take several times as long.
    let small = (seconds[1] - seconds[0]) / Double(sizes[1] - sizes[0])
    let large = (seconds[2] - seconds[1]) / Double(sizes[2] - sizes[1])
    #expect(small > 0)
    #expect(large <= 2 * small, "\(seconds) s")
    report(figure: "studies of \(sizes) runs: \(memory) MB, \(seconds) s of a processor")
  }

  /// From what `times` of a shell says: the shell's own times, then those of its children, both as
  /// `0m1.250s 0m0.030s`, user and system.
  private func processorSeconds(ofChildren text: String) throws -> Double {
    let lines = text.split(separator: "\n")
    let times = try #require(lines.count == 2 ? lines[1] : nil).split(separator: " ")
    return try times.map { time in
      let parts = time.dropLast().split(separator: "m").compactMap { Double($0) }
      try #require(parts.count == 2, "\(time)")
      return 60 * parts[0] + parts[1]
    }.reduce(0, +)
  }

  @Test("a second process is kept out while one works")
  func locked() throws {
    let setup = try Setup(loads(6, hours: "{from: 01-01, to: 12-31}", failing: false))
    let out = setup.out("out")
    let first = Tool.process(["run", setup.study, "--out", out, "--quiet"])
    first.standardOutput = FileHandle.nullDevice
    try first.run()
    while first.isRunning, !FileManager.default.fileExists(atPath: out + "/plan.json") {
      usleep(2000)
    }
    let second = try Tool.run("run", setup.study, "--out", out)
    kill(first.processIdentifier, SIGKILL)
    first.waitUntilExit()
    #expect(second.status == 75)
    #expect(second.errors.contains("another pentaflow works on"))
  }

  @Test("a dry run says what it would take, and makes nothing")
  func dryRun() throws {
    let setup = try Setup(loads(7, hours: "{from: 01-01, to: 03-01}"))
    let outcome = try Tool.run(
      "run", setup.study, "--dry-run", "--out", setup.out("out"), "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let json = try jsonObject(outcome.output)
    #expect(json["runs"] as? Int == 8)
    #expect(json["made"] as? Int == 0)
    #expect((json["expected_memory_mb"] as? Double ?? 0) > 10)
    #expect((json["basis"] as? String)?.contains("it has 59 days") == true)
    #expect(setup.folder.entries == ["study.yaml"])
    let made = try setup.reference()
    let again = try jsonObject(
      try Tool.run("run", setup.study, "--dry-run", "--out", made, "--json").output)
    #expect(again["made"] as? Int == 8)
    #expect(again["expected_s"] as? Double == 0)
    // Nothing was tried, so nothing was measured.
    #expect(again["basis"] as? String == "every run is made already: there is nothing to do")
    #expect(again["longest_run_s"] is NSNull)
    let text = try Tool.run("run", setup.study, "--dry-run", "--out", made)
    #expect(text.status == 0)
    #expect(text.output.hasSuffix("\nevery run is made already: there is nothing to do\n"))
    #expect(!text.output.contains("measured"))
  }

  @Test("a case that has changed since is said, not mixed in")
  func changedCase() throws {
    let setup = try Setup(
      loads(3).replacing("case: grids/four-node", with: "case: own"))
    try FileManager.default.copyItem(
      atPath: ProjectFolder.path("grids/four-node"), toPath: setup.out("own"))
    let out = try setup.reference()
    let file = setup.out("own") + "/zones.csv"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try (text + "\n").write(toFile: file, atomically: false, encoding: .utf8)
    // A finished study is replaced by --force alone.
    for option in [" --force", ""] {
      if option.isEmpty { try FileManager.default.removeItem(atPath: out + "/manifest.json") }
      let outcome = try Tool.run("resume", out)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("has changed since \(out) was begun"), "\(outcome.errors)")
      #expect(
        outcome.errors.contains(
          "fix: pentaflow run \(setup.study) --out \(out)\(option) makes the runs"),
        "\(outcome.errors)")
    }
  }

  @Test("says why runs are made anew: a lever, a file of the case, the program")
  func reasons() throws {
    let setup = try Setup(loads(3).replacing("case: grids/four-node", with: "case: own"))
    try FileManager.default.copyItem(
      atPath: ProjectFolder.path("grids/four-node"), toPath: setup.out("own"))
    let out = try setup.reference()
    let again = ["run", setup.study, "--out", out, "--force"]
    #expect(!(try Tool.run(again).errors.contains("anew")))
    let text = try String(contentsOfFile: setup.study, encoding: .utf8)
    let edited = text.replacing("peak_mw: 0.502", with: "peak_mw: 0.7")
    #expect(edited != text)
    try setup.folder.write(edited, to: "study.yaml")
    let lever = try Tool.run(again)
    #expect(lever.errors.contains("3 runs taken from an earlier output\n"), "\(lever.errors)")
    #expect(lever.errors.contains("1 run made anew: changed since: levers\n"), "\(lever.errors)")
    let file = setup.out("own") + "/zones.csv"
    let zones = try String(contentsOfFile: file, encoding: .utf8)
    try (zones + "\n").write(toFile: file, atomically: false, encoding: .utf8)
    let changed = try Tool.run(again)
    #expect(
      changed.errors.contains("4 runs made anew: changed since: case file zones.csv\n"),
      "\(changed.errors)")
    // A program of other bytes that does the same.
    let program = setup.out("other")
    let built = try Tool.runInShell(
      "cp \"$0\" '\(program)' && echo >> '\(program)' && exec '\(program)' "
        + again.map { "'\($0)'" }.joined(separator: " "))
    #expect(
      built.errors.contains("4 runs made anew: the program has been built anew since\n"),
      "\(built.errors)")
  }
}

/// Changes one bit in the middle of a file.
private func flipBit(of file: String) throws {
  var bytes = try LocalDisk().read(file)
  bytes[bytes.count / 2] ^= 1
  try Data(bytes).write(to: URL(fileURLWithPath: file))
}

@Suite("studies past one machine")
struct ShardedStudyTests {
  private struct Setup {
    let folder = try! TemporaryFolder()
    let reference: String
    var study: String { folder.path + "/study.yaml" }
    func out(_ name: String) -> String { folder.path + "/" + name }

    init() throws {
      reference = folder.path + "/reference"
      try folder.write(loads(10), to: "study.yaml")
      #expect(try Tool.run("run", study, "--out", reference, "--quiet").status == 1)
    }

    func plan(_ shards: Int, emit: String = "bash") throws -> String {
      let out = out("\(emit)\(shards)")
      let outcome = try Tool.run(
        "plan", study, "--shards", "\(shards)", "--emit", emit, "--out", out, "--time", "1h",
        "--mem", "1GB", "--threads", "1")
      #expect(outcome.status == 0, "\(outcome.errors)")
      return out
    }

    func run(_ shard: Int, _ out: String) throws -> Tool.Outcome {
      try Tool.run("run", study, "--out", out, "--shard", "\(shard)", "--threads", "1")
    }
  }

  @Test("a shard of nothing leaves nothing, and no other command replaces a study")
  func untouched() throws {
    let setup = try Setup()
    let out = setup.out("new")
    #expect(try setup.run(0, out).status == 64)
    #expect(!LocalDisk().exists(out))
    let before = try resultFiles(setup.reference)
    for command in [
      ["couple", "grids/four-node", "--year", "2030", "--out", setup.reference, "--force"],
      ["export", setup.reference, "--to", "csv", "--out", setup.reference, "--force"],
    ] {
      let outcome = try Tool.run(command)
      #expect(outcome.status == 64, "\(outcome.errors)")
    }
    #expect(try resultFiles(setup.reference) == before)
  }

  @Test("nobody divides, merges or replaces a study of which a shard is at work")
  func shardAtWork() throws {
    let setup = try Setup()
    let out = try setup.plan(2)
    let lock = try #require(try FolderLock(out + "/shards/0000"))
    for command in [
      [
        "plan", setup.study, "--shards", "3", "--emit", "bash", "--out", out, "--time", "1h",
        "--mem", "1GB",
      ], ["merge", out], ["run", setup.study, "--out", out, "--force"],
    ] {
      let outcome = try Tool.run(command)
      #expect(outcome.status == 75, "\(command[0]): \(outcome.errors)")
      #expect(outcome.errors.contains("another pentaflow works on \(out)/shards/0000"))
    }
    lock.remove()
    #expect(try setup.run(0, out).status <= 1)
  }

  @Test("the merge of any number of shards is what one machine makes", arguments: [2, 8])
  func merge(shards: Int) throws {
    let setup = try Setup()
    let out = try setup.plan(shards)
    for shard in (0..<shards).reversed() {
      let outcome = try setup.run(shard, out)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    // Again: nothing is made, nothing changes.
    let again = try Tool.run(
      "run", setup.study, "--out", out, "--shard", "0", "--threads", "1", "--json")
    let json = try jsonObject(again.output)
    #expect(json["found"] as? Int == (json["runs"] as? [String: Int])?.values.reduce(0, +))
    let merged = try Tool.run("merge", out)
    #expect(merged.status == 1, "\(merged.errors)")
    try expectSame(setup.reference, out)
    #expect(try status(out)["state"] as? String == "finished")
    let printed = try Tool.run("resume", setup.reference)
    #expect(
      merged.output.replacing(out, with: "") == printed.output.replacing(setup.reference, with: ""))
  }

  @Test("gaps, damage and duplicates are refused by name, and nothing is changed")
  func refused() throws {
    let setup = try Setup()
    let out = try setup.plan(3)
    for shard in [0, 2] { #expect(try setup.run(shard, out).status == 0) }
    let gap = try Tool.run("merge", out)
    #expect(gap.status == 6)
    #expect(
      gap.errors.contains("error: run 5, 0005-load-5-2030, of shard 1 is not made\n"),
      "\(gap.errors)")
    #expect(try setup.run(1, out).status == 0)
    let file = out + "/shards/0001/runs/0005-load-5-2030/results/zones_annual.csv"
    try flipBit(of: file)
    let damage = try Tool.run("merge", out)
    #expect(damage.status == 6)
    #expect(
      damage.errors.contains(
        "0005-load-5-2030: results/zones_annual.csv does not match its hash\n"))
    try flipBit(of: file)
    let copy = out + "/shards/0002/runs/0005-load-5-2030"
    try FileManager.default.copyItem(
      atPath: out + "/shards/0001/runs/0005-load-5-2030", toPath: copy)
    let twice = try Tool.run("merge", out)
    #expect(twice.status == 6)
    #expect(twice.errors.contains("error: 0005-load-5-2030 is there twice: "))
    try FileManager.default.removeItem(atPath: copy)
    #expect(!FileManager.default.fileExists(atPath: out + "/runs"))
    #expect(try Tool.run("merge", out).status == 1)
    try expectSame(setup.reference, out)
  }

  @Test("one flipped bit in any file of a shard is refused by the merge")
  func bits() throws {
    let setup = try Setup()
    let out = try setup.plan(2)
    for shard in 0..<2 { #expect(try setup.run(shard, out).status == 0) }
    // What happened is told in logs; nothing is made from them.
    let shard = out + "/shards/0001"
    let files = try FileManager.default.subpathsOfDirectory(atPath: shard).sorted().filter {
      !$0.hasPrefix("logs") && !LocalDisk().isFolder(shard + "/" + $0)
    }
    #expect(files.contains("SHA256SUMS"))
    #expect(files.count { $0.hasSuffix("/record.json") } >= 5)
    for name in files {
      try flipBit(of: shard + "/" + name)
      let refused = try Tool.run("merge", out)
      #expect(refused.status == 6, "\(name)")
      #expect(refused.errors.contains("error: \(shard)"), "\(name): \(refused.errors)")
      try flipBit(of: shard + "/" + name)
    }
    #expect(!FileManager.default.fileExists(atPath: out + "/runs"))
    #expect(try Tool.run("merge", out).status == 1)
    try expectSame(setup.reference, out)
  }

  @Test("a merge whose last rename fails is no result, and is made again")
  func failingRename() throws {
    let setup = try Setup()
    let out = try setup.plan(2)
    for shard in 0..<2 { #expect(try setup.run(shard, out).status == 0) }
    // A file cannot take the place of a folder.
    try LocalDisk().makeFolder(out + "/SHA256SUMS")
    let failed = try Tool.run("merge", out)
    #expect(failed.status == 65)
    #expect(
      failed.errors.contains(" to \(out)/SHA256SUMS: Is a directory\n  fix: "), "\(failed.errors)")
    #expect(try status(out)["state"] as? String == "unfinished")
    try LocalDisk().remove(out + "/SHA256SUMS")
    #expect(try Tool.run("merge", out).status == 1)
    try expectSame(setup.reference, out)
  }

  @Test("the plan for a shell runs as it is written, twice")
  func shell() throws {
    let setup = try Setup()
    let out = try setup.plan(4)
    let script = "JOBS=2 sh '\(out)/jobs/run.sh'"
    let first = try Tool.runInShell(script)
    #expect(first.status == 1, "\(first.errors)")
    try expectSame(setup.reference, out)
  }

  @Test("every engine's files name the shards, their needs and the same command line")
  func engines() throws {
    let setup = try Setup()
    for (engine, file, words) in [
      (
        "slurm", "shards.sbatch",
        [
          "#SBATCH --array=0-3\n", "#SBATCH --mem=1000M\n", "#SBATCH --time=60\n",
          "#SBATCH --requeue\n", "--shard \"$SLURM_ARRAY_TASK_ID\"",
        ]
      ),
      ("snakemake", "Snakefile", ["for shard in range(4)", "mem_mb=1000", "runtime=60"]),
      (
        "kubernetes", "shards.yaml",
        ["completionMode: Indexed\n", "completions: 4\n", "--shard \"$JOB_COMPLETION_INDEX\""]
      ),
    ] {
      let out = try setup.plan(4, emit: engine)
      let text = try String(contentsOfFile: out + "/jobs/" + file, encoding: .utf8)
      for word in words { #expect(text.contains(word), "\(word) in \(text)") }
    }
  }

  @Test("a shard of another plan or another study is refused")
  func otherPlans() throws {
    let setup = try Setup()
    let out = try setup.plan(2)
    let beyond = try setup.run(2, out)
    #expect(beyond.status == 64)
    #expect(beyond.errors == "error: there is no shard 2\n  fix: choose one from 0 to 1\n")
    try setup.folder.write(loads(9), to: "study.yaml")
    let other = try setup.run(0, out)
    #expect(other.status == 64)
    #expect(other.errors.contains("holds no plan of this study as it is now"))
    let whole = try Tool.run("run", setup.study, "--out", out)
    #expect(whole.status == 64)
    #expect(whole.errors.contains("is divided into 2 shards"))
  }
}
