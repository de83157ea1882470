// SPDX-License-Identifier: Apache-2.0
import Adequacy
import ArgumentParser
import BenchmarkSuite
import Flexibility
import GridModel
import InputFiles
import LinearAlgebra
import MarketCoupling
import Reports

@main
enum Main {
  static func main() {
    BLASRuntime.prepare()
    Interruption.install()
    do {
      try PentaflowCommand.checkName()
      var command = try PentaflowCommand.parseAsRoot()
      try command.run()
    } catch let error as InputErrors {
      exitNow(.wrongInput, saying: "\(error)")
    } catch let error as CouplingError {
      exitNow(.wrongInput, saying: error.problems.map { "error: \($0)" }.joined(separator: "\n"))
    } catch let error as ExactAdequacyError {
      exitNow(.wrongInput, saying: error.problems.map { "error: \($0)" }.joined(separator: "\n"))
    } catch let error as OutageDataError {
      exitNow(
        .wrongInput,
        saying: error.entries.map { "error: \($0.asset): \($0.fault.words)" }.joined(
          separator: "\n"))
    } catch let error as DispatchError {
      exitNow(.notOptimal, saying: "error: \(error)")
    } catch let error as FlexibilityError {
      exitNow(.wrongInput, saying: error.problems.map { "error: \($0)" }.joined(separator: "\n"))
    } catch let error as OutputError {
      exitNow(error.exitStatus, saying: "error: \(error)")
    } catch let error as BenchmarkError {
      exitNow(.wrongInput, saying: "\(error)")
    } catch let error as CaseHasChanged {
      exitNow(.wrongInput, saying: "\(error)")
    } catch let error as UsageError {
      exitNow(.wrongUsage, saying: "\(error)")
    } catch let status as ExitStatus {
      exitNow(status, saying: nil)
    } catch  where PentaflowCommand.exitCode(for: error) == .failure {
      exitNow(.bug, saying: "error: \(error)\n  this is a fault of pentaflow; please report it")
    } catch {
      PentaflowCommand.exit(withError: error)
    }
  }
}

struct PentaflowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pentaflow",
    abstract: "Couples the electricity markets of the Penta region, from the grid to the prices.",
    discussion: """
      A case is a folder of CSV tables (see grids/ and `pentaflow schema`). The way through:

        pentaflow validate grids/penta --year 2030
        pentaflow couple grids/penta --year 2030 --out out/penta-2030
        pentaflow explain out/penta-2030 --price BE@2030-01-15T18:00
        pentaflow report out/penta-2030
        pentaflow export out/penta-2030 --to sqlite

      Data goes to standard output, talk to standard error. Exit status: 0 done; 1 done, but a
      run has no optimum or a failed certificate; 2 a check failed; 6 files do not match their hashes;
      64 wrong usage; 65 wrong input; 70 a fault of pentaflow; 75 a limit was reached; 130
      interrupted. After 75 and 130 a study can be gone on with (pentaflow resume).

      For completion of commands and options in your shell:

        pentaflow --generate-completion-script bash > ~/.local/share/bash-completion/completions/pentaflow
      """,
    version: pentaflowVersion,
    subcommands: [
      CoupleCommand.self, CheckCommand.self, CapacityCommand.self, AdequacyCommand.self,
      CapacityValueCommand.self,
      FlexibilityCommand.self, RunCommand.self, ResumeCommand.self, StatusCommand.self,
      PlanCommand.self, MergeCommand.self, TariffCommand.self, ScenarioCommand.self,
      InitCommand.self, ExplainCommand.self, ReportCommand.self, ExportCommand.self,
      ValidateCommand.self,
      SchemaCommand.self, GridCommand.self, ClimateCommand.self, BenchCommand.self,
      DoctorCommand.self,
    ])
}

extension PentaflowCommand {
  /// A mistyped command would else be called an unexpected argument.
  fileprivate static func checkName() throws {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"),
      !names.contains(word), word != "help"
    else { return }
    throw UsageError(
      message: "there is no command \(word)",
      fix: nearestName(to: word, in: names).map { "did you mean \($0)?" }
        ?? "choose one of \(names.joined(separator: ", "))")
  }
}

/// Version of the tool, as in CHANGELOG.md.
let pentaflowVersion = "0.1.0"
