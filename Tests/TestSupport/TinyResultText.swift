// SPDX-License-Identifier: Apache-2.0

/// A coupled run of four hours over two days that can be checked by hand: zones A, B and C of one
/// flow-based domain, and D without load behind a cable from C. Cells stand apart by commas alone.
package enum TinyResultText {
  package static let manifest = """
    {"tool": "pentaflow", "version": "0.1.0", "command": "couple", "status": "optimal",
     "explanation": [], "case": "tiny", "case_path": "grids/tiny", "year": 2030,
     "first_unit": "2030-01-31T22:00:00Z", "unit_count": 4, "unit_hours": 1.0,
     "options": {"network": "flow_based"}, "objective_eur": 12345678.0,
     "certificate": {"primal_objective_eur": 12345678.0, "safe_lower_bound_eur": 12345677.5,
       "relative_gap": 4.05e-8, "primal_residual_mw": 1e-8, "dual_residual_eur_per_mwh": 2e-9},
     "iterations": 12, "notes": ["no weather"], "facts": {"domains": [{"name": "other"},
       {"name": "winter"}]}, "result_sha256": "ab",
     "execution": {"threads": 1, "wall_s": 1.5, "stages_s": {"read": 0.5, "solve": 1.0}}}
    """

  package static let zonesHourly = """
    time,bidding_zone,price_eur_per_mwh,net_position_mw,flow_based_net_position_mw,load_mw,curtailed_mw,storage_discharge_mw,demand_response_mw,energy_not_served_mw
    2030-01-31T22:00:00Z,A,80.00000,300.000,300.000,1000.000,10.000,0.000,0.000,0.000
    2030-01-31T22:00:00Z,B,90.00000,-200.000,-200.000,500.000,0.000,0.000,0.000,0.000
    2030-01-31T22:00:00Z,C,100.00000,-150.000,-100.000,600.000,0.000,5.000,0.000,0.000
    2030-01-31T22:00:00Z,D,100.00000,50.000,,0.000,0.000,0.000,0.000,0.000
    2030-01-31T23:00:00Z,A,60.12345,0.000,0.000,1100.000,0.000,0.000,0.000,0.000
    2030-01-31T23:00:00Z,B,60.12345,0.000,0.000,500.000,0.000,0.000,0.000,0.000
    2030-01-31T23:00:00Z,C,60.12345,0.000,0.000,600.000,0.000,0.000,0.000,0.000
    2030-01-31T23:00:00Z,D,60.12345,0.000,,0.000,0.000,0.000,0.000,0.000
    2030-02-01T00:00:00Z,A,-5.00000,0.000,0.000,900.000,0.000,0.000,0.000,0.000
    2030-02-01T00:00:00Z,B,40.00000,0.000,0.000,500.000,0.000,0.000,0.000,0.000
    2030-02-01T00:00:00Z,C,40.00000,0.000,0.000,600.000,0.000,0.000,0.000,0.000
    2030-02-01T00:00:00Z,D,40.00000,0.000,,0.000,0.000,0.000,0.000,0.000
    2030-02-01T01:00:00Z,A,70.00000,0.000,0.000,900.000,0.000,0.000,0.000,0.000
    2030-02-01T01:00:00Z,B,70.00000,0.000,0.000,500.000,0.000,0.000,0.000,20.000
    2030-02-01T01:00:00Z,C,70.00000,0.000,0.000,600.000,0.000,0.000,0.000,0.000
    2030-02-01T01:00:00Z,D,70.00000,0.000,,0.000,0.000,0.000,0.000,0.000
    """

  package static let zonesAnnual = """
    bidding_zone,mean_price_eur_per_mwh,load_weighted_price_eur_per_mwh,lowest_price_eur_per_mwh,highest_price_eur_per_mwh,load_gwh,generation_gwh,net_export_gwh,curtailed_gwh,demand_response_gwh,energy_not_served_mwh,short_hours_h,emissions_kt_co2
    A,51.28086,52.00000,-5.00000,80.00000,3.900,4.200,0.300,0.010,0.000,0.000,0.00,1.000
    B,65.03086,65.03086,40.00000,90.00000,2.000,1.800,-0.200,0.000,0.000,20.000,1.00,0.500
    C,67.53086,67.53086,40.00000,100.00000,2.400,2.200,-0.150,0.000,0.000,0.000,0.00,0.250
    D,67.53086,,40.00000,100.00000,0.000,0.050,0.050,0.000,0.000,0.000,0.00,0.000
    """

  package static let welfare = """
    account,congestion_rent_eur
    flow_based_region,4000.00
    total,5500.00
    """

  package static let supplyHourly = """
    time,zone,bidding_zone,ccgt_mw,nuclear_mw,solar_mw,wind_onshore_mw
    2030-01-31T22:00:00Z,A,A,300.000,900.000,,100.000
    2030-01-31T22:00:00Z,B,B,300.000,,0.000,
    2030-01-31T23:00:00Z,A,A,200.000,900.000,,0.000
    2030-01-31T23:00:00Z,B,B,500.000,,0.000,
    2030-02-01T00:00:00Z,A,A,0.000,800.000,,100.000
    2030-02-01T00:00:00Z,B,B,500.000,,0.000,
    2030-02-01T01:00:00Z,A,A,0.000,900.000,,0.000
    2030-02-01T01:00:00Z,B,B,480.000,,0.000,
    """

  package static let generationAnnual = """
    zone,bidding_zone,kind,technology
    A,A,thermal,ccgt
    A,A,thermal,nuclear
    A,A,renewable,wind_onshore
    B,B,renewable,solar
    """

  package static let cnecsHourly = """
    time,cnec,load_mw,margin_mw,shadow_price_eur_per_mwh,congestion_rent_eur,ptdf_A,ptdf_B,ptdf_C
    2030-01-31T22:00:00Z,r1,100.000,100.000,40.00000,4000.00,0.5,0.25,0.0
    2030-02-01T00:00:00Z,r4,0.500,0.500,1.00000,0.50,0.0,1.0,0.0
    """

  package static let cnecsAnnual = """
    cnec,element,direction,contingency,binding_hours_h,mean_shadow_price_eur_per_mwh,congestion_rent_eur
    r4,Meadow - Hill,opposite,,1.00,1.00000,0.50
    r1,Dam - Mill,direct,Port - Mill,1.00,40.00000,4000.00
    """

  package static let linksHourly = """
    time,link,from_bidding_zone,to_bidding_zone,flow_mw,limit_mw,congestion_rent_eur
    2030-01-31T22:00:00Z,Cable_backward,D,C,50.000,50.000,1500.00
    """

  package static let bordersAnnual = """
    link,kind,from_bidding_zone,to_bidding_zone,flow_gwh,full_hours_h,congestion_rent_eur
    Cable,dc_cable,C,D,0.000,0.00,0.00
    Cable_backward,dc_cable,D,C,0.050,1.00,1500.00
    """

  /// D is at sea: 60 MWh of wind on offer, of which 50 leave by the cable.
  package static let hubsAnnual = """
    hub,home_zone,market,wind_available_gwh,wind_gwh,curtailed_gwh,received_price_eur_per_mwh,export_gwh,import_gwh
    D,C,offshore_bidding_zone,0.060,0.050,0.010,100.00000,0.050,0.000
    """

  package static let storagesHourly = """
    time,storage,bidding_zone,charge_mw,discharge_mw,spill_mw,level_mwh,water_value_eur_per_mwh
    2030-01-31T22:00:00Z,Lake,C,0.000,5.000,0.000,95.000,60.00000
    2030-01-31T23:00:00Z,Lake,C,0.000,0.000,0.000,95.000,60.00000
    2030-02-01T00:00:00Z,Lake,C,0.000,0.000,0.000,95.000,60.00000
    2030-02-01T01:00:00Z,Lake,C,0.000,0.000,0.000,95.000,60.00000
    """

  package static let hydrogenAnnual = """
    node,demand_gwh,electrolysis_gwh,reforming_gwh,terminal_import_gwh,pipeline_import_gwh,withdrawal_gwh,unserved_gwh,injection_gwh,turbines_gwh,vented_gwh
    H2_A,1.000,1.500,0.000,0.000,-0.500,0.000,0.000,0.000,0.000,0.000
    H2_B,0.500,0.000,0.000,0.000,0.500,0.000,0.000,0.000,0.000,0.000
    """

  /// The same rows as those of the hour, and three that do not bind: x + y <= 0.4, x <= 0.3 and
  /// y <= 0.5 with x the position of C and y that of B in GW, A taking the balance.
  package static let winter = """
    Id,Ram,Ptdf_A,Ptdf_B,Ptdf_C
    r1,100.0,0.5,0.25,0.0
    r2,200.0,-0.5,0.0,0.0
    r3,300.0,0.0,0.0,1.0
    r4,500.0,0.0,1.0,0.0
    """

  package static let tables: [String: String] = [
    "zones_hourly": zonesHourly, "zones_annual": zonesAnnual, "welfare": welfare,
    "supply_hourly": supplyHourly, "generation_annual": generationAnnual,
    "cnecs_hourly": cnecsHourly, "cnecs_annual": cnecsAnnual, "links_hourly": linksHourly,
    "borders_annual": bordersAnnual, "storages_hourly": storagesHourly,
    "hydrogen_annual": hydrogenAnnual, "hubs_annual": hubsAnnual,
  ]
}
