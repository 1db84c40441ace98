SELECT
  27 + (
    COALESCE(
      CAST(CAST((
        "t0"."conduct" = 4
      ) AND NOT (
        "t0"."serious_consequences"
      ) AS INT) AS BIGINT),
      2
    ) * 1
  ) + (
    COALESCE(
      CAST(CAST((
        "t0"."conduct" = 5
      ) AND NOT (
        "t0"."damage_caused"
      ) AS INT) AS BIGINT),
      2
    ) * 3
  ) + (
    COALESCE(CAST(CAST("t0"."serious" AS INT) AS BIGINT), 2) * 9
  ) AS "__pattern_0",
  CAST(CAST("t0"."conduct" IS NULL AS INT) AS BIGINT) AS "__unknown_conduct",
  CAST(CAST("t0"."serious" IS NULL AS INT) AS BIGINT) AS "__unknown_serious",
  CAST(CAST("t0"."serious_consequences" IS NULL AS INT) AS BIGINT) AS "__unknown_serious_consequences",
  CAST(CAST("t0"."damage_caused" IS NULL AS INT) AS BIGINT) AS "__unknown_damage_caused"
FROM "facts" AS "t0"
