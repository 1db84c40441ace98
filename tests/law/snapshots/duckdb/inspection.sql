SELECT
  27 + (
    COALESCE(CAST(CAST(NOT (
      "t0"."hidden_dangers"
    ) AS INT) AS BIGINT), 2) * 1
  ) + (
    COALESCE(
      CAST(CAST((
        "t0"."corrected" = TRUE
      ) AND NOT (
        "t0"."corrected__none"
      ) AS INT) AS BIGINT),
      2
    ) * 3
  ) + (
    COALESCE(
      CAST(CAST((
        "t0"."correct_by" < MAKE_DATE(2026, 11, 22)
      )
      AND NOT (
        "t0"."correct_by__none"
      ) AS INT) AS BIGINT),
      2
    ) * 9
  ) AS "__pattern_0",
  CAST(CAST("t0"."hidden_dangers" IS NULL AS INT) AS BIGINT) AS "__unknown_hidden_dangers",
  CAST(CAST((
    "t0"."correct_by" IS NULL
  ) AND NOT (
    "t0"."correct_by__none"
  ) AS INT) AS BIGINT) AS "__unknown_correct_by",
  CAST(CAST((
    "t0"."corrected" IS NULL
  ) AND NOT (
    "t0"."corrected__none"
  ) AS INT) AS BIGINT) AS "__unknown_corrected"
FROM "facts" AS "t0"
