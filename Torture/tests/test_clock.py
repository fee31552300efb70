"""The clock round finds every defect that is planted, and its hands and its calendar are right."""

import datetime
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

from tests import support
from torture.clock.calendar import Daily, Interval
from torture.clock.hands import Hands
from torture.rounds.clock import PLANTED
from torture.shim import library

#: Prints the wall clock when a timer on it fires that was set for ``argv[1]`` seconds from now.
TIMER = r"""
import ctypes, os, struct, sys, time
libc = ctypes.CDLL(None, use_errno=True)
fd = libc.timerfd_create(0, 0)
moment = time.time() + float(sys.argv[1])
value = struct.pack("qqqq", 0, 0, int(moment), int(moment % 1 * 1e9))
libc.timerfd_settime(fd, int(sys.argv[2]), value, None)
print("set", flush=True)
buffer = ctypes.create_string_buffer(8)
if libc.read(fd, buffer, 8) < 0:
    print("cancelled", ctypes.get_errno())
else:
    print(time.time() - moment)
"""


class TestHands(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        self.hands = Hands(self.directory / "clock")
        self.addCleanup(self.hands.close)
        self.environment = {
            **os.environ, **self.hands.environment, "LD_PRELOAD": library("clock", self.directory)}

    def seen(self, expression: str) -> float:
        said = subprocess.run(
            [sys.executable, "-c", f"import time; print({expression})"], env=self.environment, check=True,
            capture_output=True, text=True).stdout
        return float(said)

    def test_a_step_moves_the_wall_clock_alone(self) -> None:
        self.hands.step(-86_400.0 * 365)
        self.assertAlmostEqual(self.seen("time.time()"), self.hands.now(), delta=5)
        self.assertAlmostEqual(self.seen("time.monotonic()"), time.monotonic(), delta=5)
        self.assertAlmostEqual(
            self.seen("time.clock_gettime(time.CLOCK_BOOTTIME)"), time.clock_gettime(time.CLOCK_BOOTTIME), delta=5)

    def test_a_suspend_stops_the_monotonic_clock_alone(self) -> None:
        self.hands.suspend(3_600.0)
        self.assertAlmostEqual(self.seen("time.time()"), time.time() + 3_600, delta=5)
        self.assertAlmostEqual(self.seen("time.monotonic()"), time.monotonic(), delta=5)
        self.assertAlmostEqual(
            self.seen("time.clock_gettime(time.CLOCK_BOOTTIME)") - 3_600, time.clock_gettime(time.CLOCK_BOOTTIME), delta=5)

    def timer(self, flags: int) -> "subprocess.Popen[str]":
        program = subprocess.Popen(
            [sys.executable, "-c", TIMER, "3600", str(flags)], env=self.environment, stdout=subprocess.PIPE, text=True)
        self.addCleanup(program.stdout.close)
        self.addCleanup(program.wait)
        self.addCleanup(program.kill)
        self.assertEqual(program.stdout.readline(), "set\n")
        return program

    def test_a_timer_follows_a_step_and_does_not_fire_early(self) -> None:
        program = self.timer(flags=1)
        self.hands.step(3_599.0)
        self.assertTrue(self.hands.wait_followed())
        self.assertIsNone(program.poll())
        self.assertTrue(0 <= float(program.stdout.readline()) < 5)

    def test_a_timer_that_wants_to_know_of_steps_is_cancelled(self) -> None:
        program = self.timer(flags=3)
        self.hands.step(-1.0)
        self.assertTrue(self.hands.wait_followed())
        self.assertEqual(program.stdout.readline(), "cancelled 125\n")

    def test_the_latest_time_shown_knows_of_steps_back(self) -> None:
        began = time.monotonic()
        self.hands.step(100.0)
        self.hands.step(-200.0)
        self.assertAlmostEqual(self.hands.latest(began), time.time() + 100, delta=2)
        self.assertAlmostEqual(self.hands.latest(time.monotonic()), time.time() - 100, delta=2)


class TestCalendar(unittest.TestCase):
    def test_an_interval_counts_from_its_anchor(self) -> None:
        self.assertEqual(Interval(3_600).between(0, 36_000, 3), [28_800, 32_400, 36_000])
        self.assertEqual(Interval(10, 5.5).between(15.5, 36, 9), [25.5, 35.5])

    def test_a_time_that_is_skipped_or_repeated_is_due_once(self) -> None:
        daily = Daily(2, 30, "Europe/Berlin")
        for day, due in (("2026-03-29", "01:00"), ("2026-10-25", "00:30"), ("2026-10-26", "01:30")):
            moment = datetime.datetime.fromisoformat(f"{day}T{due}+00:00").timestamp()
            self.assertEqual(daily.due(datetime.date.fromisoformat(day)), moment)
            self.assertEqual(daily.between(moment - 1, moment + 80_000, 9), [moment])


class TestPlanted(unittest.TestCase):
    def test_each_planted_defect_is_found(self) -> None:
        self.assertEqual(set(FOUND), set(PLANTED))
        for name in PLANTED:
            with self.subTest(name):
                code, said = support.run("clock", "--seed", "1", "--seconds", "25", "--planted", name)
                self.assertEqual(code, 1, said)
                self.assertIn(FOUND[name], said)


#: What has to be said, so that no other trouble is taken for the planted one.
FOUND = {
    "clock-early": "PROBLEM  a delayed job is not early",
    "clock-forgotten": "PROBLEM  a delayed job is not forgotten",
    "clock-again": "PROBLEM  a delayed job starts once",
    "clock-deadline": "PROBLEM  a deadline ends its job",
    "clock-longer": "PROBLEM  a command's timeout is not lengthened by a step",
    "clock-stale": "PROBLEM  a lost lease ends nothing",
    "clock-schedule": "PROBLEM  a schedule is not forgotten",
    "clock-faster": "PROBLEM  a rate is not exceeded",
    "clock-timeout": "PROBLEM  a command's timeout is not shortened by a",
    "clock-lease": "PROBLEM  a lease that is renewed is kept:",
    "clock-twice": "PROBLEM  a due time fires once",
    "clock-rate": "PROBLEM  a rate goes on after a step",
    "clock-zone": "PROBLEM  a schedule whose zone has come back fires",
}


if __name__ == "__main__":
    unittest.main()
