SELECT
  27 + (
    COALESCE(CAST(CAST("t0"."occurred_on" < MAKE_DATE(2017, 8, 1) AS INT) AS BIGINT), 2) * 1
  ) + (
    COALESCE(CAST(CAST(NOT (
      STARTS_WITH("t0"."region", '44')
    ) AS INT) AS BIGINT), 2) * 3
  ) + (
    COALESCE(
      CAST(CAST("t0"."special_domain" IN ('national_security', 'state_secret') AS INT) AS BIGINT),
      2
    ) * 9
  ) AS "__pattern_0",
  CAST(CAST("t0"."region" IS NULL AS INT) AS BIGINT) AS "__unknown_region",
  CAST(CAST("t0"."occurred_on" IS NULL AS INT) AS BIGINT) AS "__unknown_occurred_on",
  CAST(CAST("t0"."special_domain" IS NULL AS INT) AS BIGINT) AS "__unknown_special_domain"
FROM "facts" AS "t0"
