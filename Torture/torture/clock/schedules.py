"""Schedules: each due time fires once, whatever the clock does, and what is missed is caught up with as it should."""

import time
from typing import Dict, List, Optional, Set, Union

from .calendar import Daily, Interval, has_zones
from .desk import KEEP, LATE_SECONDS, Desk, Scene, since
from .due import NOTICED_SECONDS, text

#: Beyond this, a due time was missed.
LATE_FOR_A_SCHEDULE = 60.0
#: So near to that bound it is a matter of chance.
DOUBT = 8.0
CATCH_UP_MAX = 1_000
#: For so many jobs at once, on a busy machine.
CATCH_UP_SECONDS = 5 * LATE_SECONDS


class Schedule:
    """One schedule as the oracle knows it."""

    def __init__(self, name: str, calendar: Union[Interval, Daily], catch_up: str, **timing: object) -> None:
        self.name = name
        self.calendar = calendar
        self.catch_up = catch_up
        self.timing = timing
        self.fired: Set[float] = set()
        self.count = 0
        #: The wall clock up to which all has been judged.
        self.judged = 0.0
        self.starved = 0.0


class Schedules(Scene):
    """Schedules of each kind of catching up, one in a zone whose clock changes, and one that is due each second."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.hourly = [
            Schedule("none", Interval(3600), "none", cron="0 * * * *"),
            Schedule("one", Interval(3600), "one", cron="0 * * * *", timezone="Europe/Berlin"),
            Schedule("all", Interval(3600), "all", cron="0 * * * *"),
        ]
        if has_zones():
            self.hourly.append(
                Schedule("zone", Daily(2, 30, "Europe/Berlin"), "all", cron="30 2 * * *", timezone="Europe/Berlin"))
        self.second = Schedule("second", Interval(1), "none", cron="* * * * * *")
        for schedule in [*self.hourly, self.second]:
            self.put(schedule)
        self.looked = time.monotonic()

    def put(self, schedule: Schedule) -> None:
        job = {"handler": "noop", "keep_for": KEEP, "queue": "schedules"}
        is_paused = self.desk.planted == "clock-schedule"
        body = {**schedule.timing, "catch_up": schedule.catch_up, "overlap": "queue", "paused": is_paused, "job": job}
        self.desk.ask("PUT", f"/v1/schedules/{schedule.name}", body)
        schedule.judged = self.desk.hands.now()

    def views(self) -> Dict[str, Dict[str, object]]:
        return {each["name"]: each for each in self.desk.ask("GET", "/v1/schedules").json()["schedules"]}

    def changed(self, kind: str, seconds: float) -> None:
        for schedule in self.hourly:
            # What has come by itself is no part of what the change brings.
            self.judge(schedule)
            # All due times from there on are to come once more; those that have fired are known.
            schedule.judged = self.desk.hands.now() + min(0.0, seconds)

    # The one that is due each second.

    def look(self) -> None:
        passed, self.looked = since(self.looked), time.monotonic()
        schedule = self.second
        view = self.desk.ask("GET", f"/v1/schedules/{schedule.name}").json()
        if view["fired"] > schedule.count:
            schedule.starved = 0.0
            self.note(schedule, view)
        elif int(self.desk.hands.now()) not in schedule.fired:
            schedule.starved += min(passed, 0.5)
            if schedule.starved > LATE_SECONDS:
                self.desk.problem("a schedule is not forgotten", f"{schedule.name} has not fired for {schedule.starved:.1f} s"
                                  f", next_at {view['next_at']}, now {text(self.desk.hands.now())}")
                self.desk.ask("DELETE", f"/v1/schedules/{schedule.name}")
                schedule.starved, schedule.count = 0.0, 0
                self.put(schedule)
                schedule.count = self.views()[schedule.name]["fired"]
        else:
            schedule.starved = 0.0

    def note(self, schedule: Schedule, view: Dict[str, object]) -> None:
        """It has fired: when it was due, and for the first time."""
        last = moment_of(str(view["last_at"]))
        fired_count, schedule.count = view["fired"] - schedule.count, view["fired"]
        due = schedule.calendar.between(last - 1, last, 1)
        self.desk.check(bool(due) and abs(due[0] - last) < 0.001, "a schedule fires when it is due",
                        f"{schedule.name} has fired for {view['last_at']}")
        latest = self.desk.hands.latest(time.monotonic() - NOTICED_SECONDS)
        self.desk.check(last <= latest, "a schedule is not early", f"{schedule.name} fired for {view['last_at']}, "
                        f"before the clock showed more than {text(latest)}")
        is_again = last in schedule.fired or (self.desk.planted == "clock-twice" and len(schedule.fired) == 3)
        self.desk.check(not is_again, "a due time fires once", f"{schedule.name} fired for {view['last_at']} once more")
        schedule.fired.add(last)
        self.desk.report.did("firings", fired_count)

    # Those that catch up.

    def end(self) -> None:
        for schedule in self.hourly:
            self.judge(schedule)

    def judge(self, schedule: Schedule) -> None:
        """What has fired since the last judgement is what should have."""
        end = time.monotonic() + CATCH_UP_SECONDS
        while True:
            view = self.desk.ask("GET", f"/v1/schedules/{schedule.name}").json()
            now = self.desk.hands.now()
            due = schedule.calendar.between(schedule.judged, now, CATCH_UP_MAX + 200)
            new = [moment for moment in due if moment not in schedule.fired]
            is_long = len(due) > CATCH_UP_MAX
            least, most = self.bounds(schedule, new, now, is_long)
            count = view["fired"] - schedule.count
            # Of very many, some may come yet.
            is_over = not is_long or moment_of(str(view["next_at"])) > now
            if (least <= count <= most and is_over) or time.monotonic() > end:
                break
            time.sleep(0.05)
        self.desk.check(count >= least, "a schedule is not forgotten",
                        f"{schedule.name} has fired {count} times for what was due from {text(schedule.judged)} to "
                        f"{text(now)}, at least {least} were expected; next_at {view['next_at']}")
        self.desk.check(count <= most, "a due time fires once", f"{schedule.name} has fired {count} times for what was "
                        f"due from {text(schedule.judged)} to {text(now)}, at most {most} were expected")
        if count > 0:
            fired = set(new[len(new) - count :]) if schedule.catch_up == "all" else set()
            self.note(schedule, view)
            schedule.fired |= fired
        schedule.judged = now

    def bounds(self, schedule: Schedule, new: List[float], now: float, is_long: bool) -> List[int]:
        """How often at least and at most."""
        missed = sum(now - moment > LATE_FOR_A_SCHEDULE for moment in new)
        sure = sum(now - moment > LATE_FOR_A_SCHEDULE + DOUBT for moment in new)
        doubt = sum(abs(now - moment - LATE_FOR_A_SCHEDULE) <= DOUBT or now - moment < 0.5 for moment in new)
        if schedule.catch_up == "none":
            return [max(0, len(new) - missed - doubt), len(new) - missed + doubt]
        if schedule.catch_up == "one":
            least = max(0, len(new) - missed - doubt + (1 if sure else 0))
            return [least, len(new) - missed + doubt + (1 if missed else 0)]
        # Of very many the latest, of which some may have fired before.
        return [0 if is_long else max(0, len(new) - doubt), min(len(new), CATCH_UP_MAX + doubt)]


def moment_of(moment: str) -> float:
    """Seconds since the epoch."""
    import calendar as months

    day, _, rest = moment.rstrip("Z").partition("T")
    clock, _, fraction = rest.partition(".")
    return months.timegm(time.strptime(f"{day}T{clock}", "%Y-%m-%dT%H:%M:%S")) + float(f"0.{fraction or 0}")
