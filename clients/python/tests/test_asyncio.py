"""What asyncio's own functions mean inside of a handler: the same as everywhere, and the job ends accordingly."""

import asyncio
import os
import pathlib
import sys
import tempfile
import unittest

from fake_jobd import WorkerProcess, eventually


class FileCase(unittest.TestCase):
    """Handlers that wait for a file, and leave another when they have seen it."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.until = pathlib.Path(directory.name) / "until"
        self.left = pathlib.Path(f"{self.until}.left")


class TestThreads(FileCase):
    def test_value_and_error_are_the_jobs(self):
        self.until.touch()
        for handler, knows_its_job in [("to_thread", True), ("run_in_executor", False), ("own executor", False)]:
            with self.subTest(handler), WorkerProcess(handler) as worker:
                fence = worker.start(handler, {"until": str(self.until)}, job=7)
                worker.wait_note("ready", fence)
                worker.wait_note("late", fence)
                end = worker.next_but_logs()
                self.assertEqual((end["type"], end["value"]), ("result", 7 if knows_its_job else None))
                # What a thread prints that does not know its job is output of the worker.
                printed = worker.logged.get((fence, "stdout"), ""), worker.stdout()
                self.assertEqual(printed, ("from the thread\n", "") if knows_its_job else ("", "from the thread\n"))
                worker.start(handler, {"until": str(self.until), "error": "in the thread"})
                worker.wait_note("ready")
                end = worker.next_but_logs()
                self.assertEqual((end["type"], end["code"]), ("error", "LookupError"))
                self.assertIn("in the thread", end["message"])

    def test_one_that_blocks_holds_up_no_other_job(self):
        there = pathlib.Path(f"{self.until}-2")
        there.touch()
        with WorkerProcess("to_thread") as worker:
            blocked = worker.start("to_thread", {"until": str(self.until)})
            worker.wait_note("ready", blocked)
            other = worker.start("to_thread", {"until": str(there)}, job=8)
            worker.wait_note("ready", other)
            worker.wait_note("late", other)
            self.assertEqual(worker.next_but_logs(), {"type": "result", "fence": other, "value": 8})

    def test_cancel_frees_who_waits_and_the_thread_runs_on(self):
        for handler in ("to_thread", "run_in_executor"):
            with self.subTest(handler), WorkerProcess(handler) as worker:
                fence = worker.start(handler, {"until": str(self.until)})
                worker.wait_note("ready", fence)
                worker.cancel(fence)
                self.assertEqual(worker.next_but_logs(), {"type": "cancelled", "fence": fence})
                self.assertFalse(self.left.exists())
                self.until.touch()
                eventually(self.left.exists)
                # What it said meanwhile was for nobody.
                worker.send(type="ping", n=1)
                self.assertEqual(worker.next_but_logs(), {"type": "pong", "n": 1})
                self.until.unlink()
                self.left.unlink()

    def test_an_executor_of_its_own_is_waited_for(self):
        """Leaving its ``with`` waits for the thread, and blocks the loop: the daemon's grace is for that."""
        with WorkerProcess("own executor") as worker:
            fence = worker.start("own executor", {"until": str(self.until)})
            worker.wait_note("ready", fence)
            worker.cancel(fence)
            worker.send(type="ping", n=1)
            self.assertEqual(worker.next_but_logs(), {"type": "pong", "n": 1})
            self.until.touch()
            worker.wait_note("late", fence)
            self.assertEqual(worker.next_but_logs(), {"type": "cancelled", "fence": fence})
            self.assertTrue(self.left.exists())


