-- 待确认的名称
-- Names that no one has decided on
-- 由 `bulletins names` 决定。 · `bulletins names` decides on them.
SELECT kind, id, name FROM (
  SELECT 'hospital' AS kind, hospital_id AS id, name FROM hospitals WHERE provisional
  UNION ALL SELECT 'district', district_id, name FROM districts WHERE provisional
  UNION ALL SELECT 'channel', channel_id, name FROM channels WHERE provisional)
ORDER BY kind, name
