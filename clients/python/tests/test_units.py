"""Parts that need no process: registration, options, JSON, times, connections."""

import ast
import asyncio
import contextlib
import datetime
import io
import os
import pathlib
import socket
import tempfile
import threading
import time
import unittest
from unittest import mock

import fake_jobd  # isort: skip (first: it makes the module importable)  # noqa: F401
import jobd
from jobd import _encoding, _http, _times
from jobd._worker import claims_api, handlers, lease, output, parents, process_link, remote_link, slots
from jobd._worker.flush import Flush
from jobd._worker.outcome import Failed, WasCancelled, outcome_of


class TestRegistration(unittest.TestCase):
    def setUp(self):
        patch = mock.patch.dict(handlers.registry, clear=True)
        patch.start()
        self.addCleanup(patch.stop)

    def test_function_stays_as_it_is(self):
        @jobd.handler("double")
        def double(payload):
            return payload * 2

        self.assertEqual(double(2), 4)
        self.assertEqual(list(handlers.registry), ["double"])

    def test_what_it_takes(self):
        def check(function, takes, is_async=False):
            handlers.registry.clear()
            jobd.handler("x")(function)
            known = handlers.registry["x"]
            self.assertEqual((known.takes, known.is_async), (takes, is_async))

        async def coroutine(payload, ctx):
            pass

        async def generator(payload):
            yield 1

        class Method:
            def bound(self, payload, ctx):
                pass

            async def __call__(self, payload):
                pass

        check(lambda: 0, 0)
        check(lambda payload: 0, 1)
        check(lambda payload, ctx: 0, 2)
        check(lambda payload=None: 0, 1)
        check(lambda payload, size=10: 0, 1)
        check(lambda payload=None, ctx=None: 0, 2)
        check(lambda *both: 0, 2)
        check(lambda payload, *, option=1: 0, 1)
        check(len, 1)
        check(Method().bound, 2)
        check(coroutine, 2, True)
        check(generator, 1, True)
        check(Method(), 1, True)

    def test_what_is_refused(self):
        with self.assertRaisesRegex(TypeError, "more parameters"):
            jobd.handler("x")(lambda a, b, c: 0)
        with self.assertRaisesRegex(TypeError, "more parameters"):
            jobd.handler("x")(lambda payload, *, needed: 0)
        with self.assertRaisesRegex(TypeError, "needs a name"):
            jobd.handler(lambda payload: 0)
        with self.assertRaisesRegex(TypeError, "needs a name"):
            jobd.handler("")

    def test_a_name_is_taken_once(self):
        def first():
            pass

        def second():
            pass

        jobd.handler("x")(first)
        # The same one again: a script that is imported as a module too.
        jobd.handler("x")(first)
        with self.assertRaisesRegex(ValueError, "registered twice"):
            jobd.handler("x")(second)

    def test_options(self):
        jobd.handler("echo")(lambda payload: payload)
        for arguments in (
            [],
            ["--unknown"],
            ["--url"],
            ["--url", "ftp://x"],
            ["--url", "http://h:1", "--lease", "x"],
            *(
                ["--url", "http://127.0.0.1:9", *more]
                for more in (
                    ["--handlers", "unheard"],
                    ["--concurrency", "0"],
                    ["--concurrency", "1001"],
                    ["--queues", ",".join(f"q{number}" for number in range(101))],
                    ["--concurrency", "x"],
                    ["--lease", "13h"],
                    ["--lease", "10ms"],
                    ["--grace", "-1"],
                    ["--token-file", "/does/not/exist"],
                )
            ),
            *(
                ["--url", url]
                for url in ("http://", "http://user@h:1", "http://h:1/path", "unix:relative", "https://h", "h:1")
            ),
        ):
            said = io.StringIO()
            with self.subTest(arguments), contextlib.redirect_stderr(said):
                with mock.patch.dict(os.environ), self.assertRaises(SystemExit) as ended:
                    for name in ("JOBD_WORKER_IN", "JOBD_WORKER_OUT", "JOBD_TOKEN_FILE"):
                        os.environ.pop(name, None)
                    jobd.main(arguments)
                self.assertEqual(ended.exception.code, 64)
                self.assertIn("jobd", said.getvalue())

    def test_no_handler_at_all(self):
        with contextlib.redirect_stderr(io.StringIO()) as said, self.assertRaises(SystemExit) as ended:
            jobd.main(["--url", "http://127.0.0.1:9"])
        self.assertEqual(ended.exception.code, 64)
        self.assertIn("@jobd.handler", said.getvalue())

    def test_no_job_runs_here(self):
        with self.assertRaisesRegex(LookupError, "no job runs here"):
            jobd.current()


