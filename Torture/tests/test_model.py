"""The model round finds every defect that is planted in its model, and cuts a walk down to what shows it."""

import os
import tempfile
import pathlib
import unittest
from unittest import mock

from tests import support
from torture.rounds.model import PLANTED
from torture.shrink import smallest


class TestSmallest(unittest.TestCase):
    def test_what_is_needed_is_left(self) -> None:
        tries = []

        def fails(items):
            tries.append(items)
            return {3, 17, 41} <= set(items)

        self.assertEqual(smallest(range(60), fails, lambda: False), [3, 17, 41])
        self.assertLess(len(tries), 120)

    def test_it_ends_when_the_time_is_over(self) -> None:
        self.assertEqual(smallest([1, 2, 3], lambda items: True, lambda: True), [1, 2, 3])

    def test_one_item_is_left_at_least(self) -> None:
        self.assertEqual(len(smallest([1, 2, 3], lambda items: True, lambda: False)), 1)


class TestPlanted(unittest.TestCase):
    def test_each_planted_rule_is_found(self) -> None:
        for name in PLANTED:
            with self.subTest(name):
                code, said = support.run("model", "--seed", "1", "--seconds", "40", "--planted", name)
                self.assertEqual(code, 1, said)
                self.assertIn("PROBLEM  jobd does what the model does", said)

    def test_a_printed_list_shows_the_difference_again(self) -> None:
        verbs = '{"do": "submit", "word": "j1", "kind": "external", "queue": "default", "shield": true}\n' \
                '{"do": "cancel", "job": "j1", "force": false}\n'
        with tempfile.TemporaryDirectory() as directory:
            program = pathlib.Path(directory, "verbs")
            program.write_text(verbs)
            with mock.patch.dict(os.environ, TORTURE_PROGRAM=str(program)):
                self.assertEqual(support.run("model", "--seed", "1")[0], 0)
                code, said = support.run("model", "--seed", "1", "--planted", "model-shield")
        self.assertEqual(code, 1, said)


if __name__ == "__main__":
    unittest.main()
