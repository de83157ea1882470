// SPDX-License-Identifier: Apache-2.0
import GridModel

/// One end of a direct-current link, or of a cable to an offshore hub, in a zone.
package struct LinkEnd: Hashable, Sendable {
  package var link: String
  package var zone: String

  package init(link: String, zone: String) {
    self.link = link
    self.zone = zone
  }
}

/// Where a link enters the grid of a zone.
struct LinkLanding {
  var end: LinkEnd
  var place: Place
  /// False for links without a decided site, which are put where others land.
  var isKnownSite: Bool
}

/// Converter sites of links and hub cables.
///
/// Source: general knowledge of the sites, to about 5 km.
let knownLandings: [LinkLanding] =
  links.flatMap { name, ends in ends.map { landing(name, $0, isKnownSite: true) } }
  + assumedLinks.flatMap { name, ends in ends.map { landing(name, $0, isKnownSite: false) } }

private enum Site {
  static let eemshaven = ("NL", 53.44, 6.84)
  static let maasvlakte = ("NL", 51.94, 4.05)
  static let borssele = ("NL", 51.43, 3.72)
  static let beverwijk = ("NL", 52.49, 4.67)
  static let geertruidenberg = ("NL", 51.70, 4.83)
  static let zeebrugge = ("BE", 51.29, 3.18)
  static let lixhe = ("BE", 50.75, 5.68)
  static let oberzier = ("DE", 50.87, 6.47)
  static let emden = ("DE", 53.37, 7.21)
  static let wilhelmshaven = ("DE", 53.58, 8.05)
  static let lesMandarins = ("FR", 50.90, 1.78)
  static let menuel = ("FR", 49.48, -1.47)
  static let laMartyre = ("FR", 48.45, -4.20)
  static let endrup = ("DKW", 55.55, 8.72)
}

private typealias End = (zone: String, latitude: Double, longitude: Double)

private func landing(_ link: String, _ end: End, isKnownSite: Bool) -> LinkLanding {
  LinkLanding(
    end: LinkEnd(link: link, zone: end.zone),
    place: Place(latitude: end.latitude, longitude: end.longitude), isKnownSite: isKnownSite)
}

private let links: [(String, [End])] = [
  ("NorNed", [Site.eemshaven]),
  ("BritNed", [Site.maasvlakte]),
  ("Nemo Link", [("BE", 51.27, 3.19)]),
  ("COBRAcable", [Site.endrup, Site.eemshaven]),
  ("ALEGrO", [Site.lixhe, Site.oberzier]),
  ("NordLink", [("DE", 53.93, 9.33)]),
  ("Viking Link", [("DKW", 55.50, 9.02)]),
  ("NeuConnect", [Site.wilhelmshaven]),
  ("Celtic", [Site.laMartyre]),
  ("Baltic Cable", [("DE", 53.89, 10.80)]),
  ("Kontek", [("DE", 54.11, 12.22)]),
  ("SwePol", [("PL", 54.50, 16.90)]),
  ("Skagerrak", [("DKW", 56.45, 9.60)]),
  ("Konti-Skan", [("DKW", 57.06, 10.10)]),
  ("Great Belt", [("DKW", 55.35, 10.50)]),
  ("IFA", [Site.lesMandarins]),
  ("IFA2", [("FR", 49.08, -0.17)]),
  ("ElecLink", [Site.lesMandarins]),
  ("Savoy-Piedmont", [("FR", 45.47, 6.03), ("ITN", 44.99, 7.46)]),
  ("INELFE", [("FR", 42.70, 2.80), ("ES", 42.22, 2.95)]),
  ("Bay of Biscay", [("FR", 45.03, -0.34), ("ES", 43.36, -2.87)]),
  ("BEO1-BE", [Site.zeebrugge]),
  ("DEKF-DE", [("DE", 54.11, 12.22)]),
  ("DKBH-DE", [("DE", 54.11, 13.60)]),
  ("NLLL-NL", [Site.geertruidenberg]),
]

private let assumedLinks: [(String, [End])] = [
  ("ALEGrO 2", [Site.lixhe, Site.oberzier]),
  ("second DE-GB", [Site.emden]),
  ("second FR-IE", [Site.laMartyre]),
  ("FAB or GridLink, first", [Site.menuel]),
  ("FAB or GridLink, second", [("FR", 50.99, 2.15)]),
  ("CH-DE DC", [("CH", 47.50, 7.97), ("DE", 48.10, 7.71)]),
  ("CH-IT DC", [("CH", 46.69, 9.33), ("ITN", 45.67, 9.44)]),
  ("BEO2-BE", [Site.zeebrugge]),
  ("DKNS-BE", [Site.zeebrugge]),
  ("DKNS-DE", [("DE", 54.15, 9.08)]),
  ("NOSF-DE", [Site.emden]),
  ("DKKA-DKW", [("DKW", 56.45, 10.40)]),
  ("DKN1-DKW", [Site.endrup]),
  ("DKN2-DKW", [Site.endrup]),
  ("DKN3-DKW", [Site.endrup]),
  ("DKN4-DKW", [Site.endrup]),
  ("DKN5-DKW", [Site.endrup]),
  ("DKNS-DKW", [Site.endrup]),
  ("NL0B-NL", [Site.borssele]),
  ("NL0C-NL", [Site.maasvlakte]),
  ("NL0D-NL", [Site.beverwijk]),
  ("NL0F-NL", [Site.eemshaven]),
  ("NL0J-NL", [Site.maasvlakte]),
  ("NL0L-NL", [Site.borssele]),
  ("NL0N-NL", [Site.beverwijk]),
  ("NL0P-NL", [Site.eemshaven]),
  ("NL0S-NL", [Site.maasvlakte]),
  ("NL0U-NL", [Site.eemshaven]),
  ("NL0V-NL", [Site.borssele]),
  ("NL0W-NL", [Site.geertruidenberg]),
  ("NL0X-NL", [Site.beverwijk]),
]