class TestParents(unittest.TestCase):
    """Files of parents, which jobs can have replaced."""

    def test_what_is_no_regular_file_is_not_read_and_blocks_nobody(self):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            (root / "file").write_bytes(b"value")
            os.mkfifo(root / "fifo")
            (root / "link").symlink_to(root / "file")
            (root / "directory").mkdir()
            fields = {"id": 1, "state": "succeeded", "kind": "exec"}
            self.assertEqual(parents.parent_from({**fields, "path": str(root / "file")}).result(), b"value")
            for name in ("fifo", "link", "directory", "missing"):
                with self.subTest(name):
                    with self.assertRaises(OSError):
                        parents.parent_from({**fields, "path": str(root / name)}).result()
                    with self.assertRaises(OSError):
                        list(parents.batches_from([{"id": 1, "path": str(root / name)}])[0])


class TestOutcome(unittest.TestCase):
    def test_cancelled_only_if_asked(self):
        for error in (jobd.Cancelled("user"), asyncio.CancelledError()):
            self.assertEqual(outcome_of(error, True), WasCancelled())
            self.assertIsInstance(outcome_of(error, False), Failed)

    def test_snooze_has_bounds(self):
        for seconds in (-1, float("nan"), float("inf"), 4e8):
            with self.assertRaises(ValueError):
                jobd.Snooze(seconds)
        self.assertEqual(jobd.Snooze(0).seconds, 0)


class TestEncoding(unittest.TestCase):
    def test_results_come_back(self):
        for data, value in [
            (b'{"a":1}', {"a": 1}),
            (b"1\n2\n", [1, 2]),
            (b"1\n", [1]),
            (b"1\n2", [1, 2]),
            (b'{"a":\n1}', {"a": 1}),
        ]:
            self.assertEqual(_encoding.result_from_json(data), value)
        with self.assertRaises(ValueError):
            _encoding.result_from_json(b"no")

    def test_cuts_between_characters(self):
        for size in range(8, 40):
            text = _encoding.cut("é€😀" * 20, size)
            self.assertLessEqual(len(text.encode()), size)
            middle = _encoding.cut_middle("é€😀" * 200, size + 60)
            self.assertLessEqual(len(middle.encode()), size + 60)
        self.assertEqual(_encoding.cut("short", 100), "short")
        self.assertEqual(_encoding.clean("a\udce9"), "a\\udce9")

    def test_one_line_for_people(self):
        self.assertEqual(_encoding.one_line("a\nb\t\x7f\x9bc é", 100), "a b   c é")
        self.assertLessEqual(len(_encoding.one_line("é\n" * 1000, 100).encode()), 100)

    def test_depth(self):
        def nested(depth, inner='"[[{"'):
            return ("[" * depth + inner + "]" * depth).encode()

        _encoding.check_depth(nested(255))
        _encoding.check_depth(b"[" + b"[1]," * 1000 + b"2]")
        _encoding.check_depth(b'["' + b"[" * 1000 + b'\\"[["]')
        for data in (nested(256), nested(250, '[{"a":[[[[1]]]]},"\\"]"]')):
            with self.assertRaisesRegex(ValueError, "nested"):
                _encoding.check_depth(data)

    def test_result_at_the_bound(self):
        self.assertEqual(len(_encoding.result_to_json("x" * 1_048_574)), 1_048_576)
        for value in ("x" * 1_048_575, "é" * 600_000, ["x" * 600_000] * 2):
            with self.assertRaises(_encoding.ResultError) as raised:
                _encoding.result_to_json(value)
            self.assertEqual(raised.exception.code, "result_too_large")


