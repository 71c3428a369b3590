-- feed: batches
SELECT clean(batch_id) AS batch_id, moment(baked_at) AS baked_at, strftime(moment(baked_at), '%Y-%m') AS month, lower(clean(kind)) AS kind,
  TRY_CAST(price AS DECIMAL(8,2)) AS price, number(rain_mm) AS rain_mm, TRY_CAST(sold_out AS BOOLEAN) AS sold_out, COLUMNS('^_') FROM bronze

-- table: by_kind
SELECT kind, count(*) AS batches, round(count(*) FILTER (WHERE sold_out) / count(*), 4) AS share_sold_out FROM silver.batches GROUP BY kind ORDER BY kind

-- table: features
SELECT batch_id, baked_at, kind, price::DOUBLE AS price, rain_mm, isodow(baked_at)::INTEGER AS weekday, sold_out FROM silver.batches ORDER BY batch_id
