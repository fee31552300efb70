"""Each planted defect of the fault round is found, and as what it is."""

import unittest

from tests import support
from torture.rounds.faults_planted import FOUND_BY

#: Where a defect does not strike by itself, a fault that jobd has no trouble with.
HARMLESS = "run:output:open:EIO:fail:1:1"
#: A fault that the defect needs.
POINTS = {
    "faults-wrong-code": "run:log:write:ENOSPC:fail:1:forever",
    "faults-lost-writes": "run:log:write:EIO:fail:1:1",
    "faults-does-not-go-on": "run:log:write:ENOSPC:fail:1:1",
}


class TestPlanted(unittest.TestCase):
    def test_each_is_found(self) -> None:
        for name, check in FOUND_BY.items():
            with self.subTest(planted=name):
                support.assert_found(self, name, check, 1, "--only", POINTS.get(name, HARMLESS))

    def test_without_a_defect_that_point_holds(self) -> None:
        code, said = support.run("faults", "--only", HARMLESS, "--seed", "1", "--seconds", "1")
        self.assertEqual(code, 0, said)


if __name__ == "__main__":
    unittest.main()
