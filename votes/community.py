"""What readers are shown of the community's votes on a tool."""

from dataclasses import dataclass

from core.grammar import counted
from core.verdicts import DASH, Interval, Tally

NO_VOTES = "No community votes yet"


@dataclass(frozen=True, slots=True)
class Community:
    """A tally of votes that gives a percentage only from `minimum` votes on; fewer cannot carry one."""

    tally: Tally
    minimum: int

    @property
    def percent(self) -> int | None:
        """The share of ship in whole percent, or None below the minimum."""
        return self.tally.percent if self.tally.total >= self.minimum else None

    @property
    def interval(self) -> Interval | None:
        """The 95 % Wilson interval in percent, or None below the minimum."""
        return self.tally.interval if self.tally.total >= self.minimum else None

    @property
    def shown_interval(self) -> tuple[int, int] | None:
        """The interval as readers see it, in whole percent, or None below the minimum."""
        return (round(self.interval.low), round(self.interval.high)) if self.interval else None

    def disagrees_with(self, panel: Tally) -> bool:
        """Whether the interval leaves out the percentage of the panel, both as readers see them."""
        if self.shown_interval is None or panel.percent is None:
            return False
        low, high = self.shown_interval
        return not low <= panel.percent <= high

    @property
    def figure(self) -> str:
        """The shortest form: `64%`, the counts `2 of 3` below the minimum, or a dash where nobody has voted."""
        if self.percent is not None:
            return f"{self.percent}%"
        return f"{self.tally.ships} of {self.tally.total}" if self.tally.total else DASH

    @property
    def label(self) -> str:
        """The whole form: `64% ship of 25 votes (95% interval 45–80%)`, `2 of 3 ship`, or that nobody has voted."""
        if not self.tally.total:
            return NO_VOTES
        if self.shown_interval is None:
            return self.tally.counts
        low, high = self.shown_interval
        return f"{self.figure} ship of {counted(self.tally.total, 'vote')} (95% interval {low}–{high}%)"
