"""A real daemon for tests: the one that JOBD_BIN names; without it nothing is tested there."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

from fake_jobd import TESTS, clean_environment, eventually  # isort: skip (first: it makes the module importable)
from jobd import _http

PROGRAM = str(TESTS / "daemon_program.py")
HANDLERS = ["py-echo", "py-sleep", "py-count", "py-checkpoint", "py-follow-up", "py-parents", "py-large", "py-gated"]
HANDLERS += ["py-batches"]
#: Those of which one worker runs many jobs at once.
SHARED = ["py-async", "py-threads", "py-async-sleep"]


class DaemonCase(unittest.TestCase):
    """A daemon on a directory of its own, with all handlers as worker processes."""

    @classmethod
    def handlers(cls, root):
        """Of the configuration."""
        handlers = {name: {"command": [sys.executable, PROGRAM]} for name in HANDLERS}
        for name in SHARED:
            handlers[name] = {"command": [sys.executable, PROGRAM], "concurrency": 10}
        return handlers

    @classmethod
    def setUpClass(cls):
        program = os.environ.get("JOBD_BIN")
        if not program:
            raise unittest.SkipTest("JOBD_BIN does not name a jobd")
        cls.directory = tempfile.TemporaryDirectory()
        root = pathlib.Path(cls.directory.name)
        cls.url = f"unix://{root}/s"
        config = root / "jobd.json"
        config.write_text(json.dumps({"slots": 16, "handlers": cls.handlers(root)}))
        cls.command = [program, "--config", str(config), "--data-dir", str(root / "data"), "--listen", cls.url]
        cls.start()

    @classmethod
    def start(cls):
        cls.daemon = subprocess.Popen(
            cls.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=clean_environment(),
            text=True,
        )
        ready = cls.daemon.stdout.readline()
        assert "ready" in ready, f"the daemon does not start: {ready!r}"
        cls.connection = _http.Connection(_http.Endpoint(cls.url))

    @classmethod
    def tearDownClass(cls):
        cls.connection.close()
        # One waits for what runs, the next one ends it. Two that come together are one.
        cls.daemon.send_signal(signal.SIGTERM)
        try:
            cls.daemon.wait(0.5)
        except subprocess.TimeoutExpired:
            cls.daemon.send_signal(signal.SIGTERM)
            cls.daemon.wait(30)
        cls.daemon.stdout.close()
        cls.directory.cleanup()

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        return self.connection.request(method, f"/v1{path}", data, {"Content-Type": "application/json"}, 60)

    def submit(self, handler, payload=None, **fields):
        answer = self.ask("POST", "/jobs", {"handler": handler, "payload": payload, **fields})
        self.assertEqual(answer.status, 201, answer.body)
        return answer.json()["id"]

    def finished(self, job):
        found = self.ask("GET", f"/jobs/{job}?wait=30s").json()
        self.assertTrue(found["done"], found)
        return found

    def result(self, job):
        found = self.finished(job)
        self.assertEqual(found["state"], "succeeded", found)
        return self.ask("GET", f"/jobs/{job}/result").body

    def log(self, job, stream="stdout", **query):
        more = "".join(f"&{key}={value}" for key, value in query.items())
        return self.ask("GET", f"/jobs/{job}/log?stream={stream}{more}").body.decode()

    def wait_ready(self, job):
        eventually(lambda: (self.ask("GET", f"/jobs/{job}").json()["progress"] or {}).get("note") == "ready")


def children(pid):
    """The processes that this one has started."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = pathlib.Path(f"/proc/{name}/stat").read_text()
        except OSError:
            # It has ended meanwhile.
            continue
        if int(stat.rsplit(")", 1)[1].split()[1]) == pid:
            found.append(int(name))
    return found
