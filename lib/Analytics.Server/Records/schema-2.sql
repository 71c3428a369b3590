-- Version 2 of the service database: what monitoring keeps. Some databases of version 1 have two of the tables, empty, that nothing filled then.
DROP TABLE IF EXISTS system_metrics;
DROP TABLE IF EXISTS alerts;

CREATE TABLE system_metrics (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     TEXT    NOT NULL,
    metric TEXT    NOT NULL,                     -- cpu, memory, disk, response_p95
    value  REAL    NOT NULL                      -- shares of 1; response_p95 in seconds
) STRICT;
CREATE INDEX system_metrics_by_time ON system_metrics (metric, at);

CREATE TABLE alerts (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    rule        TEXT    NOT NULL,
    component   TEXT    NOT NULL,                -- a domain, domain/model, server
    severity    TEXT    NOT NULL,                -- warning, critical
    summary     TEXT    NOT NULL,
    value       REAL    NOT NULL,                -- the newest while it is open
    at_most     REAL,                            -- the limit that was passed; null where one that was not reached
    at_least    REAL,
    opened_at   TEXT    NOT NULL,
    seen_at     TEXT    NOT NULL,                -- when it was last found to be so
    resolved_at TEXT
) STRICT;
CREATE UNIQUE INDEX alerts_open ON alerts (rule, component) WHERE resolved_at IS NULL;

-- An alert and what is to be told of it are one transaction: a receiver that is down loses nothing.
CREATE TABLE alert_deliveries (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    alert        INTEGER NOT NULL,
    event        TEXT    NOT NULL,               -- opened, resolved
    channel      TEXT    NOT NULL,               -- webhook, email
    data         TEXT    NOT NULL,               -- the alert as it was then, as JSON
    attempts     INTEGER NOT NULL DEFAULT 0,
    not_before   TEXT    NOT NULL,
    delivered_at TEXT,
    problem      TEXT    NOT NULL DEFAULT '',    -- why the last attempt failed
    UNIQUE (alert, event, channel)
) STRICT;
CREATE INDEX alert_deliveries_waiting ON alert_deliveries (not_before) WHERE delivered_at IS NULL;

-- The lake's run records that were read, also those without a step.
CREATE TABLE run_records (record TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO run_records SELECT DISTINCT record FROM step_times;

-- Runs that are no longer kept one by one, so that totals outlive them.
CREATE TABLE run_totals (
    domain    TEXT    NOT NULL,
    what      TEXT    NOT NULL,
    "fetch"   INTEGER NOT NULL,
    state     TEXT    NOT NULL,
    failed_in TEXT    NOT NULL,
    runs      INTEGER NOT NULL,
    PRIMARY KEY (domain, what, "fetch", state, failed_in)
) STRICT, WITHOUT ROWID;
