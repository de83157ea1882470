// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What a report takes from the manifest of a result.
package struct ResultManifest: Decodable, Sendable {
  package struct Certificate: Decodable, Sendable {
    var primalObjectiveEur: Double?
    var safeLowerBoundEur: Double?
    var relativeGap: Double?
    var primalResidualMw: Double?
    var dualResidualEurPerMwh: Double?
  }

  package struct Execution: Decodable, Sendable {
    var host: String?
    var processor: String?
    var solverKernels: String?
    var threads: Int?
    var startedUtc: String?
    var wallS: Double?
    var stagesS: [String: Double]?
    var peakMemoryMb: Double?
  }

  package struct Scenario: Decodable, Sendable {
    var name: String
    var description: String?
  }

  struct Options: Decodable, Sendable {
    /// That of a run inside a study.
    var scenario: String?
    var sample: Int?
    var network: String?
    var climateYear: Int?
    var outageSample: Int?
    var method: String?
    var seriesOrigin: String?

    private enum CodingKeys: String, CodingKey {
      case scenario, sample, network, climateYear, outageSample, method, seriesOrigin
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      scenario = try? values.decode(String.self, forKey: .scenario)
      sample = try? values.decode(Int.self, forKey: .sample)
      network = try? values.decode(String.self, forKey: .network)
      climateYear = try? values.decode(Int.self, forKey: .climateYear)
      outageSample = try? values.decode(Int.self, forKey: .outageSample)
      method = try? values.decode(String.self, forKey: .method)
      seriesOrigin = try? values.decode(String.self, forKey: .seriesOrigin)
    }
  }

  /// A table of `results/` with its digest.
  package struct Table: Decodable, Sendable {
    package var name: String
    package var sha256: String
  }

  struct Facts: Decodable, Sendable {
    struct Domain: Decodable, Sendable {
      var name: String
    }
    var domains: [Domain]?
    var monteCarloYears: Int?

    private enum CodingKeys: String, CodingKey { case domains, monteCarloYears }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      domains = try? values.decode([Domain].self, forKey: .domains)
      monteCarloYears = try? values.decode(Int.self, forKey: .monteCarloYears)
    }
  }

  var version: String?
  package var command: String
  var status: String?
  var explanation: [String]?
  var `case`: String?
  package var casePath: String?
  var study: String?
  var kind: String?
  var quick: Bool?
  var reference: String?
  var year: Int?
  var firstUnit: String?
  var unitCount: Int?
  var unitHours: Double?
  var options: Options?
  var facts: Facts?
  var thresholdMw: Double?
  var objectiveEur: Double?
  var certificate: Certificate?
  var iterations: Int?
  var factorizations: Int?
  var notes: [String]?
  package var runs: [RunEntry]?
  var scenarios: [Scenario]?
  package var results: [Table]?
  var resultSha256: String?
  var execution: Execution?

  /// Whether the result is a run inside a study: such runs keep tables, and no domains.
  var isRunOfStudy: Bool { runs == nil && options?.scenario != nil }

  /// - Throws: a `DecodingError` where the text is no manifest of this tool.
  package init(json: [UInt8]) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(Self.self, from: Data(json))
  }
}

/// A finished result: its manifest, and its tables read when they are needed.
package struct FinishedResult {
  /// As it is to be called: the folder that was given.
  package var name: String
  package var manifest: ResultManifest
  /// A table of `results/`; nil where the result has none of that name.
  package var table: (_ name: String) throws -> (any ReadTable)?
  /// A domain of `domains/`; nil where there is none.
  package var domain: (_ name: String) throws -> (any ReadTable)?
  /// A run of a study by its folder; nil where its tables were not kept.
  package var run: (_ folder: String) throws -> FinishedResult?
  /// Places of bidding zones on the map, where the case can still be read.
  package var positions: [String: MapPosition]

  package init(
    name: String, manifest: ResultManifest,
    table: @escaping (String) throws -> (any ReadTable)?,
    domain: @escaping (String) throws -> (any ReadTable)? = { _ in nil },
    run: @escaping (String) throws -> FinishedResult? = { _ in nil },
    positions: [String: MapPosition] = [:]
  ) {
    self.name = name
    self.manifest = manifest
    self.table = table
    self.domain = domain
    self.run = run
    self.positions = positions
  }

  func frame(_ name: String, _ needed: String...) throws -> ResultFrame? {
    try frame(name, needed: needed)
  }

  func frame(_ name: String, needed: [String]) throws -> ResultFrame? {
    guard let table = try table(name) else { return nil }
    return try ResultFrame(table, name: name, needed: needed)
  }
}

/// A place on the map. Degrees.
package struct MapPosition: Equatable, Sendable {
  package var latitude: Double
  package var longitude: Double

  package init(latitude: Double, longitude: Double) {
    self.latitude = latitude
    self.longitude = longitude
  }
}

extension MapPosition {
  /// The middle of all places of the same name.
  package static func means(of places: [(name: String, position: MapPosition)]) -> [String: Self] {
    Dictionary(grouping: places) { $0.name }.mapValues { group in
      MapPosition(
        latitude: group.reduce(0) { $0 + $1.position.latitude } / Double(group.count),
        longitude: group.reduce(0) { $0 + $1.position.longitude } / Double(group.count))
    }
  }
}
