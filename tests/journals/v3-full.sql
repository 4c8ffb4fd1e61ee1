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
INSERT INTO "change" VALUES(1,1788242400,'do','start','start: red flags none, goal, activities, usual pain',NULL);
INSERT INTO "change" VALUES(2,1788280200,'do','log','log run 2 km (1.24 mi) in 14:30 on grass, forefoot, pain during 2 (6)',NULL);
INSERT INTO "change" VALUES(3,1788366600,'do','pain','pain back 4 (flare) (7)',NULL);
INSERT INTO "change" VALUES(4,1788453000,'do','pain','pain back 3, radiating-leg 2 (8, 9)',NULL);
INSERT INTO "change" VALUES(5,1788505200,'do','day','day 2026-09-04: sleep, sitting, stress, lifting, mood, travel, señor',NULL);
INSERT INTO "change" VALUES(6,1788505800,'do','edit','edit 6: effort',NULL);
INSERT INTO "change" VALUES(7,1788537600,'do','log','log walk 3 km (1.86 mi) in 35:00 (11)',NULL);
INSERT INTO "change" VALUES(8,1788591600,'do','log','log run 1 km (0.62 mi) (12)',11);
INSERT INTO "change" VALUES(9,1788591660,'undo','undo','took back 8: log run 1 km (0.62 mi) (12)',10);
INSERT INTO "change" VALUES(10,1788591720,'redo','redo','did again 8: log run 1 km (0.62 mi) (12)',NULL);
INSERT INTO "change" VALUES(11,1788591780,'undo','undo','took back 8: log run 1 km (0.62 mi) (12)',NULL);
INSERT INTO "change" VALUES(12,1788595200,'do','flags','red flags bladder',NULL);
INSERT INTO "change" VALUES(13,1788681600,'do','flags','cleared bladder by my GP',NULL);
INSERT INTO "change" VALUES(14,1788685200,'do','plan','paused 2026-09-06 to 2026-09-20',NULL);
INSERT INTO "change" VALUES(15,1788760800,'do','import','import 1 other telling of sessions from list.csv',NULL);
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
INSERT INTO "counter" VALUES('thing',16);
INSERT INTO "counter" VALUES('change',15);
INSERT INTO "counter" VALUES('decision',2);
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
INSERT INTO "day" VALUES(10,5,NULL,'2026-09-04',6.5,9.0,6.0,2.0,7.0,'["travel", "se\u00f1or"]',NULL,'typed',NULL,1788505200);
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
INSERT INTO "decision" VALUES(1,1788242400,1,'2','fc28828943bc4d4d014f8d9b667217b6ea047500b3d5c15965d93275ed7ffab0','eJyFj80KwjAMx98lVzvNJor2KPgG3kRG2LJRqG1pVw+OvbuZ7uBBEELIPx+/JCM8vWPQcM7RB96cOFrjQEHkIfoUuBnMQ+od2cQKgiUHeoScMtk6kLTq7RrVV6KmQXAVVvsCjwWWFzxoRLEVVuIF3XtpvYPeIeI8GygnTqCvt0mBRMl495bzFdQa1y8qNZHZLXoE04IuFfzd9/PDSXidpQ96egGl+lA1','{"verdict": "decision", "action": "start", "next": {"activity": "run", "surface": "grass", "strike": null, "distance_m": 800.0, "duration_s": null, "not_before": "2026-09-01T08:00:00+02:00"}, "meanwhile": null, "pending_until": null, "reasons": [{"code": "brief_run", "distance_m": 800.0}], "evidence": {"usual": 3.0, "usual_low": 1.464, "usual_high": 4.536, "sd": 1.2, "base_m": null, "cap_m": null, "last_session": null, "runs": 0, "limit_m": 238.954, "capacity_m": 1860.198, "capacity_low_m": 134.09, "capacity_high_m": 5479.64, "unexplained": null}}');
INSERT INTO "decision" VALUES(2,1788453600,4,'2','63fb965725e764a5d8527b6c2b26a54c95995b755a99af2bce01758c3f2d1b0b','eJytk9tu2zAMhl9l4O2cVpZXJ9HlgO0JdtcGhmZTjlBHMnQo2gZ595FOCy9NAgzFgCCQf1M/Px68h1fvEBT8yMGPePsdw2AdFBAwBR9HbJN9ovdGDxELGAftQO0hx6yHZtQUqqobUfwlNDqRnRSyXoj1QpS/xEoJQb+vQtI/WfeeQneg7oQQfHfUOWIEdb85FECnaL3jxz3YDlRNWtIhYXfmXK5Ueaeq2RlddzmsOgG4UnKnX04usmQpt2uRceUbbpeDToTYEONqOUkxB6Nb9uyDjhEYOdhHFowPaLxPrG09lwk/w0MWwrRbStt/echSlGtZM76haIL/9paGXlPa+aGJNrHDHlo9GFDljaCO7bzvmt/IiainHD0p2iQMoJYsWEfnJxohZa+fa3Fbi2nErQ//0LDDhmN1RwTzWJYFnF6Tn+2z5Na0E/1UuBk0n1PItHA77GyrafjvwhXos+yH4si5+shZfZazmjmnlb9Ccub/TrL+vyS0CqQFGgtto+sXA/YzoDwC6nY7bdyjQ7w+8HPiDRsFRHcy8vJjARe+7YsFsB9NtT9+438A3rlBuA==','{"verdict": "pending", "action": null, "next": null, "meanwhile": null, "pending_until": null, "reasons": [{"code": "screening", "cause": "radiating", "last_at": "2026-09-01T08:00:00+02:00", "told_at": "2026-09-03T18:30:00+02:00", "reading": 9}, {"code": "radiating", "reading": 9, "session": null, "reaches": "knee", "before": null}], "evidence": {"usual": 3.029552, "usual_low": 1.553583, "usual_high": 4.50552, "sd": 1.1531, "base_m": null, "cap_m": null, "last_session": 6, "runs": 1, "limit_m": 1596.338, "capacity_m": 2461.55, "capacity_low_m": 984.309, "capacity_high_m": 6154.878, "unexplained": 1.0}}');
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
INSERT INTO "flag" VALUES(14,12,13,'bladder',1788595200,'Europe/Berlin',NULL,NULL,NULL);
INSERT INTO "flag" VALUES(14,13,NULL,'bladder',1788595200,'Europe/Berlin',1788678000,'my GP',NULL);
CREATE TABLE meta (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('schema_version','3');
INSERT INTO "meta" VALUES('journal','backlog');
INSERT INTO "meta" VALUES('identity','9384ede480af30db');
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
INSERT INTO "origin" VALUES(16,15,NULL,6,'list.csv','csv','2026-09-01T18:16:00|run','{"activity": "run", "day": "2026-09-01", "distance_m": 2050.0, "duration_s": 872.0, "ended_at": "2026-09-01T18:30:32+02:00", "started_at": "2026-09-01T18:16:00+02:00", "zone": "Europe/Berlin"}',1788760800);
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
INSERT INTO "pause" VALUES(15,14,NULL,'2026-09-06','2026-09-20','flu');
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
INSERT INTO "reading" VALUES(7,3,NULL,1788366600,'Europe/Berlin','2026-09-02','back',4.0,1,1,NULL,0,'stiff','typed',NULL,1788366600);
INSERT INTO "reading" VALUES(8,4,NULL,1788453000,'Europe/Berlin','2026-09-03','back',3.0,NULL,NULL,NULL,0,NULL,'typed',NULL,1788453000);
INSERT INTO "reading" VALUES(9,4,NULL,1788453000,'Europe/Berlin','2026-09-03','radiating-leg',2.0,NULL,NULL,'knee',0,NULL,'typed',NULL,1788453000);
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
INSERT INTO "screening" VALUES(1,1,NULL,1788242400,'Europe/Berlin','screening',NULL,NULL);
INSERT INTO "screening" VALUES(13,12,NULL,1788595200,'Europe/Berlin','screening',NULL,NULL);
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
INSERT INTO "session" VALUES(6,2,6,1788279330,1788280200,'Europe/Berlin','2026-09-01','run',NULL,2000.0,870.0,0,0,NULL,'grass','forefoot',NULL,'Frühling ’26',4.0,2.0,'{"calf": 1.0}',5.0,7.0,NULL,NULL,'6x60/60','it''s dry;
so far','typed',NULL,1788280200);
INSERT INTO "session" VALUES(6,6,NULL,1788279330,1788280200,'Europe/Berlin','2026-09-01','run',NULL,2000.0,870.0,0,0,NULL,'grass','forefoot',NULL,'Frühling ’26',5.0,2.0,'{"calf": 1.0}',5.0,7.0,NULL,NULL,'6x60/60','it''s dry;
so far','typed',NULL,1788280200);
INSERT INTO "session" VALUES(11,7,NULL,1788535500,1788537600,'Europe/Berlin','2026-09-04','walk',NULL,3000.0,2100.0,0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL,110.0,NULL,NULL,'typed',NULL,1788537600);
INSERT INTO "session" VALUES(12,8,9,1788591165,1788591600,'Europe/Berlin','2026-09-05','run',NULL,1000.0,NULL,1,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL,NULL,NULL,NULL,'typed',NULL,1788591600);
INSERT INTO "session" VALUES(12,10,11,1788591165,1788591600,'Europe/Berlin','2026-09-05','run',NULL,1000.0,NULL,1,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL,NULL,NULL,NULL,'typed',NULL,1788591600);
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
INSERT INTO "setting" VALUES(2,1,NULL,'goal_m','5000.0');
INSERT INTO "setting" VALUES(3,1,NULL,'activities','["run", "walk"]');
INSERT INTO "setting" VALUES(4,1,NULL,'usual_pain','3.0');
INSERT INTO "setting" VALUES(5,1,NULL,'usual_pain_at','1788242400');
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
