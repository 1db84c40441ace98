WITH "layer_1" AS (
  SELECT
    "t0"."setting",
    "t0"."counter_terrorism_target",
    "t0"."effective_storage_days",
    "t0"."other_law_days",
    "t0"."other_law_days__none",
    (
      "t0"."effective_storage_days" < 30
    )
    OR (
      "t0"."counter_terrorism_target" AND (
        "t0"."effective_storage_days" < 90
      )
    ) AS "c0",
    "t0"."setting" IN ('public_area', 'key_unit') OR "t0"."counter_terrorism_target" AS "c1",
    "t0"."other_law_days" AS "c2",
    "t0"."other_law_days" IS NULL AS "c2_none"
  FROM "facts" AS "t0"
), "layer_2" AS (
  SELECT
    "t0"."setting",
    "t0"."counter_terrorism_target",
    "t0"."effective_storage_days",
    "t0"."other_law_days",
    "t0"."other_law_days__none",
    "t0"."c0",
    "t0"."c1",
    "t0"."c2",
    "t0"."c2_none",
    CASE
      WHEN "t0"."c2_none"
      THEN TRUE
      WHEN NOT (
        "t0"."c2" IS NULL
      )
      THEN FALSE
      ELSE CAST(NULL AS BOOLEAN)
    END AS "c3"
  FROM "layer_1" AS "t0"
)
SELECT
  81 + (
    COALESCE(CAST(CAST("t0"."counter_terrorism_target" AND "t0"."c0" AS INT) AS BIGINT), 2) * 1
  ) + (
    COALESCE(CAST(CAST("t0"."c1" AND "t0"."c0" AS INT) AS BIGINT), 2) * 3
  ) + (
    COALESCE(
      CAST(CAST(NOT (
        "t0"."c3"
      )
      AND (
        (
          "t0"."effective_storage_days" < "t0"."c2"
        )
        AND NOT (
          "t0"."c2_none" AND NOT (
            "t0"."effective_storage_days" IS NULL
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 9
  ) + (
    COALESCE(CAST(CAST(NOT (
      "t0"."c1"
    ) AND "t0"."c3" AS INT) AS BIGINT), 2) * 27
  ) AS "__pattern_0",
  CAST(CAST("t0"."setting" IS NULL AS INT) AS BIGINT) AS "__unknown_setting",
  CAST(CAST("t0"."counter_terrorism_target" IS NULL AS INT) AS BIGINT) AS "__unknown_counter_terrorism_target",
  CAST(CAST("t0"."effective_storage_days" IS NULL AS INT) AS BIGINT) AS "__unknown_effective_storage_days",
  CAST(CAST((
    "t0"."c2" IS NULL
  ) AND NOT (
    "t0"."c2_none"
  ) AS INT) AS BIGINT) AS "__unknown_other_law_days"
FROM "layer_2" AS "t0"
