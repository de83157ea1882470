// SPDX-License-Identifier: Apache-2.0
import GridModel
import InputFiles
import TestSupport
import Testing

@Suite("malformed case folders")
struct MalformedCaseTests {
  @Test("the small case itself is in order")
  func smallCase() throws {
    let folder = try TemporaryFolder(files: SmallCase.files)
    #expect(try readCase(at: folder.path, year: 2030).warnings.isEmpty)
  }

  @Test("each fault is named with its place and fix", arguments: brokenCases)
  func message(_ broken: BrokenCase) throws {
    #expect(try broken.words(of: SmallCase.files) == broken.expected)
  }
}
