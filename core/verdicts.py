"""The arithmetic of verdicts, the same for the panel and for the community."""

import enum
import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

# The standard normal quantile for a two-sided interval of 95 %.
Z_95 = 1.959963984540054

DASH = "–"
NOT_REVIEWED = "Not reviewed yet"


class Verdict(enum.StrEnum):
    """What a count of ship and skip comes to."""

    SHIP = "Ship"
    MIXED = "Mixed"
    SKIP = "Skip"


class Interval(NamedTuple):
    """A range of percentages, both ends between 0 and 100."""

    low: float
    high: float

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two ranges share at least one value."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of `total` voices say ship. Raises ValueError unless 0 <= ships <= total."""

    ships: int
    total: int

    def __post_init__(self) -> None:
        if not 0 <= self.ships <= self.total:
            raise ValueError(f"{self.ships} ships of {self.total} voices cannot be")

    @property
    def skips(self) -> int:
        return self.total - self.ships

    @property
    def choices(self) -> list[str]:
        """What each voice says, `ship` or `skip`, ships first."""
        return ["ship"] * self.ships + ["skip"] * self.skips

    @property
    def percent(self) -> int | None:
        """100 x ships / total, rounded half up: 0 to 100, or None where nothing is counted."""
        # The same as half_up(Fraction(...)), which takes ten times as long.
        return (200 * self.ships + self.total) // (2 * self.total) if self.total else None

    @property
    def percent_label(self) -> str:
        """The percent as readers see it: `75%`, or a dash where nothing is counted."""
        return f"{self.percent}%" if self.total else DASH

    @property
    def verdict(self) -> Verdict | None:
        """Ship above half of the count, Mixed at exactly half, Skip below, None where nothing is counted."""
        if not self.total:
            return None
        if self.ships == self.skips:
            return Verdict.MIXED
        return Verdict.SHIP if self.ships > self.skips else Verdict.SKIP

    @property
    def counts(self) -> str:
        """The count in words: `3 of 4 ship`, `1 of 4 ships`."""
        return f"{self.ships} of {self.total} {'ships' if self.ships == 1 else 'ship'}"

    @property
    def label(self) -> str:
        """The verdict with its split, `Ship · 3 ship / 1 skip`; of a panel that has not spoken, that it has not."""
        return f"{self.verdict} · {self.ships} ship / {self.skips} skip" if self.total else NOT_REVIEWED

    @property
    def interval(self) -> Interval | None:
        """The 95 % Wilson score interval of the share of ships, in percent, or None where nothing is counted.

        Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
        Journal of the American Statistical Association 22 (1927), 209-212.
        """
        if not self.total:
            return None
        share, spread = self.ships / self.total, Z_95**2 / self.total
        middle = (share + spread / 2) / (1 + spread)
        half = math.sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread)
        # Rounding of floating-point numbers must not carry an end past the observed share.
        return Interval(100 * max(0.0, min(middle - half, share)), 100 * min(1.0, max(middle + half, share)))


def half_up(number: Fraction) -> int:
    """The whole number nearest to `number`; of two equally near, the larger. (Python's round() takes the even one.)"""
    return math.floor(number + Fraction(1, 2))


def mean(scores: Iterable[int]) -> Fraction | None:
    """The exact mean of `scores` (each 0 to 100), or None where there is none."""
    known = list(scores)
    return Fraction(sum(known), len(known)) if known else None


def panel_score(scores: Iterable[int]) -> int | None:
    """The mean of `scores` (each 0 to 100) as a whole number, rounded half up, or None where there is none."""
    exact = mean(scores)
    return None if exact is None else half_up(exact)
