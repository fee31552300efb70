"""What a remote worker is told on its command line, checked."""

from __future__ import annotations

import argparse
import dataclasses
import os
import socket
from typing import List, Mapping, Optional

from .._http import Endpoint
from .._limits import CLAIM_NAMES_MAX, HEARTBEATS_MAX
from .handlers import Handler


class SettingsError(Exception):
    """A wrong option; the message says what to write."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """How a remote worker works."""

    endpoint: Endpoint
    handlers: List[str]
    queues: Optional[List[str]] = None
    concurrency: int = 1
    #: Seconds that a job stays with this worker without a word from it.
    lease: float = 60.0
    #: Seconds that running jobs may go on after a stop signal.
    grace: float = 20.0
    #: Seconds that a claim waits for jobs. Proxies cut at 60.
    poll: float = 30.0
    #: Seconds a cancelled handler has to end during a stop, before it is left behind.
    patience: float = 5.0
    worker: str = ""

    @staticmethod
    def make(options: argparse.Namespace, registry: Mapping[str, Handler]) -> "Settings":
        """From parsed arguments. Raises ``SettingsError``."""
        try:
            endpoint = Endpoint(options.url, options.token_file or os.environ.get("JOBD_TOKEN_FILE"))
            endpoint.token()
        except OSError as error:
            raise SettingsError(f"the token file cannot be read: {error}") from None
        except ValueError as error:
            raise SettingsError(str(error)) from None
        handlers = options.handlers or sorted(registry)
        for name in handlers:
            if name not in registry:
                known = ", ".join(sorted(registry)) or "none"
                raise SettingsError(f"there is no handler {name!r} here; registered: {known}")
        if not handlers:
            raise SettingsError('no handler is registered; write @jobd.handler("name") above a function')
        for names, what in ((handlers, "handlers"), (options.queues or [], "queues")):
            if len(names) > CLAIM_NAMES_MAX:
                raise SettingsError(f"a worker asks for at most {CLAIM_NAMES_MAX} {what}; choose some with --{what}")
        if not 1 <= options.concurrency <= HEARTBEATS_MAX:
            raise SettingsError(f"--concurrency is from 1 to {HEARTBEATS_MAX}")
        if not 1 <= options.lease <= 43_200:
            raise SettingsError("--lease is from 1s to 12h")
        return Settings(
            endpoint,
            handlers,
            options.queues,
            options.concurrency,
            options.lease,
            options.grace,
            patience=options.patience,
            worker=f"{socket.gethostname()}:{os.getpid()}",
        )
