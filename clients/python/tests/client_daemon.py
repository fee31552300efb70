"""A real daemon for tests of the client: it can be killed and started again on the same data."""

import asyncio
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

from fake_jobd import PATIENCE, TESTS, clean_environment  # isort: skip (first: it makes the module importable)
import jobd

PROGRAM = str(TESTS / "daemon_program.py")
HANDLERS = ["py-echo", "py-count", "py-sleep", "py-async", "py-double", "py-gated", "py-stumble", "py-batch-results"]


class Daemon:
    """A jobd on a directory of its own, with the handlers of ``daemon_program.py``."""

    def __init__(self, *options, tokens=None, handlers=None):
        self.program = os.environ.get("JOBD_BIN")
        if not self.program:
            raise unittest.SkipTest("JOBD_BIN does not name a jobd")
        self.directory = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.directory.name)
        self.url = f"unix://{self.root}/s"
        handlers = handlers or {name: {"command": [sys.executable, PROGRAM]} for name in HANDLERS}
        (self.root / "jobd.json").write_text(json.dumps({"handlers": handlers}))
        if tokens is not None:
            (self.root / "data").mkdir(mode=0o700)
            (self.root / "data" / "tokens").touch(0o600)
            (self.root / "data" / "tokens").write_text(tokens)
        self.options = options
        self.process = None
        self.start()

    def start(self):
        command = [self.program, "--config", str(self.root / "jobd.json"), "--data-dir", str(self.root / "data")]
        with open(self.root / "log", "ab") as log:
            self.process = subprocess.Popen(
                [*command, "--listen", self.url, *self.options],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env=clean_environment(),
                text=True,
            )
        lines = iter(self.process.stdout.readline, "")
        # Before it, the daemon may say where it has put the token that it made.
        self.ready = next((line for line in lines if " ready on " in line), None)
        assert self.ready, f"the daemon does not start: {(self.root / 'log').read_text()[-2000:]}"

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE)
        self.process.stdout.close()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
        self.process.stdout.close()
        self.directory.cleanup()


def quiet():
    """Tests run in asyncio's debug mode, which tells of every slow step; on a loaded machine that is no news."""
    asyncio.get_running_loop().slow_callback_duration = PATIENCE


class ClientCase(unittest.TestCase):
    """One daemon for all tests of a class, and a synchronous client to look from outside."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.url = cls.daemon.url
        cls.sync = jobd.Client(cls.url)

    @classmethod
    def tearDownClass(cls):
        cls.sync.close()
        cls.daemon.stop()

    def gone(self, job):
        """The job once it has ended."""
        found = self.sync.job(job, wait=PATIENCE)
        self.assertTrue(found.done, found.to_dict())
        return found


class AsyncClientCase(unittest.IsolatedAsyncioTestCase, ClientCase):
    """The same, with an asynchronous client for each test."""

    @classmethod
    def setUpClass(cls):
        ClientCase.setUpClass.__func__(cls)

    @classmethod
    def tearDownClass(cls):
        ClientCase.tearDownClass.__func__(cls)

    async def asyncSetUp(self):
        quiet()
        self.jobd = jobd.AsyncClient(self.url)

    async def asyncTearDown(self):
        self.jobd.close()

    async def external(self, **fields):
        """A job that ends when the test says so."""
        return await self.jobd.create_task(external=True, **fields)

    async def until(self, condition, what="it does not happen"):
        """Waits until the condition holds, letting the loop run."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while not condition():
            if asyncio.get_running_loop().time() > end:
                raise AssertionError(what)
            await asyncio.sleep(0.003)

    async def running(self, task):
        await self.until(lambda: self.sync.job(task).state == "running", "it does not run")
