"""A private jobd: started, killed, stopped and started again on the same data, with a library preloaded if wanted."""

import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import time
from typing import Dict, List, Mapping, Optional, Sequence

from .client import Client

#: A start on a busy machine; a healthy one takes a fraction of a second.
READY_SECONDS = 60.0
#: A stop of a daemon whose jobs end by themselves.
STOP_SECONDS = 60.0
#: The data directory is in use: a process that was just being started still holds the lock of the one that was killed.
IN_USE = 73


class NotReady(Exception):
    """A start that did not become ready; ``code`` is how it exited, ``None`` if it hung and was killed."""

    def __init__(self, code: Optional[int], log: str) -> None:
        super().__init__(f"jobd {'did not become ready' if code is None else f'exited with {code}'}: {log[-600:]}")
        self.code = code


class Daemon:
    """A jobd on a data directory of its own."""

    def __init__(
        self, program: str, directory: pathlib.Path, options: Sequence[str] = ("--slots", "4"),
        config: Optional[Mapping[str, object]] = None,
    ) -> None:
        self.program = program
        self.directory = directory
        self.data = directory / "data"
        self.log = directory / "log"
        self.options: List[str] = list(options)
        if config is not None:
            (directory / "jobd.json").write_text(json.dumps(config))
            self.options += ["--config", str(directory / "jobd.json")]
        # A socket's path has 107 characters at most, and the data may be anywhere.
        self._sockets = tempfile.mkdtemp(prefix="jobd-torture-")
        self.socket = f"{self._sockets}/s"
        self.process: "Optional[subprocess.Popen[str]]" = None
        #: How often a start found the directory in use and was repeated.
        self.in_use_count = 0
        self._code: Optional[int] = None

    @property
    def database(self) -> pathlib.Path:
        """The database's file."""
        return self.data / "jobd.sqlite"

    @property
    def pid(self) -> int:
        """Of the life that runs."""
        assert self.process is not None
        return self.process.pid

    @property
    def code(self) -> Optional[int]:
        """The exit code of the last life that has ended; a negative one is a signal."""
        process = self.process
        return self._code if process is None or process.poll() is None else process.returncode

    @property
    def is_running(self) -> bool:
        """Whether the process is there. Threads may ask."""
        process = self.process
        return process is not None and process.poll() is None

    def client(self, seconds: float = 30.0) -> Client:
        """A connection to it."""
        return Client(self.socket, seconds)

    def launch(self, preload: Optional[str] = None, environment: Optional[Mapping[str, str]] = None) -> None:
        """Starts the process and does not wait until it is ready."""
        assert not self.is_running, "it runs already"
        self.wait_exit(0)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "--data-dir", str(self.data), "--listen", f"unix://{self.socket}", *self.options],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                env=self._environment(preload, environment), text=True,
            )

    def wait_ready(self, seconds: float = READY_SECONDS) -> None:
        """Waits for the line that says so. Raises ``NotReady``; the process is gone then."""
        assert self.process is not None and self.process.stdout is not None
        end = time.monotonic() + seconds
        output, text = self.process.stdout.fileno(), b""
        while b" ready on " not in text:
            readable, _, _ = select.select([output], [], [], max(0.0, end - time.monotonic()))
            piece = os.read(output, 65_536) if readable else b""
            if not piece:
                code = None if not readable else self.wait_exit(10)
                self.kill()
                raise NotReady(code, self.log_text())
            text += piece

    def start(
        self, preload: Optional[str] = None, environment: Optional[Mapping[str, str]] = None,
        seconds: float = READY_SECONDS,
    ) -> None:
        """Starts it and waits until it is ready; a directory in use is waited for a while. Raises ``NotReady``."""
        end = time.monotonic() + min(seconds, 10.0)
        while True:
            self.launch(preload, environment)
            try:
                return self.wait_ready(seconds)
            except NotReady as trouble:
                if trouble.code != IN_USE or time.monotonic() > end:
                    raise
                self.in_use_count += 1
                time.sleep(0.05)

    def kill(self) -> None:
        """kill -9; nothing if it has ended."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self._reap()

    def signal(self, number: int) -> None:
        """Sends a signal to a life that runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def wait_exit(self, seconds: float) -> Optional[int]:
        """How it exited; ``None`` if it has not within this time."""
        if self.process is not None:
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                return None
            self._reap()
        return self.code

    def stop(self, seconds: float = STOP_SECONDS) -> Optional[int]:
        """SIGTERM, and how it exited; ``None`` if it had to be killed."""
        self.signal(signal.SIGTERM)
        code = self.wait_exit(seconds)
        if code is None:
            self.kill()
        return code

    def pretend_code(self, code: int) -> None:
        """For planted defects: says that it exited with ``code``."""
        self._code = code

    def log_text(self) -> str:
        """What all lives have written to standard error."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def close(self) -> None:
        """Ends it and removes its socket; the data stays."""
        self.kill()
        shutil.rmtree(self._sockets, ignore_errors=True)

    def _reap(self) -> None:
        assert self.process is not None
        self._code = self.process.returncode
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process = None

    @staticmethod
    def _environment(preload: Optional[str], more: Optional[Mapping[str, str]]) -> Dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("JOBD_", "LD_PRELOAD"))}
        if preload is not None:
            kept["LD_PRELOAD"] = preload
        kept.update(more or {})
        return kept
