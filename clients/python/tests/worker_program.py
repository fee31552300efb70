"""The handlers that the tests run, in a real worker process."""

import asyncio
import concurrent.futures
import ctypes
import functools
import logging
import os
import signal
import subprocess
import sys
import threading
import time

import jobd
from jobd._worker import handlers

logging.basicConfig(format="%(levelname)s %(message)s")


@jobd.handler("echo")
def echo(payload):
    return payload


@jobd.handler("nothing")
def nothing():
    pass


@jobd.handler("about")
def about(payload, ctx):
    assert jobd.current() is ctx and jobd.context.get() is ctx
    return {
        "id": ctx.id,
        "name": ctx.name,
        "queue": ctx.queue,
        "attempt": ctx.attempt,
        "max_attempts": ctx.max_attempts,
        "tags": ctx.tags,
        "timeout": ctx.timeout,
        "deadline": None if ctx.deadline is None else ctx.deadline.isoformat(),
        "last_checkpoint": None if ctx.last_checkpoint is None else ctx.last_checkpoint.decode(),
        "cancelled": ctx.cancelled,
        "cause": ctx.cancel_cause,
    }


class Callable:
    def __call__(self, payload, ctx):
        return [payload, ctx.id]


jobd.handler("callable object")(Callable())
jobd.handler("partial")(functools.partial(lambda added, payload: added + payload, 40))


@jobd.handler("fail")
def fail(payload):
    raise KeyError(payload)


@jobd.handler("raise")
def raise_(payload):
    def deep():
        raise {
            "snooze": lambda: jobd.Snooze(1.5),
            "discard": lambda: jobd.Discard("the file is gone"),
            "exit": lambda: SystemExit(3),
            "interrupt": lambda: KeyboardInterrupt(),
            "cancelled": lambda: jobd.Cancelled("user"),
            "asyncio": lambda: asyncio.CancelledError(),
            "long": lambda: ValueError("x" * 10_000_000),
            "surrogate": lambda: ValueError("caf\udce9"),
            "mute": lambda: Mute(),
            "recursion": lambda: deep(),
            "negative": lambda: jobd.Snooze(-1),
        }[payload]()

    deep()


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no")


@jobd.handler("bad result")
def bad_result(payload):
    loop = []
    loop.append(loop)
    return {
        "nan": float("nan"),
        "infinity": [float("-inf")],
        "nan key": {float("nan"): 1},
        "surrogate": {"name": "caf\udce9"},
        "set": {1, 2},
        "loop": loop,
        "large text": "x" * 100_000_000,
        "large list": ["x" * 1000] * 1100,
        "deep": functools.reduce(lambda inner, _: [inner], range(300), 1),
    }[payload]


@jobd.handler("coroutine by mistake")
def by_mistake():
    return asyncio.sleep(0)


# Output.


@jobd.handler("print")
def print_(payload):
    print(payload["out"], end="")
    print(payload["err"], end="", file=sys.stderr)


@jobd.handler("print in c")
def print_in_c(payload):
    libc = ctypes.CDLL(None)
    libc.printf(b"%s", payload.encode())


@jobd.handler("log")
def log(payload, ctx):
    ctx.log.info("by the context %s", payload)
    ctx.log.debug("not this")
    logging.getLogger("mine").warning("by logging %s", payload)


@jobd.handler("close output")
def close_output():
    sys.stdout.close()


# Cancellation.


@jobd.handler("sleep")
def sleep(payload, ctx):
    try:
        ctx.progress(note="ready")
        time.sleep(1000)
    except jobd.Cancelled as cancelled:
        assert ctx.cancelled
        print("cleanup", cancelled.cause, cancelled.reason, ctx.cancel_cause)
        raise
    finally:
        print("finally")


@jobd.handler("spin")
def spin(payload, ctx):
    ctx.progress(note="ready")
    while True:
        pass


@jobd.handler("absorb")
def absorb(payload, ctx):
    try:
        ctx.progress(note="ready")
        time.sleep(1000)
    except jobd.Cancelled:
        pass
    ctx.progress(note="absorbed")
    ctx.heartbeat()
    return "done anyway"


@jobd.handler("cleanup fails")
def cleanup_fails(payload, ctx):
    try:
        ctx.progress(note="ready")
        time.sleep(1000)
    finally:
        raise OSError("no space left")


