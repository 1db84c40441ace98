SELECT
  27 + (
    COALESCE(CAST(CAST(STARTS_WITH("t0"."home_region", '44') AS INT) AS BIGINT), 2) * 3
  ) + (
    COALESCE(
      CAST(CAST(CASE
        WHEN "t0"."home_certificate_valid_until__none"
        THEN TRUE
        WHEN NOT (
          "t0"."home_certificate_valid_until" IS NULL
        )
        THEN FALSE
        ELSE CAST(NULL AS BOOLEAN)
      END
      OR (
        (
          "t0"."applied_on" > "t0"."home_certificate_valid_until"
        )
        AND NOT (
          "t0"."home_certificate_valid_until__none" AND NOT (
            "t0"."applied_on" IS NULL
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 9
  ) AS "__pattern_0",
  CAST(CAST("t0"."home_region" IS NULL AS INT) AS BIGINT) AS "__unknown_home_region",
  CAST(CAST((
    "t0"."home_certificate_valid_until" IS NULL
  )
  AND NOT (
    "t0"."home_certificate_valid_until__none"
  ) AS INT) AS BIGINT) AS "__unknown_home_certificate_valid_until",
  CAST(CAST("t0"."applied_on" IS NULL AS INT) AS BIGINT) AS "__unknown_applied_on"
FROM "facts" AS "t0"
