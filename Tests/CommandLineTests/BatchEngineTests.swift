// SPDX-License-Identifier: Apache-2.0
import Foundation
import Reports
import TestSupport
import Testing

/// The path of a program, where it is installed: beside the Python of the tests, or on the path.
private func find(_ program: String) -> String? {
  let environment = ProcessInfo.processInfo.environment
  let python = environment["PENTAFLOW_PYTHON"].map { ($0 as NSString).deletingLastPathComponent }
  let folders =
    [python].compactMap { $0 }
    + (environment["PATH"] ?? "").split(separator: ":").map(String.init) + ["/usr/sbin"]
  return folders.map { $0 + "/" + program }.first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
}

/// Slurm's daemon of a node starts for root alone.
private let canStartSlurm =
  getuid() == 0
  && ["sbatch", "slurmctld", "slurmd", "munged"].allSatisfy { find($0) != nil }

/// A study of so many runs that take about as long as hours of the year are asked for.
private func study(runs: Int, days: String) -> String {
  "study: engines\ncase: grids/four-node\nkind: coupling\nyears: 2030\nhorizon: \(days)\n"
    + "options: {network: ntc}\nscenarios:\n"
    + (1...runs).map {
      "  - name: load \($0)\n    patches: [{select: {table: demand}, scale: {annual_twh: 0.\($0 + 10)"
        + ", peak_mw: 0.\($0 + 10)}}]\n"
    }.joined()
}

@Suite("batch engines", .serialized)
struct BatchEngineTests {
  /// A study made on one machine, and its plan for an engine.
  private struct Division {
    let folder = try! TemporaryFolder()
    var reference: String { folder.path + "/one" }
    var out: String { folder.path + "/out" }

    init(_ text: String, shards: Int, for engine: String) throws {
      try folder.write(text, to: "study.yaml")
      let file = folder.path + "/study.yaml"
      #expect(try Tool.run("run", file, "--out", reference, "--quiet").status == 0)
      let planned = try Tool.run(
        "plan", file, "--shards", "\(shards)", "--emit", engine, "--out", out, "--time", "30min",
        "--mem", "1GB", "--threads", "1")
      #expect(planned.status == 0, "\(planned.errors)")
    }

    /// Runs that a shard has made so far.
    func made(_ shard: Int) -> Int {
      let runs = try? LocalDisk().entries(of: out + "/shards/000\(shard)/runs")
      return (runs ?? []).count { !$0.hasPrefix(".") }
    }

    /// The process that makes a shard.
    func process(making shard: Int) throws -> Int32? {
      let wanted = ["--out", out, "--shard", "\(shard)"]
      return try LocalDisk().entries(of: "/proc").lazy.compactMap { Int32($0) }.first { number in
        let line = (try? LocalDisk().read("/proc/\(number)/cmdline")) ?? []
        return line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.contains(wanted)
      }
    }

    func expectSame() throws {
      #expect(try digest(out) == digest(reference))
      #expect(try Tool.run("status", out).status == 0)
    }

    private func digest(_ out: String) throws -> String {
      let manifest = try LocalDisk().read(out + "/manifest.json")
      let members = try jsonObject(String(decoding: manifest, as: UTF8.self))
      return try #require(members["result_sha256"] as? String)
    }
  }

  @Test(
    "Snakemake runs its file as it is written, and has nothing to do the second time",
    .enabled(if: find("snakemake") != nil, "snakemake is not installed"))
  func snakemake() throws {
    let study = study(runs: 6, days: "{from: 01-01, to: 01-02}")
    let division = try Division(study, shards: 3, for: "snakemake")
    let command =
      "\(find("snakemake")!) --quiet all --cores 2 --directory '\(division.folder.path)' "
      + "--snakefile '\(division.out)/jobs/Snakefile'"
    let first = try Tool.runInShell(command)
    #expect(first.status == 0, "\(first.errors)")
    try division.expectSame()
    let manifest = try LocalDisk().read(division.out + "/manifest.json")
    let second = try Tool.runInShell(command)
    #expect(second.status == 0, "\(second.errors)")
    #expect(try LocalDisk().read(division.out + "/manifest.json") == manifest)
  }

  @Test(
    "a Slurm array with a shard that is killed and queued again ends as one machine does",
    .enabled(if: canStartSlurm, "Slurm is not installed, or the tests are not run as root"))
  func slurm() throws {
    let (runs, shards) = (Tier.isSoak ? 240 : 80, 4)
    let study = study(runs: runs, days: "{from: 01-01, to: 12-31}")
    let division = try Division(study, shards: shards, for: "slurm")
    let cluster = try SlurmCluster()
    defer { cluster.stop() }
    let submitted = try cluster.run("sh '\(division.out)/jobs/submit.sh'")
    #expect(submitted.status == 0, "\(submitted.errors)")
    let array = try cluster.run("squeue -h -n pentaflow-shards -o %F | head -1").output
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let task = "\(try #require(Int(array)))_0"
    // As soon as the first shard has made a run, it is killed as by a power cut.
    try wait(60) { division.made(0) > 0 }
    let process = try #require(try division.process(making: 0))
    #expect(kill(process, SIGKILL) == 0)
    #expect((1..<runs / shards).contains(division.made(0)))
    try wait(20) { (try? cluster.run("scontrol requeue \(task)").status) == 0 }
    try wait(240) {
      // Slurm lets a job wait for two minutes before it starts again; no need here.
      _ = try? cluster.run("scontrol update JobId=\(task) StartTime=now")
      return LocalDisk().exists(division.out + "/manifest.json")
    }
    try division.expectSame()
    let log = try LocalDisk().read(division.out + "/logs/merge.log")
    #expect(!String(decoding: log, as: UTF8.self).contains("error:"))
  }

