"""Reads what ``shim/record.c`` writes, and appends what the one who checks has to say."""

import json
import os
import pathlib
import struct
from typing import Iterator, NamedTuple

CREATE, WRITE, TRUNCATE, SYNC_BEGIN, SYNC_END, UNLINK, RENAME, DIRECTORY_BEGIN, DIRECTORY_END, ALLOCATE = range(1, 11)
#: Of the one who checks: a fact that a client was told; the true content of a file after a kill.
MARK, CONTENT = 20, 21

HEAD = struct.Struct("<IIQqII")
MAGIC = 0x4A545231


class Record(NamedTuple):
    """One entry."""

    kind: int
    #: The number of the inode.
    file: int
    #: An offset, a size, or the number of a sync.
    offset: int
    payload: bytes

    def fact(self) -> dict:
        """Of a mark."""
        return json.loads(self.payload)


class Recording:
    """A recording that may still grow."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)

    def close(self) -> None:
        """Closes it."""
        os.close(self._file)

    def mark(self, fact: dict) -> None:
        """Says that a client knows this now."""
        self._append(MARK, 0, json.dumps(fact).encode())

    def content(self, name: str, inode: int, content: bytes) -> None:
        """Says what a file contains, whatever was recorded: a process that is killed may have done one thing more."""
        self._append(CONTENT, inode, name.encode() + b"\0" + content)

    def cut_off_torn_end(self) -> None:
        """Removes a last record that a killed process has left unfinished; nobody else may be writing."""
        whole = 0
        for whole, _ in self._entries():
            pass
        os.ftruncate(self._file, whole)

    def records(self) -> Iterator[Record]:
        """All records from the first."""
        for _, record in self._entries():
            yield record

    def _append(self, kind: int, file: int, payload: bytes) -> None:
        entry = HEAD.pack(MAGIC, kind, file, 0, len(payload), 0) + payload
        if os.write(self._file, entry) != len(entry):
            raise OSError("the recording does not fit on the disk")

    def _entries(self) -> "Iterator[tuple[int, Record]]":
        """Each whole record, with the offset behind it."""
        with open(self.path, "rb") as file:
            end = 0
            while True:
                head = file.read(HEAD.size)
                if len(head) < HEAD.size:
                    return
                magic, kind, inode, offset, length, _ = HEAD.unpack(head)
                if magic != MAGIC:
                    raise ValueError(f"the recording is broken at {end}")
                payload = file.read(length)
                if len(payload) < length:
                    return
                end += HEAD.size + length
                yield end, Record(kind, inode, offset, payload)
