// SPDX-License-Identifier: Apache-2.0
import GridModel
import InputFiles
import Quantities
import TestSupport
import Testing

/// ``SmallCase`` with hydrogen, budgets and capture from 2030 on.
enum HydrogenCase {
  static var files: [String: String] {
    var files = SmallCase.files
    files["zones.csv"]! += """
      H2_DE,DE,H2_DE,hydrogen,hydrogen,no,DE,1,UTC,3000,3000,0,,51,10,2030,,own,assumption
      H2_FR,FR,H2_FR,hydrogen,hydrogen,no,FR,1,UTC,3000,3000,0,,47,2,2030,,own,assumption

      """
    files["generating_units.csv"] = """
      unit,zone,technology,injection,year,installed_mw,efficiency,fuel,vom_eur_per_mwh,min_stable,\
      must_run,forced_outage_rate,mttr_h,planned_days,source,quality,hydrogen_node,capture_share,\
      capture_network
      FR_nuclear_1,FR,nuclear,nuclear,2030,900,0.33,uranium,9,0.5,0,0.05,150,54,own,read,,,
      DE_turbine,DE,ccgt_h2,gas,2030,500,0.58,gas,1.6,0.4,0,0.05,24,27,own,read,H2_DE,,
      DE_ccs,DE,ccgt_ccs,gas,2030,500,0.5,gas,1.6,0.4,0,0.05,24,27,own,read,,0.9,Rhine

      """
    files["hydrogen_nodes.csv"] = """
      node,year,annual_twh,profile,unserved_eur_per_mwh,linepack_mwh,source,quality
      H2_DE,2030,40,,3000,5000,own,assumption
      H2_FR,2030,10,h2_profile,2500,0,own,assumption

      """
    files["electrolysers.csv"] = """
      electrolyser,power_zone,hydrogen_node,year,installed_mwe,efficiency,min_load,commitment,rule,\
      source,quality
      EL_DE,DE,H2_DE,2030,4000,0.69,0.1,,hourly,own,assumption
      EL_HUB,HUB,H2_DE,2030,500,0.69,0.1,h2_on,none,own,assumption

      """
    files["renewable_contracts.csv"] = """
      electrolyser,renewable,year,contracted_mw,source,quality
      EL_DE,DE_solar,2030,8000,own,assumption

      """
    files["pipelines.csv"] = """
      pipeline,from_node,to_node,length_km,diameter_inch,state,offshore,p_max_forward_mw,\
      p_max_backward_mw,compressor_mwe_per_mw_per_1000km,compressor_zone,first_year,last_year,\
      entry_tariff_eur_per_mw_a,source,quality
      DE-FR,H2_DE,H2_FR,300,36,repurposed,no,4700,4000,0.019,DE,2030,,25000,own,assumption

      """
    files["caverns.csv"] = """
      cavern,hydrogen_node,year,kind,working_mwh,inject_mw,withdraw_mw,inject_efficiency,\
      withdraw_efficiency,cycles_per_year,start_level,end_rule,end_value_eur_per_mwh,source,quality
      CAV_DE,H2_DE,2030,salt_cavern,2000000,3000,6000,0.99,1,10,0.5,cyclic,,own,assumption

      """
    files["terminals.csv"] = """
      terminal,hydrogen_node,year,carrier,throughput_twh,electricity_mwh_per_mwh,power_zone,source,\
      quality
      Hamburg,H2_DE,2030,ammonia,20,0.05,DE,own,assumption

      """
    files["terminal_bands.csv"] = """
      terminal,band,year,mw,price_eur_per_mwh,source,quality
      Hamburg,2,2030,2000,150,own,assumption
      Hamburg,1,2030,1000,142,own,assumption

      """
    files["reformers.csv"] = """
      reformer,hydrogen_node,year,technology,installed_mw,efficiency,fuel,vom_eur_per_mwh,\
      capture_share,capture_network,source,quality
      SMR_FR,H2_FR,2030,smr,1000,0.759,gas,2,0,,own,assumption
      ATR_DE,H2_DE,2030,atr_ccs,1500,0.695,gas,2,0.9,Rhine,own,assumption

      """
    files["fuel_budgets.csv"] = """
      budget,fuel,year,zone,country,period,energy_gwh,from_date,to_date,source,quality
      shock,gas,2030,,DE,day,900,10-01,03-31,own,assumption

      """
    files["emission_caps.csv"] = """
      cap,year,zone,country,emissions_t,source,quality
      all,2030,,,90000000,own,assumption

      """
    files["capture_networks.csv"] = """
      network,year,capacity_t_per_h,annual_t,price_eur_per_t,source,quality
      Rhine,2030,500,3000000,45,own,assumption

      """
    return files
  }
}

