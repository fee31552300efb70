"""Running a handler to its outcome: plain functions and generators, and their asynchronous forms."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import inspect
from typing import Any, AsyncGenerator, Callable, Generator

from .._encoding import result_to_json
from .._errors import Cancelled
from .attempt import Attempt
from .context import context
from .interrupt import Interrupt
from .outcome import Outcome, Succeeded, outcome_of

#: What needs no closer look: asking whether it can be awaited costs more than a short job.
_JSON = (dict, list, tuple, str, int, float, type(None))


def run_plain(attempt: Attempt, interrupt: Interrupt) -> Outcome:
    """Runs a plain function or generator on this thread. Never raises."""
    return contextvars.copy_context().run(_run_plain, attempt, interrupt)


def _run_plain(attempt: Attempt, interrupt: Interrupt) -> Outcome:
    context.set(attempt.context)
    try:
        value = interrupt.call(attempt.invoke)
        if inspect.isgenerator(value):
            _drain(attempt, interrupt, value)
            return Succeeded(attempt.link.yielded())
        if not isinstance(value, _JSON):
            _refuse_awaitable(value)
        return Succeeded(result_to_json(value))
    except BaseException as error:
        # Whatever it is: the attempt ends, not the worker.
        return outcome_of(error, attempt.cancel is not None)


def _drain(attempt: Attempt, interrupt: Interrupt, generator: "Generator[Any, Any, Any]") -> None:
    step: Callable[[], Any] = generator.__next__
    while True:
        try:
            value = interrupt.call(step)
        except StopIteration:
            return
        except Cancelled as cancelled:
            if inspect.getgeneratorstate(generator) == inspect.GEN_CLOSED:
                raise
            # It came between two values: the generator shall hear of it, and may clean up.
            step = functools.partial(generator.throw, cancelled)
            continue
        step = generator.__next__
        try:
            attempt.link.yield_value(result_to_json(value))
        except BaseException:
            generator.close()
            raise


async def run_async(attempt: Attempt) -> Outcome:
    """Runs a coroutine function or an asynchronous generator, in the task that calls this. Never raises."""
    context.set(attempt.context)
    try:
        value = attempt.invoke()
        if inspect.isasyncgen(value):
            await _drain_async(attempt, value)
            return Succeeded(attempt.link.yielded())
        return Succeeded(result_to_json(await value))
    except GeneratorExit:
        # The loop is gone.
        raise
    except BaseException as error:
        return outcome_of(error, attempt.cancel is not None)


async def _drain_async(attempt: Attempt, generator: "AsyncGenerator[Any, Any]") -> None:
    try:
        async for value in generator:
            attempt.link.yield_value(result_to_json(value))
    finally:
        await generator.aclose()


def _refuse_awaitable(value: Any) -> None:
    if asyncio.iscoroutine(value):
        value.close()
    if inspect.isawaitable(value) or inspect.isasyncgen(value):
        raise TypeError("the handler is a plain function that returned something to await; define it with async def")
