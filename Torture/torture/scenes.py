"""Where a fault can strike: data directories that daemons have left behind, used again for every point."""

import pathlib
import shutil
import time
from typing import List

from .context import Context
from .ledger import Ledger, micros
from .report import Report
from .witness import Witnesses
from .workload import Worker

#: SQLite writes its log back at 8,192 pages of 4 KiB and a head of 24 bytes each; some commits before that.
FULL_LOG_BYTES = (8_192 - 100) * 4_120
#: In one request.
LARGE_PAYLOAD_BYTES = 20_000
STEPS = 40


class Template:
    """The data directory of a daemon that was killed, what its clients had been told, and what its jobs had done."""

    def __init__(self, context: Context, witnesses: Witnesses, name: str) -> None:
        self.directory = context.directory(f"template/{name}")
        self.ledger = Ledger()
        self.told: List[dict] = []
        self.facts = ""
        self._witnesses = witnesses
        if name != "new":
            self._make(context, name)

    def _make(self, context: Context, name: str) -> None:
        facts = self._witnesses.directory / "facts"
        facts.unlink(missing_ok=True)
        daemon = context.daemon(self.directory, options=("--slots", "2"))
        self.ledger.lives.append(micros())
        daemon.start()
        # What the template's own clients see is checked by other rounds.
        aside = Report("template", context.seed)
        worker = Worker("t", daemon.client(), self.ledger, self._witnesses, aside, context.chance("template", name))
        worker.told = self.told.append
        worker.milliseconds_max, worker.delay_max = 20, 300
        for _ in range(STEPS):
            worker.step()
        worker.payload = "x" * LARGE_PAYLOAD_BYTES
        log = daemon.database.with_name("jobd.sqlite-wal")
        while name == "full" and log.stat().st_size < FULL_LOG_BYTES:
            worker.submit_lines()
        daemon.kill()
        worker.client.close()
        daemon.close()
        wait_for_witnesses(self._witnesses)
        self.facts = facts.read_text() if facts.exists() else ""

    def copy(self, directory: pathlib.Path) -> None:
        """Puts everything back as it was left."""
        if (self.directory / "data").exists():
            shutil.copytree(self.directory / "data", directory / "data")
        (self._witnesses.directory / "facts").write_text(self.facts)


def wait_for_witnesses(witnesses: Witnesses, seconds: float = 5.0) -> bool:
    """Whether all jobs of a daemon that is gone have ended, too."""
    end = time.monotonic() + seconds
    while witnesses.living():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
