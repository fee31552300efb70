"""What came before a follow-up: its parents, and the members of batches."""

from __future__ import annotations

import errno
import functools
import json
import os
import stat
from typing import Any, BinaryIO, Callable, Dict, Iterator, List, Optional

from .._batch_ref import BatchRef
from .._encoding import result_from_json

#: Reads the bytes of a result; ``None`` if there is none.
Reader = Callable[[], Optional[bytes]]


class Parent:
    """A job that had to end before this one."""

    def __init__(self, id: int, state: str, kind: Callable[[], Optional[str]], read: Reader) -> None:
        #: Its id.
        self.id = id
        #: How it ended: ``succeeded``, ``failed``, ``cancelled`` or ``skipped``.
        self.state = state
        self._kind = kind
        self._read = read

    @property
    def kind(self) -> Optional[str]:
        """``exec``, ``shell``, ``http``, ``handler`` or ``external``."""
        return self._kind()

    def result(self) -> Any:
        """What it made: of a handler the value (of a generator the list of values), else bytes; ``None`` is nothing.

        A remote worker asks jobd for it, and waits for the answer; in an ``async`` handler write
        ``await asyncio.to_thread(parent.result)`` there.
        """
        data = self._read()
        if data is None or self.kind != "handler":
            return data
        return result_from_json(data)

    def __repr__(self) -> str:
        return f"<jobd parent {self.id} {self.state}>"


class Batch(BatchRef):
    """A batch that had to be done before this job: iterate over it for its members, in the order of submission.

    A remote worker asks jobd for them, a page at a time; in an ``async`` handler go over them in a thread.
    """

    def __init__(self, id: int, members: Callable[[], Iterator[Parent]]) -> None:
        #: Its id.
        self.id = id
        self._members = members

    def __iter__(self) -> Iterator[Parent]:
        return self._members()

    def __repr__(self) -> str:
        return f"<jobd batch {self.id}>"


def parent_from(fields: Dict[str, Any]) -> Parent:
    """A parent as the protocol of worker processes tells of it, its result in a file."""
    kind, path = fields.get("kind"), fields.get("path")
    return Parent(int(fields["id"]), str(fields.get("state", "")), lambda: kind, lambda: _read(path))


def parents_from(listed: Optional[List[Dict[str, Any]]]) -> List[Parent]:
    """The parents in a ``run`` message."""
    return [parent_from(each) for each in listed or []]


def batches_from(listed: Optional[List[Dict[str, Any]]]) -> List[Batch]:
    """The batches in a ``run`` message, their members in files."""
    return [Batch(int(each["id"]), functools.partial(_members, each.get("path"))) for each in listed or []]


def _members(path: Optional[str]) -> Iterator[Parent]:
    if path is None:
        return
    with _opened(path) as lines:
        for line in lines:
            if line.strip():
                yield parent_from(json.loads(line))


def _read(path: Optional[str]) -> Optional[bytes]:
    if path is None:
        return None
    with _opened(path) as file:
        return file.read()


def _opened(path: str) -> BinaryIO:
    """The file, which jobs can have replaced by what they like: a link is not followed, nobody waits for the other end
    of a FIFO, and what is no regular file is not read. Raises ``OSError``."""
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(file).st_mode):
        return open(file, "rb")
    os.close(file)
    raise OSError(errno.ENXIO, "is no regular file", path)
