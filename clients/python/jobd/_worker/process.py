"""The worker process: runs what jobd sends over a pair of pipes. docs/worker-protocol.md describes what is said."""

from __future__ import annotations

import base64
import json
import os
import signal
import sys
import threading
import time
from typing import Any, Dict, Mapping, Optional

from .._encoding import to_json
from .._times import time_from
from .attempt import Attempt, Cancel, Run
from .channel import Channel, ChannelFault
from .handlers import Handler
from .outcome import Failed, Outcome, Snoozed, Succeeded
from .output import JobText, flush_output, take_over_output
from .parents import batches_from, parents_from
from .process_link import ProcessLink, Share
from .reading_turn import ReadingTurn
from .stage import Stage

PROTOCOL_VERSION = 1
#: How long handlers may clean up when jobd is gone. The worker ends within two seconds.
ORPHAN_SECONDS = 1.0


class ProcessWorker:
    """Serves one pair of pipes until jobd says ``stop``. To be made and run on the main thread."""

    def __init__(
        self, handlers: Mapping[str, Handler], channel: Channel, name: Optional[str], concurrency: int = 1
    ) -> None:
        # jobd starts a worker for one handler, however many the program has.
        self._handlers = handlers if name is None else {name: handlers[name]}
        self._channel = channel
        self._pid = os.getpid()
        has_loop = any(each.is_async for each in self._handlers.values())
        self._share = Share(has_loop or concurrency > 1)
        self._stage = Stage(self._finish, has_loop=has_loop, idle=self._idle, on_start=self._on_start)
        self._turn = ReadingTurn(self._stage, self._read, is_watchers=has_loop)
        self._lock = threading.Lock()
        self._attempts: Dict[str, Attempt] = {}
        self._are_all_ended = threading.Condition(self._lock)
        self._is_stopping = False

    def run(self) -> None:
        """Says hello, and returns after ``stop``."""
        take_over_output(self._find_text)
        hello = {"type": "hello", "v": PROTOCOL_VERSION, "pid": self._pid, "handlers": sorted(self._handlers)}
        self._channel.send(to_json(hello))
        self._turn.start()
        self._stage.run()
        flush_output()

    def _idle(self) -> None:
        self._turn.idle()

    def _on_start(self) -> None:
        self._turn.on_start()

    # On the thread whose turn it is to read.

    def _read(self) -> None:
        """Reads one message and does what it asks for. Does not return when jobd is gone."""
        try:
            line = self._channel.read()
            if line is not None:
                return self._receive(line)
        except Exception as error:
            # Nothing reaches this worker any more.
            text = f"jobd worker: what came from jobd is not its protocol: {type(error).__name__}: {error}\n"
            os.write(2, text.encode("utf-8", "backslashreplace"))
            os._exit(70)
        self._end_as_orphan()

    def _receive(self, line: bytes) -> None:
        message = json.loads(line)
        if not isinstance(message, dict):
            raise ChannelFault("a message that is no object")
        kind = message.get("type")
        if kind == "run":
            self._start(message)
        elif kind == "cancel":
            self._cancel(message)
        elif kind == "checkpointed":
            self._settle_checkpoint(message)
        elif kind == "ping":
            self._channel.send(to_json({"type": "pong", "n": message.get("n")}))
        elif kind == "stop":
            self._is_stopping = True
            self._stage.close()
        else:
            raise ChannelFault(f"a message of the type {kind!r}")

    def _start(self, message: Dict[str, Any]) -> None:
        run = run_from(message)
        name = str(message["handler"])
        handler = self._handlers.get(name)
        if handler is None:
            known = ", ".join(sorted(self._handlers))
            text = f"this worker has no handler {name!r}, it has: {known}"
            self._send_end(run.fence, Failed("unregistered", text))
            return
        attempt = Attempt(handler, run, ProcessLink(run.fence, self._channel, self._share))
        with self._lock:
            if self._attempts:
                self._share.is_shared = True
            self._attempts[run.fence] = attempt
        self._turn.start_attempt(attempt)

    def _cancel(self, message: Dict[str, Any]) -> None:
        with self._lock:
            attempt = self._attempts.get(str(message["fence"]))
        if attempt is not None:
            reason = message.get("reason")
            attempt.request_cancel(Cancel(str(message.get("cause", "user")), None if reason is None else str(reason)))

    def _settle_checkpoint(self, message: Dict[str, Any]) -> None:
        with self._lock:
            attempt = self._attempts.get(str(message["fence"]))
        if attempt is not None and isinstance(attempt.link, ProcessLink):
            attempt.link.checkpointed(message.get("n"), message.get("kept") is not False)

    def _end_as_orphan(self) -> None:
        """jobd is gone, and with it everybody who could hear of a result.

        After a ``stop`` the main thread is on its way out, and has the same time for it.
        """
        with self._lock:
            running = list(self._attempts.values())
        for attempt in running:
            attempt.request_cancel(Cancel("shutdown", "jobd is gone"))
        end = time.monotonic() + ORPHAN_SECONDS
        with self._lock:
            while (self._attempts or self._is_stopping) and time.monotonic() < end:
                self._are_all_ended.wait(end - time.monotonic())
        if not self._is_stopping and os.getpgrp() == self._pid:
            # The group that jobd made for this worker: what handlers have started goes with it.
            os.killpg(self._pid, signal.SIGKILL)
        os._exit(0)

    # On the thread of the attempt.

    def _finish(self, attempt: Attempt, outcome: Outcome) -> None:
        if os.getpid() != self._pid:
            # A child that a handler forked, and that came back from it. Only the parent has the job.
            os._exit(0 if isinstance(outcome, Succeeded) else 1)
        assert isinstance(attempt.link, ProcessLink)
        attempt.link.end()
        flush_output()
        with self._lock:
            attempt.has_ended = True
            self._attempts.pop(attempt.run.fence, None)
            if not self._attempts:
                self._are_all_ended.notify_all()
        self._send_end(attempt.run.fence, outcome)

    def _send_end(self, fence: str, outcome: Outcome) -> None:
        self._channel.send(end_message(fence, outcome))

    def _find_text(self, attempt: Attempt, stream: str, before: Any) -> Optional[JobText]:
        assert isinstance(attempt.link, ProcessLink)
        return attempt.link.text(stream, before)


