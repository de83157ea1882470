// SPDX-License-Identifier: Apache-2.0
import GridModel

/// Substations by name, for readable tables.
///
/// Source: general knowledge, places to about 5 km. Names are written in ASCII.
let knownStations: [KnownStation] = stationRows.flatMap { country, lowestKV, rows in
  rows.map { name, latitude, longitude in
    KnownStation(
      name: name, country: country, lowestKV: lowestKV,
      place: Place(latitude: latitude, longitude: longitude))
  }
}

private let stationRows: [(String, Double, [(String, Double, Double)])] = [
  (
    "AT", 220,
    [
      ("St Peter", 48.26, 13.08), ("Buers", 47.14, 9.79), ("Westtirol", 47.26, 10.73),
      ("Meiningen", 47.31, 9.60), ("Rodund", 47.09, 9.88), ("Silz", 47.27, 10.93),
      ("Tauern", 47.33, 12.67), ("Salzburg", 48.02, 13.03), ("Duernrohr", 48.32, 16.00),
      ("Wien Suedost", 48.11, 16.44), ("Bisamberg", 48.34, 16.38), ("Ernsthofen", 48.12, 14.48),
      ("Zurndorf", 47.99, 16.97), ("Kainachtal", 46.92, 15.50), ("Lienz", 46.80, 12.75),
      ("Obersielach", 46.62, 14.65), ("Malta", 47.08, 13.33), ("Zell/Ziller", 47.24, 11.88),
      ("Neusiedl", 47.95, 16.85), ("Theiss", 48.40, 15.70), ("Oststeiermark", 47.05, 15.95),
    ]
  ),
  (
    "BE", 220,
    [
      ("Avelgem", 50.77, 3.43), ("Horta", 51.07, 3.58), ("Mercator", 51.16, 4.18),
      ("Doel", 51.32, 4.26), ("Zandvliet", 51.36, 4.27), ("Van Eyck", 51.09, 5.72),
      ("Gramme", 50.54, 5.22), ("Tihange", 50.53, 5.27), ("Lixhe", 50.75, 5.69),
      ("Achene", 50.24, 5.05), ("Aubange", 49.57, 5.80), ("Courcelles", 50.46, 4.37),
      ("Stevin", 51.32, 3.20), ("Gezelle", 51.26, 3.21), ("Izegem", 50.92, 3.20),
      ("Bruegel", 50.86, 4.22), ("Verbrande Brug", 50.95, 4.42), ("Lint", 51.11, 4.50),
      ("Meerhout", 51.13, 5.08), ("Massenhoven", 51.20, 4.62), ("Coo", 50.39, 5.86),
      ("Brume", 50.37, 5.88), ("Champion", 50.50, 4.90), ("Drogenbos", 50.78, 4.31),
      ("Monceau", 50.04, 4.38), ("Jamiolle", 50.20, 4.50), ("Rodenhuize", 51.14, 3.78),
      ("Kinrooi", 51.15, 5.74),
    ]
  ),
  (
    "CH", 220,
    [
      ("Laufenburg", 47.54, 8.05), ("Beznau", 47.55, 8.23), ("Leibstadt", 47.60, 8.18),
      ("Asphard", 47.51, 7.71), ("Goesgen", 47.37, 7.97), ("Bassecourt", 47.34, 7.24),
      ("Romanel", 46.57, 6.59), ("Verbois", 46.19, 6.03), ("Riddes", 46.18, 7.22),
      ("St Triphon", 46.29, 6.98), ("Vallorcine", 46.07, 6.98), ("Rueti", 47.29, 9.52),
      ("Pradella", 46.81, 10.36), ("Mettlen", 47.12, 8.35), ("Sils", 46.69, 9.45),
      ("Lavorgo", 46.44, 8.84), ("Robbia", 46.34, 10.06), ("Soazza", 46.36, 9.23),
      ("Breite", 47.49, 8.65), ("Chamoson", 46.20, 7.22), ("Muehleberg", 46.97, 7.28),
      ("Bickigen", 47.08, 7.64), ("Innertkirchen", 46.71, 8.23), ("Airolo", 46.53, 8.61),
      ("Bonaduz", 46.81, 9.40), ("Tavanasa", 46.75, 9.06), ("Benken", 47.20, 9.00),
      ("Mathod", 46.77, 6.57), ("Galmiz", 46.95, 7.16), ("Auwiesen", 47.43, 8.57),
      ("Limmern", 46.85, 9.02), ("Magadino", 46.16, 8.85), ("Musignano", 46.10, 8.72),
      ("La Batiaz", 46.10, 7.06), ("Serra", 46.20, 8.10), ("Bitsch", 46.33, 8.01),
    ]
  ),
  (
    "DE", 380,
    [
      ("Kuehmoos", 47.60, 7.93), ("Tiengen", 47.63, 8.27), ("Gurtweil", 47.65, 8.21),
      ("Eichstetten", 48.10, 7.73), ("Obermooweiler", 47.71, 9.72), ("Herbertingen", 48.06, 9.43),
      ("Dellmensingen", 48.29, 9.90), ("Leupolz", 47.74, 10.35), ("Oberbrunn", 48.06, 11.30),
      ("Pleinting", 48.66, 13.12), ("Pirach", 48.14, 12.77), ("Isar", 48.60, 12.29),
      ("Ottenhofen", 48.22, 11.88), ("Irsching", 48.77, 11.58), ("Gundremmingen", 48.51, 10.40),
      ("Voehringen", 48.27, 10.08), ("Meitingen", 48.55, 10.85), ("Grafenrheinfeld", 49.98, 10.19),
      ("Bergrheinfeld", 50.01, 10.17), ("Raitersaich", 49.38, 10.84), ("Redwitz", 50.18, 11.20),
      ("Remptendorf", 50.53, 11.65), ("Etzenricht", 49.64, 12.08), ("Schwandorf", 49.33, 12.10),
      ("Philippsburg", 49.25, 8.44), ("Neckarwestheim", 49.04, 9.18), ("Daxlanden", 49.02, 8.31),
      ("Pulverdingen", 48.93, 9.05), ("Grossgartach", 49.14, 9.13), ("Kupferzell", 49.23, 9.69),
      ("Hoepfingen", 49.60, 9.43), ("Wendlingen", 48.67, 9.38), ("Buerstadt", 49.65, 8.46),
      ("Biblis", 49.71, 8.41), ("Urberach", 49.97, 8.80), ("Grosskrotzenburg", 50.09, 8.95),
      ("Dipperz", 50.53, 9.80), ("Borken", 51.05, 9.28), ("Mecklar", 50.93, 9.75),
      ("Uchtelfangen", 49.39, 7.00), ("Ensdorf", 49.30, 6.78), ("Niederstedem", 49.92, 6.50),
      ("Quint", 49.82, 6.70), ("Weissenthurm", 50.41, 7.45), ("Dauersberg", 50.78, 7.84),
      ("Oberzier", 50.87, 6.47), ("Siersdorf", 50.91, 6.22), ("Weisweiler", 50.84, 6.32),
      ("Rommerskirchen", 51.03, 6.69), ("Niederaussem", 50.99, 6.67), ("Neurath", 51.04, 6.61),
      ("Gohrpunkt", 51.13, 6.75), ("Osterath", 51.27, 6.62), ("Sechtem", 50.80, 6.96),
      ("Opladen", 51.07, 7.01), ("Kruckel", 51.46, 7.43), ("Uentrop", 51.68, 7.97),
      ("Niederrhein", 51.67, 6.67), ("Walsum", 51.53, 6.72), ("Polsum", 51.62, 7.05),
      ("Gersteinwerk", 51.67, 7.72), ("Westerkappeln", 52.28, 7.90), ("Gronau", 52.20, 7.05),
      ("Hanekenfaehr", 52.48, 7.30), ("Meppen", 52.70, 7.29), ("Doerpen West", 52.98, 7.26),
      ("Diele", 53.12, 7.34), ("Emden", 53.35, 7.20), ("Conneforde", 53.33, 8.06),
      ("Ganderkesee", 53.04, 8.55), ("Unterweser", 53.43, 8.48), ("Dollern", 53.54, 9.53),
      ("Sottrum", 53.12, 9.23), ("Landesbergen", 52.56, 9.13), ("Wahle", 52.27, 10.37),
      ("Mehrum", 52.31, 10.09), ("Helmstedt", 52.22, 10.99), ("Grohnde", 52.04, 9.41),
      ("Brokdorf", 53.85, 9.35), ("Brunsbuettel", 53.89, 9.20), ("Wilster", 53.92, 9.34),
      ("Hamburg Nord", 53.68, 10.00), ("Kruemmel", 53.41, 10.41), ("Audorf", 54.31, 9.72),
      ("Flensburg", 54.77, 9.40), ("Luebeck", 53.89, 10.73), ("Goerries", 53.61, 11.37),
      ("Bentwisch", 54.11, 12.22), ("Lubmin", 54.13, 13.65), ("Vierraden", 53.10, 14.30),
      ("Neuenhagen", 52.53, 13.70), ("Wolmirstedt", 52.26, 11.65), ("Ragow", 52.29, 13.53),
      ("Jaenschwalde", 51.83, 14.46), ("Boxberg", 51.42, 14.57), ("Schwarze Pumpe", 51.54, 14.35),
      ("Baerwalde", 51.38, 14.52), ("Hagenwerder", 51.07, 14.95), ("Roehrsdorf", 50.86, 12.82),
      ("Lippendorf", 51.18, 12.37), ("Eisenhuettenstadt", 52.13, 14.62),
      ("Lauchstaedt", 51.39, 11.86), ("Vieselbach", 51.00, 11.14), ("Altenfeld", 50.56, 10.97),
      ("Goldisthal", 50.51, 11.01), ("Thyrow", 52.24, 13.26), ("Malchow", 52.57, 13.50),
    ]
  ),
  (
    "DE", 220,
    [
      ("Simbach", 48.28, 13.02), ("Bauler", 49.98, 6.17), ("Trier", 49.78, 6.65),
      ("Vohburg", 48.77, 11.62),
    ]
  ),
  (
    "FR", 220,
    [
      ("Avelin", 50.53, 3.08), ("Mastaing", 50.32, 3.30), ("Lonny", 49.82, 4.58),
      ("Chooz", 50.10, 4.80), ("Moulaine", 49.48, 5.75), ("Vigy", 49.20, 6.28),
      ("St Avold", 49.12, 6.70), ("Muhlbach", 47.89, 7.42), ("Vogelgrun", 48.02, 7.56),
      ("Fessenheim", 47.90, 7.56), ("Sierentz", 47.65, 7.45), ("Mambelin", 47.40, 6.63),
      ("Bois Tollot", 46.28, 6.05), ("Genissiat", 46.05, 5.81), ("Cornier", 46.08, 6.30),
      ("Pressy", 46.07, 6.62), ("Cattenom", 49.41, 6.22), ("Grande Ile", 45.47, 6.03),
      ("Albertville", 45.67, 6.38), ("Villarodin", 45.20, 6.70), ("Bugey", 45.80, 5.27),
      ("Tricastin", 44.33, 4.73), ("Tavel", 44.02, 4.70), ("Cruas", 44.63, 4.76),
      ("St Alban", 45.40, 4.75), ("Creys", 45.76, 5.47),
      ("Mandarins", 50.90, 1.80), ("Gravelines", 51.01, 2.14), ("Warande", 50.99, 2.17),
      ("Penly", 49.97, 1.21), ("Paluel", 49.86, 0.63), ("Flamanville", 49.54, -1.88),
      ("Menuel", 49.48, -1.47), ("Tourbe", 49.08, -0.17), ("La Martyre", 48.45, -4.15),
      ("Cordemais", 47.28, -1.88), ("Civaux", 46.45, 0.65), ("Blayais", 45.26, -0.69),
      ("Cubnezais", 45.05, -0.42), ("Golfech", 44.11, 0.85), ("Argia", 43.46, -1.43),
      ("Baixas", 42.75, 2.80), ("La Gaudiere", 43.15, 2.63), ("Nogent", 48.52, 3.52),
      ("Belleville", 47.51, 2.87), ("Dampierre", 47.73, 2.52), ("Chinon", 47.23, 0.17),
      ("St Laurent", 47.72, 1.58), ("Havre", 49.50, 0.20), ("Bezaumont", 48.87, 6.10),
      ("Houdreville", 48.50, 6.10), ("Marlenheim", 48.60, 7.50), ("Logelbach", 48.08, 7.30),
      ("Mery", 48.52, 3.87), ("Gavrelle", 50.33, 2.90), ("Argoeuvres", 49.95, 2.20),
      ("Realtor", 43.45, 5.33), ("Trinite-Victor", 43.75, 7.33), ("Broc-Carros", 43.80, 7.18),
      ("Rougemontier", 49.36, 0.72), ("Landres", 49.32, 5.80), ("Vielmoulin", 47.30, 4.67),
      ("Tabarderie", 47.70, 2.55), ("Arrighi", 48.78, 2.41), ("Villejust", 48.68, 2.23),
    ]
  ),
  (
    "LU", 220,
    [
      ("Vianden", 49.95, 6.17), ("Flebour", 49.88, 6.04), ("Heisdorf", 49.67, 6.14),
      ("Bertrange", 49.61, 6.05), ("Belval", 49.50, 5.94), ("Schifflange", 49.51, 6.02),
      ("Roost", 49.78, 6.08),
    ]
  ),
  (
    "NL", 220,
    [
      ("Maasbracht", 51.14, 5.90), ("Eindhoven", 51.43, 5.50), ("Rilland", 51.42, 4.20),
      ("Borssele", 51.43, 3.72), ("Tilburg", 51.60, 5.10), ("Boxmeer", 51.65, 5.95),
      ("Geertruidenberg", 51.70, 4.84), ("Krimpen", 51.90, 4.62), ("Dodewaard", 51.91, 5.65),
      ("Crayestein", 51.81, 4.76), ("Simonshaven", 51.83, 4.27), ("Maasvlakte", 51.95, 4.03),
      ("Westerlee", 51.97, 4.22), ("Wateringen", 52.02, 4.30), ("Bleiswijk", 52.02, 4.54),
      ("Doetinchem", 51.98, 6.28), ("Hengelo", 52.25, 6.77), ("Diemen", 52.34, 4.97),
      ("Oostzaan", 52.43, 4.90), ("Beverwijk", 52.49, 4.66), ("Zwolle", 52.50, 6.13),
      ("Lelystad", 52.57, 5.53), ("Ens", 52.64, 5.80), ("Meeden", 53.14, 6.93),
      ("Eemshaven", 53.43, 6.86), ("Eemshaven Oudeschip", 53.43, 6.78),
      ("Vierverlaten", 53.21, 6.48), ("Weiwerd", 53.30, 6.95), ("Zeyerveen", 53.02, 6.52),
      ("Hessenweg", 52.55, 6.15),
    ]
  ),
]
