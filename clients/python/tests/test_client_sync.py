"""The synchronous client against a real daemon."""

import datetime
import json
import pathlib
import pickle
import threading
import unittest

from client_daemon import ClientCase
from fake_jobd import eventually
import jobd


class TestSubmit(ClientCase):
    def test_command_and_its_output(self):
        job = self.sync.submit(["printf", "%s|", "a b", "$HOME", ""], name="words", tags={"k": "v"})
        self.assertEqual((job.name, job.tags, job.kind), ("words", {"k": "v"}, "exec"))
        self.gone(job)
        self.assertEqual(self.sync.result(job), b"a b|$HOME||")
        self.assertEqual(self.sync.logs(job.id), b"a b|$HOME||")
        self.assertEqual(self.sync.logs(job.id, "stderr"), b"")

    def test_shell_and_its_environment(self):
        job = self.sync.submit(shell='echo "$X" $(pwd)', env={"X": "1 2"}, cwd=pathlib.Path("/"))
        self.gone(job)
        self.assertEqual(self.sync.result(job), b"1 2 /\n")

    def test_handlers(self):
        for handler, payload, value in [
            ("echo", {"a": [None, "ü"]}, {"a": [None, "ü"]}),
            ("echo", None, None),
            ("noop", 1, None),
            ("py-count", 3, [0, 1, 2]),
            ("py-echo", "x", "x"),
        ]:
            job = self.gone(self.sync.submit(handler=handler, payload=payload))
            self.assertEqual(self.sync.result(job), value, (handler, payload))

    def test_result_of_an_empty_command_is_bytes(self):
        self.assertEqual(self.sync.result(self.gone(self.sync.submit(["true"]))), b"")

    def test_stdin_in_bytes_durations_and_times(self):
        later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
        job = self.sync.submit(["cat"], stdin=b"\x00\xff", timeout=datetime.timedelta(minutes=2), deadline=later)
        full = self.sync.job(self.gone(job), full=True)
        self.assertEqual(self.sync.result(job), b"\x00\xff")
        self.assertEqual(full.spec["timeout"], "2m")
        self.assertEqual(full.spec["deadline"], later.isoformat().replace("+00:00", "Z"))

    def test_input_of_a_running_command(self):
        job = self.sync.submit(["cat"], interactive=True, stdin="given ")
        eventually(lambda: self.sync.job(job).state == "running")
        # More than a pipe holds, and more than one request may have.
        large = b"x" * (3 << 20)
        self.sync.send(job, "text ")
        self.sync.send(job, large)
        self.sync.send(job.id, b"\xff", close=True)
        self.gone(job)
        self.assertEqual(self.sync.logs(job), b"given text " + large + b"\xff")
        with self.assertRaises(jobd.JobdError) as refused:
            self.sync.send(job, b"late")
        self.assertEqual(refused.exception.code, "invalid_state")

    def test_follow_up_of_a_job_object(self):
        first = self.sync.submit(["true"])
        second = self.gone(self.sync.submit(["true"], after=[first]))
        self.assertEqual([each["job"] for each in second.parents], [first.id])

    def test_own_key_makes_one_job(self):
        ids = {self.sync.submit(["true"], idempotency_key="once").id for _ in range(3)}
        self.assertEqual(len(ids), 1)

    def test_refusals_say_what_to_do(self):
        with self.assertRaises(jobd.JobdError) as refused:
            self.sync.submit(handler="echoo")
        self.assertEqual((refused.exception.code, refused.exception.status), ("bad_request", 400))
        self.assertIn("echo", refused.exception.detail)
        self.assertEqual(refused.exception.problem["errors"][0]["field"], "handler")
        self.assertEqual(pickle.loads(pickle.dumps(refused.exception)).problem, refused.exception.problem)

    def test_what_cannot_be_sent_is_refused_here(self):
        for error, fields in [
            (TypeError, dict(argv="ls -l")),
            (TypeError, dict(argv=[b"ls"])),
            (TypeError, dict(handler="echo", payload={1, 2})),
            (ValueError, dict(handler="echo", payload=float("nan"))),
            (TypeError, dict(handler="echo", payload=datetime.timedelta(1))),
            (ValueError, dict(argv=["true"], run_at=datetime.datetime(2030, 1, 1))),
            (TypeError, dict(argv=["true"], tags={"k": object()})),
        ]:
            with self.assertRaises(error, msg=fields):
                self.sync.submit(**fields)


