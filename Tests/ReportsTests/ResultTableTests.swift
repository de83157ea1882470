// SPDX-License-Identifier: Apache-2.0
import MarketCoupling
import Quantities
import Reports
import TestSupport
import Testing

@Suite("result tables")
struct ResultTableTests {
  private let run = TwoZones.run

  private func text(_ table: ResultTable) -> String {
    String(decoding: table.csv(of: run).bytes, as: UTF8.self)
  }

  @Test("zones by the hour")
  func zonesHourly() {
    #expect(
      text(.zonesHourly) == """
        time,bidding_zone,price_eur_per_mwh,net_position_mw,flow_based_net_position_mw,load_mw,\
        generation_mw,curtailed_mw,dumped_mw,storage_charge_mw,storage_discharge_mw,\
        demand_response_mw,energy_not_served_mw
        2030-01-01T12:00:00Z,A,20.00000,50.000,50.000,100.000,150.000,0.000,0.000,0.000,0.000,0.000,0.000
        2030-01-01T12:00:00Z,B,45.00000,-50.000,-50.000,100.000,50.000,0.000,0.000,0.000,0.000,0.000,0.000
        2030-01-01T12:00:00Z,C,4000.00000,0.000,,0.000,0.000,0.000,0.000,0.000,0.000,0.000,0.000
        2030-01-01T13:00:00Z,A,20.00000,110.000,100.000,100.000,210.000,0.000,0.000,0.000,0.000,0.000,0.000
        2030-01-01T13:00:00Z,B,20.00000,-100.000,-100.000,100.000,0.000,0.000,0.000,0.000,0.000,0.000,0.000
        2030-01-01T13:00:00Z,C,4000.00000,-9.500,,30.000,0.000,0.000,0.000,0.000,0.000,0.000,20.500

        """)
  }

  @Test("supply by the hour leaves cells empty where a zone lacks the technology")
  func supplyHourly() {
    #expect(
      text(.supplyHourly) == """
        time,zone,bidding_zone,gas_mw,"oil, heavy_mw"
        2030-01-01T12:00:00Z,A,A,150.000,
        2030-01-01T12:00:00Z,B,B,,50.000
        2030-01-01T13:00:00Z,A,A,210.000,
        2030-01-01T13:00:00Z,B,B,,0.000

        """)
  }

  @Test("links by the hour, only where they carry something")
  func linksHourly() {
    #expect(
      text(.linksHourly) == """
        time,link,from_bidding_zone,to_bidding_zone,flow_mw,limit_mw,congestion_rent_eur
        2030-01-01T13:00:00Z,A-C,A,C,10.000,10.000,37800.00

        """)
  }

  @Test("CNECs by the hour, only where they bind or nearly do")
  func cnecsHourly() {
    #expect(
      text(.cnecsHourly) == """
        time,cnec,load_mw,margin_mw,shadow_price_eur_per_mwh,congestion_rent_eur,ptdf_A,ptdf_B
        2030-01-01T12:00:00Z,a-b|N|direct,25.000,25.000,50.00000,1250.00,0.5,0.0

        """)
  }

  @Test("storages by the hour")
  func storagesHourly() {
    #expect(
      text(.storagesHourly) == """
        time,storage,bidding_zone,charge_mw,discharge_mw,spill_mw,level_mwh,water_value_eur_per_mwh
        2030-01-01T12:00:00Z,B_lake,B,0.000,0.000,0.000,5.000,45.00000
        2030-01-01T13:00:00Z,B_lake,B,0.000,0.000,0.000,5.000,45.00000

        """)
  }

  @Test("totals")
  func totals() {
    #expect(
      text(.zonesAnnual) == """
        bidding_zone,mean_price_eur_per_mwh,load_weighted_price_eur_per_mwh,lowest_price_eur_per_mwh,\
        highest_price_eur_per_mwh,load_gwh,generation_gwh,net_export_gwh,curtailed_gwh,\
        demand_response_gwh,energy_not_served_mwh,short_hours_h,emissions_kt_co2
        A,20.00000,20.00000,20.00000,20.00000,0.200,0.360,0.160,0.000,0.000,0.000,0.00,0.144
        B,32.50000,32.50000,20.00000,45.00000,0.200,0.050,-0.150,0.000,0.000,0.000,0.00,0.035
        C,4000.00000,4000.00000,4000.00000,4000.00000,0.030,0.000,-0.010,0.000,0.000,20.500,1.00,0.000

        """)
    #expect(
      text(.generationAnnual) == """
        zone,bidding_zone,kind,technology,energy_gwh,available_gwh,captured_price_eur_per_mwh,\
        cost_eur,emissions_kt_co2
        A,A,thermal,gas,0.360,0.600,20.00000,7200.00,0.144
        B,B,thermal,"oil, heavy",0.050,0.200,45.00000,2250.00,0.035
        C,C,lost_load,lost_load,0.021,0.200,4000.00000,82000.00,0.000

        """)
    #expect(
      text(.bordersAnnual) == """
        link,kind,from_bidding_zone,to_bidding_zone,flow_gwh,full_hours_h,congestion_rent_eur,\
        loss_share
        A-C,dc_cable,A,C,0.010,1.00,37800.00,0.05

        """)
    #expect(
      text(.cnecsAnnual) == """
        cnec,element,direction,contingency,binding_hours_h,mean_shadow_price_eur_per_mwh,\
        congestion_rent_eur
        a-b|N|direct,a-b,direct,c-d,1.00,50.00000,1250.00

        """)
  }

  @Test("welfare closes on the objective")
  func welfare() {
    #expect(
      text(.welfare) == """
        account,load_payment_eur,supply_cost_eur,supply_surplus_eur,storage_surplus_eur,\
        congestion_rent_eur,rest_eur,objective_eur,consumer_surplus_eur,emission_payment_eur,\
        unserved_cost_eur,welfare_eur,conversion_surplus_eur
        A,4000.00,7200.00,0.00,0.00,19525.00,,,1996000.00,0.00,0.00,1992800.00,0.00
        B,6500.00,2250.00,0.00,0.00,625.00,,,1993500.00,0.00,0.00,1997750.00,0.00
        C,38000.00,0.00,0.00,0.00,18900.00,,,57000.00,0.00,82000.00,95000.00,0.00
        flow_based_region,,,,,1250.00,,,,,,,
        links,,,,,37800.00,,,,,,,
        total,48500.00,9450.00,0.00,0.00,39050.00,0.00,91450.00,4046500.00,0.00,82000.00,4085550.00,0.00

        """)
    let welfare = run.welfare()
    let zones = welfare.zones
    let paid = zones.reduce(0) { $0 + $1.loadPaymentEUR }
    let earned = zones.reduce(welfare.congestionRentEUR) {
      $0 + $1.supplyCostEUR + $1.supplySurplusEUR + $1.storageSurplusEUR
    }
    expectClose(earned, paid, absolute: 1e-9, "what is earned")
  }

  @Test("the digest is that of the digests of all tables, in any order")
  func digest() {
    let files = ResultTable.allCases.map {
      FileDigest(name: $0.fileName, bytes: $0.csv(of: run).bytes)
    }
    #expect(combinedSHA256(files) == combinedSHA256(files.reversed()))
    // sha256sum of two files with the bytes "a" and "b", through sha256sum once more.
    let two = [FileDigest(name: "a", bytes: [97]), FileDigest(name: "b", bytes: [98])]
    #expect(
      combinedSHA256(two) == "cb13f400dcb618e400d0f7d54f7cdb330d37a07272cb99a1016cda5830a10556")
  }

  @Test("the summary for the terminal")
  func summary() {
    #expect(
      RunSummary(of: run, title: "two zones").text == """
        two zones

        bidding zone    mean price   by load  net export  not served
                           EUR/MWh   EUR/MWh         TWh         GWh
        A                    20.00     20.00       0.000       0.000
        B                    32.50     32.50       0.000       0.000
        C                  4000.00   4000.00       0.000       0.021

        congestion rent: 0.04 million EUR (flow-based region 0.00, links 0.04)

        most binding of 1 CNECs   binding   mean shadow          rent
                                        h price EUR/MWh   million EUR
        a-b / outage of c-d             1         50.00          0.00

        certificate: proven optimal after 12 iterations
          cost 0.091 million EUR, at most 1.1e-9 (relative) above the least possible
          rows hold within 2.0e-7 MW, prices within 3.0e-9 EUR/MWh
        note: by hand

        """)
  }

  @Test("an infeasible run has no figures, only words")
  func infeasible() {
    var run = run
    run.result.status = .infeasible(words: ["A lacks 5 MW at 2030-01-01T12:00:00Z"])
    #expect(
      RunSummary(of: run, title: "two zones").text == """
        two zones

        NO RESULT: no dispatch meets every constraint.
          A lacks 5 MW at 2030-01-01T12:00:00Z

        """)
    let json = RunSummary(of: run, title: "").json(out: nil, resultSHA256: nil, wallSeconds: 1).text
    #expect(json.contains("\"objective_eur\": null,"))
    #expect(!json.contains("\"zones\"") && !json.contains("\"congestion_rent_eur\""))
  }

  @Test("two significant digits, and words where there are none")
  func scientificNumbers() {
    #expect([3.14e-9, 99.96, -0.00123, 0].map(scientific) == ["3.1e-9", "1.0e2", "-1.2e-3", "0"])
    #expect([.nan, -.nan, .infinity].map(scientific) == ["nan", "nan", "inf"])
  }
}
