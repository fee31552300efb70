"""Registered handlers: named code for jobs."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from typing import Any, Callable, Dict, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclasses.dataclass(frozen=True)
class Handler:
    """A function under the name that jobs call it by."""

    name: str
    function: Callable[..., Any]
    #: It is ``async``: a coroutine function or an asynchronous generator.
    is_async: bool
    #: How many of ``(payload, ctx)`` it takes.
    takes: int

    def invoke(self, payload: Any, ctx: Any) -> Any:
        """Calls it with what it takes of the two."""
        if self.takes == 2:
            return self.function(payload, ctx)
        return self.function(payload) if self.takes == 1 else self.function()


#: All handlers of this program, by name.
registry: Dict[str, Handler] = {}


def handler(name: str) -> Callable[[Function], Function]:
    """Registers a function for the jobs that name this handler.

    The function is called as ``f(payload, ctx)``, ``f(payload)`` or ``f()``, whichever it takes. It may be plain,
    ``async``, a generator or an asynchronous generator; it stays as it is and can be called in tests::

        @jobd.handler("thumb")
        def thumb(payload, ctx):
            ctx.progress(0.5)
            return {"path": payload["path"] + ".thumb"}
    """
    if not isinstance(name, str) or not name:
        raise TypeError('a handler needs a name: write @jobd.handler("thumb")')

    def register(function: Function) -> Function:
        known = registry.get(name)
        if known is not None and not _is_same(known.function, function):
            raise ValueError(f"the handler {name!r} is registered twice; give one of them another name")
        registry[name] = Handler(name, function, _is_async(function), _takes(name, function))
        return function

    return register


def _is_same(one: Callable[..., Any], other: Callable[..., Any]) -> bool:
    """The same function of the same file, read again: a script that is imported as a module too, or reloaded."""
    return bool(_place(one) == _place(other))


def _place(function: Callable[..., Any]) -> Any:
    code = getattr(function, "__code__", None)
    return function if code is None else (function.__qualname__, code.co_filename)


def _is_async(function: Callable[..., Any]) -> bool:
    while isinstance(function, functools.partial):
        function = function.func
    candidates = [function]
    if not inspect.isroutine(function):
        candidates.append(getattr(function, "__call__", function))
    return any(inspect.iscoroutinefunction(each) or inspect.isasyncgenfunction(each) for each in candidates)


def _takes(name: str, function: Callable[..., Any]) -> int:
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (ValueError, TypeError):
        # Some functions written in C do not tell.
        return 1
    places = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = [p for p in places if p.default is p.empty]
    names = [p for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    if len(needed) > 2 or names:
        raise TypeError(f"the handler {name!r} must take (payload, ctx), (payload) or nothing, and has more parameters")
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return 2
    if len(places) < 2:
        return len(places)
    # A second parameter with a default of its own is an option of the function, unless its name says otherwise.
    return 2 if len(needed) == 2 or places[1].name in ("ctx", "context") else 1
