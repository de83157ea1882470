// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

struct CaseOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The case folder, or one that comes with pentaflow: grids/penta.", valueName: "case-folder"),
    completion: .directory)
  var givenFolder: String

  /// Where the case is: as it was given, or among those that come with the tool.
  var caseFolder: String { ShippedFiles.casePath(givenFolder, namedIn: ".") }

  @Option(help: "Target year; needed where the case has several.")
  var year: Int?
}

struct TalkOptions: ParsableArguments {
  @Flag(help: "Print the outcome as JSON.")
  var json = false

  @Flag(help: "Say nothing on standard error unless something is wrong.")
  var quiet = false

  func say(_ text: String) { if !quiet { Talk.say(text) } }
}

/// - Throws: where no machine has as many threads.
func checkThreads(_ count: Int) throws {
  let most = 1024
  if !(1...most).contains(count) { throw ValidationError("--threads must be from 1 to \(most)") }
}
