WITH `layer_1` AS (
  SELECT
    `t0`.`kind`,
    `t0`.`level`,
    `t0`.`held_level`,
    `t0`.`held_level__none`,
    `t0`.`held_since`,
    `t0`.`held_since__none`,
    `t0`.`expires_on`,
    `t0`.`expires_on__none`,
    `t0`.`extended_to`,
    `t0`.`extended_to__none`,
    `t0`.`cause`,
    `t0`.`applied_on`,
    `t0`.`meets_conditions`,
    `t0`.`staff`,
    `t0`.`senior_titles`,
    `t0`.`intermediate_titles`,
    `t0`.`trained_technicians`,
    `t0`.`premises_m2`,
    `t0`.`construction_maintenance_2y`,
    `t0`.`design_2y`,
    `t0`.`project_amounts_2y`,
    `t0`.`kind` IN ('initial') AS `c0`,
    `t0`.`kind` IN ('promotion') AS `c1`,
    CAST(CAST(`t0`.`held_since` + INTERVAL '2' YEAR AS TIMESTAMP) AS DATE) AS `c2`,
    `t0`.`held_since__none` AS `c2_none`,
    CASE
      WHEN `t0`.`extended_to__none`
      THEN TRUE
      WHEN NOT (
        `t0`.`extended_to` IS NULL
      )
      THEN FALSE
      ELSE CAST(NULL AS BOOLEAN)
    END AS `c3`,
    (
      `t0`.`applied_on` > `t0`.`extended_to`
    )
    AND NOT (
      `t0`.`extended_to__none` AND NOT (
        `t0`.`applied_on` IS NULL
      )
    ) AS `c4`,
    `t0`.`kind` IN ('renewal', 'extension') AS `c5`,
    CASE
      WHEN `t0`.`project_amounts_2y` IS NOT NULL
      THEN SIZE(
        FILTER(
          `t0`.`project_amounts_2y`,
          __ibis_param_amount__ -> __ibis_param_amount__ >= CAST('1500000.00' AS DECIMAL(18, 2))
        )
      )
      ELSE CAST(NULL AS BIGINT)
    END AS `c6`,
    CASE
      WHEN `t0`.`project_amounts_2y` IS NOT NULL
      THEN SIZE(
        FILTER(
          `t0`.`project_amounts_2y`,
          __ibis_param_amount__ -> __ibis_param_amount__ >= CAST('3000000.00' AS DECIMAL(18, 2))
        )
      )
      ELSE CAST(NULL AS BIGINT)
    END AS `c7`,
    `t0`.`intermediate_titles` >= 2 AS `c8`,
    `t0`.`kind` IN ('extension') AS `c9`
  FROM `facts` AS `t0`
), `layer_2` AS (
  SELECT
    `t0`.`kind`,
    `t0`.`level`,
    `t0`.`held_level`,
    `t0`.`held_level__none`,
    `t0`.`held_since`,
    `t0`.`held_since__none`,
    `t0`.`expires_on`,
    `t0`.`expires_on__none`,
    `t0`.`extended_to`,
    `t0`.`extended_to__none`,
    `t0`.`cause`,
    `t0`.`applied_on`,
    `t0`.`meets_conditions`,
    `t0`.`staff`,
    `t0`.`senior_titles`,
    `t0`.`intermediate_titles`,
    `t0`.`trained_technicians`,
    `t0`.`premises_m2`,
    `t0`.`construction_maintenance_2y`,
    `t0`.`design_2y`,
    `t0`.`project_amounts_2y`,
    `t0`.`c0`,
    `t0`.`c1`,
    `t0`.`c2`,
    `t0`.`c2_none`,
    `t0`.`c3`,
    `t0`.`c4`,
    `t0`.`c5`,
    `t0`.`c6`,
    `t0`.`c7`,
    `t0`.`c8`,
    `t0`.`c9`,
    CASE
      WHEN NOT (
        `t0`.`held_level` IS NULL
      )
      THEN `t0`.`held_level`
      WHEN (
        `t0`.`held_level` IS NULL
      ) AND NOT (
        `t0`.`held_level__none`
      )
      THEN CASE
        WHEN `t0`.`c0`
        THEN CAST(NULL AS BIGINT)
        WHEN NOT (
          `t0`.`c0`
        )
        THEN `t0`.`held_level`
        WHEN `t0`.`held_level` IS NULL
        THEN CAST(NULL AS BIGINT)
        ELSE CAST(NULL AS BIGINT)
      END
      ELSE CAST(NULL AS BIGINT)
    END AS `c10`,
    `t0`.`held_level__none`
    OR (
      (
        `t0`.`held_level` IS NULL
      )
      AND NOT (
        `t0`.`held_level__none`
      )
      AND CASE
        WHEN `t0`.`c0`
        THEN TRUE
        WHEN NOT (
          `t0`.`c0`
        )
        THEN `t0`.`held_level__none`
        WHEN `t0`.`c0` IS NULL
        THEN TRUE AND `t0`.`held_level__none`
        ELSE CAST(NULL AS BOOLEAN)
      END
    ) AS `c10_none`,
    `t0`.`c1`
    AND (
      (
        `t0`.`applied_on` <= `t0`.`c2`
      )
      AND NOT (
        `t0`.`c2_none` AND NOT (
          `t0`.`applied_on` IS NULL
        )
      )
    ) AS `c11`,
    NOT (
      `t0`.`c5`
    ) AS `c12`,
    CASE
      WHEN NOT (
        `t0`.`meets_conditions` IS NULL
      )
      THEN `t0`.`meets_conditions`
      WHEN `t0`.`meets_conditions` IS NULL
      THEN (
        (
          `t0`.`level` = 1
        )
        AND (
          (
            `t0`.`staff` >= 30
          ) AND (
            `t0`.`senior_titles` >= 2
          )
        )
        AND (
          (
            `t0`.`intermediate_titles` >= 4
          )
          AND (
            `t0`.`trained_technicians` >= 20
          )
          AND (
            (
              `t0`.`premises_m2` >= 200
            )
            AND (
              (
                (
                  `t0`.`construction_maintenance_2y` >= CAST('12000000.00' AS DECIMAL(18, 2))
                )
                AND (
                  (
                    `t0`.`c6` >= 4
                  )
                  OR (
                    (
                      `t0`.`c7` >= 2
                    )
                    OR (
                      CASE
                        WHEN `t0`.`project_amounts_2y` IS NOT NULL
                        THEN SIZE(
                          FILTER(
                            `t0`.`project_amounts_2y`,
                            __ibis_param_amount__ -> __ibis_param_amount__ >= CAST('6000000.00' AS DECIMAL(18, 2))
                          )
                        )
                        ELSE CAST(NULL AS BIGINT)
                      END >= 1
                    )
                  )
                )
              )
              OR (
                `t0`.`design_2y` >= CAST('12000000.00' AS DECIMAL(18, 2))
              )
            )
          )
        )
      )
      OR (
        (
          `t0`.`level` = 2
        )
        AND (
          (
            `t0`.`staff` >= 20
          ) AND (
            `t0`.`senior_titles` >= 1
          )
        )
        AND (
          `t0`.`c8`
          AND (
            `t0`.`trained_technicians` >= 10
          )
          AND (
            (
              `t0`.`premises_m2` >= 100
            )
            AND (
              (
                (
                  `t0`.`construction_maintenance_2y` >= CAST('6000000.00' AS DECIMAL(18, 2))
                )
                AND (
                  (
                    `t0`.`c6` >= 2
                  ) OR (
                    `t0`.`c7` >= 1
                  )
                )
              )
              OR (
                `t0`.`design_2y` >= CAST('6000000.00' AS DECIMAL(18, 2))
              )
            )
          )
        )
      )
      OR (
        (
          (
            `t0`.`level` = 3
          )
          AND (
            `t0`.`staff` >= 10
          )
          AND (
            `t0`.`c8`
            AND (
              (
                `t0`.`trained_technicians` >= 5
              )
              AND (
                (
                  `t0`.`design_2y` >= CAST('3000000.00' AS DECIMAL(18, 2))
                )
                OR (
                  (
                    `t0`.`construction_maintenance_2y` >= CAST('3000000.00' AS DECIMAL(18, 2))
                  )
                  OR (
                    (
                      `t0`.`design_2y` + `t0`.`construction_maintenance_2y`
                    ) >= CAST('3000000.00' AS DECIMAL(18, 2))
                  )
                )
              )
            )
          )
        )
        OR (
          (
            `t0`.`level` = 4
          )
          AND (
            `t0`.`staff` >= 5
          )
          AND (
            (
              `t0`.`intermediate_titles` >= 1
            ) AND (
              `t0`.`trained_technicians` >= 2
            )
          )
        )
      )
      ELSE CAST(NULL AS BOOLEAN)
    END AS `c13`
  FROM `layer_1` AS `t0`
), `layer_3` AS (
  SELECT
    `t0`.`kind`,
    `t0`.`level`,
    `t0`.`held_level`,
    `t0`.`held_level__none`,
    `t0`.`held_since`,
    `t0`.`held_since__none`,
    `t0`.`expires_on`,
    `t0`.`expires_on__none`,
    `t0`.`extended_to`,
    `t0`.`extended_to__none`,
    `t0`.`cause`,
    `t0`.`applied_on`,
    `t0`.`meets_conditions`,
    `t0`.`staff`,
    `t0`.`senior_titles`,
    `t0`.`intermediate_titles`,
    `t0`.`trained_technicians`,
    `t0`.`premises_m2`,
    `t0`.`construction_maintenance_2y`,
    `t0`.`design_2y`,
    `t0`.`project_amounts_2y`,
    `t0`.`c0`,
    `t0`.`c1`,
    `t0`.`c2`,
    `t0`.`c2_none`,
    `t0`.`c3`,
    `t0`.`c4`,
    `t0`.`c5`,
    `t0`.`c6`,
    `t0`.`c7`,
    `t0`.`c8`,
    `t0`.`c9`,
    `t0`.`c10`,
    `t0`.`c10_none`,
    `t0`.`c11`,
    `t0`.`c12`,
    `t0`.`c13`,
    CASE
      WHEN NOT (
        `t0`.`held_level` IS NULL
      )
      THEN `t0`.`held_level`
      WHEN (
        `t0`.`held_level` IS NULL
      ) AND NOT (
        `t0`.`held_level__none`
      )
      THEN CASE
        WHEN `t0`.`c0`
        THEN CAST(NULL AS BIGINT)
        WHEN NOT (
          `t0`.`c0`
        )
        THEN `t0`.`c10`
        WHEN `t0`.`c10` IS NULL
        THEN CAST(NULL AS BIGINT)
        ELSE CAST(NULL AS BIGINT)
      END
      ELSE CAST(NULL AS BIGINT)
    END AS `c14`,
    `t0`.`held_level__none`
    OR (
      (
        `t0`.`held_level` IS NULL
      )
      AND NOT (
        `t0`.`held_level__none`
      )
      AND CASE
        WHEN `t0`.`c0`
        THEN TRUE
        WHEN NOT (
          `t0`.`c0`
        )
        THEN `t0`.`c10_none`
        WHEN `t0`.`c0` IS NULL
        THEN TRUE AND `t0`.`c10_none`
        ELSE CAST(NULL AS BOOLEAN)
      END
    ) AS `c14_none`,
    CASE
      WHEN NOT (
        `t0`.`expires_on` IS NULL
      )
      THEN `t0`.`expires_on`
      WHEN (
        `t0`.`expires_on` IS NULL
      ) AND NOT (
        `t0`.`expires_on__none`
      )
      THEN CASE
        WHEN `t0`.`c11`
        THEN `t0`.`c2`
        WHEN NOT (
          `t0`.`c11`
        )
        THEN `t0`.`expires_on`
        WHEN `t0`.`c2` = `t0`.`expires_on`
        THEN `t0`.`c2`
        ELSE CAST(NULL AS DATE)
      END
      ELSE CAST(NULL AS DATE)
    END AS `c15`,
    `t0`.`expires_on__none`
    OR (
      (
        `t0`.`expires_on` IS NULL
      )
      AND NOT (
        `t0`.`expires_on__none`
      )
      AND CASE
        WHEN `t0`.`c11`
        THEN `t0`.`c2_none`
        WHEN NOT (
          `t0`.`c11`
        )
        THEN `t0`.`expires_on__none`
        WHEN `t0`.`c11` IS NULL
        THEN `t0`.`c2_none` AND `t0`.`expires_on__none`
        ELSE CAST(NULL AS BOOLEAN)
      END
    ) AS `c15_none`
  FROM `layer_2` AS `t0`
), `layer_4` AS (
  SELECT
    `t0`.`kind`,
    `t0`.`level`,
    `t0`.`held_level`,
    `t0`.`held_level__none`,
    `t0`.`held_since`,
    `t0`.`held_since__none`,
    `t0`.`expires_on`,
    `t0`.`expires_on__none`,
    `t0`.`extended_to`,
    `t0`.`extended_to__none`,
    `t0`.`cause`,
    `t0`.`applied_on`,
    `t0`.`meets_conditions`,
    `t0`.`staff`,
    `t0`.`senior_titles`,
    `t0`.`intermediate_titles`,
    `t0`.`trained_technicians`,
    `t0`.`premises_m2`,
    `t0`.`construction_maintenance_2y`,
    `t0`.`design_2y`,
    `t0`.`project_amounts_2y`,
    `t0`.`c0`,
    `t0`.`c1`,
    `t0`.`c2`,
    `t0`.`c2_none`,
    `t0`.`c3`,
    `t0`.`c4`,
    `t0`.`c5`,
    `t0`.`c6`,
    `t0`.`c7`,
    `t0`.`c8`,
    `t0`.`c9`,
    `t0`.`c10`,
    `t0`.`c10_none`,
    `t0`.`c11`,
    `t0`.`c12`,
    `t0`.`c13`,
    `t0`.`c14`,
    `t0`.`c14_none`,
    `t0`.`c15`,
    `t0`.`c15_none`,
    CASE
      WHEN `t0`.`c14_none`
      THEN TRUE
      WHEN NOT (
        `t0`.`c14` IS NULL
      )
      THEN FALSE
      ELSE CAST(NULL AS BOOLEAN)
    END AS `c16`,
    CASE
      WHEN NOT (
        `t0`.`expires_on` IS NULL
      )
      THEN `t0`.`expires_on`
      WHEN (
        `t0`.`expires_on` IS NULL
      ) AND NOT (
        `t0`.`expires_on__none`
      )
      THEN CASE
        WHEN `t0`.`c11`
        THEN `t0`.`c2`
        WHEN NOT (
          `t0`.`c11`
        )
        THEN `t0`.`c15`
        WHEN `t0`.`c2` = `t0`.`c15`
        THEN `t0`.`c2`
        ELSE CAST(NULL AS DATE)
      END
      ELSE CAST(NULL AS DATE)
    END AS `c17`,
    `t0`.`expires_on__none`
    OR (
      (
        `t0`.`expires_on` IS NULL
      )
      AND NOT (
        `t0`.`expires_on__none`
      )
      AND CASE
        WHEN `t0`.`c11`
        THEN `t0`.`c2_none`
        WHEN NOT (
          `t0`.`c11`
        )
        THEN `t0`.`c15_none`
        WHEN `t0`.`c11` IS NULL
        THEN `t0`.`c2_none` AND `t0`.`c15_none`
        ELSE CAST(NULL AS BOOLEAN)
      END
    ) AS `c17_none`
  FROM `layer_3` AS `t0`
), `layer_5` AS (
  SELECT
    `t0`.`kind`,
    `t0`.`level`,
    `t0`.`held_level`,
    `t0`.`held_level__none`,
    `t0`.`held_since`,
    `t0`.`held_since__none`,
    `t0`.`expires_on`,
    `t0`.`expires_on__none`,
    `t0`.`extended_to`,
    `t0`.`extended_to__none`,
    `t0`.`cause`,
    `t0`.`applied_on`,
    `t0`.`meets_conditions`,
    `t0`.`staff`,
    `t0`.`senior_titles`,
    `t0`.`intermediate_titles`,
    `t0`.`trained_technicians`,
    `t0`.`premises_m2`,
    `t0`.`construction_maintenance_2y`,
    `t0`.`design_2y`,
    `t0`.`project_amounts_2y`,
    `t0`.`c0`,
    `t0`.`c1`,
    `t0`.`c2`,
    `t0`.`c2_none`,
    `t0`.`c3`,
    `t0`.`c4`,
    `t0`.`c5`,
    `t0`.`c6`,
    `t0`.`c7`,
    `t0`.`c8`,
    `t0`.`c9`,
    `t0`.`c10`,
    `t0`.`c10_none`,
    `t0`.`c11`,
    `t0`.`c12`,
    `t0`.`c13`,
    `t0`.`c14`,
    `t0`.`c14_none`,
    `t0`.`c15`,
    `t0`.`c15_none`,
    `t0`.`c16`,
    `t0`.`c17`,
    `t0`.`c17_none`,
    CASE
      WHEN `t0`.`c17_none`
      THEN TRUE
      WHEN NOT (
        `t0`.`c17` IS NULL
      )
      THEN FALSE
      ELSE CAST(NULL AS BOOLEAN)
    END AS `c18`,
    (
      `t0`.`applied_on` > `t0`.`c17`
    )
    AND NOT (
      `t0`.`c17_none` AND NOT (
        `t0`.`applied_on` IS NULL
      )
    ) AS `c19`,
    (
      `t0`.`applied_on` > CAST(CAST(`t0`.`c17` + INTERVAL '90' DAY AS TIMESTAMP) AS DATE)
    )
    AND NOT (
      `t0`.`c17_none` AND NOT (
        `t0`.`applied_on` IS NULL
      )
    ) AS `c20`
  FROM `layer_4` AS `t0`
), `layer_6` AS (
  SELECT
    `t0`.`kind`,
    `t0`.`level`,
    `t0`.`held_level`,
    `t0`.`held_level__none`,
    `t0`.`held_since`,
    `t0`.`held_since__none`,
    `t0`.`expires_on`,
    `t0`.`expires_on__none`,
    `t0`.`extended_to`,
    `t0`.`extended_to__none`,
    `t0`.`cause`,
    `t0`.`applied_on`,
    `t0`.`meets_conditions`,
    `t0`.`staff`,
    `t0`.`senior_titles`,
    `t0`.`intermediate_titles`,
    `t0`.`trained_technicians`,
    `t0`.`premises_m2`,
    `t0`.`construction_maintenance_2y`,
    `t0`.`design_2y`,
    `t0`.`project_amounts_2y`,
    `t0`.`c0`,
    `t0`.`c1`,
    `t0`.`c2`,
    `t0`.`c2_none`,
    `t0`.`c3`,
    `t0`.`c4`,
    `t0`.`c5`,
    `t0`.`c6`,
    `t0`.`c7`,
    `t0`.`c8`,
    `t0`.`c9`,
    `t0`.`c10`,
    `t0`.`c10_none`,
    `t0`.`c11`,
    `t0`.`c12`,
    `t0`.`c13`,
    `t0`.`c14`,
    `t0`.`c14_none`,
    `t0`.`c15`,
    `t0`.`c15_none`,
    `t0`.`c16`,
    `t0`.`c17`,
    `t0`.`c17_none`,
    `t0`.`c18`,
    `t0`.`c19`,
    `t0`.`c20`,
    `t0`.`c18`
    OR (
      `t0`.`c19` AND (
        `t0`.`c3` OR (
          `t0`.`c4` OR `t0`.`c20`
        )
      )
    ) AS `c21`
  FROM `layer_5` AS `t0`
)
SELECT
  1594323 + (
    COALESCE(CAST(CAST(`t0`.`c0` AND (
      `t0`.`level` < 4
    ) AS INT) AS BIGINT), 2) * 3
  ) + (
    COALESCE(
      CAST(CAST(`t0`.`c0` AND (
        NOT (
          `t0`.`c16`
        ) AND NOT (
          `t0`.`c21`
        )
      ) AS INT) AS BIGINT),
      2
    ) * 9
  ) + (
    COALESCE(
      CAST(CAST(`t0`.`c1`
      AND (
        `t0`.`c16`
        OR NOT (
          (
            (
              `t0`.`level` + 1
            ) = `t0`.`c14`
          )
          AND NOT (
            `t0`.`c14_none` AND NOT (
              (
                `t0`.`level` + 1
              ) IS NULL
            )
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 27
  ) + (
    COALESCE(CAST(CAST(`t0`.`c1` AND `t0`.`c21` AS INT) AS BIGINT), 2) * 81
  ) + (
    COALESCE(CAST(CAST(`t0`.`c12` AND NOT (
      `t0`.`c13`
    ) AS INT) AS BIGINT), 2) * 243
  ) + (
    COALESCE(
      CAST(CAST(`t0`.`c1`
      AND (
        (
          `t0`.`applied_on` < CAST(CAST(`t0`.`held_since` + INTERVAL '1' YEAR AS TIMESTAMP) AS DATE)
        )
        AND NOT (
          `t0`.`held_since__none` AND NOT (
            `t0`.`applied_on` IS NULL
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 729
  ) + (
    COALESCE(CAST(CAST(`t0`.`c5` AND `t0`.`c18` AS INT) AS BIGINT), 2) * 2187
  ) + (
    COALESCE(
      CAST(CAST(`t0`.`c5`
      AND (
        `t0`.`c19` AND (
          `t0`.`c9` OR `t0`.`c3` OR (
            `t0`.`c4` OR `t0`.`c20`
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 6561
  ) + (
    COALESCE(
      CAST(CAST(`t0`.`c5`
      AND (
        (
          `t0`.`applied_on` < CAST(CAST(`t0`.`c17` - INTERVAL '30' DAY AS TIMESTAMP) AS DATE)
        )
        AND NOT (
          `t0`.`c17_none` AND NOT (
            `t0`.`applied_on` IS NULL
          )
        )
      ) AS INT) AS BIGINT),
      2
    ) * 19683
  ) + (
    COALESCE(CAST(CAST(`t0`.`c9` AND NOT (
      `t0`.`cause`
    ) AS INT) AS BIGINT), 2) * 59049
  ) + (
    COALESCE(CAST(CAST(`t0`.`c9` AND NOT (
      `t0`.`c3`
    ) AS INT) AS BIGINT), 2) * 177147
  ) + (
    COALESCE(CAST(CAST(`t0`.`c12` AS INT) AS BIGINT), 2) * 531441
  ) AS `__pattern_0`,
  CAST(CAST(`t0`.`kind` IS NULL AS INT) AS BIGINT) AS `__unknown_kind`,
  CAST(CAST(`t0`.`level` IS NULL AS INT) AS BIGINT) AS `__unknown_level`,
  CAST(CAST((
    `t0`.`c10` IS NULL
  ) AND NOT (
    `t0`.`c10_none`
  ) AS INT) AS BIGINT) AS `__unknown_held_level`,
  CAST(CAST((
    `t0`.`held_since` IS NULL
  ) AND NOT (
    `t0`.`held_since__none`
  ) AS INT) AS BIGINT) AS `__unknown_held_since`,
  CAST(CAST((
    `t0`.`c15` IS NULL
  ) AND NOT (
    `t0`.`c15_none`
  ) AS INT) AS BIGINT) AS `__unknown_expires_on`,
  CAST(CAST((
    `t0`.`extended_to` IS NULL
  ) AND NOT (
    `t0`.`extended_to__none`
  ) AS INT) AS BIGINT) AS `__unknown_extended_to`,
  CAST(CAST(`t0`.`cause` IS NULL AS INT) AS BIGINT) AS `__unknown_cause`,
  CAST(CAST(`t0`.`applied_on` IS NULL AS INT) AS BIGINT) AS `__unknown_applied_on`,
  CAST(CAST(`t0`.`c13` IS NULL AS INT) AS BIGINT) AS `__unknown_meets_conditions`,
  CAST(CAST((
    `t0`.`staff` IS NULL
  ) AND (
    `t0`.`c13` IS NULL
  ) AS INT) AS BIGINT) AS `__unknown_staff`,
  CAST(CAST((
    `t0`.`senior_titles` IS NULL
  ) AND (
    `t0`.`c13` IS NULL
  ) AS INT) AS BIGINT) AS `__unknown_senior_titles`,
  CAST(CAST((
    `t0`.`intermediate_titles` IS NULL
  ) AND (
    `t0`.`c13` IS NULL
  ) AS INT) AS BIGINT) AS `__unknown_intermediate_titles`,
  CAST(CAST((
    `t0`.`trained_technicians` IS NULL
  ) AND (
    `t0`.`c13` IS NULL
  ) AS INT) AS BIGINT) AS `__unknown_trained_technicians`,
  CAST(CAST((
    `t0`.`premises_m2` IS NULL
  ) AND (
    `t0`.`c13` IS NULL
  ) AS INT) AS BIGINT) AS `__unknown_premises_m2`,
  CAST(CAST((
    `t0`.`construction_maintenance_2y` IS NULL
  ) AND (
    `t0`.`c13` IS NULL
  ) AS INT) AS BIGINT) AS `__unknown_construction_maintenance_2y`,
  CAST(CAST((
    `t0`.`design_2y` IS NULL
  ) AND (
    `t0`.`c13` IS NULL
  ) AS INT) AS BIGINT) AS `__unknown_design_2y`,
  CAST(CAST((
    `t0`.`project_amounts_2y` IS NULL
  ) AND (
    `t0`.`c13` IS NULL
  ) AS INT) AS BIGINT) AS `__unknown_project_amounts_2y`
FROM `layer_6` AS `t0`
