"""Checks what ``GET /openapi.json`` says: a public validator reads it, and schemathesis sends what it describes and what
it does not, to a jobd of its own, over TCP with a token.

Both are packages of PyPI, and nothing else here needs them: ``python3 -m venv DIR``, then
``DIR/bin/pip install openapi-spec-validator schemathesis``, and run this with ``DIR/bin/python``.
"""

import argparse
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile
from typing import List, Optional

from torture.tcp import WithTCP

HERE = pathlib.Path(__file__).resolve().parent / "openapi"
NEEDS = ("openapi_spec_validator", "schemathesis")


def faults(document: dict) -> List[str]:
    """What the validator has to say; it is imported here because most who read this have none."""
    from openapi_spec_validator import OpenAPIV31SpecValidator

    return [str(fault)[:2_000] for fault in OpenAPIV31SpecValidator(document).iter_errors()]


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="the directory with jobd")
    parser.add_argument("--seconds", type=int, default=300, help="how long schemathesis may take (default 300)")
    parser.add_argument("--seed", type=int, default=1, help="of what it sends (default 1)")
    parser.add_argument("--only", help="the operations whose path this regular expression finds")
    options = parser.parse_args(arguments)
    missing = [name for name in NEEDS if importlib.util.find_spec(name) is None]
    if missing:
        print(f"described: {', '.join(missing)} is not installed; see --help", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as directory, WithTCP(options.bin / "jobd", pathlib.Path(directory)) as daemon:
        document = daemon.description()
        found = faults(document)
        print("\n".join(found) or f"openapi: valid, {len(document['paths'])} paths", flush=True)
        sent = subprocess.run(command(daemon.port, options), env=environment(daemon.token), cwd=directory).returncode
        stopped = daemon.daemon.stop()
        if stopped != 0:
            print(f"jobd ended with {stopped}:\n{daemon.daemon.log_text()[-4_000:]}")
        return 0 if not found and sent == 0 and stopped == 0 else 1


def command(port: int, options: argparse.Namespace) -> List[str]:
    """How schemathesis is started."""
    words = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run",
        f"http://127.0.0.1:{port}/openapi.json", "--seed", str(options.seed), "--max-time", str(options.seconds),
    ]
    return words + (["--include-path-regex", options.only] if options.only else [])


def environment(token: str) -> dict:
    """With what the configuration asks for."""
    return {**os.environ, "JOBD_TOKEN": token, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE)}


if __name__ == "__main__":
    sys.exit(main())