@jobd.handler("except Exception")
def except_exception(payload, ctx):
    while True:
        try:
            ctx.progress(note="ready")
            time.sleep(1000)
        except Exception:
            pass


@jobd.handler("slow cleanup")
def slow_cleanup(payload, ctx):
    try:
        ctx.progress(note="ready")
        time.sleep(1000)
    finally:
        ctx.progress(note="cleaning")
        # A second interruption would end this.
        threading.Event().wait(0.3)
        ctx.progress(note="cleaned")


class Slow:
    """Its finaliser is where the cancel arrives first: what is raised there is swallowed by the interpreter."""

    def __init__(self, ctx):
        self.ctx = ctx

    def __del__(self):
        self.ctx.progress(note="ready")
        while not self.ctx.cancelled:
            time.sleep(0.001)
        time.sleep(0.1)


@jobd.handler("finaliser")
def finaliser(payload, ctx):
    Slow(ctx)
    ctx.progress(note="after")
    time.sleep(1000)


@jobd.handler("stubborn")
def stubborn(payload, ctx):
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGURG, signal.SIGTERM})
    if payload:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
        ctx.progress(note=str(child.pid))
    while True:
        try:
            ctx.progress(note="ready")
            time.sleep(1000)
        except BaseException:
            pass


@jobd.handler("brief")
def brief(payload, ctx):
    ctx.progress(note="ready")
    for _ in range(payload):
        pass
    return payload


# Asynchronous handlers.


@jobd.handler("async echo")
async def async_echo(payload):
    await asyncio.sleep(0)
    return payload


@jobd.handler("async sleep")
async def async_sleep(payload, ctx):
    print("begin", payload)
    try:
        ctx.progress(note="ready")
        await asyncio.sleep(1000)
    except asyncio.CancelledError:
        print("cleanup", ctx.cancel_cause)
        await asyncio.sleep(0)
        if payload == "absorb":
            return "done anyway"
        raise


@jobd.handler("async wait")
async def async_wait(payload, ctx):
    """Prints, and ends when the other one is there too."""
    assert jobd.current() is ctx
    for _ in range(3):
        print("line of", payload, end="\n")
        await asyncio.sleep(0)
    ctx.progress(note="ready")
    await barrier(payload)
    await asyncio.to_thread(print, "from a thread of", payload)
    print("no end of line", end="")
    print("error of", payload, file=sys.stderr)
    return payload


_waiting = {}


async def barrier(name):
    """Waits for the other one of two."""
    mine = asyncio.get_running_loop().create_future()
    for other in _waiting.values():
        if not other.done():
            other.set_result(None)
            return
    _waiting[name] = mine
    await mine


@jobd.handler("async raise")
async def async_raise(payload):
    if payload == "cancelled":
        raise asyncio.CancelledError()
    if payload == "exit":
        sys.exit(4)
    if payload == "child exits":
        asyncio.get_running_loop().create_task(exits())
        await asyncio.sleep(0)
        return "lives"
    await asyncio.sleep(0)
    raise LookupError("async")


async def exits():
    sys.exit(5)


@jobd.handler("async stubborn")
async def async_stubborn(payload, ctx):
    ctx.progress(note="ready")
    time.sleep(1000)


async def in_pool(payload, ctx, start):
    """Waits for a file in a thread, and says what the code there knows of its job."""

    def work():
        found = jobd.context.get(None)
        print("from the thread")
        ctx.progress(note="ready")
        while not os.path.exists(payload["until"]):
            time.sleep(0.005)
        if "error" in payload:
            raise LookupError(payload["error"])
        # Nothing may follow the end of its job.
        ctx.progress(note="late")
        with open(payload["until"] + ".left", "w"):
            return None if found is None else found.id

    return await start(work)


@jobd.handler("to_thread")
async def to_thread(payload, ctx):
    return await in_pool(payload, ctx, asyncio.to_thread)


@jobd.handler("run_in_executor")
async def run_in_executor(payload, ctx):
    def start(work):
        return asyncio.get_running_loop().run_in_executor(None, work)

    return await in_pool(payload, ctx, start)


