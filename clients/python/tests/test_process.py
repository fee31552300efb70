"""What a worker process does for one job after the other."""

import base64
import json
import pathlib
import tempfile
import unittest

from fake_jobd import WorkerProcess


class WorkerCase(unittest.TestCase):
    """A test with a worker; one worker serves all tests of a class, as it serves many jobs."""

    handler = None

    @classmethod
    def setUpClass(cls):
        cls.worker = WorkerProcess(cls.handler)

    @classmethod
    def tearDownClass(cls):
        cls.worker.__exit__()

    def assert_lives(self):
        """The worker still does its work, and has said nothing else."""
        self.worker.send(type="ping", n=42)
        self.assertEqual(self.worker.next(), {"type": "pong", "n": 42})


class TestHandlers(WorkerCase):
    def test_hello_is_first(self):
        hello = self.worker.hello
        self.assertEqual((hello["v"], hello["pid"]), (1, self.worker.process.pid))
        self.assertIn("echo", hello["handlers"])

    def test_returns_what_it_is_given(self):
        for payload in [None, 1.5, "grüße", {"a": [1, {"b": None}]}, [], "\u2028 \\n \x00"]:
            end = self.worker.end_of("echo", payload)
            self.assertEqual((end["type"], end["value"]), ("result", payload))

    def test_is_called_with_what_it_takes(self):
        self.assertIsNone(self.worker.end_of("nothing", {"not": "looked at"})["value"])
        self.assertEqual(self.worker.end_of("callable object", 5, job=77)["value"], [5, 77])
        self.assertEqual(self.worker.end_of("partial", 2)["value"], 42)

    def test_context_tells_about_the_attempt(self):
        kept = base64.b64encode(b"half").decode()
        about = self.worker.end_of(
            "about",
            job=9,
            attempt=2,
            tags={"a": "b"},
            timeout_ms=1500,
            deadline="2026-11-22T08:00:00.5Z",
            checkpoint=kept,
            unknown={"field": 1},
        )["value"]
        self.assertEqual(about.pop("deadline"), "2026-11-22T08:00:00.500000+00:00")
        self.assertEqual(
            about,
            {
                "id": 9,
                "name": "a name",
                "queue": "default",
                "attempt": 2,
                "max_attempts": 3,
                "tags": {"a": "b"},
                "timeout": 1.5,
                "last_checkpoint": "half",
                "cancelled": False,
                "cause": None,
            },
        )

    def test_context_of_a_job_without_extras(self):
        about = self.worker.end_of("about")["value"]
        self.assertEqual([about[key] for key in ("timeout", "deadline", "last_checkpoint")], [None] * 3)

    def test_no_context_reaches_other_threads(self):
        self.assertEqual(self.worker.end_of("outside")["value"], [None])

    def test_unregistered_handler_is_an_error_of_the_job(self):
        end = self.worker.end_of("unheard of")
        self.assertEqual((end["type"], end["code"]), ("error", "unregistered"))
        self.assert_lives()

    def test_one_mebibyte_there_and_back(self):
        text = "x" * (1_048_576 - 2)
        for _ in range(3):
            self.assertEqual(self.worker.end_of("echo", text)["value"], text)

    def test_pings_are_answered(self):
        self.assert_lives()


class TestErrors(WorkerCase):
    def error(self, handler, payload=None):
        end = self.worker.end_of(handler, payload)
        self.assertEqual(end["type"], "error", end)
        self.assert_lives()
        return end

    def test_exception_with_code_and_traceback(self):
        end = self.error("fail", "colour")
        self.assertEqual((end["code"], end["message"]), ("KeyError", "'colour'"))
        self.assertIn("in fail", end["traceback"])
        self.assertNotIn("running.py", end["traceback"])
        self.assertNotIn("retry", end)

    def test_snooze(self):
        end = self.worker.end_of("raise", "snooze")
        self.assertEqual((end["type"], end["for"]), ("snooze", 1.5))
        self.assertEqual(self.error("raise", "negative")["code"], "ValueError")

    def test_discard_is_not_tried_again(self):
        end = self.error("raise", "discard")
        self.assertEqual((end["code"], end["message"], end["retry"]), ("discarded", "the file is gone", False))

    def test_exit_does_not_end_the_worker(self):
        self.assertEqual(self.error("raise", "exit")["message"], "the handler called exit(3)")
        self.assertEqual(self.error("raise", "interrupt")["code"], "KeyboardInterrupt")

    def test_nobody_is_cancelled_without_a_cancel(self):
        self.assertEqual(self.error("raise", "cancelled")["code"], "Cancelled")
        self.assertEqual(self.error("raise", "asyncio")["code"], "CancelledError")

    def test_long_and_broken_texts(self):
        end = self.error("raise", "long")
        self.assertLessEqual(len(end["message"].encode()), 4096)
        self.assertLessEqual(len(end["traceback"].encode()), 70_000)
        self.assertEqual(self.error("raise", "surrogate")["message"], "caf\\udce9")
        self.assertEqual(self.error("raise", "mute")["code"], "Mute")
        self.assertEqual(self.error("raise", "recursion")["code"], "RecursionError")

    def test_results_that_are_no_json(self):
        for payload, word in [
            ("nan", "NaN"),
            ("infinity", "NaN"),
            ("nan key", "NaN"),
            ("surrogate", "surrogate"),
            ("set", "set"),
            ("loop", "ircular"),
            ("deep", "nested"),
        ]:
            with self.subTest(payload):
                end = self.error("bad result", payload)
                self.assertEqual(end["code"], "result_not_json")
                self.assertIn(word, end["message"])

    def test_results_that_are_too_large(self):
        for payload in ("large text", "large list"):
            with self.subTest(payload):
                end = self.error("bad result", payload)
                self.assertEqual(end["code"], "result_too_large")
                self.assertIn("1048576", end["message"])

    def test_coroutine_of_a_plain_function(self):
        self.assertIn("async def", self.error("coroutine by mistake")["message"])
        self.assertNotIn("never awaited", self.worker.stderr())


