// SPDX-License-Identifier: Apache-2.0

/// Makes the runs of a study one after the other.
///
/// An error of a run becomes its ending, and the batch goes on.
///
/// - Parameters:
///   - execute: makes one run.
///   - describe: the words for an error that `execute` threw; nil ends the batch with the error.
///   - progress: called before each run with how many are done.
/// - Throws: errors that `describe` has no words for.
package func batch(
  _ study: Study, columns: [StudyColumn], progress: (StudyRun, _ done: Int, _ of: Int) -> Void,
  describe: (any Error) -> String?, execute: (StudyRun) throws -> RunReport
) throws -> StudyResult {
  let runs = study.runs
  var reports: [RunReport] = []
  for run in runs {
    progress(run, reports.count, runs.count)
    do {
      reports.append(try execute(run))
    } catch {
      guard let words = describe(error) else { throw error }
      reports.append(RunReport(run: run, ending: .failed(words)))
    }
  }
  return StudyResult(reference: study.reference, columns: columns, reports: reports)
}
