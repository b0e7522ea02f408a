-- 收到的文件及其去向
-- What became of every file received
-- status: loaded、duplicate、superseded、rejected；留空为全部 · loaded, duplicate, superseded or rejected; empty = all
SELECT f.received_at, f.file_name, f.status, f.reason, s.issue_id, f.sha256 AS source_sha256
FROM files AS f LEFT JOIN source_files AS s USING (sha256)
WHERE :status = '' OR f.status = :status
ORDER BY f.received_at DESC, f.file_name
