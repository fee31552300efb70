"""Requests that are almost right, over every door: whatever comes in, what comes out is an answer, and nobody gets more.

What was sent is a list of exchanges; one that shows a fault is cut down and printed. A file with what was printed, named
by ``TORTURE_PROGRAM``, is sent again instead of random ones.
"""

import pathlib
import random
import shutil
import socket
from typing import Any, Dict, List, Optional, Tuple

from ..context import Context, Round
from ..front import door
from ..front.mutate import bent
from ..search import Search, given_steps

PROMISE = "every request has an answer, and nobody gets more than is theirs"
EXCHANGES_MAX = 150
SMALLEST_SECONDS = 60.0
FAULTS_MAX = 5
#: What a list of exchanges may leave in memory, beside what a daemon has at its start.
HELD_BYTES_MAX = 96 << 20
#: In which whoever behaves is answered after a list, on a busy machine.
PATIENCE_SECONDS = 10.0
#: What strangers may have.
OPEN_TO_ALL = (b"/healthz", b"/readyz", b"/openapi.json")
#: Whoever may do most comes most often: the others are refused before much is looked at.
DOORS = ("owner", "owner", "owner", "submitter", "reader", "stranger")
TOKENS = {"reader": "reads-a-lot-and-nothing-else", "submitter": "submits-to-one-queue-alone", "admin": "may-do-all-there-is-here"}

PLANTED = {
    "front-error": "a refusal is taken for an error of jobd",
    "front-stranger": "who has no token is given one",
    "front-secret": "a token is written into the log",
    "front-memory": "hardly any memory may be held",
    "front-stop": "the daemon is killed where it should stop",
}
#: What is there before the first exchange, so that most ids and names that are sent name something.
FURNITURE: List[Tuple[str, Dict[str, Any]]] = [
    ("/v1/jobs", {"handler": "noop"}), ("/v1/jobs", {"handler": "noop", "hold": True}), ("/v1/jobs", {"external": True}),
    ("/v1/jobs", {"external": True, "queue": "q", "tags": {"k": "v"}}), ("/v1/queues/q", {"slots": 2}),
    ("/v1/batches", {"jobs": [{"external": True}, {"handler": "noop"}]}), ("/v1/batches", {"open": True}),
    ("/v1/schedules/s", {"every": "1h", "job": {"external": True}}),
    ("/v1/schedules/t", {"every": "1h", "job": {"handler": "noop"}}),
]
Step = Dict[str, Any]


