"""``jobd.main``: decides what this program is, by its environment and its arguments."""

from __future__ import annotations

import argparse
import os
import sys
from typing import List, NoReturn, Optional, Sequence

from .._times import seconds_from
from .handlers import registry
from .process import serve_process

USAGE = """\
This program is a worker of jobd. It is started by jobd itself, when its configuration says

    handlers: {%(handler)s: {command: [python3, %(path)s]}}

or by hand, as a remote worker:

    python3 %(path)s --url unix:///run/jobd/jobd.sock
    python3 %(path)s --url http://127.0.0.1:7878 --token-file FILE
        [--handlers a,b] [--queues q,r] [--concurrency N] [--lease 60s] [--grace 20s]
"""


def main(argv: Optional[Sequence[str]] = None) -> None:
    """Serves the registered handlers: as a worker process when jobd has started it, with ``--url`` as a remote worker.

    Returns after a clean end; else raises ``SystemExit``: 64 wrong usage, 70 refused by jobd, 77 not allowed.
    """
    incoming, outgoing = os.environ.get("JOBD_WORKER_IN"), os.environ.get("JOBD_WORKER_OUT")
    if incoming and outgoing:
        code = serve_process(registry, incoming, outgoing)
    else:
        code = _serve_remote(sys.argv[1:] if argv is None else list(argv))
    if code != 0:
        sys.exit(code)


def _serve_remote(arguments: List[str]) -> int:
    options = parser().parse_args(arguments)
    if options.url is None:
        print(_usage(), file=sys.stderr)
        return 64
    # Not needed, and not loaded, in a worker process.
    from .remote import serve_remote
    from .settings import Settings, SettingsError

    try:
        settings = Settings.make(options, registry)
    except SettingsError as error:
        print(f"jobd worker: {error}", file=sys.stderr)
        return 64
    return serve_remote(registry, settings)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"jobd worker: {message}\n\n{_usage()}", file=sys.stderr)
        sys.exit(64)


def parser() -> argparse.ArgumentParser:
    """What a remote worker is told on its command line."""
    parser = _Parser(description="A worker of jobd.", allow_abbrev=False)
    parser.add_argument("--url", help="unix:///path or http://host:port of the daemon")
    parser.add_argument("--token-file", help="a file with a token; default $JOBD_TOKEN_FILE")
    parser.add_argument("--handlers", type=_words, help="serve these only, separated by commas")
    parser.add_argument("--queues", type=_words, help="take jobs of these queues only")
    parser.add_argument("--concurrency", type=int, default=1, metavar="N", help="jobs at once, default 1")
    parser.add_argument("--lease", type=_duration, default=60.0, help="from 1s to 12h, default 60s")
    parser.add_argument(
        "--grace", type=_duration, default=20.0, help="how long jobs may go on after a stop signal, default 20s"
    )
    # How long cancelled handlers have to end during a stop, before the process ends under them.
    parser.add_argument("--patience", type=_duration, default=5.0, help=argparse.SUPPRESS)
    return parser


def _words(text: str) -> List[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _duration(text: str) -> float:
    try:
        return seconds_from(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _usage() -> str:
    return USAGE % {"handler": next(iter(sorted(registry)), "NAME"), "path": sys.argv[0] or "worker.py"}
