-- Silver: customers, the lines they bought and the lines they gave back, typed from the raw text of Bronze.
-- Each feed reads one raw layout as `bronze`; COLUMNS('^_') carries raw values and lineage along.

-- feed: customers
-- People are known by a salted hash of name and address only. $salt is put in when the domain is loaded.
SELECT
  clean(customer_id)                               AS customer_id,
  sha256($salt || chr(31) || lower(clean(name)))   AS name_hash,
  sha256($salt || chr(31) || lower(clean(email)))  AS email_hash,
  -- RFC 5322 dot-atom (a plus and other letters included) at a host name of RFC 1123; lengths of RFC 5321.
  length(clean(email)) <= 254 AND length(split_part(clean(email), '@', 1)) <= 64
    AND regexp_full_match(clean(email), '[\p{L}\p{N}!#$%&''*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&''*+/=?^_`{|}~-]+)*@([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}{2,63}')
                                                   AS email_valid,
  moment(registered_on)::DATE                      AS registered_on,
  clean(country)                                   AS country,
  COLUMNS('^_')
FROM bronze

-- feed: purchases
-- One row is a whole purchase; a negative amount is a refund and goes to cancellations.
SELECT
  clean(purchase_id)                               AS purchase_id,
  0::BIGINT                                        AS line,
  clean(customer_id)                               AS customer_id,
  moment(purchased_at)                             AS purchased_at,
  clean(product_id)                                AS product_id,
  clean(product)                                   AS product,
  CASE WHEN clean(quantity) IS NULL THEN 1 ELSE try_cast(whole(quantity) AS INTEGER) END AS quantity,
  try_cast(try_cast(figures(amount) AS DECIMAL(18,4)) / coalesce(nullif(whole(quantity), 0), 1) AS DECIMAL(18,4)) AS unit_price,
  try_cast(figures(amount) AS DECIMAL(18,4))                AS amount,
  clean(country)                                   AS country,
  strftime(moment(purchased_at), '%Y-%m')          AS month,
  COLUMNS('^_')
FROM bronze

-- feed: purchases_back
SELECT
  clean(purchase_id)                               AS cancellation_id,
  0::BIGINT                                        AS line,
  clean(customer_id)                               AS customer_id,
  moment(purchased_at)                             AS cancelled_at,
  clean(product_id)                                AS product_id,
  clean(product)                                   AS product,
  CASE WHEN clean(quantity) IS NULL THEN 1 ELSE abs(try_cast(whole(quantity) AS INTEGER)) END AS quantity,
  try_cast(-try_cast(figures(amount) AS DECIMAL(18,4)) / coalesce(nullif(abs(whole(quantity)), 0), 1) AS DECIMAL(18,4)) AS unit_price,
  -try_cast(figures(amount) AS DECIMAL(18,4))               AS amount,
  clean(country)                                   AS country,
  strftime(moment(purchased_at), '%Y-%m')          AS month,
  COLUMNS('^_')
FROM bronze

-- feed: online_retail
-- Lines have no number of their own: a hash of typed values, of columns that every such file has, tells them apart. So the same
-- line is the same however a file writes it, and whatever it calls its country. Two lines of one file that differ in their
-- description alone are told apart by the engine.
SELECT
  clean(purchase_id)                               AS purchase_id,
  (md5_number_lower(concat_ws(chr(31), clean(purchase_id), coalesce(clean(product_id), ''), coalesce(whole(quantity)::VARCHAR, ''),
    coalesce(moment(purchased_at)::VARCHAR, ''), coalesce(try_cast(unit_price AS DECIMAL(18,4))::VARCHAR, ''), coalesce(clean(customer_id), ''))) >> 1)::BIGINT AS line,
  clean(customer_id)                               AS customer_id,
  moment(purchased_at)                             AS purchased_at,
  clean(product_id)                                AS product_id,
  clean(product)                                   AS product,
  try_cast(whole(quantity) AS INTEGER)             AS quantity,
  try_cast(figures(unit_price) AS DECIMAL(18,4))            AS unit_price,
  try_cast(try_cast(whole(quantity) AS INTEGER) * try_cast(figures(unit_price) AS DECIMAL(12,4)) AS DECIMAL(18,4)) AS amount,
  clean(country)                                   AS country,
  strftime(moment(purchased_at), '%Y-%m')          AS month,
  COLUMNS('^_')
FROM bronze

