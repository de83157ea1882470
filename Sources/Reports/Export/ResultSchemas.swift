// SPDX-License-Identifier: Apache-2.0
import Studies

/// Tables of results, each with its columns; those of a study once per kind.
package let resultSchemas: [OutputTableSchema] =
  runSchemas + StudyKind.allCases.flatMap(studySchemas(of:)) + sharedStudySchemas

/// Tables of one run.
let runSchemas: [OutputTableSchema] =
  ResultTable.allCases.map(\.schema) + AdequacyTable.allCases.map(\.schema)
  + FlexibilityTable.allCases.map(\.schema) + CapacityValueTable.allCases.map(\.schema)
  + HydrogenTable.allCases.map(\.schema)

/// Tables of all runs of a study together.
func studySchemas(of kind: StudyKind) -> [OutputTableSchema] {
  StudyTable.allCases.map { $0.schema(of: kind) }
}

/// Tables of a study that are the same for every kind.
let sharedStudySchemas: [OutputTableSchema] =
  CostSharingTable.allCases.map(\.schema) + [
    tariffTableSchema, samplesTableSchema, FigureTable.schema,
  ]
