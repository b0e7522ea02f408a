-- 人工更正的数字
-- Figures that a person has corrected
-- 印刷的原值仍在 observations。 · The printed value stays in observations.
SELECT * FROM corrections
ORDER BY decided_on DESC, issue_id, table_name, entity_id, measure
