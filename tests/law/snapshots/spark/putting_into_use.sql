WITH `layer_1` AS (
  SELECT
    `t0`.`setting`,
    `t0`.`design_approved_by__level`,
    `t0`.`design_approved_by__region`,
    `t0`.`design_approved_by__none`,
    `t0`.`test_passed`,
    `t0`.`test_passed__none`,
    `t0`.`tested_on`,
    `t0`.`tested_on__none`,
    `t0`.`testing_body_accredited_until`,
    `t0`.`testing_body_accredited_until__none`,
    `t0`.`testing_scope_covers`,
    `t0`.`accepted`,
    `t0`.`accepted__none`,
    `t0`.`accepted_by__level`,
    `t0`.`accepted_by__region`,
    `t0`.`accepted_by__none`,
    (
      `t0`.`accepted` = TRUE
    ) AND NOT (
      `t0`.`accepted__none`
    ) AS `c0`,
    CASE
      WHEN `t0`.`design_approved_by__none`
      THEN TRUE
      WHEN NOT (
        `t0`.`design_approved_by__level` IS NULL
      )
      THEN FALSE
      ELSE CAST(NULL AS BOOLEAN)
    END AS `c1`
  FROM `facts` AS `t0`
)
SELECT
  243 + (
    COALESCE(CAST(CAST(`t0`.`setting` IN ('other') AS INT) AS BIGINT), 2) * 1
  ) + (
    COALESCE(CAST(CAST(NOT (
      `t0`.`c0`
    ) AS INT) AS BIGINT), 2) * 3
  ) + (
    COALESCE(
      CAST(CAST(`t0`.`c0`
      AND (
        NOT (
          `t0`.`c1`
        )
        AND NOT (
          (
            `t0`.`accepted_by__level` = `t0`.`design_approved_by__level`
          )
          AND (
            `t0`.`accepted_by__region` = `t0`.`design_approved_by__region`
          )
          AND NOT (
            (
              `t0`.`accepted_by__none`
              AND (
                NOT (
                  `t0`.`design_approved_by__level` IS NULL
                )
                OR `t0`.`design_approved_by__none`
              )
            )
            OR (
              `t0`.`design_approved_by__none`
              AND (
                NOT (
                  `t0`.`accepted_by__level` IS NULL
                ) OR `t0`.`accepted_by__none`
              )
            )
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 9
  ) + (
    COALESCE(CAST(CAST(`t0`.`c1` AS INT) AS BIGINT), 2) * 27
  ) + (
    COALESCE(
      CAST(CAST(NOT (
        (
          `t0`.`test_passed` = TRUE
        ) AND NOT (
          `t0`.`test_passed__none`
        )
      )
      OR CASE
        WHEN `t0`.`tested_on__none`
        THEN TRUE
        WHEN NOT (
          `t0`.`tested_on` IS NULL
        )
        THEN FALSE
        ELSE CAST(NULL AS BOOLEAN)
      END
      OR (
        CASE
          WHEN `t0`.`testing_body_accredited_until__none`
          THEN TRUE
          WHEN NOT (
            `t0`.`testing_body_accredited_until` IS NULL
          )
          THEN FALSE
          ELSE CAST(NULL AS BOOLEAN)
        END
        OR (
          (
            (
              `t0`.`tested_on` > `t0`.`testing_body_accredited_until`
            )
            AND NOT (
              (
                `t0`.`tested_on__none`
                AND (
                  NOT (
                    `t0`.`testing_body_accredited_until` IS NULL
                  )
                  OR `t0`.`testing_body_accredited_until__none`
                )
              )
              OR (
                `t0`.`testing_body_accredited_until__none`
                AND (
                  NOT (
                    `t0`.`tested_on` IS NULL
                  ) OR `t0`.`tested_on__none`
                )
              )
            )
          )
          OR NOT (
            `t0`.`testing_scope_covers`
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 81
  ) AS `__pattern_0`,
  CAST(CAST(`t0`.`setting` IS NULL AS INT) AS BIGINT) AS `__unknown_setting`,
  CAST(CAST((
    `t0`.`design_approved_by__level` IS NULL
  )
  AND NOT (
    `t0`.`design_approved_by__none`
  ) AS INT) AS BIGINT) AS `__unknown_design_approved_by`,
  CAST(CAST((
    `t0`.`test_passed` IS NULL
  ) AND NOT (
    `t0`.`test_passed__none`
  ) AS INT) AS BIGINT) AS `__unknown_test_passed`,
  CAST(CAST((
    `t0`.`tested_on` IS NULL
  ) AND NOT (
    `t0`.`tested_on__none`
  ) AS INT) AS BIGINT) AS `__unknown_tested_on`,
  CAST(CAST((
    `t0`.`testing_body_accredited_until` IS NULL
  )
  AND NOT (
    `t0`.`testing_body_accredited_until__none`
  ) AS INT) AS BIGINT) AS `__unknown_testing_body_accredited_until`,
  CAST(CAST(`t0`.`testing_scope_covers` IS NULL AS INT) AS BIGINT) AS `__unknown_testing_scope_covers`,
  CAST(CAST((
    `t0`.`accepted` IS NULL
  ) AND NOT (
    `t0`.`accepted__none`
  ) AS INT) AS BIGINT) AS `__unknown_accepted`,
  CAST(CAST((
    `t0`.`accepted_by__level` IS NULL
  ) AND NOT (
    `t0`.`accepted_by__none`
  ) AS INT) AS BIGINT) AS `__unknown_accepted_by`
FROM `layer_1` AS `t0`
