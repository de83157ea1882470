// SPDX-License-Identifier: Apache-2.0
import GridModel

/// What the list of projects gives wrong or does not say.
struct ProjectCorrection {
  /// An old line, which the list does not name, that goes when the project comes.
  struct ReplacedLine {
    var from: Place
    var to: Place
    var nominalKV: Double
  }
  /// The second end, where the list has it at another station.
  var to: Place?
  var lengthKM: Double?
  var buildYear: Int?
  var replaced: [ReplacedLine] = []
}

/// Corrections by name of project.
///
/// Source: what the operators say in public. St Peter - Tauern (APG, `Salzburgleitung`): in full
/// service since April 2025, 174 km, of which 46 km were there before at 220 kV; the list ends it at
/// a 220 kV station 15 km off and gives the length of the new part. Isar - St Peter (APG and TenneT,
/// `Altheim - St. Peter`, German plan P67): in service in 2027, takes the place of the 220 kV line
/// by Simbach, which is taken down.
let projectCorrections: [String: ProjectCorrection] = [
  "TYNDP 2020-98": ProjectCorrection(
    to: Place(latitude: 47.34, longitude: 12.67), lengthKM: 174),
  "TYNDP 2020-99": ProjectCorrection(
    buildYear: 2027,
    replaced: [
      ProjectCorrection.ReplacedLine(
        from: Place(latitude: 48.26, longitude: 13.08),
        to: Place(latitude: 48.33, longitude: 12.93), nominalKV: 220)
    ]),
]

extension NetworkExtract.Project {
  /// The project with what ``projectCorrections`` says of it.
  var corrected: Self {
    guard let correction = projectCorrections[name] else { return self }
    var result = self
    result.to = correction.to ?? to
    result.lengthKM = correction.lengthKM ?? lengthKM
    result.buildYear = correction.buildYear ?? buildYear
    return result
  }
}
