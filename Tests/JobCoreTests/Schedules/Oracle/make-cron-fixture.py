#!/usr/bin/env python3
"""Writes cron-times.txt: random cron expressions, zones and moments, and the due times another implementation finds.

    pip install --target DIR croniter
    PYTHONPATH=DIR python3 make-cron-fixture.py > cron-times.txt

croniter says which civil times match an expression; Python's zoneinfo says which moments those are, under the rules of
docs/schedules.md for times that a zone skips or repeats. croniter's own zone arithmetic is asked as well where no clock
changes, and systemd-analyze, if it is here, for every expression it can say: either one disagreeing ends the script.
"""

import random
import re
import shutil
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from zoneinfo import ZoneInfo

from croniter import croniter

SEED = 20261123
PLAIN_LINES = 1700
CHANGE_LINES = 1100
SYSTEMD_CHECKS = 250
TIMES = 3

STEADY = ["UTC", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "America/Sao_Paulo", "America/Phoenix"]
# Australia/Lord_Howe changes by half an hour; America/Havana and America/Santiago change at midnight.
CHANGING = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "America/Santiago",
            "Europe/London", "America/St_Johns", "Pacific/Chatham", "Australia/Sydney", "Africa/Cairo"]
FROM = int(datetime(2025, 1, 1, tzinfo=timezone.utc).timestamp())
UNTIL = int(datetime(2036, 1, 1, tzinfo=timezone.utc).timestamp())
# The west of the date line became its east: 30 December 2011 was left out.
APIA = int(datetime(2011, 12, 30, 10, tzinfo=timezone.utc).timestamp())
HOUR, DAY = 3600, 86400
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
WEEKDAYS = "SUN MON TUE WED THU FRI SAT".split()
RANGES = {"second": (0, 59), "minute": (0, 59), "hour": (0, 23), "day": (1, 31), "month": (1, 12), "weekday": (0, 7)}
CLASSICS = [
    "@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually", "* * * * *", "*/5 * * * *",
    "0 0 * * *", "30 2 * * *", "0 3 * * 0", "0 0 29 2 *", "0 0 L * *", "15 10 * * 5L", "0 12 1 * 1", "0 0 */2 * 1",
    "0 0 13 * */5", "59 23 31 12 *", "0 9-17 * * MON-FRI", "*/7 * * * *", "0 */5 * * *", "0 0 31 * *", "0 0 1,L * *",
    "*/20 * * * * *", "0 0 0 1 1 *", "59 59 23 * * *", "0 0 * * 7", "0 0 * * 5-7", "0 0 29 2 1", "0 0 29 2 */7",
]


# The expressions

def piece(chance, field):
    low, high = RANGES[field]
    kind = chance.choices(["value", "range", "step", "stepped range", "stepped value"], [6, 3, 3, 2, 1])[0]
    first = chance.randint(low, high)
    names = {"month": MONTHS, "weekday": WEEKDAYS}.get(field)

    def spell(number):
        if names and chance.random() < 0.4 and number - low < len(names):
            name = names[number - low]
            return chance.choice([name, name.lower(), name.title()])
        return str(number) if chance.random() < 0.95 else f"{number:02}"

    if kind == "value" or first == high:
        return spell(first)
    # croniter takes equal ends for the whole cycle, so a range has two different ones.
    last = chance.randint(first + 1, high)
    if kind == "range":
        # A name for Sunday is 0, which cannot end a range.
        return f"{spell(first)}-{last if field == 'weekday' else spell(last)}"
    if kind == "stepped range":
        return f"{first}-{last}/{chance.randint(1, max(1, last - first))}"
    if kind == "stepped value" and field != "weekday":
        return f"{first}/{chance.randint(1, high - low)}"
    return f"*/{chance.randint(2, max(2, (high - low) // 2))}"


def field_text(chance, field, star):
    if chance.random() < star:
        return "?" if field in ("day", "weekday") and chance.random() < 0.1 else "*"
    if field == "day" and chance.random() < 0.12:
        return "L"
    if field == "weekday" and chance.random() < 0.12:
        return f"{chance.randint(0, 6)}L"
    return ",".join(piece(chance, field) for _ in range(chance.choices([1, 2, 3], [7, 2, 1])[0]))


