// SPDX-License-Identifier: Apache-2.0

/// A connection of two areas that is independent of their units.
public struct ExactTie: Hashable, Sendable {
  /// Most that the first area can send to the second, and the second to the first, MW.
  public let forwardMW: Double
  public let backwardMW: Double
  /// Share lost on the way: the receiving end gets `1 − loss`.
  public let loss: Double
  /// Shares of both limits that are in service, as states of a unit of 1 "MW".
  let shares: [OutageUnit.State]

  /// A tie that never fails.
  public init(
    forwardMW: Double, backwardMW: Double, loss: Double = 0
  ) throws(ExactAdequacyError) {
    try self.init(
      forwardMW: forwardMW, backwardMW: backwardMW, loss: loss, poles: 1, forcedOutageRate: 0,
      meanTimeToRepairHours: 0)
  }

  /// A tie of equal poles that fail on their own.
  ///
  /// - Throws: limits below 0, a loss outside 0...1, no pole, and what is wrong with a pole's outages.
  public init(
    forwardMW: Double, backwardMW: Double, loss: Double, poles: Int, forcedOutageRate: Double,
    meanTimeToRepairHours: Double
  ) throws(ExactAdequacyError) {
    var problems: [String] = []
    for limit in [forwardMW, backwardMW] where !(limit.isFinite && limit >= 0) {
      problems.append("the tie has a limit of \(limit) MW; give 0 or more")
    }
    if !(0...1).contains(loss) {
      problems.append("the tie loses a share of \(loss); give a share from 0 to 1")
    }
    if poles < 1 { problems.append("the tie has \(poles) poles; give 1 or more") }
    var pole: OutageUnit?
    do {
      pole = try OutageUnit(
        name: "a pole of the tie", installedMW: 1, forcedOutageRate: forcedOutageRate,
        meanTimeToRepairHours: meanTimeToRepairHours)
    } catch { problems += error.problems }
    guard problems.isEmpty, let pole else { throw ExactAdequacyError(problems) }
    let table = try CapacityOutageTable(units: [OutageUnit](repeating: pole, count: poles))
    self.forwardMW = forwardMW
    self.backwardMW = backwardMW
    self.loss = loss
    shares = table.availableMW.indices.map {
      OutageUnit.State(
        availableMW: table.availableMW[$0] / Double(poles), probability: table.probability[$0],
        netDescentsPerHour: table.netDescentsPerHour[$0])
    }
  }

  var efficiency: Double { 1 - loss }
}

/// Two areas that help each other with what they do not need themselves.
public struct ExactAreaPair: Sendable {
  public let first: ExactArea
  public let second: ExactArea
  public let tie: ExactTie

  /// - Throws: areas with different hours.
  public init(
    _ first: ExactArea, _ second: ExactArea, tie: ExactTie
  ) throws(ExactAdequacyError) {
    if first.loadMW.count != second.loadMW.count || first.stepHours != second.stepHours {
      throw ExactAdequacyError([
        "\(first.name) has \(first.loadMW.count) hours and \(second.name) "
          + "\(second.loadMW.count); give the same hours of both"
      ])
    }
    self.first = first
    self.second = second
    self.tie = tie
  }
}
