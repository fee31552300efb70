"""An event loop of asyncio whose clock jumps: hours of sleep cost nothing, and two timers never race."""

import asyncio
import selectors


class Stuck(Exception):
    """Everything waits, and there is no timer: the program would wait for ever."""


class _Selector(selectors.DefaultSelector):
    def __init__(self):
        super().__init__()
        self.now = 0.0

    def select(self, timeout=None):
        if timeout is None:
            raise Stuck
        self.now += max(0.0, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """``time()`` begins at 0."""

    def __init__(self):
        #: When timers came.
        self.fired = []
        self._virtual = _Selector()
        super().__init__(self._virtual)
        # Errors that a program looks away from are its own affair.
        self.set_exception_handler(lambda *_: None)

    def time(self):
        return self._virtual.now

    def call_at(self, when, callback, *args, context=None):
        def fires():
            self.fired.append(when)
            callback(*args)

        return super().call_at(when, fires, context=context)

    @property
    def has_tie(self):
        """Whether two timers came at the same moment."""
        moments = sorted(self.fired)
        return any(after - before < 1e-6 for before, after in zip(moments, moments[1:]))


def run(main):
    """As ``asyncio.run``. Raises ``Stuck``."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            try:
                loop.run_until_complete(asyncio.wait(left, timeout=100))
            except Stuck:
                pass
        loop.close()
