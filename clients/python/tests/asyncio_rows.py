"""What docs/asyncio.md has to say: the code of its tables, and what each line of it does."""

import asyncio
import re
from typing import Any, Callable, Dict, NamedTuple, Optional, Tuple

from fake_jobd import MODULE
import jobd

ROOT = MODULE.parent.parent
PAGE = (ROOT / "docs" / "asyncio.md").read_text("utf-8")

def rows():
    """Word → the code in its four lines: shell, HTTP, Python, Swift."""
    found = {}
    for table in PAGE.split("| asyncio | jobd: shell, HTTP, Python, Swift |\n|---|---|\n")[1:]:
        for line in table.partition("\n\n")[0].splitlines():
            word, lines = line.strip("| ").split(" | ")
            found[word.replace("`", "")] = [re.findall(r"`([^`]+)`", each) for each in lines.split(" <br> ")]
            assert len(found[word.replace("`", "")]) == 4, line
    return found


ENDED = {"shell": "echo 1"}
FAILED = {"shell": "echo no >&2; exit 3"}
LONG = {"argv": ["sleep", "60"]}
HELD = {"argv": ["true"], "hold": True}

ID = r"\d+\n"
BATCH_DONE = {"done": True}


class Row(NamedTuple):
    """What the lines of a row do. ``None``: the same job is submitted in each, and nothing else is to be seen."""

    #: What a and b are.
    jobs: Dict[str, Any] = ENDED
    #: Exit status, and a pattern for all that is on stdout.
    shell: Tuple[int, str] = (0, ID)
    #: The status of the last answer, and some of its members, or its bytes.
    http: Tuple[int, Any] = (201, {})
    #: Whether the last value, or what was raised, is right.
    python: Optional[Callable[[Any, Any, Any], bool]] = None
    #: Whether each language submits the same jobs.
    submits: bool = False
    #: What has become of a, soon.
    effect: Callable[[jobd.Job], bool] = lambda job: True


def is_named_y(job: jobd.Job) -> bool:
    return job.name == "y"


def is_cancelled(job: jobd.Job) -> bool:
    return job.state == "cancelled"


def is_task(value: Any, a: Any, b: Any) -> bool:
    return isinstance(value, jobd.JobTask)


def is_late(value: Any, a: Any, b: Any) -> bool:
    return isinstance(value, asyncio.TimeoutError)


SUBMITTED = Row(python=is_task, submits=True)

ROWS = {
    "create_task": SUBMITTED,
    "set_name, get_name": Row(
        LONG, (0, ""), (200, {"name": "y"}), lambda value, a, b: a.get_name() == "y", effect=is_named_y
    ),
    "done": Row(ENDED, (0, r'.*"done":true.*\n'), (200, {"done": True}), lambda value, a, b: value is True),
    "await, result": Row(ENDED, (0, "1\n1\n"), (200, b"1\n"), lambda value, a, b: value == b"1\n"),
    "exception": Row(
        FAILED,
        (0, r"failed \(exit 3\).*\n  no\n"),
        (200, {"exit_code": 3}),
        lambda value, a, b: isinstance(value, jobd.JobFailed) and value.job.exit_code == 3,
    ),
    "cancel": Row(LONG, (0, ""), (200, {"accepted": True}), lambda value, a, b: value is True, effect=is_cancelled),
    "add_done_callback": Row(LONG, (0, r"(?s).*"), (201, {}), lambda value, a, b: not a.done()),
    "current_task (in a job)": Row(
        LONG, (0, r"Job \d+ (?s:.*)"), (200, {"state": "running"}), lambda value, a, b: value is a
    ),
    "all_tasks": Row(
        LONG, (0, r"(?s)ID.*running.*"), (200, lambda body: len(body["jobs"]) >= 2), lambda value, a, b: value == {a, b}
    ),
    "gather": Row(ENDED, (0, "1\n1\n1\n2\n"), (200, BATCH_DONE), lambda value, a, b: value == [b"1\n", b"1\n"]),
    "TaskGroup": Row(ENDED, (0, ID), (201, {"fail_fast": True}), lambda value, a, b: value.fail_fast, True),
    "wait": Row(
        ENDED,
        (0, r"(?s)\d+  succeeded.*"),
        (200, lambda body: body["done"] and not body["expired"]),
        lambda value, a, b: len(value[0]) > 0 and value[0] | value[1] == {a, b},
    ),
    "as_completed": Row(
        ENDED,
        (0, r"(\d+  succeeded .*\n){2}"),
        (200, lambda body: body["done"] and not body["expired"]),
        lambda value, a, b: sorted(value) == [a.id, b.id],
    ),
    "comprehensions": Row(ENDED, (0, "1\n1\n"), (200, b"1\n"), lambda value, a, b: value == [b"1\n", b"1\n"]),
    "wait_for": Row(LONG, (7, r"(?s).*cancelled.*"), (200, {"accepted": True}), is_late, effect=is_cancelled),
    "shield": Row(LONG, (7, ""), (200, {"state": "running"}), is_late, effect=lambda job: job.state == "running"),
    "timeout": Row(LONG, (7, r"(?s).*cancelled.*"), (200, {"accepted": True}), is_late, effect=is_cancelled),
    "sleep, call_later": SUBMITTED,
    "call_at": SUBMITTED,
    "to_thread": SUBMITTED,
    "run_in_executor, pool of threads": SUBMITTED,
    "run_in_executor, pool of processes": Row(python=lambda value, a, b: value == 42, submits=True),
    "create_subprocess_exec": SUBMITTED,
    "create_subprocess_shell": SUBMITTED,
    "async for": Row(ENDED, (0, "1\n"), (200, b"1\n"), lambda value, a, b: b"".join(value) == b"1\n"),
    "async with": Row(ENDED, (0, ID), (200, BATCH_DONE), lambda value, a, b: value is None),
    "streams": Row(ENDED, (0, r'\{.*"name":"jobd".*'), (200, {"name": "jobd"}), lambda value, a, b: len(value) == 2),
    "Future": Row(
        ENDED, (0, r".*"), (200, {"state": "succeeded"}), lambda value, a, b: value.state == "succeeded", True
    ),
    "Event": Row(ENDED, (0, rf"{ID}.*"), (201, {"state": "blocked"}), lambda value, a, b: value.done),
    "Queue": Row(ENDED, (0, r"(?s)\d+\n.*"), (200, {"expired": False}), is_task, True),
    "Semaphore, Lock": SUBMITTED,
    "run": Row(ENDED, (0, "hi\n"), (200, {"state": "succeeded"}), lambda value, a, b: value == "from main", False),
    "debug mode": Row(HELD, (0, r"(?s).*held.*loop lag.*"), (200, {"name": "jobd"}), lambda value, a, b: value is None),
}
