"""The module against a real daemon: jobs in worker processes and in remote workers."""

import json
import os
import subprocess
import sys
import unittest

from fake_jobd import PATIENCE, clean_environment  # isort: skip (first: it makes the module importable)
import jobd
from client_daemon import Daemon
from jobd import _http
from real_daemon import HANDLERS, PROGRAM, SHARED, DaemonCase


class TestWorkerProcesses(DaemonCase):
    fields = {}
    #: What a follow-up finds of a command that has failed.
    failed_command = {"bytes": ""}

    def test_result_log_and_progress(self):
        job = self.submit("py-echo", {"a": [1, "ü"]}, **self.fields)
        self.assertEqual(json.loads(self.result(job)), {"a": [1, "ü"]})
        self.assertEqual(self.log(job), f"hello from {job}\n")
        self.assertEqual(self.finished(job)["progress"]["note"], "half")

    def test_generator(self):
        self.assertEqual(self.result(self.submit("py-count", 3, **self.fields)), b"0\n1\n2\n")

    def test_values_are_read_while_it_runs(self):
        go = os.path.join(self.directory.name, f"go-{self.id()}")
        job = self.submit("py-gated", go, **self.fields)
        connection = _http.Endpoint(self.url).connect()
        self.addCleanup(connection.close)
        connection.request("GET", f"/v1/jobs/{job}/result?follow=true")
        answer = connection.getresponse()
        self.assertEqual((answer.status, answer.readline()), (200, b'"first"\n'))
        self.assertEqual(self.ask("GET", f"/jobs/{job}").json()["state"], "running")
        open(go, "w").close()
        self.assertEqual(answer.read(), b'"second"\n')
        self.assertEqual(self.result(job), b'"first"\n"second"\n')

    def test_largest_checkpoint_reaches_the_next_attempt(self):
        retry = {"max_attempts": 2, "initial": "10ms"}
        job = self.submit("py-checkpoint", 1_048_576, retry=retry, **self.fields)
        self.assertEqual(self.result(job), b"1048576")
        self.assertIn("ValueError: first", self.log(job, "stderr", attempt=1))

    def test_follow_up_finds_its_parent(self):
        job = self.submit("py-follow-up", self.fields, **self.fields)
        self.finished(job)
        (child,) = self.ask("GET", f"/jobs/{job}").json()["children"]
        self.assertEqual(json.loads(self.result(child)), [[job, "succeeded", "handler", {"value": 1}]])

    def test_follow_up_finds_the_members_of_its_batches(self):
        def handler(name, payload):
            return {"handler": name, "payload": payload, **self.fields}

        jobs = [
            handler("py-echo", {"a": 1}),
            {"argv": ["echo", "plain"]},
            handler("py-count", 1),
            handler("py-echo", "text"),
            {"argv": ["false"]},
            handler("py-echo", None),
            {"argv": ["true"]},
        ]
        batch = self.ask("POST", "/batches", {"jobs": jobs}).json()["id"]
        many = self.ask("POST", "/batches", {"jobs": [{"handler": "noop"}] * 230}).json()["id"]
        after = [{"batch": batch, "on": "any"}, {"batch": many}]
        found = json.loads(self.result(self.submit("py-batches", after=after, **self.fields)))
        self.assertEqual(
            found[0],
            [
                ["handler", "succeeded", {"a": 1}],
                ["exec", "succeeded", {"bytes": "plain\n"}],
                ["handler", "succeeded", [0]],
                ["handler", "succeeded", "text"],
                ["exec", "failed", self.failed_command],
                ["handler", "succeeded", None],
                ["exec", "succeeded", {"bytes": ""}],
            ],
        )
        self.assertEqual(found[1], [["handler", "succeeded", None]] * 230)

    def test_largest_result_and_a_larger_one(self):
        self.assertEqual(len(self.result(self.submit("py-large", 1_048_574, **self.fields))), 1_048_576)
        failed = self.finished(self.submit("py-large", 1_048_575, **self.fields))
        self.assertEqual(failed["error"]["code"], "result_too_large")

    def test_cancel_and_timeout(self):
        job = self.submit("py-sleep", **self.fields)
        self.wait_ready(job)
        self.ask("POST", f"/jobs/{job}/cancel", {})
        self.assertEqual(self.finished(job)["state"], "cancelled")
        self.assertEqual(self.log(job), "cause user\n")
        job = self.submit("py-sleep", timeout="300ms", **self.fields)
        self.assertEqual(self.finished(job)["reason"], "timeout")
        self.assertEqual(self.log(job), "cause timeout\n")

    def test_async_handlers_hear_of_a_cancel_and_a_timeout(self):
        job = self.submit("py-async-sleep", **self.fields)
        self.wait_ready(job)
        self.ask("POST", f"/jobs/{job}/cancel", {"reason": "not needed"})
        self.assertEqual(self.finished(job)["state"], "cancelled")
        self.assertEqual(self.log(job), "cause user\n")
        job = self.submit("py-async-sleep", timeout="300ms", **self.fields)
        ended = self.finished(job)
        self.assertEqual((ended["state"], ended["reason"]), ("failed", "timeout"))
        self.assertEqual(self.log(job), "cause timeout\n")

    def test_value_or_error_in_spite_of_it_counts(self):
        for handler in ("py-sleep", "py-async-sleep"):
            with self.subTest(handler):
                kept = self.submit(handler, "absorb", timeout="300ms", **self.fields)
                self.assertEqual(json.loads(self.result(kept)), "done anyway")
                job = self.submit(handler, "fail", **self.fields)
                self.wait_ready(job)
                self.ask("POST", f"/jobs/{job}/cancel", {})
                ended = self.finished(job)
                self.assertEqual((ended["state"], ended["error"]["code"]), ("failed", "OSError"), ended)

    def test_several_at_once_and_their_output(self):
        jobs = [self.submit("py-async", number, **self.fields) for number in range(5)]
        for number, job in enumerate(jobs):
            self.assertEqual(self.result(job), str(number).encode())
            self.assertEqual(self.log(job), f"in {number}\nout {number}\n")

    def test_output_of_plain_handlers_that_share_a_worker(self):
        jobs = [self.submit("py-threads", number, **self.fields) for number in range(5)]
        for number, job in enumerate(jobs):
            self.assertEqual(self.result(job), str(number).encode())
            self.assertEqual(self.log(job), f"in {number}\n")
            self.assertEqual(self.log(job, "stderr"), f"error {number}\n")


