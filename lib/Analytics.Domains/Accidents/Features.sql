-- Features: when accidents happen and how bad they are, what groups are found from; and where, what zones are found from.

-- table: features
-- All of it is known as soon as an accident is reported. Those of which the hour or the harm is not known are left out; the impact on
-- traffic is no harm and takes no part.
SELECT accident_id, hour, dayofweek, month, severity, lat, lon
FROM silver.accidents WHERE hour IS NOT NULL AND severity IS NOT NULL ORDER BY accident_id

-- query: times
SELECT accident_id, hour, dayofweek, month, severity FROM gold.features ORDER BY accident_id

-- query: places
SELECT accident_id, lat, lon FROM silver.accidents WHERE lat IS NOT NULL AND lon IS NOT NULL ORDER BY accident_id

-- query: grouped
SELECT m.cluster, f.* FROM gold.cluster_members m JOIN gold.features f ON f.accident_id = m.accident_id ORDER BY m.cluster, f.accident_id
