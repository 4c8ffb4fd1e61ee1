-- Schema 2: what else told of a session is kept beside it.

CREATE TABLE origin (
    id INTEGER NOT NULL,
    written_by INTEGER NOT NULL,
    ended_by INTEGER,
    session INTEGER NOT NULL,
    file TEXT NOT NULL,
    source TEXT NOT NULL,
    source_key TEXT NOT NULL,
    told TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (id, written_by),
    FOREIGN KEY(written_by) REFERENCES change (id),
    FOREIGN KEY(ended_by) REFERENCES change (id)
);
CREATE INDEX ix_origin_ended_by ON origin (ended_by) WHERE ended_by IS NOT NULL;
CREATE INDEX ix_origin_session ON origin (session);
CREATE INDEX ix_origin_written_by ON origin (written_by);
CREATE UNIQUE INDEX uq_origin_current ON origin (id) WHERE ended_by IS NULL;
