"""When schedules are due, reckoned apart from jobd: intervals, and times of day in a zone as docs/schedules.md says."""

import datetime
import zoneinfo
from typing import List, Optional

DAY = datetime.timedelta(days=1)


def has_zones() -> bool:
    """Whether Python finds the tables of zones: some systems come without them."""
    try:
        zoneinfo.ZoneInfo("Europe/Berlin")
    except zoneinfo.ZoneInfoNotFoundError:
        return False
    return True


class Interval:
    """Every so many seconds, counted from ``anchor``."""

    def __init__(self, seconds: int, anchor: float = 0.0) -> None:
        self.seconds = seconds
        self.anchor = anchor

    def between(self, after: float, through: float, most: int) -> List[float]:
        """The last ``most`` due times in ``(after, through]``, oldest first."""
        last = int((through - self.anchor) // self.seconds)
        first = max(int((after - self.anchor) // self.seconds) + 1, last - most + 1, 1 if self.anchor else 0)
        return [self.anchor + number * self.seconds for number in range(first, last + 1)]


class Daily:
    """Once a day at a time of the clock in a zone.

    One that the clock skips is due at the first moment after the gap; one that it shows twice, the first time only.
    """

    def __init__(self, hour: int, minute: int, zone: str) -> None:
        self.time = datetime.time(hour, minute)
        self.zone = zoneinfo.ZoneInfo(zone)

    def between(self, after: float, through: float, most: int) -> List[float]:
        """The last ``most`` due times in ``(after, through]``, oldest first."""
        found: List[float] = []
        date = datetime.datetime.fromtimestamp(through, self.zone).date() + DAY
        while len(found) < most:
            due = self.due(date)
            if due <= after:
                break
            if due <= through:
                found.append(due)
            date -= DAY
        return found[::-1]

    def due(self, date: datetime.date) -> float:
        """That of one day."""
        civil = datetime.datetime.combine(date, self.time)
        moment = civil.replace(tzinfo=self.zone, fold=0).timestamp()
        shown = datetime.datetime.fromtimestamp(moment, self.zone).replace(tzinfo=None)
        return moment if shown == civil else self.change(moment)

    def change(self, near: float) -> float:
        """The moment near this one from which another offset holds."""
        low, high = int(near) - 86_400, int(near) + 86_400
        before = self.offset(low)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.offset(middle) == before else (low, middle)
        return float(high)

    def offset(self, moment: float) -> Optional[datetime.timedelta]:
        """Of the zone from UTC."""
        return datetime.datetime.fromtimestamp(moment, self.zone).utcoffset()
