"""What a round is given: the programs, a seed, a limit of time, a directory of its own, and where to report."""

import contextlib
import pathlib
import random
import time
from typing import Callable, Dict, Iterator, List, Optional

from .daemon import Daemon
from .report import Report


class Round:
    """A round as the command line knows it. A module in ``rounds/`` has one under the name ``ROUND``."""

    def __init__(
        self, name: str, what: str, run: "Callable[[Context], None]", planted: Dict[str, str],
        check_step: Optional[Callable[[str], None]] = None,
    ) -> None:
        self.name = name
        #: One sentence for the list of rounds.
        self.what = what
        self.run = run
        #: Defects that can be planted, each with a sentence. The round has to find every one of them.
        self.planted = planted
        #: Raises ``ValueError`` for what is no step of the round; ``None`` if steps cannot be repeated alone.
        self.check_step = check_step


class Context:
    """One run of one round."""

    def __init__(
        self, programs: pathlib.Path, root: pathlib.Path, seed: int, seconds: float, report: Report,
        planted: Optional[str] = None, only: Optional[str] = None,
    ) -> None:
        self.programs = programs
        #: A directory of its own, on the disk that is tested.
        self.root = root
        self.seed = seed
        self.seconds = seconds
        self.report = report
        #: The name of the planted defect, if there is one.
        self.planted = planted
        #: One step of the round, as its messages call it, if nothing else is to be done.
        self.only = only
        self.deadline = time.monotonic() + seconds
        self._daemons: List[Daemon] = []

    @property
    def jobd(self) -> str:
        """The path of the daemon's program."""
        return str(self.programs / "jobd")

    def chance(self, *name: object) -> random.Random:
        """A source of randomness of its own for each name, so that threads do not disturb each other's."""
        return random.Random("/".join(str(part) for part in (self.seed, *name)))

    def time_left(self) -> float:
        """Seconds until the round should have come to its end."""
        return self.deadline - time.monotonic()

    def directory(self, name: str) -> pathlib.Path:
        """A new directory of the round."""
        path = self.root / name
        path.mkdir(parents=True)
        return path

    def daemon(self, directory: pathlib.Path, **options: object) -> Daemon:
        """A daemon in ``directory``, not yet started, that does not outlive the round."""
        daemon = Daemon(self.jobd, directory, **options)  # type: ignore[arg-type]
        self._daemons.append(daemon)
        return daemon

    def close(self) -> None:
        """Ends what the round has left running."""
        for daemon in self._daemons:
            daemon.close()
        self._daemons.clear()

    @contextlib.contextmanager
    def running(self, directory: pathlib.Path, **options: object) -> Iterator[Daemon]:
        """A daemon that is ended with the block; for rounds that need very many of them."""
        daemon = Daemon(self.jobd, directory, **options)  # type: ignore[arg-type]
        try:
            yield daemon
        finally:
            daemon.close()
