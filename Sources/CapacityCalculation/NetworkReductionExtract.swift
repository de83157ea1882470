// SPDX-License-Identifier: Apache-2.0
import GridModel

/// The raw network map: substations, line routes between them, transformers, plants and projects,
/// before anything is interpreted. Rows keep the ids of the source.
package struct NetworkExtract: Sendable {
  package struct Bus: Hashable, Sendable {
    package var id: Int
    package var station: Int
    package var country: String
    package var nominalKV: Double
    /// Kind of station on the map; `joint` is a point where drawn lines meet, not a substation.
    package var symbol: String
    package var latitude: Double
    package var longitude: Double
    package var isJoint: Bool { symbol == "joint" }

    package init(
      id: Int, station: Int, country: String, nominalKV: Double, symbol: String = "Substation",
      latitude: Double = 0, longitude: Double = 0
    ) {
      self.id = id
      self.station = station
      self.country = country
      self.nominalKV = nominalKV
      self.symbol = symbol
      self.latitude = latitude
      self.longitude = longitude
    }
  }

  /// A drawn route with one or more circuits; `from` and `to` are bus ids.
  package struct Line: Hashable, Sendable {
    package var id: String
    package var from: Int
    package var to: Int
    package var circuits: Int
    package var lengthKM: Double
    package var nominalKV: Double

    package init(
      id: String, from: Int, to: Int, circuits: Int, lengthKM: Double, nominalKV: Double = 380
    ) {
      self.id = id
      self.from = from
      self.to = to
      self.circuits = circuits
      self.lengthKM = lengthKM
      self.nominalKV = nominalKV
    }
  }

  package struct Transformer: Hashable, Sendable {
    package var id: Int
    package var from: Int
    package var to: Int
    package var ratedMVA: Double
    /// On the rating of the transformer.
    package var reactancePerUnit: Double

    package init(id: Int, from: Int, to: Int, ratedMVA: Double, reactancePerUnit: Double) {
      self.id = id
      self.from = from
      self.to = to
      self.ratedMVA = ratedMVA
      self.reactancePerUnit = reactancePerUnit
    }
  }

  package struct Plant: Hashable, Sendable {
    package var name: String
    package var country: String
    /// Key of ``GridModel/InjectionWeight/injection``.
    package var injection: String
    package var capacityMW: Double
    package var latitude: Double
    package var longitude: Double
    /// First year in service and first year out of service; nil where unknown.
    package var firstYear: Int?
    package var retirementYear: Int?

    package init(
      name: String, country: String, injection: String, capacityMW: Double, latitude: Double,
      longitude: Double, firstYear: Int? = nil, retirementYear: Int? = nil
    ) {
      self.name = name
      self.country = country
      self.injection = injection
      self.capacityMW = capacityMW
      self.latitude = latitude
      self.longitude = longitude
      self.firstYear = firstYear
      self.retirementYear = retirementYear
    }
  }

  /// A planned line, new or in place of an old one.
  package struct Project: Hashable, Sendable {
    package var name: String
    package var isUpgrade: Bool
    package var status: String
    package var buildYear: Int
    package var circuits: Int
    /// Length as stated, 0 where it is not.
    package var lengthKM: Double
    package var nominalKV: Double
    /// Conductor type of the source; `HTLS` marks high-temperature conductors.
    package var conductor: String
    package var from: Place
    package var to: Place

    package init(
      name: String, isUpgrade: Bool, status: String, buildYear: Int, circuits: Int,
      lengthKM: Double, nominalKV: Double, conductor: String, from: Place, to: Place
    ) {
      self.name = name
      self.isUpgrade = isUpgrade
      self.status = status
      self.buildYear = buildYear
      self.circuits = circuits
      self.lengthKM = lengthKM
      self.nominalKV = nominalKV
      self.conductor = conductor
      self.from = from
      self.to = to
    }
  }

  package var buses: [Bus]
  package var lines: [Line]
  package var transformers: [Transformer]
  package var plants: [Plant]
  package var projects: [Project]

  package init(
    buses: [Bus], lines: [Line], transformers: [Transformer] = [], plants: [Plant] = [],
    projects: [Project] = []
  ) {
    self.buses = buses
    self.lines = lines
    self.transformers = transformers
    self.plants = plants
    self.projects = projects
  }
}
