// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// Holds the sources against the order of the stages in Package.swift.
@Suite("architecture")
struct ArchitectureTests {
  private static let stages = [
    "CLAPACK", "CZlib", "CQhull", "CKernels", "CNetCDF", "CSQLite", "CLinux", "Quantities",
    "LinearAlgebra", "Optimization", "GridModel", "CapacityCalculation", "MarketCoupling",
    "Climate", "Adequacy", "Flexibility", "Accounts", "Scenarios", "Studies", "InputFiles",
    "Reports", "pentaflow",
  ]

  @Test("a module imports only what stands before it")
  func importsFollowTheOrder() throws {
    var seen = 0
    for (position, module) in Self.stages.enumerated() {
      for file in try Self.swiftFiles(in: "Sources/\(module)") {
        for imported in try Self.imports(of: file) {
          guard let importedPosition = Self.stages.firstIndex(of: imported) else { continue }
          seen += 1
          #expect(importedPosition < position, "\(file) imports \(imported)")
        }
      }
    }
    #expect(seen > 20)
  }

  @Test("no stage imports the modules that touch the disk")
  func edgesStayAtTheEdge() throws {
    for module in Self.stages where !["InputFiles", "Reports", "pentaflow"].contains(module) {
      for file in try Self.swiftFiles(in: "Sources/\(module)") {
        let imports = try Self.imports(of: file)
        #expect(!imports.contains("InputFiles") && !imports.contains("Reports"), "\(file)")
      }
    }
  }

  @Test(
    "outside libraries are imported by one module each",
    arguments: [
      ("CLAPACK", "LinearAlgebra"), ("CZlib", "InputFiles"), ("CNetCDF", "Reports"),
      ("CSQLite", "Reports"), ("CLinux", "Reports"), ("CKernels", "Optimization"),
      ("Yams", "InputFiles"),
    ])
  func oneDoorToEachLibrary(library: String, door: String) throws {
    for module in Self.stages where module != door {
      for file in try Self.swiftFiles(in: "Sources/\(module)") {
        #expect(try !Self.imports(of: file).contains(library), "\(file)")
      }
    }
  }

  @Test("every folder of Sources is a stage")
  func everyModuleIsKnown() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: ProjectFolder.path("Sources"))
    #expect(Set(folders).subtracting(Self.stages).isEmpty)
  }

  @Test("every source file names its licence")
  func licenceLines() throws {
    for folder in ["Sources", "Tests"] {
      for file in try Self.swiftFiles(in: folder) {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.hasPrefix("// SPDX-License-Identifier: Apache-2.0\n"), "\(file)")
      }
    }
  }

  private static func swiftFiles(in folder: String) throws -> [String] {
    let root = ProjectFolder.path(folder)
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".swift") }.sorted().map { root + "/" + $0 }
  }

  private static func imports(of file: String) throws -> [String] {
    try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let keyword = words.firstIndex(of: "import"), keyword + 1 < words.count,
        keyword == 0 || words[0].hasPrefix("@") || words[0] == "package"
      else { return nil }
      return String(words[keyword + 1])
    }
  }
}
