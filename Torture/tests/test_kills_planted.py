"""Each planted defect of the kill round is found, and as what it is."""

import unittest

from tests import support
from torture.rounds.kills_planted import FOUND_BY


#: A schedule has to have fired a few times before it can be put out of step.
SECONDS = {"kills-fired-twice": 6, "kills-due-time-left-out": 6}


class TestPlanted(unittest.TestCase):
    def test_each_is_found(self) -> None:
        for name, check in FOUND_BY.items():
            with self.subTest(planted=name):
                support.assert_found(self, name, check, SECONDS.get(name, 2))


if __name__ == "__main__":
    unittest.main()
