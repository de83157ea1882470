// SPDX-License-Identifier: Apache-2.0
import InputFiles
import TestSupport
import Testing

/// One way to break a case, and everything that is then said.
struct BrokenCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let file: String
  /// Replaced by `new` where it stands first. Without it, `new` is the whole file, which is removed
  /// where that is nil too.
  let old: String?
  let new: String?
  /// With `case` for the folder.
  let expected: String

  init(_ what: String, _ file: String, _ old: String?, _ new: String?, _ expected: String) {
    testDescription = what
    self.file = file
    self.old = old
    self.new = new
    self.expected = expected
  }

  /// What is said of `files` so broken; nil where nothing is.
  func words(of files: [String: String]) throws -> String? {
    var files = files
    if let old {
      var text = try #require(files[file])
      let range = try #require(text.firstRange(of: old), "\(old) is not in \(file)")
      text.replaceSubrange(range, with: new ?? "")
      files[file] = text
    } else {
      files[file] = new
    }
    let folder = try TemporaryFolder(files: files)
    do {
      _ = try loadCase(at: folder.path, year: 2030)
      return nil
    } catch {
      return error.description.replacing(folder.path, with: "case")
    }
  }
}

let brokenCases: [BrokenCase] = [
  BrokenCase(
    "a table missing", "zones.csv", nil,
    nil,
    """
    case/zones.csv:1:1: error: the table is missing
      fix: add zones.csv with the columns \
    zone,country,bidding_zone,carrier,kind,flow_based,series_column,series_share,time_zone,\
    voll_eur_per_mwh,price_cap_eur_per_mwh,price_floor_eur_per_mwh,lole_standard_h,lat,lon,\
    first_year,last_year,source,quality,note
    """),
  BrokenCase(
    "a table of unknown name", "branchs.csv", nil,
    "branch\n",
    """
    case/branchs.csv:1:1: error: a case has no table of this name
      fix: did you mean branches.csv?
    """),
  BrokenCase(
    "an empty file", "gsk.csv", nil,
    "",
    """
    case/gsk.csv:1:1: error: the file is empty
      fix: give a header line with the column names
    """),
  BrokenCase(
    "semicolons", "fuels.csv", nil,
    "fuel;year;price_eur_per_mwh\nuranium;2030;3\n",
    """
    case/fuels.csv:1:1: error: columns are separated by semicolons
      fix: separate columns by commas and write decimals with a point
    """),
  BrokenCase(
    "an unknown column", "branches.csv", "from_bus",
    "from_buss",
    """
    case/branches.csv:1:1: error: column from_bus is missing
      fix: add from_bus: bus where positive flow enters
    case/branches.csv:1:8: error: table branches has no column from_buss
      fix: did you mean from_bus?
    """),
  BrokenCase(
    "a missing column", "gsk.csv", nil,
    "zone,bus\nFR,F1\nDE,D1\n",
    """
    case/gsk.csv:1:1: error: column weight is missing
      fix: add weight: share; those of one zone sum to 1
    """),
  BrokenCase(
    "a column given twice", "reserves.csv", "product",
    "zone",
    """
    case/reserves.csv:1:1: error: column product is missing
      fix: add product: reserve product
    case/reserves.csv:1:6: error: column zone is given twice
      fix: keep one of the two
    """),
  BrokenCase(
    "a short row", "buses.csv", "F2,FR,49,6,380",
    "F2,FR,49,6",
    """
    case/buses.csv:3:1: error: the row has 4 cells, the header has 5
      fix: give one cell per column; put cells that contain a comma in double quotes
    """),
  BrokenCase(
    "a quote that never ends", "sources.csv", "for tests\"",
    "for tests",
    """
    case/sources.csv:2:5: error: the quoted cell never ends
      fix: close it with a double quote; write "" for a quote within it
    """),
  BrokenCase(
    "text after a quoted cell", "sources.csv", "for tests\"",
    "for tests\" only",
    """
    case/sources.csv:2:5: error: text follows the closing quote
      fix: put the whole cell in double quotes; write "" for a quote within it
    """),
  BrokenCase(
    "not a number", "dc_links.csv", "2000,1000",
    "2 GW,1000",
    """
    case/dc_links.csv:2:15: error: p_max_forward_mw is "2 GW", which is not a number
      fix: write the highest flow from from_zone to to_zone (MW) as a number such as 1234.5, \
    with a point
    """),
  BrokenCase(
    "a decimal comma", "branches.csv", "2.4,24",
    "\"2,4\",24",
    """
    case/branches.csv:3:18: error: r_ohm is "2,4", which is not a number
      fix: write the resistance of one circuit (ohm) as a number such as 1234.5, with a point
    """),
  BrokenCase(
    "not a whole number", "branches.csv", "F1,F2,2,",
    "F1,F2,2.5,",
    """
    case/branches.csv:2:13: error: circuits is "2.5", which is not a whole number
      fix: write the equal parallel circuits as a whole number such as 1
    """),
  BrokenCase(
    "an empty cell", "branches.csv", "3,30,380",
    "3,,380",
    """
    case/branches.csv:2:21: error: column x_ohm is empty
      fix: give the reactance of one circuit (ohm)
    """),
  BrokenCase(
    "a choice misspelt", "branches.csv", ",tie,",
    ",tei,",
    """
    case/branches.csv:3:38: error: kind is "tei", which is not one of line, tie, transformer, \
    equivalent
      fix: did you mean tie?
    """),
  BrokenCase(
    "neither yes nor no", "zones.csv", "onshore,yes,FR",
    "onshore,true,FR",
    """
    case/zones.csv:2:30: error: flow_based is "true", which is not one of yes, no
      fix: choose one of yes, no
    """),
  BrokenCase(
    "a quality misspelt", "reserves.csv", "read",
    "reads",
    """
    case/reserves.csv:2:16: error: quality is "reads", which is not one of read, derived, \
    assumption
      fix: did you mean read?
    """),
  BrokenCase(
    "a share above one", "storages.csv", "inflow_hdam_pu,0.5,fixed",
    "inflow_hdam_pu,50,fixed",
    """
    case/storages.csv:2:73: error: start_level is 50; it must be from 0 to 1
      fix: correct the share of energy_mwh before the first hour
    """),
  BrokenCase(
    "an efficiency of zero", "generating_units.csv", "900,0.33",
    "900,0",
    """
    case/generating_units.csv:2:42: error: efficiency is 0; it must be above 0 up to 1
      fix: correct the electric energy per unit of fuel
    """),
  BrokenCase(
    "negative power", "generating_units.csv", ",500,0.58",
    ",-500,0.58",
    """
    case/generating_units.csv:4:32: error: installed_mw is -500; it must be at least 0
      fix: correct the installed power (MW)
    """),
  BrokenCase(
    "a latitude beyond the pole", "buses.csv", "F1,FR,48",
    "F1,FR,148",
    """
    case/buses.csv:2:7: error: lat is 148; it must be from -90 to 90
      fix: correct the latitude (degrees)
    """),
  BrokenCase(
    "an infinite number", "borders.csv", "3000,3000",
    "inf,3000",
    """
    case/borders.csv:2:12: error: p_max_forward_mw is "inf", which is not a number
      fix: write the highest flow from from_zone to to_zone (MW) as a number such as 1234.5, \
    with a point
    """),
  BrokenCase(
    "a zone given twice", "zones.csv", "HUB,DE,HUB",
    "FR,DE,HUB",
    """
    case/dc_links.csv:2:8: error: from_zone HUB is not in zones.csv
      fix: the names there are FR, DE
    case/zones.csv:4:1: error: hub zone FR has no link in 2030
      fix: add a row for it to dc_links.csv, or let the zone start later
    case/zones.csv:4:1: error: zone FR is given twice, first in line 2
      fix: keep one of the two rows
    """),
  BrokenCase(
    "a unit given twice in a year", "generating_units.csv", "nuclear,2030",
    "nuclear,2026",
    """
    case/generating_units.csv:3:1: error: unit FR_nuclear_1, year 2026 is given twice, first in \
    line 2
      fix: keep one of the two rows
    """),
  BrokenCase(
    "an unknown zone", "generating_units.csv", "DE_ccgt_1,DE",
    "DE_ccgt_1,DEE",
    """
    case/generating_units.csv:4:11: error: zone DEE is not in zones.csv
      fix: did you mean DE?
    """),
  BrokenCase(
    "an unknown bus", "branches.csv", "F2-D1,F2,D1",
    "F2-D1,F2,D11",
    """
    case/branches.csv:3:10: error: to_bus D11 is not in buses.csv
      fix: did you mean D1?
    """),
  BrokenCase(
    "an unknown branch", "cnecs.csv", "F2-D1",
    "F2-D2",
    """
    case/cnecs.csv:2:1: error: branch F2-D2 is not in branches.csv
      fix: did you mean F2-D1?
    """),
  BrokenCase(
    "an unknown fuel", "generating_units.csv", "0.58,gas",
    "0.58,gass",
    """
    case/generating_units.csv:4:41: error: fuel gass is not in fuels.csv
      fix: did you mean gas?
    """),
  BrokenCase(
    "a fuel without a price in the year", "fuels.csv", "gas,2030",
    "gas,2031",
    """
    case/generating_units.csv:5:41: error: fuel gas has no price in 2030
      fix: add a row with year 2030 to fuels.csv
    """),
  BrokenCase(
    "an unknown source", "demand.csv", "own",
    "owner",
    """
    case/demand.csv:2:19: error: source owner is not in sources.csv
      fix: the only one is own
    """),
  BrokenCase(
    "an unknown injection", "injection_weights.csv", "nuclear,",
    "nuclaer,",
    """
    case/generating_units.csv:3:25: error: injection nuclear of zone FR has no weights
      fix: add rows with injection nuclear and zone FR to injection_weights.csv
    case/injection_weights.csv:5:1: error: injection nuclaer is neither a technology group nor \
    dc: and a link
      fix: did you mean nuclear?
    """),
  BrokenCase(
    "weights of an unknown link", "injection_weights.csv", "dc:Seabed",
    "dc:Seabad",
    """
    case/dc_links.csv:2:12: error: injection dc:Seabed of zone DE has no weights
      fix: add rows with injection dc:Seabed and zone DE to injection_weights.csv
    case/injection_weights.csv:9:1: error: link Seabad is not in dc_links.csv
      fix: did you mean Seabed?
    """),
  BrokenCase(
    "an unknown bidding zone", "external_constraints.csv", "FR,",
    "XX,",
    """
    case/external_constraints.csv:2:1: error: bidding_zone XX is not in zones.csv
      fix: the bidding zones are FR, DE-LU, HUB
    """),
  BrokenCase(
    "a branch to itself", "branches.csv", "F2-D1,F2,D1",
    "F2-D1,F2,F2",
    """
    case/branches.csv:3:7: error: branch F2-D1 joins bus F2 to itself
      fix: give two different buses in columns from_bus and to_bus
    """),
  BrokenCase(
    "a reactance of zero", "branches.csv", "3,30,380",
    "3,0,380",
    """
    case/branches.csv:2:21: error: x_ohm is 0; it must be other than 0
      fix: correct the reactance of one circuit (ohm)
    """),
  BrokenCase(
    "a link from a zone to itself", "dc_links.csv", "HUB,DE,",
    "DE,DE,",
    """
    case/dc_links.csv:2:8: error: link Seabed joins zone DE to itself
      fix: give two different zones in columns from_zone and to_zone
    case/zones.csv:4:1: error: hub zone HUB has no link in 2030
      fix: add a row for it to dc_links.csv, or let the zone start later
    """),
  BrokenCase(
    "weights that do not sum to one", "injection_weights.csv", "0.25",
    "0.2",
    """
    case/injection_weights.csv:2:12: error: weights of injection load, zone FR sum to 0.95, not 1
      fix: scale the rows of injection load, zone FR so that they sum to 1
    """),
  BrokenCase(
    "shift keys that do not sum to one", "gsk.csv", "FR,F1,0.5",
    "FR,F1,0.6",
    """
    case/gsk.csv:2:7: error: weights of zone FR sum to 1.1, not 1
      fix: scale the rows of zone FR so that they sum to 1
    """),
  BrokenCase(
    "an injection without weights", "injection_weights.csv", "solar,DE,D1,1\n",
    "",
    """
    case/renewables.csv:3:19: error: injection solar of zone DE has no weights
      fix: add rows with injection solar and zone DE to injection_weights.csv
    """),
  BrokenCase(
    "a border in both directions", "borders.csv", "FR,DE,2026,3000,3000,own,read",
    "FR,DE,2030,3000,3000,own,read\nDE,FR,2026,3000,3000,own,read\nDE,FR,2030,1,1,own,read",
    """
    case/borders.csv:4:1: error: the border of DE and FR is given in both directions, first in \
    line 2
      fix: keep one row, with both p_max_forward_mw and p_max_backward_mw
    case/borders.csv:5:1: error: from_zone FR, to_zone DE, year 2030 is given twice, first in \
    line 2
      fix: keep one of the two rows
    """),
  BrokenCase(
    "coupled zones with different caps", "zones.csv", "10000,4000,-500,,51",
    "10000,3000,-500,,51",
    """
    case/zones.csv:3:62: error: zone DE has price cap 3000, but zone FR, coupled with it, has 4000
      fix: give coupled zones the same price cap
    """),
  BrokenCase(
    "one bidding zone with and without flow-based", "zones.csv", "HUB,DE,HUB",
    "HUB,DE,DE-LU",
    """
    case/zones.csv:4:39: error: zone HUB has flow_based no, but zone DE of the same bidding zone \
    DE-LU has yes
      fix: give all zones of DE-LU the same flow_based
    """),
  BrokenCase(
    "a floor above the cap", "zones.csv", "10000,4000,-500,3",
    "10000,4000,5000,3",
    """
    case/zones.csv:2:63: error: zone FR has price floor 5000, not below its cap 4000
      fix: give a floor below the cap
    case/zones.csv:3:67: error: zone DE has price floor -500, but zone FR, coupled with it, has \
    5000
      fix: give coupled zones the same price floor
    case/zones.csv:4:60: error: zone HUB has price floor -500, but zone FR, coupled with it, \
    has 5000
      fix: give coupled zones the same price floor
    """),
  BrokenCase(
    "a hub zone without a link", "dc_links.csv", "evolved,2030",
    "evolved,2040",
    """
    case/zones.csv:4:1: error: hub zone HUB has no link in 2030
      fix: add a row for it to dc_links.csv, or let the zone start later
    """),
  BrokenCase(
    "hydrogen onshore", "zones.csv", "electricity,onshore,yes,FR",
    "hydrogen,onshore,yes,FR",
    """
    case/zones.csv:2:19: error: zone FR has carrier hydrogen and kind onshore
      fix: give carrier and kind hydrogen both, or neither
    """),
  BrokenCase(
    "years out of order", "branches.csv", "equivalent,,2029",
    "equivalent,2030,2029",
    """
    case/branches.csv:4:44: error: first_year 2030 is after last_year 2029
      fix: give years in order, or leave one empty
    """),
  BrokenCase(
    "renewables without profile and factor", "renewables.csv", "cf_solar,DE,0.1",
    ",DE,",
    """
    case/renewables.csv:2:41: error: DE_solar has neither a profile nor a capacity factor
      fix: give an hourly variable in profile, or the flat value in capacity_factor
    """),
  BrokenCase(
    "an end value missing", "storages.csv", "fixed",
    "valued",
    """
    case/storages.csv:2:84: error: FR_hydro has end_rule valued, but no value
      fix: give end_value_eur_per_mwh, or end_rule fixed
    """),
  BrokenCase(
    "limits out of order", "external_constraints.csv", "-8000,8000",
    "8000,-8000",
    """
    case/external_constraints.csv:2:4: error: min_mw 8000 is above max_mw -8000
      fix: give limits in order
    """),
  BrokenCase(
    "a unit that fails and is repaired in no time", "generating_units.csv",
    "0.05,150,54,own,derived",
    "0.05,0,54,own,derived",
    """
    case/generating_units.csv:3:68: error: FR_nuclear_1 has forced outage rate 0.05 and a mean \
    time to repair of 0 h
      fix: give mttr_h above 0, or a forced outage rate of 0
    """),
  BrokenCase(
    "a link that fails and is repaired in no time", "dc_links.csv", "0.06,500",
    "0.06,0",
    """
    case/dc_links.csv:2:37: error: Seabed has forced outage rate 0.06 and a mean time to \
    repair of 0 h
      fix: give mttr_h above 0, or a forced outage rate of 0
    """),
  BrokenCase(
    "a negative outage rate", "generating_units.csv", "0.05,150,54,own,derived",
    "-0.05,150,54,own,derived",
    """
    case/generating_units.csv:3:63: error: forced_outage_rate is -0.05; it must be from \
    0 to 1
      fix: correct the share of time in forced outage
    """),
]
