WITH "layer_1" AS (
  SELECT
    "t0"."firm_region",
    "t0"."work",
    "t0"."undertaken_on",
    "t0"."project_amount",
    "t0"."certificate_level",
    "t0"."certificate_level__none",
    "t0"."certificate_valid_until",
    "t0"."certificate_valid_until__none",
    "t0"."filing_valid_until",
    "t0"."filing_valid_until__none",
    "t0"."required_level",
    CASE
      WHEN NOT (
        "t0"."required_level" IS NULL
      )
      THEN "t0"."required_level"
      WHEN "t0"."required_level" IS NULL
      THEN CASE
        WHEN "t0"."project_amount" <= CAST(1000000.00 AS DECIMAL(18, 2))
        THEN 4
        WHEN NOT (
          "t0"."project_amount" <= CAST(1000000.00 AS DECIMAL(18, 2))
        )
        THEN CASE
          WHEN "t0"."project_amount" <= CAST(5000000.00 AS DECIMAL(18, 2))
          THEN 3
          WHEN NOT (
            "t0"."project_amount" <= CAST(5000000.00 AS DECIMAL(18, 2))
          )
          THEN CASE
            WHEN "t0"."project_amount" <= CAST(10000000.00 AS DECIMAL(18, 2))
            THEN 2
            WHEN NOT (
              "t0"."project_amount" <= CAST(10000000.00 AS DECIMAL(18, 2))
            )
            THEN 1
            WHEN 2 = 1
            THEN 2
            ELSE CAST(NULL AS BIGINT)
          END
          WHEN 3 = CASE
            WHEN "t0"."project_amount" <= CAST(10000000.00 AS DECIMAL(18, 2))
            THEN 2
            WHEN NOT (
              "t0"."project_amount" <= CAST(10000000.00 AS DECIMAL(18, 2))
            )
            THEN 1
            WHEN 2 = 1
            THEN 2
            ELSE CAST(NULL AS BIGINT)
          END
          THEN 3
          ELSE CAST(NULL AS BIGINT)
        END
        WHEN 4 = CASE
          WHEN "t0"."project_amount" <= CAST(5000000.00 AS DECIMAL(18, 2))
          THEN 3
          WHEN NOT (
            "t0"."project_amount" <= CAST(5000000.00 AS DECIMAL(18, 2))
          )
          THEN CASE
            WHEN "t0"."project_amount" <= CAST(10000000.00 AS DECIMAL(18, 2))
            THEN 2
            WHEN NOT (
              "t0"."project_amount" <= CAST(10000000.00 AS DECIMAL(18, 2))
            )
            THEN 1
            WHEN 2 = 1
            THEN 2
            ELSE CAST(NULL AS BIGINT)
          END
          WHEN 3 = CASE
            WHEN "t0"."project_amount" <= CAST(10000000.00 AS DECIMAL(18, 2))
            THEN 2
            WHEN NOT (
              "t0"."project_amount" <= CAST(10000000.00 AS DECIMAL(18, 2))
            )
            THEN 1
            WHEN 2 = 1
            THEN 2
            ELSE CAST(NULL AS BIGINT)
          END
          THEN 3
          ELSE CAST(NULL AS BIGINT)
        END
        THEN 4
        ELSE CAST(NULL AS BIGINT)
      END
      ELSE CAST(NULL AS BIGINT)
    END AS "c0"
  FROM "facts" AS "t0"
)
SELECT
  243 + (
    COALESCE(
      CAST(CAST(CASE
        WHEN "t0"."certificate_level__none"
        THEN TRUE
        WHEN NOT (
          "t0"."certificate_level" IS NULL
        )
        THEN FALSE
        ELSE CAST(NULL AS BOOLEAN)
      END
      OR (
        CASE
          WHEN "t0"."certificate_valid_until__none"
          THEN TRUE
          WHEN NOT (
            "t0"."certificate_valid_until" IS NULL
          )
          THEN FALSE
          ELSE CAST(NULL AS BOOLEAN)
        END
        OR (
          (
            "t0"."undertaken_on" > "t0"."certificate_valid_until"
          )
          AND NOT (
            "t0"."certificate_valid_until__none" AND NOT (
              "t0"."undertaken_on" IS NULL
            )
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 3
  ) + (
    COALESCE(
      CAST(CAST((
        "t0"."certificate_level" > 1
      )
      AND NOT (
        "t0"."certificate_level__none"
      )
      AND (
        (
          "t0"."c0" < 4
        )
        AND (
          (
            "t0"."certificate_level" > "t0"."c0"
          )
          AND NOT (
            "t0"."certificate_level__none" AND NOT (
              "t0"."c0" IS NULL
            )
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 9
  ) + (
    COALESCE(
      CAST(CAST(NOT (
        STARTS_WITH("t0"."firm_region", '44')
      )
      AND (
        CASE
          WHEN "t0"."filing_valid_until__none"
          THEN TRUE
          WHEN NOT (
            "t0"."filing_valid_until" IS NULL
          )
          THEN FALSE
          ELSE CAST(NULL AS BOOLEAN)
        END
        OR (
          (
            "t0"."undertaken_on" > "t0"."filing_valid_until"
          )
          AND NOT (
            "t0"."filing_valid_until__none" AND NOT (
              "t0"."undertaken_on" IS NULL
            )
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 27
  ) + (
    COALESCE(CAST(CAST("t0"."work" IN ('bid') AS INT) AS BIGINT), 2) * 81
  ) AS "__pattern_0",
  CAST(CAST("t0"."firm_region" IS NULL AS INT) AS BIGINT) AS "__unknown_firm_region",
  CAST(CAST("t0"."work" IS NULL AS INT) AS BIGINT) AS "__unknown_work",
  CAST(CAST("t0"."undertaken_on" IS NULL AS INT) AS BIGINT) AS "__unknown_undertaken_on",
  CAST(CAST((
    "t0"."project_amount" IS NULL
  ) AND (
    "t0"."c0" IS NULL
  ) AS INT) AS BIGINT) AS "__unknown_project_amount",
  CAST(CAST((
    "t0"."certificate_level" IS NULL
  )
  AND NOT (
    "t0"."certificate_level__none"
  ) AS INT) AS BIGINT) AS "__unknown_certificate_level",
  CAST(CAST((
    "t0"."certificate_valid_until" IS NULL
  )
  AND NOT (
    "t0"."certificate_valid_until__none"
  ) AS INT) AS BIGINT) AS "__unknown_certificate_valid_until",
  CAST(CAST((
    "t0"."filing_valid_until" IS NULL
  )
  AND NOT (
    "t0"."filing_valid_until__none"
  ) AS INT) AS BIGINT) AS "__unknown_filing_valid_until",
  CAST(CAST("t0"."c0" IS NULL AS INT) AS BIGINT) AS "__unknown_required_level"
FROM "layer_1" AS "t0"
