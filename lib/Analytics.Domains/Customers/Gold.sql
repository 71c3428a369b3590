-- Gold: what people ask of the purchases. Money is DECIMAL, so sums are the same on any number of threads.

-- table: revenue_by_country
SELECT
  coalesce(b.country, c.country, 'Unknown')  AS country,
  sum(b.revenue)::DECIMAL(18,2)              AS revenue,
  count(*)                                   AS purchases,
  count(DISTINCT b.customer_id)              AS customers,
  round((sum(b.revenue) / count(*))::DOUBLE, 2) AS avg_basket
FROM silver.baskets b LEFT JOIN silver.customers c ON c.customer_id = b.customer_id
GROUP BY 1 ORDER BY 1

-- table: revenue_by_product
SELECT
  coalesce(product_id, product, 'Unknown')   AS product_id,
  coalesce(max(product), max(product_id), 'Unknown') AS product,   -- texts of one code differ now and then
  sum(amount)::DECIMAL(18,2)                 AS revenue,
  sum(quantity)::BIGINT                      AS units,
  count(*)                                   AS lines,
  count(DISTINCT purchase_id)                AS purchases
FROM (
  SELECT purchase_id, product_id, product, quantity, amount FROM silver.purchases
  UNION ALL SELECT purchase_id, product_id, NULL, 1, amount FROM silver.order_lines
) GROUP BY 1 ORDER BY 1

-- table: monthly_revenue
WITH first AS (SELECT customer_id, min(month) AS month FROM silver.baskets GROUP BY customer_id),
newcomers AS (SELECT month, count(*) AS customers FROM first GROUP BY month),
back AS (SELECT month, sum(amount) AS amount FROM silver.cancellations GROUP BY month)
SELECT
  b.month,
  sum(b.revenue)::DECIMAL(18,2)              AS revenue,
  count(*)                                   AS purchases,
  count(DISTINCT b.customer_id)              AS customers,
  coalesce(max(n.customers), 0)::BIGINT      AS new_customers,
  coalesce(max(r.amount), 0)::DECIMAL(18,2)  AS cancelled
FROM silver.baskets b LEFT JOIN newcomers n ON n.month = b.month LEFT JOIN back r ON r.month = b.month
GROUP BY b.month ORDER BY b.month

-- table: customer_metrics
WITH back AS (SELECT customer_id, sum(amount) AS amount FROM silver.cancellations GROUP BY customer_id)
SELECT
  b.customer_id,
  coalesce(max(b.country), max(c.country), 'Unknown') AS country,
  sum(b.revenue)::DECIMAL(18,2)              AS revenue,
  count(*)                                   AS purchases,
  round((sum(b.revenue) / count(*))::DOUBLE, 2) AS avg_basket,
  sum(b.units)::BIGINT                       AS units,
  min(b.purchased_at)                        AS first_purchase,
  max(b.purchased_at)                        AS last_purchase,
  date_diff('day', min(b.purchased_at), max(b.purchased_at)) AS active_days,
  coalesce(max(r.amount), 0)::DECIMAL(18,2)  AS cancelled
FROM silver.baskets b LEFT JOIN silver.customers c ON c.customer_id = b.customer_id LEFT JOIN back r ON r.customer_id = b.customer_id
GROUP BY b.customer_id ORDER BY b.customer_id

-- table: cohorts
WITH first AS (SELECT customer_id, min(month) AS cohort FROM silver.baskets GROUP BY customer_id),
sizes AS (SELECT cohort, count(*) AS size FROM first GROUP BY cohort),
active AS (
  SELECT f.cohort, b.month, count(DISTINCT b.customer_id) AS customers, sum(b.revenue) AS revenue
  FROM silver.baskets b JOIN first f ON f.customer_id = b.customer_id GROUP BY f.cohort, b.month
)
SELECT
  a.cohort,
  date_diff('month', (a.cohort || '-01')::DATE, (a.month || '-01')::DATE)::INTEGER AS months_later,
  s.size                                     AS cohort_size,
  a.customers,
  round(a.customers / s.size, 4)             AS retention,
  a.revenue::DECIMAL(18,2)                   AS revenue
FROM active a JOIN sizes s ON s.cohort = a.cohort ORDER BY a.cohort, months_later

-- table: kpis
SELECT
  'all'                                      AS scope,
  coalesce(sum(revenue), 0)::DECIMAL(18,2)   AS total_revenue,
  count(*)                                   AS total_purchases,
  count(DISTINCT customer_id)                AS total_customers,
  coalesce(round((sum(revenue) / count(*))::DOUBLE, 2), 0) AS avg_basket,
  coalesce(sum(lines), 0)::BIGINT            AS total_lines
FROM silver.baskets ORDER BY scope
