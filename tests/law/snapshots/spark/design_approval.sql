WITH `layer_1` AS (
  SELECT
    `t0`.`setting`,
    `t0`.`site_region`,
    `t0`.`constructing_unit_level`,
    `t0`.`setting` IN ('public_area') AS `c0`
  FROM `facts` AS `t0`
)
SELECT
  729 + (
    COALESCE(CAST(CAST(`t0`.`setting` IN ('other') AS INT) AS BIGINT), 2) * 1
  ) + (
    COALESCE(
      CAST(CAST(`t0`.`c0` AND `t0`.`constructing_unit_level` IN ('province') AS INT) AS BIGINT),
      2
    ) * 3
  ) + (
    COALESCE(
      CAST(CAST(`t0`.`c0` AND `t0`.`constructing_unit_level` IN ('none') AS INT) AS BIGINT),
      2
    ) * 9
  ) + (
    COALESCE(
      CAST(CAST(`t0`.`c0` AND `t0`.`constructing_unit_level` IN ('village') AS INT) AS BIGINT),
      2
    ) * 27
  ) + (
    COALESCE(CAST(CAST(`t0`.`c0` AS INT) AS BIGINT), 2) * 81
  ) + (
    COALESCE(
      CAST(CAST(STARTSWITH(`t0`.`site_region`, '4419') OR STARTSWITH(`t0`.`site_region`, '4420') AS INT) AS BIGINT),
      2
    ) * 243
  ) AS `__pattern_0`,
  CAST(CAST(`t0`.`setting` IS NULL AS INT) AS BIGINT) AS `__unknown_setting`,
  CAST(CAST(`t0`.`site_region` IS NULL AS INT) AS BIGINT) AS `__unknown_site_region`,
  CAST(CAST(`t0`.`constructing_unit_level` IS NULL AS INT) AS BIGINT) AS `__unknown_constructing_unit_level`
FROM `layer_1` AS `t0`
