"""Whether jobd has done with a flow program what asyncio does."""

import asyncio
from typing import Dict, List, Optional, Set

from .durable import Durable
from .oracle import Oracle
from .program import Operation


class Both:
    """One program in both worlds."""

    def __init__(self, oracle: Oracle, durable: Durable) -> None:
        self.oracle, self.durable = oracle, durable
        self.untils: Dict[str, str] = {}
        self.compared = 0

    def step(self, operation: Operation) -> Optional[str]:
        """Carries it out in both; what is not the same then, as text."""
        if operation["do"] in ("wait", "batch"):
            name = str(operation.get("wait", operation.get("batch")))
            self.untils[name] = str(operation.get("until", operation.get("kind")))
        self.oracle.step(operation)
        self.durable.step(operation)
        states, over = self.oracle.states(), self.over()
        seen, ended = self.durable.settled(states, over, self.oracle.rules.zero_is_not_begun)
        self.compared += 1
        if seen != states:
            different = [job for job in states if seen[job] != states[job]]
            return "; ".join(f"{job} is {seen[job]}, on asyncio {states[job]}" for job in different)
        if ended != over:
            late, early = sorted(over - ended), sorted(ended - over)
            if late:
                return f"{late} have not ended, on asyncio they have"
            return f"{early} have ended, on asyncio they have not"
        for name in sorted(over):
            if self.oracle.decided[name] == self.oracle.number:
                found = self.answer(name)
                if found:
                    return f"{name} ({self.untils[name]}): {found}"
        return self.poll(operation) if operation["do"] == "poll" else None

    def over(self) -> Set[str]:
        """The waits and gathers that have ended on asyncio."""
        return {name for name in self.untils if name in self.oracle.decided}

    def answer(self, name: str) -> Optional[str]:
        """What is wrong with the answer of a wait that has just ended."""
        wait = self.durable.waits[name]
        if wait.answer is None:
            return f"it was not answered: {wait.trouble}"
        return self.waited(name) if name in self.oracle.waits else self.gathered(name)

    def waited(self, name: str) -> Optional[str]:
        answer = self.durable.waits[name].answer
        assert answer is not None
        if answer.status != 200:
            return f"it was answered {answer}"
        wanted = self.oracle.wanted[name]
        done = self.oracle.ended_by(self.oracle.number, wanted)
        seen = [str(job["name"]) for job in answer.json()["done"]]
        if sorted(seen) != sorted(done):
            return f"done are {sorted(seen)}, on asyncio {sorted(done)}"
        pending = [job for job in dict.fromkeys(wanted) if job not in done]
        numbers = sorted(self.durable.ids[job] for job in pending)
        if sorted(answer.json()["pending"]) != numbers:
            return f"pending are {answer.json()['pending']}, on asyncio {numbers}"
        if not self.oracle.rules.done_in_order:
            return None
        moments = [self.oracle.ended[job] for job in seen]
        return None if moments == sorted(moments) else f"done are {seen}, which is not the order in which they ended"

    def gathered(self, name: str) -> Optional[str]:
        future, answer = self.oracle.gathers[name], self.durable.waits[name].answer
        assert answer is not None
        error = asyncio.CancelledError() if future.cancelled() else future.exception()
        if self.untils[name] == "gather" and error is not None:
            who = None if isinstance(error, asyncio.CancelledError) else str(error.args[0])
            if answer.is_success:
                return f"it was answered with results, on asyncio it raises {'CancelledError' if who is None else who}"
            number = answer.json().get("job_id", (answer.json().get("subject") or {}).get("id"))
            if who is not None and (answer.code != "job_failed" or number != self.durable.ids[who]):
                return f"it was answered {answer}, on asyncio it raises the error of {who}"
            return None if who is not None or answer.code == "job_cancelled" else f"it was answered {answer}"
        if not answer.is_success:
            return f"it was answered {answer}, on asyncio with results"
        states = self.oracle.states()
        expected = [(job, states[job], job if states[job] == "succeeded" else None) for job in self.oracle.wanted[name]]
        seen = [(each["name"], words(str(each["state"])), each["result"]) for each in answer.json()["results"]]
        return None if seen == expected else f"the results are {seen}, on asyncio {expected}"

    def poll(self, operation: Operation) -> Optional[str]:
        jobs, answer = self.durable.polls[-1]
        done = self.oracle.ended_by(self.oracle.number, jobs)
        seen = sorted(str(job["name"]) for job in answer["done"])
        is_expired = len(done) < len(set(jobs))
        if (seen, answer["expired"]) == (sorted(done), is_expired):
            return None
        return f"a look at {jobs} shows {seen} as done, expired is {answer['expired']}; on asyncio {sorted(done)}"


def words(state: str) -> str:
    """The oracle's word for the state of a member that has ended."""
    return "cancelled" if state == "skipped" else state


def compare(both: Both, program: List[Operation]) -> Optional[str]:
    """The first difference, with the operation that shows it; ``None`` if there is none."""
    for number, operation in enumerate(program):
        if not both.oracle.can(operation):
            continue
        found = both.step(operation)
        if found:
            return f"operation {number + 1}, {operation['do']}: {found}"
    return None