class TestOutput(unittest.TestCase):
    def test_everything_printed_is_there_before_the_end(self):
        with WorkerProcess() as worker:
            worker.end_of("print", {"out": "no end of line", "err": "line\n"})
            self.assertEqual((worker.stdout(), worker.stderr()), ("no end of line", "line\n"))
            worker.end_of("print in c", "; from C")
            self.assertEqual(worker.stdout(), "no end of line; from C")

    def test_a_printed_message_is_output(self):
        frame = json.dumps({"type": "result", "fence": "f1", "value": "a lie"}) + "\n"
        with WorkerProcess() as worker:
            self.assertIsNone(worker.end_of("print", {"out": frame, "err": ""})["value"])
            self.assertEqual(worker.stdout(), frame)

    def test_logging(self):
        with WorkerProcess() as worker:
            worker.end_of("log", 1)
            self.assertEqual(worker.stderr(), "INFO by the context 1\nWARNING by logging 1\n")

    def test_closed_output_harms_nobody(self):
        with WorkerProcess() as worker:
            worker.end_of("close output")
            self.assertEqual(worker.end_of("echo", 1)["value"], 1)


class TestGenerators(WorkerCase):
    def test_values_are_sent_one_by_one(self):
        messages = self.worker.run("count", 3)
        self.assertEqual([each["value"] for each in messages[:-1]], [{"n": 0}, {"n": 1}, {"n": 2}])
        self.assertEqual({each["type"] for each in messages[:-1]}, {"yield"})
        self.assertEqual(messages[-1]["type"], "result")
        self.assertNotIn("value", messages[-1])

    def test_without_values_it_is_an_empty_list(self):
        self.assertEqual(self.worker.end_of("count", 0)["value"], [])

    def test_error_after_a_value(self):
        messages = self.worker.run("count and fail")
        self.assertEqual([each["type"] for each in messages], ["yield", "error"])
        self.assertIn("after the first", messages[-1]["message"])

    def test_bad_value_closes_it(self):
        self.assertEqual(self.worker.end_of("yield nan")["code"], "result_not_json")
        self.assertEqual(self.worker.stdout(), "closed\n")

    def test_too_much_in_all(self):
        messages = self.worker.run("yield much")
        self.assertEqual(messages[-1]["code"], "result_too_large")
        self.assertEqual(len(messages), 11)


