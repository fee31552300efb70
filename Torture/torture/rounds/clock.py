"""Clocks that are set while jobd works: seconds, hours and years, ahead and back, and suspends.

A preloaded library turns the hands of one daemon's clocks (``shim/clock.c``); the machine's own are not touched, and
what must hold is judged by them.
"""

import contextlib
import time
from typing import Callable, Dict, List, Optional, Sequence

from ..clock.calendar import has_zones
from ..clock.desk import LATE_SECONDS, Desk, Scene
from ..clock.due import FAR_AHEAD, NEAR_AHEAD, Deadlines, Due
from ..clock.hands import Hands
from ..clock.leases import Leases, Silent
from ..clock.limits import Timeouts
from ..clock.rates import Rates
from ..clock.schedules import Schedules
from ..clock.starts import check_starts
from ..clock.zones import check_zones
from ..context import Context, Round
from ..shim import library

MINUTE, HOUR, DAY, YEAR = 60.0, 3_600.0, 86_400.0, 365.25 * 86_400.0
STEPS = [1.5, 4.0, MINUTE, 5 * MINUTE, HOUR, 3 * HOUR, DAY, 31 * DAY, YEAR, 12 * YEAR]
#: The years in which the wall clock is kept: beyond 2200 times are refused.
EARLIEST, LATEST = 1_000_000_000, 6_000_000_000
LOOK_SECONDS = 0.04

PLANTED = {
    "clock-early": "jobd's wall clock is three seconds ahead of the one that counts",
    "clock-forgotten": "jobd's wall clock is half a minute behind the one that counts",
    "clock-again": "a delayed job starts twice",
    "clock-deadline": "deadlines are an hour later than they should be",
    "clock-timeout": "the monotonic clock steps with the wall clock",
    "clock-longer": "a command has a longer timeout than it should have",
    "clock-lease": "a worker believes that it renews its lease, and does not",
    "clock-stale": "a worker ends its job with a fence that should be stale",
    "clock-schedule": "schedules are paused behind the oracle's back",
    "clock-twice": "a schedule forgets what it has fired",
    "clock-faster": "the queue with a rate lets through a hundred times as many",
    "clock-rate": "the queue with a rate is paused behind the oracle's back",
    "clock-zone": "a schedule whose zone has come back is paused behind the oracle's back",
}
DEFECTS = {"clock-early": "early", "clock-forgotten": "late", "clock-timeout": "monotonic-steps"}


class Life:
    """What goes on in the life of one daemon, and how long after each change it is looked at."""

    def __init__(
        self, scenes: Sequence[Callable[[Desk], Scene]], beats: int = 8, seconds: float = 1.0,
        kinds: Optional[Dict[str, int]] = None,
    ) -> None:
        self.scenes, self.beats, self.seconds = scenes, beats, seconds
        #: What is done to the clock, and how often.
        self.kinds = kinds or {"step": 9, "suspend": 2, "down": 1, "nothing": 1}


BUSY = Life([Due, Deadlines, Rates, Silent, Schedules, Timeouts, Leases])
#: Nothing but a step wakes jobd: what is due then, and forgotten, is not made up for by a request.
QUIET = Life(
    [lambda desk: Due(desk, FAR_AHEAD), lambda desk: Deadlines(desk, FAR_AHEAD)], beats=2, seconds=LATE_SECONDS + 1.0,
    kinds={"ahead": 3, "step": 1})
#: A planted defect is looked for where it is.
WHERE = {
    "clock-early": Life([Due]),
    "clock-forgotten": Life([lambda desk: Due(desk, NEAR_AHEAD)], 2, LATE_SECONDS + 3.0, {"nothing": 1}),
    "clock-again": Life([lambda desk: Due(desk, NEAR_AHEAD)], kinds={"nothing": 1}),
    "clock-deadline": Life([lambda desk: Deadlines(desk, NEAR_AHEAD)], 2, LATE_SECONDS + 3.0, {"nothing": 1}),
    "clock-timeout": Life([Timeouts]),
    "clock-longer": Life([Timeouts], kinds={"nothing": 1}),
    "clock-lease": Life([Leases], beats=20, kinds={"nothing": 1}),
    "clock-stale": Life([Leases], kinds={"nothing": 1}),
    "clock-schedule": Life([Schedules], seconds=LATE_SECONDS + 1.0, kinds={"nothing": 1}),
    "clock-twice": Life([Schedules]),
    "clock-faster": Life([Rates], kinds={"nothing": 1}),
    "clock-rate": Life([Rates]),
}