@Suite("cases with hydrogen")
struct HydrogenCaseTests {
  @Test("every figure arrives where it belongs") func figures() throws {
    let folder = try TemporaryFolder(files: HydrogenCase.files)
    let (system, warnings) = try readCase(at: folder.path, year: 2030)
    #expect(warnings.isEmpty)
    let node = try #require(system.zone(named: "H2_DE"))
    let other = try #require(system.zone(named: "H2_FR"))
    let germany = try #require(system.zone(named: "DE"))
    let hub = try #require(system.zone(named: "HUB"))
    let provenance = Provenance(source: "own", quality: .assumption)
    let gas = Row<Fuel>(try #require(system.fuels.firstIndex { $0.name == "gas" }))
    let hydrogenNodes: [HydrogenNode] = [
      HydrogenNode(
        zone: node, annualTWh: 40, unservedEURPerMWh: 3000, linepackMWh: 5000,
        provenance: provenance),
      HydrogenNode(
        zone: other, annualTWh: 10, profile: "h2_profile", unservedEURPerMWh: 2500,
        provenance: provenance),
    ]
    #expect(system.hydrogenNodes == hydrogenNodes)
    let electrolysers: [Electrolyser] = [
      Electrolyser(
        name: "EL_DE", powerZone: germany, hydrogenNode: node, installedMW: 4000,
        efficiency: 0.69, minimumLoadShare: 0.1, rule: .hourly, provenance: provenance),
      Electrolyser(
        name: "EL_HUB", powerZone: hub, hydrogenNode: node,
        installedMW: 500, efficiency: 0.69, minimumLoadShare: 0.1, commitmentProfile: "h2_on",
        provenance: provenance),
    ]
    #expect(system.electrolysers == electrolysers)
    let renewableContracts: [RenewableContract] = [
      RenewableContract(
        electrolyser: Row(0), renewable: Row(0), contractedMW: 8000, provenance: provenance)
    ]
    #expect(system.renewableContracts == renewableContracts)
    let pipelines: [Pipeline] = [
      Pipeline(
        name: "DE-FR", from: node, to: other, lengthKM: 300, diameterInch: 36,
        state: .repurposed, maximumForwardMW: 4700, maximumBackwardMW: 4000,
        compressorSharePer1000KM: 0.019, compressorZone: germany,
        entryTariffEURPerMWYear: 25_000, provenance: provenance)
    ]
    #expect(system.pipelines == pipelines)
    let caverns: [Cavern] = [
      Cavern(
        name: "CAV_DE", hydrogenNode: node, workingMWh: 2e6, injectMW: 3000, withdrawMW: 6000,
        injectEfficiency: 0.99, cyclesPerYear: 10, endRule: .cyclic, provenance: provenance)
    ]
    #expect(system.caverns == caverns)
    let terminals: [Terminal] = [
      Terminal(
        name: "Hamburg", hydrogenNode: node, throughputTWh: 20, electricityShare: 0.05,
        powerZone: germany,
        bands: [
          Terminal.Band(
            number: 1, powerMW: 1000, priceEURPerMWh: 142, provenance: provenance),
          Terminal.Band(
            number: 2, powerMW: 2000, priceEURPerMWh: 150, provenance: provenance),
        ], provenance: provenance)
    ]
    #expect(system.terminals == terminals)
    let reformers: [Reformer] = [
      Reformer(
        name: "SMR_FR", hydrogenNode: other, installedMW: 1000, efficiency: 0.759, fuel: gas,
        variableCostEURPerMWh: 2, provenance: provenance),
      Reformer(
        name: "ATR_DE", hydrogenNode: node, technology: "atr_ccs", installedMW: 1500,
        efficiency: 0.695, fuel: gas, variableCostEURPerMWh: 2, captureShare: 0.9,
        captureNetwork: Row(0), provenance: provenance),
    ]
    #expect(system.reformers == reformers)
    let fuelBudgets: [FuelBudget] = [
      FuelBudget(
        name: "shock", fuel: gas, scope: .country("DE"), period: .day, energyGWh: 900,
        firstDay: DayOfYear(month: 10, day: 1), lastDay: DayOfYear(month: 3, day: 31),
        provenance: provenance)
    ]
    #expect(system.fuelBudgets == fuelBudgets)
    let emissionCaps: [EmissionCap] = [
      EmissionCap(name: "all", tonnesPerYear: 90e6, provenance: provenance)
    ]
    #expect(system.emissionCaps == emissionCaps)
    let captureNetworks: [CaptureNetwork] = [
      CaptureNetwork(
        name: "Rhine", tonnesPerHour: 500, tonnesPerYear: 3e6, priceEURPerTonne: 45,
        provenance: provenance)
    ]
    #expect(system.captureNetworks == captureNetworks)
    #expect(system.generatingUnits.map(\.hydrogenNode) == [nil, node, nil])
    #expect(system.generatingUnits.map(\.captureShare) == [0, 0, 0.9])
    #expect(system.generatingUnits[2].captureNetwork == Row(0))
    #expect(
      system.neededSeries.filter { $0.variable.hasPrefix("h2") } == [
        .init(variable: "h2_on", column: "DE"), .init(variable: "h2_profile", column: "FR"),
      ])
    let tables = system.provenanceShares.map(\.table)
    for table in ["hydrogen_nodes", "electrolysers", "pipelines", "caverns", "reformers"] {
      #expect(tables.contains(table))
    }
  }