class TestContext(WorkerCase):
    def test_progress(self):
        messages = self.worker.run(
            "progress",
            [
                {"args": [0.25]},
                {"kwargs": {"done": 3, "total": 10, "note": "encoding"}},
                {"args": [1], "kwargs": {"note": "é" * 200}},
                {"kwargs": {"done": 5}},
                {"kwargs": {"note": "alone"}},
                {"kwargs": {"done": 0, "total": 0}},
            ],
        )
        for message in messages:
            message.pop("fence")
        note = messages[2].pop("note")
        self.assertLessEqual(len(note.encode()), 200)
        self.assertEqual(
            messages[:-1],
            [
                {"type": "progress", "fraction": 0.25},
                {"type": "progress", "done": 3, "total": 10, "note": "encoding"},
                {"type": "progress", "fraction": 1.0},
                {"type": "progress", "done": 5},
                {"type": "progress", "note": "alone"},
                {"type": "progress", "done": 0, "total": 0},
            ],
        )

    def test_bad_progress_is_refused_where_it_is_said(self):
        self.assertEqual(len(self.worker.end_of("bad progress")["value"]), 10)

    def test_much_progress(self):
        messages = self.worker.run("much progress", 20_000)
        self.assertEqual(messages[-2]["done"], 20_000)

    def test_flushed_checkpoint_waits_until_it_is_kept(self):
        fence = self.worker.start("checkpoint")
        first, second = self.worker.next(), self.worker.next()
        self.assertEqual((first["data"], first.get("n")), (base64.b64encode(b"without waiting").decode(), None))
        self.assertEqual((second["data"], second["fence"]), (base64.b64encode(b"kept").decode(), fence))
        # The answer to another one does not count, and nothing comes before the right one.
        self.worker.send(type="checkpointed", fence=fence, n=second["n"] + 1)
        self.worker.send(type="ping", n=1)
        self.assertEqual(self.worker.next()["type"], "pong")
        self.worker.send(type="checkpointed", fence=fence, n=second["n"])
        self.worker.wait_note("kept")
        self.assertIn("at most 1048576 bytes", self.worker.next()["value"])

    def test_largest_checkpoint_fits_into_a_message(self):
        kept = base64.b64encode(b"x" * 1_048_576).decode()
        fence = self.worker.start("large checkpoint", checkpoint=kept)
        message = self.worker.next()
        self.assertLessEqual(len(json.dumps(message)), 1_572_864)
        self.worker.send(type="checkpointed", fence=fence, n=message["n"])
        self.assertEqual(self.worker.next()["value"], 1_048_576)

    def test_checkpoint_that_could_not_be_kept_raises(self):
        fence = self.worker.start("wait for checkpoint")
        message = self.worker.next()
        self.worker.send(type="checkpointed", fence=fence, n=message["n"], kept=False)
        end = self.worker.next()
        self.assertEqual((end["type"], end["fence"]), ("error", fence))
        self.assertIn("not_kept", end["message"])

    def test_cancel_ends_the_wait_for_a_checkpoint(self):
        fence = self.worker.start("wait for checkpoint")
        self.assertEqual(self.worker.next()["type"], "checkpoint")
        self.worker.cancel(fence)
        self.assertEqual(self.worker.next()["type"], "cancelled")

    def test_what_is_left_behind_says_nothing_after_the_end(self):
        """It would be a fault of the worker."""
        for _ in range(20):
            fence = self.worker.start("talk on")
            message = self.worker.next()
            while message["type"] != "result":
                self.assertIn(message["type"], ("progress", "checkpoint", "follow_up"))
                message = self.worker.next()
            self.assertEqual(message["fence"], fence)
            self.assert_lives()

    def test_follow_ups(self):
        messages = self.worker.run("follow up")
        self.assertEqual([each["type"] for each in messages], ["follow_up", "follow_up", "result"])
        self.assertEqual((messages[0]["job"], messages[0]["on"]), ({"handler": "echo", "payload": 7}, "any"))
        self.assertEqual((messages[1]["job"], messages[1]["on"]), ({"argv": ["true"]}, "success"))
        self.assertEqual(messages[2]["value"], ["ValueError", "TypeError", "ValueError", "ValueError"])

    def test_parents_and_batches(self):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            (root / "value").write_text('{"a": 1}')
            (root / "lines").write_text('1\n{"b": 2}\n')
            (root / "one line").write_text("7\n")
            (root / "bytes").write_text("plain")
            members = [
                {"id": 5, "state": "succeeded", "kind": "handler", "path": str(root / "value")},
                {"id": 6, "state": "failed", "kind": "exec"},
            ]
            (root / "batch").write_text("".join(json.dumps(each) + "\n" for each in members))
            parents = [
                {"id": 1, "state": "succeeded", "kind": "handler", "path": str(root / "value")},
                {"id": 2, "state": "succeeded", "kind": "handler", "path": str(root / "lines")},
                {"id": 3, "state": "succeeded", "kind": "handler", "path": str(root / "one line")},
                {"id": 4, "state": "succeeded", "kind": "exec", "path": str(root / "bytes")},
                {"id": 7, "state": "failed", "kind": "handler"},
            ]
            value = self.worker.end_of("parents", parents=parents, batches=[{"id": 8, "path": str(root / "batch")}])[
                "value"
            ]
        self.assertEqual(
            value[0],
            [
                [1, "succeeded", "handler", {"a": 1}],
                [2, "succeeded", "handler", [1, {"b": 2}]],
                [3, "succeeded", "handler", [7]],
                [4, "succeeded", "exec", {"bytes": "plain"}],
                [7, "failed", "handler", None],
            ],
        )
        self.assertEqual(value[1], [[8, [[5, "succeeded", {"a": 1}], [6, "failed", None]]]])


class TestChildren(WorkerCase):
    def test_children_cannot_speak_for_the_job(self):
        started, forked, variables, fence = self.worker.end_of("children", self.worker.out_number)["value"]
        self.assertEqual(started, "9", "a started program must find the descriptor closed (EBADF)")
        self.assertEqual(forked, "True", "a forked child must find /dev/null there")
        self.assertEqual(variables, [])
        self.assertEqual(fence, "worker-1")
        self.assertIn("from the child\n", self.worker.stdout())

    def test_child_that_comes_back_from_the_handler_ends(self):
        self.assertEqual(self.worker.end_of("fork comes back")["value"], "parent")
        self.assert_lives()

    def test_multiprocessing(self):
        self.assertEqual(self.worker.end_of("multiprocessing")["value"], [1, 2, 3])
        self.assert_lives()


if __name__ == "__main__":
    unittest.main()
