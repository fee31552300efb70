"""The handlers for tests against a real daemon."""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time

import jobd


@jobd.handler("py-echo")
def echo(payload, ctx):
    print("hello from", ctx.id)
    ctx.progress(0.5, note="half")
    return payload


@jobd.handler("py-sleep")
def sleep(payload, ctx):
    ctx.progress(note="ready")
    try:
        time.sleep(1000)
    except jobd.Cancelled:
        print("cause", ctx.cancel_cause)
        return after_cancel(payload)


@jobd.handler("py-async-sleep")
async def async_sleep(payload, ctx):
    ctx.progress(note="ready")
    try:
        await asyncio.sleep(1000)
    except asyncio.CancelledError:
        print("cause", ctx.cancel_cause)
        return after_cancel(payload)


def after_cancel(payload):
    """Called while the exception is handled."""
    if payload == "absorb":
        return "done anyway"
    if payload == "fail":
        raise OSError("no space left")
    raise


@jobd.handler("py-count")
def count(payload):
    yield from range(payload)


@jobd.handler("py-gated")
def gated(payload, ctx):
    """Its second value comes when the file is there."""
    yield "first"
    ctx.progress(note="ready")
    while not os.path.exists(payload):
        time.sleep(0.005)
    yield "second"


@jobd.handler("py-stumble")
def stumble(payload, ctx):
    """The first attempts fail after two of three values; the second one comes when the file is there."""
    failing, go = payload
    for number in range(3):
        if number == 2 and ctx.attempt <= failing:
            raise ValueError(f"on purpose in attempt {ctx.attempt}")
        yield [ctx.attempt, number]
        while not os.path.exists(go):
            time.sleep(0.005)


@jobd.handler("py-much")
def much(payload):
    """Its first value at once, the others when the file is there."""
    for number in range(100):
        yield "x" * 10_000
        while number == 0 and not os.path.exists(payload):
            time.sleep(0.005)


@jobd.handler("py-async")
async def wait(payload, ctx):
    print("in", payload)
    await asyncio.sleep(0.1)
    print("out", payload)
    return payload


@jobd.handler("py-threads")
def in_threads(payload, ctx):
    print("in", payload)
    print("error", payload, file=sys.stderr)
    return payload


@jobd.handler("py-checkpoint")
def checkpoint(payload, ctx):
    if ctx.attempt == 1:
        ctx.checkpoint(b"x" * payload, flush=True)
        raise ValueError("first")
    return len(ctx.last_checkpoint)


@jobd.handler("py-follow-up")
def follow_up(payload, ctx):
    ctx.follow_up({"handler": "py-parents", **payload}, on="success")
    return {"value": 1}


@jobd.handler("py-parents")
def parents(payload, ctx):
    return [[each.id, each.state, each.kind, each.result()] for each in ctx.parents]


@jobd.handler("py-batches")
def batches(payload, ctx):
    return [[[each.kind, each.state, shown(each.result())] for each in batch] for batch in ctx.batches]


def shown(value):
    return {"bytes": value.decode()} if isinstance(value, bytes) else value


@jobd.handler("py-batch-results")
def batch_results(payload, ctx):
    return [[member.result() for member in batch if member.state == "succeeded"] for batch in ctx.batches]


@jobd.handler("py-double")
def double(payload):
    return 2 * payload


@jobd.handler("py-large")
def large(payload):
    return "x" * payload


@jobd.handler("py-note")
def note(payload, ctx):
    """Notes its begin and end where they outlive the attempt."""
    with open(payload, "a", buffering=1) as file:
        try:
            file.write("began\n")
            ctx.progress(note="ready")
            time.sleep(1000)
        finally:
            file.write(f"ended by {ctx.cancel_cause}\n")


@jobd.handler("py-die")
def die(payload):
    if not payload:
        return "lives"
    print("the last word", file=sys.stderr)
    if "signal" in payload:
        os.kill(os.getpid(), payload["signal"])
    os._exit(payload["exit"])


@jobd.handler("py-stubborn")
def stubborn(payload, ctx):
    """Hears neither a cancel nor TERM, nor does what it starts."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGURG, signal.SIGTERM})
    child = subprocess.Popen(["sleep", "1000"])
    print(os.getpid(), child.pid)
    ctx.progress(note="ready")
    time.sleep(1000)


@jobd.handler("py-leave-thread")
async def leave_thread(payload, ctx):
    asyncio.get_running_loop().run_in_executor(None, time.sleep, 1000)
    return os.getpid()


@jobd.handler("py-hold-gil")
def hold_gil(payload):
    """Seconds in C code that lets no other thread of Python run; says so if one did."""
    ticks, has_ended = [], threading.Event()

    def tick():
        while not has_ended.wait(0.01):
            ticks.append(time.monotonic())

    threading.Thread(target=tick).start()
    began = time.monotonic()
    # Unlike CDLL, PyDLL keeps the lock of the interpreter during the call.
    ctypes.PyDLL(None).sleep(ctypes.c_uint(payload))
    ended = time.monotonic()
    has_ended.set()
    return [os.getpid(), sum(began + 0.5 < each < ended - 0.5 for each in ticks), ended - began >= payload]


if __name__ == "__main__":
    jobd.main()
