SELECT
  3 + (
    COALESCE(CAST(CAST(`t0`.`serious_consequences` AS INT) AS BIGINT), 2) * 1
  ) AS `__pattern_0`,
  CAST(CAST(`t0`.`serious_consequences` IS NULL AS INT) AS BIGINT) AS `__unknown_serious_consequences`
FROM `facts` AS `t0`
