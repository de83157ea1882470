// SPDX-License-Identifier: Apache-2.0

/// What runs the shards of a study.
package enum BatchEngine: String, CaseIterable, Sendable {
  case slurm
  case bash
  case snakemake
  case kubernetes
}

/// The files with which an engine makes all shards of a study and merges them. Every engine runs
/// the same command line; only where the number of the shard comes from differs.
package struct JobFiles: Sendable {
  /// Name of the study.
  package var study: String
  package var shards: Int
  /// The folder that relative paths are meant from.
  package var workingFolder: String
  /// The tool, the study file and the study's folder, as paths.
  package var program: String
  package var studyFile: String
  package var out: String
  package var isQuick: Bool
  /// Of each shard.
  package var threads: Int
  package var memoryMB: Int
  package var minutes: Int
  package var version: String

  package init(
    study: String, shards: Int, workingFolder: String, program: String, studyFile: String,
    out: String, isQuick: Bool, threads: Int, memoryMB: Int, minutes: Int, version: String
  ) {
    self.study = study
    self.shards = shards
    self.workingFolder = workingFolder
    self.program = program
    self.studyFile = studyFile
    self.out = out
    self.isQuick = isQuick
    self.threads = threads
    self.memoryMB = memoryMB
    self.minutes = minutes
    self.version = version
  }

  /// Names within the study's folder, and texts; the first is the one to begin with.
  package func files(for engine: BatchEngine) -> [(name: String, text: String)] {
    switch engine {
    case .slurm:
      [
        ("jobs/submit.sh", submit), ("jobs/shards.sbatch", shardsBatch),
        ("jobs/merge.sbatch", mergeBatch),
      ]
    case .bash: [("jobs/run.sh", shell)]
    case .snakemake: [("jobs/Snakefile", snakefile)]
    case .kubernetes: [("jobs/shards.yaml", shardsYAML), ("jobs/merge.yaml", mergeYAML)]
    }
  }

  /// How the first file is used.
  package func command(for engine: BatchEngine) -> String {
    switch engine {
    case .slurm: "sh \(quoted(out + "/jobs/submit.sh"))"
    case .bash: "sh \(quoted(out + "/jobs/run.sh"))"
    case .snakemake: "snakemake --cores all --snakefile \(quoted(out + "/jobs/Snakefile"))"
    case .kubernetes:
      "kubectl apply -f \(quoted(out + "/jobs/shards.yaml")), and when it is complete "
        + "kubectl apply -f \(quoted(out + "/jobs/merge.yaml"))"
    }
  }

  /// The command line of one shard.
  private func run(program: String, shard: String, threads: String) -> String {
    "\(program) run \(quoted(studyFile))\(isQuick ? " --quick" : "") --out \(quoted(out)) "
      + "--shard \(shard) --threads \(threads) --max-mem \(batchMemoryMB)MB --quiet"
  }

  /// What a shard may use of the memory that it gets; the system ends those that use more.
  private var batchMemoryMB: Int { memoryMB * 9 / 10 }

  private var variables: String {
    """
    cd \(quoted(workingFolder))
    PENTAFLOW=${PENTAFLOW:-\(quoted(program))}
    export OPENBLAS_NUM_THREADS=1
    """
  }

  // MARK: - Shell

  private var shell: String {
    """
    #!/bin/sh
    # Makes all shards of a study, JOBS of them at a time (1 where it is not set), and merges them.
    # After an interruption it is simply run again.
    set -eu
    \(variables)
    seq 0 \(shards - 1) | xargs -P "${JOBS:-1}" -I '{}' \\
      \(run(program: "\"$PENTAFLOW\"", shard: "'{}'", threads: "\(threads)"))
    exec "$PENTAFLOW" merge \(quoted(out))

    """
  }

  // MARK: - Slurm

  private var submit: String {
    """
    #!/bin/sh
    # Submits the shards as an array, and the merge after them. Where shards are missing in the end,
    # the merge names them: submit again, shards that are made take no time.
    set -eu
    cd \(quoted(workingFolder))
    array=$(sbatch --parsable \(quoted(out + "/jobs/shards.sbatch")))
    sbatch --parsable --dependency="afterany:${array%%;*}" \(quoted(out + "/jobs/merge.sbatch"))

    """
  }

  private func batchHead(_ name: String, log: String, memoryMB: Int, minutes: Int) -> String {
    """
    #!/bin/sh
    #SBATCH --job-name=\(name)
    #SBATCH --ntasks=1
    #SBATCH --mem=\(memoryMB)M
    #SBATCH --time=\(minutes)
    #SBATCH --requeue
    #SBATCH --open-mode=append
    #SBATCH --output="\(log)"
    """
  }

  private var shardsBatch: String {
    batchHead(
      "pentaflow-shards", log: "\(absoluteOut)/logs/shard-%a.log", memoryMB: memoryMB,
      minutes: minutes)
        + """

        #SBATCH --array=0-\(shards - 1)
        #SBATCH --cpus-per-task=\(threads)
        \(variables)
        exec \(run(
        program: "\"$PENTAFLOW\"", shard: "\"$SLURM_ARRAY_TASK_ID\"",
        threads: "\"${SLURM_CPUS_PER_TASK:-\(threads)}\""))

        """
  }

  private var mergeBatch: String {
    batchHead(
      "pentaflow-merge", log: "\(absoluteOut)/logs/merge.log", memoryMB: memoryMB,
      minutes: mergeMinutes)
        + """

        \(variables)
        exec "$PENTAFLOW" merge \(quoted(out))

        """
  }

  private var absoluteOut: String { out.hasPrefix("/") ? out : workingFolder + "/" + out }

  // MARK: - Snakemake

  private var snakefile: String {
    """
    # snakemake --cores all --snakefile \(out)/jobs/Snakefile
    import os

    OUT = \(JSONText.string(absoluteOut).line)
    STUDY = \(JSONText.string(studyFile).line)
    WORK = \(JSONText.string(workingFolder).line)
    PENTAFLOW = os.environ.get("PENTAFLOW", \(JSONText.string(program).line))
    SHARDS = [f"{shard:04d}" for shard in range(\(shards))]


    rule all:
        input:
            OUT + "/manifest.json",


    rule shard:
        output:
            temp(OUT + "/shards/{shard}/SHA256SUMS"),
        params:
            number=lambda wildcards: int(wildcards.shard),
        threads: \(threads)
        resources:
            mem_mb=\(memoryMB),
            runtime=\(minutes),
        shell:
            "cd {WORK:q} && OPENBLAS_NUM_THREADS=1 {PENTAFLOW:q} run {STUDY:q}\(isQuick ? " --quick" : "") "
            "--out {OUT:q} --shard {params.number} --threads {threads} --max-mem \(batchMemoryMB)MB --quiet"


    rule merge:
        input:
            expand(OUT + "/shards/{shard}/SHA256SUMS", shard=SHARDS),
        output:
            OUT + "/manifest.json",
        resources:
            mem_mb=\(memoryMB),
            runtime=\(mergeMinutes),
        shell:
            # Status 1 is done too: some run has no optimum.
            "cd {WORK:q} && {{ {PENTAFLOW:q} merge {OUT:q} || [ $? -eq 1 ]; }}"

    """
  }

  // MARK: - Kubernetes

  /// The study's name as part of a job's, which has small letters, digits and hyphens alone.
  private var label: String {
    let words = study.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return String(words.joined(separator: "-").prefix(40))
  }

  private func job(_ name: String, _ command: String, indexed: Bool) -> String {
    let lines = command.split(separator: "\n").map { "              " + $0 }
    let shape =
      indexed
      ? "  completionMode: Indexed\n  completions: \(shards)\n  parallelism: \(shards)\n" : ""
    return """
      apiVersion: batch/v1
      kind: Job
      metadata:
        name: \(name)
      spec:
      \(shape)  backoffLimit: \(retries * (indexed ? shards : 1))
        template:
          spec:
            restartPolicy: OnFailure
            containers:
              - name: pentaflow
                image: pentaflow:\(version)  # your image with pentaflow, the case and the templates
                command:
                  - sh
                  - -c
                  - |
      \(lines.joined(separator: "\n"))
                resources:
                  requests:
                    cpu: "\(indexed ? threads : 1)"
                    memory: \(memoryMB)M
                  limits:
                    memory: \(memoryMB)M
                volumeMounts:
                  - name: study
                    mountPath: \(JSONText.string(workingFolder).line)
            volumes:
              - name: study
                persistentVolumeClaim:
                  claimName: pentaflow-study  # a volume that all pods can write, with the study in it

      """
  }

  private var shardsYAML: String {
    job(
      "pentaflow-\(label)-shards",
      "cd \(quoted(workingFolder)) && exec "
        + run(program: "pentaflow", shard: "\"$JOB_COMPLETION_INDEX\"", threads: "\(threads)"),
      indexed: true)
  }

  private var mergeYAML: String {
    job(
      "pentaflow-\(label)-merge",
      "cd \(quoted(workingFolder))\n{ pentaflow merge \(quoted(out)) || [ $? -eq 1 ]; }",
      indexed: false)
  }
}

/// Writing tables and reading the case once.
private let mergeMinutes = 60
/// Of each shard, after nodes that went away.
private let retries = 3

/// A word of a shell's command line.
private func quoted(_ text: String) -> String {
  let isPlain = text.allSatisfy {
    $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+=:".contains($0))
  }
  return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
}
