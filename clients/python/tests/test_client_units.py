"""Parts of the client that need no daemon."""

import asyncio
import datetime
import os
import pathlib
import pickle
import threading
import unittest

import fake_jobd  # isort: skip (first: it makes the module importable)  # noqa: F401
import jobd
from jobd._client import bridge, caller, endpoints, fields, pool, submitter
from jobd._client.engine import Engine
from jobd._client.failures import cancel_reason


class TestFields(unittest.TestCase):
    def test_submission(self):
        line = fields.submission(
            ["cp", pathlib.Path("/a")],
            fields.NOT_GIVEN,
            dict(timeout=datetime.timedelta(seconds=1.5), name=None, after=[jobd.Job({"id": 7})], stdin="x"),
        )
        self.assertEqual(line, b'{"argv":["cp","/a"],"timeout":"1500000us","after":[7],"stdin":"x"}')
        self.assertEqual(fields.submission(None, None, {"handler": "x"}), b'{"handler":"x","payload":null}')

    def test_payload_is_taken_as_it_is(self):
        self.assertRaises(TypeError, fields.submission, None, [datetime.timedelta(1)], {"handler": "x"})
        deep = []
        for _ in range(300):
            deep = [deep]
        self.assertRaises(ValueError, fields.submission, None, deep, {"handler": "x"})
        self.assertRaises(UnicodeEncodeError, fields.submission, None, "\ud800", {"handler": "x"})

    def test_times(self):
        zone = datetime.timezone(datetime.timedelta(hours=2))
        self.assertEqual(fields.plain(datetime.datetime(2030, 1, 1, 2, tzinfo=zone)), "2030-01-01T00:00:00Z")

    def test_query(self):
        asked = dict(state=["queued", "running"], tags={"a": "b c", "d": "e"}, name=None, limit=5, follow=True)
        self.assertEqual(fields.query(asked), "state=queued&state=running&tag=a%3Db+c&tag=d%3De&limit=5&follow=true")


class TestEndpoints(unittest.TestCase):
    def test_default_sockets(self):
        own, system = f"/run/user/{os.getuid()}/jobd.sock", "/run/jobd/jobd.sock"
        found = endpoints.default_sockets({"XDG_RUNTIME_DIR": "/run/elsewhere", "HOME": "/h"})
        self.assertEqual(found, ["/run/elsewhere/jobd.sock", own, "/h/.local/state/jobd/jobd.sock", system])
        found = endpoints.default_sockets({"XDG_RUNTIME_DIR": f"/run/user/{os.getuid()}"})
        self.assertEqual(found, [own, system])
        self.assertEqual(endpoints.default_sockets({"XDG_STATE_HOME": "relative"}), [own, system])
        self.assertEqual(endpoints.default_sockets({"XDG_STATE_HOME": "/s", "HOME": "/h"})[1], "/s/jobd/jobd.sock")


class TestPatience(unittest.TestCase):
    def test_pauses_grow_and_end(self):
        patience = caller.Patience(30)
        pauses = [patience.pause() for _ in range(10)]
        self.assertEqual(pauses, sorted(pauses))
        self.assertEqual(pauses[-1], 1.0)
        patience.renew()
        self.assertLess(patience.pause(), 0.1)
        self.assertIsNone(caller.Patience(0).pause())
        self.assertEqual(caller.Patience(30).pause(0.5), 0.5)
        # An hour of Retry-After is not slept through in one piece.
        self.assertEqual(caller.Patience(30).pause(3600), 1.0)


class TestPool(unittest.TestCase):
    def test_as_many_threads_as_needed_and_no_more(self):
        threads, done, release = set(), threading.Semaphore(0), threading.Event()

        def work():
            threads.add(threading.current_thread())
            release.wait(fake_jobd.PATIENCE)
            done.release()

        few = pool.Pool(3, "few")
        for _ in range(10):
            few.post(work)
        release.set()
        for _ in range(10):
            self.assertTrue(done.acquire(timeout=fake_jobd.PATIENCE))
        self.assertLessEqual(len(threads), 3)
        self.assertTrue(all(each.daemon for each in threads))

    def test_error_does_not_end_it(self):
        one, done = pool.Pool(1, "one"), threading.Event()
        with self.assertLogs("jobd", "ERROR"):
            one.post(lambda: 1 / 0)
            one.post(done.set)
            self.assertTrue(done.wait(fake_jobd.PATIENCE))


