"""What jobd says of its API is read by a public validator, if there is one."""

import importlib.util
import pathlib
import tempfile
import unittest

import described
from tests import support
from torture.tcp import WithTCP

VALIDATOR = importlib.util.find_spec("openapi_spec_validator")


class TestDescribed(unittest.TestCase):
    @unittest.skipIf(VALIDATOR is None, "openapi-spec-validator (PyPI) is not installed")
    def test_the_description_is_valid(self) -> None:
        program = support.programs() / "jobd"
        with tempfile.TemporaryDirectory() as directory, WithTCP(program, pathlib.Path(directory)) as daemon:
            document = daemon.description()
        self.assertEqual(described.faults(document), [])
        del document["info"]["title"]
        self.assertNotEqual(described.faults(document), [], "the validator finds nothing in what is not valid")
