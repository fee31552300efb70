#!/usr/bin/env python3
"""Makes the databases of schemas 7 to 10 out of that of schema 6, by the SQL of the migrations themselves.

No program of those commits is left that could have made them: the migrations came a few hours apart, and were never in
anybody's hands. Each database goes on from the one before and gets rows of the kinds that its schema brought, as the
program of that time wrote them. Run it without arguments; it replaces the files beside it.
"""

import json
import pathlib
import re
import shutil
import sqlite3
from typing import Any, Dict, Iterator, Tuple

HERE = pathlib.Path(__file__).resolve().parent
MIGRATIONS = HERE.parents[4] / "Sources/JobCore/SQLite/Migrations"
NOON = 1_800_000_000_000_000
SECOND = 1_000_000


def script(version: int) -> str:
    """The SQL of the migration to this version."""
    (source,) = MIGRATIONS.glob(f"M{version:03}*.swift")
    found = re.search(r'static let script = """\n(.*?)"""', source.read_text(), re.DOTALL)
    assert found, source
    return found.group(1)


def copy(database: sqlite3.Connection, table: str, like: int, /, **changes: Any) -> None:
    """A row like the one whose id is ``like``, with changes."""
    cursor = database.execute(f"SELECT * FROM {table} WHERE id = ?", (like,))
    row = dict(zip([column[0] for column in cursor.description], cursor.fetchone()))
    insert(database, table, {**row, **changes})


def insert(database: sqlite3.Connection, table: str, row: Dict[str, Any]) -> None:
    """A new row."""
    places = ", ".join("?" * len(row))
    database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", list(row.values()))


def job(database: sqlite3.Connection, like: int, id: int, name: str, **changes: Any) -> None:
    """A job like another one; it counts in its queue, and its id is given out."""
    copy(database, "job", like, id=id, **changes)
    copy(database, "job_spec", like, id=id, name=name, tags=None)
    database.execute(
        "UPDATE job_count SET count = count + 1 WHERE (queue_id, state) = (SELECT queue_id, state FROM job WHERE id = ?)",
        (id,))
    database.execute("UPDATE meta SET value = ? WHERE name = 'last_job_id'", (id,))


def batch(database: sqlite3.Connection, id: int, name: str, counts: str, **changes: Any) -> None:
    """A batch like the first one, but for its rule."""
    copy(database, "batch", 1, id=id, name=name, is_fail_fast=0, is_open=0, counts=counts, **changes)
    database.execute("UPDATE meta SET value = ? WHERE name = 'last_batch_id'", (id,))


def inputs(one: Dict[str, Any]) -> Iterator[Tuple[Dict[str, Any], Any]]:
    """What the processes of a job and its follow-ups read, each before its own."""
    yield one["process"], one["process"].pop("stdin", None)
    for follow_up in one["then"]:
        yield from inputs(follow_up["job"])


def seventh(database: sqlite3.Connection) -> None:
    """Input of schedules as bytes; an end that has not reached its follow-up; a cancel that has not reached a member."""
    for id, text in database.execute("""SELECT id, job FROM schedule WHERE job LIKE '%"stdin":[%'""").fetchall():
        spec = json.loads(text)
        for position, (_, numbers) in enumerate(inputs(spec)):
            if numbers is not None:
                insert(database, "schedule_stdin", {"schedule_id": id, "position": position, "data": bytes(numbers)})
        text = json.dumps(spec, sort_keys=True, separators=(",", ":"))
        database.execute("UPDATE schedule SET job = ? WHERE id = ?", (text, id))
    job(database, 4, 16, "left")
    insert(database, "edge", {
        "child_id": 16, "position": 0, "parent_kind": 0, "parent_id": 8, "condition": 1, "outcome": 0})
    insert(database, "settlement", {
        "id": 1, "parent_kind": 0, "parent_id": 8, "is_success": 1, "after_child": 0})
    batch(database, 2, "cancelled", "[0,0,0,1,0,0,0,0,0,0]", is_cancel_requested=1, cancel_reason="enough")
    job(database, 5, 17, "unreached", batch_id=2)


def eighth(database: sqlite3.Connection) -> None:
    """A batch without members that goes by itself, and a holder that was told to end."""
    batch(database, 3, "empty", "[0,0,0,0,0,0,0,0,0,0]", finished_at=NOON, expires_at=NOON + SECOND)
    database.execute(
        "UPDATE lease SET stop_cause = 1, stop_reason = 'told', told_at = ?, end_at = ? WHERE job_id = 14",
        (NOON, NOON + 10 * SECOND))


def ninth(database: sqlite3.Connection) -> None:
    """Only the mark of files from before, which the migration makes."""


def tenth(database: sqlite3.Connection) -> None:
    """A batch with a limit and a callback, and one whose time was up."""
    batch(
        database, 4, "limited", "[1,0,0,0,0,0,0,0,0,0]", deadline_at=NOON + 3_600 * SECOND, has_callbacks=1)
    job(database, 1, 18, "member", batch_id=4)
    copy(database, "callback", 1, id=3, owner_id=4, owner_kind=1)
    database.execute("UPDATE meta SET value = 3 WHERE name = 'last_callback_id'")
    batch(
        database, 5, "late", "[0,0,0,0,0,0,0,0,1,0]", is_cancel_requested=1, cancel_reason="timeout", finished_at=NOON,
        deadline_at=NOON, is_timed_out=1, first_error=19)
    job(database, 10, 19, "too late", batch_id=5)


def main() -> None:
    for version, fill in enumerate((seventh, eighth, ninth, tenth), 7):
        path = HERE / f"schema{version}.sqlite"
        shutil.copy(HERE / f"schema{version - 1}.sqlite", path)
        database = sqlite3.connect(path, isolation_level=None)
        database.executescript(f"BEGIN IMMEDIATE;\n{script(version)}")
        fill(database)
        for last in (f"PRAGMA user_version = {version}", "COMMIT", "PRAGMA journal_mode = DELETE", "VACUUM"):
            database.execute(last)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        database.close()


if __name__ == "__main__":
    main()
