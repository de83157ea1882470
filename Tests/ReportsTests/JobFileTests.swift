// SPDX-License-Identifier: Apache-2.0
import Reports
import TestSupport
import Testing

@Suite("job files")
struct JobFileTests {
  private let jobs = JobFiles(
    study: "crisis", shards: 3, workingFolder: "/home/anna/it's here", program: "/opt/pentaflow",
    studyFile: "crisis/study.yaml", out: "my out", isQuick: true, threads: 2, memoryMB: 1500,
    minutes: 90, version: "0.1.0")

  private func text(_ engine: BatchEngine, _ file: String) throws -> String {
    try #require(jobs.files(for: engine).first { $0.name == "jobs/" + file }).text
  }

  @Test("a shell's")
  func shell() throws {
    #expect(
      try text(.bash, "run.sh") == """
        #!/bin/sh
        # Makes all shards of a study, JOBS of them at a time (1 where it is not set), and merges them.
        # After an interruption it is simply run again.
        set -eu
        cd '/home/anna/it'\\''s here'
        PENTAFLOW=${PENTAFLOW:-/opt/pentaflow}
        export OPENBLAS_NUM_THREADS=1
        seq 0 2 | xargs -P "${JOBS:-1}" -I '{}' \\
          "$PENTAFLOW" run crisis/study.yaml --quick --out 'my out' --shard '{}' --threads 2 --max-mem 1350MB --quiet
        exec "$PENTAFLOW" merge 'my out'

        """)
    #expect(jobs.command(for: .bash) == "sh 'my out/jobs/run.sh'")
  }

  @Test(
    "Slurm's: an array with its needs, queued again when a node goes away, and the merge after it")
  func slurm() throws {
    #expect(
      try text(.slurm, "shards.sbatch") == """
        #!/bin/sh
        #SBATCH --job-name=pentaflow-shards
        #SBATCH --ntasks=1
        #SBATCH --mem=1500M
        #SBATCH --time=90
        #SBATCH --requeue
        #SBATCH --open-mode=append
        #SBATCH --output="/home/anna/it's here/my out/logs/shard-%a.log"
        #SBATCH --array=0-2
        #SBATCH --cpus-per-task=2
        cd '/home/anna/it'\\''s here'
        PENTAFLOW=${PENTAFLOW:-/opt/pentaflow}
        export OPENBLAS_NUM_THREADS=1
        exec "$PENTAFLOW" run crisis/study.yaml --quick --out 'my out' --shard \
        "$SLURM_ARRAY_TASK_ID" --threads "${SLURM_CPUS_PER_TASK:-2}" --max-mem 1350MB --quiet

        """)
    #expect(
      try text(.slurm, "submit.sh").hasSuffix(
        """
        array=$(sbatch --parsable 'my out/jobs/shards.sbatch')
        sbatch --parsable --dependency="afterany:${array%%;*}" 'my out/jobs/merge.sbatch'

        """))
  }

  @Test("Kubernetes': as many completions as shards, their index the shard")
  func kubernetes() throws {
    let text = try text(.kubernetes, "shards.yaml")
    #expect(
      text.hasPrefix(
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: pentaflow-crisis-shards
        spec:
          completionMode: Indexed
          completions: 3
          parallelism: 3
          backoffLimit: 9
          template:
            spec:
              restartPolicy: OnFailure
              containers:
                - name: pentaflow
                  image: pentaflow:0.1.0  # your image with pentaflow, the case and the templates
                  command:
                    - sh
                    - -c
                    - |
                      cd '/home/anna/it'\\''s here' && exec pentaflow run crisis/study.yaml --quick \
        --out 'my out' --shard "$JOB_COMPLETION_INDEX" --threads 2 --max-mem 1350MB --quiet
                  resources:

        """))
    #expect(text.contains("          memory: 1500M\n"))
  }
}
