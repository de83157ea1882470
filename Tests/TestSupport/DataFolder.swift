// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Real data outside the project, where the environment says so.
package enum DataFolder {
  private static let root = ProcessInfo.processInfo.environment["PENTAFLOW_DATA"]

  package static var isAvailable: Bool {
    root.map { FileManager.default.fileExists(atPath: $0) } ?? false
  }

  package static func path(_ relative: String) -> String { (root ?? "") + "/" + relative }
}