def run(context: Context) -> None:
    """Some starts, then life after life until the time is up; at last the zones."""
    shim = library("clock", context.root)
    number = 0
    if not context.planted:
        check_starts(context, shim)
    #: What the zones need.
    spare = min(6.0, context.seconds / 4)
    while context.time_left() > spare + 3 and context.planted != "clock-zone":
        number += 1
        life = WHERE[context.planted] if context.planted else (BUSY, QUIET)[1 - number % 2]
        one_life(context, number, shim, life, spare)
        if context.planted and not context.report.holds:
            return
    if has_zones():
        check_zones(context, shim, context.planted == "clock-zone")
    else:
        context.report.note("this system has no tables of zones (tzdata): schedules in zones are left out")


def one_life(context: Context, number: int, shim: str, life: Life, spare: float) -> None:
    """One daemon, from the machine's time on."""
    directory = context.directory(f"life-{number}")
    hands = Hands(directory / "clock", DEFECTS.get(context.planted or "", ""))
    daemon = context.daemon(directory, options=("--slots", "32"))
    daemon.start(shim, hands.environment)
    # From here on, and not in the middle of the start, a defect counts.
    hands.step(0.0)
    desk = Desk(daemon, hands, context.report, context.chance("clock", number), context.planted)
    scenes = [make(desk) for make in life.scenes]
    context.report.did("lives")
    try:
        for _ in range(life.beats):
            if context.time_left() < spare + life.seconds or (context.planted and not context.report.holds):
                break
            beat(desk, scenes, shim, life)
            if context.planted == "clock-rate":
                desk.ask("POST", "/v1/queues/rated/pause")
        check_idle(desk)
    finally:
        for scene in scenes:
            scene.close()
        desk.client.close()
        daemon.close()
        hands.close()


def beat(desk: Desk, scenes: List[Scene], shim: str, life: Life) -> None:
    """The scenes begin something, the clock is changed, and they look at what comes of it."""
    kind = desk.chance.choices(list(life.kinds), list(life.kinds.values()))[0]
    seconds = change_of(desk, kind)
    for scene in scenes:
        if not (kind == "down" and isinstance(scene, (Timeouts, Silent))):
            scene.begin()
    look(scenes, 0.2)
    for scene in scenes:
        # Before it is done: those who see it first have to know.
        scene.changed("step" if kind == "ahead" else kind, seconds)
    desk.story.append(f"{kind} {seconds:+.1f} s")
    if kind == "down":
        restart(desk, scenes, shim, seconds)
    elif kind == "suspend":
        desk.hands.suspend(seconds)
    elif seconds:
        desk.hands.step(seconds)
    desk.hands.wait_followed()
    name = {"ahead": "step"}.get(kind, kind)
    desk.report.did(f"{name} {'ahead' if seconds > 0 else 'back'}" if seconds else "beats without a change")
    look(scenes, life.seconds)
    for scene in scenes:
        scene.end()


def restart(desk: Desk, scenes: List[Scene], shim: str, seconds: float) -> None:
    """kill -9, a step while nobody looks, and a start."""
    with contextlib.ExitStack() as away:
        for leases in [scene for scene in scenes if isinstance(scene, Leases)]:
            away.enter_context(leases.away())
        desk.client.close()
        desk.daemon.kill()
        desk.hands.step(seconds)
        desk.daemon.start(shim, desk.hands.environment)


def change_of(desk: Desk, kind: str) -> float:
    """By how much, within the years that are allowed."""
    if kind == "nothing":
        return 0.0
    seconds = desk.chance.choice(STEPS) * desk.chance.uniform(0.5, 1.0)
    if kind == "suspend":
        return min(seconds, 31 * DAY)
    # Back from where it has been set to, now and then: as after a wrong date that somebody has noticed.
    if kind == "step" and abs(desk.hands.ahead) > 1 and desk.chance.random() < 0.3:
        return -desk.hands.ahead
    seconds *= desk.chance.choice([1, -1]) if kind != "ahead" else 1
    return seconds if EARLIEST < desk.hands.now() + seconds < LATEST else -seconds


def look(scenes: List[Scene], seconds: float) -> None:
    """At all scenes, again and again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for scene in scenes:
            scene.look()
        time.sleep(LOOK_SECONDS)


def check_idle(desk: Desk) -> None:
    """Whatever the clock has been through, jobd does not spin."""
    desk.client.request("DELETE", "/v1/schedules/second")
    before, began = cpu_seconds(desk.daemon.pid), time.monotonic()
    time.sleep(0.5)
    share = (cpu_seconds(desk.daemon.pid) - before) / (time.monotonic() - began)
    desk.check(share < 0.5, "jobd does not spin", f"{share:.0%} of a core while nothing was to be done")


def cpu_seconds(pid: int) -> float:
    """What a process has used so far."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


ROUND = Round("clock", "clocks that are set, ahead and back, by seconds and by years, and suspends", run, PLANTED)
