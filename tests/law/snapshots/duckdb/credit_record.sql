SELECT
  9 + (
    COALESCE(
      CAST(CAST("t0"."breach" IN (
        'cn-decree-799/art_7__para_1',
        'cn-decree-799/art_7__para_2',
        'cn-decree-799/art_7__para_3',
        'cn-decree-799/art_8',
        'cn-decree-799/art_9',
        'cn-decree-799/art_10',
        'cn-decree-799/art_11',
        'cn-decree-799/art_12',
        'cn-decree-799/art_13',
        'cn-decree-799/art_14',
        'cn-decree-799/art_15',
        'cn-decree-799/art_16__para_2',
        'cn-decree-799/art_17',
        'cn-decree-799/art_19',
        'cn-decree-799/art_21',
        'cn-decree-799/art_22',
        'cn-decree-799/art_23',
        'cn-counter-terrorism-law/art_32'
      )
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_7__para_1__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_7__para_2__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_7__para_3__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_8__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_9__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_10__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_11__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_12__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_13__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_14__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_15__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_16__para_2__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_17__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_19__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_21__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_22__')
      OR STARTS_WITH("t0"."breach", 'cn-decree-799/art_23__')
      OR STARTS_WITH("t0"."breach", 'cn-counter-terrorism-law/art_32__') AS INT) AS BIGINT),
      2
    ) * 1
  ) + (
    COALESCE(CAST(CAST("t0"."serious_consequences" AS INT) AS BIGINT), 2) * 3
  ) AS "__pattern_0",
  CAST(CAST("t0"."breach" IS NULL AS INT) AS BIGINT) AS "__unknown_breach",
  CAST(CAST("t0"."serious_consequences" IS NULL AS INT) AS BIGINT) AS "__unknown_serious_consequences"
FROM "facts" AS "t0"
