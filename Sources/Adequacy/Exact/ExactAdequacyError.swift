// SPDX-License-Identifier: Apache-2.0

/// What keeps exact indices from being computed, all of it at once, in sentences that name the
/// asset, the value seen and the next step.
public struct ExactAdequacyError: Error, Hashable, Sendable, CustomStringConvertible {
  public let problems: [String]

  public init(_ problems: [String]) {
    precondition(!problems.isEmpty, "no problem to report")
    self.problems = problems
  }

  public var description: String { problems.joined(separator: "\n") }
}
