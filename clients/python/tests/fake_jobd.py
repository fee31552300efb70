"""The daemon's end of the pipes of a worker process, for tests: starts a real worker and speaks with it."""

import json
import os
import pathlib
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time

TESTS = pathlib.Path(__file__).parent
MODULE = TESTS.parent

#: Long enough for a loaded machine: only what is broken waits so long.
PATIENCE = 20.0


# Tests that need no process of their own use the module as it is.
sys.path.insert(0, str(MODULE))


def eventually(condition, what="it does not happen"):
    """Waits until the condition holds, looking every few milliseconds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(what() if callable(what) else what)
        time.sleep(0.003)


def clean_environment(**variables):
    """An environment without what this machine says about Python and jobd, such as PYTHONUNBUFFERED."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "JOBD_"))}
    return {**kept, "PYTHONPATH": str(MODULE), "PYTHONDONTWRITEBYTECODE": "1", **variables}


class WorkerProcess:
    """A worker for one handler of ``worker_program.py``, or for all that are plain."""

    def __init__(self, handler=None, env=None, hello=True):
        self.directory = tempfile.TemporaryDirectory()
        root = pathlib.Path(self.directory.name)
        self.stdout_path, self.stderr_path = root / "stdout", root / "stderr"
        to_worker, self._write_end = os.pipe()
        self._read_end, from_worker = os.pipe()
        environment = clean_environment(JOBD_FENCE="worker-1", **(env or {}))
        environment.update(JOBD_WORKER_IN=str(to_worker), JOBD_WORKER_OUT=str(from_worker))
        if handler is not None:
            environment["JOBD_WORKER_HANDLER"] = handler
        with open(self.stdout_path, "wb") as out, open(self.stderr_path, "wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, str(TESTS / "worker_program.py"), *([] if handler else ["plain"])],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=environment,
                pass_fds=(to_worker, from_worker),
                start_new_session=True,
            )
        os.close(to_worker)
        os.close(from_worker)
        self.out_number = from_worker
        self._messages = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._fences = 0
        self.logged = {}
        if hello:
            self.hello = self.next()
            assert self.hello["type"] == "hello", self.hello

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.hang_up()
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self._reader.join(PATIENCE)
        self.directory.cleanup()

    def _read(self):
        with open(self._read_end, "rb") as lines:
            for line in lines:
                self._messages.put(line)
        self._messages.put(None)

    def hang_up(self):
        """Closes the daemon's writing end, as its death does."""
        if self._write_end is not None:
            os.close(self._write_end)
            self._write_end = None

    def write(self, data):
        view = memoryview(data)
        while view:
            view = view[os.write(self._write_end, view) :]

    def send(self, **message):
        self.write(json.dumps(message).encode() + b"\n")

    def next(self, timeout=PATIENCE):
        """The next message; an assertion fails if there is none."""
        try:
            line = self._messages.get(timeout=timeout)
        except queue.Empty:
            raise AssertionError(f"no message; its standard error: {self.stderr()}") from None
        if line is None:
            raise AssertionError(f"the worker has closed its channel; its standard error: {self.stderr()}")
        return json.loads(line)

    def next_but_logs(self):
        """The next message that is no output; output is kept in ``logged``."""
        while True:
            message = self.next()
            if message["type"] != "log":
                return message
            key = (message["fence"], message["stream"])
            self.logged[key] = self.logged.get(key, "") + message["text"]

    def has_closed(self):
        """Waits for the end of the channel; anything else that comes is an error."""
        line = self._messages.get(timeout=PATIENCE)
        assert line is None, line
        return True

    def wait(self, timeout=PATIENCE):
        return self.process.wait(timeout)

    def stdout(self):
        return self.stdout_path.read_text("utf-8", "backslashreplace")

    def stderr(self):
        return self.stderr_path.read_text("utf-8", "backslashreplace")

    def start(self, handler, payload=None, **fields):
        """Sends a job; returns its fence."""
        self._fences += 1
        fence = f"f{self._fences}"
        message = dict(
            type="run",
            fence=fence,
            job=100 + self._fences,
            attempt=1,
            max_attempts=3,
            handler=handler,
            name="a name",
            queue="default",
            payload=payload,
            tags={},
            parents=[],
            batches=[],
        )
        message.update(fields)
        self.send(**message)
        return fence

    def cancel(self, fence, cause="user", **fields):
        self.send(type="cancel", fence=fence, cause=cause, grace_ms=10000, **fields)

    def run(self, handler, payload=None, **fields):
        """Runs a job alone; returns all its messages, the end last."""
        fence = self.start(handler, payload, **fields)
        messages = []
        while not messages or messages[-1]["type"] not in ("result", "error", "cancelled", "snooze"):
            messages.append(self.next())
            assert messages[-1].get("fence") == fence, messages[-1]
        return messages

    def end_of(self, handler, payload=None, **fields):
        """Runs a job alone; returns its end, and is sure that there was nothing else."""
        messages = self.run(handler, payload, **fields)
        assert len(messages) == 1, messages
        return messages[0]

    def wait_note(self, note, fence=None):
        """Waits until a handler reports a note."""
        message = self.next_but_logs()
        assert message["type"] == "progress" and message["note"] == note, message
        assert fence is None or message["fence"] == fence, message
        return message