class TestWaitFor(unittest.TestCase):
    def run_with(self, worker, **payload):
        fence = worker.start("wait_for", {"limit": 0.02, **payload})
        worker.wait_note("ready", fence)
        worker.wait_note("inner cancelled by the limit", fence)
        return worker.next_but_logs()

    def test_its_limit_is_no_cancel_of_the_job(self):
        with WorkerProcess("wait_for") as worker:
            self.assertEqual(self.run_with(worker)["value"], "too slow")
            # Nor is what it raises the time limit of the job: an error like any other.
            end = self.run_with(worker, then="raise")
            self.assertEqual((end["type"], end["code"]), ("error", "TimeoutError"))
            self.assertNotIn("retry", end)

    def test_an_error_of_the_cleanup_takes_its_place(self):
        with WorkerProcess("wait_for") as worker:
            self.assertEqual(self.run_with(worker, cleanup="fails")["code"], "OSError")

    def test_cancel_of_the_job_passes_through_it(self):
        for limit in (1000, None):
            with self.subTest(limit), WorkerProcess("wait_for") as worker:
                fence = worker.start("wait_for", {"limit": limit})
                worker.wait_note("ready", fence)
                worker.cancel(fence)
                worker.wait_note("inner cancelled by the job", fence)
                self.assertEqual(worker.next_but_logs(), {"type": "cancelled", "fence": fence})


class TestTasks(FileCase):
    def test_what_is_shielded_goes_on_after_the_job(self):
        with WorkerProcess("shield") as worker:
            fence = worker.start("shield", str(self.until))
            worker.wait_note("ready", fence)
            worker.cancel(fence)
            self.assertEqual(worker.next_but_logs(), {"type": "cancelled", "fence": fence})
            self.assertFalse(self.left.exists())
            self.until.touch()
            eventually(self.left.exists)

    def test_what_is_shielded_does_not_hold_a_worker_that_stops(self):
        with WorkerProcess("shield") as worker:
            fence = worker.start("shield", str(self.until))
            worker.wait_note("ready", fence)
            worker.cancel(fence)
            worker.next_but_logs()
            worker.send(type="stop")
            self.assertEqual(worker.wait(), 0)
            self.assertFalse(self.left.exists())

    def test_gather(self):
        with WorkerProcess("gather") as worker:
            worker.start("gather", 1)
            worker.wait_note("ready")
            end = worker.next_but_logs()
            self.assertEqual((end["code"], end["message"]), ("LookupError", "number 1"))
            fence = worker.start("gather", 0)
            worker.wait_note("ready", fence)
            worker.cancel(fence)
            worker.wait_note("1 cancelled", fence)
            worker.wait_note("2 cancelled", fence)
            self.assertEqual(worker.next_but_logs(), {"type": "cancelled", "fence": fence})

    @unittest.skipUnless(hasattr(asyncio, "TaskGroup"), "from Python 3.11 on")
    def test_task_group(self):
        with WorkerProcess("task group") as worker:
            fence = worker.start("task group", "fail")
            worker.wait_note("ready", fence)
            worker.wait_note("other cancelled", fence)
            end = worker.next_but_logs()
            self.assertEqual(end["code"], "ExceptionGroup")
            self.assertIn("LookupError: first", end["traceback"])
            fence = worker.start("task group")
            worker.wait_note("ready", fence)
            worker.cancel(fence)
            worker.wait_note("other cancelled", fence)
            self.assertEqual(worker.next_but_logs(), {"type": "cancelled", "fence": fence})


class TestPrograms(unittest.TestCase):
    def test_value_and_much_output(self):
        program = "import sys; sys.stdout.write('x' * 10_000_000); sys.exit(7)"
        with WorkerProcess("async subprocess") as worker:
            worker.start("async subprocess", [sys.executable, "-c", program])
            self.assertEqual(worker.next_but_logs()["type"], "progress")
            self.assertEqual(worker.next_but_logs()["value"], [7, 10_000_000])

    def test_cancel_leaves_its_end_to_the_handler(self):
        with WorkerProcess("async subprocess") as worker:
            fence = worker.start("async subprocess", ["sleep", "1000"])
            pid = int(worker.next_but_logs()["note"])
            worker.cancel(fence)
            worker.wait_note("ended by 15", fence)
            self.assertEqual(worker.next_but_logs(), {"type": "cancelled", "fence": fence})
            self.assertFalse(os.path.exists(f"/proc/{pid}"))


class TestGenerators(unittest.TestCase):
    def test_error_after_a_value(self):
        with WorkerProcess("async count and fail") as worker:
            first, end = worker.run("async count and fail")
            self.assertEqual((first["type"], first["value"]), ("yield", 1))
            self.assertEqual((end["type"], end["code"], end["message"]), ("error", "ValueError", "after the first"))


if __name__ == "__main__":
    unittest.main()
