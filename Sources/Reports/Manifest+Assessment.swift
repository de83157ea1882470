// SPDX-License-Identifier: Apache-2.0
import Quantities

extension Manifest {
  /// The whole manifest of an assessment, which has no optimum of its own; `files` are the tables
  /// written, in any order.
  package func json(
    over axis: TimeAxis, notes: [String], files: [FileDigest], execution: Execution
  ) -> JSONText {
    let members: [JSONText.Member] = [
      .init("tool", .string("pentaflow")),
      .init("version", .string(version)),
      .init("command", .string(command)),
      .init("status", .string("done")),
      .init("case", .string(caseName)),
      .init("case_path", .string(casePath)),
      .init("year", .integer(year)),
      .init("first_unit", .string(axis.timestamp(at: 0))),
      .init("unit_count", .integer(axis.count)),
      .init("unit_hours", .number(axis.stepHours)),
      .init("options", .object(options)),
      .init("notes", .array(notes.map { .string($0) })),
      .init("facts", .object(facts)),
      .init("provenance", .array(provenance)),
    ]
    return .object(members + manifestEnding(inputs: inputs, files: files, execution: execution))
  }
}
