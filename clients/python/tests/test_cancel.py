"""How a cancel reaches handlers of a worker process, and that it never reaches anything else."""

import os
import signal
import unittest

from fake_jobd import WorkerProcess
from test_process import WorkerCase


class TestPlain(WorkerCase):
    def start(self, handler, payload=None):
        fence = self.worker.start(handler, payload)
        self.worker.wait_note("ready", fence)
        return fence

    def test_ends_a_call_that_sleeps(self):
        fence = self.start("sleep")
        self.worker.cancel(fence, "timeout", reason="too slow")
        self.assertEqual(self.worker.next(), {"type": "cancelled", "fence": fence})
        self.assertIn("cleanup timeout too slow timeout\nfinally\n", self.worker.stdout())
        self.assert_lives()

    def test_ends_a_loop(self):
        fence = self.start("spin")
        self.worker.cancel(fence)
        self.assertEqual(self.worker.next()["type"], "cancelled")

    def test_is_no_exception_that_a_handler_takes_for_an_error(self):
        self.worker.cancel(self.start("except Exception"))
        self.assertEqual(self.worker.next()["type"], "cancelled")

    def test_a_value_in_spite_of_it_counts(self):
        self.worker.cancel(self.start("absorb"))
        self.worker.wait_note("absorbed")
        self.assertEqual(self.worker.next()["value"], "done anyway")

    def test_an_error_of_the_cleanup_counts(self):
        self.worker.cancel(self.start("cleanup fails"))
        end = self.worker.next()
        self.assertEqual((end["type"], end["code"]), ("error", "OSError"))

    def test_a_second_one_does_not_interrupt_the_cleanup(self):
        fence = self.start("slow cleanup")
        self.worker.cancel(fence)
        self.worker.wait_note("cleaning")
        self.worker.cancel(fence, force=True)
        self.worker.wait_note("cleaned")
        self.assertEqual(self.worker.next()["type"], "cancelled")

    def test_one_that_a_finaliser_would_swallow_comes_again(self):
        fence = self.start("finaliser")
        self.worker.cancel(fence)
        self.worker.wait_note("after")
        self.assertEqual(self.worker.next()["type"], "cancelled")

    def test_one_that_follows_its_job_at_once(self):
        for _ in range(50):
            fence = self.worker.start("spin")
            self.worker.cancel(fence)
            end = self.worker.next()
            if end["type"] == "progress":
                end = self.worker.next()
            self.assertEqual(end, {"type": "cancelled", "fence": fence})
        self.assert_lives()

    def test_one_for_an_attempt_that_has_ended(self):
        self.worker.end_of("echo", 1)
        self.worker.cancel(f"f{self.worker._fences}")
        self.worker.cancel("another")
        self.assertEqual(self.worker.end_of("echo", 2)["value"], 2)
        self.assert_lives()

    def test_race_with_the_end_hits_nothing_else(self):
        """Each job gets a cancel somewhere around its end; each has one end, and the next job has its own."""
        seen = {"result": 0, "cancelled": 0}
        for number in range(400):
            fence = self.worker.start("brief", number * 40)
            self.worker.wait_note("ready", fence)
            self.worker.cancel(fence)
            end = self.worker.next()
            self.assertEqual(end["fence"], fence)
            seen[end["type"]] += 1
            self.assertEqual(self.worker.end_of("echo", number)["value"], number)
        self.assertEqual(sum(seen.values()), 400)
        self.assert_lives()

    def test_signals_from_elsewhere_do_nothing(self):
        fence = self.start("sleep")
        for _ in range(10):
            os.kill(self.worker.process.pid, signal.SIGURG)
        self.assert_lives()
        self.worker.cancel(fence)
        self.assertEqual(self.worker.next()["type"], "cancelled")

    def test_a_generator_hears_of_it(self):
        fence = self.start("endless")
        for _ in range(20):
            self.assertEqual(self.worker.next()["type"], "yield")
        self.worker.cancel(fence)
        end = self.worker.next()
        while end["type"] == "yield":
            end = self.worker.next()
        self.assertEqual(end["type"], "cancelled")
        self.assertIn("heard\n", self.worker.stdout())


