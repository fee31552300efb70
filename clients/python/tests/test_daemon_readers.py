"""Generators against a real daemon: who reads their values, and who waits for a worker."""

import http.client
import os
import subprocess
import sys
import unittest

import fake_jobd  # isort: skip (first: it makes the module importable)  # noqa: F401
from jobd import _http
from real_daemon import PROGRAM, DaemonCase


class TestReaders(DaemonCase):
    """Who follows the values of a generator."""

    @classmethod
    def handlers(cls, root):
        python = [sys.executable, PROGRAM]
        return {name: {"command": python, "processes": 2} for name in ("py-gated", "py-much", "py-count")}

    def gate(self):
        return os.path.join(self.directory.name, f"go-{self.id()}")

    def follow(self, job):
        connection = _http.Endpoint(self.url).connect()
        self.addCleanup(connection.close)
        connection.request("GET", f"/v1/jobs/{job}/result?follow=true")
        return connection

    def test_late_one_gets_all_and_one_that_leaves_is_not_missed(self):
        go = self.gate()
        job = self.submit("py-gated", go)
        early = self.follow(job)
        self.assertEqual(early.getresponse().readline(), b'"first"\n')
        early.close()
        late = self.follow(job).getresponse()
        self.assertEqual(late.readline(), b'"first"\n')
        open(go, "w").close()
        self.assertEqual(late.read(), b'"second"\n')
        self.assertEqual(self.follow(job).getresponse().read(), b'"first"\n"second"\n')

    def test_one_that_does_not_read_holds_up_nobody(self):
        """Of almost as much as a result may have: more than the socket takes."""
        go = self.gate()
        job = self.submit("py-much", go)
        lazy, eager = self.follow(job), self.follow(job)
        answer = eager.getresponse()
        self.assertEqual(len(answer.readline()), 10_003)
        open(go, "w").close()
        self.assertEqual(self.finished(job)["state"], "succeeded")
        rest = answer.read()
        self.assertEqual(rest, self.result(job)[10_003:])
        self.assertEqual(lazy.getresponse().read()[10_003:], rest)

    def test_cancel_in_the_middle_ends_it_and_is_no_result(self):
        job = self.submit("py-gated", self.gate())
        answer = self.follow(job).getresponse()
        self.assertEqual(answer.readline(), b'"first"\n')
        path = f"http://localhost/v1/jobs/{job}/result?follow=true"
        curl = ["curl", "-sN", "--unix-socket", self.url[len("unix://") :], path]
        with subprocess.Popen(curl, stdout=subprocess.PIPE) as other:
            self.assertEqual(other.stdout.readline(), b'"first"\n')
            self.ask("POST", f"/jobs/{job}/cancel", {})
            self.assertEqual((other.stdout.read(), other.wait(30)), (b"", 18))
        self.assertEqual(self.finished(job)["state"], "cancelled")
        # An orderly end would say that this was all.
        with self.assertRaises(http.client.IncompleteRead):
            answer.read()
        refused = self.ask("GET", f"/jobs/{job}/result")
        self.assertEqual((refused.status, refused.json()["code"]), (409, "job_cancelled"))

    def test_third_job_waits_for_one_of_two_processes(self):
        go = self.gate()
        running = [self.submit("py-gated", go) for _ in range(2)]
        for job in running:
            self.wait_ready(job)
        waiting = self.submit("py-gated", go)
        why = self.ask("GET", f"/jobs/{waiting}/why").json()
        self.assertEqual((why["state"], [each["kind"] for each in why["blockers"]]), ("queued", ["pool"]), why)
        self.assertEqual(self.result(self.submit("py-count", 1)), b"0\n")
        self.assertEqual(self.ask("GET", f"/jobs/{waiting}").json()["attempt"], 0)
        open(go, "w").close()
        for job in [*running, waiting]:
            self.assertEqual(self.result(job), b'"first"\n"second"\n')


if __name__ == "__main__":
    unittest.main()