@jobd.handler("own executor")
async def own_executor(payload, ctx):
    """One that is shut down by a ``with``, which waits for what runs in it."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        return await in_pool(payload, ctx, functools.partial(asyncio.get_running_loop().run_in_executor, pool))


@jobd.handler("wait_for")
async def wait_for(payload, ctx):
    """A limit of the handler's own around code of its own."""

    async def inner():
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            ctx.progress(note="inner " + ("cancelled by the limit" if not ctx.cancelled else "cancelled by the job"))
            if payload.get("cleanup") == "fails":
                raise OSError("no space left") from None
            raise

    ctx.progress(note="ready")
    try:
        await asyncio.wait_for(inner(), payload["limit"])
    except asyncio.TimeoutError:
        if payload.get("then") == "raise":
            raise
        return "too slow"


@jobd.handler("shield")
async def shield(payload, ctx):
    """What it protects goes on without it, in the loop that lives as long as the worker."""

    async def inner():
        ctx.progress(note="ready")
        while not os.path.exists(payload):
            await asyncio.sleep(0.005)
        with open(payload + ".left", "w"):
            pass

    task = asyncio.get_running_loop().create_task(inner())
    await asyncio.shield(task)


@jobd.handler("gather")
async def gather(payload, ctx):
    """Two at once; the first error ends it, or the cancel of the job ends both."""

    async def one(number):
        try:
            await asyncio.sleep(0 if number == payload else 1000)
            raise LookupError(f"number {number}")
        except asyncio.CancelledError:
            ctx.progress(note=f"{number} cancelled")
            raise

    both = asyncio.gather(one(1), one(2))
    ctx.progress(note="ready")
    await both


@jobd.handler("task group")
async def task_group(payload, ctx):
    """The first error cancels the others and waits for them, or the cancel of the job ends all."""

    async def fails():
        raise LookupError("first")

    async def waits():
        try:
            await asyncio.sleep(1000)
        finally:
            ctx.progress(note="other cancelled")

    async with asyncio.TaskGroup() as group:
        group.create_task(waits())
        await asyncio.sleep(0)
        if payload == "fail":
            group.create_task(fails())
        ctx.progress(note="ready")


@jobd.handler("async subprocess")
async def async_subprocess(payload, ctx):
    program = await asyncio.create_subprocess_exec(*payload, stdout=asyncio.subprocess.PIPE)
    ctx.progress(note=str(program.pid))
    try:
        out, _ = await program.communicate()
    except asyncio.CancelledError:
        # Cancelling communicate() leaves the program alive.
        assert program.returncode is None
        program.terminate()
        await program.wait()
        ctx.progress(note=f"ended by {-program.returncode}")
        raise
    return [program.returncode, len(out)]


# Generators.


@jobd.handler("count")
def count(payload, ctx):
    for number in range(payload):
        yield {"n": number}
    return "not seen"


@jobd.handler("count and fail")
def count_and_fail():
    yield 1
    raise ValueError("after the first")


@jobd.handler("yield nan")
def yield_nan():
    try:
        yield float("nan")
    finally:
        print("closed")


@jobd.handler("yield much")
def yield_much():
    while True:
        yield "x" * 100_000


@jobd.handler("endless")
def endless(payload, ctx):
    try:
        ctx.progress(note="ready")
        while True:
            yield 1
            time.sleep(0.001)
    except jobd.Cancelled:
        print("heard")
        raise


@jobd.handler("async count")
async def async_count(payload, ctx):
    for number in range(payload):
        yield number
        await asyncio.sleep(0)


@jobd.handler("async count and fail")
async def async_count_and_fail():
    yield 1
    await asyncio.sleep(0)
    raise ValueError("after the first")


@jobd.handler("async endless")
async def async_endless(payload, ctx):
    try:
        ctx.progress(note="ready")
        while True:
            await asyncio.sleep(1000)
            yield 1
    finally:
        await asyncio.sleep(0)
        print("heard")


# What a context can say.


@jobd.handler("progress")
def progress(payload, ctx):
    for arguments in payload:
        ctx.progress(*arguments.get("args", ()), **arguments.get("kwargs", {}))


@jobd.handler("bad progress")
def bad_progress(payload, ctx):
    errors = []
    for args, kwargs in [
        ((float("nan"),), {}),
        ((float("inf"),), {}),
        ((2,), {}),
        ((-0.1,), {}),
        ((), {"done": 2, "total": 1}),
        ((), {"done": -1, "total": 1}),
        ((), {"total": 1}),
        ((), {"done": 2**63, "total": 2**64}),
        ((), {}),
        ((0.5,), {"done": 1}),
    ]:
        try:
            ctx.progress(*args, **kwargs)
        except ValueError as error:
            errors.append(str(error))
    return errors


