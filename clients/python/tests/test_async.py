"""Asynchronous handlers in a worker process: one event loop, many attempts."""

import unittest

from fake_jobd import WorkerProcess


class TestAsync(unittest.TestCase):
    def test_returns_and_raises(self):
        with WorkerProcess("async echo") as worker:
            self.assertEqual(worker.end_of("async echo", {"a": 1})["value"], {"a": 1})
            self.assertEqual(worker.hello["handlers"], ["async echo"])
        with WorkerProcess("async raise") as worker:
            end = worker.end_of("async raise")
            self.assertEqual((end["type"], end["code"]), ("error", "LookupError"))
            self.assertIn("in async_raise", end["traceback"])
            self.assertEqual(worker.end_of("async raise", "cancelled")["code"], "CancelledError")
            self.assertEqual(worker.end_of("async raise", "exit")["message"], "the handler called exit(4)")
            for _ in range(2):
                # Before it Python may log that nobody asked the child for its exception: whenever it is collected.
                self.assertEqual(worker.run("async raise", "child exits")[-1]["value"], "lives")

    def test_generator(self):
        with WorkerProcess("async count") as worker:
            messages = worker.run("async count", 3)
            self.assertEqual([each.get("value") for each in messages], [0, 1, 2, None])
            self.assertEqual(worker.end_of("async count", 0)["value"], [])

    def test_two_at_once_and_what_they_print(self):
        with WorkerProcess("async wait") as worker:
            fences = [worker.start("async wait", name) for name in ("a", "b")]
            texts = {}
            values = {}
            while len(values) < 2:
                message = worker.next()
                if message["type"] == "log":
                    key = (message["fence"], message["stream"])
                    texts[key] = texts.get(key, "") + message["text"]
                elif message["type"] == "result":
                    values[message["fence"]] = message["value"]
            self.assertEqual(values, dict(zip(fences, "ab")))
            for fence, name in zip(fences, "ab"):
                out = texts[fence, "stdout"]
                whole = f"line of {name}\n" * 3 + f"from a thread of {name}\nno end of line"
                self.assertEqual(out, whole)
                self.assertEqual(texts[fence, "stderr"], f"error of {name}\n")
            self.assertEqual((worker.stdout(), worker.stderr()), ("", ""))

    def test_output_of_a_plain_handler_that_may_have_company_is_sent(self):
        with WorkerProcess("print", env={"JOBD_WORKER_CONCURRENCY": "2"}) as worker:
            fence = worker.start("print", {"out": "line\nno end of line", "err": "error\n"})
            self.assertEqual(worker.next_but_logs(), {"type": "result", "fence": fence, "value": None})
            texts = {key[1]: text for key, text in worker.logged.items()}
            self.assertEqual(texts, {"stdout": "line\nno end of line", "stderr": "error\n"})
            self.assertEqual((worker.stdout(), worker.stderr()), ("", ""))

    def test_alone_its_output_is_sent_too(self):
        """How many jobd gives it at once is not known here."""
        with WorkerProcess("async sleep") as worker:
            fence = worker.start("async sleep", 1)
            worker.wait_note("ready")
            worker.cancel(fence)
            self.assertEqual(worker.next_but_logs()["type"], "cancelled")
            self.assertEqual(worker.logged, {(fence, "stdout"): "begin 1\ncleanup user\n"})

    def test_flushed_checkpoint_is_awaited(self):
        with WorkerProcess("async checkpoint") as worker:
            fences = [worker.start("async checkpoint") for _ in range(2)]
            asked = [worker.next(), worker.next()]
            self.assertEqual([each["fence"] for each in asked], fences)
            worker.send(type="checkpointed", fence=fences[1], n=asked[1]["n"])
            worker.wait_note("kept", fences[1])
            self.assertEqual(worker.next(), {"type": "result", "fence": fences[1], "value": None})
            worker.send(type="checkpointed", fence=fences[0], n=asked[0]["n"])
            worker.wait_note("kept", fences[0])

    def test_a_blocked_loop_does_not_stop_the_answers(self):
        with WorkerProcess("async stubborn") as worker:
            worker.start("async stubborn")
            worker.wait_note("ready")
            worker.send(type="ping", n=3)
            self.assertEqual(worker.next(), {"type": "pong", "n": 3})


if __name__ == "__main__":
    unittest.main()
