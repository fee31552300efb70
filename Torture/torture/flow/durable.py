"""What jobd does with a flow program: external jobs, and jobs of a worker, which clean up when they are cancelled."""

import json
import threading
import time
from typing import Dict, List, Optional, Set, Tuple

from ..client import Answer, Client
from ..daemon import Daemon
from .program import Operation

FAR = "1h"
#: The longest time that what follows from an operation may take on a busy machine.
SETTLE_SECONDS = 5.0
BEGUN = " after it had begun"


class Waiting:
    """A request that is answered when its condition holds."""

    def __init__(self, daemon: Daemon, method: str, path: str, body: Optional[object]) -> None:
        self.answer: Optional[Answer] = None
        self.trouble: Optional[BaseException] = None
        self._client = daemon.client(seconds=120.0)
        self._thread = threading.Thread(target=self._ask, args=(method, path, body), daemon=True)
        self._thread.start()

    def _ask(self, method: str, path: str, body: Optional[object]) -> None:
        try:
            self.answer = self._client.request(method, path, body)
        except Exception as trouble:  # noqa: BLE001 (told to who looks)
            self.trouble = trouble
        finally:
            self._client.close()

    @property
    def is_over(self) -> bool:
        """Whether there is an answer."""
        return self.answer is not None or self.trouble is not None


