WITH "layer_1" AS (
  SELECT
    "t0"."breach",
    "t0"."act_on",
    "t0"."offender",
    "t0"."offender_role",
    "t0"."video_system",
    "t0"."system_of_art_7",
    "t0"."ordered_on",
    "t0"."ordered_on__none",
    "t0"."correct_by",
    "t0"."correct_by__none",
    "t0"."corrected_on",
    "t0"."corrected_on__none",
    "t0"."refused",
    "t0"."serious_consequences",
    CASE
      WHEN NOT (
        "t0"."act_on" IS NULL
      )
      THEN "t0"."act_on"
      WHEN "t0"."act_on" IS NULL
      THEN MAKE_DATE(2026, 11, 22)
      ELSE CAST(NULL AS DATE)
    END AS "c0",
    "t0"."breach" IN ('cn-decree-799/art_8')
    OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_8__') AS "c1",
    "t0"."offender_role" IN ('operator') AS "c2",
    CASE
      WHEN "t0"."ordered_on__none"
      THEN TRUE
      WHEN NOT (
        "t0"."ordered_on" IS NULL
      )
      THEN FALSE
      ELSE CAST(NULL AS BOOLEAN)
    END AS "c3",
    (
      "t0"."corrected_on" <= "t0"."correct_by"
    )
    AND NOT (
      (
        "t0"."corrected_on__none"
        AND (
          NOT (
            "t0"."correct_by" IS NULL
          ) OR "t0"."correct_by__none"
        )
      )
      OR (
        "t0"."correct_by__none"
        AND (
          NOT (
            "t0"."corrected_on" IS NULL
          ) OR "t0"."corrected_on__none"
        )
      )
    ) AS "c4",
    (
      "t0"."correct_by" < MAKE_DATE(2026, 11, 22)
    )
    AND NOT (
      "t0"."correct_by__none"
    ) AS "c5",
    "t0"."breach" IN ('art_8') OR STARTS_WITH("t0"."breach", 'art_8__') AS "c6",
    "t0"."breach" IN ('cn-decree-799/art_14')
    OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_14__') AS "c7",
    "t0"."breach" IN ('art_23__para_1__item_3')
    OR STARTS_WITH("t0"."breach", 'art_23__para_1__item_3__') AS "c8",
    (
      (
        "t0"."breach" IN ('art_7__para_3')
        OR STARTS_WITH("t0"."breach", 'art_7__para_3__')
      )
      AND "t0"."video_system"
    )
    OR (
      "t0"."breach" IN ('cn-decree-799/art_13')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_13__')
    ) AS "c9",
    "t0"."breach" IN ('cn-counter-terrorism-law/art_32')
    OR STARTS_WITH("t0"."breach", 'cn-counter-terrorism-law/art_32__') AS "c10",
    "t0"."offender" IN ('unit') AS "c11",
    "t0"."breach" IN ('art_9__para_1')
    OR STARTS_WITH("t0"."breach", 'art_9__para_1__')
    OR (
      "t0"."breach" = 'art_9'
    ) AS "c12",
    "t0"."breach" IN ('art_10') OR STARTS_WITH("t0"."breach", 'art_10__') AS "c13",
    "t0"."breach" IN ('art_11') OR STARTS_WITH("t0"."breach", 'art_11__') AS "c14",
    "t0"."breach" IN ('art_12') OR STARTS_WITH("t0"."breach", 'art_12__') AS "c15",
    "t0"."breach" IN ('art_13') OR STARTS_WITH("t0"."breach", 'art_13__') AS "c16",
    "t0"."breach" IN ('art_20', 'cn-counter-terrorism-law/art_32')
    OR STARTS_WITH("t0"."breach", 'art_20__')
    OR STARTS_WITH("t0"."breach", 'cn-counter-terrorism-law/art_32__') AS "c17",
    "t0"."breach" IN ('art_21') OR STARTS_WITH("t0"."breach", 'art_21__') AS "c18",
    "t0"."breach" IN ('art_22') OR STARTS_WITH("t0"."breach", 'art_22__') AS "c19",
    "t0"."breach" IN ('art_17', 'art_19')
    OR STARTS_WITH("t0"."breach", 'art_17__')
    OR STARTS_WITH("t0"."breach", 'art_19__') AS "c20"
  FROM "facts" AS "t0"
), "layer_2" AS (
  SELECT
    "t0"."breach",
    "t0"."act_on",
    "t0"."offender",
    "t0"."offender_role",
    "t0"."video_system",
    "t0"."system_of_art_7",
    "t0"."ordered_on",
    "t0"."ordered_on__none",
    "t0"."correct_by",
    "t0"."correct_by__none",
    "t0"."corrected_on",
    "t0"."corrected_on__none",
    "t0"."refused",
    "t0"."serious_consequences",
    "t0"."c0",
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
    "t0"."c0" >= MAKE_DATE(2025, 4, 1) AS "c21",
    NOT (
      "t0"."c3"
    ) AS "c22",
    NOT (
      "t0"."c4"
    ) AS "c23",
    (
      "t0"."c6" AND "t0"."video_system"
    )
    OR (
      "t0"."breach" IN ('cn-decree-799/art_7__para_3')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_7__para_3__')
    ) AS "c24",
    "t0"."c11" OR "t0"."offender" IN ('individual') AS "c25"
  FROM "layer_1" AS "t0"
), "layer_3" AS (
  SELECT
    "t0"."breach",
    "t0"."act_on",
    "t0"."offender",
    "t0"."offender_role",
    "t0"."video_system",
    "t0"."system_of_art_7",
    "t0"."ordered_on",
    "t0"."ordered_on__none",
    "t0"."correct_by",
    "t0"."correct_by__none",
    "t0"."corrected_on",
    "t0"."corrected_on__none",
    "t0"."refused",
    "t0"."serious_consequences",
    "t0"."c0",
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
    "t0"."c23",
    "t0"."c24",
    "t0"."c25",
    CASE
      WHEN NOT (
        "t0"."refused" IS NULL
      )
      THEN "t0"."refused"
      WHEN "t0"."refused" IS NULL
      THEN "t0"."c22" AND (
        "t0"."c5" AND "t0"."c23"
      )
      ELSE CAST(NULL AS BOOLEAN)
    END AS "c26"
  FROM "layer_2" AS "t0"
)
SELECT
  0 + (
    CAST(CAST("t0"."c0" < MAKE_DATE(2017, 8, 1) AS INT) AS BIGINT) * 1
  ) + (
    COALESCE(
      CAST(CAST((
        "t0"."breach" IN (
          'cn-decree-799/art_8',
          'cn-decree-799/art_7__para_3',
          'cn-decree-799/art_10',
          'cn-decree-799/art_13',
          'cn-decree-799/art_14'
        )
        OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_8__')
        OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_7__para_3__')
        OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_10__')
        OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_13__')
        OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_14__')
      )
      AND (
        "t0"."c0" < MAKE_DATE(2025, 4, 1)
      ) AS INT) AS BIGINT),
      2
    ) * 3
  ) + (
    COALESCE(
      CAST(CAST((
        (
          (
            "t0"."breach" IN ('art_10__para_2')
            OR STARTS_WITH("t0"."breach", 'art_10__para_2__')
          )
          AND "t0"."video_system"
        )
        OR (
          "t0"."c1" AND NOT (
            "t0"."c2"
          )
        )
      )
      AND "t0"."c21" AS INT) AS BIGINT),
      2
    ) * 9
  ) + (
    COALESCE(
      CAST(CAST((
        "t0"."breach" IN ('cn-decree-799/art_10')
        OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_10__')
      )
      AND "t0"."c21" AS INT) AS BIGINT),
      2
    ) * 27
  ) + (
    COALESCE(
      CAST(CAST("t0"."c1"
      AND "t0"."c2"
      AND (
        "t0"."c21" AND (
          "t0"."serious_consequences" AND "t0"."c3"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 81
  ) + (
    COALESCE(
      CAST(CAST("t0"."c1" AND "t0"."c2" AND (
        "t0"."c21" AND "t0"."serious_consequences"
      ) AS INT) AS BIGINT),
      2
    ) * 243
  ) + (
    COALESCE(
      CAST(CAST("t0"."c1"
      AND "t0"."c2"
      AND (
        "t0"."c21" AND (
          "t0"."c22" AND "t0"."c4"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 729
  ) + (
    COALESCE(
      CAST(CAST("t0"."c1" AND "t0"."c2" AND (
        "t0"."c21" AND "t0"."c26"
      ) AS INT) AS BIGINT),
      2
    ) * 2187
  ) + (
    COALESCE(CAST(CAST("t0"."c1" AND (
      "t0"."c2" AND "t0"."c21"
    ) AS INT) AS BIGINT), 2) * 6561
  ) + (
    COALESCE(
      CAST(CAST("t0"."c24" AND "t0"."c21" AND (
        "t0"."c22" AND "t0"."c4"
      ) AS INT) AS BIGINT),
      2
    ) * 19683
  ) + (
    COALESCE(CAST(CAST("t0"."c24" AND (
      "t0"."c21" AND "t0"."c26"
    ) AS INT) AS BIGINT), 2) * 59049
  ) + (
    COALESCE(CAST(CAST("t0"."c24" AND "t0"."c21" AS INT) AS BIGINT), 2) * 177147
  ) + (
    COALESCE(
      CAST(CAST("t0"."c7" AND (
        "t0"."c21" AND NOT (
          "t0"."system_of_art_7"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 531441
  ) + (
    COALESCE(
      CAST(CAST("t0"."c7"
      AND "t0"."system_of_art_7"
      AND (
        "t0"."c21" AND (
          "t0"."c22" AND "t0"."c4"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 1594323
  ) + (
    COALESCE(
      CAST(CAST("t0"."c7" AND "t0"."system_of_art_7" AND (
        "t0"."c21" AND "t0"."c26"
      ) AS INT) AS BIGINT),
      2
    ) * 4782969
  ) + (
    COALESCE(
      CAST(CAST("t0"."c7" AND (
        "t0"."system_of_art_7" AND "t0"."c21"
      ) AS INT) AS BIGINT),
      2
    ) * 14348907
  ) + (
    COALESCE(
      CAST(CAST("t0"."c8"
      AND "t0"."video_system"
      AND (
        "t0"."system_of_art_7" AND (
          "t0"."serious_consequences" AND "t0"."c3"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 43046721
  ) + (
    COALESCE(
      CAST(CAST("t0"."c8"
      AND "t0"."video_system"
      AND (
        "t0"."system_of_art_7" AND "t0"."serious_consequences"
      ) AS INT) AS BIGINT),
      2
    ) * 129140163
  ) + (
    COALESCE(
      CAST(CAST("t0"."c8"
      AND "t0"."video_system"
      AND (
        "t0"."system_of_art_7" AND (
          "t0"."c22" AND "t0"."c4"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 387420489
  ) + (
    COALESCE(
      CAST(CAST("t0"."c8" AND "t0"."video_system" AND (
        "t0"."system_of_art_7" AND "t0"."c26"
      ) AS INT) AS BIGINT),
      2
    ) * 1162261467
  ) + (
    COALESCE(
      CAST(CAST("t0"."c8" AND (
        "t0"."video_system" AND "t0"."system_of_art_7"
      ) AS INT) AS BIGINT),
      2
    ) * 3486784401
  ) + (
    COALESCE(
      CAST(CAST((
        "t0"."breach" IN (
          'art_24__para_1__item_1',
          'art_24__para_1__item_2',
          'art_24__para_1__item_3',
          'art_24__para_1__item_5'
        )
        OR STARTS_WITH("t0"."breach", 'art_24__para_1__item_1__')
        OR STARTS_WITH("t0"."breach", 'art_24__para_1__item_2__')
        OR STARTS_WITH("t0"."breach", 'art_24__para_1__item_3__')
        OR STARTS_WITH("t0"."breach", 'art_24__para_1__item_5__')
        OR (
          (
            "t0"."breach" = 'art_24'
          ) OR (
            "t0"."breach" = 'art_24__para_1'
          )
        )
      )
      AND (
        "t0"."video_system" AND "t0"."c21"
      ) AS INT) AS BIGINT),
      2
    ) * 10460353203
  ) + (
    COALESCE(
      CAST(CAST("t0"."c9" AND "t0"."c21" AND (
        "t0"."c22" AND "t0"."c4"
      ) AS INT) AS BIGINT),
      2
    ) * 31381059609
  ) + (
    COALESCE(CAST(CAST("t0"."c9" AND "t0"."c21" AS INT) AS BIGINT), 2) * 94143178827
  ) + (
    COALESCE(CAST(CAST("t0"."c10" AND (
      "t0"."c22" AND "t0"."c4"
    ) AS INT) AS BIGINT), 2) * 282429536481
  ) + (
    COALESCE(CAST(CAST("t0"."c10" AND (
      "t0"."c26" AND "t0"."c11"
    ) AS INT) AS BIGINT), 2) * 847288609443
  ) + (
    COALESCE(
      CAST(CAST("t0"."c10"
      AND NOT (
        "t0"."c22" AND "t0"."c5" AND (
          "t0"."c23" AND "t0"."c11"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 2541865828329
  ) + (
    COALESCE(
      CAST(CAST("t0"."c12" AND "t0"."serious_consequences" AND (
        "t0"."c11" AND "t0"."c3"
      ) AS INT) AS BIGINT),
      2
    ) * 7625597484987
  ) + (
    COALESCE(
      CAST(CAST("t0"."c12" AND (
        "t0"."serious_consequences" AND "t0"."c11"
      ) AS INT) AS BIGINT),
      2
    ) * 22876792454961
  ) + (
    COALESCE(CAST(CAST("t0"."c6" AND (
      "t0"."c22" AND "t0"."c4"
    ) AS INT) AS BIGINT), 2) * 68630377364883
  ) + (
    COALESCE(
      CAST(CAST("t0"."c6"
      AND "t0"."c22"
      AND (
        "t0"."c5" AND (
          "t0"."c23" AND "t0"."c25"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 205891132094649
  ) + (
    COALESCE(CAST(CAST("t0"."c6" AS INT) AS BIGINT), 2) * 617673396283947
  ) + (
    COALESCE(CAST(CAST("t0"."c13" AND (
      "t0"."c22" AND "t0"."c4"
    ) AS INT) AS BIGINT), 2) * 1853020188851841
  ) + (
    COALESCE(
      CAST(CAST("t0"."c13"
      AND "t0"."c22"
      AND (
        "t0"."c5" AND (
          "t0"."c23" AND "t0"."c25"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 5559060566555523
  ) + (
    COALESCE(CAST(CAST("t0"."c13" AS INT) AS BIGINT), 2) * 16677181699666569
  ) + (
    COALESCE(CAST(CAST("t0"."c12" AND (
      "t0"."c22" AND "t0"."c4"
    ) AS INT) AS BIGINT), 2) * 50031545098999707
  ) + (
    COALESCE(
      CAST(CAST("t0"."c12"
      AND "t0"."c22"
      AND (
        "t0"."c5" AND (
          "t0"."c23" AND "t0"."c11"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 150094635296999121
  ) + (
    COALESCE(CAST(CAST("t0"."c12" AS INT) AS BIGINT), 2) * 450283905890997363
  ) + (
    COALESCE(CAST(CAST("t0"."c14" AND (
      "t0"."c22" AND "t0"."c4"
    ) AS INT) AS BIGINT), 2) * 1350851717672992089
  ) AS "__pattern_0",
  31381059609 + (
    COALESCE(
      CAST(CAST("t0"."c14"
      AND "t0"."c22"
      AND (
        "t0"."c5" AND (
          "t0"."c23" AND "t0"."c11"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 1
  ) + (
    COALESCE(CAST(CAST("t0"."c14" AS INT) AS BIGINT), 2) * 3
  ) + (
    COALESCE(CAST(CAST("t0"."c15" AND (
      "t0"."c22" AND "t0"."c4"
    ) AS INT) AS BIGINT), 2) * 9
  ) + (
    COALESCE(
      CAST(CAST("t0"."c15"
      AND "t0"."c22"
      AND (
        "t0"."c5" AND (
          "t0"."c23" AND "t0"."c11"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 27
  ) + (
    COALESCE(CAST(CAST("t0"."c15" AS INT) AS BIGINT), 2) * 81
  ) + (
    COALESCE(CAST(CAST("t0"."c16" AND (
      "t0"."c22" AND "t0"."c4"
    ) AS INT) AS BIGINT), 2) * 243
  ) + (
    COALESCE(
      CAST(CAST("t0"."c16"
      AND "t0"."c22"
      AND (
        "t0"."c5" AND (
          "t0"."c23" AND "t0"."c11"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 729
  ) + (
    COALESCE(CAST(CAST("t0"."c16" AS INT) AS BIGINT), 2) * 2187
  ) + (
    COALESCE(CAST(CAST("t0"."c17" AND (
      "t0"."c22" AND "t0"."c4"
    ) AS INT) AS BIGINT), 2) * 6561
  ) + (
    COALESCE(
      CAST(CAST("t0"."c17"
      AND "t0"."c22"
      AND (
        "t0"."c5" AND (
          "t0"."c23" AND "t0"."c11"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 19683
  ) + (
    COALESCE(CAST(CAST("t0"."c17" AS INT) AS BIGINT), 2) * 59049
  ) + (
    COALESCE(CAST(CAST("t0"."c18" AND (
      "t0"."c22" AND "t0"."c4"
    ) AS INT) AS BIGINT), 2) * 177147
  ) + (
    COALESCE(
      CAST(CAST("t0"."c18"
      AND "t0"."c22"
      AND (
        "t0"."c5" AND (
          "t0"."c23" AND "t0"."c11"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 531441
  ) + (
    COALESCE(CAST(CAST("t0"."c18" AS INT) AS BIGINT), 2) * 1594323
  ) + (
    COALESCE(CAST(CAST("t0"."c19" AND (
      "t0"."c22" AND "t0"."c4"
    ) AS INT) AS BIGINT), 2) * 4782969
  ) + (
    COALESCE(
      CAST(CAST("t0"."c19"
      AND "t0"."c22"
      AND (
        "t0"."c5" AND (
          "t0"."c23" AND "t0"."c11"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 14348907
  ) + (
    COALESCE(CAST(CAST("t0"."c19" AS INT) AS BIGINT), 2) * 43046721
  ) + (
    COALESCE(
      CAST(CAST("t0"."breach" IN ('art_14', 'art_16')
      OR STARTS_WITH("t0"."breach", 'art_14__')
      OR STARTS_WITH("t0"."breach", 'art_16__') AS INT) AS BIGINT),
      2
    ) * 129140163
  ) + (
    COALESCE(
      CAST(CAST("t0"."c20"
      AND "t0"."offender_role" IN ('practitioner', 'using_unit', 'operator', 'other') AS INT) AS BIGINT),
      2
    ) * 387420489
  ) + (
    COALESCE(CAST(CAST("t0"."c20" AS INT) AS BIGINT), 2) * 1162261467
  ) + (
    COALESCE(
      CAST(CAST("t0"."breach" IN ('art_23') OR STARTS_WITH("t0"."breach", 'art_23__') AS INT) AS BIGINT),
      2
    ) * 3486784401
  ) + (
    COALESCE(
      CAST(CAST("t0"."breach" IN ('art_24') OR STARTS_WITH("t0"."breach", 'art_24__') AS INT) AS BIGINT),
      2
    ) * 10460353203
  ) AS "__pattern_1",
  CAST(CAST("t0"."breach" IS NULL AS INT) AS BIGINT) AS "__unknown_breach",
  CAST(CAST(FALSE AS INT) AS BIGINT) AS "__unknown_act_on",
  CAST(CAST("t0"."offender" IS NULL AS INT) AS BIGINT) AS "__unknown_offender",
  CAST(CAST("t0"."offender_role" IS NULL AS INT) AS BIGINT) AS "__unknown_offender_role",
  CAST(CAST("t0"."video_system" IS NULL AS INT) AS BIGINT) AS "__unknown_video_system",
  CAST(CAST("t0"."system_of_art_7" IS NULL AS INT) AS BIGINT) AS "__unknown_system_of_art_7",
  CAST(CAST((
    "t0"."ordered_on" IS NULL
  ) AND NOT (
    "t0"."ordered_on__none"
  ) AS INT) AS BIGINT) AS "__unknown_ordered_on",
  CAST(CAST((
    "t0"."correct_by" IS NULL
  ) AND NOT (
    "t0"."correct_by__none"
  ) AS INT) AS BIGINT) AS "__unknown_correct_by",
  CAST(CAST((
    "t0"."corrected_on" IS NULL
  ) AND NOT (
    "t0"."corrected_on__none"
  ) AS INT) AS BIGINT) AS "__unknown_corrected_on",
  CAST(CAST("t0"."c26" IS NULL AS INT) AS BIGINT) AS "__unknown_refused",
  CAST(CAST("t0"."serious_consequences" IS NULL AS INT) AS BIGINT) AS "__unknown_serious_consequences"
FROM "layer_3" AS "t0"