class TestPlainBesideAnother(WorkerCase):
    """Plain handlers with a concurrency above one: the first is on the main thread, the others are in threads."""

    def test_both_run_and_both_can_be_cancelled(self):
        first = self.worker.start("sleep")
        self.worker.wait_note("ready", first)
        second = self.worker.start("spin")
        self.worker.wait_note("ready", second)
        self.worker.cancel(second)
        self.assertEqual(self.worker.next(), {"type": "cancelled", "fence": second})
        third = self.worker.start("echo", 3)
        self.assertEqual(self.worker.next(), {"type": "result", "fence": third, "value": 3})
        self.worker.cancel(first)
        texts = []
        end = self.worker.next()
        while end["type"] == "log":
            texts.append((end["fence"], end["stream"], end["text"]))
            end = self.worker.next()
        self.assertEqual(end, {"type": "cancelled", "fence": first})
        self.assertEqual("".join(text for _, _, text in texts), "cleanup user None user\nfinally\n")
        self.assertEqual({(fence, stream) for fence, stream, _ in texts}, {(first, "stdout")})

    def test_race_with_the_end_of_a_thread(self):
        first = self.worker.start("sleep")
        self.worker.wait_note("ready", first)
        for number in range(200):
            fence = self.worker.start("brief", number * 40)
            self.worker.wait_note("ready", fence)
            self.worker.cancel(fence)
            end = self.worker.next()
            self.assertEqual(end["fence"], fence)
            self.assertIn(end["type"], ("result", "cancelled"))
            self.assertEqual(self.run_beside(number), number)
        self.worker.cancel(first)
        while self.worker.next()["type"] == "log":
            pass

    def run_beside(self, number):
        self.worker.start("echo", number)
        return self.worker.next()["value"]

    def test_one_that_follows_its_job_at_once(self):
        first = self.worker.start("sleep")
        self.worker.wait_note("ready", first)
        for _ in range(50):
            fence = self.worker.start("spin")
            self.worker.cancel(fence)
            end = self.worker.next()
            if end["type"] == "progress":
                end = self.worker.next()
            self.assertEqual(end, {"type": "cancelled", "fence": fence})
        self.worker.cancel(first)
        while self.worker.next()["type"] == "log":
            pass


class TestAsync(unittest.TestCase):
    def test_arrives_as_cancelled_error(self):
        with WorkerProcess("async sleep") as worker:
            fence = worker.start("async sleep")
            worker.wait_note("ready", fence)
            worker.cancel(fence, "timeout")
            self.assertEqual(worker.next_but_logs(), {"type": "cancelled", "fence": fence})
            self.assertEqual(worker.logged[fence, "stdout"], "begin None\ncleanup timeout\n")
            fence = worker.start("async sleep", "absorb")
            worker.wait_note("ready", fence)
            worker.cancel(fence)
            self.assertEqual(worker.next_but_logs()["value"], "done anyway")

    def test_one_that_follows_its_job_at_once(self):
        with WorkerProcess("async sleep") as worker:
            for _ in range(100):
                fence = worker.start("async sleep")
                worker.cancel(fence)
                end = worker.next_but_logs()
                if end["type"] == "progress":
                    end = worker.next_but_logs()
                self.assertEqual(end, {"type": "cancelled", "fence": fence})

    def test_race_with_the_end(self):
        with WorkerProcess("async echo") as worker:
            for number in range(300):
                fence = worker.start("async echo", number)
                worker.cancel(fence)
                other = worker.start("async echo", -number)
                ends = {}
                for _ in range(2):
                    end = worker.next()
                    ends[end["fence"]] = end
                self.assertIn(ends[fence]["type"], ("result", "cancelled"))
                self.assertEqual(ends[other]["value"], -number)

    def test_hits_one_of_many(self):
        with WorkerProcess("async sleep") as worker:
            fences = [worker.start("async sleep", number) for number in range(100)]
            kinds = [worker.next() for _ in range(100)]
            while sum(each["type"] == "progress" for each in kinds) < 100:
                kinds.append(worker.next())
            for fence in fences[::2]:
                worker.cancel(fence)
            ended = []
            while len(ended) < 50:
                message = worker.next()
                if message["type"] != "log":
                    ended.append((message["type"], message["fence"]))
            self.assertEqual(sorted(ended), sorted(("cancelled", fence) for fence in fences[::2]))
            worker.send(type="ping", n=1)
            self.assertEqual(worker.next()["type"], "pong")

    def test_an_asynchronous_generator_hears_of_it(self):
        with WorkerProcess("async endless") as worker:
            fence = worker.start("async endless")
            worker.wait_note("ready")
            worker.cancel(fence)
            self.assertEqual(worker.next_but_logs()["type"], "cancelled")
            self.assertEqual(worker.logged[fence, "stdout"], "heard\n")


if __name__ == "__main__":
    unittest.main()