  private func wait(_ seconds: Double, until isDone: () -> Bool) throws {
    let end = Date().addingTimeInterval(seconds)
    while !isDone() {
      try #require(Date() < end, "not done after \(seconds) s")
      Thread.sleep(forTimeInterval: 0.1)
    }
  }
}

/// A Slurm of one node, started for a test.
private struct SlurmCluster {
  struct NotStarted: Error { var words: String }

  private let files: TemporaryFolder
  private var folder: String { files.path }

  init() throws {
    files = try TemporaryFolder()
    let host = Host.name.split(separator: ".").first.map(String.init) ?? "localhost"
    let disk = LocalDisk()
    for name in ["state", "spool", "log", "run"] { try disk.makeFolder("\(folder)/\(name)") }
    try disk.write((0..<1024).map { _ in UInt8.random(in: 0...255) }, to: folder + "/munge.key")
    try disk.write(Array(configuration(host).utf8), to: folder + "/slurm.conf")
    let started = try run(
      """
      chmod 400 '\(folder)/munge.key'; chmod 755 '\(folder)' '\(folder)/run'
      # Daemons outlive this shell: what they hold open would keep who waits for it waiting.
      bash -c '
        for file in /proc/$$/fd/*; do
          number=${file##*/}
          if [ "$number" -gt 2 ]; then eval "exec $number>&-"; fi
        done
        munged --force --key-file="$0/munge.key" --socket="$0/run/munge.socket" \
          --pid-file="$0/run/munged.pid" --log-file="$0/log/munged.log" --seed-file="$0/run/seed" &&
          slurmctld -f "$SLURM_CONF" && slurmd -f "$SLURM_CONF"' '\(folder)' &&
      for i in $(seq 100); do sinfo -h -o %T | grep -q idle && exit 0; sleep 0.2; done; exit 1
      """)
    guard started.status == 0 else {
      stop()
      throw NotStarted(words: started.errors)
    }
  }

  func run(_ script: String) throws -> Tool.Outcome {
    try Tool.runInShell(
      "export PATH=$PATH:/usr/sbin SLURM_CONF='\(folder)/slurm.conf'; " + script)
  }

  /// Ends what still runs, then the daemons by the files with their numbers, and waits for it.
  func stop() {
    _ = try? run("squeue -h -o %A | xargs -r scancel")
    for name in ["slurmd", "slurmctld", "munged"] {
      let file = (try? LocalDisk().read("\(folder)/run/\(name).pid")) ?? []
      let text = String(decoding: file, as: UTF8.self)
      guard let process = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)), process > 1
      else { continue }
      kill(process, SIGTERM)
      for _ in 0..<50 where isRunning(process) { Thread.sleep(forTimeInterval: 0.1) }
    }
  }

  /// Whether a process has a program; one that has ended and waits for its parent has none.
  private func isRunning(_ process: Int32) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")) != nil
  }

  /// Two processors at most, and ports that differ between processes of the tests.
  private func configuration(_ host: String) -> String {
    let port = 20000 + 2 * Int(getpid() % 5000)
    return """
      ClusterName=test
      SlurmctldHost=\(host)(127.0.0.1)
      SlurmUser=root
      SlurmdUser=root
      AuthType=auth/munge
      AuthInfo=socket=\(folder)/run/munge.socket
      SlurmctldPort=\(port)
      SlurmdPort=\(port + 1)
      StateSaveLocation=\(folder)/state
      SlurmdSpoolDir=\(folder)/spool
      SlurmctldPidFile=\(folder)/run/slurmctld.pid
      SlurmdPidFile=\(folder)/run/slurmd.pid
      SlurmctldLogFile=\(folder)/log/slurmctld.log
      SlurmdLogFile=\(folder)/log/slurmd.log
      ProctrackType=proctrack/linuxproc
      TaskPlugin=task/none
      JobAcctGatherType=jobacct_gather/none
      AccountingStorageType=accounting_storage/none
      MpiDefault=none
      SchedulerType=sched/backfill
      SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
      SelectType=select/cons_tres
      SelectTypeParameters=CR_Core
      ReturnToService=2
      NodeName=\(host) NodeAddr=127.0.0.1 CPUs=\(min(2, Host.processorCount)) RealMemory=2000 State=UNKNOWN
      PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP

      """
  }
}
