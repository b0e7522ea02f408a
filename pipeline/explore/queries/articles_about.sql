-- 检索文章
-- Articles about a word
-- words: 一个或多个词，以空格分隔，一个字也可以；留空为全部文章 · one word or more, parted by blanks; a single character will do; empty = all articles
WITH RECURSIVE typed(position, phrases) AS (
  SELECT 0, '"'
  UNION ALL
  SELECT position + 1, phrases || CASE substr(:words, position + 1, 1)
    WHEN ' ' THEN '" "' WHEN '　' THEN '" "' WHEN '"' THEN ' ""'
    ELSE ' ' || substr(:words, position + 1, 1) END
  FROM typed WHERE position < length(:words)),
found AS (
  SELECT issue_id, position, rank FROM articles_search
  WHERE trim(:words, ' 　') <> '' AND articles_search MATCH (
    SELECT phrases || '"' FROM typed ORDER BY position DESC LIMIT 1)
  UNION ALL SELECT issue_id, position, 0 FROM articles WHERE trim(:words, ' 　') = '')
SELECT a.issue_id, i.published_on, a.title,
  CASE WHEN instr(a.body, :words) > 40 THEN '…' ELSE '' END
    || substr(a.body, max(1, instr(a.body, :words) - 40), 160)
    || CASE WHEN length(a.body) > max(1, instr(a.body, :words) - 40) + 160 THEN '…' ELSE '' END
    AS passage,
  a.position, i.source_sha256, a.page
FROM found JOIN articles AS a USING (issue_id, position) JOIN issues AS i USING (issue_id)
ORDER BY found.rank, a.issue_id DESC, a.position
