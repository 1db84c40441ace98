WITH "layer_1" AS (
  SELECT
    "t0"."kind",
    "t0"."level",
    "t0"."held_level",
    "t0"."held_level__none",
    "t0"."held_since",
    "t0"."held_since__none",
    "t0"."expires_on",
    "t0"."expires_on__none",
    "t0"."extended_to",
    "t0"."extended_to__none",
    "t0"."cause",
    "t0"."applied_on",
    "t0"."meets_conditions",
    NOT (
      "t0"."meets_conditions"
    ) AS "c0",
    "t0"."kind" IN ('promotion') AS "c1",
    "t0"."kind" IN ('renewal', 'extension') AS "c2",
    "t0"."kind" IN ('extension') AS "c3",
    CASE
      WHEN "t0"."extended_to__none"
      THEN TRUE
      WHEN NOT (
        "t0"."extended_to" IS NULL
      )
      THEN FALSE
      ELSE CAST(NULL AS BOOLEAN)
    END AS "c4"
  FROM "facts" AS "t0"
)
SELECT
  19683 + (
    COALESCE(
      CAST(CAST("t0"."kind" IN ('initial') AND (
        (
          "t0"."level" < 4
        ) OR "t0"."c0"
      ) AS INT) AS BIGINT),
      2
    ) * 1
  ) + (
    COALESCE(
      CAST(CAST("t0"."c1"
      AND (
        CASE
          WHEN "t0"."held_level__none"
          THEN TRUE
          WHEN NOT (
            "t0"."held_level" IS NULL
          )
          THEN FALSE
          ELSE CAST(NULL AS BOOLEAN)
        END
        OR (
          NOT (
            (
              (
                "t0"."level" + 1
              ) = "t0"."held_level"
            )
            AND NOT (
              "t0"."held_level__none" AND NOT (
                (
                  "t0"."level" + 1
                ) IS NULL
              )
            )
          )
          OR "t0"."c0"
        )
      ) AS INT) AS BIGINT),
      2
    ) * 3
  ) + (
    COALESCE(
      CAST(CAST("t0"."c1"
      AND (
        (
          "t0"."applied_on" < CAST(CAST("t0"."held_since" + INTERVAL '1 YEAR' AS TIMESTAMP) AS DATE)
        )
        AND NOT (
          "t0"."held_since__none" AND NOT (
            "t0"."applied_on" IS NULL
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 9
  ) + (
    COALESCE(
      CAST(CAST("t0"."c2"
      AND CASE
        WHEN "t0"."expires_on__none"
        THEN TRUE
        WHEN NOT (
          "t0"."expires_on" IS NULL
        )
        THEN FALSE
        ELSE CAST(NULL AS BOOLEAN)
      END AS INT) AS BIGINT),
      2
    ) * 27
  ) + (
    COALESCE(
      CAST(CAST("t0"."c2"
      AND (
        (
          "t0"."applied_on" > "t0"."expires_on"
        )
        AND NOT (
          "t0"."expires_on__none" AND NOT (
            "t0"."applied_on" IS NULL
          )
        )
        AND (
          "t0"."c3"
          OR "t0"."c4"
          OR (
            (
              (
                "t0"."applied_on" > "t0"."extended_to"
              )
              AND NOT (
                "t0"."extended_to__none" AND NOT (
                  "t0"."applied_on" IS NULL
                )
              )
            )
            OR (
              (
                "t0"."applied_on" > CAST(CAST("t0"."expires_on" + INTERVAL '90 DAY' AS TIMESTAMP) AS DATE)
              )
              AND NOT (
                "t0"."expires_on__none" AND NOT (
                  "t0"."applied_on" IS NULL
                )
              )
            )
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 81
  ) + (
    COALESCE(
      CAST(CAST("t0"."c2"
      AND (
        (
          "t0"."applied_on" < CAST(CAST("t0"."expires_on" - INTERVAL '30 DAY' AS TIMESTAMP) AS DATE)
        )
        AND NOT (
          "t0"."expires_on__none" AND NOT (
            "t0"."applied_on" IS NULL
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 243
  ) + (
    COALESCE(CAST(CAST("t0"."c3" AND NOT (
      "t0"."cause"
    ) AS INT) AS BIGINT), 2) * 729
  ) + (
    COALESCE(CAST(CAST("t0"."c3" AND NOT (
      "t0"."c4"
    ) AS INT) AS BIGINT), 2) * 2187
  ) + (
    COALESCE(CAST(CAST(NOT (
      "t0"."c2"
    ) AS INT) AS BIGINT), 2) * 6561
  ) AS "__pattern_0",
  CAST(CAST("t0"."kind" IS NULL AS INT) AS BIGINT) AS "__unknown_kind",
  CAST(CAST("t0"."level" IS NULL AS INT) AS BIGINT) AS "__unknown_level",
  CAST(CAST((
    "t0"."held_level" IS NULL
  ) AND NOT (
    "t0"."held_level__none"
  ) AS INT) AS BIGINT) AS "__unknown_held_level",
  CAST(CAST((
    "t0"."held_since" IS NULL
  ) AND NOT (
    "t0"."held_since__none"
  ) AS INT) AS BIGINT) AS "__unknown_held_since",
  CAST(CAST((
    "t0"."expires_on" IS NULL
  ) AND NOT (
    "t0"."expires_on__none"
  ) AS INT) AS BIGINT) AS "__unknown_expires_on",
  CAST(CAST((
    "t0"."extended_to" IS NULL
  ) AND NOT (
    "t0"."extended_to__none"
  ) AS INT) AS BIGINT) AS "__unknown_extended_to",
  CAST(CAST("t0"."cause" IS NULL AS INT) AS BIGINT) AS "__unknown_cause",
  CAST(CAST("t0"."applied_on" IS NULL AS INT) AS BIGINT) AS "__unknown_applied_on",
  CAST(CAST("t0"."meets_conditions" IS NULL AS INT) AS BIGINT) AS "__unknown_meets_conditions"
FROM "layer_1" AS "t0"
