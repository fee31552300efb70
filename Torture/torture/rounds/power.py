"""Power cuts: what jobd does to its files is recorded, and directories as they might be after a cut are opened."""

import os
import pathlib
import random
import shutil
import sqlite3
import threading
import time
from typing import Dict, List, Set

from .. import shim
from ..context import Context, Round
from ..daemon import NotReady
from ..disk import MODES, Disk
from ..ledger import Ledger, micros
from ..recording import CREATE, MARK, SYNC_END, WRITE, Record, Recording
from ..store import Store
from ..told import Told
from ..witness import Witnesses
from ..workload import Worker

WORKERS = 3
#: What each job of a large submission carries. With little there are many images in a short time; with much the log
#: of the database fills up and is written back (which takes 32 MiB), again and again.
PHASES = {"small": 0, "large": 30_000}
#: A round shorter than this has the small one alone.
LARGE_SECONDS = 10.0
#: A long round makes a new database after so long: images of a small one are quick, and the first start is among them.
SESSION_SECONDS = 16.0
#: The rest of the time of a session is for the images.
RECORDING_SHARE = 0.25
#: A phase with much to write goes on until the log was written back, at most so long.
WRITTEN_BACK_SECONDS = 60.0
#: A database that was made and never written back has one page.
NEW_DATABASE_BYTES = 4_096
#: Of so many images, jobd itself is started on one.
STARTED_ONE_IN = 8
#: Images in one pass over the recording; each is played to its end.
CUTS_IN_A_PASS = 20
#: With what each planted defect is found.
FOUND_BY = {
    "power-lying-sync": "1: what was acknowledged is there",
    "power-lying-database-sync": "9: the database is sound",
    "power-lost-write": "1: what was acknowledged is there",
    "power-fake-acknowledgement": "1: what was acknowledged is there",
    "power-fake-end": "2: an end that was told is there",
    "power-broken-image": "jobd starts on every image",
}
#: What the recording library does for each; the others are made here.
LIES = {
    "power-lying-sync": "sync-wal",
    "power-lying-database-sync": "sync-db",
    "power-lost-write": "drop",
}


