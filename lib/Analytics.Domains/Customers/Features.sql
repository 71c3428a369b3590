-- Features: one row per customer with what is known at a cut-off, and what came after it as the target.
-- The cut-off lies $back days before the last purchase of all, never at "now"; the target looks at the $horizon days after it.

-- query: history
WITH span AS (SELECT min(purchased_at) AS first_seen, max(purchased_at) AS last_seen FROM silver.baskets),
cut AS (SELECT last_seen - to_days(($back)::INTEGER) AS cut_off, ($horizon)::INTEGER AS horizon_days FROM span),
past AS (
  -- Invoice lines carry the country themselves; a shop's purchases have it from the customer.
  SELECT b.* REPLACE (coalesce(b.country, u.country) AS country), c.cut_off, c.horizon_days,
    date_diff('hour', lag(b.purchased_at) OVER (PARTITION BY b.customer_id ORDER BY b.purchased_at, b.purchase_id), b.purchased_at) AS gap
  FROM silver.baskets b LEFT JOIN silver.customers u ON u.customer_id = b.customer_id, cut c WHERE b.purchased_at < c.cut_off
),
back AS (SELECT r.customer_id, count(*) AS lines, sum(r.amount) AS amount FROM silver.cancellations r, cut c WHERE r.cancelled_at < c.cut_off GROUP BY r.customer_id),
future AS (SELECT b.customer_id, sum(b.revenue) AS revenue FROM silver.baskets b, cut c WHERE b.purchased_at >= c.cut_off AND b.purchased_at <= c.cut_off + to_days(c.horizon_days) GROUP BY b.customer_id),
history AS (
  SELECT
    p.customer_id,
    min(p.cut_off)                                           AS cut_off,        -- one value for all
    min(p.horizon_days)                                      AS horizon_days,
    date_diff('hour', max(p.purchased_at), min(p.cut_off)) / 24 AS recency_days,
    date_diff('hour', min(p.purchased_at), min(p.cut_off)) / 24 AS tenure_days,
    count(*)                                                 AS frequency,
    sum(p.revenue)::DOUBLE                                   AS monetary,
    round((sum(p.revenue) / count(*))::DOUBLE, 4)            AS avg_basket,
    max(p.revenue)::DOUBLE                                   AS largest_basket,
    round(sum(p.lines) / count(*), 4)                        AS avg_lines,
    count(DISTINCT p.month)                                  AS active_months,
    count(*) FILTER (WHERE p.purchased_at >= p.cut_off - INTERVAL 30 DAY) AS purchases_30,
    count(*) FILTER (WHERE p.purchased_at >= p.cut_off - INTERVAL 90 DAY) AS purchases_90,
    coalesce(sum(p.revenue) FILTER (WHERE p.purchased_at >= p.cut_off - INTERVAL 90 DAY), 0)::DOUBLE AS revenue_90,
    round(sum(p.gap) / count(p.gap) / 24, 4)                 AS gap_mean_days,  -- null for a single purchase
    -- From whole-number sums, which are exact in any order.
    round(sqrt(greatest(sum(p.gap * p.gap) / count(p.gap) - (sum(p.gap) / count(p.gap)) ^ 2, 0)) / 24, 4) AS gap_spread_days,
    round(max(p.gap) / 24, 4)                                AS gap_longest_days,
    coalesce(max(p.country), 'Unknown')                      AS country
  FROM past p GROUP BY p.customer_id
)

-- table: churn_features
SELECT
  h.customer_id,
  h.cut_off,
  f.customer_id IS NULL                      AS churned,
  h.recency_days,
  h.tenure_days,
  h.frequency,
  h.monetary,
  h.avg_basket,
  h.largest_basket,
  h.avg_lines,
  h.active_months,
  h.purchases_30,
  h.purchases_90,
  h.revenue_90,
  h.gap_mean_days,
  h.gap_spread_days,
  h.gap_longest_days,
  round(h.recency_days / nullif(h.gap_mean_days, 0), 4) AS overdue,  -- above 1: longer away than usual
  coalesce(b.lines, 0)::BIGINT               AS cancelled_lines,
  round(coalesce(b.amount, 0)::DOUBLE / nullif(h.monetary, 0), 4) AS cancelled_share,
  round(ln(1 + h.recency_days), 6)           AS log_recency,
  round(ln(h.frequency), 6)                  AS log_frequency,
  round(ln(1 + h.monetary), 6)               AS log_monetary,
  h.country
FROM history h LEFT JOIN future f ON f.customer_id = h.customer_id LEFT JOIN back b ON b.customer_id = h.customer_id
ORDER BY h.customer_id

-- table: clv_features
SELECT
  h.customer_id,
  h.cut_off,
  h.horizon_days,
  coalesce(f.revenue, 0)::DOUBLE             AS future_revenue,
  round(ln(1 + coalesce(f.revenue, 0)::DOUBLE), 6) AS log_future_revenue,  -- the target: a few wholesalers would be all that counts otherwise
  h.recency_days,
  h.tenure_days,
  h.frequency,
  h.monetary,
  h.avg_basket,
  h.largest_basket,
  h.avg_lines,
  h.active_months,
  h.purchases_30,
  h.purchases_90,
  h.revenue_90,
  round(h.monetary / greatest(h.tenure_days, 1), 6) AS revenue_per_day,
  h.gap_mean_days,
  h.gap_spread_days,
  round(h.recency_days / nullif(h.gap_mean_days, 0), 4) AS overdue,
  coalesce(b.lines, 0)::BIGINT               AS cancelled_lines,
  round(ln(1 + h.recency_days), 6)           AS log_recency,
  round(ln(h.frequency), 6)                  AS log_frequency,
  round(ln(1 + h.monetary), 6)               AS log_monetary,
  h.country
FROM history h LEFT JOIN future f ON f.customer_id = h.customer_id LEFT JOIN back b ON b.customer_id = h.customer_id
ORDER BY h.customer_id

-- table: rfm
-- Recency, frequency and monetary value at the end of the data, their logarithms for distances, and quintile scores, 5 the best.
WITH last AS (SELECT max(last_purchase) AS at FROM gold.customer_metrics),
base AS (
  SELECT m.customer_id, date_diff('day', m.last_purchase, l.at)::INTEGER AS recency_days, m.purchases AS frequency, m.revenue AS monetary
  FROM gold.customer_metrics m, last l
)
SELECT
  customer_id,
  recency_days,
  frequency,
  monetary,
  round(ln(1 + recency_days), 6)             AS log_recency,
  round(ln(1 + frequency), 6)                AS log_frequency,
  round(ln(1 + monetary::DOUBLE), 6)         AS log_monetary,
  ntile(5) OVER (ORDER BY recency_days DESC, customer_id)::INTEGER AS r_score,
  ntile(5) OVER (ORDER BY frequency, customer_id)::INTEGER         AS f_score,
  ntile(5) OVER (ORDER BY monetary, customer_id)::INTEGER          AS m_score
FROM base ORDER BY customer_id
