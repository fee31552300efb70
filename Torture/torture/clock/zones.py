"""Zones whose rules change, and zones that disappear: what a new version of the system's tables does to schedules.

jobd has its tables from ICU, which is linked in, so they change between two starts and never under a daemon that runs.
To a schedule that is the same as if its zone were another: here its name is changed in the database meanwhile.
"""

import sqlite3
import time
from typing import Dict

from ..context import Context
from .calendar import Daily
from .desk import KEEP, LATE_SECONDS, Desk
from .hands import Hands
from .schedules import moment_of

DAY = 86_400.0


def check_zones(context: Context, shim: str, is_planted: bool) -> None:
    """Three starts: with the zone, without it, and with it again."""
    directory = context.directory("zones")
    hands = Hands(directory / "clock")
    daemon = context.daemon(directory)
    daemon.start(shim, hands.environment)
    desk = Desk(daemon, hands, context.report, context.chance("zones"))
    spec = {"cron": "30 12 * * *", "timezone": "Europe/Berlin", "catch_up": "all", "overlap": "queue",
            "job": {"handler": "noop", "keep_for": KEEP}}
    for name in ("gone", "moved"):
        desk.ask("PUT", f"/v1/schedules/{name}", spec)
    ahead(desk, 1.5 * DAY)
    first = {name: fired(desk, name, 1) for name in ("gone", "moved")}

    between(desk, shim, {"gone": "Mars/Olympus", "moved": "America/New_York"})
    ahead(desk, 2 * DAY)
    # The due time that was stored may still be that of the old rules.
    check_moved(desk, first["moved"])
    said = "gone" in daemon.log_text() or "Mars" in daemon.log_text()
    desk.check(said, "a zone that is gone is said", "the log does not name the schedule whose zone is unknown")

    between(desk, shim, {"gone": "Europe/Berlin"})
    if is_planted:
        desk.ask("POST", "/v1/schedules/gone/pause")
    before = view(desk, "gone")
    ahead(desk, 2 * DAY)
    now = fired(desk, "gone", int(before.get("fired", 0)) + 1)
    desk.check(int(now.get("fired", 0)) > int(before.get("fired", 0)), "a schedule whose zone has come back fires",
               f"it has fired {now.get('fired')} times, as before; next_at {now.get('next_at')}")
    desk.report.did("zones that changed", 2)
    desk.client.close()
    daemon.close()
    hands.close()


def check_moved(desk: Desk, first: Dict[str, object]) -> None:
    """By the new rules, each due time once; by the old ones at most that which had been reckoned before."""
    now = fired(desk, "moved", int(first["fired"]) + 2)
    last = moment_of(str(now["last_at"]))
    due = Daily(12, 30, "America/New_York").between(last - 1, last, 1)
    desk.check(bool(due), "a schedule follows new rules of its zone", f"it fired for {now['last_at']}")
    count = int(now["fired"]) - int(first["fired"])
    desk.check(1 <= count <= 3, "a due time fires once", f"moved has fired {count} times in two days")


def ahead(desk: Desk, seconds: float) -> None:
    desk.hands.step(seconds)
    desk.hands.wait_followed()
    desk.story.append(f"step {seconds:+.0f} s")


def fired(desk: Desk, name: str, count: int) -> Dict[str, object]:
    """As soon as it has fired so often; or as it is when that should have been."""
    end = time.monotonic() + LATE_SECONDS
    while True:
        found = view(desk, name)
        if int(found.get("fired", 0)) >= count or time.monotonic() > end:
            return found
        time.sleep(0.05)


def view(desk: Desk, name: str) -> Dict[str, object]:
    return desk.client.get(f"/v1/schedules/{name}").json()


def between(desk: Desk, shim: str, zones: Dict[str, str]) -> None:
    """Stops jobd, gives schedules other zones, and starts it."""
    desk.client.close()
    desk.daemon.stop()
    with sqlite3.connect(desk.daemon.database) as database:
        for name, zone in zones.items():
            database.execute("UPDATE schedule SET time_zone = ? WHERE name = ?", (zone, name))
    database.close()
    desk.daemon.start(shim, desk.hands.environment)