class TestTimes(unittest.TestCase):
    def test_durations(self):
        for value, seconds in [("90s", 90), ("1h30m", 5400), ("250ms", 0.25), (7, 7), ("2d", 172_800), ("1.5", 1.5)]:
            self.assertEqual(_times.seconds_from(value), seconds)
        for value in ("", "x", "5 s", "-1s", -1, True, None, float("nan"), "1e400", "11w9999999999d", "5parsecs"):
            with self.assertRaises(ValueError, msg=value):
                _times.seconds_from(value)
        self.assertEqual(_times.duration_text(60), "60000ms")

    def test_times(self):
        utc = datetime.timezone.utc
        for text, micros in [("08:00:00Z", 0), ("08:00:00.5Z", 500_000), ("08:00:00.123456789+00:00", 123_456)]:
            expected = datetime.datetime(2026, 11, 22, 8, 0, 0, micros, tzinfo=utc)
            self.assertEqual(_times.time_from(f"2026-11-22T{text}"), expected)
        for value in (None, 5, "soon", "2026-99-99T00:00:00Z"):
            self.assertIsNone(_times.time_from(value))


class TestLease(unittest.TestCase):
    def test_counts_from_when_the_request_was_sent(self):
        held = lease.Lease({"lease": "60s", "renew_in": "20s"}, 100.0)
        self.assertEqual((held.ends_at, held.renew_in), (160.0, 20.0))
        held.renew({"lease": "30s"}, 150.0)
        self.assertEqual((held.ends_at, held.renew_in), (180.0, 10.0))
        # An answer that was overtaken by a later one.
        held.renew({"lease": "30s"}, 120.0)
        self.assertEqual(held.ends_at, 180.0)
        self.assertEqual(lease.Lease({"lease": "soon"}, 0.0).ends_at, 60.0)

    def test_clock_goes_on(self):
        self.assertLessEqual(lease.now(), lease.now())

    @unittest.skipUnless(hasattr(time, "CLOCK_BOOTTIME"), "no clock here counts suspend")
    def test_clock_counts_suspend(self):
        """A machine that slept past its lease has lost it: the monotonic clock would not know."""
        self.assertEqual(lease._CLOCK, time.CLOCK_BOOTTIME)


class TestSlots(unittest.TestCase):
    def test_takes_what_is_free(self):
        free = slots.Slots(3)
        self.assertEqual((free.take(2), free.take(100)), (2, 1))
        taken = []
        waiting = threading.Thread(target=lambda: taken.append(free.take(100)))
        waiting.start()
        free.give_back(2)
        waiting.join()
        self.assertEqual(taken, [2])
        free.close()
        free.give_back(1)
        self.assertEqual(free.take(1), 0)


class TestPause(unittest.TestCase):
    def test_grows_and_differs(self):
        error = _http.Unreachable("x")
        pauses = [claims_api.pause_after(error, failures) for failures in range(30)]
        self.assertLess(pauses[0], 0.11)
        self.assertLessEqual(max(pauses), 5.0)
        self.assertGreater(min(pauses[10:]), 2.0)
        self.assertGreater(len(set(pauses[10:])), 10)
        self.assertGreaterEqual(claims_api.pause_after(claims_api.Busy("x", 7.0), 1), 7.0)


class TestOutput(unittest.TestCase):
    def test_text_is_sent_by_lines_and_in_pieces(self):
        sent = []
        text = output.JobText(sent.append)
        text.write("a")
        text.write("b")
        self.assertEqual(sent, [])
        text.write("c\nd")
        self.assertEqual(sent, ["abc\nd"])
        text.write("x" * 150_000)
        self.assertEqual([len(each) for each in sent[1:]], [65_536, 65_536, 18_928])
        text.flush()
        self.assertEqual(len(sent), 4)

    def test_stream_is_as_the_one_before(self):
        before = io.TextIOWrapper(io.BytesIO(), encoding="latin-1", errors="replace")
        stream = output.JobStream("stdout", before, lambda *_: None)
        self.assertEqual(stream.write("é"), 1)
        stream.flush()
        self.assertEqual(before.buffer.getvalue(), b"\xe9")
        self.assertEqual((stream.encoding, stream.errors, stream.isatty()), ("latin-1", "replace", False))
        self.assertIs(stream.buffer, before.buffer)
        with self.assertRaises(TypeError):
            stream.write(b"bytes")
        print("as print does", file=stream, flush=True)


