// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Reports

/// Where results go.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Folder for the results; none are written without it.", valueName: "dir"),
    completion: .directory)
  var out: String?

  @Flag(help: "Replace a finished result at --out.")
  var force = false

  /// Throws where results cannot be put, before hours of work.
  func check() throws {
    if let out { try OutputFolder.check(out, replacing: force) }
  }
}
