"""The threads of a remote worker. One that fails ends the worker: half of one would hold jobs and lose them."""

from __future__ import annotations

import threading
from typing import Callable

#: Told of an exception that nobody expected.
OnFailure = Callable[[BaseException], None]


def part(name: str, body: Callable[[], None], on_failure: OnFailure) -> threading.Thread:
    """A thread that is not started yet, and does not keep the process alive."""

    def run() -> None:
        try:
            body()
        except BaseException as error:
            on_failure(error)

    return threading.Thread(target=run, name=f"jobd {name}", daemon=True)