class Durable:
    """The world of jobs."""

    def __init__(self, daemon: Daemon, client: Client, handler: str) -> None:
        self.daemon = daemon
        self.client = client
        #: Of its own for each program, so that programs do not claim each other's jobs.
        self.handler = handler
        self.ids: Dict[str, int] = {}
        self.batches: Dict[str, int] = {}
        self.fences: Dict[str, str] = {}
        self.cleans: Set[str] = set()
        self.attempts: Dict[str, int] = {}
        self.waits: Dict[str, Waiting] = {}
        self.polls: List[Tuple[List[str], Dict[str, object]]] = []
        self.order: List[str] = []

    def step(self, operation: Operation) -> None:
        """Carries it out; what follows from it is looked at by ``states``."""
        getattr(self, f"do_{operation['do']}")(operation)

    def ask(self, method: str, path: str, body: object = None) -> Answer:
        answer = self.client.request(method, path, body)
        if not answer.is_success:
            raise AssertionError(f"{method} {path} {json.dumps(body)} answers {answer}")
        return answer

    def close(self) -> None:
        """Ends what is left, so that the waits end too."""
        for number in self.ids.values():
            self.client.request("POST", f"/v1/jobs/{number}/cancel", {"force": True})

    # Looking.

    def states(self) -> Dict[str, str]:
        """Of each job, in the oracle's words; the attempts that can begin have begun."""
        self.claim()
        found = {each["id"]: each for each in self.listed()}
        return {name: self.state(name, found[number]) for name, number in self.ids.items()}

    def listed(self) -> List[Dict[str, object]]:
        return self.ask("GET", f"/v1/jobs?limit=1000&tag=program={self.handler}").json()["jobs"]

    def claim(self) -> None:
        names = {number: name for name, number in self.ids.items()}
        while True:
            answer = self.ask("POST", "/v1/claims", {"handlers": [self.handler], "lease": "12h", "max": 100})
            claims = answer.json()["claims"]
            for claim in claims:
                self.fences[names[claim["job"]]] = claim["fence"]
            if not claims:
                return

    def state(self, name: str, job: Dict[str, object]) -> str:
        state = str(job["state"])
        self.attempts[name] = int(job["attempt"])
        if state == "failed" and job["reason"] == "timeout":
            return "timed out" if job["started_at"] is None else "timed out" + BEGUN
        if state == "running" and job["cancel_requested"] and name in self.cleans and name in self.fences:
            fence = self.fences[name]
            if "cancel" in self.ask("POST", f"/v1/claims/{fence}/heartbeat", {}).json():
                return "cleaning"
        words = {"blocked": "waiting", "skipped": "cancelled", "retrying": "pausing", "queued": "waiting to be started"}
        return words.get(state, state)

    # Operations.

    def spec(self, fields: Operation) -> Dict[str, object]:
        spec: Dict[str, object] = {
            "name": fields["job"], "tags": {"program": self.handler}, "shield": bool(fields.get("shield")),
            "retry": {"max_attempts": fields.get("attempts", 1), "initial": FAR, "jitter": 0},
            "after": [{"job": self.ids[parent], "on": on} for parent, on in fields.get("after", [])],
        }
        if fields.get("cleans"):
            spec.update(handler=self.handler, executor="remote", grace=FAR)
        else:
            spec["external"] = True
        return spec

    def note(self, fields: Operation, number: int) -> None:
        self.ids[str(fields["job"])] = number
        if fields.get("cleans"):
            self.cleans.add(str(fields["job"]))

    def do_create(self, operation: Operation) -> None:
        self.note(operation, self.ask("POST", "/v1/jobs", self.spec(operation)).json()["id"])

    def do_never(self, operation: Operation) -> None:
        spec = {**self.spec(operation), "timeout": 0}
        self.note(operation, self.ask("POST", "/v1/jobs", spec).json()["id"])

    def do_batch(self, operation: Operation) -> None:
        jobs = operation["jobs"]
        # Members may name members before them, which have no number yet: those are submitted into an open batch.
        batch = self.ask("POST", "/v1/batches", {"fail_fast": operation["kind"] == "group", "open": True}).json()["id"]
        self.batches[str(operation["batch"])] = batch
        for job in jobs:
            self.note(job, self.ask("POST", "/v1/jobs", {**self.spec(job), "batch": batch}).json()["id"])
        self.ask("POST", f"/v1/batches/{batch}/close")
        returns = "false" if operation["kind"] == "gather" else "true"
        path = f"/v1/batches/{batch}?wait=60s&results=true&return_errors={returns}"
        self.waits[str(operation["batch"])] = Waiting(self.daemon, "GET", path, None)

    def do_complete(self, operation: Operation) -> None:
        name = str(operation["job"])
        if name in self.cleans:
            self.ask("POST", f"/v1/claims/{self.fences[name]}/complete", {"result": name})
        else:
            self.ask("POST", f"/v1/jobs/{self.ids[name]}/complete", {"result": name})

    def do_fail(self, operation: Operation) -> None:
        name = str(operation["job"])
        if name in self.cleans:
            self.ask("POST", f"/v1/claims/{self.fences[name]}/fail", {"error": name})
        else:
            self.ask("POST", f"/v1/jobs/{self.ids[name]}/fail", {"error": name})

    def do_go_on(self, operation: Operation) -> None:
        self.ask("POST", f"/v1/jobs/{self.ids[str(operation['job'])]}/run")

    def do_clean(self, operation: Operation) -> None:
        name = str(operation["job"])
        path, body = {
            "obey": ("release", {}), "absorb": ("complete", {"result": name}),
            "raise": ("fail", {"error": name, "retry": False}),
        }[str(operation["how"])]
        self.ask("POST", f"/v1/claims/{self.fences[name]}/{path}", body)

    def do_cancel(self, operation: Operation) -> None:
        self.ask("POST", f"/v1/jobs/{self.ids[str(operation['job'])]}/cancel", {})

    def do_cancel_batch(self, operation: Operation) -> None:
        self.ask("POST", f"/v1/batches/{self.batches[str(operation['batch'])]}/cancel", {})

    def do_wait(self, operation: Operation) -> None:
        ids = [self.ids[job] for job in operation["jobs"]]
        body = {"ids": ids, "until": operation["until"], "timeout": "60s"}
        self.waits[str(operation["wait"])] = Waiting(self.daemon, "POST", "/v1/wait", body)

    def do_poll(self, operation: Operation) -> None:
        jobs = list(operation["jobs"])
        body = {"ids": [self.ids[job] for job in jobs], "until": "all", "timeout": 0}
        self.polls.append((jobs, self.ask("POST", "/v1/wait", body).json()))

    def settled(self, wanted: Dict[str, str], over: Set[str], is_exact: bool) -> Tuple[Dict[str, str], Set[str]]:
        """The states and the waits that are over, as soon as they are these; or as they are after a while.

        Unless it is to be exact, a job with a limit of zero may have begun.
        """
        end = time.monotonic() + SETTLE_SECONDS
        while True:
            states = self.states()
            if not is_exact:
                states = {job: state.replace(BEGUN, "") for job, state in states.items()}
            ended = {name for name, wait in self.waits.items() if wait.is_over}
            if (states == wanted and ended == over) or time.monotonic() > end:
                return states, ended
            time.sleep(0.005)
