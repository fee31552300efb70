"""The disk without power: what is there for sure, and what may be."""

import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

from tests import support  # noqa: F401 (it makes the package importable)
from torture import shim
from torture.disk import MODES, Disk
from torture.recording import (
    CONTENT, CREATE, DIRECTORY_BEGIN, DIRECTORY_END, RENAME, SYNC_BEGIN, SYNC_END, TRUNCATE, UNLINK, WRITE, Record,
    Recording,
)

#: What the recorded process of a test does, with the name of its directory as the first argument.
PROGRAM = """
import os, sys
root = sys.argv[1]
file = os.open(root + "/one", os.O_RDWR | os.O_CREAT)
os.pwrite(file, b"a" * 1024, 0)
os.fsync(file)
directory = os.open(root, os.O_RDONLY)
os.fsync(directory)
os.pwrite(file, b"b" * 512, 512)
os.ftruncate(file, 2048)
other = os.open(root + "/two", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
os.write(other, b"new")
os.rename(root + "/two", root + "/three")
os.write(os.open("/dev/null", os.O_WRONLY), b"elsewhere")
os.mkdir(root + "/logs")
os.write(os.open(root + "/logs/1.out", os.O_WRONLY | os.O_CREAT), b"left out")
"""


def created(synced: bool = True) -> Disk:
    """A disk with a file of two sectors that is there for sure, content and name."""
    disk = Disk()
    disk.feed(Record(CREATE, 7, 0, b"f"))
    disk.feed(Record(WRITE, 7, 0, b"a" * 1024))
    if synced:
        for kind, number in ((SYNC_BEGIN, 1), (SYNC_END, 1), (DIRECTORY_BEGIN, 2), (DIRECTORY_END, 2)):
            disk.feed(Record(kind, 7, number, b""))
    return disk


class TestDisk(unittest.TestCase):
    def images(self, disk: Disk, mode: str, count: int = 200) -> set:
        chance = random.Random(1)
        return {tuple(sorted(disk.image(mode, chance).items())) for _ in range(count)}

    def test_what_is_synced_is_there_in_every_image(self) -> None:
        for mode in MODES:
            self.assertEqual(self.images(created(), mode), {(("f", b"a" * 1024),)}, mode)

    def test_without_a_sync_of_the_directory_the_name_may_be_missing(self) -> None:
        self.assertEqual(self.images(created(synced=False), "nothing"), {()})
        self.assertIn((), self.images(created(synced=False), "some"))

    def test_a_sync_covers_what_came_before_its_beginning(self) -> None:
        disk = created()
        disk.feed(Record(WRITE, 7, 0, b"b"))
        disk.feed(Record(SYNC_BEGIN, 7, 3, b""))
        disk.feed(Record(WRITE, 7, 1, b"c"))
        self.assertEqual(disk.image("nothing", random.Random(1))["f"][:2], b"aa")
        disk.feed(Record(SYNC_END, 7, 3, b""))
        self.assertEqual(disk.image("nothing", random.Random(1))["f"][:2], b"ba")
        self.assertEqual(disk.image("everything", random.Random(1))["f"][:2], b"bc")

    def test_pending_writes_are_there_in_any_part(self) -> None:
        disk = created()
        disk.feed(Record(WRITE, 7, 0, b"b" * 1024))
        disk.feed(Record(WRITE, 7, 512, b"c" * 512))
        a, b, c = b"a" * 512, b"b" * 512, b"c" * 512
        some = {content for ((_, content),) in self.images(disk, "some")}
        self.assertEqual(some, {a + a, b + b, b + c, a + c})
        self.assertIn(a + c, {content for ((_, content),) in self.images(disk, "later ones")})
        self.assertIn(b + a, {content for ((_, content),) in self.images(disk, "torn")})

    def test_sizes_and_names(self) -> None:
        disk = created()
        disk.feed(Record(TRUNCATE, 7, 512, b""))
        disk.feed(Record(RENAME, 0, 0, b"f\0g"))
        self.assertEqual(disk.image("everything", random.Random(1)), {"g": b"a" * 512})
        self.assertEqual(disk.image("nothing", random.Random(1)), {"f": b"a" * 1024})
        disk.feed(Record(UNLINK, 0, 0, b"g"))
        self.assertEqual(disk.image("everything", random.Random(1)), {})

    def test_the_content_after_a_kill_outweighs_the_record(self) -> None:
        disk = created()
        disk.feed(Record(CONTENT, 7, 0, b"f\0" + b"a" * 512 + b"z" * 100))
        self.assertEqual(disk.image("everything", random.Random(1))["f"], b"a" * 512 + b"z" * 100)
        self.assertEqual(disk.image("nothing", random.Random(1))["f"], b"a" * 1024)


class TestRecording(unittest.TestCase):
    def test_what_a_process_does_is_recorded(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory).resolve()
            (root / "data").mkdir()
            library = shim.library("record", root / "bin")
            environment = {
                **os.environ, "LD_PRELOAD": library, "TORTURE_DATA": str(root / "data"),
                "TORTURE_RECORD": str(root / "record"),
            }
            subprocess.run([sys.executable, "-c", PROGRAM, str(root / "data")], env=environment, check=True)
            recording = Recording(root / "record")
            self.addCleanup(recording.close)
            recording.mark({"acknowledged": "a"})
            disk, facts = Disk(), []
            for record in recording.records():
                facts += [record.fact()] if record.kind == 20 else []
                disk.feed(record)
            self.assertEqual(facts, [{"acknowledged": "a"}])
            self.assertEqual(disk.image("nothing", random.Random(1)), {"one": b"a" * 1024})
            one = b"a" * 512 + b"b" * 512 + bytes(1024)
            self.assertEqual(disk.image("everything", random.Random(1)), {"one": one, "three": b"new"})

    def test_a_torn_end_is_cut_off(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "record"
            recording = Recording(path)
            self.addCleanup(recording.close)
            recording.mark({"acknowledged": "a"})
            whole = path.read_bytes()
            for cut in (1, 20, len(whole) - 1):
                path.write_bytes(whole + whole[:cut])
                recording.cut_off_torn_end()
                self.assertEqual(path.read_bytes(), whole)


if __name__ == "__main__":
    unittest.main()
