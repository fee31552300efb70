"""Delayed jobs: never early by the wall clock, never forgotten, never started twice; deadlines end what is too late."""

import time
from typing import Dict, List, Sequence, Set, Tuple

from .desk import LATE_SECONDS, Desk, Scene, since

#: How far ahead jobs are put, in seconds: near enough to come due by themselves, and where steps go.
AHEAD = [0.3, 0.8, 1.5, 30, 600, 3_600, 86_400, 2 * 86_400, 31 * 86_400, 366 * 86_400]
NEAR_AHEAD = [each for each in AHEAD if each < 30]
#: So far that only a step brings it.
FAR_AHEAD = [each for each in AHEAD if each >= 30]
PER_BEAT = 5
#: A start is noticed so much later, at most, than it happened.
NOTICED_SECONDS = 3.0


class Due(Scene):
    """Commands that write down when they started, by the wall clock of the daemon."""

    def __init__(self, desk: Desk, ahead: Sequence[float] = AHEAD) -> None:
        super().__init__(desk)
        self.ahead = ahead
        self.file = desk.daemon.directory / "starts"
        self.file.touch()
        self.read = 0
        self.due: Dict[int, float] = {}
        self.started: Dict[int, float] = {}
        #: Since when each has been due without a break, by a clock that nobody sets.
        self.waiting: Dict[int, float] = {}
        self.reported: Set[int] = set()
        self.was_killed = False

    def begin(self) -> None:
        for _ in range(PER_BEAT):
            due = self.desk.hands.now() + self.desk.chance.choice(self.ahead) * self.desk.chance.uniform(0.7, 1.3)
            line = f'echo "$JOBD_JOB_ID $(date +%s.%N)" >> {self.file}'
            line = f"{line}; {line}" if self.desk.planted == "clock-again" else line
            number = self.desk.submit(shell=line, run_at=text(due), grace="1s")
            self.due[number] = due
            self.desk.report.did("delayed jobs")

    def changed(self, kind: str, seconds: float) -> None:
        self.was_killed = self.was_killed or kind == "down"

    def look(self) -> None:
        self.read_starts()
        now = self.desk.hands.now()
        for number, due in self.due.items():
            if number in self.started or due > now:
                self.waiting.pop(number, None)
            else:
                self.waiting.setdefault(number, time.monotonic())
        for number, began in self.waiting.items():
            if since(began) > LATE_SECONDS and number not in self.reported:
                self.reported.add(number)
                if self.was_killed and self.desk.job(number)["reason"] == "lost":
                    self.desk.report.did("delayed jobs that kill -9 met as they began")
                    continue
                self.desk.problem("a delayed job is not forgotten", f"job {number} was due {since(began):.1f} s ago: "
                                  f"{self.desk.job(number)['state']}, run_at {text(self.due[number])}, now {text(now)}")

    def read_starts(self) -> None:
        with open(self.file, "rb") as file:
            file.seek(self.read)
            lines = file.read().split(b"\n")
        # The last piece may still be being written.
        self.read += sum(len(line) + 1 for line in lines[:-1])
        for line in lines[:-1]:
            name, moment = line.split()
            self.note(int(name), float(moment))

    def note(self, number: int, moment: float) -> None:
        if number in self.started:
            return self.desk.problem("a delayed job starts once", f"job {number} started again at {text(moment)}")
        self.started[number] = moment
        self.desk.report.checked("a delayed job starts once")
        # The clock may have been set back between the start and the look at it.
        latest = max(moment, self.desk.hands.latest(time.monotonic() - NOTICED_SECONDS))
        is_early = moment < self.due[number] and latest < self.due[number]
        self.desk.check(not is_early, "a delayed job is not early",
                        f"job {number} was to start at {text(self.due[number])} and did at {text(moment)}")
        if number not in self.reported:
            self.desk.report.checked("a delayed job is not forgotten")

    def end(self) -> None:
        self.look()


class Deadlines(Scene):
    """Jobs that wait behind a pause until their deadline, and external ones that run until theirs."""

    def __init__(self, desk: Desk, ahead: Sequence[float] = AHEAD) -> None:
        super().__init__(desk)
        self.ahead = ahead
        desk.ask("PUT", "/v1/queues/paused", {})
        desk.ask("POST", "/v1/queues/paused/pause")
        #: Their deadlines, and the reasons for which they then end.
        self.jobs: Dict[int, Tuple[float, str]] = {}
        self.passed: Dict[int, float] = {}

    def begin(self) -> None:
        for queue, reason in (("paused", "expired"), ("default", "timeout")):
            deadline = self.desk.hands.now() + self.desk.chance.choice(self.ahead) + 0.2
            said = deadline + (3_600 if self.desk.planted == "clock-deadline" else 0)
            number = self.desk.submit(external=True, queue=queue, deadline=text(said))
            self.jobs[number] = (deadline, reason)
            self.desk.report.did("deadlines")

    def look(self) -> None:
        now = self.desk.hands.now()
        over: List[int] = []
        for number, (deadline, reason) in self.jobs.items():
            if deadline <= now:
                began = self.passed.setdefault(number, time.monotonic())
                job = self.desk.job(number) if since(began) > 0.3 else {"done": False}
                if job["done"]:
                    self.desk.check((job["state"], job["reason"]) == ("failed", reason), "a deadline ends its job",
                                    f"job {number} is {job['state']} ({job['reason']}), not failed ({reason})")
                    over.append(number)
                elif since(began) > LATE_SECONDS:
                    self.desk.problem("a deadline ends its job", f"job {number} is {self.desk.job(number)['state']} "
                                      f"{since(began):.1f} s after {text(deadline)}")
                    over.append(number)
            else:
                self.passed.pop(number, None)
        for number in over:
            del self.jobs[number]

    def end(self) -> None:
        """What has time left has not ended: but for those whose time had come before the clock was set back."""
        for number in [number for number, (deadline, _) in self.jobs.items() if deadline > self.desk.hands.now() + 1]:
            if self.desk.job(number)["done"]:
                latest = self.desk.hands.latest(time.monotonic() - 60.0)
                self.desk.check(latest >= self.jobs[number][0], "a deadline is not early",
                                f"job {number} ended before {text(self.jobs[number][0])}")
                del self.jobs[number]
            else:
                self.desk.report.checked("a deadline is not early")


def text(moment: float) -> str:
    """RFC 3339, in microseconds."""
    seconds, micros = divmod(round(moment * 1e6), 1_000_000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{micros:06d}Z"
