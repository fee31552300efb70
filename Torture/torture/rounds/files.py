"""Files replaced under a daemon that runs, or while it is away: nothing is acknowledged into a file that nobody opens.

What was removed by hand is gone, and nobody can expect otherwise. But from then on an answer has to be true: what is
acknowledged after the change is there after the next start, and what jobd cannot make sense of it leaves as it is.
"""

import os
import pathlib
import shutil
from typing import Callable, Dict, List, Optional, Sequence, Tuple

from .. import shim
from ..client import NoAnswer, NotSent
from ..context import Context, Round
from ..daemon import IN_USE, Daemon, NotReady
from ..scenes import Template
from ..store import Store
from ..witness import Witnesses

#: Exit codes of a daemon that does not go on with what it finds, or does not start on it.
CODES = (65, 70, 73)
START_SECONDS = 30.0
#: Submissions after a change: enough for the change to be noticed, whenever it is looked for.
SUBMISSIONS = 5

FOUND_BY = {
    "files-acknowledged-into-nothing": "1: what is acknowledged after a change of the files is there",
    "files-second-daemon": "3: a second daemon does not start on the same directory",
    "files-log-discarded": "9: what is not understood is left as it is",
}


Change = Callable[[pathlib.Path], None]


def unlink_database(data: pathlib.Path) -> None:
    """The database is removed."""
    (data / "jobd.sqlite").unlink()


def empty_database(data: pathlib.Path) -> None:
    """Another file is put in its place, with nothing in it."""
    (data / "new").touch()
    os.replace(data / "new", data / "jobd.sqlite")


def copied_database(data: pathlib.Path) -> None:
    """A copy is put in its place, as an editor or a restored backup does."""
    shutil.copy(data / "jobd.sqlite", data / "new")
    os.replace(data / "new", data / "jobd.sqlite")


def unlink_log(data: pathlib.Path) -> None:
    """The log of the database is removed, with everything that is in it alone."""
    (data / "jobd.sqlite-wal").unlink()


def move_directory(data: pathlib.Path) -> None:
    """The whole directory is moved away, and an empty one made."""
    data.rename(data.with_name("moved"))
    data.mkdir(mode=0o700)


def away(data: pathlib.Path) -> None:
    """The database is moved away, by somebody who thinks better of it later."""
    (data / "jobd.sqlite").rename(data / "aside")


def back(data: pathlib.Path) -> None:
    """It is put back."""
    (data / "aside").rename(data / "jobd.sqlite")


#: Under a daemon that runs.
RUNNING: List[Callable[[pathlib.Path], None]] = [
    unlink_database, empty_database, copied_database, unlink_log, move_directory,
]


def no_bytes(data: pathlib.Path) -> None:
    """Of the database nothing is left, while its log is there."""
    os.truncate(data / "jobd.sqlite", 0)


def one_byte(data: pathlib.Path) -> None:
    """SQLite takes a file of one byte for an empty one."""
    os.truncate(data / "jobd.sqlite", 1)


def missing_database(data: pathlib.Path) -> None:
    """The log is there without its database."""
    (data / "jobd.sqlite").unlink()


#: While no daemon runs.
STOPPED: List[Callable[[pathlib.Path], None]] = [no_bytes, one_byte, missing_database]


