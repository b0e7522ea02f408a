-- 各线上渠道占比
-- Channels' shares of online bookings
-- month: 如 2019-03；留空为全部月份 · such as 2019-03; empty = all months
SELECT month, name AS channel, bookings, round(100 * bookings_share, 2) AS share_percent, status
FROM shares_channel_bookings
WHERE :month = '' OR month = date(substr(:month, 1, 7) || '-01')
ORDER BY month DESC, bookings DESC
