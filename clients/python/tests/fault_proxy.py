"""Stands between a client and a real daemon, counts what passes, and breaks what a test wants broken."""

import http.client
import http.server
import pathlib
import re
import select
import socket
import tempfile
import threading

from fake_http import UnixServer
from fake_jobd import PATIENCE

#: What a hook can ask for: close without passing the request on, after the daemon has answered, or in its answer.
LOSE_REQUEST, LOSE_ANSWER, CUT_ANSWER = "lose request", "lose answer", "cut answer"


class FaultProxy:
    """``hooks`` are pairs of a pattern of ``METHOD path`` and a function of the request, which returns what to do."""

    def __init__(self, url):
        self.target = url[len("unix://") :]
        self.hooks = []
        self.requests = []
        self.waiting = 0
        self.changed = threading.Condition()
        self.directory = tempfile.TemporaryDirectory()
        path = str(pathlib.Path(self.directory.name) / "p")
        self.url = f"unix://{path}"
        self.server = UnixServer(path, handler_for(self))
        self.server.request_queue_size = 64
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.directory.cleanup()

    def seen(self, pattern):
        with self.changed:
            return [each for each in self.requests if re.search(pattern, each["name"])]

    def wait_for(self, condition, what="it does not come"):
        with self.changed:
            assert self.changed.wait_for(condition, PATIENCE), (what, [each["name"] for each in self.requests])

    def seen_count(self, pattern):
        return sum(bool(re.search(pattern, each["name"])) for each in self.requests)

    def hook(self, pattern, action):
        self.hooks.append((pattern, action))


def times(count, what):
    """A hook for the first few requests."""
    left = [count]

    def hook(request):
        left[0] -= 1
        return what if left[0] >= 0 else None

    return hook


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self.path)


def handler_for(proxy):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            name = f"{self.command} {self.path}"
            request = dict(name=name, body=body, key=self.headers.get("Idempotency-Key"))
            with proxy.changed:
                proxy.requests.append(request)
                proxy.changed.notify_all()
            does = next((done for done in self.hooked(name, request) if done is not None), None)
            if does == LOSE_REQUEST:
                self.close_connection = True
                return
            with proxy.changed:
                proxy.waiting += 1
                proxy.changed.notify_all()
            try:
                answer = self.forward(body)
            finally:
                with proxy.changed:
                    proxy.waiting -= 1
                    proxy.changed.notify_all()
            if does == LOSE_ANSWER or answer is None:
                self.close_connection = True
                return
            status, headers, data = answer
            self.send_response(status)
            for key in ("Content-Type", "Retry-After"):
                if headers.get(key):
                    self.send_header(key, headers[key])
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if does == CUT_ANSWER:
                data, self.close_connection = data[: len(data) // 2], True
            self.wfile.write(data)

        def hooked(self, name, request):
            return [action(request) for pattern, action in list(proxy.hooks) if re.search(pattern, name)]

        def forward(self, body):
            kept = ("Content-Type", "Idempotency-Key", "Authorization", "Accept")
            headers = {key: self.headers[key] for key in kept if self.headers.get(key)}
            connection = UnixConnection(proxy.target)
            try:
                connection.request(self.command, self.path, body or None, headers)
                # Whichever comes first: the answer, or the end of the client.
                ready, _, _ = select.select([connection.sock, self.connection], [], [])
                if connection.sock not in ready:
                    return None
                response = connection.getresponse()
                return response.status, response.headers, response.read()
            except (OSError, http.client.HTTPException):
                return None
            finally:
                connection.close()

        do_GET = do_POST = do_PATCH = answer

    return Handler