class TestEnds(ClientCase):
    def test_failure(self):
        job = self.gone(self.sync.submit(["sh", "-c", "exit 7"]))
        with self.assertRaises(jobd.JobFailed) as failed:
            self.sync.result(job)
        self.assertEqual((failed.exception.id, failed.exception.job.exit_code), (job.id, 7))
        self.assertNotIsInstance(failed.exception, TimeoutError)
        self.assertEqual(pickle.loads(pickle.dumps(failed.exception)).job, failed.exception.job)

    def test_timeout(self):
        job = self.gone(self.sync.submit(["sleep", "60"], timeout="100ms"))
        with self.assertRaises(jobd.JobTimeout) as late:
            self.sync.result(job)
        self.assertIsInstance(late.exception, TimeoutError)
        self.assertIsInstance(late.exception, jobd.JobFailed)

    def test_cancel(self):
        job = self.sync.submit(["sleep", "60"])
        self.assertTrue(self.sync.cancel(job, "not needed")["accepted"])
        self.gone(job)
        with self.assertRaisesRegex(jobd.JobCancelled, "not needed"):
            self.sync.result(job)
        with self.assertRaises(jobd.JobdError) as late:
            self.sync.cancel(job)
        self.assertEqual(late.exception.code, "invalid_state")

    def test_skipped_counts_as_cancelled(self):
        job = self.gone(self.sync.submit(["true"], after=[self.sync.submit(["false"])]))
        self.assertEqual(job.state, "skipped")
        self.assertRaises(jobd.JobCancelled, self.sync.result, job)

    def test_unfinished(self):
        job = self.sync.submit(external=True)
        with self.assertRaises(jobd.JobdError) as early:
            self.sync.result(job)
        self.assertEqual(early.exception.code, "invalid_state")
        self.sync.cancel(job)

    def test_external_jobs(self):
        job = self.sync.submit(external=True)
        self.assertEqual(self.sync.complete(job, {"by": "ann"}).state, "succeeded")
        self.assertEqual(self.sync.result(job), {"by": "ann"})
        job = self.sync.submit(external=True)
        self.assertEqual(self.sync.fail(job, "tests are red").state, "failed")
        with self.assertRaisesRegex(jobd.JobFailed, "tests are red"):
            self.sync.result(job)

    def test_retry(self):
        job = self.gone(self.sync.submit(["false"]))
        again = self.sync.retry(job)
        self.assertFalse(again.done)
        self.gone(again)

    def test_hold_and_release(self):
        job = self.sync.submit(["true"], delay="1h")
        self.assertEqual(self.sync.hold(job).state, "held")
        with self.assertRaises(jobd.JobdError) as again:
            self.sync.hold(job)
        self.assertEqual(again.exception.code, "invalid_state")
        self.assertEqual(self.sync.release(job.id).state, "scheduled")
        self.sync.cancel(job)

    def test_switch(self):
        low = self.sync.submit(["true"], hold=True)
        high = self.sync.submit(["true"], hold=True, priority=5)
        self.assertEqual([(each.id, each.priority) for each in self.sync.switch(low, high)], [(low.id, 5), (high.id, 0)])
        with self.assertRaises(jobd.JobdError) as itself:
            self.sync.switch(low, low)
        self.assertEqual(itself.exception.code, "invalid_state")
        for job in (low, high):
            self.sync.cancel(job)

    def test_followed_log(self):
        job = self.sync.submit(shell="echo one; read x < $0; echo two", stdin="")
        self.gone(job)
        self.assertEqual(b"".join(self.sync.logs(job, follow=True)), self.sync.logs(job))
        self.assertEqual(self.sync.logs(job, tail=1), b"two\n")
        with self.assertRaises(jobd.JobdError):
            list(self.sync.logs(99_999, follow=True))

    def test_followed_log_comes_while_the_job_runs(self):
        job = self.sync.submit(shell="echo ready; exec sleep 60")
        pieces = self.sync.logs(job, follow=True)
        self.assertEqual(next(pieces), b"ready\n")
        pieces.close()
        self.assertFalse(self.sync.job(job).done)
        self.sync.cancel(job)


