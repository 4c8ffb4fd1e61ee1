BEGIN TRANSACTION;
CREATE TABLE change (
    id INTEGER NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    command TEXT NOT NULL,
    summary TEXT NOT NULL,
    undone_by INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(undone_by) REFERENCES change (id)
);
CREATE TABLE copy (
    path TEXT NOT NULL,
    at BIGINT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (path)
);
CREATE TABLE counter (
    name TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (name)
);
INSERT INTO "counter" VALUES('thing',0);
INSERT INTO "counter" VALUES('change',0);
INSERT INTO "counter" VALUES('decision',0);
CREATE TABLE day (
    id INTEGER NOT NULL,
    written_by INTEGER NOT NULL,
    ended_by INTEGER,
    day TEXT NOT NULL,
    sleep_h DOUBLE,
    sitting_h DOUBLE,
    stress DOUBLE,
    lifting DOUBLE,
    mood DOUBLE,
    tags TEXT NOT NULL,
    note TEXT,
    source TEXT NOT NULL,
    source_key TEXT,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (id, written_by),
    FOREIGN KEY(written_by) REFERENCES change (id),
    FOREIGN KEY(ended_by) REFERENCES change (id)
);
CREATE TABLE decision (
    id INTEGER NOT NULL,
    at BIGINT NOT NULL,
    known INTEGER NOT NULL,
    policy TEXT NOT NULL,
    digest TEXT NOT NULL,
    facts TEXT NOT NULL,
    verdict TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE flag (
    id INTEGER NOT NULL,
    written_by INTEGER NOT NULL,
    ended_by INTEGER,
    flag TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    zone TEXT NOT NULL,
    cleared_at BIGINT,
    cleared_by TEXT,
    note TEXT,
    PRIMARY KEY (id, written_by),
    FOREIGN KEY(written_by) REFERENCES change (id),
    FOREIGN KEY(ended_by) REFERENCES change (id)
);
CREATE TABLE meta (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('schema_version','3');
INSERT INTO "meta" VALUES('journal','backlog');
INSERT INTO "meta" VALUES('identity','051ab1c7f6c8914f');
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
CREATE TABLE pause (
    id INTEGER NOT NULL,
    written_by INTEGER NOT NULL,
    ended_by INTEGER,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (id, written_by),
    FOREIGN KEY(written_by) REFERENCES change (id),
    FOREIGN KEY(ended_by) REFERENCES change (id)
);
CREATE TABLE reading (
    id INTEGER NOT NULL,
    written_by INTEGER NOT NULL,
    ended_by INTEGER,
    at BIGINT NOT NULL,
    zone TEXT NOT NULL,
    day TEXT NOT NULL,
    site TEXT NOT NULL,
    score DOUBLE,
    flare INTEGER,
    medicated INTEGER,
    reaches TEXT,
    approximate INTEGER NOT NULL,
    note TEXT,
    source TEXT NOT NULL,
    source_key TEXT,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (id, written_by),
    FOREIGN KEY(written_by) REFERENCES change (id),
    FOREIGN KEY(ended_by) REFERENCES change (id)
);
CREATE TABLE screening (
    id INTEGER NOT NULL,
    written_by INTEGER NOT NULL,
    ended_by INTEGER,
    at BIGINT NOT NULL,
    zone TEXT NOT NULL,
    kind TEXT NOT NULL,
    who TEXT,
    note TEXT,
    PRIMARY KEY (id, written_by),
    FOREIGN KEY(written_by) REFERENCES change (id),
    FOREIGN KEY(ended_by) REFERENCES change (id)
);
CREATE TABLE session (
    id INTEGER NOT NULL,
    written_by INTEGER NOT NULL,
    ended_by INTEGER,
    started_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    zone TEXT NOT NULL,
    day TEXT NOT NULL,
    activity TEXT NOT NULL,
    sport TEXT,
    distance_m DOUBLE,
    duration_s DOUBLE,
    end_estimated INTEGER NOT NULL,
    approximate INTEGER NOT NULL,
    ascent_m DOUBLE,
    surface TEXT,
    strike TEXT,
    forefoot_share DOUBLE,
    shoes TEXT,
    effort DOUBLE,
    during DOUBLE,
    during_sites TEXT NOT NULL,
    mood_before DOUBLE,
    mood_after DOUBLE,
    steps INTEGER,
    cadence DOUBLE,
    intervals TEXT,
    note TEXT,
    source TEXT NOT NULL,
    source_key TEXT,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (id, written_by),
    FOREIGN KEY(written_by) REFERENCES change (id),
    FOREIGN KEY(ended_by) REFERENCES change (id)
);
CREATE TABLE setting (
    id INTEGER NOT NULL,
    written_by INTEGER NOT NULL,
    ended_by INTEGER,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (id, written_by),
    FOREIGN KEY(written_by) REFERENCES change (id),
    FOREIGN KEY(ended_by) REFERENCES change (id)
);
CREATE INDEX ix_change_undone_by ON change (undone_by);
CREATE INDEX ix_decision_at ON decision (at);
CREATE INDEX ix_day_day ON day (day) WHERE ended_by IS NULL;
CREATE INDEX ix_day_ended_by ON day (ended_by) WHERE ended_by IS NOT NULL;
CREATE INDEX ix_day_written_by ON day (written_by);
CREATE UNIQUE INDEX uq_day_current ON day (id) WHERE ended_by IS NULL;
CREATE INDEX ix_flag_ended_by ON flag (ended_by) WHERE ended_by IS NOT NULL;
CREATE INDEX ix_flag_written_by ON flag (written_by);
CREATE UNIQUE INDEX uq_flag_current ON flag (id) WHERE ended_by IS NULL;
CREATE INDEX ix_pause_ended_by ON pause (ended_by) WHERE ended_by IS NOT NULL;
CREATE INDEX ix_pause_written_by ON pause (written_by);
CREATE UNIQUE INDEX uq_pause_current ON pause (id) WHERE ended_by IS NULL;
CREATE INDEX ix_reading_at ON reading (at) WHERE ended_by IS NULL;
CREATE INDEX ix_reading_ended_by ON reading (ended_by) WHERE ended_by IS NOT NULL;
CREATE INDEX ix_reading_written_by ON reading (written_by);
CREATE UNIQUE INDEX uq_reading_current ON reading (id) WHERE ended_by IS NULL;
CREATE INDEX ix_screening_ended_by ON screening (ended_by) WHERE ended_by IS NOT NULL;
CREATE INDEX ix_screening_written_by ON screening (written_by);
CREATE UNIQUE INDEX uq_screening_current ON screening (id) WHERE ended_by IS NULL;
CREATE INDEX ix_session_activity ON session (activity, started_at) WHERE ended_by IS NULL;
CREATE INDEX ix_session_ended ON session (ended_at) WHERE ended_by IS NULL;
CREATE INDEX ix_session_ended_by ON session (ended_by) WHERE ended_by IS NOT NULL;
CREATE INDEX ix_session_started ON session (started_at) WHERE ended_by IS NULL;
CREATE INDEX ix_session_written_by ON session (written_by);
CREATE UNIQUE INDEX uq_session_current ON session (id) WHERE ended_by IS NULL;
CREATE INDEX ix_setting_ended_by ON setting (ended_by) WHERE ended_by IS NOT NULL;
CREATE INDEX ix_setting_written_by ON setting (written_by);
CREATE UNIQUE INDEX uq_setting_current ON setting (id) WHERE ended_by IS NULL;
CREATE INDEX ix_origin_ended_by ON origin (ended_by) WHERE ended_by IS NOT NULL;
CREATE INDEX ix_origin_session ON origin (session);
CREATE INDEX ix_origin_written_by ON origin (written_by);
CREATE UNIQUE INDEX uq_origin_current ON origin (id) WHERE ended_by IS NULL;
COMMIT;
