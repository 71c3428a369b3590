-- Version 3 of the service database: who does a run, and events between stages.
ALTER TABLE pipeline_runs ADD COLUMN worker TEXT;          -- the process that does it or did it last; null before
ALTER TABLE pipeline_runs ADD COLUMN lease_until TEXT;     -- behind that another may take it, unless it was renewed

-- The outbox: that a stage was published is written down with the end of its run, and sent from here until the transport has it.
CREATE TABLE stage_events (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    event      TEXT    NOT NULL,                -- the message's id; a replayed one has it again
    queue      TEXT,                            -- of a replayed one the queue that it was taken from; null for every queue of the stage
    domain     TEXT    NOT NULL,
    stage      TEXT    NOT NULL,                -- bronze, silver, gold, model
    snapshot   TEXT,
    run        INTEGER,                         -- the run that published it
    at         TEXT    NOT NULL,
    message    TEXT    NOT NULL,                -- as it is sent
    attempts   INTEGER NOT NULL DEFAULT 0,
    not_before TEXT    NOT NULL,
    sent_at    TEXT,
    problem    TEXT    NOT NULL DEFAULT ''      -- why the last attempt failed
) STRICT;
CREATE INDEX stage_events_waiting ON stage_events (not_before) WHERE sent_at IS NULL;

-- The inbox: a message and what it caused are one transaction, so that one that comes again causes nothing.
CREATE TABLE event_inbox (
    event   TEXT    NOT NULL,
    queue   TEXT    NOT NULL,                   -- the stage that was to follow
    run     INTEGER,                            -- the run that it caused; null for none
    at      TEXT    NOT NULL,
    message TEXT    NOT NULL,
    PRIMARY KEY (event, queue)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_inbox_by_run ON event_inbox (run);

-- The embedded transport.
CREATE TABLE event_queue (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    queue      TEXT    NOT NULL,
    message    TEXT    NOT NULL,
    deliveries INTEGER NOT NULL DEFAULT 0,
    visible_at TEXT    NOT NULL                 -- taken by nobody else before
) STRICT;
CREATE INDEX event_queue_visible ON event_queue (queue, visible_at);

-- What could not be done, until somebody replays or drops it.
CREATE TABLE dead_letters (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    queue    TEXT    NOT NULL,
    message  TEXT    NOT NULL,
    is_whole INTEGER NOT NULL,                  -- 0 where it was too long or no text: only what could be read of it is here
    reason   TEXT    NOT NULL,
    run      INTEGER,                           -- the run that it caused, where that failed
    times    INTEGER NOT NULL DEFAULT 1,        -- how often it came
    at       TEXT    NOT NULL,
    UNIQUE (queue, message)
) STRICT;