class Power:
    """One recording, and what is made of it."""

    def __init__(self, context: Context, phase: str, number: int, seconds: float) -> None:
        self.context = context
        self.report = context.report
        self.phase = phase
        self.session = f"{phase}-{number}"
        self.seconds = seconds
        self.deadline = time.monotonic() + seconds
        self.library = shim.library("record", context.root / "bin")
        witness = shim.program("witness", context.root / "bin")
        self.directory = context.directory(self.session)
        self.witnesses = Witnesses(witness, context.directory(f"{self.session}/witness"))
        self.daemon = context.daemon(context.directory(f"{self.session}/daemon"), options=("--slots", "2"))
        self.recording = Recording(self.directory / "recording")
        self.ledger = Ledger()
        self.images = 0

    def run(self) -> None:
        """Records, and cuts the power until the time is over."""
        problems = sum(self.report.problems.values())
        self._record()
        records = list(self.recording.records())
        self.recording.close()
        self._count(records)
        number = 0
        while number == 0 or time.monotonic() < self.deadline:
            self._pass(records, number)
            number += 1
        if sum(self.report.problems.values()) == problems:
            shutil.rmtree(self.directory)

    def _count(self, records: List[Record]) -> None:
        database = {record.file for record in records if record.kind == CREATE and record.payload == b"jobd.sqlite"}
        syncs = [record for record in records if record.kind == SYNC_END]
        self.report.did("writes recorded", sum(record.kind == WRITE for record in records))
        self.report.did("syncs recorded", len(syncs))
        self.report.did("syncs of the database itself", sum(record.file in database for record in syncs))
        self.report.did("facts told to clients", sum(record.kind == MARK for record in records))

    # What is recorded

    def _record(self) -> None:
        # A bad end of the recording would be a fault of this program: everything is recorded from the first file on.
        self._start()
        self._plant_facts()
        workers = [self._worker(f"p{number}") for number in range(WORKERS)]
        threads = [threading.Thread(target=worker.run, name=worker.name) for worker in workers]
        for thread in threads:
            thread.start()
        try:
            self._lives()
        finally:
            for worker in workers:
                worker.stopping.set()
            for thread in threads:
                thread.join(40)
        self._die(in_order=False)

    def _lives(self) -> None:
        chance, end = self.context.chance("record", self.session), time.monotonic() + RECORDING_SHARE * self.seconds
        is_over = False
        while not is_over:
            # One more life after the log was written back: what is written then goes where the old log is.
            is_over = time.monotonic() >= end and self._is_written_back(end + WRITTEN_BACK_SECONDS)
            time.sleep(chance.uniform(0.5, 3.0))
            self._die(chance.random() < 0.3)
            self._start()

    def _is_written_back(self, end: float) -> bool:
        """Whether the phase has shown what it is for, or cannot."""
        size = self.daemon.database.stat().st_size
        return PHASES[self.phase] == 0 or size > NEW_DATABASE_BYTES or time.monotonic() > end

    def _worker(self, name: str) -> Worker:
        chance = self.context.chance(self.session, name)
        worker = Worker(name, self.daemon.client(), self.ledger, self.witnesses, self.report, chance)
        worker.told = self.recording.mark
        worker.payload = "x" * PHASES[self.phase]
        return worker

    def _start(self) -> None:
        self.ledger.lives.append(micros())
        # The library sees paths as jobd has them.
        self.daemon.start(self.library, {
            "TORTURE_DATA": str(self.daemon.data), "TORTURE_RECORD": str(self.recording.path),
            "TORTURE_LIE": LIES.get(self.context.planted or "", ""),
        })
        self.report.did("lives")

    def _die(self, in_order: bool) -> None:
        if in_order:
            self.daemon.stop()
            self.report.did("stops")
        else:
            self.daemon.kill()
            self.report.did("kills")
        self.recording.cut_off_torn_end()
        if (self.context.planted or "") in LIES:
            # What a process sees is not lost: that would repair the recording.
            return
        for entry in os.scandir(self.daemon.data):
            if entry.is_file() and not entry.name.endswith(("-shm", ".lock")):
                with open(entry.path, "rb") as file:
                    self.recording.content(entry.name, entry.inode(), file.read())

    def _plant_facts(self) -> None:
        if self.context.planted == "power-fake-acknowledgement":
            self.ledger.begin("nobody-1", 1)
            self.recording.mark({"acknowledged": "nobody-1", "ids": [1]})
        if self.context.planted == "power-fake-end":
            self.recording.mark({"ended": 10**9, "state": "succeeded", "attempt": 1})

    # What is made of it

    def _pass(self, records: List[Record], number: int) -> None:
        """Plays the recording once, with power cuts at some of its moments."""
        chance = self.context.chance(self.session, "pass", number)
        cuts = self._cuts(records, chance)
        disk, told = Disk(), Told(self.ledger.submissions)
        for position, record in enumerate(records):
            disk.feed(record)
            if record.kind == MARK:
                told.feed(record.fact())
            if position in cuts or position == len(records) - 1:
                self._cut(disk, told, chance, f"{self.session}, pass {number}, record {position}")

    @staticmethod
    def _cuts(records: List[Record], chance: random.Random) -> Set[int]:
        """Moments: after something was told, just before a sync is through, after the log was written back, and any."""
        database = {record.file for record in records if record.kind == CREATE and record.payload == b"jobd.sqlite"}
        backs = [position for position, record in enumerate(records) if record.file in database]
        marks = [position for position, record in enumerate(records) if record.kind == MARK]
        syncs = [position - 1 for position, record in enumerate(records) if record.kind == SYNC_END]
        others = range(len(records))
        pools = [pool for pool in (marks, syncs, range(backs[-1], len(records)), others, backs) if pool]
        return {chance.choice(chance.choice(pools)) for _ in range(CUTS_IN_A_PASS)}

    def _cut(self, disk: Disk, told: Told, chance: random.Random, where: str) -> None:
        mode = chance.choice(MODES)
        where = f"{where}, {mode}"
        directory = self.context.directory(f"{self.session}/image/{self.images}")
        self.images += 1
        (directory / "data").mkdir(mode=0o700)
        for name, content in disk.image(mode, chance).items():
            (directory / "data" / name).write_bytes(content)
        self.report.did(f"images of the {self.phase} database")
        self.report.did(f"images with {mode} of what was not synced")
        found = sum(self.report.problems.values())
        if self.images % STARTED_ONE_IN == 0:
            self._start_on(directory, told, where)
        database = directory / "data" / "jobd.sqlite"
        try:
            with Store(database) as store:
                told.check(self.report, store, where)
        except sqlite3.Error as trouble:
            if told.count or database.exists():
                self.report.problem("9: the database is sound", f"{where}: {trouble}")
        if sum(self.report.problems.values()) == found:
            shutil.rmtree(directory)

    def _start_on(self, directory: pathlib.Path, told: Told, where: str) -> None:
        """jobd itself has to get on with what it finds."""
        if self.context.planted == "power-broken-image":
            (directory / "data" / "jobd.sqlite").write_text("no database")
            (directory / "data" / "jobd.sqlite-wal").unlink(missing_ok=True)
        config: Dict[str, object] = {"queues": {"default": {"paused": True}}}
        with self.context.running(directory, config=config) as daemon:
            try:
                daemon.start()
            except NotReady as trouble:
                self.report.problem("jobd starts on every image", f"{where}: {trouble}")
                return
            self.report.checked("jobd starts on every image")
            with daemon.client() as client:
                ready, job = client.get("/readyz"), client.post("/v1/jobs", {"handler": "noop"})
            self.report.check(ready.status == 200, "jobd is ready on every image", f"{where}: {ready}")
            new = job.json().get("id", 0) if job.is_success else 0
            self.report.check(new > told.last_id, "1: no id is given out twice", f"{where}: {job}, {told.last_id}")
            code = daemon.stop()
            self.report.check(code == 0, "jobd stops in order on every image", f"{where}: exit code {code}")


def run(context: Context) -> None:
    """Runs the round."""
    phases = list(PHASES) if context.seconds >= LARGE_SECONDS else ["small"]
    seconds = min(SESSION_SECONDS, context.seconds / len(phases))
    number = 0
    while number == 0 or context.time_left() > seconds:
        for phase in phases:
            Power(context, phase, number, seconds).run()
        number += 1
    context.report.did("databases recorded", number * len(phases))
    context.report.require("1: what was acknowledged is there", 10)
    context.report.require("jobd starts on every image")
    # One when it is made, and one when the log is written back.
    context.report.require("syncs of the database itself", sum(1 if PHASES[phase] == 0 else 2 for phase in phases))


ROUND = Round(
    "power", "power cuts: what was not synced is lost, torn or out of order; every image is opened and checked",
    run, {name: f"found as “{check}”" for name, check in FOUND_BY.items()})
