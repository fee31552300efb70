"""Starts while somebody sets the clock back, again and again: none of them waits until the clock has caught up."""

import threading

from ..context import Context
from ..daemon import NotReady
from .desk import Desk
from .hands import Hands

STARTS = 3
STEP_SECONDS = -30.0
#: Short enough to meet whatever a start does.
PAUSE_SECONDS = 0.0005
#: A start on a busy machine; one that waits for the clock takes as long as that has been set back.
READY_SECONDS = 15.0


def check_starts(context: Context, shim: str) -> None:
    """Some starts, the clock going back all the time."""
    directory = context.directory("starts")
    hands = Hands(directory / "clock")
    daemon = context.daemon(directory)
    desk = Desk(daemon, hands, context.report, context.chance("starts"))
    desk.story.append(f"step {STEP_SECONDS:+.0f} s all the time")
    for _ in range(STARTS):
        is_over = threading.Event()

        def turn() -> None:
            while not is_over.wait(PAUSE_SECONDS):
                hands.step(STEP_SECONDS)

        thread = threading.Thread(target=turn, daemon=True)
        thread.start()
        detail = ""
        try:
            daemon.start(shim, hands.environment, READY_SECONDS)
        except NotReady as trouble:
            detail = str(trouble)
        finally:
            is_over.set()
            thread.join()
        desk.check(not detail, "a start is not held up by a step back", detail)
        daemon.kill()
    desk.client.close()
    daemon.close()
    hands.close()
