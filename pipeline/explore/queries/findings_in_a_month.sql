-- 某月的发现（错误、疑点、缺失）
-- Figures flagged in a month
-- month: 如 2019-03；留空为最近一月 · such as 2019-03; empty = the newest month that has findings
SELECT f.month, f.severity, f.kind, f.table_name, f.entity, f.measure, f.observed, f.expected,
  f.message, f.issue_id, i.source_sha256, f.page, f.finding_id
FROM findings AS f LEFT JOIN issues AS i USING (issue_id)
WHERE f.month = coalesce(
  date(nullif(substr(:month, 1, 7), '') || '-01'),
  (SELECT max(month) FROM findings WHERE :month = ''))
ORDER BY CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,
  f.table_name, f.entity, f.measure
