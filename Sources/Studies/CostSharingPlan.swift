// SPDX-License-Identifier: Apache-2.0
import Accounts
import Scenarios

/// Projects whose worth to each country is asked for, and how their cost may be shared.
///
/// A system with some of the projects is the base scenario with the patches `with` of those that are
/// in and `without` of those that are not. Take one out at a time (TOOT) needs all projects and all
/// but each one; put in one at a time (PINT) needs none and each alone.
package struct CostSharingPlan: Sendable {
  package struct Project: Sendable {
    package var name: String
    package var description: String
    /// What builds the project where the base does not have it.
    package var with: [Patch]
    /// What takes it away where the base has it.
    package var without: [Patch]
    /// Paid at the start of the first year.
    package var investmentEUR: Double
    /// Paid at the end of each year.
    package var operationEURPerYear: Double
    /// Nil for the first target year.
    package var firstYear: Int?
    package var lifeYears: Int
    /// Parts of the cost by country; nil where nothing is agreed.
    package var agreedShares: [(country: String, share: Double)]?
    package var place: TextPlace?

    package init(
      name: String, description: String = "", with: [Patch] = [], without: [Patch] = [],
      investmentEUR: Double = 0, operationEURPerYear: Double = 0, firstYear: Int? = nil,
      lifeYears: Int = CostSharingPlan.customaryLifeYears,
      agreedShares: [(country: String, share: Double)]? = nil, place: TextPlace? = nil
    ) {
      self.name = name
      self.description = description
      self.with = with
      self.without = without
      self.investmentEUR = investmentEUR
      self.operationEURPerYear = operationEURPerYear
      self.firstYear = firstYear
      self.lifeYears = lifeYears
      self.agreedShares = agreedShares
      self.place = place
    }
  }

  /// The scenario that projects are put into or taken out of.
  package var base: String
  package var projects: [Project]
  /// Countries that share cost and compensation; nil for all. The others only gain or lose.
  package var countries: [String]?
  package var threshold: Double
  package var interest: Double
  /// What a tonne of carbon dioxide is held to cost the country that emits it; payments for emission
  /// rights stay what they are, a transfer to its treasury.
  package var co2ValueEURPerTonne: Double

  package init(
    base: String, projects: [Project], countries: [String]? = nil,
    threshold: Double = CostSharing.customaryThreshold,
    interest: Double = CostSharingPlan.customaryInterest, co2ValueEURPerTonne: Double = 0
  ) {
    self.base = base
    self.projects = projects
    self.countries = countries
    self.threshold = threshold
    self.interest = interest
    self.co2ValueEURPerTonne = co2ValueEURPerTonne
  }

  /// Of cost-benefit analyses of cross-border grid projects in the European Union.
  package static let customaryLifeYears = 25
  package static let customaryInterest = 0.04
}

/// How the worth of a project is found.
package enum CostSharingMethod: String, CaseIterable, Sendable {
  /// Take one out at a time.
  case takeOneOut = "toot"
  /// Put in one at a time.
  case putOneIn = "pint"
}

extension CostSharingPlan {
  /// Whether each project, in order, is in the system.
  typealias Members = [Bool]

  /// Scenarios of all runs beside the base, each once, every one on the base.
  package var scenarios: [Scenario] {
    var found: [Scenario] = []
    for members in runMembers {
      let name = scenarioName(of: members)
      guard name != base, !found.contains(where: { $0.name == name }) else { continue }
      let place = projects.first?.place
      found.append(
        Scenario(
          name: name, base: base, description: description(of: members),
          patches: patches(of: members), place: place, basePlace: place))
    }
    return found
  }

  /// Names of the scenarios of all runs, the base among them where it is one.
  package var scenarioNames: [String] {
    runMembers.map { scenarioName(of: $0) }.reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  /// The two scenarios whose difference is the worth of a project.
  package func comparison(
    of project: Int, by method: CostSharingMethod
  ) -> (with: String, without: String) {
    let reference = Members(repeating: method == .takeOneOut, count: projects.count)
    var (with, without) = (reference, reference)
    with[project] = true
    without[project] = false
    return (scenarioName(of: with), scenarioName(of: without))
  }

  private var runMembers: [Members] {
    var all: [Members] = []
    for isIn in [true, false] {
      let reference = Members(repeating: isIn, count: projects.count)
      all.append(reference)
      for project in projects.indices {
        var members = reference
        members[project].toggle()
        all.append(members)
      }
    }
    return all
  }

  private func patches(of members: Members) -> [Patch] {
    zip(projects, members).flatMap { $1 ? $0.with : $0.without }
  }

  /// Sets of projects that change nothing are the base itself.
  private func scenarioName(of members: Members) -> String {
    if patches(of: members).isEmpty { return base }
    let inside = projects.indices.filter { members[$0] }
    let outside = projects.indices.filter { !members[$0] }
    if outside.isEmpty { return "all projects" }
    if inside.isEmpty { return "no project" }
    if outside.count == 1 { return "without \(projects[outside[0]].name)" }
    return "only \(projects[inside[0]].name)"
  }

  private func description(of members: Members) -> String {
    let names = zip(projects, members).compactMap { $1 ? $0.name : nil }
    return names.isEmpty ? "None of the projects." : "Projects: \(names.joined(separator: ", "))."
  }
}