class Files:
    """One run: every change once, again and again until the time is over."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.report = context.report
        witness = shim.program("witness", context.root / "bin")
        self.template = Template(context, Witnesses(witness, context.directory("witness")), "run")
        self.count = 0

    def run(self) -> None:
        """The round."""
        while self.count == 0 or self.context.time_left() > 0:
            for name, (change, check) in STEPS.items():
                if self.context.only in (None, name):
                    self._step(name, change, getattr(self, check))
            self.count += 1
        self.report.about = ""
        self.report.require("changes of the files", 1 if self.context.only else len(STEPS))
        if self.context.only is None:
            # Where jobd notices what was changed, it acknowledges nothing: of what was put back it does.
            self.report.require("submissions tried after a change", SUBMISSIONS * len(RUNNING))
            self.report.require("submissions acknowledged after a change", SUBMISSIONS)

    def _step(self, name: str, change: Optional[Change], check: Callable) -> None:
        directory = self.context.directory(f"{self.count}/{name}")
        self.template.copy(directory)
        self.report.about = f"[--only {name}] "
        self.report.did("changes of the files")
        problems = sum(self.report.problems.values())
        with self.context.running(directory) as daemon:
            check(daemon, change)
        if sum(self.report.problems.values()) == problems:
            shutil.rmtree(directory)

    def _replaced(self, daemon: Daemon, change: Callable[[pathlib.Path], None]) -> None:
        """Under a daemon that runs: what it acknowledges from then on is there after a restart."""
        daemon.start()
        change(daemon.data)
        self._submit_and_look(daemon)

    def _put_back(self, daemon: Daemon, change: Callable[[pathlib.Path], None]) -> None:
        """The same once the database is where it was: it goes on then, and what it acknowledged meanwhile is there."""
        daemon.start()
        change(daemon.data)
        acknowledged = self._submit(daemon)
        back(daemon.data)
        self._submit_and_look(daemon, acknowledged)

    def _submit(self, daemon: Daemon) -> List[int]:
        acknowledged = []
        with daemon.client() as client:
            for _ in range(SUBMISSIONS):
                self.report.did("submissions tried after a change")
                try:
                    answer = client.post("/v1/jobs", {"handler": "noop", "hold": True})
                except (NotSent, NoAnswer):
                    # It has ended, or is about to: nothing is promised.
                    continue
                if answer.is_success:
                    acknowledged.append(answer.json()["id"])
        return acknowledged

    def _submit_and_look(self, daemon: Daemon, before: Sequence[int] = ()) -> None:
        acknowledged = [*before, *self._submit(daemon)]
        if self.context.planted == "files-acknowledged-into-nothing":
            acknowledged.append(10**9)
        self.report.did("submissions acknowledged after a change", len(acknowledged))
        daemon.kill()
        code = daemon.code
        self.report.check(
            code in (-9, *CODES), "it goes on, or stops with a documented exit code", f"exit code {code}")
        kept = self._kept(daemon)
        lost = [job for job in acknowledged if job not in kept]
        self.report.check(
            not lost, "1: what is acknowledged after a change of the files is there",
            f"jobs {lost} of {acknowledged} are not among the {len(kept)} that are there after a restart")

    @staticmethod
    def _kept(daemon: Daemon) -> List[int]:
        try:
            daemon.start(seconds=START_SECONDS)
        except NotReady:
            # It does not start on that, and leaves it to a person: who asks SQLite.
            if not daemon.database.exists():
                return []
            with Store(daemon.database) as store:
                return [] if store.damage() or not store.has_schema else list(store.jobs())
        with daemon.client() as client:
            return [job["id"] for job in client.get("/v1/jobs?limit=1000").json()["jobs"]]

    def _found(self, daemon: Daemon, change: Callable[[pathlib.Path], None]) -> None:
        """Before a start: a log with jobs in it is not discarded."""
        log = daemon.database.with_name("jobd.sqlite-wal")
        change(daemon.data)
        before = log.read_bytes()
        try:
            daemon.start(seconds=START_SECONDS)
        except NotReady as trouble:
            self.report.check(
                trouble.code in CODES, "it goes on, or stops with a documented exit code", f"exit code {trouble.code}")
        daemon.kill()
        if self.context.planted == "files-log-discarded":
            log.unlink()
        after = log.read_bytes() if log.exists() else b""
        self.report.check(
            after == before, "9: what is not understood is left as it is",
            f"the log of {len(before)} bytes has {len(after)} now, or others")

    def _locked(self, daemon: Daemon, change: None) -> None:
        """The file that holds the lock is removed while its owner runs."""
        daemon.start()
        (daemon.data / "jobd.lock").unlink()
        if self.context.planted == "files-second-daemon":
            daemon.kill()
        second = self.context.daemon(daemon.directory)
        try:
            second.launch()
            second.wait_ready(START_SECONDS)
            code = None
        except NotReady as trouble:
            code = trouble.code
        second.close()
        self.report.check(
            code == IN_USE, "3: a second daemon does not start on the same directory",
            "it became ready" if code is None else f"exit code {code}")


#: By the names that ``--only`` takes: what is changed, and the method of ``Files`` that does it and looks.
STEPS: Dict[str, Tuple[Optional[Change], str]] = {
    **{change.__name__: (change, "_replaced") for change in RUNNING},
    "put_back": (away, "_put_back"),
    **{change.__name__: (change, "_found") for change in STOPPED},
    "lock_removed": (None, "_locked"),
}


def check_step(name: str) -> None:
    """Raises ``ValueError`` for what is no step."""
    if name not in STEPS:
        raise ValueError(f"no step {name} of the round files; there are {', '.join(STEPS)}")


def run(context: Context) -> None:
    """Runs the round."""
    Files(context).run()


ROUND = Round(
    "files", "the database, its log, its lock or its directory are replaced under the daemon, or while it is away",
    run, {name: f"found as “{check}”" for name, check in FOUND_BY.items()}, check_step)