class TestRemoteLink(unittest.TestCase):
    def make(self, api=None):
        return remote_link.RemoteLink("f", 1, lease.Lease({}, lease.now()), api or mock.Mock(), mock.Mock())

    def test_output_that_nobody_takes_is_bounded(self):
        api = mock.Mock()
        api.log.side_effect = _http.Unreachable("away")
        link = self.make(api)
        for _ in range(100):
            link.log("x" * 100_000, "stdout")
            with self.assertRaises(_http.Unreachable):
                link.send_pending(lease.now)
        self.assertLessEqual(sum(len(data) for _, data in link._logs), 4 * 1_048_576)
        api.log.side_effect = None
        api.log.reset_mock()
        link.send_pending(lease.now)
        link.log("more", "stdout")
        link.send_pending(lease.now)
        sent = b"".join(call.args[2] for call in api.log.mock_calls)
        dropped = 10_000_000 - sent.count(b"x")
        self.assertTrue(sent.endswith(b"x[jobd: %d bytes of output were dropped]\nmore" % dropped), sent[-100:])

    def test_nothing_is_sent_after_the_lease(self):
        """Whether or not anybody has noticed that it is over."""
        api = mock.Mock()
        link = self.make(api)
        link.log("late", "stdout")
        link.progress({"fraction": 1})
        link.checkpoint(b"late", False)
        link.send_pending(lambda: lease.now() + 60)
        self.assertEqual(api.mock_calls, [])
        self.assertFalse(link.begin_end(lambda: lease.now() + 60))
        link.send_pending(lease.now)
        self.assertEqual(len(api.mock_calls), 3)

    def test_what_comes_after_the_handler_is_for_nobody(self):
        api = mock.Mock()
        link = self.make(api)
        waiting = link.checkpoint(b"in time", True)
        link.end_output()
        link.progress({"fraction": 1})
        link.follow_up({}, "any")
        late = link.checkpoint(b"late", True)
        self.assertTrue(link.begin_end(lease.now))
        for flush in (waiting, late):
            with self.assertRaisesRegex(jobd.JobdError, "has ended"):
                flush.wait()
        link.send_pending(lease.now)
        self.assertEqual((api.mock_calls, link.follow_ups), ([mock.call.checkpoint("f", b"in time")], []))

    def test_is_ended_or_given_up_and_never_both(self):
        link = self.make()
        self.assertTrue(link.begin_end(lease.now))
        self.assertFalse(link.give_up(lease.now))
        link = self.make()
        self.assertTrue(link.give_up(lease.now))
        self.assertFalse(link.begin_end(lease.now))
        self.assertFalse(link.give_up(lease.now))

    def test_flushes_end_with_the_lease(self):
        link = self.make()
        waiting = link.checkpoint(b"1", True)
        link.lose()
        for flush in (waiting, link.checkpoint(b"2", True)):
            with self.assertRaisesRegex(jobd.JobdError, "lease has ended"):
                flush.wait()

    def test_the_last_checkpoint_is_sent(self):
        api = mock.Mock()
        link = self.make(api)
        flushes = [link.checkpoint(data, True) for data in (b"1", b"2", b"3")]
        link.send_pending(lease.now)
        for flush in flushes:
            flush.wait()
        self.assertEqual(api.checkpoint.mock_calls, [mock.call("f", b"3")])
        api.checkpoint.side_effect = jobd.JobdError("bad_request", "no", status=400)
        with self.assertRaises(jobd.JobdError):
            flush = link.checkpoint(b"4", True)
            link.send_pending(lease.now)
            flush.wait()


class TestProcessLink(unittest.TestCase):
    def test_flushes_end_with_the_attempt(self):
        channel = mock.Mock()
        link = process_link.ProcessLink("f", channel, process_link.Share(False))
        waiting = link.checkpoint(b"1", True)
        link.end()
        for flush in (waiting, link.checkpoint(b"2", True)):
            with self.assertRaisesRegex(jobd.JobdError, "has ended"):
                flush.wait()
        self.assertEqual(len(channel.send.mock_calls), 1)


class TestFlush(unittest.TestCase):
    def test_waits_and_raises(self):
        done, failed = Flush(), Flush()
        threading.Thread(target=done.settle).start()
        done.wait()
        done.settle(ValueError("too late"))
        done.wait()
        failed.settle(ValueError("lost"))
        with self.assertRaisesRegex(ValueError, "lost"):
            failed.wait()

    def test_a_cancelled_wait_leaves_it_as_it_is(self):
        async def check():
            flush = Flush()

            async def wait():
                await flush

            waiting = asyncio.ensure_future(wait())
            await asyncio.sleep(0)
            waiting.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await waiting
            flush.settle()
            await flush

        asyncio.run(check())


