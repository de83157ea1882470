// SPDX-License-Identifier: Apache-2.0
import InputFiles
import TestSupport
import Testing

@Suite("network extract")
struct NetworkExtractTests {
  @Test("years of plants are whole numbers", arguments: ["1e30", "1973.5"])
  func years(_ text: String) throws {
    let folder = try TemporaryFolder(files: [
      "plants.csv": """
      name,fuel,technology,country,capacity_mw,date_in,date_out,lat,lon,eic
      Kessel,Oil,,AT,10,1973.0,\(text),48,15,
      """
    ])
    let errors = #expect(throws: InputErrors.self) {
      try readNetworkExtract(folder: folder.path, plantsFile: folder.path + "/plants.csv")
    }
    let found = errors?.errors.filter { $0.file.hasSuffix("plants.csv") } ?? []
    #expect(found.map(\.message) == ["date_out is \"\(text)\""])
    #expect(found.map(\.fix) == ["give a whole number"])
  }
}
