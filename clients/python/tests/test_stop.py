"""The stop of a remote worker: what it finishes, gives back and leaves behind, within a bound."""

import pathlib
import threading
import time
import unittest

from fake_http import FakeDaemon, NoteCase, RemoteProcess, problem
from fake_jobd import eventually


class TestStop(NoteCase):
    def test_idle(self):
        for unix in (True, False):
            with FakeDaemon(unix=unix) as daemon, RemoteProcess(daemon) as worker:
                daemon.wait_for("POST /v1/claims$")
                began = time.monotonic()
                worker.stop()
                self.assertEqual(worker.wait(), 0)
                self.assertLess(time.monotonic() - began, 2)

    def test_running_jobs_finish_and_none_is_claimed(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon, env=self.env) as worker:
            fence = daemon.add("wait for file", str(self.note))
            daemon.wait_for(f"{fence}/heartbeat")
            daemon.add("echo")
            worker.stop()
            eventually(lambda: "stopping" in worker.stderr())
            self.note.write_text("")
            verb, ended, body = daemon.end()
            self.assertEqual((verb, ended), ("complete", fence))
            self.assertNotIn("claim", body)
            self.assertEqual(worker.wait(), 0)
            self.assertEqual(len(daemon.waiting_jobs), 1)

    def test_second_signal_and_grace_give_jobs_back(self):
        for grace, signals, handler in [("1h", 2, "note cancel"), ("100ms", 1, "async note cancel")]:
            with self.subTest(handler), FakeDaemon() as daemon:
                with RemoteProcess(daemon, "--grace", grace, env=self.env) as worker:
                    fence = daemon.add(handler)
                    daemon.wait_for(f"{fence}/heartbeat")
                    worker.stop()
                    eventually(lambda: "stopping" in worker.stderr())
                    if signals == 2:
                        worker.stop()
                    self.assertEqual(daemon.end(), ("release", fence, {}))
                    self.assertEqual(worker.wait(), 0)
                    self.wait_note("shutdown")
                    self.note.unlink()

    def test_an_error_of_the_cleanup_uses_no_attempt(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon, "--grace", "0") as worker:
            fence = daemon.add("cleanup fails")
            daemon.wait_for(f"{fence}/heartbeat")
            worker.stop()
            self.assertEqual(daemon.end(), ("release", fence, {}))
            self.assertEqual(worker.wait(), 0)

    def test_handler_that_does_not_end_is_left_behind(self):
        for arguments in ([], ["--concurrency", "2"]):
            with FakeDaemon() as daemon:
                with RemoteProcess(daemon, "--grace", "0", "--patience", "200ms", *arguments) as worker:
                    fence = daemon.add("stubborn")
                    daemon.wait_for(f"{fence}/heartbeat")
                    worker.stop()
                    self.assertEqual(daemon.end(), ("release", fence, {}))
                    self.assertEqual(worker.wait(), 1)

    def test_lost_job_that_does_not_end_is_not_given_back(self):
        with (
            FakeDaemon() as daemon,
            RemoteProcess(daemon, "--grace", "0", "--patience", "200ms", env=self.env) as worker,
        ):
            fence = daemon.add("stubborn")
            daemon.wait_for("claims:heartbeat", 1, lambda each: fence in each["body"]["fences"])
            daemon.lose(fence)
            eventually(lambda: "is lost" in worker.stderr(), worker.stderr)
            worker.stop()
            self.assertEqual(worker.wait(), 1)
            self.assertEqual(daemon.seen("release"), [])
            self.assertIn("it is lost already", worker.stderr())
            self.assertNotIn("could not be given back", worker.stderr())

    def test_job_whose_follow_ups_are_not_taken_is_given_back(self):
        with (
            FakeDaemon() as daemon,
            RemoteProcess(daemon, "--grace", "0", "--patience", "200ms", env=self.env) as worker,
        ):
            daemon.before["POST /v1/jobs$"] = lambda request: (503, problem("shutting_down", 503))
            fence = daemon.add("follow up")
            daemon.wait_for("POST /v1/jobs$", 2)
            worker.stop()
            self.assertEqual(daemon.end(), ("release", fence, {}))
            self.assertEqual(worker.wait(), 1)
            self.assertEqual(daemon.seen("complete"), [])

    def test_thread_that_a_handler_left_does_not_hold_the_worker(self):
        for handler in ("to_thread", "leave a thread"):
            with (
                self.subTest(handler),
                FakeDaemon() as daemon,
                RemoteProcess(daemon, "--grace", "0", "--patience", "200ms") as worker,
            ):
                fence = daemon.add(handler, {"until": str(self.note)})
                daemon.wait_for(f"{fence}/heartbeat")
                daemon.cancel(fence)
                self.assertEqual(daemon.end(), ("release", fence, {}))
                worker.stop()
                self.assertEqual(worker.wait(), 1)
                self.assertIn("a thread that a handler left does not end", worker.stderr())

    def test_thread_that_ends_soon_is_waited_for(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon, "--patience", "1m") as worker:
            fence = daemon.add("to_thread", {"until": str(self.note)})
            daemon.wait_for(f"{fence}/heartbeat")
            daemon.cancel(fence)
            self.assertEqual(daemon.end(), ("release", fence, {}))
            worker.stop()
            eventually(lambda: "stopping" in worker.stderr())
            self.note.touch()
            self.assertEqual(worker.wait(), 0)
            self.assertTrue(pathlib.Path(f"{self.note}.left").exists())

    def test_daemon_that_takes_nothing_back_does_not_hold_the_worker(self):
        gate = threading.Event()
        self.addCleanup(gate.set)
        with FakeDaemon() as daemon, RemoteProcess(daemon, "--grace", "0", "--patience", "200ms") as worker:
            daemon.before["release"] = lambda request: gate.wait() and None
            fence = daemon.add("stubborn")
            daemon.wait_for(f"{fence}/heartbeat")
            worker.stop()
            daemon.wait_for("release")
            self.assertEqual(worker.wait(), 1)

    def test_job_that_comes_during_the_stop_is_given_back(self):
        """The daemon has sent it before it knew."""
        with FakeDaemon() as daemon, RemoteProcess(daemon) as worker:
            fence = daemon.add("echo", 1)
            with daemon.changed:
                late = daemon.waiting_jobs.pop()

            def answer_to_the_end(request):
                eventually(request["is_gone"])
                daemon.claims[fence] = late
                return 200, {"claims": [late]}

            daemon.before["POST /v1/claims$"] = answer_to_the_end
            daemon.wait_for("POST /v1/claims$")
            worker.stop()
            self.assertEqual(daemon.end(), ("release", fence, {}))
            self.assertEqual(worker.wait(), 0)

    def test_daemon_that_is_away(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon, "--grace", "0", "--patience", "200ms") as worker:
            daemon.before["complete"] = lambda request: (503, problem("overload", 503))
            daemon.add("echo", 1)
            daemon.wait_for("complete", 2)
            worker.stop()
            self.assertEqual(worker.wait(), 1)
            # It may have got through.
            self.assertEqual(daemon.seen("release"), [])


if __name__ == "__main__":
    unittest.main()