class Front:
    """A daemon of its own for one list of exchanges; gone with it."""

    def __init__(self, context: Context, name: str) -> None:
        self.context = context
        self.directory = context.directory(name)
        data = self.directory / "data"
        data.mkdir(mode=0o700)
        tokens = data / "tokens"
        tokens.touch(mode=0o600)
        tokens.write_text(
            f"{TOKENS['reader']} reader read\n{TOKENS['submitter']} submitter submit,read queues=q kinds=handler\n"
            f"{TOKENS['admin']} admin admin\n")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.daemon = context.daemon(
            self.directory, options=("--slots", "2", "--listen", f"http://127.0.0.1:{self.port}"))

    def __enter__(self) -> "Front":
        self.daemon.start()
        with self.daemon.client() as client:
            for target, body in FURNITURE:
                client.request("PUT" if "schedules" in target or "queues" in target else "POST", target, body)
        self.held = self._held()
        return self

    def __exit__(self, *error: object) -> None:
        self.daemon.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def send(self, step: Step) -> Optional[str]:
        """One exchange: what is wrong with its answers, if something is."""
        pieces = [piece.encode("latin-1") for piece in step["send"]]
        name = step["door"]
        token = TOKENS.get("admin" if name == "stranger" and self.context.planted == "front-stranger" else name)
        if token is not None:
            pieces = [piece.replace(b"\r\nHost: localhost", f"\r\nHost: localhost\r\nAuthorization: Bearer {token}".encode())
                      for piece in pieces]
        try:
            came = door.exchange(self.daemon.socket if name == "owner" else self.port, pieces)
        except OSError as trouble:
            return f"no connection: {trouble}"
        sent = b"".join(pieces)
        if b"HEAD" in sent:
            # Where its answers end cannot be seen without knowing how jobd read what was bent.
            return None
        try:
            found = door.answers(came)
        except door.NotHTTP as trouble:
            return f"no HTTP: {trouble}"
        self.context.report.checked("answers", len(found))
        for answer in found:
            self.context.report.did(f"status {answer.status}")
            fault = door.fault(answer)
            if self.context.planted == "front-error" and answer.status == 422:
                fault = "422 was taken for an error"
            if fault is not None:
                return fault
            if name == "stranger" and answer.status < 400 and not any(path in sent for path in OPEN_TO_ALL):
                return f"a stranger got {answer.status}: {answer.body[:200]!r}"
        return None

    def end(self) -> Optional[str]:
        """After all of them: is it still there, for who behaves, with what it had?"""
        if not self.daemon.is_running:
            return f"jobd ended with {self.daemon.code}: {self.daemon.log_text()[-400:]}"
        with self.daemon.client(PATIENCE_SECONDS) as client:
            if client.get("/v1/info").status != 200:
                return "the owner gets no answer"
        more = self._held() - self.held
        if more > (1 if self.context.planted == "front-memory" else HELD_BYTES_MAX):
            return f"{more:,} more bytes are held than at the start"
        if self.context.planted == "front-stop":
            self.daemon.kill()
        code = self.daemon.stop()
        if code != 0:
            return f"the stop exited with {code}"
        if self.context.planted == "front-secret":
            with open(self.daemon.log, "a") as log:
                log.write(TOKENS["reader"])
        said = self.daemon.log_text()
        for name, token in TOKENS.items():
            if token in said:
                return f"the log has the token of {name}"
        self.context.report.checked("ends of lists")
        return None

    def _held(self) -> int:
        status = pathlib.Path(f"/proc/{self.daemon.pid}/status").read_text()
        return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmRSS:"))


def exchange(chance: random.Random) -> Step:
    """What is sent over one connection: some bent requests, in pieces."""
    raw = b"".join(bent(chance) for _ in range(chance.choice([1, 1, 1, 2, 4])))
    cuts = sorted(chance.randrange(len(raw)) for _ in range(chance.choice([0, 0, 1, 3]))) if raw else []
    pieces = [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)])]
    return {"door": chance.choice(DOORS), "send": [piece.decode("latin-1") for piece in pieces]}


def random_list(context: Context, number: int) -> Tuple[List[Step], Optional[str]]:
    """The exchanges that were made, and what was wrong."""
    chance = context.chance("front", number)
    steps: List[Step] = []
    with Front(context, f"list-{number}") as front:
        for _ in range(chance.randint(EXCHANGES_MAX // 3, EXCHANGES_MAX)):
            step = exchange(chance)
            steps.append(step)
            context.report.did("exchanges")
            fault = front.send(step)
            if fault is not None:
                return steps, fault
            if context.time_left() < 0:
                break
        return steps, front.end()


def list_again(context: Context, name: str, steps: List[Step]) -> Optional[str]:
    """The same exchanges with a new daemon: what is wrong, if something is."""
    with Front(context, name) as front:
        for step in steps:
            fault = front.send(step)
            if fault is not None:
                return fault
        return front.end()


def run(context: Context) -> None:
    """List after list until the time is up."""
    steps = given_steps()
    if steps is not None:
        fault = list_again(context, "again", steps)
        context.report.did("exchanges", len(steps))
        context.report.check(fault is None, PROMISE, str(fault))
        return
    search = Search(context, "list", "exchanges", PROMISE, SMALLEST_SECONDS, FAULTS_MAX)
    search.run(lambda number: random_list(context, number), lambda name, fewer: list_again(context, name, fewer))


ROUND = Round("front", "requests that are almost right, over every door, in pieces and one behind the other", run, PLANTED)