def random_expression(chance, hours=None):
    if hours is None and chance.random() < 0.08:
        return chance.choice(CLASSICS)
    fields = [field_text(chance, "minute", 0.2)]
    fields.append(field_text(chance, "hour", 0.35) if hours is None else hours(chance))
    fields += [field_text(chance, "day", 0.55), field_text(chance, "month", 0.65), field_text(chance, "weekday", 0.6)]
    if chance.random() < 0.25:
        fields.insert(0, field_text(chance, "second", 0.1))
    return " ".join(fields)


def hours_of_change(chance):
    """Hours in which clocks change, and every hour, which has a rule of its own."""
    return chance.choice(["*", "*", "*/1", "0", "1", "2", "3", "23", "0-3", "1-3", "*/2", "1,2", "2/1", "22-23", "0,23"])


def croniter_text(expression):
    """The same in croniter's spelling: it writes L5 where jobd writes 5L."""
    return re.sub(r"\b(\d)L\b", r"L\1", expression)


def matcher(expression, start):
    return croniter(croniter_text(expression), start, second_at_beginning=True, implement_cron_bug=True)


def is_comparable(expression, fields):
    """Leaves out what croniter takes for something else; the head of the fixture says what."""
    if expression.startswith("@"):
        return True
    day, _, weekday = expression.split()[-3:]
    if re.search(r"\dL", weekday) and not day.startswith(("*", "?")):
        return False
    return not any(
        expanded == ["*"] and not text.startswith(("*", "?")) for text, expanded in [(day, fields[2]), (weekday, fields[4])])


# The moments

def moments(civil, zone):
    """The moments at which the clock of the zone shows a civil time: none, one, or two."""
    found = set()
    for fold in (0, 1):
        moment = civil.replace(tzinfo=zone, fold=fold).timestamp()
        if datetime.fromtimestamp(moment, zone).replace(tzinfo=None) == civil:
            found.add(int(moment))
    return sorted(found)


def offset(moment, zone):
    return datetime.fromtimestamp(moment, zone).utcoffset()


def change_between(low, high, zone):
    """The first moment of another offset."""
    before = offset(low, zone)
    while high - low > 1:
        middle = (low + high) // 2
        if offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    return high


def first_moment(civil, zone):
    """The first moment of a civil time; of one that is skipped, the first after the gap."""
    found = moments(civil, zone)
    if found:
        return found[0]
    middle = int(civil.replace(tzinfo=timezone.utc).timestamp())
    return change_between(middle - 2 * DAY, middle + 2 * DAY, zone)


def due_times(expression, zone, instant, is_every_hour):
    local = datetime.fromtimestamp(instant, zone).replace(tzinfo=None)
    is_calm = len({offset(instant + hours * HOUR, zone) for hours in (-26, 0, 26)}) == 1
    back = timedelta(hours=0 if is_calm else 2 if is_every_hour else 26)
    times = matcher(expression, local - back)
    found = set()
    while True:
        civil = times.get_next(datetime)
        if is_every_hour:
            here = moments(civil, zone)
        else:
            here = [first_moment(civil, zone)]
        # A repeated civil time may lie after a later one, so the search ends only when all that follow are later.
        if len(found) >= TIMES and here and here[0] > sorted(found)[TIMES - 1]:
            return sorted(found)[:TIMES]
        found.update(moment for moment in here if moment > instant)
        if not is_every_hour and len(found) >= TIMES:
            return sorted(found)


# The second opinions

def croniter_with_zone(expression, zone, instant):
    times = matcher(expression, datetime.fromtimestamp(instant, zone))
    return [int(times.get_next(datetime).timestamp()) for _ in range(TIMES)]


def systemd_text(fields, zone):
    minute, hour, day, month, weekday, second = (fields + [[0]])[:6]

    def items(values):
        return "*" if values == ["*"] else ",".join(str(value) for value in sorted(values))

    days = "" if weekday == ["*"] else ",".join(WEEKDAYS[value % 7].title() for value in weekday) + " "
    return f"{days}*-{items(month)}-{items(day)} {items(hour)}:{items(minute)}:{items(second)} {zone}"


