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
    var files = SmallCase.files
    if let old = broken.old {
      var text = try #require(files[broken.file])
      let range = try #require(text.firstRange(of: old), "\(old) is not in \(broken.file)")
      text.replaceSubrange(range, with: broken.new ?? "")
      files[broken.file] = text
    } else {
      files[broken.file] = broken.new
    }
    let folder = try TemporaryFolder(files: files)
    let errors = #expect(throws: InputErrors.self) { try loadCase(at: folder.path, year: 2030) }
    let seen = errors.map { $0.description.replacing(folder.path, with: "case") }
    #expect(seen == broken.expected)
  }
}
