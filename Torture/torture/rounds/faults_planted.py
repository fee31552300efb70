"""Defects for the fault round, each made by the library, with a signal, or told to the oracle."""

import signal
from typing import Dict, Optional

from ..daemon import Daemon
from ..faults import FOREVER, Control, Point
from ..ledger import Fate
from ..strike import Strike

#: With what each is found.
FOUND_BY = {
    "faults-lost-writes": "1: what was acknowledged is there",
    "faults-refused-stored": "9: what was refused is not there",
    "faults-wrong-code": "9: a disk without room is 507",
    "faults-crash": "it stops with a documented exit code",
    "faults-says-damaged": "an I/O error is not taken for damage",
    "faults-hangs": "every request is answered",
    "faults-does-not-go-on": "9: the daemon goes on when the disk does",
    "faults-stays-broken": "it starts when the disk works again",
    "faults-never-strikes": "the round did enough",
}
DEFECTS: Dict[str, str] = {name: f"found as “{check}”" for name, check in FOUND_BY.items()}


class Planted:
    """A defect by its name, or none."""

    def __init__(self, name: Optional[str]) -> None:
        self.name = (name or "").replace("faults-", "")
        #: How a daemon is to be treated after the fault, if that is not left to chance.
        self.ending = "recover" if self.name == "does-not-go-on" else None

    def point(self, point: Point) -> Point:
        """What the library is told, which may be another fault than the one that is checked for."""
        if self.name == "lost-writes":
            return point._replace(role="log", call="write", action="lie", first=1, count=FOREVER)
        if self.name == "wrong-code" and point.is_space:
            return point._replace(error="EIO", first=1, count=FOREVER)
        if self.name == "never-strikes":
            return point._replace(first=FOREVER)
        if self.name == "does-not-go-on":
            return point._replace(role="log", call="write", error="ENOSPC", action="fail", first=1, count=FOREVER)
        return point

    def in_the_middle(self, daemon: Daemon) -> None:
        """While clients work."""
        if self.name == "crash":
            daemon.signal(signal.SIGSEGV)
            daemon.wait_exit(10)
        if self.name == "says-damaged":
            daemon.kill()
            daemon.pretend_code(65)
        if self.name == "hangs":
            daemon.signal(signal.SIGSTOP)

    def disarm(self, control: Control) -> None:
        """The disk is to work again."""
        if self.name != "does-not-go-on":
            control.disarm()

    def before_the_checks(self, strike: Strike) -> None:
        """No daemon runs."""
        if self.name == "refused-stored":
            for submission in strike.ledger.submissions.values():
                if submission.fate == Fate.ACKNOWLEDGED and submission.ids:
                    submission.fate = Fate.REFUSED
                    return
        if self.name == "stays-broken":
            database = strike.directory / "data" / "jobd.sqlite"
            database.write_text("no database")
            database.with_name("jobd.sqlite-wal").unlink(missing_ok=True)
