"""A small web site on this machine, for the examples that look at web sites."""

import http.server
import threading


class Pages(http.server.BaseHTTPRequestHandler):
    """Slow enough that it matters whether pages are asked for one after the other."""

    STATUS = {"/": 200, "/docs": 200, "/moved": 404, "/broken": 500}

    def do_GET(self):
        threading.Event().wait(0.2)
        self.send_response(self.STATUS[self.path])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Quiet."""


class Site:
    """``with Site() as port:``"""

    def __enter__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self.server.server_port

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
