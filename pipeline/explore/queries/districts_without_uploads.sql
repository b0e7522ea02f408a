-- 停止上传数据的区
-- Districts that stopped uploading
-- 停止上传者在前；`months_since` 为最后一次上传以来的月数。 · Those that stopped come first; `months_since` counts the months since the last upload.
WITH uploads AS (
  SELECT district_id, name, month, status,
    CASE WHEN realtime_days > 0 OR scheduled_records > 0 THEN month END AS uploaded
  FROM panel_district_platform),
newest AS (SELECT max(month) AS month FROM platform_by_district),
by_district AS (
  SELECT district_id, name, min(uploaded) AS first_upload, max(uploaded) AS last_upload,
    count(uploaded) AS months_with_uploads
  FROM uploads GROUP BY district_id, name)
SELECT name AS district, last_upload,
  (substr(n.month, 1, 4) - substr(last_upload, 1, 4)) * 12
    + substr(n.month, 6, 2) - substr(last_upload, 6, 2) AS months_since,
  first_upload, months_with_uploads,
  (SELECT status FROM panel_district_platform AS p
   WHERE p.district_id = d.district_id AND p.month = n.month) AS status_in_newest_month,
  district_id
FROM by_district AS d CROSS JOIN newest AS n
ORDER BY last_upload, district
