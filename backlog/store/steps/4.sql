-- Schema 4: what a session had been prescribed as stands with it.

ALTER TABLE session ADD COLUMN prescribed_m DOUBLE PRECISION;
ALTER TABLE session ADD COLUMN prescribed_s DOUBLE PRECISION;
