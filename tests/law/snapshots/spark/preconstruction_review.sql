WITH `layer_1` AS (
  SELECT
    `t0`.`documents`,
    `t0`.`setting`,
    `t0`.`notice_given_on`,
    `t0`.`notice_given_on__none`,
    `t0`.`notice_named`,
    `t0`.`review_passed`,
    `t0`.`review_passed__none`,
    `t0`.`construction_started_on`,
    `t0`.`construction_started_on__none`,
    NOT (
      CASE
        WHEN `t0`.`documents` IS NOT NULL
        THEN IF(
          `t0`.`documents` IS NULL,
          NULL,
          COALESCE(ARRAY_CONTAINS(`t0`.`documents`, 'design_scheme'), FALSE)
        )
        ELSE CAST(NULL AS BOOLEAN)
      END
    ) AS `c0`,
    NOT (
      CASE
        WHEN `t0`.`documents` IS NOT NULL
        THEN IF(
          `t0`.`documents` IS NULL,
          NULL,
          COALESCE(ARRAY_CONTAINS(`t0`.`documents`, 'tender_documents'), FALSE)
        )
        ELSE CAST(NULL AS BOOLEAN)
      END
    ) AS `c1`,
    NOT (
      CASE
        WHEN `t0`.`documents` IS NOT NULL
        THEN IF(
          `t0`.`documents` IS NULL,
          NULL,
          COALESCE(ARRAY_CONTAINS(`t0`.`documents`, 'contract'), FALSE)
        )
        ELSE CAST(NULL AS BOOLEAN)
      END
    ) AS `c2`,
    NOT (
      CASE
        WHEN `t0`.`documents` IS NOT NULL
        THEN IF(
          `t0`.`documents` IS NULL,
          NULL,
          COALESCE(ARRAY_CONTAINS(`t0`.`documents`, 'quality_proofs'), FALSE)
        )
        ELSE CAST(NULL AS BOOLEAN)
      END
    ) AS `c3`,
    NOT (
      CASE
        WHEN `t0`.`documents` IS NOT NULL
        THEN IF(
          `t0`.`documents` IS NULL,
          NULL,
          COALESCE(ARRAY_CONTAINS(`t0`.`documents`, 'construction_drawings'), FALSE)
        )
        ELSE CAST(NULL AS BOOLEAN)
      END
    ) AS `c4`
  FROM `facts` AS `t0`
)
SELECT
  81 + (
    COALESCE(CAST(CAST(`t0`.`setting` IN ('other') AS INT) AS BIGINT), 2) * 1
  ) + (
    COALESCE(
      CAST(CAST(NOT (
        CASE
          WHEN `t0`.`construction_started_on__none`
          THEN TRUE
          WHEN NOT (
            `t0`.`construction_started_on` IS NULL
          )
          THEN FALSE
          ELSE CAST(NULL AS BOOLEAN)
        END
      )
      AND NOT (
        (
          `t0`.`review_passed` = TRUE
        ) AND NOT (
          `t0`.`review_passed__none`
        )
      ) AS INT) AS BIGINT),
      2
    ) * 3
  ) + (
    COALESCE(
      CAST(CAST(NOT (
        CASE
          WHEN `t0`.`notice_given_on__none`
          THEN TRUE
          WHEN NOT (
            `t0`.`notice_given_on` IS NULL
          )
          THEN FALSE
          ELSE CAST(NULL AS BOOLEAN)
        END
      )
      AND (
        (
          `t0`.`c0`
          AND NOT (
            CASE
              WHEN `t0`.`notice_named` IS NOT NULL
              THEN IF(
                `t0`.`notice_named` IS NULL,
                NULL,
                COALESCE(ARRAY_CONTAINS(`t0`.`notice_named`, 'design_scheme'), FALSE)
              )
              ELSE CAST(NULL AS BOOLEAN)
            END
          )
        )
        OR (
          `t0`.`c1`
          AND NOT (
            CASE
              WHEN `t0`.`notice_named` IS NOT NULL
              THEN IF(
                `t0`.`notice_named` IS NULL,
                NULL,
                COALESCE(ARRAY_CONTAINS(`t0`.`notice_named`, 'tender_documents'), FALSE)
              )
              ELSE CAST(NULL AS BOOLEAN)
            END
          )
        )
        OR (
          (
            `t0`.`c2`
            AND NOT (
              CASE
                WHEN `t0`.`notice_named` IS NOT NULL
                THEN IF(
                  `t0`.`notice_named` IS NULL,
                  NULL,
                  COALESCE(ARRAY_CONTAINS(`t0`.`notice_named`, 'contract'), FALSE)
                )
                ELSE CAST(NULL AS BOOLEAN)
              END
            )
          )
          OR (
            (
              `t0`.`c3`
              AND NOT (
                CASE
                  WHEN `t0`.`notice_named` IS NOT NULL
                  THEN IF(
                    `t0`.`notice_named` IS NULL,
                    NULL,
                    COALESCE(ARRAY_CONTAINS(`t0`.`notice_named`, 'quality_proofs'), FALSE)
                  )
                  ELSE CAST(NULL AS BOOLEAN)
                END
              )
            )
            OR (
              `t0`.`c4`
              AND NOT (
                CASE
                  WHEN `t0`.`notice_named` IS NOT NULL
                  THEN IF(
                    `t0`.`notice_named` IS NULL,
                    NULL,
                    COALESCE(ARRAY_CONTAINS(`t0`.`notice_named`, 'construction_drawings'), FALSE)
                  )
                  ELSE CAST(NULL AS BOOLEAN)
                END
              )
            )
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 9
  ) + (
    COALESCE(
      CAST(CAST(`t0`.`c0` OR `t0`.`c1` OR (
        `t0`.`c2` OR (
          `t0`.`c3` OR `t0`.`c4`
        )
      ) AS INT) AS BIGINT),
      2
    ) * 27
  ) AS `__pattern_0`,
  CAST(CAST(`t0`.`documents` IS NULL AS INT) AS BIGINT) AS `__unknown_documents`,
  CAST(CAST(`t0`.`setting` IS NULL AS INT) AS BIGINT) AS `__unknown_setting`,
  CAST(CAST((
    `t0`.`notice_given_on` IS NULL
  ) AND NOT (
    `t0`.`notice_given_on__none`
  ) AS INT) AS BIGINT) AS `__unknown_notice_given_on`,
  CAST(CAST(`t0`.`notice_named` IS NULL AS INT) AS BIGINT) AS `__unknown_notice_named`,
  CAST(CAST((
    `t0`.`review_passed` IS NULL
  ) AND NOT (
    `t0`.`review_passed__none`
  ) AS INT) AS BIGINT) AS `__unknown_review_passed`,
  CAST(CAST((
    `t0`.`construction_started_on` IS NULL
  )
  AND NOT (
    `t0`.`construction_started_on__none`
  ) AS INT) AS BIGINT) AS `__unknown_construction_started_on`
FROM `layer_1` AS `t0`
