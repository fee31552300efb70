"""The model round finds each defect that is planted in its model, and cuts a walk down to what shows it."""

import unittest

from tests import planted, support
from torture.rounds.model import PLANTED
from torture.shrink import smallest


def job(word: str, **fields: object) -> dict:
    return {"do": "submit", "word": word, "kind": "external", "queue": "default", **fields}


def remote(word: str, **fields: object) -> dict:
    return job(word, kind="remote", handler="h1", **fields)


CLAIM = {"do": "claim", "word": "c1", "handlers": ["h1"], "queues": [], "max": 1}
CANCEL = {"do": "cancel", "job": "j1", "force": False}
COMPLETE = {"do": "complete", "job": "j1", "result": 1}
GROUP = {"do": "batch", "word": "b1", "fail_fast": True, "open": False, "jobs": [job("j1"), job("j2")]}
DELETE = {"do": "delete", "job": "j1"}
KEY = {"unique": "u", "on_conflict": "reject"}
LIMIT = {"key": "k1", "max": 1}
SHOWN_BY = {
    "model-shield": [job("j1", shield=True), CANCEL],
    "model-follow-up": [job("j1"), job("j2", after=[["job", "j1", "failure"]]), CANCEL],
    "model-fail-fast": [GROUP, CANCEL],
    "model-unique": [job("j1", **KEY), COMPLETE, job("j2", **KEY)],
    "model-limit": [job("j1", limit=LIMIT), job("j2", limit=LIMIT), COMPLETE],
    "model-retry": [job("j1"), {"do": "fail", "job": "j1", "retry": False}, {"do": "retry", "job": "j1"}],
    "model-order": [remote("j1", priority=1), remote("j2", priority=2), CLAIM],
    "model-delete": [job("j1"), job("j2", hold=True, after=[["job", "j1", "any"]]), COMPLETE, DELETE],
    "model-release": [remote("j1"), CLAIM, {"do": "end_claim", "claim": "c1.0", "end": "release", "body": {}}],
}


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
        self.assertEqual(set(SHOWN_BY), set(PLANTED))
        for name, verbs in SHOWN_BY.items():
            with self.subTest(name):
                planted.check(self, "model", name, verbs)

    def test_random_walks_find_one_too_and_cut_it_down(self) -> None:
        code, said = support.run("model", "--seed", "1", "--seconds", "20", "--planted", "model-retry")
        self.assertEqual(code, 1, said)
        self.assertIn("cut down to", said)
        self.assertIn('"do": "retry"', said)


if __name__ == "__main__":
    unittest.main()
