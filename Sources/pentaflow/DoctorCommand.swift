// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import LinearAlgebra
import Optimization
import Reports

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Says what pentaflow finds on this machine, and what is missing.",
    discussion: """
      Results are the same bytes on every machine with the same linear-algebra kernel. Python and
      HiGHS are used by the tests only.

        pentaflow doctor --json
      """)

  @Flag(help: "Print as JSON.")
  var json = false

  func run() throws {
    let python = TestPython.find()
    let findings: [(name: String, value: String)] = [
      ("pentaflow", pentaflowVersion),
      ("host", Host.name),
      ("processor", Host.processor),
      ("threads", "\(Host.processorCount)"),
      ("memory_gb", fixed(Host.memoryGB, 1)),
      ("solver_kernels", Kernels.best.name),
      ("blas_kernel", BLASRuntime.kernelName),
      ("blas", BLASRuntime.configuration),
      ("netcdf", netCDFVersion()), ("sqlite", sqliteVersion()),
      (
        "charts",
        VegaBundle.isFound
          ? VegaBundle.path ?? "" : "not found (reports need it): run .ci/setup charts"
      ),
      ("python", python?.path ?? "not found (only the tests use it)"),
      ("highs", python?.highsVersion ?? "not found (only the tests use it)"),
    ]
    if json {
      try Talk.printData(
        JSONText.object(findings.map { .init($0.name, .string($0.value)) }).text)
    } else {
      for finding in findings {
        try Talk.printData(leftAligned(finding.name, 14) + finding.value + "\n")
      }
    }
  }
}
