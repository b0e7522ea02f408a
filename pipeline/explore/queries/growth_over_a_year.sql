-- 预约量同比增长
-- Bookings: growth over a year
-- hospital: 医院名称（可只写一部分）或标识；留空则列出各医院最近一月 · part of the name of a hospital, or its id; empty = every hospital in the newest month
SELECT month, name AS hospital, total, total_year_before,
  round(100 * total_growth, 1) AS growth_percent, status, hospital_id
FROM growth_hospital_bookings
WHERE CASE WHEN :hospital = '' THEN month = (SELECT max(month) FROM bookings_by_hospital)
  ELSE hospital_id = :hospital OR instr(name, :hospital) END
ORDER BY CASE WHEN :hospital = '' THEN total_growth END DESC, name, month
