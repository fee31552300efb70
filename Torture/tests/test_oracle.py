"""The oracle says nothing about a world in order, and names what is wrong with any other."""

import unittest
from typing import Callable, Dict, List

from tests import support  # noqa: F401 (it makes the package importable)
from torture.client import Answer
from torture.ledger import Cancel, Fate, Ledger, SeenEnd
from torture.oracle import Oracle
from torture.report import Report
from torture.witness import Facts

FACTS = """begin 1 1 100 1000
end 1 1 0 2000
begin 2 1 101 3000
end 2 1 3 3500
begin 2 2 102 4000
end 2 2 0 4500
begin 3 1 103 5000
end 3 1 0 5500
"""


class World:
    """Commands, one of which succeeds at its second attempt, a follow-up, a cancelled job, an external one."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.facts = FACTS
        self.jobs: Dict[int, dict] = {}
        self.ledger.lives = [0, 10_000]
        command = {"argv": ["witness"], "priority": 2}
        self.submit("a", [command, command], [1, 3], parent=1)
        self.submit("b", [{"argv": ["witness"], "retry": {"max_attempts": 2}}], [2], attempt=2)
        self.submit("c", [{"argv": ["witness"], "unique": {"key": "red"}}], [4], state="cancelled")
        self.submit("d", [{"external": True}], [5])
        self.submit("e", [{"argv": ["witness"], "not_before": 5_000, "unique": {"key": "red"}}], [6], state="cancelled")
        self.ledger.ends[1] = [SeenEnd("succeeded", 1, self.jobs[1]["finished_at"])]
        self.ledger.cancels[4] = [Cancel("cancelled", 2_500, 0)]
        self.ledger.completions[5] = ("w", True)
        refused = self.ledger.begin("f", 1)
        self.ledger.decide(refused, Answer(507, {}, b""), {})

    def submit(self, token: str, specs: List[dict], ids: List[int], parent: int = 0, **shown: object) -> None:
        """An acknowledged submission, and the jobs that it made."""
        submission = self.ledger.begin(token, len(specs))
        submission.specs = dict(enumerate(specs))
        submission.ids = dict(enumerate(ids))
        submission.fate = Fate.ACKNOWLEDGED
        for place, job in enumerate(ids):
            parents = [{"job": parent, "on": "success", "met": True}] if parent and place else []
            self.jobs[job] = {
                "id": job, "tags": {"op": token, "n": str(place)}, "priority": specs[place].get("priority", 0),
                "state": "succeeded", "reason": None, "done": True, "attempt": 1, "exit_code": 0, "parents": parents,
                "created_at": f"2026-01-01T00:00:0{job}", "finished_at": f"2026-01-01T00:00:0{job}.5", **shown,
            }

    def problems(self) -> List[str]:
        """What the oracle finds."""
        report = Report("world", 1)
        Oracle(report, self.ledger, Facts(self.facts), self.jobs).check_all(stops=0)
        return sorted(report.problems)


def change(**fields: object) -> Callable[[World], None]:
    """Makes job 1 another."""
    return lambda world: world.jobs[1].update(fields)


def facts(more: str) -> Callable[[World], None]:
    """The jobs leave more behind."""

    def apply(world: World) -> None:
        world.facts += more

    return apply


BROKEN: Dict[str, Callable[[World], None]] = {
    "1: what was acknowledged is there": lambda world: world.jobs.pop(2),
    "1: a job has the fields it was given": change(priority=3),
    "1: a job that was shown is there": lambda world: world.ledger.see({**world.jobs[1], "id": 77}),
    "2: an end is final but for a retry": change(finished_at="2026-01-01T00:00:09"),
    "2: a cancel that was accepted holds": facts("begin 4 1 9 9000\n"),
    "2: a completion that was accepted holds": lambda world: world.jobs[5].update(state="failed"),
    "3: an attempt is alone": facts("twice 1 1\n"),
    "4: starts are bounded": facts("begin 2 3 9 9000\n"),
    "4: a recorded end is what the command did": change(state="failed", reason="exit", exit_code=9),
    "5: nothing begins early": facts("begin 6 1 9 4999\n"),
    "7: a unique key has one live job": lambda world: world.jobs[6].update(created_at="2026-01-01T00:00:04"),
    "7: a limit key has room for who begins": facts("over 1 red\n"),
    "8: no follow-up waits for what has ended": lambda world: world.jobs[3].update(state="blocked", done=False),
    "8: a follow-up has the fate its parents give it": lambda world: world.jobs[3].update(state="skipped"),
    "8: a follow-up begins after its parent": lambda world: setattr(
        world, "facts", world.facts.replace("begin 3 1 103 5000", "begin 3 1 103 1999")),
    "9: what was refused is not there": lambda world: world.jobs[1].update(tags={"op": "f", "n": "0"}),
    "9: an open submission is there whole or not at all": lambda world: (
        setattr(world.ledger.submissions["a"], "fate", Fate.OPEN), world.jobs.pop(3)),
    "nothing is there twice": lambda world: world.jobs.update({9: {**world.jobs[1], "id": 9}}),
    "a job served by its unique key makes no other": lambda world: setattr(
        world.ledger.submissions["d"], "served_by", 4),
}


class TestOracle(unittest.TestCase):
    def test_a_world_in_order(self) -> None:
        self.assertEqual(World().problems(), [])

    def test_each_fault_is_named(self) -> None:
        for problem, breaks in BROKEN.items():
            with self.subTest(problem):
                world = World()
                breaks(world)
                self.assertIn(problem, world.problems())

    def test_a_retry_allows_another_end_and_another_start(self) -> None:
        world = World()
        world.ledger.retries[1] = 1
        world.facts += "begin 1 2 9 9000\nend 1 2 0 9100\n"
        world.jobs[1].update(attempt=2, finished_at="2026-01-01T00:00:09")
        self.assertEqual(world.problems(), [])

    def test_what_is_open_may_be_there_or_not(self) -> None:
        for jobs in ([], [1, 3]):
            world = World()
            world.ledger.submissions["a"].fate = Fate.OPEN
            world.ledger.ends.clear()
            world.jobs = {job: shown for job, shown in world.jobs.items() if job not in (1, 3) or job in jobs}
            self.assertEqual(world.problems(), [], jobs)

    def test_a_fork_goes_its_own_way(self) -> None:
        ledger = World().ledger
        twin = ledger.fork()
        twin.submissions["a"].fate = Fate.REFUSED
        twin.ends[9].append(SeenEnd("failed", 1, ""))
        self.assertEqual(ledger.submissions["a"].fate, Fate.ACKNOWLEDGED)
        self.assertNotIn(9, ledger.ends)

    def test_a_torn_last_fact_is_left_out(self) -> None:
        whole = Facts(FACTS)
        self.assertEqual(Facts(FACTS + "begin 7").begins, whole.begins)
        self.assertEqual(whole.counts["begin"], 4)


if __name__ == "__main__":
    unittest.main()
