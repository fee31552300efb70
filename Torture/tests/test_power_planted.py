"""Each planted defect of the power round is found, and as what it is."""

import unittest

from tests import support
from torture.rounds.power import FOUND_BY


#: The log of the database has to be written back.
SECONDS = {"power-lying-database-sync": 10}


class TestPlanted(unittest.TestCase):
    def test_each_is_found(self) -> None:
        for name, check in FOUND_BY.items():
            with self.subTest(planted=name):
                support.assert_found(self, name, check, SECONDS.get(name, 6))


if __name__ == "__main__":
    unittest.main()
