-- 某医院各月预约挂号量
-- Bookings of a hospital over time
-- hospital: 医院的标识或任一名称（可只写一部分）；留空则列出各医院最近一月 · its id or any part of any of its names; empty = every hospital in the newest month
WITH RECURSIVE wanted(id) AS (
  SELECT hospital_id FROM hospitals WHERE hospital_id = :hospital OR instr(name, :hospital)
  UNION SELECT entity_id FROM entity_names WHERE kind = 'hospital' AND instr(name, :hospital)
  UNION SELECT successor_id FROM hospitals JOIN wanted ON hospital_id = id
  WHERE successor_id IS NOT NULL),
newest AS (SELECT max(month) AS month FROM bookings_by_hospital)
SELECT p.month, p.name AS hospital, p.total, p.phone, p.online, p.quick, p.in_clinic,
  p.third_party, p.status, p.issue_id, p.hospital_id
FROM panel_hospital_bookings AS p
WHERE p.hospital_id IN (SELECT id FROM wanted)
  AND (:hospital <> '' OR p.month = (SELECT month FROM newest))
ORDER BY CASE WHEN :hospital = '' THEN p.total END DESC, p.name, p.month
