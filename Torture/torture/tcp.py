"""A private jobd that listens on TCP as well, with one token."""

import json
import pathlib
import socket

from .daemon import Daemon


class WithTCP:
    """Started when it is entered, stopped when it is left."""

    token = "an-admin-of-nothing-else-0123456789"

    def __init__(self, program: pathlib.Path, directory: pathlib.Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        data = directory / "data"
        data.mkdir(mode=0o700)
        tokens = data / "tokens"
        tokens.touch(mode=0o600)
        tokens.write_text(f"{self.token} described admin\n")
        self.daemon = Daemon(
            str(program), directory, options=("--slots", "2", "--listen", f"http://127.0.0.1:{self.port}"))

    def __enter__(self) -> "WithTCP":
        self.daemon.start()
        return self

    def description(self) -> dict:
        """What it says of its API."""
        with self.daemon.client() as client:
            return json.loads(client.get("/openapi.json").body)

    def __exit__(self, *_: object) -> None:
        self.daemon.close()
