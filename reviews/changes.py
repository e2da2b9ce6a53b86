"""How a verdict changed before the readers' eyes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone

from core.models import Choice

RECENT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict with its score as it stood from a moment on, and why it became that."""

    verdict: str
    score: int | None
    since: datetime
    reason: str

    @property
    def label(self) -> str:
        """`Ship 85`, or `Ship` without a score."""
        word = str(Choice(self.verdict).label)
        return word if self.score is None else f"{word} {self.score}"


@dataclass(frozen=True, slots=True)
class Change:
    before: Given
    after: Given

    @property
    def turns(self) -> bool:
        """Whether the verdict became another and not the score alone."""
        return self.before.verdict != self.after.verdict

    @property
    def is_recent(self) -> bool:
        """Whether it happened in the last 30 days."""
        return timezone.now() - self.after.since <= timedelta(days=RECENT_DAYS)


def changes_in(rows: Sequence[dict[str, Any]], *, seen_from: datetime | None) -> list[Change]:
    """The changes among what a review said, earliest first, from rows of `ReviewQuerySet.with_given`.

    What was changed before `seen_from`, when the tool itself became public, no reader has seen.
    """
    if len(rows) < 2:
        return []  # nearly always, and it spares reading the moment
    given = [Given(**{**row, "since": datetime.fromisoformat(row["since"])}) for row in rows]
    if seen_from is not None:
        unseen = [one for one in given if one.since <= seen_from]
        given = given[max(len(unseen) - 1, 0) :]
    return [
        Change(before, after)
        for before, after in pairwise(given)
        if (before.verdict, before.score) != (after.verdict, after.score)
    ]
