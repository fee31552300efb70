"""A daemon's HTTP routes for remote workers, as far as the tests need them."""

import http.server
import json
import os
import pathlib
import queue
import re
import signal
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

from fake_jobd import PATIENCE, TESTS, clean_environment, eventually


class Drop(Exception):
    """Close the connection without an answer."""


class FakeDaemon:
    """Jobs, claims, and every request that came. ``before`` and ``after`` hook into routes, to break them."""

    def __init__(self, unix=False, port=0, lease="60s", renew_in="20s", token=None):
        self.lease, self.renew_in, self.token = lease, renew_in, token
        self.changed = threading.Condition()
        self.requests = []
        self.waiting_jobs = []
        self.claims = {}
        self.cancels = {}
        self.stale = set()
        self.ended = queue.Queue()
        #: Of a job: its kind, and what it made; the parents of jobs; the members of batches.
        self.results = {}
        self.parents = {}
        self.batches = {}
        self.answers = {}
        self.before = {}
        self.after = {}
        self.waiting_heartbeats = 0
        self.is_closed = False
        self.jobs = 0
        self.directory = tempfile.TemporaryDirectory()
        if unix:
            path = str(pathlib.Path(self.directory.name) / "jobd.sock")
            self.server = UnixServer(path, handler_for(self))
            self.url = f"unix://{path}"
        else:
            self.server = TCPServer(("127.0.0.1", port), handler_for(self))
            self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with self.changed:
            self.is_closed = True
            self.changed.notify_all()
        self.server.shutdown()
        self.server.server_close()
        self.directory.cleanup()

    # For tests.

    def add(self, handler, payload=None, **fields):
        """A job to be claimed; returns its fence."""
        with self.changed:
            self.jobs += 1
            fence = f"fence-{self.jobs}"
            claim = dict(
                job=100 + self.jobs,
                handler=handler,
                name="a name",
                queue="default",
                payload=payload,
                attempt=1,
                fence=fence,
                parents=[],
                lease=self.lease,
                renew_in=self.renew_in,
                lease_expires_at="2026-11-22T08:00:00Z",
            )
            claim.update(fields)
            self.waiting_jobs.append(claim)
            self.changed.notify_all()
            return fence

    def cancel(self, fence, **cancel):
        with self.changed:
            self.cancels[fence] = cancel
            self.changed.notify_all()

    def lose(self, fence):
        with self.changed:
            self.stale.add(fence)
            self.changed.notify_all()

    def end(self, timeout=PATIENCE):
        """The next end: (verb, fence, body)."""
        try:
            return self.ended.get(timeout=timeout)
        except queue.Empty:
            raise AssertionError(f"no end; {self.seen()}") from None

    def seen(self, pattern=""):
        """Requests so far whose ``METHOD path`` matches."""
        with self.changed:
            return [each for each in self.requests if re.search(pattern, f"{each['method']} {each['path']}")]

    def wait_for(self, pattern, count=1, test=lambda request: True):
        """Waits until that many such requests have come."""
        end = time.monotonic() + PATIENCE
        with self.changed:
            while True:
                found = [
                    each
                    for each in self.requests
                    if re.search(pattern, f"{each['method']} {each['path']}") and test(each)
                ]
                if len(found) >= count:
                    return found
                left = end - time.monotonic()
                assert left > 0, f"{count} {pattern}: only {len(found)} of {self.requests[-20:]}"
                self.changed.wait(left)

    def log_of(self, fence, stream):
        return b"".join(each["raw"] for each in self.seen(f"/{fence}/log.stream={stream}")).decode()

    # Routes. Each returns (status, object or bytes).

    def route(self, request):
        method, path, body = request["method"], request["path"], request["body"]
        if path == "/v1/claims":
            return self.claim(request, body)
        if path == "/v1/claims:heartbeat":
            return self.heartbeats(request, body)
        match = re.fullmatch(r"/v1/claims/([^/]+)/(\w+)(\?.*)?", path)
        if match:
            return self.one(request, match[1], match[2], body)
        match = re.fullmatch(r"/v1/jobs/(\d+)(/result)?", path)
        if match and method == "GET":
            kind, data = self.results.get(int(match[1]), (None, None))
            if not match[2]:
                return 200, {"id": int(match[1]), "kind": kind, "parents": self.parents.get(int(match[1]), [])}
            return (409, problem("job_failed", 409)) if data is None else (200, data)
        if path.startswith("/v1/jobs?"):
            return 200, self.members(dict(urllib.parse.parse_qsl(path.partition("?")[2])))
        if path == "/v1/jobs" and method == "POST":
            return 201, {"id": 1}
        return 404, problem("not_found", 404)

    def members(self, query):
        assert query["order"] == "oldest", query
        ids = [each for each in self.batches[int(query["batch"])] if each > int(query.get("cursor", 0))]
        page = ids[: int(query["limit"])]
        jobs = []
        for id in page:
            kind, data = self.results[id]
            jobs.append({"id": id, "kind": kind, "state": "failed" if data is None else "succeeded"})
        return {"jobs": jobs, "next_cursor": str(page[-1]) if len(ids) > len(page) else None}

    def claim(self, request, body):
        end = time.monotonic() + seconds(body.get("wait", 0))
        with self.changed:
            while True:
                fitting = [each for each in self.waiting_jobs if each["handler"] in body["handlers"]]
                if fitting or self.is_closed or time.monotonic() >= end:
                    taken = fitting[: body["max"]]
                    for each in taken:
                        self.waiting_jobs.remove(each)
                        self.claims[each["fence"]] = each
                    return 200, {"claims": taken}
                # In pieces, to see whether the client has gone.
                self.changed.wait(0.02)
                if request["is_gone"]():
                    raise Drop

    def heartbeats(self, request, body):
        end = time.monotonic() + seconds(body.get("wait", 0))
        with self.changed:
            self.waiting_heartbeats += 1
            self.changed.notify_all()
            try:
                while not (
                    any(f in self.cancels or f in self.stale for f in body["fences"])
                    or self.is_closed
                    or time.monotonic() >= end
                ):
                    self.changed.wait(0.02)
                    if request["is_gone"]():
                        raise Drop
            finally:
                self.waiting_heartbeats -= 1
            return 200, {"claims": [self.renewed(fence) for fence in body["fences"]]}

    def renewed(self, fence):
        if fence in self.stale or fence not in self.claims:
            return {"fence": fence, "stale": True}
        fields = dict(fence=fence, lease=self.lease, renew_in=self.renew_in, lease_expires_at="2026-11-22T08:00:00Z")
        if fence in self.cancels:
            fields["cancel"] = self.cancels[fence]
        return fields

    def one(self, request, fence, verb, body):
        with self.changed:
            key = (fence, verb, request["raw"])
            if verb in ("complete", "fail") and key in self.answers:
                return self.answers[key]
            if fence in self.stale or fence not in self.claims:
                return 409, problem("stale_fence", 409)
            if verb == "heartbeat":
                return 200, self.renewed(fence)
            if verb in ("log", "checkpoint"):
                return 204, None
            job = self.claims.pop(fence)
            answer = {"job": job["job"]}
            if body.get("claim"):
                fitting = [each for each in self.waiting_jobs if each["handler"] in body["claim"]["handlers"]]
                answer["claims"] = fitting[: body["claim"]["max"]]
                for each in answer["claims"]:
                    self.waiting_jobs.remove(each)
                    self.claims[each["fence"]] = each
            self.answers[key] = (200, answer)
        self.ended.put((verb, fence, body))
        return 200, answer


