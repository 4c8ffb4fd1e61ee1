-- Schema 3: which copies of the journal backlog itself made, so that what is forgotten can be forgotten there too.

CREATE TABLE copy (
    path TEXT NOT NULL,
    at BIGINT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (path)
);
