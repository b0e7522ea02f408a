-- 12320 热线各月来电及构成
-- Hotline: calls of every month, and their kinds
-- 占比为占受理电话的百分数。 · Shares are percentages of all calls.
SELECT h.month, h.calls_total, round(100 * s.consultations_share, 1) AS consultations_percent,
  round(100 * s.complaints_share, 1) AS complaints_percent,
  round(100 * s.phone_bookings_share, 1) AS phone_bookings_percent,
  round(100 * s.agent_calls_share, 1) AS agent_calls_percent,
  round(100 * s.self_service_share, 1) AS self_service_percent,
  round(100 * g.calls_total_growth, 1) AS growth_over_a_year_percent, h.status, h.issue_id
FROM panel_hotline AS h JOIN shares_hotline AS s USING (month) JOIN growth_hotline AS g USING (month)
ORDER BY h.month DESC
