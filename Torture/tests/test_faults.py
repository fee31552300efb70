"""The library that lets calls fail does what it is told, and nothing else."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from tests import support  # noqa: F401 (it makes the package importable)
from torture import shim
from torture.faults import FOREVER, Control, Point

#: Writes "abcd" five times, tells after each what came of it, and says what is in the file at the end.
PROGRAM = """
import os, sys
path = sys.argv[1]
file = os.open(path, os.O_RDWR | os.O_CREAT)
def attempt(doing):
    try:
        print(doing())
    except OSError as fault:
        print(os.strerror(fault.errno))
for number in range(5):
    attempt(lambda: os.pwrite(file, b"abcd", 4 * number))
attempt(lambda: os.fsync(file))
attempt(lambda: os.ftruncate(file, 8))
os.pwrite(os.open(os.devnull, os.O_WRONLY), b"x", 0)
print(open(path, "rb").read())
"""


def any_point(name: str) -> Point:
    """Also one of the library's ways to fail that no round takes, but a planted defect."""
    *parts, first, count = name.split(":")
    return Point(*parts, int(first), FOREVER if count == "forever" else int(count))


class TestFaults(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = pathlib.Path(directory.name).resolve()
        (self.root / "data").mkdir()
        self.library = shim.library("faults", self.root / "bin")
        self.control = Control(self.root / "control")
        self.addCleanup(self.control.close)

    def run_with(self, name: str) -> list:
        self.control.arm(any_point(name))
        environment = {
            **os.environ, "LD_PRELOAD": self.library, "TORTURE_DATA": str(self.root / "data"),
            "TORTURE_FAULTS": str(self.control.path), "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [sys.executable, "-c", PROGRAM, str(self.root / "data" / "jobd.sqlite-wal")]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.splitlines()

    def test_each_way_to_fail(self) -> None:
        no_space, broken = os.strerror(28), os.strerror(5)
        done = ["None", "None"]
        for name, expected in {
            "run:log:write:ENOSPC:fail:2:1": ["4", no_space, "4", "4", "4", *done, str(b"abcd\0\0\0\0")],
            "run:log:write:EIO:half:1:2": [broken, broken, "4", "4", "4", *done, str(b"ab\0\0ab\0\0")],
            "run:log:write:EIO:short:1:1": ["2", "4", "4", "4", "4", *done, str(b"ab\0\0abcd")],
            "run:log:write:EIO:lie:1:forever": ["4"] * 5 + [*done, str(bytes(8))],
            "run:log:sync:EIO:fail:1:1": ["4"] * 5 + [broken, "None", "b'abcdabcd'"],
            "run:log:size:EIO:after:1:1": ["4"] * 5 + ["None", broken, "b'abcdabcd'"],
            "run:database:write:EIO:fail:1:forever": ["4"] * 5 + ["None", "None", "b'abcdabcd'"],
        }.items():
            with self.subTest(name):
                self.assertEqual(self.run_with(name), expected)
                (self.root / "data" / "jobd.sqlite-wal").unlink()

    def test_calls_are_counted(self) -> None:
        self.control.reset()
        self.run_with("run:log:write:EIO:fail:6:1")
        self.assertEqual(self.control.hits, 0)
        self.assertEqual(self.control.totals()["log", "write"], 5)
        self.assertEqual(self.control.totals()["log", "sync"], 1)

    def test_a_point_is_known_by_its_name(self) -> None:
        for name in ("run:log:sync:EIO:after:3:1", "start:database:read:EIO:fail:1:forever"):
            self.assertEqual(Point.of(name).name, name)
        self.assertEqual(Point.of("run:log:sync:EIO:after:3:forever").count, FOREVER)


if __name__ == "__main__":
    unittest.main()
