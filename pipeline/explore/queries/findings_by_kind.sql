-- 发现的类别与数量
-- Findings by kind
-- 含义见 docs/quality.md。 · docs/quality.md says what each kind means.
SELECT severity, kind, count(*) AS findings, count(DISTINCT issue_id) AS issues,
  min(month) AS first_month, max(month) AS last_month, min(message) AS example
FROM findings
GROUP BY severity, kind
ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, findings DESC, kind
