-- 次均费用：门急诊每人次、出院每人次收入（元）
-- Revenue per visit and per discharge, in yuan
-- place: 区或医院的名称（可只写一部分）或标识；留空则列出最近一月 · part of the name of a district or hospital, or its id; empty = all in the newest month
WITH places AS (
  SELECT month, district_id AS id, name, outpatient_visits, outpatient_revenue_cny, discharges,
    inpatient_revenue_cny, issue_id
  FROM panel_district_platform
  UNION ALL
  SELECT month, hospital_id, name, outpatient_visits, outpatient_revenue_cny, discharges,
    inpatient_revenue_cny, issue_id
  FROM panel_hospital_platform)
SELECT month, name AS place,
  round(1.0 * outpatient_revenue_cny / nullif(outpatient_visits, 0), 2) AS cny_per_visit,
  round(1.0 * inpatient_revenue_cny / nullif(discharges, 0), 2) AS cny_per_discharge,
  outpatient_visits, outpatient_revenue_cny, discharges, inpatient_revenue_cny, issue_id, id
FROM places
WHERE CASE WHEN :place = '' THEN month = (SELECT max(month) FROM places WHERE issue_id IS NOT NULL)
  ELSE id = :place OR instr(name, :place) END
ORDER BY place, month
