"""What tests of the model and the flow round share: a program that shows a planted defect, and nothing without it."""

import json
import os
import pathlib
import tempfile
import unittest
from typing import Dict, List
from unittest import mock

from tests import support


def check(test: unittest.TestCase, a_round: str, planted: str, program: List[Dict[str, object]]) -> None:
    """Runs the program as it is, which must hold, and with the defect, which must not."""
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory, "program")
        path.write_text("".join(json.dumps(each) + "\n" for each in program))
        with mock.patch.dict(os.environ, TORTURE_PROGRAM=str(path)):
            code, said = support.run(a_round, "--seed", "1")
            test.assertEqual(code, 0, said)
            code, said = support.run(a_round, "--seed", "1", "--planted", planted)
            test.assertEqual(code, 1, said)
