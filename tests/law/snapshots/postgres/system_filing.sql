WITH "layer_1" AS (
  SELECT
    "t0"."system_of_art_7",
    "t0"."in_use_since",
    "t0"."in_use_since__none",
    "t0"."filed_on",
    "t0"."filed_on__none",
    "t0"."place_kind",
    "t0"."video_system",
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
    ) AS "c0",
    (
      "t0"."in_use_since" < MAKE_DATE(2025, 4, 1)
    )
    AND NOT (
      "t0"."in_use_since__none"
    ) AS "c1"
  FROM "facts" AS "t0"
), "layer_2" AS (
  SELECT
    "t0"."system_of_art_7",
    "t0"."in_use_since",
    "t0"."in_use_since__none",
    "t0"."filed_on",
    "t0"."filed_on__none",
    "t0"."place_kind",
    "t0"."video_system",
    "t0"."c0",
    "t0"."c1",
    CASE
      WHEN NOT (
        "t0"."system_of_art_7" IS NULL
      )
      THEN "t0"."system_of_art_7"
      WHEN "t0"."system_of_art_7" IS NULL
      THEN "t0"."video_system" AND (
        "t0"."c0" OR "t0"."system_of_art_7"
      )
      ELSE CAST(NULL AS BOOLEAN)
    END AS "c2"
  FROM "layer_1" AS "t0"
)
SELECT
  729 + (
    COALESCE(
      CAST(CAST(NOT (
        CASE
          WHEN NOT (
            "t0"."system_of_art_7" IS NULL
          )
          THEN "t0"."system_of_art_7"
          WHEN "t0"."system_of_art_7" IS NULL
          THEN "t0"."video_system" AND (
            "t0"."c0" OR "t0"."c2"
          )
          ELSE CAST(NULL AS BOOLEAN)
        END
      ) AS INT) AS BIGINT),
      2
    ) * 3
  ) + (
    COALESCE(
      CAST(CAST(CASE
        WHEN "t0"."in_use_since__none"
        THEN TRUE
        WHEN NOT (
          "t0"."in_use_since" IS NULL
        )
        THEN FALSE
        ELSE CAST(NULL AS BOOLEAN)
      END
      OR (
        (
          "t0"."in_use_since" > MAKE_DATE(2026, 11, 22)
        )
        AND NOT (
          "t0"."in_use_since__none"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 9
  ) + (
    COALESCE(
      CAST(CAST((
        "t0"."filed_on" <= MAKE_DATE(2026, 11, 22)
      )
      AND NOT (
        "t0"."filed_on__none"
      )
      AND (
        (
          "t0"."c1"
          AND (
            (
              "t0"."filed_on" <= MAKE_DATE(2025, 6, 30)
            )
            AND NOT (
              "t0"."filed_on__none"
            )
          )
        )
        OR (
          NOT (
            "t0"."c1"
          )
          AND (
            (
              "t0"."filed_on" <= CAST(CAST("t0"."in_use_since" + INTERVAL '30 DAY' AS TIMESTAMP) AS DATE)
            )
            AND NOT (
              (
                "t0"."filed_on__none"
                AND (
                  NOT (
                    CAST(CAST("t0"."in_use_since" + INTERVAL '30 DAY' AS TIMESTAMP) AS DATE) IS NULL
                  )
                  OR "t0"."in_use_since__none"
                )
              )
              OR (
                "t0"."in_use_since__none"
                AND (
                  NOT (
                    "t0"."filed_on" IS NULL
                  ) OR "t0"."filed_on__none"
                )
              )
            )
          )
        )
        OR (
          (
            "t0"."filed_on" <= MAKE_DATE(2025, 6, 30)
          )
          AND NOT (
            "t0"."filed_on__none"
          )
          AND (
            (
              "t0"."filed_on" <= CAST(CAST("t0"."in_use_since" + INTERVAL '30 DAY' AS TIMESTAMP) AS DATE)
            )
            AND NOT (
              (
                "t0"."filed_on__none"
                AND (
                  NOT (
                    CAST(CAST("t0"."in_use_since" + INTERVAL '30 DAY' AS TIMESTAMP) AS DATE) IS NULL
                  )
                  OR "t0"."in_use_since__none"
                )
              )
              OR (
                "t0"."in_use_since__none"
                AND (
                  NOT (
                    "t0"."filed_on" IS NULL
                  ) OR "t0"."filed_on__none"
                )
              )
            )
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 27
  ) + (
    COALESCE(CAST(CAST("t0"."c1" AS INT) AS BIGINT), 2) * 81
  ) + (
    COALESCE(
      CAST(CAST("t0"."c1"
      OR (
        (
          "t0"."in_use_since" < MAKE_DATE(2026, 10, 23)
        )
        AND NOT (
          "t0"."in_use_since__none"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 243
  ) AS "__pattern_0",
  CAST(CAST("t0"."c2" IS NULL AS INT) AS BIGINT) AS "__unknown_system_of_art_7",
  CAST(CAST((
    "t0"."in_use_since" IS NULL
  ) AND NOT (
    "t0"."in_use_since__none"
  ) AS INT) AS BIGINT) AS "__unknown_in_use_since",
  CAST(CAST((
    "t0"."filed_on" IS NULL
  ) AND NOT (
    "t0"."filed_on__none"
  ) AS INT) AS BIGINT) AS "__unknown_filed_on",
  CAST(CAST((
    "t0"."place_kind" IS NULL
  ) AND (
    "t0"."c2" IS NULL
  ) AS INT) AS BIGINT) AS "__unknown_place_kind",
  CAST(CAST((
    "t0"."video_system" IS NULL
  ) AND (
    "t0"."c2" IS NULL
  ) AS INT) AS BIGINT) AS "__unknown_video_system"
FROM "layer_2" AS "t0"