class TestWait(ClientCase):
    def test_all_first_and_failure(self):
        a, b, c = (self.sync.submit(external=True) for _ in range(3))
        self.sync.complete(b)
        waited = self.sync.wait([a, b, c], until="first")
        self.assertEqual(
            ([job.id for job in waited.done], waited.pending, waited.expired), ([b.id], [a.id, c.id], False)
        )
        self.sync.cancel(a)
        self.sync.fail(c, "no")
        self.assertFalse(self.sync.wait([a.id, b.id, c.id], until="first-failure").expired)
        done = self.sync.wait([c, b, a, a])
        self.assertEqual([job.id for job in done.done], [b.id, a.id, c.id])

    def test_time_is_up_and_nothing_is_touched(self):
        job = self.sync.submit(external=True)
        waited = self.sync.wait(job, timeout=0.05)
        self.assertEqual((waited.done, waited.pending, waited.expired), ([], [job.id], True))
        self.assertFalse(self.sync.job(job).done)
        self.assertTrue(self.sync.wait([job], timeout=0).expired)
        self.sync.cancel(job)

    def test_nothing_and_what_is_not_there(self):
        self.assertEqual(self.sync.wait([]), ([], [], False))
        with self.assertRaises(jobd.JobdError) as missing:
            self.sync.wait([99_999])
        self.assertEqual(missing.exception.code, "not_found")
        for bad in ("x", None, 0, -1, True, 1.5):
            self.assertRaises(TypeError, self.sync.wait, [bad])


class TestList(ClientCase):
    def test_all_pages_and_a_bounded_memory(self):
        line = json.dumps({"handler": "noop", "tags": {"set": "a"}}).encode()
        self.sync._caller.ask(
            "POST", "/v1/jobs", data=b"\n".join([line] * 1_203), content_type="application/x-ndjson", key="pages"
        )
        ids = [job.id for job in self.sync.list(tags={"set": "a"}, order="oldest")]
        self.assertEqual((len(ids), ids), (1_203, sorted(set(ids))))
        self.assertEqual([job.id for job in self.sync.list(tag="set=a", limit=3)], ids[:-4:-1])
        self.assertEqual(len([*self.sync.list(tags={"set": "a"}, limit=600)]), 600)
        asked = []
        sync = jobd.Client(self.url)
        real = sync._caller.ask
        sync._caller.ask = lambda *arguments, **options: asked.append(arguments) or real(*arguments, **options)
        jobs = sync.list(tags={"set": "a"})
        for _ in range(500):
            next(jobs)
        self.assertEqual(len(asked), 1)
        next(jobs)
        self.assertEqual(len(asked), 2)
        sync.close()

    def test_filters(self):
        job = self.sync.submit(["true"], name="only me")
        self.gone(job)
        found = [each.id for each in self.sync.list(name="only*", state=["succeeded", "failed"], since=job.created_at)]
        self.assertEqual(found, [job.id])
        self.assertEqual([*self.sync.list(name="nothing", batch=None)], [])
        self.assertEqual([*self.sync.list(limit=0)], [])
        self.assertRaises(jobd.JobdError, list, self.sync.list(nonsense=1))


class TestThreads(ClientCase):
    def test_one_client_in_several_threads(self):
        results = []

        def work(number):
            results.append(self.sync.result(self.gone(self.sync.submit(handler="echo", payload=number))))

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        self.assertEqual(sorted(results), list(range(8)))


if __name__ == "__main__":
    unittest.main()