def end_message(fence: str, outcome: Outcome) -> bytes:
    """The message that ends an attempt."""
    if isinstance(outcome, Succeeded):
        value = b"" if outcome.value is None else b',"value":' + outcome.value
        return b'{"type":"result","fence":' + to_json(fence) + value + b"}"
    message: Dict[str, Any] = {"type": "cancelled", "fence": fence}
    if isinstance(outcome, Snoozed):
        message.update(type="snooze")
        message["for"] = outcome.seconds
    elif isinstance(outcome, Failed):
        message.update(type="error", code=outcome.code, message=outcome.message)
        if outcome.traceback is not None:
            message["traceback"] = outcome.traceback
        if not outcome.may_retry:
            message["retry"] = False
    return to_json(message)


def run_from(message: Dict[str, Any]) -> Run:
    """What a ``run`` message asks for. Only what cannot be missed is asked for."""
    timeout, maximum, checkpoint = (message.get(key) for key in ("timeout_ms", "max_attempts", "checkpoint"))
    return Run(
        fence=str(message["fence"]),
        job=int(message["job"]),
        name=str(message.get("name", "")),
        queue=str(message.get("queue", "")),
        attempt=int(message.get("attempt", 1)),
        max_attempts=None if maximum is None else int(maximum),
        payload=message.get("payload"),
        tags=dict(message.get("tags") or {}),
        timeout=None if timeout is None else float(timeout) / 1000,
        deadline=time_from(message.get("deadline")),
        checkpoint=None if checkpoint is None else base64.b64decode(checkpoint),
        parents=parents_from(message.get("parents")),
        batches=batches_from(message.get("batches")),
    )


def serve_process(handlers: Mapping[str, Handler], incoming: str, outgoing: str) -> int:
    """Runs a worker process on the descriptors that jobd named; returns its exit code."""
    # An older jobd does not say it.
    concurrency = os.environ.get("JOBD_WORKER_CONCURRENCY", "1")
    # A program that a handler starts is no worker of jobd.
    for variable in ("JOBD_WORKER_IN", "JOBD_WORKER_OUT", "JOBD_WORKER_CONCURRENCY"):
        os.environ.pop(variable, None)
    name = os.environ.get("JOBD_WORKER_HANDLER")
    if name is not None and name not in handlers:
        known = ", ".join(sorted(handlers)) or "none"
        print(f"jobd worker: there is no handler {name!r} here; registered: {known}", file=sys.stderr)
        return 64
    try:
        channel = Channel(int(incoming), int(outgoing))
    except (ValueError, OSError) as error:
        print(f"jobd worker: JOBD_WORKER_IN and JOBD_WORKER_OUT name no open pipes: {error}", file=sys.stderr)
        return 64
    ProcessWorker(handlers, channel, name, int(concurrency) if concurrency.isdecimal() else 1).run()
    return 0
