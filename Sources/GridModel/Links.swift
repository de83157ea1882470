// SPDX-License-Identifier: Apache-2.0
import Quantities

/// Commercial capacity of alternating-current borders between two zones (NTC).
public struct Border: Hashable, Sendable {
  public var from: Row<Zone>
  public var to: Row<Zone>
  public var maximumForwardMW: Double
  public var maximumBackwardMW: Double
  public var provenance: Provenance

  public init(
    from: Row<Zone>, to: Row<Zone>, maximumForwardMW: Double, maximumBackwardMW: Double,
    provenance: Provenance
  ) {
    self.from = from
    self.to = to
    self.maximumForwardMW = maximumForwardMW
    self.maximumBackwardMW = maximumBackwardMW
    self.provenance = provenance
  }
}

public enum LinkModel: String, CaseIterable, Sendable {
  /// Seen by the market only; its flow in the grid is part of the forecast inside the RAM.
  case ntc
  /// One end in a flow-based zone, which gets its own virtual hub.
  case advancedHybrid = "advanced_hybrid"
  /// Both ends in flow-based zones: a virtual hub at each end.
  case evolved
}

/// A controllable direct-current link (also a cable of an offshore hub).
public struct DCLink: Hashable, Sendable {
  public var name: String
  public var from: Row<Zone>
  public var to: Row<Zone>
  public var maximumForwardMW: Double
  public var maximumBackwardMW: Double
  /// Share lost on the way: the receiving end gets `1 - loss`.
  public var loss: Double
  public var poles: Int
  public var forcedOutageRate: Double
  public var meanTimeToRepairHours: Double
  public var model: LinkModel
  public var provenance: Provenance

  public init(
    name: String, from: Row<Zone>, to: Row<Zone>, maximumForwardMW: Double,
    maximumBackwardMW: Double, loss: Double = 0, poles: Int = 1, forcedOutageRate: Double = 0,
    meanTimeToRepairHours: Double = 500, model: LinkModel = .ntc, provenance: Provenance
  ) {
    self.name = name
    self.from = from
    self.to = to
    self.maximumForwardMW = maximumForwardMW
    self.maximumBackwardMW = maximumBackwardMW
    self.loss = loss
    self.poles = poles
    self.forcedOutageRate = forcedOutageRate
    self.meanTimeToRepairHours = meanTimeToRepairHours
    self.model = model
    self.provenance = provenance
  }
}

/// A limit on the net position of one bidding zone.
public struct ExternalConstraint: Hashable, Sendable {
  public enum Scope: String, CaseIterable, Sendable {
    /// Net position in the flow-based region.
    case flowBased = "flow_based"
    /// Net position over all borders.
    case all
  }
  public var biddingZone: String
  public var minimumMW: Double?
  public var maximumMW: Double?
  public var scope: Scope

  public init(biddingZone: String, minimumMW: Double?, maximumMW: Double?, scope: Scope) {
    self.biddingZone = biddingZone
    self.minimumMW = minimumMW
    self.maximumMW = maximumMW
    self.scope = scope
  }
}
