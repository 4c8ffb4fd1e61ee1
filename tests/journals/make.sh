#!/usr/bin/env bash
# Write the journal of an earlier schema as SQL text, empty and full, with the code of that day:
#
#   mkdir /tmp/then && git archive REVISION backlog | tar x -C /tmp/then
#   tests/journals/make.sh /tmp/then VERSION
#
# Run it before the schema changes, and never again for that version.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$here/../../.venv/bin/python
folder=$(mktemp -d)
export XDG_CONFIG_HOME=$folder TZ=Europe/Berlin PYTHONPATH=$1
cd "$folder"

at() { # MOMENT COMMAND...
    local now=$1
    shift
    BACKLOG_NOW="$now+02:00" "$python" -m backlog "$@" >/dev/null
}

write() { # NAME
    "$python" -c 'import sqlite3, sys; print("\n".join(sqlite3.connect(sys.argv[1]).iterdump()))' "$BACKLOG_DB" >"$here/$1.sql"
}

export BACKLOG_DB=$folder/empty.db
at 2026-09-01T08:00 log run 1km --yes
at 2026-09-01T08:01 forget --everything --yes
"$python" -c 'import sqlite3, sys
made = sqlite3.connect(sys.argv[1])
made.executescript("DELETE FROM change; UPDATE counter SET last = 0; VACUUM")' "$BACKLOG_DB"
write "v$2-empty"

export BACKLOG_DB=$folder/full.db
at 2026-09-01T08:00 start --no-red-flags --usual-pain 3 --activities run,walk --goal 5km --yes
at 2026-09-01T18:30 log run 2km --duration 14:30 --surface grass --strike forefoot --shoes "Frühling ’26" --during 2 \
    --site calf 1 --effort 4 --mood-before 5 --mood-after 7 --intervals 6x1min/1min --note $'it\'s dry;\nso far' --yes
at 2026-09-02T18:30 pain 4 --flare --medicated --note "stiff" --yes
at 2026-09-03T18:30 pain 3 --site radiating-leg 2 --reaches knee --yes
at 2026-09-03T18:40 advise
at 2026-09-04T09:00 day --sleep 6.5 --sitting 9 --stress 6 --lifting 2 --mood 7 --tag travel --tag "señor" --yes
at 2026-09-04T09:10 edit 6 --effort 5 --yes
at 2026-09-04T18:00 log walk 3km --duration 35:00 --cadence 110 --yes
at 2026-09-05T09:00 log run 1km --yes
at 2026-09-05T09:01 undo --yes
at 2026-09-05T09:02 redo --yes
at 2026-09-05T09:03 undo --yes
at 2026-09-05T10:00 flags --yes-to bladder --yes
at 2026-09-06T10:00 flags --clear bladder --by "my GP" --at "2026-09-06 09:00" --yes
at 2026-09-06T11:00 plan --pause "until 2026-09-20" --note flu --yes
if [ "$2" -ge 2 ]; then
    printf 'date,activity,distance_km,duration\n2026-09-01 18:16,run,2.05,14:32\n' >list.csv
    at 2026-09-07T08:00 import list.csv --yes
fi
write "v$2-full"
rm -r "$folder"
