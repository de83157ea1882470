// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import GridModel
import InputFiles
import Reports

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Makes a folder with a study to begin from.",
    discussion: """
      A template is a question: its README says what is asked, which levers it turns and what to look
      at; study.yaml is run as it is, or changed. --quick runs it in a few minutes.

        pentaflow init --list
        pentaflow init crisis --template crisis-pentex
        pentaflow run crisis/study.yaml --quick --out crisis/out

      Templates and the cases they name are found in the folder that PENTAFLOW_HOME names, else beside
      the binary or above it.
      """)

  @Argument(help: "Folder to make.", completion: .directory)
  var folder: String?

  @Option(help: ArgumentHelp("Name of the template.", valueName: "name"))
  var template: String?

  @Flag(help: "List the templates and what they ask.")
  var list = false

  @OptionGroup var talk: TalkOptions

  func validate() throws {
    if !list && (folder == nil || template == nil) {
      throw ValidationError("give a folder and --template, or --list")
    }
  }

  func run() throws {
    if list { return try printList() }
    guard let folder, let template else { return }
    let known = try ShippedFiles.templates()
    guard known.contains(template) else {
      throw UsageError(
        message: "there is no template \(template)",
        fix: suggestion(for: template, among: known, called: "templates"))
    }
    let disk = LocalDisk()
    if disk.exists(folder), try !disk.isFolder(folder) || !disk.entries(of: folder).isEmpty {
      throw UsageError(message: "\(folder) is not empty", fix: "give a folder that is not there")
    }
    do {
      try disk.makeFolder(folder)
      for (name, bytes) in try ShippedFiles.files(ofTemplate: template) {
        try Interruption.step { try disk.write(bytes, to: folder + "/" + name) }
      }
    } catch let error as FileSystemError {
      throw OutputError.failed(error)
    }
    if talk.json {
      return try Talk.printData(
        JSONText.object([
          .init("out", .string(folder)), .init("template", .string(template)),
        ]).text)
    }
    try Talk.printData(
      "\(folder) holds README.md and study.yaml; next:\n"
        + "  pentaflow run \(folder)/study.yaml --quick\n")
  }

  private func printList() throws {
    let entries = try ShippedFiles.templates().map { name in
      (name, try question(ofTemplate: name))
    }
    if talk.json {
      return try Talk.printData(
        JSONText.array(
          entries.map {
            .object([.init("template", .string($0.0)), .init("question", .string($0.1))])
          }
        ).text)
    }
    let width = (entries.map(\.0.count).max() ?? 0) + 2
    try Talk.printData(
      entries.map { leftAligned($0.0, width) + $0.1 + "\n" }.joined())
  }

  /// The description in the template's study.
  private func question(ofTemplate name: String) throws -> String {
    guard let home = ShippedFiles.home else { return "" }
    return try readScenarios(home + "/templates/\(name)/study.yaml").study?.description ?? ""
  }
}
