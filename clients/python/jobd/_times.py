"""Durations and times as jobd writes them: ``"1h30m"``, ``90``, ``"2026-11-22T08:00:00.123456Z"``."""

from __future__ import annotations

import datetime
import math
import re
from typing import Any, Optional

from ._limits import DURATION_SECONDS_MAX

_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)(us|ms|[smhdw])")


def seconds_from(value: Any) -> float:
    """A duration in seconds: a number, or a text with units. Raises ``ValueError`` for anything else."""
    if isinstance(value, str):
        seconds = _seconds_from_text(value.strip())
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        seconds = float(value)
    else:
        raise ValueError(f"{value!r} is no duration")
    if not math.isfinite(seconds) or not 0 <= seconds <= DURATION_SECONDS_MAX:
        raise ValueError(f"{value!r} is no duration between 0 and ten years")
    return seconds


def _seconds_from_text(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        pass
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f"{text!r} is no duration; write 90, 90s or 1h30m") from None
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def duration_text(seconds: float) -> str:
    """A duration for a request, in whole milliseconds."""
    return f"{max(0, round(seconds * 1000))}ms"


def time_from(value: Any) -> Optional[datetime.datetime]:
    """A time with its zone, or ``None`` for what is no time."""
    if not isinstance(value, str):
        return None
    text = value.replace("Z", "+00:00").replace("z", "+00:00")
    # Before 3.11 fromisoformat takes 3 or 6 digits of a fraction and nothing else.
    match = re.fullmatch(r"(.*T\d\d:\d\d:\d\d)\.(\d+)(.*)", text)
    if match:
        text = f"{match[1]}.{match[2][:6].ljust(6, '0')}{match[3]}"
    try:
        time = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=datetime.timezone.utc)
