WITH "layer_1" AS (
  SELECT
    "t0"."requester",
    "t0"."action",
    "t0"."purpose",
    "t0"."system_setting",
    "t0"."approved_by_level",
    "t0"."approved_by_level__none",
    "t0"."approved_by_kind",
    "t0"."approved_by_kind__none",
    "t0"."approver_is_person_in_charge",
    "t0"."approver_is_person_in_charge__none",
    "t0"."approver_covers_place",
    "t0"."approver_covers_place__none",
    "t0"."emergency_power",
    "t0"."staff_count",
    "t0"."work_cards_shown",
    "t0"."letter_shown",
    "t0"."registered",
    "t0"."major_loss",
    "t0"."urgent",
    "t0"."unit_consents",
    "t0"."approved_by_builder_organ",
    "t0"."approved_by_builder_organ__none",
    "t0"."protects_life_health_property",
    "t0"."video_system",
    "t0"."requester" IN ('public_security', 'national_security') AS "c0",
    "t0"."action" IN ('connect') AS "c1",
    "t0"."requester" IN ('emergency_department', 'other_department') AS "c2",
    "t0"."purpose" IN ('public_emergency') AS "c3",
    "t0"."staff_count" >= 2 AS "c4",
    "t0"."purpose" IN ('law_enforcement') AS "c5",
    "t0"."action" IN ('view') AS "c6",
    "t0"."approved_by_level" IN ('county', 'prefecture', 'province')
    AND NOT (
      "t0"."approved_by_level__none"
    ) AS "c7",
    (
      "t0"."approver_covers_place" = TRUE
    )
    AND NOT (
      "t0"."approver_covers_place__none"
    ) AS "c8",
    "t0"."requester" IN ('citizen') AS "c9",
    "t0"."requester" IN ('using_unit_staff') AS "c10",
    "t0"."purpose" IN ('duty') AS "c11",
    "t0"."action" IN ('copy', 'retrieve') AS "c12"
  FROM "facts" AS "t0"
), "layer_2" AS (
  SELECT
    "t0"."requester",
    "t0"."action",
    "t0"."purpose",
    "t0"."system_setting",
    "t0"."approved_by_level",
    "t0"."approved_by_level__none",
    "t0"."approved_by_kind",
    "t0"."approved_by_kind__none",
    "t0"."approver_is_person_in_charge",
    "t0"."approver_is_person_in_charge__none",
    "t0"."approver_covers_place",
    "t0"."approver_covers_place__none",
    "t0"."emergency_power",
    "t0"."staff_count",
    "t0"."work_cards_shown",
    "t0"."letter_shown",
    "t0"."registered",
    "t0"."major_loss",
    "t0"."urgent",
    "t0"."unit_consents",
    "t0"."approved_by_builder_organ",
    "t0"."approved_by_builder_organ__none",
    "t0"."protects_life_health_property",
    "t0"."video_system",
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
    "t0"."c0" OR "t0"."c2" AS "c13"
  FROM "layer_1" AS "t0"
)
SELECT
  1162261467 + (
    COALESCE(CAST(CAST("t0"."requester" IN ('judicial_or_supervisory') AS INT) AS BIGINT), 2) * 1
  ) + (
    COALESCE(
      CAST(CAST("t0"."c0"
      AND (
        "t0"."c1" AND "t0"."purpose" IN ('law_enforcement', 'public_emergency')
      ) AS INT) AS BIGINT),
      2
    ) * 3
  ) + (
    COALESCE(CAST(CAST("t0"."c1" AS INT) AS BIGINT), 2) * 9
  ) + (
    COALESCE(
      CAST(CAST("t0"."c13"
      AND (
        "t0"."c3" AND "t0"."emergency_power"
      )
      AND (
        "t0"."c4"
        AND "t0"."work_cards_shown"
        AND (
          "t0"."letter_shown" AND "t0"."registered"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 27
  ) + (
    COALESCE(
      CAST(CAST("t0"."c0"
      AND (
        "t0"."c5" AND "t0"."c6"
      )
      AND (
        "t0"."c4"
        AND "t0"."work_cards_shown"
        AND (
          "t0"."letter_shown" AND "t0"."registered"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 81
  ) + (
    COALESCE(
      CAST(CAST("t0"."c0"
      AND "t0"."c5"
      AND (
        "t0"."c7"
        AND (
          "t0"."approved_by_kind" IN ('public_security', 'national_security')
          AND NOT (
            "t0"."approved_by_kind__none"
          )
          AND (
            (
              "t0"."approver_is_person_in_charge" = TRUE
            )
            AND NOT (
              "t0"."approver_is_person_in_charge__none"
            )
          )
        )
      )
      AND (
        "t0"."c8"
        AND "t0"."c4"
        AND (
          "t0"."work_cards_shown" AND (
            "t0"."letter_shown" AND "t0"."registered"
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 243
  ) + (
    COALESCE(
      CAST(CAST("t0"."c2"
      AND "t0"."c5"
      AND (
        "t0"."c7"
        AND (
          "t0"."approved_by_kind" IN ('public_security')
          AND NOT (
            "t0"."approved_by_kind__none"
          )
        )
      )
      AND (
        "t0"."c8"
        AND "t0"."c4"
        AND (
          "t0"."work_cards_shown" AND (
            "t0"."letter_shown" AND "t0"."registered"
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 729
  ) + (
    COALESCE(
      CAST(CAST("t0"."c9"
      AND "t0"."c6"
      AND (
        "t0"."major_loss" AND (
          "t0"."urgent" AND "t0"."unit_consents"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 2187
  ) + (
    COALESCE(
      CAST(CAST("t0"."video_system"
      AND "t0"."requester" IN ('citizen', 'relative_or_guardian')
      AND (
        "t0"."c6" AND (
          "t0"."protects_life_health_property" AND "t0"."unit_consents"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 6561
  ) + (
    COALESCE(
      CAST(CAST("t0"."c9"
      AND "t0"."action" IN ('copy')
      AND (
        "t0"."purpose" IN ('statutory_reason')
        AND (
          "t0"."system_setting" IN ('public_area')
          AND (
            (
              "t0"."approved_by_builder_organ" = TRUE
            )
            AND NOT (
              "t0"."approved_by_builder_organ__none"
            )
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 19683
  ) + (
    COALESCE(
      CAST(CAST("t0"."c10" AND "t0"."c11" AND (
        "t0"."c6" AND "t0"."registered"
      ) AS INT) AS BIGINT),
      2
    ) * 59049
  ) + (
    COALESCE(
      CAST(CAST("t0"."c10" AND "t0"."c11" AND (
        "t0"."c12" AND "t0"."registered"
      ) AS INT) AS BIGINT),
      2
    ) * 177147
  ) + (
    COALESCE(
      CAST(CAST("t0"."c13"
      AND (
        (
          "t0"."c5" OR (
            "t0"."c3" AND "t0"."emergency_power"
          )
        )
        AND NOT (
          "t0"."c4"
          AND "t0"."work_cards_shown"
          AND (
            "t0"."letter_shown" AND "t0"."registered"
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 531441
  ) + (
    COALESCE(CAST(CAST("t0"."c0" AS INT) AS BIGINT), 2) * 1594323
  ) + (
    COALESCE(CAST(CAST("t0"."c2" AS INT) AS BIGINT), 2) * 4782969
  ) + (
    COALESCE(CAST(CAST("t0"."c9" AND "t0"."c6" AS INT) AS BIGINT), 2) * 14348907
  ) + (
    COALESCE(CAST(CAST("t0"."c9" AS INT) AS BIGINT), 2) * 43046721
  ) + (
    COALESCE(CAST(CAST("t0"."c10" AS INT) AS BIGINT), 2) * 129140163
  ) + (
    COALESCE(
      CAST(CAST("t0"."c10"
      AND "t0"."c11"
      AND (
        (
          "t0"."c6" OR "t0"."c12"
        ) AND NOT (
          "t0"."registered"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 387420489
  ) AS "__pattern_0",
  CAST(CAST("t0"."requester" IS NULL AS INT) AS BIGINT) AS "__unknown_requester",
  CAST(CAST("t0"."action" IS NULL AS INT) AS BIGINT) AS "__unknown_action",
  CAST(CAST("t0"."purpose" IS NULL AS INT) AS BIGINT) AS "__unknown_purpose",
  CAST(CAST("t0"."system_setting" IS NULL AS INT) AS BIGINT) AS "__unknown_system_setting",
  CAST(CAST((
    "t0"."approved_by_level" IS NULL
  )
  AND NOT (
    "t0"."approved_by_level__none"
  ) AS INT) AS BIGINT) AS "__unknown_approved_by_level",
  CAST(CAST((
    "t0"."approved_by_kind" IS NULL
  ) AND NOT (
    "t0"."approved_by_kind__none"
  ) AS INT) AS BIGINT) AS "__unknown_approved_by_kind",
  CAST(CAST((
    "t0"."approver_is_person_in_charge" IS NULL
  )
  AND NOT (
    "t0"."approver_is_person_in_charge__none"
  ) AS INT) AS BIGINT) AS "__unknown_approver_is_person_in_charge",
  CAST(CAST((
    "t0"."approver_covers_place" IS NULL
  )
  AND NOT (
    "t0"."approver_covers_place__none"
  ) AS INT) AS BIGINT) AS "__unknown_approver_covers_place",
  CAST(CAST("t0"."emergency_power" IS NULL AS INT) AS BIGINT) AS "__unknown_emergency_power",
  CAST(CAST("t0"."staff_count" IS NULL AS INT) AS BIGINT) AS "__unknown_staff_count",
  CAST(CAST("t0"."work_cards_shown" IS NULL AS INT) AS BIGINT) AS "__unknown_work_cards_shown",
  CAST(CAST("t0"."letter_shown" IS NULL AS INT) AS BIGINT) AS "__unknown_letter_shown",
  CAST(CAST("t0"."registered" IS NULL AS INT) AS BIGINT) AS "__unknown_registered",
  CAST(CAST("t0"."major_loss" IS NULL AS INT) AS BIGINT) AS "__unknown_major_loss",
  CAST(CAST("t0"."urgent" IS NULL AS INT) AS BIGINT) AS "__unknown_urgent",
  CAST(CAST("t0"."unit_consents" IS NULL AS INT) AS BIGINT) AS "__unknown_unit_consents",
  CAST(CAST((
    "t0"."approved_by_builder_organ" IS NULL
  )
  AND NOT (
    "t0"."approved_by_builder_organ__none"
  ) AS INT) AS BIGINT) AS "__unknown_approved_by_builder_organ",
  CAST(CAST("t0"."protects_life_health_property" IS NULL AS INT) AS BIGINT) AS "__unknown_protects_life_health_property",
  CAST(CAST("t0"."video_system" IS NULL AS INT) AS BIGINT) AS "__unknown_video_system"
FROM "layer_2" AS "t0"
