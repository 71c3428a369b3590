-- Version 1 of the service database. Times are text in UTC, yyyy-MM-dd'T'HH:mm:ss.fff'Z', so that text order is time order.
CREATE TABLE pipeline_runs (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    domain       TEXT    NOT NULL,               -- a domain's name, or all
    what         TEXT    NOT NULL,               -- rebuild, train, …
    config       TEXT    NOT NULL,               -- the request as JSON
    origin       TEXT    NOT NULL,               -- api, page, job, script, schedule:<id>
    requested_by TEXT    NOT NULL,
    request_key  TEXT    UNIQUE,                 -- the same key is the same run
    state        TEXT    NOT NULL,               -- accepted, running, succeeded, failed, cancelled, interrupted
    accepted_at  TEXT    NOT NULL,
    not_before   TEXT    NOT NULL,
    started_at   TEXT,
    ended_at     TEXT,
    seconds      REAL,
    attempt      INTEGER NOT NULL DEFAULT 1,
    exit_code    INTEGER,
    reason       TEXT    NOT NULL DEFAULT '',
    before       TEXT,                           -- the snapshot in force when it began
    after        TEXT,                           -- and when it ended
    is_cancelled INTEGER NOT NULL DEFAULT 0      -- whether somebody wants it to end
) STRICT;
CREATE INDEX pipeline_runs_by_state ON pipeline_runs (state, not_before, id);

CREATE TABLE run_events (
    run    INTEGER NOT NULL,
    number INTEGER NOT NULL,                     -- 1-based within the run
    at     TEXT    NOT NULL,
    kind   TEXT    NOT NULL,                     -- state, step, count, log
    data   TEXT    NOT NULL,                     -- JSON
    PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE schedules (
    id           TEXT    PRIMARY KEY,
    cron         TEXT    NOT NULL,               -- five fields
    timezone     TEXT    NOT NULL,               -- IANA name
    config       TEXT    NOT NULL,               -- a run's request as JSON
    enabled      INTEGER NOT NULL,
    misfire      TEXT    NOT NULL,               -- once, skip
    built_in     INTEGER NOT NULL,
    created_by   TEXT    NOT NULL,
    created_at   TEXT    NOT NULL,
    last_run_at  TEXT,                           -- when it was due last
    last_run     INTEGER,                        -- the run of then
    last_word    TEXT    NOT NULL DEFAULT '',    -- what was done about it
    next_run_at  TEXT                            -- null while it is off, or never due again
) STRICT;

CREATE TABLE step_times (
    record  TEXT    NOT NULL,                    -- the lake's run record
    number  INTEGER NOT NULL,                    -- 1-based
    domain  TEXT    NOT NULL,
    step    TEXT    NOT NULL,                    -- layer.domain.table
    reason  TEXT    NOT NULL,
    seconds REAL    NOT NULL,
    rows    INTEGER NOT NULL,
    PRIMARY KEY (record, number)
) STRICT;

CREATE TABLE data_quality_metrics (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       TEXT    NOT NULL,
    snapshot TEXT    NOT NULL,
    domain   TEXT    NOT NULL,
    metric   TEXT    NOT NULL,                   -- gates_passed, rows_kept, …
    value    REAL    NOT NULL,
    UNIQUE (snapshot, domain, metric)
) STRICT;

CREATE TABLE model_performance_metrics (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       TEXT    NOT NULL,
    snapshot TEXT    NOT NULL,
    domain   TEXT    NOT NULL,
    model    TEXT    NOT NULL,
    version  TEXT    NOT NULL,
    metric   TEXT    NOT NULL,
    value    REAL    NOT NULL,
    UNIQUE (domain, model, version, metric)
) STRICT;

CREATE TABLE audit (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     TEXT    NOT NULL,
    who    TEXT    NOT NULL,
    what   TEXT    NOT NULL
) STRICT;
