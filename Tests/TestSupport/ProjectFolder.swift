// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The folder of Package.swift, for the cases that come with the project.
package enum ProjectFolder {
  package static func path(_ relative: String) -> String {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    return folder.appendingPathComponent(relative).path
  }
}
