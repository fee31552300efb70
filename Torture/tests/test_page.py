"""docs/trust.md is true: it has each round, and the commands that it shows are understood."""

import contextlib
import io
import pathlib
import re
import unittest

from tests import support  # noqa: F401 (it makes the package importable)
from torture.cli import main
from torture.faults import Point
from torture.rounds import all_rounds

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "trust.md"


class TestPage(unittest.TestCase):
    def setUp(self) -> None:
        if not PAGE.exists():
            raise unittest.SkipTest("not in the repository")
        self.text = PAGE.read_text()

    def test_each_round_is_explained(self) -> None:
        for name in all_rounds():
            self.assertIn(f"| `{name}` |", self.text)

    def test_its_make_targets_and_variables_exist(self) -> None:
        makefile = (ROOT / "Makefile").read_text()
        for target in re.findall(r"make (torture[a-z-]*)", self.text):
            self.assertRegex(makefile, rf"(?m)^{target}:")
        for variable in re.findall(r"(TORTURE_[A-Z]+)=", self.text):
            self.assertIn(f"$({variable})", makefile)

    def test_its_command_lines_are_understood(self) -> None:
        lines = re.findall(r"python3 Torture/torture.py ([^\n]+)", self.text)
        self.assertTrue(lines)
        for line in lines:
            # What is checked is that it gets as far as looking for jobd.
            words = line.split()
            words[words.index("--bin") + 1] = "/dev/null"
            said = io.StringIO()
            with contextlib.redirect_stderr(said):
                self.assertEqual(main(words), 2)
            self.assertIn("there is no jobd", said.getvalue())

    def test_its_points_are_points(self) -> None:
        names = re.findall(r"--only ([a-z]+:[a-zA-Z0-9:]+)", self.text)
        self.assertTrue(names)
        for name in names:
            self.assertEqual(Point.of(name).name, name)


if __name__ == "__main__":
    unittest.main()