class TestSets(unittest.TestCase):
    def test_bounds_of_a_set(self):
        class Never:
            def post(self, work):
                pass

        sending = submitter.Submitter(None, Never())
        large = submitter.Submitting(b"x" * (submitter.SET_BYTES_MAX - 10), None)
        small = [submitter.Submitting(b"x", None) for _ in range(1_500)]
        for each in (large, *small[:2], large, *small):
            sending.submit(each)
        sizes = []
        while True:
            some = sending._take()
            if not some:
                break
            sizes.append(len(some))
        self.assertEqual(sizes, [3, 5, 1_000, 496])
        self.assertTrue(all(size <= submitter.SET_JOBS_MAX for size in sizes))

    def test_ends_keep_their_order_when_results_do_not(self):
        held = threading.Event()
        engine = Engine(endpoints.endpoint_for("unix:///nowhere"))
        engine._fetch = lambda job, slot: (
            held.wait(fake_jobd.PATIENCE),
            slot.__setattr__("end", (job.id,)),
            engine._tell(),
        )
        ended, all_told = [], threading.Event()

        def tell(number):
            ended.append(number)
            if len(ended) == 3:
                all_told.set()

        for number, has_result in enumerate([False, True, False]):
            job = jobd.Job({"id": number, "state": "succeeded", "kind": "handler", "has_result": has_result})
            engine.end(job, None, lambda end, number=number: tell(number))
        self.assertEqual(ended, [0])
        held.set()
        self.assertTrue(all_told.wait(fake_jobd.PATIENCE))
        self.assertEqual(ended, [0, 1, 2])


class TestBridge(unittest.TestCase):
    def test_order_errors_and_the_end_of_the_loop(self):
        seen, faults, closed = [], [], []

        async def main():
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(lambda loop, context: faults.append(context["exception"]))
            way = bridge.Bridge(loop, lambda: closed.append(1))
            generator = bridge.at_shutdown(lambda: closed.append(2))
            for number in range(3):
                way.post(seen.append, number)
            way.post(lambda: 1 / 0)
            way.post(seen.append, "last")
            await asyncio.sleep(0.01)
            return way, generator

        way, _ = asyncio.run(main())
        self.assertEqual((seen, closed), ([0, 1, 2, "last"], [2]))
        self.assertIsInstance(faults[0], ZeroDivisionError)
        way.post(seen.append, "never")
        self.assertEqual((seen[-1], closed), ("last", [2, 1]))


class TestJobs(unittest.TestCase):
    def test_object(self):
        job = jobd.Job({"id": 1, "name": "a", "state": "queued", "new": [1]})
        self.assertEqual((job.new, job.to_dict()["new"]), ([1], [1]))
        self.assertEqual(job, jobd.Job(job.to_dict()))
        self.assertNotEqual(job, jobd.Job({"id": 2}))
        self.assertEqual(repr(job), "<jobd.Job 1 'a' queued>")
        self.assertEqual(pickle.loads(pickle.dumps(job)), job)

    def test_errors_cross_processes(self):
        job = jobd.Job({"id": 1, "name": "a", "state": "failed", "reason": "timeout"})
        for kind in (jobd.JobFailed, jobd.JobTimeout, jobd.JobCancelled):
            copy = pickle.loads(pickle.dumps(kind(job)))
            self.assertEqual((type(copy), copy.job, str(copy)), (kind, job, str(kind(job))))

    def test_reason_of_a_cancel(self):
        def reason(message):
            return cancel_reason(jobd.Job({"state": "cancelled", "error": {"message": message}}))

        self.assertEqual((reason("by ann"), reason("cancelled on request")), ("by ann", None))

    def test_everything_public_is_there(self):
        for name in jobd.__all__:
            found = getattr(jobd, name)
            # Python's own ExceptionGroup has no words.
            self.assertTrue(not callable(found) or name == "ExceptionGroup" or found.__doc__, name)


class TestAddressOfNobody(unittest.TestCase):
    def test_it_is_not_waited_for(self):
        """Nothing was sent, and nobody has answered there: with this patience a wait would not end here."""
        for url in ("http://nohost.invalid:1", "unix:///" + "x" * 120, "unix:///etc/passwd/x"):
            with self.subTest(url), self.assertRaises(jobd.JobdError) as refused:
                jobd.Client(url, patience=3_600).job(1)
            self.assertEqual(refused.exception.code, "unreachable")


if __name__ == "__main__":
    unittest.main()
