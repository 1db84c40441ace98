SELECT
  9 + (
    COALESCE(
      CAST(CAST("t0"."contribution" IN ('discovered', 'stopped')
      AND "t0"."used_captured_information" AS INT) AS BIGINT),
      2
    ) * 1
  ) + (
    COALESCE(
      CAST(CAST("t0"."contribution" IN ('clue', 'evidence')
      AND (
        "t0"."important" AND "t0"."used_captured_information"
      ) AS INT) AS BIGINT),
      2
    ) * 3
  ) AS "__pattern_0",
  CAST(CAST("t0"."contribution" IS NULL AS INT) AS BIGINT) AS "__unknown_contribution",
  CAST(CAST("t0"."important" IS NULL AS INT) AS BIGINT) AS "__unknown_important",
  CAST(CAST("t0"."used_captured_information" IS NULL AS INT) AS BIGINT) AS "__unknown_used_captured_information"
FROM "facts" AS "t0"