  @Test("before the nodes exist, there is nothing of them") func earlier() throws {
    var files = HydrogenCase.files
    files["generating_units.csv"]! +=
      "DE_turbine,DE,ccgt_h2,gas,2026,500,0.58,gas,1.6,0.4,0,0.05,24,27,own,read,H2_DE,,\n"
    let folder = try TemporaryFolder(files: files)
    let (system, warnings) = try readCase(at: folder.path, year: 2026)
    #expect(system.pipelines.isEmpty && system.hydrogenNodes.isEmpty)
    #expect(system.generatingUnits.map(\.hydrogenNode) == [nil])
    #expect(
      warnings.map { $0.description.replacing(folder.path, with: "case") } == [
        "case/generating_units.csv:5:75: warning: node H2_DE does not exist in 2026; DE_turbine "
          + "buys its fuel"
      ])
  }

  @Test("each fault is named with its place and fix", arguments: brokenHydrogenCases)
  func message(_ broken: BrokenCase) throws {
    #expect(try broken.words(of: HydrogenCase.files) == broken.expected)
  }
}

private let brokenHydrogenCases: [BrokenCase] = [
  BrokenCase(
    "a hydrogen zone in the flow-based region", "zones.csv", "H2_DE,hydrogen,hydrogen,no",
    "H2_DE,hydrogen,hydrogen,yes",
    """
    case/zones.csv:5:34: error: hydrogen zone H2_DE has flow_based yes
      fix: write no: hubs are bidding zones of electricity
    """),
  BrokenCase(
    "a pipeline to itself", "pipelines.csv", "H2_DE,H2_FR", "H2_DE,H2_DE",
    """
    case/pipelines.csv:2:7: error: pipeline DE-FR joins node H2_DE to itself
      fix: give two different nodes in columns from_node and to_node
    """),
  BrokenCase(
    "a pipeline between zones of electricity", "pipelines.csv", "H2_DE,H2_FR", "DE,H2_FR",
    """
    case/pipelines.csv:2:7: error: from_node DE is a zone of electricity, not of hydrogen
      fix: name a zone of hydrogen
    """),
  BrokenCase(
    "a node that is not there", "caverns.csv", "H2_DE", "H2_D",
    """
    case/caverns.csv:2:8: error: hydrogen_node H2_D is not in zones.csv
      fix: did you mean H2_DE?
    """),
  BrokenCase(
    "demand of hydrogen in demand.csv", "demand.csv", "DE,2030", "H2_DE,2030",
    """
    case/demand.csv:5:1: error: zone H2_DE is a zone of hydrogen, not of electricity
      fix: give its demand in hydrogen_nodes.csv
    """),
  BrokenCase(
    "an electrolyser fed with hydrogen", "electrolysers.csv", "EL_DE,DE", "EL_DE,H2_FR",
    """
    case/electrolysers.csv:2:7: error: power_zone H2_FR is a zone of hydrogen, not of electricity
      fix: name a zone of electricity
    case/renewable_contracts.csv:2:7: error: DE_solar stands in DE, which is neither in bidding \
    zone H2_FR of EL_DE nor a hub with a cable to it
      fix: contract a fleet of H2_FR or of a hub next to it
    """),
  BrokenCase(
    "a negative power", "electrolysers.csv", "4000", "-4000",
    """
    case/electrolysers.csv:2:21: error: installed_mwe is -4000; it must be at least 0
      fix: correct the electricity at full load (MW)
    """),
  BrokenCase(
    "an efficiency above 1", "electrolysers.csv", "0.69", "69",
    """
    case/electrolysers.csv:2:26: error: efficiency is 69; it must be above 0 up to 1
      fix: correct the hydrogen per electricity
    """),
  BrokenCase(
    "an unknown rule", "electrolysers.csv", "hourly", "weekly",
    """
    case/electrolysers.csv:2:36: error: rule is "weekly", which is not one of none, monthly, hourly
      fix: choose one of none, monthly, hourly
    """),
  BrokenCase(
    "a rule without contract", "renewable_contracts.csv", nil, nil,
    """
    case/electrolysers.csv:2:36: error: EL_DE has rule hourly, but no contract in 2030
      fix: add a row for it to renewable_contracts.csv, or give rule none
    """),
  BrokenCase(
    "a contract far away", "renewables.csv", "DE_solar,DE,solar,solar,2030",
    "DE_solar,FR,solar,hydro,2030",
    """
    case/renewable_contracts.csv:2:7: error: DE_solar stands in FR, which is neither in bidding \
    zone DE-LU of EL_DE nor a hub with a cable to it
      fix: contract a fleet of DE-LU or of a hub next to it
    """),
  BrokenCase(
    "more under contract than there is", "renewable_contracts.csv", "8000", "250000",
    """
    case/renewable_contracts.csv:2:21: error: contracts for DE_solar sum to 250000 MW of 200000 MW
      fix: lower contracted_mw
    """),
  BrokenCase(
    "a valued cavern without value", "caverns.csv", "cyclic", "valued",
    """
    case/caverns.csv:2:70: error: CAV_DE has end_rule valued, but no value
      fix: give end_value_eur_per_mwh, or end_rule fixed
    """),
  BrokenCase(
    "a band of no terminal", "terminal_bands.csv", "Hamburg,2", "Homburg,2",
    """
    case/terminal_bands.csv:2:1: error: terminal Homburg is not in terminals.csv
      fix: did you mean Hamburg?
    """),
  BrokenCase(
    "a band given twice", "terminal_bands.csv", "Hamburg,2", "Hamburg,1",
    """
    case/terminal_bands.csv:3:1: error: terminal Hamburg, band 1, year 2030 is given twice, first \
    in line 2
      fix: keep one of the two rows
    """),
  BrokenCase(
    "a reformer on a fuel without price", "reformers.csv", "0.759,gas", "0.759,oil",
    """
    case/reformers.csv:2:34: error: fuel oil is not in fuels.csv
      fix: the names there are uranium, gas
    """),
  BrokenCase(
    "a capture share above 1", "reformers.csv", "2,0.9,Rhine", "2,1.9,Rhine",
    """
    case/reformers.csv:3:44: error: capture_share is 1.9; it must be from 0 to 1
      fix: correct the share of its carbon dioxide captured
    """),
  BrokenCase(
    "a network that is not there", "reformers.csv", "0.9,Rhine", "0.9,Rhone",
    """
    case/reformers.csv:3:48: error: capture_network Rhone is not in capture_networks.csv
      fix: did you mean Rhine?
    """),
  BrokenCase(
    "a budget of zone and country", "fuel_budgets.csv", "2030,,DE", "2030,DE,DE",
    """
    case/fuel_budgets.csv:2:19: error: both zone DE and country DE are given
      fix: give one of the two, or none for all zones
    """),
  BrokenCase(
    "a budget of an unknown country", "fuel_budgets.csv", "2030,,DE", "2030,,D",
    """
    case/fuel_budgets.csv:2:17: error: country D is not in zones.csv
      fix: did you mean DE?
    """),
  BrokenCase(
    "a day that no year has", "fuel_budgets.csv", "03-31", "02-30",
    """
    case/fuel_budgets.csv:2:34: error: to_date is "02-30", which is not a day of the year
      fix: write the last day on which the budget counts; empty: always as a day of the year such \
    as 10-01
    """),
  BrokenCase(
    "a first day without a last", "fuel_budgets.csv", "10-01,03-31", "10-01,",
    """
    case/fuel_budgets.csv:2:28: error: shock has a from_date, but no to_date
      fix: give both, or neither for the whole year
    """),
  BrokenCase(
    "an unknown period", "fuel_budgets.csv", "day,900", "week,900",
    """
    case/fuel_budgets.csv:2:20: error: period is "week", which is not one of day, month, season, \
    year
      fix: choose one of day, month, season, year
    """),
  BrokenCase(
    "a negative cap", "emission_caps.csv", "90000000", "-1",
    """
    case/emission_caps.csv:2:12: error: emissions_t is -1; it must be at least 0
      fix: correct the carbon dioxide (t/yr)
    """),
  BrokenCase(
    "captured carbon dioxide without a price", "capture_networks.csv", "3000000,45", "3000000,",
    """
    case/capture_networks.csv:2:24: error: column price_eur_per_t is empty
      fix: give the paid for transport and storage (EUR/t)
    """),
  BrokenCase(
    "a turbine on a zone of electricity", "generating_units.csv", "read,H2_DE", "read,FR",
    """
    case/generating_units.csv:3:75: error: hydrogen_node FR is a zone of electricity, not of \
    hydrogen
      fix: name a zone of hydrogen
    """),
  BrokenCase(
    "a node without a cost of unserved demand", "hydrogen_nodes.csv", "3000", "",
    """
    case/hydrogen_nodes.csv:2:16: error: column unserved_eur_per_mwh is empty
      fix: give the cost of demand not served (EUR/MWh)
    """),
]