def seconds(text):
    return float(text[:-2]) / 1000 if isinstance(text, str) else float(text)


def problem(code, status):
    return {"type": "about:blank", "title": code, "status": status, "code": code, "detail": f"it is {code}"}


class TCPServer(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


def handler_for(daemon):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self):
            if isinstance(self.client_address, (str, bytes)):
                self.disable_nagle_algorithm = False
            super().setup()

        def log_message(self, *_):
            pass

        def is_gone(self):
            try:
                return self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
            except BlockingIOError:
                return False
            except OSError:
                return True

        def answer(self):
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            is_json = self.headers.get("Content-Type") == "application/json"
            request = dict(
                method=self.command,
                path=self.path,
                raw=raw,
                body=json.loads(raw) if is_json and raw else {},
                key=self.headers.get("Idempotency-Key"),
                token=self.headers.get("Authorization"),
                connection=id(self),
                at=time.monotonic(),
                is_gone=self.is_gone,
            )
            with daemon.changed:
                daemon.requests.append(request)
                daemon.changed.notify_all()
            name = f"{self.command} {self.path}"
            try:
                status, body = self.hooked(daemon.before, name, request)
                if status is None and daemon.token is not None and request["token"] != f"Bearer {daemon.token}":
                    status, body = 401, problem("unauthenticated", 401)
                if status is None:
                    status, body = daemon.route(request)
                    changed, changed_body = self.hooked(daemon.after, name, request)
                    if changed is not None:
                        status, body = changed, changed_body
            except Drop:
                self.close_connection = True
                return
            headers = {}
            if isinstance(body, tuple):
                body, headers = body
            data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            if status != 204:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def hooked(self, hooks, name, request):
            for pattern, hook in list(hooks.items()):
                if re.search(pattern, name):
                    answer = hook(request)
                    if answer is not None:
                        return answer
            return None, None

        do_GET = do_POST = do_PUT = answer

    return Handler


def first(count, answer):
    """A hook for the first few requests: an answer, or ``Drop``."""
    left = [count]

    def hook(request):
        if left[0] == 0:
            return None
        left[0] -= 1
        if answer is Drop:
            raise Drop
        return answer

    return hook


class RemoteProcess:
    """A remote worker in a process of its own."""

    def __init__(self, daemon_or_url, *arguments, env=None):
        url = daemon_or_url if isinstance(daemon_or_url, str) else daemon_or_url.url
        self.directory = tempfile.TemporaryDirectory()
        root = pathlib.Path(self.directory.name)
        self.stdout_path, self.stderr_path = root / "stdout", root / "stderr"
        environment = clean_environment(**(env or {}))
        with open(self.stdout_path, "wb") as out, open(self.stderr_path, "wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, str(TESTS / "remote_program.py"), "--url", url, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=environment,
                start_new_session=True,
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.directory.cleanup()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)

    def wait(self):
        return self.process.wait(PATIENCE)

    def stdout(self):
        return self.stdout_path.read_text()

    def stderr(self):
        return self.stderr_path.read_text()


class NoteCase(unittest.TestCase):
    """Tests with a file that handlers write to."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.note = pathlib.Path(directory.name) / "note"
        self.env = {"TEST_NOTE": str(self.note)}

    def wait_note(self, expected):
        def text():
            return self.note.read_text() if self.note.exists() else "no note"

        eventually(lambda: expected in text(), text)
