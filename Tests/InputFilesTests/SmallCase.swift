// SPDX-License-Identifier: Apache-2.0

/// A case with a row in every table, for tests that break it in one place.
enum SmallCase {
  static let files: [String: String] = [
    "sources.csv": """
    source,title,year,licence
    own,"Made up, for tests",2026,Apache-2.0

    """,
    "zones.csv": """
    zone,country,bidding_zone,carrier,kind,flow_based,series_column,series_share,time_zone,\
    voll_eur_per_mwh,price_cap_eur_per_mwh,price_floor_eur_per_mwh,lole_standard_h,lat,lon,\
    first_year,last_year,source,quality
    FR,FR,FR,electricity,onshore,yes,FR,1,Europe/Paris,10000,4000,-500,3,47,2,,,own,read
    DE,DE,DE-LU,electricity,onshore,yes,DE,1,Europe/Berlin,10000,4000,-500,,51,10,,,own,read
    HUB,DE,HUB,electricity,offshore_hub,no,DE,0,UTC,10000,4000,-500,,55,6,2030,,own,assumption

    """,
    "demand.csv": """
    zone,year,annual_twh,peak_mw,source,quality
    FR,2026,450,90000,own,read
    FR,2030,480,95000,own,derived
    DE,2026,500,80000,own,read
    DE,2030,600,100000,own,assumption

    """,
    "buses.csv": """
    bus,zone,lat,lon,v_nom_kv
    F1,FR,48,2,380
    F2,FR,49,6,380
    D1,DE,50,8,380

    """,
    "branches.csv": """
    branch,from_bus,to_bus,circuits,length_km,r_ohm,x_ohm,v_nom_kv,imax_a,tap,phase_shift_deg,\
    kind,first_year,last_year
    F1-F2,F1,F2,2,100,3,30,380,2000,1,0,line,,
    F2-D1,F2,D1,1,80,2.4,24,380,2000,1,0,tie,,
    F1-D1,F1,D1,1,200,6,60,380,,1,0,equivalent,,2029

    """,
    "injection_weights.csv": """
    injection,zone,bus,weight
    load,FR,F1,0.75
    load,FR,F2,0.25
    load,DE,D1,1
    nuclear,FR,F2,1
    gas,DE,D1,1
    solar,DE,D1,1
    hydro,FR,F1,1
    dc:Seabed,DE,D1,1

    """,
    "gsk.csv": """
    zone,bus,weight
    FR,F1,0.5
    FR,F2,0.5
    DE,D1,1

    """,
    "cnecs.csv": "branch\nF2-D1\n",
    "contingencies.csv": "contingency,branch\nN-1 F1-F2,F1-F2\n",
    "dc_links.csv": """
    link,from_zone,to_zone,p_max_forward_mw,p_max_backward_mw,loss,poles,forced_outage_rate,\
    mttr_h,model,first_year,last_year,source,quality
    Seabed,HUB,DE,2000,1000,0.02,2,0.06,500,evolved,2030,,own,assumption

    """,
    "borders.csv": """
    from_zone,to_zone,year,p_max_forward_mw,p_max_backward_mw,source,quality
    FR,DE,2026,3000,3000,own,read
    FR,DE,2030,4000,4000,own,derived

    """,
    "external_constraints.csv": """
    bidding_zone,min_mw,max_mw,scope,source,quality
    FR,-8000,8000,flow_based,own,assumption

    """,
    "generating_units.csv": """
    unit,zone,technology,injection,year,installed_mw,efficiency,fuel,vom_eur_per_mwh,min_stable,\
    must_run,forced_outage_rate,mttr_h,planned_days,source,quality
    FR_nuclear_1,FR,nuclear,nuclear,2026,900,0.33,uranium,9,0.5,0,0.05,150,54,own,read
    FR_nuclear_1,FR,nuclear,nuclear,2030,900,0.33,uranium,9,0.5,0,0.05,150,54,own,derived
    DE_ccgt_1,DE,ccgt_new,gas,2026,500,0.58,gas,1.6,0.4,0,0.05,24,27,own,read
    DE_ccgt_1,DE,ccgt_new,gas,2030,500,0.58,gas,1.6,0.4,0,0.05,24,27,own,assumption

    """,
    "renewables.csv": """
    renewable,zone,technology,injection,year,installed_mw,profile,profile_column,capacity_factor,\
    curtailment_cost_eur_per_mwh,source,quality
    DE_solar,DE,solar,solar,2026,100000,cf_solar,DE,0.1,0,own,read
    DE_solar,DE,solar,solar,2030,200000,cf_solar,,0.1,0,own,read

    """,
    "storages.csv": """
    storage,zone,kind,injection,year,charge_mw,discharge_mw,energy_mwh,charge_efficiency,\
    discharge_efficiency,standing_loss_per_h,annual_inflow_twh,inflow_profile,start_level,\
    end_rule,end_value_eur_per_mwh,source,quality
    FR_hydro,FR,reservoir,hydro,2026,0,8000,3000000,1,1,0,15,inflow_hdam_pu,0.5,fixed,,own,read
    FR_hydro,FR,reservoir,hydro,2030,0,8000,3000000,1,1,0,15,inflow_hdam_pu,0.5,fixed,,own,read

    """,
    "demand_response.csv": """
    block,zone,year,mw,price_eur_per_mwh,max_h_per_day,source,quality
    FR_industry,FR,2030,1500,500,4,own,assumption

    """,
    "reserves.csv": """
    zone,product,mw,source,quality
    FR,fcr,500,own,read

    """,
    "fuels.csv": """
    fuel,year,price_eur_per_mwh,co2_t_per_mwh,co2_price_eur_per_t,source,quality
    uranium,2026,3,0,70,own,read
    uranium,2030,3,0,100,own,read
    gas,2026,35,0.2052,70,own,read
    gas,2030,25,0.2052,100,own,read

    """,
  ]
}
