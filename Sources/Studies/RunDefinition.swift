// SPDX-License-Identifier: Apache-2.0
import Scenarios

/// A file of the case, by its name in the case folder.
package struct CaseFile: Hashable, Sendable {
  package var name: String
  package var sha256: String

  package init(name: String, sha256: String) {
    self.name = name
    self.sha256 = sha256
  }
}

extension Study {
  /// Everything that the result of a run depends on but for the engine, as text: equal texts are
  /// equal runs. Neither the number of the run is in it nor names and words of the study, so that a
  /// run stays the same when others are added.
  package func definition(of run: StudyRun, caseFiles: [CaseFile]) -> String {
    var lines = ["run", "kind \(kind.rawValue)", "outputs \(outputs.rawValue)"]
    lines += caseFiles.sorted { $0.name < $1.name }.map { "case \($0.sha256) \($0.name)" }
    if costSharing != nil { lines.append("with accounts by country") }
    lines.append("year \(run.year)")
    lines.append("climate year \(canonicalText(run.climateYear as Any))")
    lines.append("sample \(canonicalText(run.sample as Any))")
    lines.append("horizon \(canonicalText(horizon as Any))")
    lines.append("time unit \(timeUnit.rawValue)")
    lines.append("options \(canonicalText(options(of: run)))")
    for scenario in book.lineage(of: run.scenario) ?? [] {
      lines.append("scenario \(canonicalText(scenario.name))")
      lines += scenario.patches.map { "patch \(canonicalText($0))" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The parts of a definition under the words for them, but for the files of the case.
  package static func parts(ofDefinition text: String) -> [String: String] {
    var parts: [String: String] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("case ") {
      let name = partNames.first { line.hasPrefix($0) } ?? "levers"
      parts[name, default: ""] += line + "\n"
    }
    return parts
  }

  /// Those whose lines begin with their name; all others are scenarios with their patches.
  private static let partNames = [
    "run", "kind", "outputs", "with accounts by country", "year", "climate year", "sample",
    "horizon", "time unit", "options",
  ]

  /// The options of a run: those of its scenario, but for lists of which it is one entry.
  package func options(of run: StudyRun) -> RunOptions {
    var options = options(of: run.scenario)
    if kind == .coupling {
      options.climateYears = nil
      options.samples = nil
    }
    return options
  }
}

/// A value with all its parts, the same in every process; places in files are left out, since they
/// say nothing of what is meant.
///
/// It is read off the value itself, so that a part that is added later is never forgotten.
func canonicalText(_ value: Any) -> String {
  let mirror = Mirror(reflecting: value)
  switch mirror.displayStyle {
  case .optional: return mirror.children.first.map { canonicalText($0.value) } ?? "none"
  case .dictionary, .set: return "{" + parts(mirror).sorted().joined(separator: ",") + "}"
  case .collection: return "[" + parts(mirror).joined(separator: ",") + "]"
  case .enum where mirror.children.isEmpty: return "\(value)"
  case .struct, .tuple, .enum, .class:
    guard !mirror.children.isEmpty else { return quoted("\(value)") }
    return "(" + parts(mirror).joined(separator: ",") + ")"
  default: return quoted("\(value)")
  }
}

private func parts(_ mirror: Mirror) -> [String] {
  mirror.children.filter { !isPlace($0.value) }.map {
    ($0.label.map { "\($0):" } ?? "") + canonicalText($0.value)
  }
}

private func isPlace(_ value: Any) -> Bool {
  value is TextPlace || type(of: value) == TextPlace?.self || value is [PatchPart: TextPlace]
}

/// Marks where a text ends.
private func quoted(_ text: String) -> String { "\(text.utf8.count)'\(text)'" }
