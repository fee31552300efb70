"""Each planted defect of the round about replaced files is found, and as what it is."""

import unittest

from tests import support
from torture.rounds.files import FOUND_BY

#: A change that jobd has no trouble with, but for the defect.
CHANGES = {
    "files-acknowledged-into-nothing": "copied_database",
    "files-second-daemon": "lock_removed",
    "files-log-discarded": "no_bytes",
}


class TestPlanted(unittest.TestCase):
    def test_each_is_found(self) -> None:
        for name, check in FOUND_BY.items():
            with self.subTest(planted=name):
                support.assert_found(self, name, check, 1, "--only", CHANGES[name])


if __name__ == "__main__":
    unittest.main()
