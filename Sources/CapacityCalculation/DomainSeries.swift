// SPDX-License-Identifier: Apache-2.0

/// The domains of several time units, in the order of time.
package struct DomainSeries: Sendable {
  package struct Entry: Sendable {
    /// Start of the time unit, seconds since 1970-01-01T00:00:00Z; nil where none is given: the
    /// only domain of a series, for any time unit.
    package var startSeconds: Int?
    package var domain: FlowBasedDomain

    package init(startSeconds: Int?, domain: FlowBasedDomain) {
      self.startSeconds = startSeconds
      self.domain = domain
    }
  }

  package var entries: [Entry]

  package init(entries: [Entry]) { self.entries = entries }

  /// One domain for any time unit.
  package init(_ domain: FlowBasedDomain) {
    entries = [Entry(startSeconds: nil, domain: domain)]
  }

  /// Of every domain.
  package var hubs: [String] { entries.first?.domain.hubs ?? [] }
}
