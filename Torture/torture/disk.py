"""A disk that may lose its power: what of the recorded changes is on it for sure, and what may or may not be.

A change is on the disk for sure when a sync of its file that began after it has ended; a name, when a sync of the
directory has. Everything later may be there in any part: whole, not at all, or in sectors of 512 bytes.
"""

import random
from typing import Dict, List, NamedTuple, Optional, Tuple

from .recording import (
    ALLOCATE, CONTENT, CREATE, DIRECTORY_BEGIN, DIRECTORY_END, RENAME, SYNC_BEGIN, SYNC_END, TRUNCATE, UNLINK, WRITE,
    Record,
)

SECTOR = 512


class Change(NamedTuple):
    """A write, or a new size (``content`` is ``None``)."""

    offset: int
    content: Optional[bytes]

    def apply(self, to: bytearray) -> None:
        """All of it."""
        if self.content is None:
            resize(to, self.offset)
            return
        end = self.offset + len(self.content)
        resize(to, max(len(to), end))
        to[self.offset : end] = self.content

    def tear(self, to: bytearray, chance: random.Random) -> None:
        """Some of its sectors; the others stay what they were, or zeros where the file ended before them."""
        if self.content is None:
            return
        end = self.offset + len(self.content)
        # The new size may be known although nothing of the content is there.
        if chance.random() < 0.5:
            resize(to, max(len(to), end))
        share = chance.choice((0.1, 0.5, 0.9))
        start = self.offset
        while start < end:
            stop = min(end, (start // SECTOR + 1) * SECTOR)
            if chance.random() < share:
                Change(start, self.content[start - self.offset : stop - self.offset]).apply(to)
            start = stop


def resize(content: bytearray, size: int) -> None:
    """Cuts, or fills with zeros."""
    if size < len(content):
        del content[size:]
    else:
        content.extend(bytes(size - len(content)))


class Node:
    """A file."""

    def __init__(self) -> None:
        self.durable = bytearray()
        #: Changes since, in order.
        self.pending: List[Change] = []
        #: How many changes came before those that are pending.
        self.count = 0

    def sync(self, until: int) -> None:
        """The first ``until`` changes ever made are on the disk."""
        for change in self.pending[: max(0, until - self.count)]:
            change.apply(self.durable)
        del self.pending[: max(0, until - self.count)]
        self.count = max(self.count, until)

    def now(self) -> bytearray:
        """What a process sees."""
        content = bytearray(self.durable)
        for change in self.pending:
            change.apply(content)
        return content

    def amend(self, content: bytes) -> None:
        """Adds what was changed without a record."""
        seen = self.now()
        for start in range(0, len(content), SECTOR):
            piece = content[start : start + SECTOR]
            if seen[start : start + SECTOR] != piece:
                self.pending.append(Change(start, piece))
        if len(seen) > len(content):
            self.pending.append(Change(len(content), None))


#: A change of the directory: a name, and the file that it means from then on, if any.
Naming = Tuple[str, Optional[Node]]

#: How much of what is pending is in an image.
MODES = ("nothing", "everything", "some", "later ones", "torn")


class Disk:
    """The data directory."""

    def __init__(self) -> None:
        self.names: Dict[str, Node] = {}
        self.pending_names: List[Naming] = []
        self._name_count = 0
        self._nodes: Dict[int, Node] = {}
        #: What was there when each sync began.
        self._syncs: Dict[int, Tuple[Optional[Node], int]] = {}

    def feed(self, record: Record) -> None:
        """One more record."""
        kind = record.kind
        if kind == WRITE:
            self._node(record.file).pending.append(Change(record.offset, record.payload))
        elif kind in (TRUNCATE, ALLOCATE):
            self._node(record.file).pending.append(Change(record.offset, None))
        elif kind == SYNC_BEGIN:
            node = self._node(record.file)
            self._syncs[record.offset] = (node, node.count + len(node.pending))
        elif kind == SYNC_END:
            node, until = self._syncs.pop(record.offset, (None, 0))
            if node is not None:
                node.sync(until)
        elif kind == DIRECTORY_BEGIN:
            self._syncs[record.offset] = (None, self._name_count + len(self.pending_names))
        elif kind == DIRECTORY_END:
            self._sync_names(self._syncs.pop(record.offset, (None, 0))[1])
        elif kind == CREATE:
            self._nodes[record.file] = Node()
            self.pending_names.append((record.payload.decode(), self._nodes[record.file]))
        elif kind == UNLINK:
            self.pending_names.append((record.payload.decode(), None))
        elif kind == RENAME:
            old, new = record.payload.decode().split("\0")
            self.pending_names += [(new, self._named().get(old)), (old, None)]
        elif kind == CONTENT:
            # The syncs of a process that is gone will not end.
            self._syncs.clear()
            name, _, content = record.payload.partition(b"\0")
            self._amend(name.decode(), record.file, content)

    def image(self, mode: str, chance: random.Random) -> Dict[str, bytes]:
        """The directory after a power cut at this moment: contents by name."""
        names = dict(self.names)
        for name, node in self._pick(self.pending_names, mode, chance):
            names[name] = node  # type: ignore[assignment]
        found = {}
        for name, node in names.items():
            if node is not None:
                content = bytearray(node.durable)
                torn = mode == "torn" and bool(node.pending)
                changes = self._pick(node.pending, mode, chance)
                for position, change in enumerate(changes):
                    if torn and (position == len(changes) - 1 or chance.random() < 0.2):
                        change.tear(content, chance)
                    else:
                        change.apply(content)
                found[name] = bytes(content)
        return found

    @staticmethod
    def _pick(pending: list, mode: str, chance: random.Random) -> list:
        if mode == "nothing":
            return []
        if mode == "everything":
            return pending
        if mode == "later ones":
            # The disk wrote what came last first.
            return pending[chance.randint(0, len(pending)) :]
        if mode == "torn":
            return pending[: chance.randint(0, len(pending))]
        share = chance.choice((0.1, 0.5, 0.9))
        return [change for change in pending if chance.random() < share]

    def _node(self, inode: int) -> Node:
        return self._nodes.setdefault(inode, Node())

    def _named(self) -> Dict[str, Optional[Node]]:
        names: Dict[str, Optional[Node]] = dict(self.names)
        for name, node in self.pending_names:
            names[name] = node
        return names

    def _sync_names(self, until: int) -> None:
        count = max(0, until - self._name_count)
        for name, node in self.pending_names[:count]:
            if node is None:
                self.names.pop(name, None)
            else:
                self.names[name] = node
        del self.pending_names[:count]
        self._name_count += count

    def _amend(self, name: str, inode: int, content: bytes) -> None:
        node = self._named().get(name)
        if node is None:
            node = Node()
            self.pending_names.append((name, node))
        self._nodes[inode] = node
        node.amend(content)
