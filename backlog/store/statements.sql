-- Every statement that backlog runs, by name, in SQL that SQLite and PostgreSQL both take, with `:name` for a value.
-- A line `--- NAME` begins one. Under `{kind}_NAME` stands one for each kind of fact: session_one, reading_one and so on.
-- Where `{seen:KIND}` stands, there is a second of the same name and `_known`: as known after the change `:known`.
-- `{fields:KIND}` are the columns of the fact itself; sql.py says what else stands in braces.

--- {kind}_all
SELECT {fields:{kind}} FROM {kind} WHERE {seen:{kind}} ORDER BY {kind}.id

--- {kind}_one
SELECT {fields:{kind}} FROM {kind} WHERE {seen:{kind}} AND {kind}.id = :id

--- {kind}_newest
SELECT {fields:{kind}} FROM {kind} WHERE ended_by IS NULL ORDER BY {kind}.id DESC LIMIT 1

--- {kind}_rows
SELECT written_by, ended_by, {fields:{kind}} FROM {kind} ORDER BY {kind}.id, written_by

--- {kind}_versions
SELECT written_by, ended_by, {fields:{kind}} FROM {kind} WHERE {kind}.id = :id ORDER BY written_by

--- {kind}_changes
SELECT written_by, ended_by FROM {kind} WHERE id = :id

--- {kind}_touched
SELECT DISTINCT id FROM {kind} WHERE written_by = :change OR ended_by = :change ORDER BY id

--- {kind}_before
SELECT {fields:{kind}} FROM {kind} WHERE {kind}.id = :id AND ended_by = :change

--- {kind}_after
SELECT {fields:{kind}} FROM {kind} WHERE {kind}.id = :id AND written_by = :change

--- {kind}_ids
SELECT DISTINCT id FROM {kind} ORDER BY id

--- {kind}_insert
INSERT INTO {kind} (written_by, ended_by, {names}) VALUES (:written_by, :ended_by, {values})

--- {kind}_end
UPDATE {kind} SET ended_by = :b_change WHERE id = :b_id AND ended_by IS NULL

--- {kind}_drop
DELETE FROM {kind} WHERE id = :id AND written_by = :change

--- {kind}_erase
DELETE FROM {kind} WHERE id = :id

--- {kind}_sources
-- What was deleted by hand, and not by an undo that holds, is known as well: it is not imported again.
SELECT {kind}.id, source, source_key FROM {kind}
LEFT JOIN change ON change.id = {kind}.ended_by
LEFT JOIN change AS undo ON undo.id = change.undone_by
WHERE source_key IS NOT NULL
    AND ({present} OR change.kind = 'do' AND (change.undone_by IS NULL OR undo.undone_by IS NOT NULL))

--- {kind}_claims
-- Whose each claim of a kind is, and its cells: see claims.py.
SELECT {owner}, {cells} FROM {kind} WHERE ended_by IS NULL{claimed}

--- session_between
SELECT {fields:session} FROM session WHERE {seen:session} AND started_at BETWEEN :since AND :until
ORDER BY started_at, session.id

--- session_ended_between
SELECT {fields:session} FROM session WHERE {seen:session} AND ended_at BETWEEN :since AND :until
ORDER BY started_at, session.id

--- session_latest
SELECT {fields:session} FROM session WHERE {seen:session} AND started_at <= :until
ORDER BY started_at DESC, session.id DESC LIMIT :most

--- session_latest_of
SELECT {fields:session} FROM session
WHERE {seen:session} AND activity = :activity AND started_at <= :until
ORDER BY started_at DESC, session.id DESC LIMIT :most

--- session_shoes
SELECT shoes, count(*), sum(distance_m), min(day), max(day) FROM session
WHERE ended_by IS NULL AND shoes IS NOT NULL GROUP BY shoes ORDER BY shoes

--- reading_between
SELECT {fields:reading} FROM reading WHERE {seen:reading} AND at BETWEEN :since AND :until
ORDER BY at, reading.id

--- day_between
SELECT {fields:day} FROM day WHERE {seen:day} AND day.day BETWEEN :first AND :last
ORDER BY day.day, day.id

