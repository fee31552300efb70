"""What the jobs themselves have left behind (``shim/witness.c``): facts that jobd had no hand in."""

import collections
import pathlib
from typing import Counter, Dict, List, NamedTuple, Tuple


class Begin(NamedTuple):
    """An attempt that began."""

    attempt: int
    pid: int
    #: Microseconds since the epoch.
    at: int


class End(NamedTuple):
    """An attempt that came to its own end."""

    attempt: int
    code: int
    at: int


class Facts:
    """All facts, by job."""

    def __init__(self, text: str) -> None:
        self.begins: Dict[int, List[Begin]] = {}
        self.ends: Dict[int, List[End]] = {}
        #: Attempts that found another one of their job alive.
        self.twice: List[Tuple[int, int]] = []
        #: Jobs that found all places of their limit key taken.
        self.over: List[Tuple[int, str]] = []
        self.counts: Counter[str] = collections.Counter()
        # A last line without its end is of a witness that was killed while it wrote.
        for line in text[: text.rfind("\n") + 1].splitlines():
            self._read(line.split(" "))

    def _read(self, words: List[str]) -> None:
        kind, job = words[0], int(words[1])
        self.counts[kind] += 1
        if kind == "begin":
            self.begins.setdefault(job, []).append(Begin(int(words[2]), int(words[3]), int(words[4])))
        elif kind == "end":
            self.ends.setdefault(job, []).append(End(int(words[2]), int(words[3]), int(words[4])))
        elif kind == "twice":
            self.twice.append((job, int(words[2])))
        elif kind == "over":
            self.over.append((job, words[2]))
        else:
            raise ValueError(f"a fact of an unknown kind: {words}")


class Witnesses:
    """The program and the directory in which its facts gather."""

    def __init__(self, program: str, directory: pathlib.Path) -> None:
        self.program = program
        self.directory = directory

    def argv(self, milliseconds: int = 0, failures: int = 0, code: int = 0, key: str = "", most: int = 0) -> List[str]:
        """A job that takes about so long, fails in its first attempts, and holds a place of a limit key."""
        words = [self.program, str(self.directory), str(milliseconds), str(failures), str(code)]
        return words + [key, str(most)] if key else words

    def facts(self) -> Facts:
        """What there is until now."""
        path = self.directory / "facts"
        return Facts(path.read_text() if path.exists() else "")

    def living(self) -> Dict[int, str]:
        """Witnesses of this directory that are still running."""
        found = {}
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                except OSError:
                    continue
                if str(self.directory).encode() in words and words[0] == self.program.encode():
                    found[int(entry.name)] = b" ".join(words).decode(errors="replace")
        return found
