"""A remote worker and the jobs it claims."""

import base64
import pathlib
import tempfile
import threading
import unittest

from fake_http import Drop, FakeDaemon, RemoteProcess, first, problem
from fake_jobd import eventually


class TestJobs(unittest.TestCase):
    def test_over_tcp_with_a_token(self):
        with tempfile.NamedTemporaryFile("w") as token:
            token.write("s3cret\n")
            token.flush()
            with (
                FakeDaemon(token="s3cret") as daemon,
                RemoteProcess(
                    daemon, "--token-file", token.name, "--handlers", "echo,nothing", "--queues", "a,b", "--lease", "2m"
                ),
            ):
                fence = daemon.add("echo", {"ü": [1]})
                self.assertEqual(daemon.end()[:2], ("complete", fence))
                claim = daemon.seen("POST /v1/claims$")[0]["body"]
                self.assertRegex(claim.pop("worker"), r".+:\d+")
                self.assertEqual(
                    claim,
                    {
                        "handlers": ["echo", "nothing"],
                        "queues": ["a", "b"],
                        "max": 1,
                        "lease": "120000ms",
                        "wait": "30000ms",
                    },
                )
                complete = daemon.seen("complete")[0]["body"]
                self.assertEqual(complete["result"], {"ü": [1]})
                self.assertEqual(complete["claim"]["max"], 1)
                self.assertEqual(complete["claim"]["handlers"], ["echo", "nothing"])
                self.assertNotIn("wait", complete["claim"])

    def test_over_a_unix_socket(self):
        with FakeDaemon(unix=True) as daemon, RemoteProcess(daemon):
            daemon.add("echo", 1)
            self.assertEqual(daemon.end()[2]["result"], 1)
            self.assertIsNone(daemon.seen("POST")[0]["token"])
            # All that are registered.
            self.assertIn("echo", daemon.seen("POST /v1/claims$")[0]["body"]["handlers"])

    def test_an_end_brings_the_next_job(self):
        with FakeDaemon() as daemon:
            fences = [daemon.add("echo", number) for number in range(20)]
            with RemoteProcess(daemon):
                self.assertEqual([daemon.end()[1] for _ in fences], fences)
                polls = daemon.wait_for("POST /v1/claims$", 2)
            self.assertEqual(len(polls), 2)
            self.assertEqual(len({each["key"] for each in polls} - {None}), 2)

    def test_a_new_token_is_read(self):
        with tempfile.TemporaryDirectory() as directory:
            token = pathlib.Path(directory) / "token"
            token.touch(0o600)
            token.write_text("old")
            with FakeDaemon(token="old") as daemon, RemoteProcess(daemon, "--token-file", str(token)):
                daemon.add("echo", 1)
                daemon.end()
                daemon.wait_for("POST /v1/claims$", 2)
                token.write_text("new")
                daemon.token = "new"
                daemon.add("echo", 2)
                self.assertEqual(daemon.end()[2]["result"], 2)

    def test_errors(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            daemon.add("fail", "colour")
            verb, _, body = daemon.end()
            self.assertEqual((verb, body["error"]["code"], body["error"]["message"]), ("fail", "KeyError", "'colour'"))
            self.assertIn("in fail", body["error"]["traceback"])
            self.assertNotIn("retry", body)
            daemon.add("raise", "discard")
            verb, _, body = daemon.end()
            self.assertEqual((verb, body["retry"], body["error"]["message"]), ("fail", False, "the file is gone"))
            daemon.add("raise", "snooze")
            verb, _, body = daemon.end()
            self.assertEqual((verb, body), ("release", {"delay": 1.5}))
            for payload, code in [
                ("nan", "result_not_json"),
                ("surrogate", "result_not_json"),
                ("large list", "result_too_large"),
            ]:
                daemon.add("bad result", payload)
                verb, _, body = daemon.end()
                self.assertEqual((verb, body["error"]["code"]), ("fail", code))

    def test_a_job_that_this_worker_has_no_handler_for(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon, "--handlers", "echo"):
            daemon.after[r"POST /v1/claims$"] = first(
                1, (200, {"claims": [{"job": 5, "handler": "other", "fence": "f", "lease": "60s", "renew_in": "20s"}]})
            )
            daemon.claims["f"] = {"job": 5}
            daemon.add("echo", 0)
            verb, fence, body = daemon.end()
            self.assertEqual((verb, fence, body["error"]["code"]), ("fail", "f", "unregistered"))

    def test_generators(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            for handler, expected in [("count", [{"n": 0}, {"n": 1}]), ("async count", [0, 1])]:
                daemon.add(handler, 2)
                self.assertEqual(daemon.end()[2]["result"], expected)
                daemon.add(handler, 0)
                self.assertEqual(daemon.end()[2]["result"], [])
            daemon.add("yield much")
            self.assertEqual(daemon.end()[2]["error"]["code"], "result_too_large")

    def test_context(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            daemon.add(
                "about",
                job=9,
                attempt=2,
                timeout="1m30s",
                deadline="2026-11-22T08:00:00Z",
                checkpoint=base64.b64encode(b"half").decode(),
            )
            about = daemon.end()[2]["result"]
            self.assertEqual(
                about,
                {
                    "id": 9,
                    "name": "a name",
                    "queue": "default",
                    "attempt": 2,
                    "max_attempts": None,
                    "tags": {},
                    "timeout": 90.0,
                    "deadline": "2026-11-22T08:00:00+00:00",
                    "last_checkpoint": "half",
                    "cancelled": False,
                    "cause": None,
                },
            )

    def test_output_arrives_before_the_end(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon) as worker:
            fence = daemon.add("print", {"out": "grüße\nno end", "err": "e\n"})
            daemon.end()
            self.assertEqual(daemon.log_of(fence, "stdout"), "grüße\nno end")
            self.assertEqual(daemon.log_of(fence, "stderr"), "e\n")
            self.assertEqual(worker.stdout(), "")
            fence = daemon.add("log", 1)
            daemon.end()
            self.assertEqual(daemon.log_of(fence, "stderr"), "INFO by the context 1\nWARNING by logging 1\n")

    def test_much_output_is_bounded(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            daemon.before["/log"] = first(1, (503, problem("shutting_down", 503)))
            fence = daemon.add("print", {"out": "x" * 6_000_000 + "\n", "err": ""})
            daemon.end()
            self.assertLess(len(daemon.log_of(fence, "stdout")), 9_000_000)

    def test_progress_is_gathered_and_the_last_word_arrives(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            fence = daemon.add("much progress", 20_000)
            daemon.end()
            reports = daemon.seen(f"{fence}/heartbeat")
            self.assertLess(len(reports), 50)
            self.assertEqual(reports[-1]["body"]["progress"], {"done": 20_000, "total": 20_000})

    def test_flushed_checkpoint_waits_for_the_answer(self):
        for handler in ("wait for checkpoint", "async checkpoint"):
            with self.subTest(handler), FakeDaemon() as daemon, RemoteProcess(daemon):
                gate = threading.Event()
                daemon.before["/checkpoint"] = lambda request: gate.wait() and None
                fence = daemon.add(handler)
                kept = daemon.wait_for(f"PUT /v1/claims/{fence}/checkpoint")[0]
                self.assertEqual(kept["raw"], b"kept")
                self.assertEqual(daemon.seen("complete"), [])
                gate.set()
                self.assertEqual(daemon.end()[:2], ("complete", fence))

    def test_checkpoint_is_there_for_the_next_attempt(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            daemon.before["/checkpoint"] = first(2, (503, problem("overload", 503)))
            fence = daemon.add("checkpoint and fail")
            self.assertEqual(daemon.end()[0], "fail")
            self.assertEqual(daemon.seen(f"PUT .*/{fence}/checkpoint")[-1]["raw"], b"not flushed")

    def test_parents(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            daemon.results = {
                1: ("handler", b'{"a": 1}'),
                2: ("handler", b"1\n2\n"),
                3: ("exec", b"plain"),
                4: ("handler", None),
            }
            parents = [{"id": number, "state": "succeeded"} for number in (1, 2, 3)]
            daemon.add("parents", parents=parents + [{"id": 4, "state": "failed", "kind": "handler"}])
            self.assertEqual(
                daemon.end()[2]["result"],
                [
                    [
                        [1, "succeeded", "handler", {"a": 1}],
                        [2, "succeeded", "handler", [1, 2]],
                        [3, "succeeded", "exec", {"bytes": "plain"}],
                        [4, "failed", "handler", None],
                    ],
                    [],
                ],
            )
            daemon.before["/result"] = first(1, (403, problem("forbidden", 403)))
            daemon.add("parents", parents=parents[:1])
            self.assertEqual(daemon.end()[2]["error"]["code"], "JobdError")

    def test_batches(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            daemon.results = {
                11: ("handler", b'{"a": 1}'),
                12: ("exec", b"plain"),
                13: ("handler", b"1\n"),
                14: ("handler", None),
                15: ("exec", b""),
                16: ("handler", b""),
                21: ("external", b"[2]"),
            }
            daemon.batches = {7: [11, 12, 13, 14, 15, 16], 8: [], 9: [21]}
            followed = [{"batch": 7, "on": "any", "met": True}, {"job": 3, "on": "any"}, {"batch": 8}, {"batch": 9}]
            daemon.parents = {90: followed}
            daemon.add("parents", job=90)
            self.assertEqual(
                daemon.end()[2]["result"][1],
                [
                    [
                        7,
                        [
                            [11, "succeeded", {"a": 1}],
                            [12, "succeeded", {"bytes": "plain"}],
                            [13, "succeeded", [1]],
                            [14, "failed", None],
                            [15, "succeeded", {"bytes": ""}],
                            [16, "succeeded", None],
                        ],
                    ],
                    [8, []],
                    [9, [[21, "succeeded", {"bytes": "[2]"}]]],
                ],
            )
            # Of one that has failed nothing is asked.
            self.assertEqual(daemon.seen("GET /v1/jobs/14"), [])

    def test_batches_are_read_a_page_at_a_time(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            daemon.results = {id: ("handler", b"%d" % id) for id in range(1, 251)}
            daemon.batches, daemon.parents = {7: list(daemon.results)}, {90: [{"batch": 7}]}
            daemon.add("first of batch", job=90)
            self.assertEqual(daemon.end()[2]["result"], 1)
            asked = [each["path"] for each in daemon.seen("GET")]
            self.assertEqual(asked[0], "/v1/jobs/90")
            self.assertRegex(asked[1], r"^/v1/jobs\?")
            self.assertEqual(asked[2:], ["/v1/jobs/1/result"])
            daemon.add("count batch", job=90)
            self.assertEqual(daemon.end()[2]["result"], 250)
            self.assertEqual(len(daemon.seen(r"GET /v1/jobs\?")), 1 + 3)

    def test_batches_need_the_scope_read(self):
        for refused in ("GET /v1/jobs/90$", r"GET /v1/jobs\?"):
            with FakeDaemon() as daemon, RemoteProcess(daemon):
                daemon.batches, daemon.parents = {7: []}, {90: [{"batch": 7}]}
                daemon.before[refused] = first(1, (403, problem("forbidden", 403)))
                daemon.add("first of batch", job=90)
                error = daemon.end()[2]["error"]
                self.assertEqual(error["code"], "JobdError")
                self.assertRegex(error["message"], "forbidden.*scope read")

    def test_batches_while_jobd_is_away(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            daemon.before["GET /v1/jobs/90$"] = first(1, (503, problem("shutting_down", 503)))
            daemon.add("first of batch", job=90)
            error = daemon.end()[2]["error"]
            self.assertRegex(error["message"], "unreachable.*fetched from jobd")

    def test_follow_ups_come_with_a_result(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            daemon.before["POST /v1/jobs"] = first(1, Drop)
            fence = daemon.add("follow up", job=77)
            self.assertEqual(daemon.end()[0], "complete")
            sent = daemon.seen("POST /v1/jobs$")
            self.assertEqual(sent[0]["body"], {"handler": "echo", "payload": 7, "after": [{"job": 77, "on": "any"}]})
            self.assertEqual((sent[1]["body"], sent[1]["key"]), (sent[0]["body"], sent[0]["key"]))
            self.assertEqual(sent[-1]["body"]["after"], [{"job": 77, "on": "success"}])
            self.assertEqual(
                [each["path"] for each in daemon.seen("jobs$|complete")][-1], f"/v1/claims/{fence}/complete"
            )
            count = len(sent)
            daemon.add("follow up and fail")
            self.assertEqual(daemon.end()[0], "fail")
            self.assertEqual(len(daemon.seen("POST /v1/jobs$")), count)
            daemon.add("follow up and fail", "discard")
            self.assertEqual(daemon.end()[0], "fail")
            self.assertEqual(len(daemon.seen("POST /v1/jobs$")), count + 1)
            daemon.before["POST /v1/jobs"] = first(1, (400, problem("bad_request", 400)))
            daemon.add("follow up")
            refused = daemon.end()[2]
            self.assertEqual((refused["error"]["code"], refused.get("retry")), ("follow_up", None))
            daemon.before["POST /v1/jobs"] = first(1, (400, problem("bad_request", 400)))
            daemon.add("follow up and fail", "discard")
            refused = daemon.end()[2]
            self.assertEqual((refused["error"]["code"], refused["retry"]), ("follow_up", False))

    def test_many_at_once(self):
        """Plain handlers in threads, asynchronous ones in one loop, never more than asked for."""
        with (
            tempfile.TemporaryDirectory() as directory,
            FakeDaemon() as daemon,
            RemoteProcess(daemon, "--concurrency", "3"),
        ):
            go = str(pathlib.Path(directory) / "go")
            fences = [daemon.add("wait for file", go) for _ in range(5)]
            for fence in fences[:3]:
                daemon.wait_for(f"{fence}/heartbeat")
            self.assertEqual(len(daemon.claims), 3)
            pathlib.Path(go).touch()
            self.assertEqual({daemon.end()[1] for _ in fences}, set(fences))
            fences = [daemon.add("async wait", name) for name in ("a", "b")]
            self.assertEqual({daemon.end()[1] for _ in fences}, set(fences))
            for fence, name in zip(fences, "ab"):
                self.assertEqual(
                    daemon.log_of(fence, "stdout"), f"line of {name}\n" * 3 + f"from a thread of {name}\nno end of line"
                )
                self.assertEqual(daemon.log_of(fence, "stderr"), f"error of {name}\n")

    def test_children_of_a_handler_do_not_stop_the_worker(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            for _ in range(2):
                daemon.add("pool")
                self.assertEqual(daemon.end()[2]["result"], [1, 2])
            daemon.add("fork and end", 50)
            self.assertEqual(daemon.end()[2]["result"], [15] * 50)
            daemon.add("fork comes back")
            self.assertEqual(daemon.end()[2]["result"], "parent")
            self.assertEqual(len(daemon.seen("complete")), 4)


class TestTrouble(unittest.TestCase):
    def test_lost_answer_to_a_claim_gets_the_same_job(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            taken = []

            def lose(request):
                # Carried out, not answered; the daemon knows the key when it comes again.
                if not taken:
                    taken.append((request["key"], request["raw"]))
                    raise Drop
                return None

            def replay(request):
                if taken and request["key"] == taken[0][0]:
                    self.assertEqual(request["raw"], taken[0][1])
                    return 200, {"claims": list(daemon.claims.values())}
                return None

            daemon.add("echo", 5)
            daemon.after["POST /v1/claims$"] = lose
            daemon.before["POST /v1/claims$"] = replay
            self.assertEqual(daemon.end()[2]["result"], 5)
            polls = daemon.wait_for("POST /v1/claims$", 3)
            self.assertEqual(polls[0]["key"], polls[1]["key"])
            self.assertNotEqual(polls[1]["key"], polls[2]["key"])

    def test_lost_answer_to_an_end_is_asked_for_again(self):
        with FakeDaemon() as daemon:
            for handler, verb in [("echo", "complete"), ("fail", "fail")]:
                daemon.after[verb] = first(1, Drop)
                daemon.add(handler, 1)
            with RemoteProcess(daemon):
                for verb in ("complete", "fail"):
                    self.assertEqual(daemon.end()[0], verb)
                    one, other = daemon.wait_for(verb, 2)[:2]
                    self.assertEqual((one["raw"], one["key"]), (other["raw"], other["key"]))
                daemon.add("echo", 3)
                self.assertEqual(daemon.end()[2]["result"], 3)

    def test_late_end_is_told_and_work_goes_on(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon) as worker:
            daemon.before["complete"] = first(1, (409, problem("stale_fence", 409)))
            daemon.add("echo", 1)
            daemon.add("echo", 2)
            self.assertEqual(daemon.end()[2]["result"], 2)
            self.assertIn("too late", worker.stderr())
            self.assertEqual(len(daemon.seen("complete")), 2)

    def test_refused_result_becomes_an_error(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon):
            daemon.before["complete"] = first(1, (413, problem("payload_too_large", 413)))
            daemon.add("echo", 1)
            verb, _, body = daemon.end()
            self.assertEqual((verb, body["error"]["code"]), ("fail", "payload_too_large"))

    def test_busy_daemon(self):
        with FakeDaemon() as daemon:
            busy = (503, (problem("shutting_down", 503), {"Retry-After": "0"}))
            daemon.before["POST /v1/claims$"] = first(3, busy)
            daemon.before["complete"] = first(2, busy)
            with RemoteProcess(daemon) as worker:
                daemon.add("echo", 1)
                self.assertEqual(daemon.end()[2]["result"], 1)
                self.assertEqual(len({each["raw"] for each in daemon.seen("complete")}), 1)
                self.assertIn("shutting_down", worker.stderr())

    def test_what_is_no_jobd(self):
        with FakeDaemon() as daemon:
            daemon.before["POST /v1/claims$"] = first(2, (200, b"<html>welcome</html>"))
            with RemoteProcess(daemon) as worker:
                daemon.wait_for("POST /v1/claims$", 3)
                daemon.add("echo", 1)
                daemon.end()
                self.assertIn("not JSON", worker.stderr())
                self.assertEqual(worker.stderr().count("trying again"), 1)

    def test_daemon_that_comes_later(self):
        with FakeDaemon() as daemon:
            port = daemon.server.server_address[1]
        with RemoteProcess(f"http://127.0.0.1:{port}") as worker:
            eventually(lambda: "trying again" in worker.stderr())
            with FakeDaemon(port=port) as daemon:
                daemon.add("echo", 1)
                self.assertEqual(daemon.end()[2]["result"], 1)

    def test_part_that_fails_ends_the_worker(self):
        with FakeDaemon() as daemon, RemoteProcess(daemon, env={"TEST_BROKEN_PART": "1"}) as worker:
            daemon.add("echo", 1)
            self.assertEqual(worker.wait(), 70)
            self.assertIn("ZeroDivisionError", worker.stderr())

    def test_token_that_is_none(self):
        with tempfile.TemporaryDirectory() as directory:
            token = pathlib.Path(directory) / "token"
            token.touch(0o600)
            token.write_text("good")
            with FakeDaemon(token="good") as daemon, RemoteProcess(daemon, "--token-file", str(token)) as worker:
                daemon.wait_for("POST /v1/claims$")
                for bad in (b"caf\xe9", b"two\nlines"):
                    token.write_bytes(bad)
                daemon.add("echo", 1)
                eventually(lambda: "waits" in worker.stderr())
                token.write_text("good")
                self.assertEqual(daemon.end()[2]["result"], 1)

    def test_not_allowed(self):
        for answer, code in [(403, 77), (400, 70)]:
            with FakeDaemon() as daemon:
                daemon.before["POST /v1/claims$"] = lambda request: (answer, problem("no", answer))
                with RemoteProcess(daemon) as worker:
                    self.assertEqual(worker.wait(), code)
                    self.assertIn("it is no", worker.stderr())


if __name__ == "__main__":
    unittest.main()