class TestConnection(unittest.TestCase):
    def serve(self, *answers):
        """A server that gives one answer to each connection; returns its URL."""
        listener = socket.create_server(("127.0.0.1", 0))
        # Nobody comes any more: an accept that waits must end.
        listener.settimeout(2)
        self.addCleanup(listener.close)

        def body():
            for answer in answers:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    connection.sendall(answer)

        thread = threading.Thread(target=body)
        thread.start()
        self.addCleanup(thread.join)
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    def connect(self, url):
        connection = _http.Connection(_http.Endpoint(url))
        self.addCleanup(connection.close)
        return connection

    def test_kept_connection_that_was_closed_is_opened_again(self):
        ok = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
        connection = self.connect(self.serve(ok, ok))
        self.assertEqual(connection.request("GET", "/").json(), {})
        self.assertEqual(connection.request("GET", "/").status, 200)

    def test_chunked_answer(self):
        url = self.serve(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1]\r\n0\r\n\r\n")
        self.assertEqual(self.connect(url).request("GET", "/").json(), [1])

    def test_what_is_no_answer(self):
        for answer in (
            b"",
            b"garbage\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
            b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n",
        ):
            with self.subTest(answer), self.assertRaises(_http.Unreachable):
                self.connect(self.serve(answer)).request("GET", "/", timeout=5)

    def test_nobody_listens(self):
        with tempfile.TemporaryDirectory() as directory:
            for url in (f"unix://{directory}/none.sock", "http://127.0.0.1:1"):
                with self.assertRaises(_http.Unreachable):
                    self.connect(url).request("GET", "/")

    def test_one_that_is_over_sends_nothing(self):
        connection = self.connect(self.serve(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
        connection.half_close()
        with self.assertRaises(_http.Unreachable):
            connection.request("GET", "/")

    def test_problems_are_told(self):
        problem = _http.Answer(409, {}, b'{"code": "stale_fence", "detail": "too late", "hint": "claim again"}').error()
        self.assertEqual(str(problem), "too late (stale_fence): claim again")
        self.assertEqual((problem.code, problem.status), ("stale_fence", 409))
        self.assertEqual(_http.Answer(502, {}, b"<html>").error().code, "502")
        self.assertEqual(_http.Answer(503, {"Retry-After": "900"}, b"").retry_after(), 60)
        self.assertIsNone(_http.Answer(503, {"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}, b"").retry_after())


class TestSyntax(unittest.TestCase):
    def test_all_of_it_is_that_of_python_3_9(self):
        files = sorted(pathlib.Path(jobd.__file__).parent.rglob("*.py"))
        self.assertGreater(len(files), 40)
        for file in files:
            with self.subTest(file.name):
                ast.parse(file.read_text(), feature_version=(3, 9))


class TestLongNumbers(unittest.TestCase):
    def test_those_of_more_than_64_bits_are_refused(self):
        for number in (2**63, -(2**63) - 1, 10**30):
            with self.subTest(number), self.assertRaisesRegex(ValueError, "more than 64 bits"):
                _encoding.check_integers(_encoding.to_json({"a": [number]}))

    def test_others_are_left_alone(self):
        for value in (2**63 - 1, -(2**63), 0.1234567890123456789, 1e30, str(10**30), {str(2**70): 'a"1'}, 12.5):
            with self.subTest(value):
                _encoding.check_integers(_encoding.to_json([value]))


class TestToken(unittest.TestCase):
    def test_space_around_it_is_not_part_of_it(self):
        self.assertEqual(_http.Endpoint("http://127.0.0.1:1", None, " abc\n").token(), "abc")

    def test_error_does_not_show_it(self):
        for token in ("secret\nsecret", "sécret", "secret secret"):
            with self.subTest(token), self.assertRaises(ValueError) as refused:
                _http.Endpoint("http://127.0.0.1:1", None, token)
            self.assertNotIn("cret", str(refused.exception))


class TestWordsOfAsyncio(unittest.TestCase):
    def test_those_that_are_elsewhere_say_where(self):
        for word in ("sleep", "run", "to_thread", "Semaphore"):
            with self.subTest(word), self.assertRaisesRegex(AttributeError, f"{word}.*; "):
                getattr(jobd, word)
        with self.assertRaisesRegex(AttributeError, "'nonsense'$"):
            getattr(jobd, "nonsense")


if __name__ == "__main__":
    unittest.main()
