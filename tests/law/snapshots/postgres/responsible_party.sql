SELECT
  27 + (
    COALESCE(
      CAST(CAST(NOT (
        CASE
          WHEN "t0"."agreed_party__none"
          THEN TRUE
          WHEN NOT (
            "t0"."agreed_party" IS NULL
          )
          THEN FALSE
          ELSE CAST(NULL AS BOOLEAN)
        END
      ) AS INT) AS BIGINT),
      2
    ) * 1
  ) + (
    COALESCE(
      CAST(CAST("t0"."state_owned"
      AND NOT (
        CASE
          WHEN "t0"."right_holder__none"
          THEN TRUE
          WHEN NOT (
            "t0"."right_holder" IS NULL
          )
          THEN FALSE
          ELSE CAST(NULL AS BOOLEAN)
        END
      ) AS INT) AS BIGINT),
      2
    ) * 3
  ) + (
    COALESCE(
      CAST(CAST(NOT (
        "t0"."state_owned"
      )
      AND NOT (
        CASE
          WHEN "t0"."owner__none"
          THEN TRUE
          WHEN NOT (
            "t0"."owner" IS NULL
          )
          THEN FALSE
          ELSE CAST(NULL AS BOOLEAN)
        END
      ) AS INT) AS BIGINT),
      2
    ) * 9
  ) AS "__pattern_0",
  CAST(CAST((
    "t0"."agreed_party" IS NULL
  ) AND NOT (
    "t0"."agreed_party__none"
  ) AS INT) AS BIGINT) AS "__unknown_agreed_party",
  CAST(CAST((
    "t0"."owner" IS NULL
  ) AND NOT (
    "t0"."owner__none"
  ) AS INT) AS BIGINT) AS "__unknown_owner",
  CAST(CAST("t0"."state_owned" IS NULL AS INT) AS BIGINT) AS "__unknown_state_owned",
  CAST(CAST((
    "t0"."right_holder" IS NULL
  ) AND NOT (
    "t0"."right_holder__none"
  ) AS INT) AS BIGINT) AS "__unknown_right_holder"
FROM "facts" AS "t0"
