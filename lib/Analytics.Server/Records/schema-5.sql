-- Version 5 of the service database: a transport may lose messages.
-- 1 until whoever follows has taken the message or kept it as a dead letter, or somebody has dropped it: what the transport lost is sent again.
ALTER TABLE stage_events ADD COLUMN awaited INTEGER NOT NULL DEFAULT 0;
UPDATE stage_events SET awaited = 1 WHERE sent_at IS NULL AND (queue IS NOT NULL OR stage <> 'model');
CREATE INDEX stage_events_awaited ON stage_events (sent_at) WHERE awaited = 1;

-- How often a message of a broker came again and was not done. Kept before it is tried: it may end whoever tries.
CREATE TABLE event_deliveries (
    queue  TEXT    NOT NULL,
    digest TEXT    NOT NULL,                    -- SHA-256 of the message, in hexadecimal digits
    times  INTEGER NOT NULL,
    at     TEXT    NOT NULL,
    PRIMARY KEY (queue, digest)
) STRICT, WITHOUT ROWID;