@jobd.handler("much progress")
def much_progress(payload, ctx):
    for number in range(payload):
        ctx.progress(done=number + 1, total=payload)


@jobd.handler("checkpoint")
def checkpoint(payload, ctx):
    ctx.checkpoint(b"without waiting")
    ctx.checkpoint(b"kept", flush=True)
    ctx.progress(note="kept")
    try:
        ctx.checkpoint(b"x" * 1_048_577)
    except ValueError as error:
        return str(error)


@jobd.handler("wait for checkpoint")
def wait_for_checkpoint(payload, ctx):
    ctx.checkpoint(b"kept", flush=True)


@jobd.handler("large checkpoint")
def large_checkpoint(payload, ctx):
    ctx.checkpoint(b"x" * 1_048_576, flush=True)
    return len(ctx.last_checkpoint)


@jobd.handler("async checkpoint")
async def async_checkpoint(payload, ctx):
    await ctx.checkpoint(b"kept", flush=True)
    ctx.progress(note="kept")


@jobd.handler("follow up")
def follow_up(payload, ctx):
    ctx.follow_up({"handler": "echo", "payload": 7})
    ctx.follow_up({"argv": ["true"]}, on="success")
    errors = []
    for job, on in [({}, "never"), ([], "any"), ({"a": float("nan")}, "any"), ({"a": "x" * 2_000_000}, "any")]:
        try:
            ctx.follow_up(job, on)
        except (ValueError, TypeError) as error:
            errors.append(type(error).__name__)
    return errors


@jobd.handler("parents")
def parents(payload, ctx):
    return [
        [[each.id, each.state, each.kind, _shown(each.result())] for each in ctx.parents],
        [[batch.id, [[each.id, each.state, _shown(each.result())] for each in batch]] for batch in ctx.batches],
    ]


def _shown(value):
    return {"bytes": value.decode()} if isinstance(value, bytes) else value


@jobd.handler("talk on")
def talk_on(payload, ctx):
    """Leaves a thread behind that goes on talking for a while."""
    has_begun = threading.Event()

    def talk():
        for _ in range(300):
            ctx.progress(0.5)
            ctx.checkpoint(b"late")
            ctx.follow_up({"handler": "echo"})
            has_begun.set()

    threading.Thread(target=talk, daemon=True).start()
    has_begun.wait()


@jobd.handler("outside")
def outside():
    try:
        threading.Thread(target=lambda: None).start()
        found = []
        thread = threading.Thread(target=lambda: found.append(jobd.context.get(None)))
        thread.start()
        thread.join()
        return found
    except LookupError as error:
        return str(error)


# Children.


@jobd.handler("children")
def children(payload, ctx):
    """What children see of the channel: a started program, and a forked child."""
    program = "import os, sys\ntry:\n  os.write(int(sys.argv[1]), b'{}')\nexcept OSError as e: print(e.errno)"
    command = [sys.executable, "-c", program, str(payload)]
    started = subprocess.run(command, stdout=subprocess.PIPE, close_fds=False).stdout.decode().strip()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        ctx.progress(0.1)
        os.write(payload, b'{"type": "result", "value": "a lie"}\n')
        os.write(writer, str(os.path.samestat(os.fstat(payload), os.stat(os.devnull))).encode())
        print("from the child")
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(pid, 0)
    variables = [name for name in os.environ if name.startswith("JOBD_WORKER_") and name != "JOBD_WORKER_HANDLER"]
    return [started, os.read(reader, 100).decode(), variables, os.environ["JOBD_FENCE"]]


@jobd.handler("fork comes back")
def fork_comes_back():
    pid = os.fork()
    if pid == 0:
        return "child"
    os.waitpid(pid, 0)
    return "parent"


@jobd.handler("multiprocessing")
def multiprocess():
    import multiprocessing

    with multiprocessing.get_context("fork").Pool(2) as pool:
        return pool.map(abs, [-1, -2, -3])


@jobd.handler("die")
def die(payload):
    os._exit(payload)


if __name__ == "__main__":
    if "plain" in sys.argv:
        # Without event loop, as a worker for one plain handler is.
        for name in [name for name, known in handlers.registry.items() if known.is_async]:
            del handlers.registry[name]
    jobd.main()