def systemd_times(text, instant):
    base = datetime.fromtimestamp(instant, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
    run = subprocess.run(
        ["systemd-analyze", "calendar", f"--base-time={base}", f"--iterations={TIMES}", text],
        capture_output=True, text=True, check=True, env={"TZ": "UTC", "PATH": "/usr/bin:/bin", "LC_ALL": "C"})
    found = re.findall(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC", run.stdout.split("Normalized form")[1])
    return [int(datetime.strptime(time, "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc).timestamp()) for time in found]


# The lines

class Fixture:
    def __init__(self):
        self.lines = []
        self.plain_checks = 0
        self.systemd_checks = 0

    def add(self, zone_name, expression, instant):
        zone = ZoneInfo(zone_name)
        fields = matcher(expression, datetime(2026, 1, 1)).expanded
        if not is_comparable(expression, fields):
            return
        is_every_hour = fields[1] == ["*"]
        times = due_times(expression, zone, instant, is_every_hour)
        is_calm = len({offset(moment, zone) for moment in [instant - 2 * DAY, instant, *times]}) == 1
        if is_calm and times[-1] - instant < 60 * DAY:
            self.check(expression, fields, zone, zone_name, instant, times)
        gaps = [later - earlier for earlier, later in zip([instant] + times, times)]
        self.lines.append(f"{zone_name}|{expression}|{instant}|{' '.join(map(str, gaps))}")

    def check(self, expression, fields, zone, zone_name, instant, times):
        self.plain_checks += 1
        assert croniter_with_zone(expression, zone, instant) == times, (zone_name, expression, instant)
        can_say = "L" not in expression.upper().replace("JUL", "") and (fields[2] == ["*"] or fields[4] == ["*"])
        if can_say and self.systemd_checks < SYSTEMD_CHECKS and shutil.which("systemd-analyze"):
            text = systemd_text(fields, zone_name)
            said = systemd_times(text, instant)
            assert said == times, (zone_name, expression, instant, text, said, times)
            self.systemd_checks += 1


def changes(zone_name):
    zone, found, moment = ZoneInfo(zone_name), [], FROM
    while moment < UNTIL:
        if offset(moment, zone) != offset(moment + DAY, zone):
            found.append(change_between(moment, moment + DAY, zone))
        moment += DAY
    return found


def main():
    chance = random.Random(SEED)
    fixture = Fixture()
    all_changes = {name: changes(name) for name in CHANGING} | {"Pacific/Apia": [APIA]}
    zones = STEADY + CHANGING
    while len(fixture.lines) < PLAIN_LINES:
        try:
            fixture.add(chance.choice(zones), random_expression(chance), chance.randrange(FROM, UNTIL))
        except ValueError as error:
            print(f"left out: {error}", file=sys.stderr)
    while len(fixture.lines) < PLAIN_LINES + CHANGE_LINES:
        name = chance.choice(list(all_changes))
        change = chance.choice(all_changes[name])
        near = chance.choice([0, -1, 1, -HOUR, HOUR, chance.randint(-DAY, DAY), chance.randint(-2 * HOUR, 2 * HOUR),
                              chance.randint(-40 * DAY, 0)])
        expression = random_expression(chance, hours_of_change)
        if chance.random() < 0.5:
            # On the very day of the change.
            day = datetime.fromtimestamp(change + chance.choice([0, -1]), ZoneInfo(name))
            minute, hour = expression.split()[-5:-3]
            expression = f"{minute} {hour} {day.day} {day.month} *"
        try:
            fixture.add(name, expression, change + near)
        except ValueError as error:
            print(f"left out: {error}", file=sys.stderr)
    print("# Due times of random cron expressions, by croniter and Python's zoneinfo. Made by make-cron-fixture.py.")
    print("# zone|expression|moment in seconds since the epoch|seconds to the next due time, and to each one after it")
    print("# Compared everywhere, also where a clock changes: croniter finds the civil times, and the script itself says which")
    print("# moments they are. Only there: croniter's own answer differs, it fires in both of two repeated hours.")
    print("# croniter runs with second_at_beginning and implement_cron_bug: the cron rule for the two day fields.")
    print("# Not compared, because croniter means something else: a day field that names every day without a star, a last")
    print("# weekday (5L) beside a day of month, ranges with equal ends or that end before they begin, what never matches.")
    print(f"# croniter {version('croniter')}, seed {SEED}; {fixture.plain_checks} lines also by croniter's own zone"
          f" arithmetic, {fixture.systemd_checks} also by systemd-analyze.")
    for line in fixture.lines:
        print(line)


main()
