-- 医院、区、渠道的历年名称
-- Names of a hospital, district or channel over time
-- name: 任一名称（可只写一部分）或标识；留空则列出全部 · part of any of its names, or its id; empty = all
WITH printed AS (
  SELECT 'hospital' AS kind, replace(name_printed, ' ', '') AS name, month FROM bookings_by_hospital
  UNION ALL SELECT 'hospital', replace(name_printed, ' ', ''), month FROM platform_by_hospital
  UNION ALL SELECT 'district', replace(name_printed, ' ', ''), month FROM platform_by_district
  UNION ALL SELECT 'channel', replace(name_printed, ' ', ''), month FROM bookings_by_channel),
wanted AS (
  SELECT kind, entity_id FROM entity_names
  WHERE :name = '' OR entity_id = :name OR instr(name, :name))
SELECT n.kind, n.entity_id, n.name, min(p.month) AS first_printed, max(p.month) AS last_printed,
  count(p.month) AS times_printed, n.valid_from, n.valid_to, n.source
FROM entity_names AS n LEFT JOIN printed AS p ON p.kind = n.kind AND p.name = n.name
WHERE (n.kind, n.entity_id) IN (SELECT kind, entity_id FROM wanted)
GROUP BY n.kind, n.entity_id, n.name
ORDER BY n.kind, n.entity_id, first_printed IS NULL, first_printed, n.name
