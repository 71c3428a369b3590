-- Version 4 of the service database: of which trace a run is.
ALTER TABLE pipeline_runs ADD COLUMN trace TEXT;           -- the span that asked for it, a W3C traceparent; null for none
