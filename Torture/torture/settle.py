"""Lets a daemon that is left alone do everything that is due, and lists what it then has."""

import time
from typing import Dict, List, Optional

from .client import Client
from .report import Report

FORGOTTEN = "5 and 8: nothing is forgotten"


def settle(client: Client, report: Report, seconds: float) -> bool:
    """Waits until no job is left that could still go on; what only a client can end is ended."""
    end = time.monotonic() + seconds
    while True:
        left = listing(client, "active")
        for job in left:
            _let_go(client, job)
        if not left or time.monotonic() > end:
            break
        time.sleep(0.02)
    for job in left[:5]:
        why = client.get(f"/v1/jobs/{job['id']}/why").body.decode()
        report.problem(FORGOTTEN, f"job {job['id']} is {job['state']}, why: {why}")
    if not left:
        report.checked(FORGOTTEN)
    return not left


def listing(client: Client, state: Optional[str] = None) -> List[dict]:
    """All jobs, or those in a state, page by page."""
    found: List[dict] = []
    cursor = ""
    while True:
        narrowed = f"&state={state}" if state else ""
        answer = client.get(f"/v1/jobs?limit=1000{narrowed}{cursor}")
        if not answer.is_success:
            raise RuntimeError(f"a list was answered {answer}")
        page = answer.json()
        found += page["jobs"]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


def final_state(client: Client, report: Report) -> Dict[int, dict]:
    """All jobs by id; the counters have to agree (invariant 10)."""
    jobs = {job["id"]: job for job in listing(client)}
    counts = client.get("/v1/info").json()["jobs"]
    seen = {state: sum(job["state"] == state for job in jobs.values()) for state in counts}
    report.check(counts == seen, "10: the counters are the rows", f"{counts}, not {seen}")
    return jobs


def _let_go(client: Client, job: dict) -> None:
    if job["state"] == "held":
        client.post(f"/v1/jobs/{job['id']}/release")
    elif job["state"] == "running" and job["kind"] == "external":
        client.post(f"/v1/jobs/{job['id']}/complete", {"result": None})
