-- Version 6 of the service database: what SQLite and PostgreSQL both understand. What was read out of the request by JSON operators is in columns.
ALTER TABLE pipeline_runs ADD COLUMN is_fetch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pipeline_runs ADD COLUMN trains   INTEGER NOT NULL DEFAULT 0;  -- 1 where models are trained
ALTER TABLE pipeline_runs ADD COLUMN study    TEXT;                        -- the only one; null for all
UPDATE pipeline_runs SET
    is_fetch = CASE WHEN config LIKE '%"fetch":true%' THEN 1 ELSE 0 END,
    trains = CASE WHEN what IN ('train', 'retrain') OR (what = 'rebuild' AND config NOT LIKE '%"models":false%') THEN 1 ELSE 0 END,
    study = config ->> 'study';

DROP VIEW IF EXISTS ended_runs;
ALTER TABLE run_totals RENAME COLUMN "fetch" TO is_fetch;

-- Runs that are over, one row each. A fetch comes before the first step: what failed without one failed there.
CREATE VIEW ended_runs AS
SELECT
    id,
    domain,
    what,
    is_fetch,
    state,
    CASE
        WHEN state <> 'failed' THEN ''
        WHEN what = 'bronze' THEN 'extract'
        WHEN is_fetch = 1 AND NOT EXISTS (SELECT 1 FROM run_events WHERE run = id AND kind = 'step') THEN 'extract'
        ELSE 'transform'
    END AS failed_in,
    1 AS runs
FROM pipeline_runs
WHERE ended_at IS NOT NULL;

-- With a number of its own, by which a reader goes on where he was.
CREATE TABLE step_times_6 (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    record  TEXT    NOT NULL,                    -- the lake's run record
    number  INTEGER NOT NULL,                    -- 1-based
    domain  TEXT    NOT NULL,
    step    TEXT    NOT NULL,                    -- layer.domain.table
    reason  TEXT    NOT NULL,
    seconds REAL    NOT NULL,
    rows    INTEGER NOT NULL,
    UNIQUE (record, number)
) STRICT;
INSERT INTO step_times_6 (record, number, domain, step, reason, seconds, rows)
SELECT record, number, domain, step, reason, seconds, rows FROM step_times ORDER BY record, number;
DROP TABLE step_times;
ALTER TABLE step_times_6 RENAME TO step_times;

-- Without the index over whole messages: PostgreSQL has none over a megabyte.
CREATE TABLE dead_letters_6 (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    queue    TEXT    NOT NULL,
    message  TEXT    NOT NULL,                  -- each once for a queue
    is_whole INTEGER NOT NULL,                  -- 0 where it was too long or no text: only what could be read of it is here
    reason   TEXT    NOT NULL,
    run      INTEGER,                           -- the run that it caused, where that failed
    times    INTEGER NOT NULL DEFAULT 1,        -- how often it came
    at       TEXT    NOT NULL
) STRICT;
INSERT INTO dead_letters_6 (number, queue, message, is_whole, reason, run, times, at)
SELECT number, queue, message, is_whole, reason, run, times, at FROM dead_letters ORDER BY number;
DROP TABLE dead_letters;
ALTER TABLE dead_letters_6 RENAME TO dead_letters;
