"""What the tests share: where the programs are, and a run of the command line."""

import contextlib
import io
import os
import pathlib
import sys
import tempfile
import unittest
from typing import Tuple

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from torture.cli import main  # noqa: E402 (the path above makes it importable)


def programs() -> pathlib.Path:
    """The directory of jobd; a test that needs it is skipped without one."""
    program = os.environ.get("JOBD_BIN")
    if not program:
        raise unittest.SkipTest("JOBD_BIN does not name a jobd")
    return pathlib.Path(program).resolve().parent


def run(*arguments: str) -> Tuple[int, str]:
    """A run of the command line on the programs, in a temporary directory: its exit code and what it printed."""
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as directory, contextlib.redirect_stdout(said):
        code = main([*arguments, "--bin", str(programs()), "--data", directory])
    return code, said.getvalue()


def assert_found(case: unittest.TestCase, planted: str, check: str, seconds: float, *more: str) -> None:
    """A run with a planted defect fails, and the check that it was made for says so."""
    code, said = run("--planted", planted, "--seconds", str(seconds), "--seed", "1", *more)
    case.assertEqual(code, 1, said)
    case.assertIn(f"PROBLEM  {check}", said)
