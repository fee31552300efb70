"""Leases of a remote worker: renewal, cancels that come by it, and what happens when one is lost."""

import time
import unittest

from fake_http import Drop, FakeDaemon, NoteCase, RemoteProcess, first, problem
from fake_jobd import eventually

SHORT = dict(lease="900ms", renew_in="300ms")


class TestRenewal(NoteCase):
    def test_one_waiting_request_for_all_on_its_own_connection(self):
        with FakeDaemon(**SHORT) as daemon, RemoteProcess(daemon, "--concurrency", "3", env=self.env):
            go = str(self.note)
            fences = [daemon.add("wait for file", go) for _ in range(2)]
            both = daemon.wait_for("claims:heartbeat", 6, lambda each: sorted(each["body"]["fences"]) == sorted(fences))
            self.assertEqual({each["body"]["wait"] for each in both}, {"300ms"})
            connections = {each["connection"] for each in both}
            self.assertTrue(connections.isdisjoint(each["connection"] for each in daemon.seen("POST /v1/claims$")))
            # Far beyond the lease, and both are still there.
            self.note.write_text("")
            self.assertEqual({daemon.end()[1] for _ in fences}, set(fences))

    def test_short_jobs_ask_for_nothing(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            for number in range(20):
                daemon.add("echo", number)
                daemon.end()
            self.assertEqual(daemon.seen("heartbeat"), [])

    def test_nothing_is_renewed_after_the_end_is_sent(self):
        with FakeDaemon(**SHORT) as daemon, RemoteProcess(daemon, env=self.env):
            fence = daemon.add("wait for file", str(self.note))
            daemon.wait_for("claims:heartbeat", 2)
            # The end is not taken for longer than the lease.
            began = []

            def slow(request):
                began.append(request["at"])
                return (503, problem("overload", 503)) if time.monotonic() - began[0] < 1.2 else None

            daemon.before["complete"] = slow
            self.note.write_text("")
            self.assertEqual(daemon.end()[:2], ("complete", fence))
            late = [each for each in daemon.seen("claims:heartbeat") if each["at"] > began[0]]
            self.assertEqual(late, [])

    def test_follow_ups_wait_under_a_renewed_lease(self):
        with FakeDaemon(**SHORT) as daemon, RemoteProcess(daemon, env=self.env) as worker:
            daemon.before["POST /v1/jobs$"] = lambda request: (429, problem("queue_full", 429))
            fence = daemon.add("follow up")
            tried = daemon.wait_for("POST /v1/jobs$")[0]
            # Beyond the lease that it had then.
            daemon.wait_for("claims:heartbeat", 2, lambda each: each["at"] > tried["at"] + 0.9)
            self.assertEqual(daemon.seen("complete"), [])
            daemon.before.clear()
            self.assertEqual(daemon.end()[:2], ("complete", fence))
            taken = daemon.seen("POST /v1/jobs$|complete")
            self.assertEqual([each["path"] for each in taken[-3:-1]], ["/v1/jobs"] * 2)
            late = [each for each in daemon.seen("claims:heartbeat") if each["at"] > taken[-1]["at"]]
            self.assertEqual(late, [])
            self.assertEqual(worker.stderr().count("a follow-up of job 101 waits"), 1)

    def test_a_failing_renewal_is_tried_again(self):
        with FakeDaemon(lease="3s", renew_in="300ms") as daemon, RemoteProcess(daemon, env=self.env):
            daemon.before["claims:heartbeat"] = first(3, (503, problem("overload", 503)))
            daemon.add("wait for file", str(self.note))
            daemon.wait_for("claims:heartbeat", 8)
            self.note.write_text("")
            self.assertEqual(daemon.end()[0], "complete")

    def test_a_claim_that_waited_long_is_confirmed_first(self):
        with FakeDaemon(**SHORT) as daemon, RemoteProcess(daemon, env=self.env):
            poll = daemon.wait_for("POST /v1/claims$")[0]
            eventually(lambda: time.monotonic() - poll["at"] > 1.0)
            first_fence = daemon.add("echo", 1)
            self.assertEqual(daemon.end()[:2], ("complete", first_fence))
            beat = daemon.seen("claims:heartbeat")[0]["body"]
            self.assertEqual(beat, {"fences": [first_fence]})
            # One that is not its own any more is not even begun.
            polls = daemon.wait_for("POST /v1/claims$", 2)
            eventually(lambda: time.monotonic() - polls[-1]["at"] > 1.0)
            lost = f"fence-{daemon.jobs + 1}"
            daemon.lose(lost)
            daemon.add("note cancel")
            daemon.wait_for("POST /v1/claims$", 3)
            daemon.add("echo", 2)
            self.assertEqual(daemon.end()[2]["result"], 2)
            self.assertFalse(self.note.exists())


class TestCancel(NoteCase):
    def test_arrives_at_once(self):
        for arguments, handler in [
            ([], "note cancel"),
            ([], "async note cancel"),
            (["--concurrency", "2"], "async note cancel"),
        ]:
            with self.subTest(handler), FakeDaemon() as daemon, RemoteProcess(daemon, *arguments, env=self.env):
                fence = daemon.add(handler)
                daemon.wait_for("claims:heartbeat", 1, lambda each: fence in each["body"]["fences"])
                began = time.monotonic()
                daemon.cancel(fence, reason="not needed")
                self.assertEqual(daemon.end(), ("release", fence, {}))
                self.assertLess(time.monotonic() - began, 2)
                self.wait_note("user")

    def test_reason_and_cause(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon, env=self.env):
            daemon.cancel(daemon.add("note cancel"), reason="timeout")
            daemon.end()
            self.wait_note("timeout timeout")

    def test_a_job_that_came_later_is_covered_too(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon, "--concurrency", "2", env=self.env):
            fence = daemon.add("async note cancel")
            daemon.wait_for("claims:heartbeat", 1, lambda each: fence in each["body"]["fences"])
            other = daemon.add("async note cancel")
            daemon.wait_for("claims:heartbeat", 1, lambda each: set(each["body"]["fences"]) == {fence, other})
            daemon.cancel(other)
            self.assertEqual(daemon.end()[1], other)

    def test_in_a_thread(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon, "--concurrency", "2"):
            fence = daemon.add("spin")
            daemon.cancel(fence)
            self.assertEqual(daemon.end(), ("release", fence, {}))

    def test_by_a_report_of_progress(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon, env=self.env):
            fence = f"fence-{daemon.jobs + 1}"
            daemon.before["claims:heartbeat"] = lambda request: (503, problem("overload", 503))
            daemon.cancel(fence)
            daemon.add("note cancel")
            self.assertEqual(daemon.end(), ("release", fence, {}))

    def test_a_value_in_spite_of_it_counts(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            for handler, payload in [("absorb", None), ("async sleep", "absorb")]:
                fence = daemon.add(handler, payload)
                daemon.cancel(fence)
                verb, ended, body = daemon.end()
                self.assertEqual((verb, ended, body["result"]), ("complete", fence, "done anyway"))

    def test_one_that_is_known_does_not_spin(self):
        """The daemon answers at once as long as a cancelled one is asked for."""
        with FakeDaemon() as daemon, RemoteProcess(daemon, env=self.env):
            fence = daemon.add("slow cleanup")
            daemon.cancel(fence)
            self.assertEqual(daemon.end()[1], fence)
            self.assertLess(len(daemon.seen("claims:heartbeat")), 4)

    def test_known_one_beside_others_is_still_renewed(self):
        with FakeDaemon(**SHORT) as daemon, RemoteProcess(daemon, "--concurrency", "2", env=self.env):
            stubborn, other = daemon.add("stubborn"), daemon.add("wait for file", str(self.note))
            both = {stubborn, other}
            daemon.wait_for("claims:heartbeat", 1, lambda each: set(each["body"]["fences"]) == both)
            daemon.cancel(stubborn)
            daemon.wait_for("claims:heartbeat", 3, lambda each: each["body"]["fences"] == [stubborn])
            daemon.wait_for("claims:heartbeat", 3, lambda each: each["body"]["fences"] == [other])
            asked = [each["at"] for each in daemon.seen("claims:heartbeat")]
            self.assertLess(len(asked) / (asked[-1] - asked[0]), 30)
            self.note.write_text("")
            self.assertEqual(daemon.end()[1], other)


class TestLost(NoteCase):
    def test_lease_that_the_daemon_gave_up(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon, env=self.env) as worker:
            fence = daemon.add("note cancel")
            daemon.wait_for("claims:heartbeat", 1, lambda each: fence in each["body"]["fences"])
            daemon.lose(fence)
            self.wait_note("lease_lost the daemon has given it up")
            daemon.add("echo", 1)
            self.assertEqual(daemon.end()[2]["result"], 1)
            self.assertEqual(daemon.seen(f"{fence}/(complete|fail|release)"), [])
            self.assertIn("is lost", worker.stderr())

    def test_lease_that_could_not_be_renewed_in_time(self):
        with FakeDaemon(**SHORT) as daemon, RemoteProcess(daemon, env=self.env):
            daemon.before["heartbeat"] = lambda request: (503, problem("overload", 503))
            fence = daemon.add("note cancel")
            self.wait_note("lease_lost its lease has ended here")
            daemon.before.clear()
            daemon.add("echo", 1)
            self.assertEqual(daemon.end()[2]["result"], 1)
            self.assertEqual(daemon.seen(f"{fence}/(complete|fail|release)"), [])

    def test_follow_ups_that_were_not_taken_before(self):
        """Somebody else may run the job by now, and say what follows."""
        away = (503, (problem("shutting_down", 503), {"Retry-After": "30"}))
        full = (429, problem("queue_full", 429))
        for answer in (away, full, Drop):
            for is_told in (True, False):
                with self.subTest(answer=answer, is_told=is_told):
                    self.lose_before_follow_ups(answer, is_told)

    def lose_before_follow_ups(self, answer, is_told):
        with FakeDaemon(**SHORT) as daemon, RemoteProcess(daemon) as worker:
            refused = []

            def refuse(request):
                refused.append(request)
                if answer is Drop:
                    raise Drop
                return answer

            daemon.before["POST /v1/jobs$"] = refuse
            fence = daemon.add("follow up")
            daemon.wait_for("POST /v1/jobs$")
            if is_told:
                daemon.lose(fence)
            else:
                daemon.before["heartbeat"] = lambda request: (503, problem("overload", 503))
            eventually(lambda: "is lost" in worker.stderr(), worker.stderr)
            daemon.before.clear()
            daemon.add("echo", 1)
            self.assertEqual(daemon.end()[2]["result"], 1)
            self.assertEqual(len(daemon.seen("POST /v1/jobs$")), len(refused))
            self.assertEqual(daemon.seen(f"{fence}/"), [])

    def test_machine_that_was_suspended(self):
        env = dict(self.env, TEST_CLOCK="1")
        with FakeDaemon() as daemon, RemoteProcess(daemon, env=env):
            ended = daemon.add("suspend", 61)
            waiting = daemon.add("suspend and wait", 61)
            self.wait_note("lease_lost")
            daemon.add("echo", 1)
            self.assertEqual(daemon.end()[2]["result"], 1)
            for fence in (ended, waiting):
                self.assertEqual(daemon.seen(f"{fence}/"), [])
            self.assertEqual(len(daemon.seen("complete")), 1)


if __name__ == "__main__":
    unittest.main()