-- feed: online_retail_back
-- An invoice number that starts with C is a cancellation; what is given back is counted as positive here.
SELECT
  clean(purchase_id)                               AS cancellation_id,
  (md5_number_lower(concat_ws(chr(31), clean(purchase_id), coalesce(clean(product_id), ''), coalesce(whole(quantity)::VARCHAR, ''),
    coalesce(moment(purchased_at)::VARCHAR, ''), coalesce(try_cast(unit_price AS DECIMAL(18,4))::VARCHAR, ''), coalesce(clean(customer_id), ''))) >> 1)::BIGINT AS line,
  clean(customer_id)                               AS customer_id,
  moment(purchased_at)                             AS cancelled_at,
  clean(product_id)                                AS product_id,
  clean(product)                                   AS product,
  -try_cast(whole(quantity) AS INTEGER)            AS quantity,
  try_cast(figures(unit_price) AS DECIMAL(18,4))            AS unit_price,
  try_cast(-try_cast(whole(quantity) AS INTEGER) * try_cast(figures(unit_price) AS DECIMAL(12,4)) AS DECIMAL(18,4)) AS amount,
  clean(country)                                   AS country,
  strftime(moment(purchased_at), '%Y-%m')          AS month,
  COLUMNS('^_')
FROM bronze

-- feed: orders
SELECT
  clean(purchase_id)                               AS purchase_id,
  clean(order_customer)                            AS order_customer,
  lower(clean(status))                             AS status,
  moment(purchased_at)                             AS purchased_at,
  strftime(moment(purchased_at), '%Y-%m')          AS month,
  COLUMNS('^_')
FROM bronze

-- feed: order_items
SELECT
  clean(purchase_id)                               AS purchase_id,
  whole(line)                                      AS line,
  clean(product_id)                                AS product_id,
  try_cast(figures(unit_price) AS DECIMAL(18,4))            AS unit_price,
  COLUMNS('^_')
FROM bronze

-- feed: order_customers
SELECT
  clean(order_customer)                            AS order_customer,
  clean(person)                                    AS customer_id,
  clean(state)                                     AS state,
  COLUMNS('^_')
FROM bronze

-- table: order_lines
-- What was cancelled or could not be had was not bought. Where no file names the person, the order's own id stands for one.
SELECT
  o.purchase_id,
  i.line,
  coalesce(c.customer_id, o.order_customer)        AS customer_id,
  o.purchased_at,
  i.product_id,
  i.unit_price                                     AS amount,
  CASE WHEN c.state IS NOT NULL THEN 'Brazil' END  AS country,
  o.month
FROM silver.orders o JOIN silver.order_items i ON i.purchase_id = o.purchase_id LEFT JOIN silver.order_customers c ON c.order_customer = o.order_customer
WHERE o.status NOT IN ('canceled', 'unavailable') ORDER BY o.purchase_id, i.line

-- table: baskets
-- One row per purchase: the lines of one invoice together.
SELECT
  purchase_id,
  customer_id,
  month,
  min(purchased_at)               AS purchased_at,   -- 30 invoices were typed over two minutes
  count(*)                        AS lines,
  sum(quantity)::BIGINT           AS units,
  sum(amount)::DECIMAL(18,4)      AS revenue,
  max(country)                    AS country
FROM (
  SELECT purchase_id, customer_id, month, purchased_at, quantity, amount, country FROM silver.purchases
  UNION ALL SELECT purchase_id, customer_id, month, purchased_at, 1, amount, country FROM silver.order_lines
) GROUP BY purchase_id, customer_id, month ORDER BY purchase_id, customer_id, month

-- table: matched_cancellations
-- The sales that each cancellation may give back, nearest first, and none as the last resort: sales before it to the same customer, of
-- the same product and price, that were large enough. Which of them it is follows from those matched before it; see Returns.cs.
WITH candidates AS (
  SELECT c.cancellation_id, c.line, c.customer_id, c.cancelled_at, c.amount, c.quantity, p.purchase_id, p.line AS purchase_line, p.purchased_at, p.quantity AS sold
  FROM silver.cancellations c JOIN silver.purchases p
    ON p.customer_id = c.customer_id AND coalesce(p.product_id, p.product) = coalesce(c.product_id, c.product) AND p.unit_price = c.unit_price
   AND p.purchased_at <= c.cancelled_at AND p.quantity >= c.quantity
  UNION ALL
  SELECT cancellation_id, line, customer_id, cancelled_at, amount, quantity, NULL, NULL, NULL, NULL FROM silver.cancellations
)
SELECT
  cancellation_id,
  line,
  customer_id,
  cancelled_at,
  amount,
  purchase_id,
  purchase_line,
  date_diff('day', purchased_at, cancelled_at) AS days_after,
  quantity,
  sold
FROM candidates
ORDER BY cancelled_at, cancellation_id, line, purchased_at DESC NULLS LAST, purchase_id DESC, purchase_line
