WITH "layer_1" AS (
  SELECT
    "t0"."setting",
    "t0"."counter_terrorism_target",
    "t0"."effective_storage_days",
    "t0"."other_law_days",
    "t0"."other_law_days__none",
    "t0"."place_kind",
    "t0"."region",
    "t0"."video_system",
    "t0"."system_of_art_7",
    CASE
      WHEN NOT (
        "t0"."other_law_days" IS NULL
      )
      THEN "t0"."other_law_days"
      WHEN (
        "t0"."other_law_days" IS NULL
      ) AND NOT (
        "t0"."other_law_days__none"
      )
      THEN -1
      ELSE CAST(NULL AS BIGINT)
    END AS "c0",
    "t0"."other_law_days__none" AS "c0_none",
    "t0"."effective_storage_days" < 90 AS "c1",
    "t0"."place_kind" IN (
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
    ) AS "c2",
    "t0"."place_kind" IN (
      'a7.settlement_gateway',
      'a7.main_road',
      'a7.complex_order_section',
      'a7.complex_order_junction',
      'a7.other_key_public_area'
    ) AS "c3",
    "t0"."place_kind" IN ('funeral_home') AS "c4",
    "t0"."place_kind" IN ('a9_7.song_dance') AS "c5",
    NOT (
      "t0"."counter_terrorism_target"
    ) AS "c6",
    "t0"."effective_storage_days" < 30 AS "c7",
    "t0"."place_kind" IN ('a9_7.kindergarten') AS "c8",
    STARTS_WITH("t0"."region", '4403') AS "c9",
    "t0"."place_kind" IN (
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
    ) AS "c10"
  FROM "facts" AS "t0"
), "layer_2" AS (
  SELECT
    "t0"."setting",
    "t0"."counter_terrorism_target",
    "t0"."effective_storage_days",
    "t0"."other_law_days",
    "t0"."other_law_days__none",
    "t0"."place_kind",
    "t0"."region",
    "t0"."video_system",
    "t0"."system_of_art_7",
    "t0"."c0",
    "t0"."c0_none",
    "t0"."c1",
    "t0"."c2",
    "t0"."c3",
    "t0"."c4",
    "t0"."c5",
    "t0"."c6",
    "t0"."c7",
    "t0"."c8",
    "t0"."c9",
    "t0"."c10",
    (
      "t0"."c0" = -1
    ) AND NOT (
      "t0"."c0_none"
    ) AS "c11",
    CASE
      WHEN NOT (
        "t0"."setting" IS NULL
      )
      THEN "t0"."setting"
      WHEN "t0"."setting" IS NULL
      THEN CASE
        WHEN "t0"."c2"
        THEN 'key_unit'
        WHEN NOT (
          "t0"."c2"
        )
        THEN CASE
          WHEN "t0"."c3"
          THEN 'public_area'
          WHEN NOT (
            "t0"."c3"
          )
          THEN CASE
            WHEN "t0"."c4"
            THEN 'other'
            WHEN NOT (
              "t0"."c4"
            )
            THEN "t0"."setting"
            WHEN 'other' = "t0"."setting"
            THEN 'other'
            ELSE CAST(NULL AS VARCHAR)
          END
          WHEN 'public_area' = CASE
            WHEN "t0"."c4"
            THEN 'other'
            WHEN NOT (
              "t0"."c4"
            )
            THEN "t0"."setting"
            WHEN 'other' = "t0"."setting"
            THEN 'other'
            ELSE CAST(NULL AS VARCHAR)
          END
          THEN 'public_area'
          ELSE CAST(NULL AS VARCHAR)
        END
        WHEN 'key_unit' = CASE
          WHEN "t0"."c3"
          THEN 'public_area'
          WHEN NOT (
            "t0"."c3"
          )
          THEN CASE
            WHEN "t0"."c4"
            THEN 'other'
            WHEN NOT (
              "t0"."c4"
            )
            THEN "t0"."setting"
            WHEN 'other' = "t0"."setting"
            THEN 'other'
            ELSE CAST(NULL AS VARCHAR)
          END
          WHEN 'public_area' = CASE
            WHEN "t0"."c4"
            THEN 'other'
            WHEN NOT (
              "t0"."c4"
            )
            THEN "t0"."setting"
            WHEN 'other' = "t0"."setting"
            THEN 'other'
            ELSE CAST(NULL AS VARCHAR)
          END
          THEN 'public_area'
          ELSE CAST(NULL AS VARCHAR)
        END
        THEN 'key_unit'
        ELSE CAST(NULL AS VARCHAR)
      END
      ELSE CAST(NULL AS VARCHAR)
    END AS "c12",
    CASE
      WHEN NOT (
        "t0"."system_of_art_7" IS NULL
      )
      THEN "t0"."system_of_art_7"
      WHEN "t0"."system_of_art_7" IS NULL
      THEN "t0"."video_system" AND (
        "t0"."c10" OR "t0"."system_of_art_7"
      )
      ELSE CAST(NULL AS BOOLEAN)
    END AS "c13",
    (
      "t0"."c0" >= 0
    ) AND NOT (
      "t0"."c0_none"
    ) AS "c14"
  FROM "layer_1" AS "t0"
), "layer_3" AS (
  SELECT
    "t0"."setting",
    "t0"."counter_terrorism_target",
    "t0"."effective_storage_days",
    "t0"."other_law_days",
    "t0"."other_law_days__none",
    "t0"."place_kind",
    "t0"."region",
    "t0"."video_system",
    "t0"."system_of_art_7",
    "t0"."c0",
    "t0"."c0_none",
    "t0"."c1",
    "t0"."c2",
    "t0"."c3",
    "t0"."c4",
    "t0"."c5",
    "t0"."c6",
    "t0"."c7",
    "t0"."c8",
    "t0"."c9",
    "t0"."c10",
    "t0"."c11",
    "t0"."c12",
    "t0"."c13",
    "t0"."c14",
    CASE
      WHEN NOT (
        "t0"."setting" IS NULL
      )
      THEN "t0"."setting"
      WHEN "t0"."setting" IS NULL
      THEN CASE
        WHEN "t0"."c2"
        THEN 'key_unit'
        WHEN NOT (
          "t0"."c2"
        )
        THEN CASE
          WHEN "t0"."c3"
          THEN 'public_area'
          WHEN NOT (
            "t0"."c3"
          )
          THEN CASE
            WHEN "t0"."c4"
            THEN 'other'
            WHEN NOT (
              "t0"."c4"
            )
            THEN "t0"."c12"
            WHEN 'other' = "t0"."c12"
            THEN 'other'
            ELSE CAST(NULL AS VARCHAR)
          END
          WHEN 'public_area' = CASE
            WHEN "t0"."c4"
            THEN 'other'
            WHEN NOT (
              "t0"."c4"
            )
            THEN "t0"."c12"
            WHEN 'other' = "t0"."c12"
            THEN 'other'
            ELSE CAST(NULL AS VARCHAR)
          END
          THEN 'public_area'
          ELSE CAST(NULL AS VARCHAR)
        END
        WHEN 'key_unit' = CASE
          WHEN "t0"."c3"
          THEN 'public_area'
          WHEN NOT (
            "t0"."c3"
          )
          THEN CASE
            WHEN "t0"."c4"
            THEN 'other'
            WHEN NOT (
              "t0"."c4"
            )
            THEN "t0"."c12"
            WHEN 'other' = "t0"."c12"
            THEN 'other'
            ELSE CAST(NULL AS VARCHAR)
          END
          WHEN 'public_area' = CASE
            WHEN "t0"."c4"
            THEN 'other'
            WHEN NOT (
              "t0"."c4"
            )
            THEN "t0"."c12"
            WHEN 'other' = "t0"."c12"
            THEN 'other'
            ELSE CAST(NULL AS VARCHAR)
          END
          THEN 'public_area'
          ELSE CAST(NULL AS VARCHAR)
        END
        THEN 'key_unit'
        ELSE CAST(NULL AS VARCHAR)
      END
      ELSE CAST(NULL AS VARCHAR)
    END AS "c15",
    CASE
      WHEN NOT (
        "t0"."system_of_art_7" IS NULL
      )
      THEN "t0"."system_of_art_7"
      WHEN "t0"."system_of_art_7" IS NULL
      THEN "t0"."video_system" AND (
        "t0"."c10" OR "t0"."c13"
      )
      ELSE CAST(NULL AS BOOLEAN)
    END AS "c16"
  FROM "layer_2" AS "t0"
), "layer_4" AS (
  SELECT
    "t0"."setting",
    "t0"."counter_terrorism_target",
    "t0"."effective_storage_days",
    "t0"."other_law_days",
    "t0"."other_law_days__none",
    "t0"."place_kind",
    "t0"."region",
    "t0"."video_system",
    "t0"."system_of_art_7",
    "t0"."c0",
    "t0"."c0_none",
    "t0"."c1",
    "t0"."c2",
    "t0"."c3",
    "t0"."c4",
    "t0"."c5",
    "t0"."c6",
    "t0"."c7",
    "t0"."c8",
    "t0"."c9",
    "t0"."c10",
    "t0"."c11",
    "t0"."c12",
    "t0"."c13",
    "t0"."c14",
    "t0"."c15",
    "t0"."c16",
    "t0"."c15" IN ('other') AS "c17",
    "t0"."c15" IN ('key_unit') AS "c18",
    "t0"."c15" IN ('public_area', 'key_unit') AS "c19"
  FROM "layer_3" AS "t0"
), "layer_5" AS (
  SELECT
    "t0"."setting",
    "t0"."counter_terrorism_target",
    "t0"."effective_storage_days",
    "t0"."other_law_days",
    "t0"."other_law_days__none",
    "t0"."place_kind",
    "t0"."region",
    "t0"."video_system",
    "t0"."system_of_art_7",
    "t0"."c0",
    "t0"."c0_none",
    "t0"."c1",
    "t0"."c2",
    "t0"."c3",
    "t0"."c4",
    "t0"."c5",
    "t0"."c6",
    "t0"."c7",
    "t0"."c8",
    "t0"."c9",
    "t0"."c10",
    "t0"."c11",
    "t0"."c12",
    "t0"."c13",
    "t0"."c14",
    "t0"."c15",
    "t0"."c16",
    "t0"."c17",
    "t0"."c18",
    "t0"."c19",
    NOT (
      "t0"."c19"
    ) AS "c20",
    (
      "t0"."counter_terrorism_target" AND "t0"."c1"
    )
    OR (
      NOT (
        "t0"."counter_terrorism_target"
      )
      AND (
        (
          "t0"."effective_storage_days" < 0
        ) OR (
          "t0"."c19" AND "t0"."c7"
        )
      )
    )
    OR (
      "t0"."c1"
      AND (
        (
          "t0"."effective_storage_days" < 0
        ) OR (
          "t0"."c19" AND "t0"."c7"
        )
      )
    ) AS "c21",
    "t0"."c19" OR "t0"."counter_terrorism_target" AS "c22"
  FROM "layer_4" AS "t0"
), "layer_6" AS (
  SELECT
    "t0"."setting",
    "t0"."counter_terrorism_target",
    "t0"."effective_storage_days",
    "t0"."other_law_days",
    "t0"."other_law_days__none",
    "t0"."place_kind",
    "t0"."region",
    "t0"."video_system",
    "t0"."system_of_art_7",
    "t0"."c0",
    "t0"."c0_none",
    "t0"."c1",
    "t0"."c2",
    "t0"."c3",
    "t0"."c4",
    "t0"."c5",
    "t0"."c6",
    "t0"."c7",
    "t0"."c8",
    "t0"."c9",
    "t0"."c10",
    "t0"."c11",
    "t0"."c12",
    "t0"."c13",
    "t0"."c14",
    "t0"."c15",
    "t0"."c16",
    "t0"."c17",
    "t0"."c18",
    "t0"."c19",
    "t0"."c20",
    "t0"."c21",
    "t0"."c22",
    NOT (
      "t0"."c22"
    ) AS "c23"
  FROM "layer_5" AS "t0"
)
SELECT
  129140163 + (
    COALESCE(
      CAST(CAST("t0"."c11"
      AND "t0"."counter_terrorism_target"
      AND (
        "t0"."video_system" AND "t0"."c1"
      ) AS INT) AS BIGINT),
      2
    ) * 1
  ) + (
    COALESCE(
      CAST(CAST("t0"."c11" AND "t0"."c17" AND (
        "t0"."c4" AND "t0"."c1"
      ) AS INT) AS BIGINT),
      2
    ) * 3
  ) + (
    COALESCE(
      CAST(CAST("t0"."c11"
      AND (
        "t0"."c18" AND "t0"."c5"
      )
      AND (
        "t0"."c6" AND (
          "t0"."c20" AND "t0"."c7"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 9
  ) + (
    COALESCE(
      CAST(CAST("t0"."c11"
      AND "t0"."c18"
      AND (
        "t0"."c8" AND (
          "t0"."c9" AND "t0"."c1"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 27
  ) + (
    COALESCE(CAST(CAST("t0"."counter_terrorism_target" AND "t0"."c21" AS INT) AS BIGINT), 2) * 81
  ) + (
    COALESCE(
      CAST(CAST("t0"."c11"
      AND (
        "t0"."c18" AND "t0"."c5"
      )
      AND (
        "t0"."c6" AND (
          "t0"."c19" AND "t0"."c7"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 243
  ) + (
    COALESCE(
      CAST(CAST("t0"."c16" AND "t0"."c19" AND (
        "t0"."c6" AND "t0"."c7"
      ) AS INT) AS BIGINT),
      2
    ) * 729
  ) + (
    COALESCE(CAST(CAST("t0"."c22" AND "t0"."c21" AS INT) AS BIGINT), 2) * 2187
  ) + (
    COALESCE(
      CAST(CAST("t0"."c14"
      AND (
        (
          "t0"."effective_storage_days" < "t0"."c0"
        )
        AND NOT (
          "t0"."c0_none" AND NOT (
            "t0"."effective_storage_days" IS NULL
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 6561
  ) + (
    COALESCE(
      CAST(CAST("t0"."c23"
      AND (
        (
          "t0"."c11"
          AND NOT (
            (
              "t0"."counter_terrorism_target" AND "t0"."video_system"
            )
            OR (
              "t0"."c17" AND "t0"."c4"
            )
            OR (
              (
                "t0"."c18" AND "t0"."c5"
              )
              OR (
                "t0"."c18" AND (
                  "t0"."c8" AND "t0"."c9"
                )
              )
            )
          )
        )
        OR (
          NOT (
            "t0"."c11"
          )
          AND CASE
            WHEN "t0"."c0_none"
            THEN TRUE
            WHEN NOT (
              "t0"."c0" IS NULL
            )
            THEN FALSE
            ELSE CAST(NULL AS BOOLEAN)
          END
        )
        OR (
          NOT (
            (
              "t0"."counter_terrorism_target" AND "t0"."video_system"
            )
            OR (
              "t0"."c17" AND "t0"."c4"
            )
            OR (
              (
                "t0"."c18" AND "t0"."c5"
              )
              OR (
                "t0"."c18" AND (
                  "t0"."c8" AND "t0"."c9"
                )
              )
            )
          )
          AND CASE
            WHEN "t0"."c0_none"
            THEN TRUE
            WHEN NOT (
              "t0"."c0" IS NULL
            )
            THEN FALSE
            ELSE CAST(NULL AS BOOLEAN)
          END
        )
      ) AS INT) AS BIGINT),
      2
    ) * 19683
  ) + (
    COALESCE(
      CAST(CAST("t0"."c11" AND (
        "t0"."counter_terrorism_target" AND "t0"."video_system"
      ) AS INT) AS BIGINT),
      2
    ) * 59049
  ) + (
    COALESCE(CAST(CAST("t0"."c11" AND (
      "t0"."c17" AND "t0"."c4"
    ) AS INT) AS BIGINT), 2) * 177147
  ) + (
    COALESCE(
      CAST(CAST("t0"."c11"
      AND "t0"."c18"
      AND (
        "t0"."c5" AND (
          "t0"."c6" AND "t0"."c20"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 531441
  ) + (
    COALESCE(
      CAST(CAST("t0"."c11" AND "t0"."c18" AND (
        "t0"."c8" AND "t0"."c9"
      ) AS INT) AS BIGINT),
      2
    ) * 1594323
  ) + (
    COALESCE(
      CAST(CAST("t0"."c14"
      AND (
        "t0"."c23"
        OR (
          (
            "t0"."counter_terrorism_target"
            AND (
              (
                "t0"."c0" > 90
              ) AND NOT (
                "t0"."c0_none"
              )
            )
          )
          OR (
            NOT (
              "t0"."counter_terrorism_target"
            )
            AND (
              (
                (
                  "t0"."c0" > 30
                ) AND NOT (
                  "t0"."c0_none"
                )
              )
              OR (
                "t0"."c20" AND (
                  (
                    "t0"."c0" > 0
                  ) AND NOT (
                    "t0"."c0_none"
                  )
                )
              )
            )
          )
          OR (
            (
              "t0"."c0" > 90
            )
            AND NOT (
              "t0"."c0_none"
            )
            AND (
              (
                (
                  "t0"."c0" > 30
                ) AND NOT (
                  "t0"."c0_none"
                )
              )
              OR (
                "t0"."c20" AND (
                  (
                    "t0"."c0" > 0
                  ) AND NOT (
                    "t0"."c0_none"
                  )
                )
              )
            )
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 4782969
  ) + (
    COALESCE(
      CAST(CAST("t0"."c11"
      AND "t0"."c18"
      AND (
        "t0"."c5" AND (
          "t0"."c6" AND "t0"."c19"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 14348907
  ) + (
    COALESCE(CAST(CAST("t0"."c16" AND (
      "t0"."c22" AND "t0"."c6"
    ) AS INT) AS BIGINT), 2) * 43046721
  ) AS "__pattern_0",
  CAST(CAST("t0"."c12" IS NULL AS INT) AS BIGINT) AS "__unknown_setting",
  CAST(CAST("t0"."counter_terrorism_target" IS NULL AS INT) AS BIGINT) AS "__unknown_counter_terrorism_target",
  CAST(CAST("t0"."effective_storage_days" IS NULL AS INT) AS BIGINT) AS "__unknown_effective_storage_days",
  CAST(CAST((
    "t0"."c0" IS NULL
  ) AND NOT (
    "t0"."c0_none"
  ) AS INT) AS BIGINT) AS "__unknown_other_law_days",
  CAST(CAST("t0"."place_kind" IS NULL AS INT) AS BIGINT) AS "__unknown_place_kind",
  CAST(CAST("t0"."region" IS NULL AS INT) AS BIGINT) AS "__unknown_region",
  CAST(CAST("t0"."video_system" IS NULL AS INT) AS BIGINT) AS "__unknown_video_system",
  CAST(CAST("t0"."c13" IS NULL AS INT) AS BIGINT) AS "__unknown_system_of_art_7"
FROM "layer_6" AS "t0"