class TestRemoteWorker(TestWorkerProcesses):
    """The same handlers, and nearly the same expectations, in a remote worker."""

    fields = {"executor": "remote"}
    failed_command = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A plain handler that blocks hears of a cancel on the main thread only.
        plain = ",".join(HANDLERS)
        cls.workers = [
            subprocess.Popen(
                [sys.executable, PROGRAM, "--url", cls.url, "--handlers", handlers, "--concurrency", concurrency],
                stdin=subprocess.DEVNULL,
                env=clean_environment(),
            )
            for handlers, concurrency in [(plain, "1"), (",".join(SHARED), "10")]
        ]

    @classmethod
    def tearDownClass(cls):
        workers = getattr(cls, "workers", [])
        for worker in workers:
            worker.terminate()
        codes = [worker.wait(30) for worker in workers]
        super().tearDownClass()
        assert codes == [0] * len(workers), codes

    def test_generator(self):
        self.assertEqual(json.loads(self.result(self.submit("py-count", 3, **self.fields))), [0, 1, 2])

    def test_values_are_read_while_it_runs(self):
        """They are collected, and come with the end."""
        go = os.path.join(self.directory.name, f"go-{self.id()}")
        job = self.submit("py-gated", go, **self.fields)
        self.wait_ready(job)
        self.assertEqual(self.ask("GET", f"/jobs/{job}/result").status, 409)
        open(go, "w").close()
        self.assertEqual(json.loads(self.result(job)), ["first", "second"])


class TestScopesOfARemoteWorker(unittest.TestCase):
    def test_batches_need_read(self):
        few, enough = "f" * 40, "e" * 40
        tokens = f"{few} few work\n{enough} enough work,read\n"
        daemon = Daemon("--listen", "http://127.0.0.1:0", tokens=tokens)
        self.addCleanup(daemon.stop)
        tcp = next(word for word in daemon.ready.split() if word.startswith("http://"))
        client = jobd.Client(daemon.url)
        self.addCleanup(client.close)
        batch = client._caller.ask_json("POST", "/v1/batches", {"jobs": [{"handler": "echo", "payload": 5}]})
        ends = []
        for token in (few, enough):
            file = daemon.root / "token"
            file.touch(0o600)
            file.write_text(token)
            command = [sys.executable, PROGRAM, "--url", tcp, "--token-file", str(file), "--handlers", "py-batches"]
            worker = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=clean_environment())
            job = client.submit(handler="py-batches", executor="remote", after=[{"batch": batch["id"]}])
            ends.append(client.job(job, wait=PATIENCE))
            worker.terminate()
            self.assertEqual(worker.wait(PATIENCE), 0)
        self.assertEqual([each.state for each in ends], ["failed", "succeeded"])
        self.assertRegex(ends[0].error["message"], "forbidden.*scope read")
        self.assertEqual(client.result(ends[1]), [[["handler", "succeeded", 5]]])


if __name__ == "__main__":
    unittest.main()
