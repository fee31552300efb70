"""The moments of a cancel that no test with a real worker can choose."""

import threading
import types
import unittest
from unittest import mock

import fake_jobd  # isort: skip (first: it makes the module importable)  # noqa: F401
import jobd
from jobd._worker import interrupt
from jobd._worker.attempt import Attempt, Cancel, Run
from jobd._worker.handlers import Handler


def make_attempt():
    return Attempt(Handler("x", lambda: None, False, 0), Run("f", 1, "", "", 1), mock.Mock())


class TestSignal(unittest.TestCase):
    def setUp(self):
        # Nobody sends a signal here: the tests are the signal.
        patch = mock.patch.object(interrupt.SignalInterrupt, "_nudge")
        patch.start()
        self.addCleanup(patch.stop)

    def test_before_the_handler_it_is_not_called(self):
        attempt = make_attempt()
        attempt.request_cancel(Cancel("timeout", "too slow"))
        called = []
        interruption = interrupt.SignalInterrupt(attempt, types.SimpleNamespace(current=None, ident=0))
        with self.assertRaises(jobd.Cancelled) as raised:
            interruption.call(lambda: called.append(1))
        self.assertEqual((called, raised.exception.cause, raised.exception.reason), ([], "timeout", "too slow"))

    def test_just_as_it_leaves_the_handler(self):
        """The signal comes after the handler has returned, and before that was noted."""

        class Thread:
            ident = 0
            noted = []

            @property
            def current(self):
                return self.noted[-1]

            @current.setter
            def current(self, value):
                if value is None and len(self.noted) == 1:
                    attempt.request_cancel(Cancel("user"))
                    self.noted[-1].poll()
                self.noted.append(value)

        attempt = make_attempt()
        interruption = interrupt.SignalInterrupt(attempt, Thread())
        with self.assertRaises(jobd.Cancelled):
            interruption.call(lambda: "value")
        self.assertIsNone(Thread().current, "a later signal would hit whatever runs next")

    def test_once_only(self):
        attempt = make_attempt()
        interruption = interrupt.SignalInterrupt(attempt, types.SimpleNamespace(current=None, ident=0))
        attempt.request_cancel(Cancel("user"))
        attempt.request_cancel(Cancel("shutdown"))
        with self.assertRaises(jobd.Cancelled):
            attempt.context.heartbeat()
        attempt.context.heartbeat()
        self.assertEqual(interruption.call(lambda: 5), 5)
        self.assertEqual(attempt.context.cancel_cause, "user")

    def test_after_the_end_nothing_is_asked(self):
        attempt = make_attempt()
        interrupt.SignalInterrupt(attempt, types.SimpleNamespace(current=None, ident=0))
        attempt.has_ended = True
        attempt.request_cancel(Cancel("user"))
        self.assertFalse(attempt.context.cancelled)
        attempt.context.heartbeat()


class TestThread(unittest.TestCase):
    def test_one_that_was_not_raised_in_time_is_taken_back(self):
        attempt = make_attempt()
        interruption = interrupt.ThreadInterrupt(attempt)
        with mock.patch.object(interrupt, "_raise_in") as raise_in:
            self.assertEqual(interruption.call(lambda: attempt.request_cancel(Cancel("user")) or 5), 5)
        ident = threading.get_ident()
        self.assertEqual(raise_in.mock_calls, [mock.call(ident, jobd.Cancelled), mock.call(ident, None)])

    def test_before_and_after_the_handler_nothing_is_raised(self):
        attempt = make_attempt()
        interruption = interrupt.ThreadInterrupt(attempt)
        with mock.patch.object(interrupt, "_raise_in") as raise_in:
            interruption.call(lambda: None)
            attempt.request_cancel(Cancel("user"))
        self.assertEqual(raise_in.mock_calls, [])
        # A generator's next step.
        with self.assertRaises(jobd.Cancelled):
            interruption.call(lambda: None)

    def test_it_says_why(self):
        attempt = make_attempt()
        token = jobd.context.set(attempt.context)
        try:
            attempt.request_cancel(Cancel("timeout", "slow"))
            # As the interpreter raises it in a thread: without arguments.
            self.assertEqual(str(jobd.Cancelled()), "timeout: slow")
        finally:
            jobd.context.reset(token)


if __name__ == "__main__":
    unittest.main()
