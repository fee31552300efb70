"""Start and end of a worker process."""

import subprocess
import sys
import time
import unittest

from fake_jobd import TESTS, WorkerProcess, clean_environment, eventually


def is_alive(pid):
    """Whether it runs; a zombie does not."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return False


class TestStop(unittest.TestCase):
    def test_idle_worker_ends_cleanly(self):
        for handler in ("async echo", None):
            with WorkerProcess(handler) as worker:
                worker.send(type="stop")
                self.assertEqual(worker.wait(), 0)
                self.assertTrue(worker.has_closed())

    def test_after_a_job(self):
        for handler in ("echo", "async echo"):
            with WorkerProcess(handler) as worker:
                worker.end_of(handler, 1)
                worker.send(type="stop")
                self.assertEqual(worker.wait(), 0)

    def test_busy_worker_finishes_first(self):
        for handler in ("sleep", "async sleep"):
            with WorkerProcess(handler) as worker:
                fence = worker.start(handler)
                worker.wait_note("ready")
                worker.send(type="stop")
                worker.send(type="ping", n=1)
                self.assertEqual(worker.next()["type"], "pong")
                worker.cancel(fence)
                self.assertEqual(worker.next_but_logs()["type"], "cancelled")
                self.assertEqual(worker.wait(), 0)

    def test_main_thread_that_reads_hears_of_the_end_in_another(self):
        with WorkerProcess() as worker:
            first = worker.start("sleep")
            worker.wait_note("ready", first)
            second = worker.start("spin")
            worker.wait_note("ready", second)
            worker.cancel(first)
            self.assertEqual(worker.next_but_logs()["fence"], first)
            # With this one the main thread has taken over the reading.
            worker.start("echo", 1)
            self.assertEqual(worker.next()["value"], 1)
            worker.send(type="stop")
            worker.cancel(second)
            self.assertEqual(worker.next(), {"type": "cancelled", "fence": second})
            self.assertEqual(worker.wait(), 0)

    def test_end_of_the_channel_after_stop_is_as_clean(self):
        with WorkerProcess("echo") as worker:
            worker.send(type="stop")
            worker.hang_up()
            self.assertEqual(worker.wait(), 0)


class TestOrphan(unittest.TestCase):
    """The daemon is gone: two seconds are left, whatever the handler does."""

    def assert_ends(self, worker):
        began = time.monotonic()
        worker.hang_up()
        worker.wait()
        self.assertLess(time.monotonic() - began, 2.0)

    def test_idle(self):
        for handler in ("echo", "async echo"):
            with WorkerProcess(handler) as worker:
                began = time.monotonic()
                self.assert_ends(worker)
                self.assertLess(time.monotonic() - began, 0.5)

    def test_busy(self):
        for handler in ("spin", "stubborn", "async sleep", "async stubborn", "endless"):
            with self.subTest(handler), WorkerProcess(handler) as worker:
                worker.start(handler)
                worker.wait_note("ready")
                self.assert_ends(worker)

    def test_it_may_clean_up(self):
        with WorkerProcess("sleep") as worker:
            worker.start("sleep")
            worker.wait_note("ready")
            self.assert_ends(worker)
            self.assertIn("cleanup shutdown jobd is gone shutdown\nfinally\n", worker.stdout())

    def test_what_handlers_have_started_ends_too(self):
        with WorkerProcess("stubborn") as worker:
            worker.start("stubborn", True)
            child = int(worker.next()["note"])
            worker.wait_note("ready")
            self.assertTrue(is_alive(child))
            self.assert_ends(worker)
            eventually(lambda: not is_alive(child), "the child lives")


class TestFaults(unittest.TestCase):
    def test_what_is_no_message(self):
        for data in (b"garbage\n", b'{"type": "dance"}\n', b'{"type": "run"}\n', b"\xff\xfe\n"):
            with self.subTest(data), WorkerProcess("echo") as worker:
                worker.write(data)
                self.assertEqual(worker.wait(), 70)
                self.assertIn("not its protocol", worker.stderr())

    def test_half_a_line_at_the_end_is_the_end(self):
        with WorkerProcess("echo") as worker:
            worker.write(b'{"type": "st')
            worker.hang_up()
            worker.wait()
            self.assertEqual(worker.stderr(), "")

    def test_a_handler_that_dies_takes_the_worker_with_it(self):
        with WorkerProcess("die") as worker:
            worker.start("die", 9)
            self.assertEqual(worker.wait(), 9)
            self.assertTrue(worker.has_closed())

    def test_handler_that_is_not_there(self):
        with WorkerProcess("thumbs", hello=False) as worker:
            self.assertEqual(worker.wait(), 64)
            self.assertIn("no handler 'thumbs'", worker.stderr())
            self.assertIn("echo", worker.stderr())

    def test_descriptors_that_are_not_there(self):
        for numbers in (("300", "301"), ("x", "y")):
            ran = run_program(JOBD_WORKER_IN=numbers[0], JOBD_WORKER_OUT=numbers[1])
            self.assertEqual(ran.returncode, 64)
            self.assertIn("no open pipes", ran.stderr)

    def test_neither_started_by_jobd_nor_told_where_it_is(self):
        ran = run_program()
        self.assertEqual((ran.returncode, ran.stdout), (64, ""))
        self.assertIn("--url unix:///run/jobd/jobd.sock", ran.stderr)
        self.assertIn("handlers: {about: {command: [python3, ", ran.stderr)


def run_program(*arguments, **variables):
    return subprocess.run(
        [sys.executable, str(TESTS / "worker_program.py"), *arguments],
        env=clean_environment(**variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


if __name__ == "__main__":
    unittest.main()
