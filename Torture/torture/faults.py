"""The page of memory through which ``shim/faults.c`` is told what shall fail, and the names of what can."""

import errno
import mmap
import os
import pathlib
import struct
from typing import Dict, List, NamedTuple, Tuple

CALLS = ("open", "read", "write", "size", "allocate", "sync", "unlink", "rename", "mkdir", "map")
ROLES = ("database", "log", "memory", "journal", "output", "directory", "other")
ACTIONS = ("fail", "short", "half", "after", "lie")

#: armed, calls, roles, error, action, spare; first, count, seen, hits.
CONTROL = struct.Struct("<6I4q")
TOTAL = struct.Struct(f"<{len(CALLS) * len(ROLES)}q")
FOREVER = 2**40

#: How each call can fail: the error, and what of it has happened by then.
WAYS: Dict[str, List[Tuple[str, str]]] = {
    "open": [("EIO", "fail"), ("EMFILE", "fail"), ("ENOSPC", "fail")],
    "read": [("EIO", "fail"), ("EIO", "short")],
    "write": [
        ("EIO", "fail"), ("EIO", "half"), ("ENOSPC", "fail"), ("ENOSPC", "half"), ("EDQUOT", "fail"),
        ("EFBIG", "fail"), ("EIO", "short"),
    ],
    "size": [("EIO", "fail"), ("ENOSPC", "fail")],
    "allocate": [("ENOSPC", "fail"), ("EIO", "fail")],
    "sync": [("EIO", "fail"), ("EIO", "after"), ("ENOSPC", "fail"), ("EDQUOT", "after")],
    "unlink": [("EIO", "fail")],
    "rename": [("EIO", "fail"), ("ENOSPC", "fail")],
    "mkdir": [("EIO", "fail"), ("ENOSPC", "fail")],
    "map": [("ENOMEM", "fail")],
}
#: The disk takes nothing, or the user may not have more.
SPACE = ("ENOSPC", "EDQUOT", "EFBIG")


class Point(NamedTuple):
    """Where and how something fails: from the ``first`` such call on, ``count`` of them."""

    scene: str
    role: str
    call: str
    error: str
    action: str
    first: int
    count: int

    @property
    def name(self) -> str:
        """As it is printed, and given to ``--only``."""
        count = "forever" if self.count == FOREVER else str(self.count)
        return ":".join((*self[:5], str(self.first), count))

    @staticmethod
    def of(name: str) -> "Point":
        """From its name. Raises ``ValueError`` for what is none."""
        parts = name.split(":")
        if len(parts) != 7:
            raise ValueError(f"no point {name}; it has seven parts, as in run:log:sync:EIO:fail:3:1")
        scene, role, call, error, action, first, count = parts
        if role not in ROLES or call not in CALLS or (error, action) not in WAYS[call]:
            raise ValueError(f"no point {name}: {role} does not fail like that")
        if not first.isdigit() or not (count.isdigit() or count == "forever") or "0" in (first, count):
            raise ValueError(f"no point {name}: at the end are the number of a call, and how many of them")
        return Point(scene, role, call, error, action, int(first), FOREVER if count == "forever" else int(count))

    @property
    def is_space(self) -> bool:
        """Whether the disk says that there is no room."""
        return self.error in SPACE and self.action != "short"


class Control:
    """The page, shared with the daemon."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        path.write_bytes(bytes(CONTROL.size + TOTAL.size))
        file = os.open(path, os.O_RDWR)
        self._page = mmap.mmap(file, CONTROL.size + TOTAL.size)
        os.close(file)

    def arm(self, point: Point) -> None:
        """From now on."""
        fields = (
            1, 1 << CALLS.index(point.call), 1 << ROLES.index(point.role), getattr(errno, point.error),
            ACTIONS.index(point.action), 0, point.first, point.count, 0, 0,
        )
        self._page[: CONTROL.size] = CONTROL.pack(*fields)

    def disarm(self) -> None:
        """Nothing fails any more; what has happened can still be asked for."""
        self._page[:4] = bytes(4)

    def reset(self) -> None:
        """Nothing fails, and nothing has been counted."""
        self._page[:] = bytes(CONTROL.size + TOTAL.size)

    @property
    def hits(self) -> int:
        """How many calls have failed since ``arm``."""
        return CONTROL.unpack(self._page[: CONTROL.size])[-1]

    def totals(self) -> Dict[Tuple[str, str], int]:
        """How many calls there were, by role and call."""
        counts = TOTAL.unpack(self._page[CONTROL.size :])
        names = [(role, call) for call in CALLS for role in ROLES]
        return {name: count for name, count in zip(names, counts) if count}

    def close(self) -> None:
        """Lets go of it."""
        self._page.close()
