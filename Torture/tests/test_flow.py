"""The flow round finds each rule of asyncio that is changed in its oracle, and cuts programs so that they stay whole."""

import unittest

from tests import planted, support
from torture.flow.oracle import Oracle
from torture.flow.program import HAS_GROUPS, named
from torture.rounds.flow import PLANTED


def job(name: str, **fields: object) -> dict:
    return {"do": "create", "job": name, "cleans": False, **fields}


def batch(kind: str) -> dict:
    return {"do": "batch", "batch": "b1", "kind": kind, "jobs": [job("j1"), job("j2")]}


CANCEL = {"do": "cancel", "job": "j1"}
WAIT = {"do": "wait", "wait": "w1", "jobs": ["j1", "j2"], "until": "first-failure"}
SHOWN_BY = {
    "flow-first-failure": [job("j1"), job("j2"), WAIT, CANCEL],
    "flow-gather": [batch("gather"), {"do": "fail", "job": "j1"}],
    "flow-group": [batch("group"), CANCEL],
    "flow-shield": [job("j1", shield=True), CANCEL],
    "flow-follow-up": [job("j1"), job("j2", after=[["j1", "failure"]]), CANCEL],
    "flow-value": [job("j1", cleans=True), CANCEL, {"do": "clean", "job": "j1", "how": "absorb"}],
    "flow-cleanup": [job("j1", cleans=True), CANCEL, {"do": "clean", "job": "j1", "how": "raise"}],
}


@unittest.skipUnless(HAS_GROUPS, "asyncio has no TaskGroup to compare with")
class TestPlanted(unittest.TestCase):
    def test_each_changed_rule_is_found(self) -> None:
        self.assertEqual(set(SHOWN_BY), set(PLANTED))
        for name, program in SHOWN_BY.items():
            with self.subTest(name):
                planted.check(self, "flow", name, program)

    def test_random_programs_find_one_too_and_cut_it_down(self) -> None:
        code, said = support.run("flow", "--seed", "1", "--seconds", "20", "--planted", "flow-shield")
        self.assertEqual(code, 1, said)
        self.assertIn("cut down to", said)


class TestOracle(unittest.TestCase):
    def states(self, *program: dict) -> dict:
        oracle = Oracle()
        for operation in program:
            oracle.step(operation)
        states = oracle.states()
        oracle.close()
        return states

    def test_a_follow_up_of_a_failure_runs_and_one_of_its_success_does_not(self) -> None:
        states = self.states(
            job("j1"), job("j2", after=[["j1", "failure"]]), job("j3", after=[["j1", "success"]]),
            job("j4", after=[["j3", "any"]]), {"do": "fail", "job": "j1"})
        self.assertEqual(states, {"j1": "failed", "j2": "running", "j3": "cancelled", "j4": "running"})

    def test_a_limit_of_zero_is_over_before_anything_begins(self) -> None:
        self.assertEqual(self.states({"do": "never", "job": "j1"}), {"j1": "timed out"})

    def test_a_second_attempt_comes_when_the_pause_is_over(self) -> None:
        fail = {"do": "fail", "job": "j1"}
        program = [job("j1", attempts=2), fail]
        self.assertEqual(self.states(*program), {"j1": "pausing"})
        self.assertEqual(self.states(*program, {"do": "go_on", "job": "j1"}, fail), {"j1": "failed"})


class TestNamed(unittest.TestCase):
    def test_what_names_nothing_is_left_out(self) -> None:
        program = [
            job("j1"), job("j3", after=[["j2", "any"], ["j1", "any"]]), {"do": "complete", "job": "j2"},
            {"do": "wait", "wait": "w1", "jobs": ["j2", "j3"], "until": "all"}, {"do": "cancel_batch", "batch": "b1"},
        ]
        self.assertEqual(named(program), [
            job("j1"), job("j3", after=[["j1", "any"]]), {"do": "wait", "wait": "w1", "jobs": ["j3"], "until": "all"}])


if __name__ == "__main__":
    unittest.main()
