// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

@main
struct Pentaflow: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "pentaflow")
}
