"""The handlers of the worker program, and some more, in a remote worker whose clock the tests can move."""

import asyncio
import os
import signal
import sys
import threading
import time

import worker_program  # noqa: F401 (its handlers)

import jobd
from jobd._worker import handlers, lease, main, remote, settings

_ahead = 0.0


def _clock():
    return lease.now() + _ahead


@jobd.handler("first of batch")
def first_of_batch(payload, ctx):
    assert ctx.batches is ctx.batches
    return next(iter(ctx.batches[0])).result()


@jobd.handler("count batch")
async def count_batch(payload, ctx):
    return await asyncio.to_thread(lambda: sum(1 for _ in ctx.batches[0]))


@jobd.handler("suspend")
def suspend(payload, ctx):
    """As if the machine slept while this runs."""
    global _ahead
    _ahead += payload
    print("after the lease, too")
    return "after the lease"


@jobd.handler("suspend and wait")
def suspend_and_wait(payload, ctx):
    global _ahead
    _ahead += payload
    try:
        time.sleep(1000)
    finally:
        with open(os.environ["TEST_NOTE"], "w") as note:
            note.write(str(ctx.cancel_cause))


@jobd.handler("note cancel")
def note_cancel(payload, ctx):
    ctx.progress(note="ready")
    try:
        time.sleep(1000)
    finally:
        with open(os.environ["TEST_NOTE"], "w") as note:
            note.write(f"{ctx.cancel_cause} {ctx.cancel_reason}")


@jobd.handler("async note cancel")
async def async_note_cancel(payload, ctx):
    ctx.progress(note="ready")
    try:
        await asyncio.sleep(1000)
    finally:
        with open(os.environ["TEST_NOTE"], "a") as note:
            note.write(f"{ctx.cancel_cause}\n")


@jobd.handler("leave a thread")
def leave_a_thread(payload, ctx):
    threading.Thread(target=time.sleep, args=(1000,)).start()
    ctx.progress(note="ready")
    time.sleep(1000)


@jobd.handler("wait for file")
def wait_for_file(payload, ctx):
    ctx.progress(note="ready")
    while not os.path.exists(payload):
        time.sleep(0.005)
    return payload


@jobd.handler("checkpoint and fail")
def checkpoint_and_fail(payload, ctx):
    ctx.checkpoint(b"not flushed")
    raise ValueError("no")


@jobd.handler("follow up and fail")
def follow_up_and_fail(payload, ctx):
    ctx.follow_up({"argv": ["true"]}, on="failure")
    if payload == "discard":
        raise jobd.Discard("no")
    raise ValueError("no")


@jobd.handler("fork and end")
def fork_and_end(payload):
    """Children that get a signal before they are quite there."""
    signals = []
    for _ in range(payload):
        pid = os.fork()
        if pid == 0:
            time.sleep(1000)
            os._exit(0)
        os.kill(pid, signal.SIGTERM)
        signals.append(os.WTERMSIG(os.waitpid(pid, 0)[1]))
    return signals


@jobd.handler("pool")
def pool(payload, ctx):
    import multiprocessing

    # Its end is a signal to each of its children.
    with multiprocessing.get_context("fork").Pool(2) as workers:
        return workers.map(abs, [-1, -2])


if __name__ == "__main__":
    if "TEST_BROKEN_PART" in os.environ:
        remote.Lease.__init__ = lambda *_: 1 / 0
    if "TEST_CLOCK" in os.environ:
        chosen = settings.Settings.make(main.parser().parse_args(), handlers.registry)
        sys.exit(remote.RemoteWorker(handlers.registry, chosen, clock=_clock).run())
    jobd.main()
