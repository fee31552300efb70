"""The two pipes between a worker process and jobd."""

from __future__ import annotations

import io
import os
import threading
from typing import BinaryIO, Optional

from .._limits import INCOMING_BYTES_MAX, MESSAGE_BYTES_MAX


class ChannelFault(Exception):
    """What jobd sent is no message."""


class Channel:
    """Lines from jobd and lines to jobd.

    A message is written whole, whichever thread writes it: it is first put into a buffer that has room for it, and an
    exception that ends the writing leaves the rest there for the next one.
    """

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._reader: BinaryIO = open(incoming, "rb", buffering=65_536, closefd=False)
        raw = io.FileIO(outgoing, "wb", closefd=False)
        self._writer = io.BufferedWriter(raw, buffer_size=2 * MESSAGE_BYTES_MAX)
        self._lock = threading.Lock()
        self._is_gone = False
        # The number alone, not the pipe: neither a program that a handler starts nor a forked child may speak here.
        os.set_inheritable(incoming, False)
        os.set_inheritable(outgoing, False)
        os.register_at_fork(after_in_child=self._leave_to_parent)

    def read(self) -> Optional[bytes]:
        """The next line, without its end; ``None`` when jobd is gone. For one thread only."""
        line = self._reader.readline(INCOMING_BYTES_MAX + 1)
        if not line.endswith(b"\n"):
            if len(line) > INCOMING_BYTES_MAX:
                raise ChannelFault(f"a line of more than {INCOMING_BYTES_MAX} bytes")
            return None
        return line

    def send(self, message: bytes) -> None:
        """Sends a message, which has no line end in it. Nothing happens when jobd is gone."""
        with self._lock:
            if self._is_gone:
                return
            try:
                self._writer.write(message + b"\n")
                self._writer.flush()
            except OSError:
                # The reader sees the same, and ends the worker.
                self._is_gone = True

    def _leave_to_parent(self) -> None:
        self._is_gone = True
        # Whatever thread held it does not exist here.
        self._lock = threading.Lock()
        try:
            null = os.open(os.devnull, os.O_RDWR)
        except OSError:
            os.close(self._incoming)
            os.close(self._outgoing)
            return
        # Not closed but replaced: the numbers are not given to files of the child, which would get what is left over.
        os.dup2(null, self._incoming, inheritable=False)
        os.dup2(null, self._outgoing, inheritable=False)
        if null not in (self._incoming, self._outgoing):
            os.close(null)
