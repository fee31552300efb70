"""The work of a job in differential programs: the same coroutine as a task of asyncio, and as a handler of jobd."""

import asyncio
import builtins

import jobd

#: The handler.
NAME = "py-step"


async def uninterrupted(seconds):
    """A job hears of one cancel: a second one does not interrupt its cleanup, as it would interrupt a coroutine."""
    if not seconds:
        return
    sleeping = asyncio.ensure_future(asyncio.sleep(seconds))
    while not sleeping.done():
        try:
            await asyncio.shield(sleeping)
        except asyncio.CancelledError:
            pass


async def work(job, step, noise=0.0, clean_up=uninterrupted):
    """``noise`` are seconds by which each of its times is late."""
    name = job["name"]
    try:
        await asyncio.sleep(job["steps"] * step + noise)
    except asyncio.CancelledError:
        await clean_up(job["cleanup"] * step + noise)
        if job["then"] == "absorb":
            return f"{name} is saved"
        if job["then"] == "raise":
            raise RuntimeError(f"{name} is not cleaned up")
        raise
    if job["error"]:
        raise getattr(builtins, job["error"], asyncio.CancelledError)(f"{name} fails")
    return name


@jobd.handler(NAME)
async def step(payload):
    return await work(payload["job"], payload["step"])


if __name__ == "__main__":
    jobd.main()
