WITH "layer_1" AS (
  SELECT
    "t0"."place_kind",
    "t0"."public_area",
    "t0"."privacy_place",
    "t0"."captures",
    "t0"."authorized",
    "t0"."public_part",
    "t0"."coverage_within_need",
    "t0"."security_duty",
    "t0"."near_protected_unit",
    "t0"."neighbour_consents",
    CASE
      WHEN "t0"."captures" IS NOT NULL
      THEN CAST("t0"."captures" AS VARCHAR[]) @> ARRAY[CAST('video' AS VARCHAR)]
      ELSE CAST(NULL AS BOOLEAN)
    END AS "c0",
    "t0"."place_kind" IN (
      'a7.settlement_gateway',
      'a7.main_road',
      'a7.complex_order_section',
      'a7.complex_order_junction',
      'a7.other_key_public_area'
    ) AS "c1",
    NOT (
      "t0"."authorized"
    ) AS "c2"
  FROM "facts" AS "t0"
), "layer_2" AS (
  SELECT
    "t0"."place_kind",
    "t0"."public_area",
    "t0"."privacy_place",
    "t0"."captures",
    "t0"."authorized",
    "t0"."public_part",
    "t0"."coverage_within_need",
    "t0"."security_duty",
    "t0"."near_protected_unit",
    "t0"."neighbour_consents",
    "t0"."c0",
    "t0"."c1",
    "t0"."c2",
    "t0"."public_area" OR "t0"."c1" AS "c3"
  FROM "layer_1" AS "t0"
)
SELECT
  59049 + (
    COALESCE(CAST(CAST("t0"."c0" AND "t0"."privacy_place" AS INT) AS BIGINT), 2) * 1
  ) + (
    COALESCE(
      CAST(CAST("t0"."privacy_place"
      AND NOT (
        CASE
          WHEN "t0"."captures" IS NOT NULL
          THEN CARDINALITY("t0"."captures") = 0
          ELSE CAST(NULL AS BOOLEAN)
        END
      ) AS INT) AS BIGINT),
      2
    ) * 3
  ) + (
    COALESCE(
      CAST(CAST("t0"."c0"
      AND "t0"."place_kind" IN (
        'a7.main_road',
        'a9_6.airport',
        'a9_6.port_border',
        'a9_6.rail_transit',
        'a9_6.bridge_tunnel_crossing',
        'a9_7.school',
        'a9_7.kindergarten',
        'a9_7.other_education',
        'a9_7.medical',
        'a9_7.song_dance',
        'a9_7.games_performance_cinema',
        'a9_7.internet_cafe',
        'a9_7.chess_card',
        'a9_7.square_park_scenic',
        'a9_7.library_culture_stadium',
        'a9_7.convention'
      )
      AND (
        "t0"."c3" AND "t0"."c2"
      ) AS INT) AS BIGINT),
      2
    ) * 9
  ) + (
    COALESCE(CAST(CAST("t0"."c3" AND "t0"."c2" AS INT) AS BIGINT), 2) * 27
  ) + (
    COALESCE(
      CAST(CAST("t0"."place_kind" IN (
        'a9_1.weapons_ammunition',
        'a9_1.civil_explosives',
        'a9_1.flammable_explosive_toxic',
        'a9_1.radioactive',
        'a9_1.drug_precursors',
        'a9_1.weapon_chemicals',
        'a9_1.infectious_strains',
        'a9_2.party_government',
        'a9_2.research',
        'a9_2.cultural_relics',
        'a9_2.museum_archive_exhibition',
        'a9_3.secret_printing_storage',
        'a9_4.vault',
        'a9_4.currency_securities',
        'a9_4.escort_vehicle',
        'a9_4.financial_premises',
        'a9_4.financial_data',
        'a9_4.pawn_auction_jewellery',
        'a9_5.broadcast_press',
        'a9_5.telecom_post',
        'a9_5.water_gas_power',
        'a9_5.oil_depot',
        'a9_5.fuel_station',
        'a9_5.large_energy',
        'a9_6.airport',
        'a9_6.port_border',
        'a9_6.station_ferry_dock',
        'a9_6.car_park',
        'a9_6.public_vehicle_vessel',
        'a9_6.expressway_road',
        'a9_6.rail_transit',
        'a9_6.bridge_tunnel_crossing',
        'a9_6.water_works',
        'a9_7.school',
        'a9_7.kindergarten',
        'a9_7.other_education',
        'a9_7.medical',
        'a9_7.song_dance',
        'a9_7.games_performance_cinema',
        'a9_7.internet_cafe',
        'a9_7.chess_card',
        'a9_7.mall_street_market',
        'a9_7.square_park_scenic',
        'a9_7.library_culture_stadium',
        'a9_7.convention',
        'a9_8.material_warehouse',
        'a9_8.vehicle_repair_scrap',
        'a9_8.second_hand_market',
        'a9_8.logistics_parcel',
        'a9_9.public_service',
        'a9_9.judicial_custody',
        'a9_9.welfare',
        'a9_10.other_by_law'
      ) AS INT) AS BIGINT),
      2
    ) * 81
  ) + (
    COALESCE(
      CAST(CAST("t0"."place_kind" IN ('a9_9.hotel', 'a9_9.rental_housing', 'a9_9.residential_compound')
      AND "t0"."public_part" AS INT) AS BIGINT),
      2
    ) * 243
  ) + (
    COALESCE(CAST(CAST("t0"."c1" AS INT) AS BIGINT), 2) * 729
  ) + (
    COALESCE(
      CAST(CAST("t0"."c0" AND (
        "t0"."c3" AND NOT (
          "t0"."security_duty"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 2187
  ) + (
    COALESCE(
      CAST(CAST("t0"."c0"
      AND "t0"."c3"
      AND (
        "t0"."near_protected_unit" AND NOT (
          "t0"."neighbour_consents"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 6561
  ) + (
    COALESCE(CAST(CAST(NOT (
      "t0"."coverage_within_need"
    ) AS INT) AS BIGINT), 2) * 19683
  ) AS "__pattern_0",
  CAST(CAST("t0"."place_kind" IS NULL AS INT) AS BIGINT) AS "__unknown_place_kind",
  CAST(CAST("t0"."public_area" IS NULL AS INT) AS BIGINT) AS "__unknown_public_area",
  CAST(CAST("t0"."privacy_place" IS NULL AS INT) AS BIGINT) AS "__unknown_privacy_place",
  CAST(CAST("t0"."captures" IS NULL AS INT) AS BIGINT) AS "__unknown_captures",
  CAST(CAST("t0"."authorized" IS NULL AS INT) AS BIGINT) AS "__unknown_authorized",
  CAST(CAST("t0"."public_part" IS NULL AS INT) AS BIGINT) AS "__unknown_public_part",
  CAST(CAST("t0"."coverage_within_need" IS NULL AS INT) AS BIGINT) AS "__unknown_coverage_within_need",
  CAST(CAST("t0"."security_duty" IS NULL AS INT) AS BIGINT) AS "__unknown_security_duty",
  CAST(CAST("t0"."near_protected_unit" IS NULL AS INT) AS BIGINT) AS "__unknown_near_protected_unit",
  CAST(CAST("t0"."neighbour_consents" IS NULL AS INT) AS BIGINT) AS "__unknown_neighbour_consents"
FROM "layer_2" AS "t0"