--- plan_token
SELECT value FROM setting WHERE ended_by IS NULL AND name = :name

--- origin_of
SELECT {fields:origin} FROM origin WHERE ended_by IS NULL AND session = :session

--- origin_ids_of
SELECT DISTINCT id FROM origin WHERE session = :session

--- facts_count
{counts}

--- change_insert
INSERT INTO change (id, at, kind, command, summary, undone_by)
VALUES (:id, :at, :kind, :command, :summary, :undone_by)

--- change_rows
{lines} ORDER BY change.id

--- change_ids
SELECT id FROM change ORDER BY id

--- change_one
{lines} WHERE change.id = :id

--- change_list
{lines} ORDER BY change.id DESC LIMIT :most

--- change_undoable
{lines} WHERE {holding} ORDER BY coalesce(undo.undone_by, change.id) DESC LIMIT 1

--- change_redone_by
{lines} WHERE {holding} AND undo.undone_by = :redo ORDER BY change.id

--- change_undone_by
{lines} WHERE change.undone_by = :undo ORDER BY change.id

--- change_last_undo
SELECT max(undo.id) FROM change AS undo WHERE undo.kind = 'undo' AND undo.undone_by IS NULL
    AND EXISTS (SELECT 1 FROM change WHERE change.undone_by = undo.id)

--- change_done_after
{lines} WHERE change.kind = 'do' AND change.id > :undo ORDER BY change.id LIMIT 1

--- change_first_after
SELECT min(id) FROM change WHERE at > :at AND at <= :now

--- change_mark
UPDATE change SET undone_by = :b_undo WHERE id = :b_id

--- change_rename
UPDATE change SET summary = :b_summary WHERE id = :b_id

--- change_redact
UPDATE change SET command = 'forgotten', summary = 'forgotten' WHERE id = :b_id

--- change_redact_reversals
UPDATE change SET command = 'forgotten', summary = 'forgotten' WHERE kind IN ('undo', 'redo')

--- change_empty
-- An undo stays one: what it took back holds again or not by whether a redo reversed it.
UPDATE change SET kind = 'forgotten', undone_by = NULL WHERE kind <> 'undo' AND NOT ({in_use})

--- decision_insert
INSERT INTO decision (id, at, known, policy, digest, facts, verdict)
VALUES (:id, :at, :known, :policy, :digest, :facts, :verdict)

--- decision_rows
SELECT id, at, known, policy, digest, facts, verdict FROM decision ORDER BY id

--- decision_ids
SELECT id FROM decision ORDER BY id

--- decision_one
SELECT id, at, known, policy, digest, facts, verdict FROM decision WHERE id = :id

--- decision_last
SELECT id, at, known, policy, digest, facts, verdict FROM decision WHERE at <= :until ORDER BY id DESC LIMIT 1

--- decision_newest
SELECT id, verdict FROM decision WHERE at BETWEEN :since AND :until ORDER BY at DESC, id DESC LIMIT 1

--- decision_between
SELECT id, at, verdict FROM decision WHERE at BETWEEN :since AND :until ORDER BY at, id

--- decision_between_known
SELECT id, at, verdict FROM decision WHERE at BETWEEN :since AND :until AND known <= :known ORDER BY at, id

--- decision_erase_all
DELETE FROM decision

--- meta_all
SELECT name, value FROM meta

--- meta_insert
INSERT INTO meta (name, value) VALUES (:name, :value)

--- meta_set
UPDATE meta SET value = :b_value WHERE name = :b_name

--- meta_drop
DELETE FROM meta WHERE name = :name

--- copy_all
SELECT path, at, why FROM copy ORDER BY at, path

--- copy_insert
INSERT INTO copy (path, at, why) VALUES (:path, :at, :why)

--- copy_drop
DELETE FROM copy WHERE path = :path

--- counter_take
UPDATE counter SET last = last + :b_more WHERE name = :b_name RETURNING last

--- counter_reach
UPDATE counter SET last = :b_last WHERE name = :b_name AND last < :b_last
