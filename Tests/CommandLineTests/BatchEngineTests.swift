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

private let hasSlurm = ["sbatch", "slurmctld", "slurmd", "munged"].allSatisfy { find($0) != nil }

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
  @Test(
    "Snakemake runs its file as it is written, and has nothing to do the second time",
    .enabled(if: find("snakemake") != nil, "snakemake is not installed"))
  func snakemake() throws {
    let folder = try TemporaryFolder()
    try folder.write(study(runs: 6, days: "{from: 01-01, to: 01-02}"), to: "study.yaml")
    let (file, out) = (folder.path + "/study.yaml", folder.path + "/out")
    #expect(try Tool.run("run", file, "--out", folder.path + "/one").status == 0)
    #expect(
      try Tool.run(
        "plan", file, "--shards", "3", "--emit", "snakemake", "--out", out, "--time", "10min",
        "--mem", "1GB", "--threads", "1"
      ).status == 0)
    let command =
      "\(find("snakemake")!) --quiet all --cores 2 --directory '\(folder.path)' "
      + "--snakefile '\(out)/jobs/Snakefile'"
    let first = try Tool.runInShell(command)
    #expect(first.status == 0, "\(first.errors)")
    #expect(try digest(out) == digest(folder.path + "/one"))
    let manifest = try LocalDisk().read(out + "/manifest.json")
    let second = try Tool.runInShell(command)
    #expect(second.status == 0, "\(second.errors)")
    #expect(try LocalDisk().read(out + "/manifest.json") == manifest)
  }

  @Test(
    "a Slurm array with a shard that is killed and queued again ends as one machine does",
    .enabled(if: hasSlurm, "Slurm is not installed"), .enabled(if: Tier.isSoak, "soak only"))
  func slurm() throws {
    let folder = try TemporaryFolder()
    try folder.write(study(runs: 16, days: "{from: 01-01, to: 12-31}"), to: "study.yaml")
    let (file, out) = (folder.path + "/study.yaml", folder.path + "/out")
    #expect(try Tool.run("run", file, "--out", folder.path + "/one").status == 0)
    #expect(
      try Tool.run(
        "plan", file, "--shards", "4", "--emit", "slurm", "--out", out, "--time", "30min",
        "--mem", "1GB", "--threads", "1"
      ).status == 0)
    let cluster = try SlurmCluster(folder.path + "/slurm")
    defer { cluster.stop() }
    let submitted = try cluster.run("sh '\(out)/jobs/submit.sh'")
    #expect(submitted.status == 0, "\(submitted.errors)")
    // As soon as a shard has made a run, it is sent back to the queue.
    let isAtWork = { (try? LocalDisk().entries(of: out + "/shards/0000/runs"))?.isEmpty == false }
    try wait(60) { isAtWork() }
    let array = try cluster.run("squeue -h -t R -o '%F_%K' | head -1").output
      .trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(!array.isEmpty)
    #expect(try cluster.run("scontrol requeue \(array)").status == 0)
    try wait(240) {
      // Slurm lets a job wait for two minutes before it starts again; no need here.
      _ = try? cluster.run("scontrol update JobId=\(array) StartTime=now")
      return LocalDisk().exists(out + "/manifest.json")
    }
    #expect(try digest(out) == digest(folder.path + "/one"))
    #expect(try Tool.run("status", out).status == 0)
  }

  private func digest(_ out: String) throws -> String? {
    try jsonObject(
      String(decoding: try LocalDisk().read(out + "/manifest.json"), as: UTF8.self))[
        "result_sha256"] as? String
  }

  private func wait(_ seconds: Double, until isDone: () -> Bool) throws {
    let end = Date().addingTimeInterval(seconds)
    while !isDone() {
      guard Date() < end else {
        Issue.record("not done after \(seconds) s")
        return
      }
      Thread.sleep(forTimeInterval: 0.5)
    }
  }
}

/// A Slurm of one node, started for a test as the user who runs it.
private struct SlurmCluster {
  let folder: String

  init(_ folder: String) throws {
    self.folder = folder
    let host = Host.name.split(separator: ".").first.map(String.init) ?? "localhost"
    let disk = LocalDisk()
    for name in ["state", "spool", "log", "run"] { try disk.makeFolder("\(folder)/\(name)") }
    try disk.write((0..<1024).map { _ in UInt8.random(in: 0...255) }, to: folder + "/munge.key")
    try disk.write(Array(configuration(host).utf8), to: folder + "/slurm.conf")
    let started = try run(
      """
      chmod 400 '\(folder)/munge.key'; chmod 755 '\(folder)' '\(folder)/run'
      munged --force --key-file='\(folder)/munge.key' --socket='\(folder)/run/munge.socket' \
      --pid-file='\(folder)/run/munged.pid' --log-file='\(folder)/log/munged.log' \
      --seed-file='\(folder)/run/seed' &&
      slurmctld -f "$SLURM_CONF" && slurmd -f "$SLURM_CONF" &&
      for i in $(seq 100); do sinfo -h -o %T | grep -q idle && exit 0; sleep 0.2; done; exit 1
      """)
    #expect(started.status == 0, "\(started.errors)")
  }

  func run(_ script: String) throws -> Tool.Outcome {
    try Tool.runInShell(
      "export PATH=$PATH:/usr/sbin SLURM_CONF='\(folder)/slurm.conf'; " + script)
  }

  func stop() {
    for name in ["slurmd", "slurmctld", "munged"] {
      let file = (try? LocalDisk().read("\(folder)/run/\(name).pid")) ?? []
      let text = String(decoding: file, as: UTF8.self).trimmingCharacters(
        in: .whitespacesAndNewlines)
      if let process = Int32(text), process > 1 { kill(process, SIGTERM) }
    }
  }

  private func configuration(_ host: String) -> String {
    """
    ClusterName=test
    SlurmctldHost=\(host)(127.0.0.1)
    SlurmUser=root
    SlurmdUser=root
    AuthType=auth/munge
    AuthInfo=socket=\(folder)/run/munge.socket
    SlurmctldPort=16817
    SlurmdPort=16818
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
    NodeName=\(host) NodeAddr=127.0.0.1 CPUs=2 RealMemory=4000 State=UNKNOWN
    PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP

    """
  }
}
