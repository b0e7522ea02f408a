-- 这个数字印在哪里
-- Where a figure is printed
-- figure: 值或印刷原文，如 9314、1,234；留空为最近一月的全部数字 · its value or its printed text; empty = every figure of the newest month
-- month: 如 2019-03；留空为全部 · such as 2019-03; empty = all
SELECT month, table_name, entity, measure, value, unit, printed, unit_printed, status, issue_id,
  source_file, source_sha256, page, x0, top, x1, bottom, entity_id
FROM v_observations
WHERE CASE
    WHEN :figure <> '' THEN printed = :figure OR (
      :figure GLOB '*[0-9]*' AND :figure NOT GLOB '*[^0-9.,，-]*'
      AND value = CAST(replace(replace(:figure, ',', ''), '，', '') AS NUMERIC))
    ELSE :month <> '' OR month = (SELECT max(month) FROM observations)
  END
  AND (:month = '' OR month = date(substr(:month, 1, 7) || '-01'))
ORDER BY month DESC, table_name, entity, measure
