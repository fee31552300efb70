"""Where a follower of events is: what to ask for when it has to begin again, and when something may be missing."""

from __future__ import annotations

from typing import Any, Dict, Optional

from .event import Event


class EventPlace:
    """The place of a follower in the stream. There is no connection in it."""

    def __init__(self, after: Optional[str], snapshot: bool) -> None:
        self._wants_snapshot = snapshot
        self._position = after
        #: The jobs that are there have not all been told yet.
        self._is_in_snapshot = snapshot and after is None
        self._has_told_of_snapshot = False
        #: What was told before does not go together with what comes.
        self._is_gap_due = False

    @property
    def is_kept(self) -> bool:
        """Whether what was heard is gone on from: half a snapshot is not."""
        return not self._is_in_snapshot

    def query(self) -> Dict[str, Any]:
        """What to ask for. Half a snapshot is had anew from its beginning; otherwise the stream goes on from its place,
        and ``snapshot`` is for a daemon that does not know it any more."""
        after = None if self._is_in_snapshot else self._position
        return {"after": after, "snapshot": True if self._wants_snapshot else None}

    def take(self, event: Event) -> bool:
        """Takes note of an event; whether the caller is to hear of it."""
        if event.event == "gap":
            return self._take_gap(event)
        if self._is_in_snapshot:
            if event.event == "snapshot.end":
                self._is_in_snapshot = self._has_told_of_snapshot = False
            elif event.event != "heartbeat":
                self._has_told_of_snapshot = True
        # Within a snapshot there is no place to go on from.
        if not self._is_in_snapshot and event.id is not None:
            self._position = event.id
        return event.event != "heartbeat"

    def _take_gap(self, event: Event) -> bool:
        # The stream ends with it, and what happens until there is another one would be missing behind the gap: the
        # next stream is asked for this place and says by itself that it is gone.
        if event.reason == "overrun" and self._position is not None and not self._is_in_snapshot:
            return False
        self._position = event.id if event.id is not None else self._position
        if self._wants_snapshot:
            self._is_in_snapshot, self._has_told_of_snapshot = True, False
        self._is_gap_due = False
        return True

    def lose(self) -> None:
        """The stream is lost."""
        if self._is_in_snapshot and self._has_told_of_snapshot:
            self._is_gap_due = True
        self._has_told_of_snapshot = False

    def begin(self) -> Optional[Event]:
        """What the caller is to hear of a new stream before its first event."""
        if not self._is_gap_due:
            return None
        self._is_gap_due = False
        return Event({"event": "gap", "reason": "snapshot"})
