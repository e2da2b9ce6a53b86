"""The weeks that editions cover: Monday to Sunday, in the time zone of the digest."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

PATTERN = r"^[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])$"


class NoWeek(ValueError):
    """What was given names no week; the message says how to name one."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the ISO calendar (ISO 8601), by its Monday."""

    monday: date

    @classmethod
    def named(cls, name: str) -> Self:
        """The week that `name` names, such as 2026-W47 in either letter case. Raises NoWeek."""
        if not re.fullmatch(PATTERN, name.upper()):
            raise NoWeek(f"“{name}” is no week. Name one as in 2026-W47.")
        year, number = name.upper().split("-W")
        try:
            return cls(date.fromisocalendar(int(year), int(number), 1))
        except ValueError as error:
            raise NoWeek(f"The year {year} has no week {number}.") from error

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The week that `moment` falls into."""
        day = moment.astimezone(zone()).date()
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def last(cls) -> Self:
        """The latest week that is over."""
        return cls.of(timezone.now()).before

    @property
    def name(self) -> str:
        """`2026-W47`."""
        year, number, _ = self.monday.isocalendar()
        return f"{year:04}-W{number:02}"

    @property
    def before(self) -> Self:
        """The week before it."""
        return type(self)(self.monday - timedelta(weeks=1))

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def begin(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.monday, time(), zone())

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.monday + timedelta(weeks=1), time(), zone())

    def moment(self, weekday: int, hour: int) -> datetime:
        """The full hour on a day of this week, 0 for its Monday."""
        return datetime.combine(self.monday + timedelta(days=weekday), time(hour), zone())


def zone() -> ZoneInfo:
    """The time zone in which the digest reckons."""
    return ZoneInfo(settings.DIGEST_TIME_ZONE)
