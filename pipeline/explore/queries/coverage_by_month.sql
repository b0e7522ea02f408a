-- 各月覆盖情况
-- Coverage: which months and tables are there
-- 每月由哪期报告、缺哪些表、有多少错误与警告。 · For each month the issue that reports it, the tables that are not there, and how many errors and warnings there are.
SELECT month, max(issue_id) AS issue_id, sum(status = 'reported') AS tables_reported,
  sum(row_count) AS row_count,
  group_concat(CASE WHEN status <> 'reported' THEN table_name END, ', ') AS tables_missing,
  sum(errors) AS errors, sum(warnings) AS warnings
FROM coverage
GROUP BY month
ORDER BY month DESC
